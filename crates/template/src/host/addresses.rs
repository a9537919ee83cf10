//! Addresses of views and static files.

use super::{Types, Values};
use crate::render::Resolved;

/// What knows the addresses of a site.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Addresses: Types {
    /// The address of a view; empty if there is none and the tag names a variable for it.
    fn reverse(
        &mut self,
        view: Self::Value,
        arguments: Vec<Self::Value>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> Result<Resolved<Self::Value>, Self::Error>;
    /// The address of a static file.
    fn static_url(&mut self, path: Self::Value) -> Result<Self::Value, Self::Error>;
}
