//! Programs built by hand, run against a host of the tests' own and printed.

mod build;
mod calls;
mod filters;
mod flattening;
mod formats;
mod host;
mod pages;
mod printing;
mod rendering;
mod tags;
mod translations;
mod variants;
