//! Django templates in a form that Rust renders; knows nothing of Python.
//!
//! | module | holds |
//! |---|---|
//! | [`program`] | a template once parsed: nodes, tags, expressions, conditions |
//! | [`host`] | [`Host`]: everything asked of the language that owns the data |
//! | [`analysis`] | which of the loop's and the block's variables a program can see |
//! | [`render`] | a program run against a host, into a string |
//! | [`filters`] | Django's filters for plain text, numbers, dates and times |
//! | [`formats`] | numbers, dates and times as text, by the formats of a language |
//! | [`print`] | a program as template text |
//! | [`flatten`](mod@flatten) | a program and those that it names, resolved into one |
//! | `foreign` | what of a program the host still runs |
//! | `keys` | whether the markup of a loop's items says which they are |
//! | [`parts`] | a program as markup with slots, for `enliven_vdom` |
//! | [`variants`] | the templates that were found while a program rendered, as part of its markup with slots |
//! | [`walk`] | every symbol of a program |
//!
//! A front end builds a [`Program`] from what it knows of a template; what the engine has no node for stays a
//! [foreign node](program::Node::Foreign) that the host renders.

pub mod analysis;
pub mod filters;
pub mod flatten;
mod foreign;
pub mod formats;
pub mod host;
mod keys;
pub mod print;
pub mod program;
pub mod render;
mod shape;
pub mod variants;
pub mod walk;

pub use host::Host;
pub use keys::has_key;
pub use program::{Program, Symbols};
pub use render::render;
pub use shape::{Parts, parts};
pub use variants::Variants;
