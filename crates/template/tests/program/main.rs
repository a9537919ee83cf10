//! Programs built by hand, run against a host of the tests' own and printed.

mod build;
mod filters;
mod formats;
mod host;
mod printing;
mod rendering;
mod tags;
