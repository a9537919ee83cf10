//! Tags that call a function.

use super::{Function, Types, Values};

/// Functions of the host's language behind tags.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Calls: Types {
    /// Calls a tag's function; `takes_context` says that it receives the scopes as well.
    fn call(
        &mut self,
        function: &Function<Self>,
        takes_context: bool,
        arguments: Vec<Self::Value>,
        keywords: Values<'_, Self>,
    ) -> Result<Self::Value, Self::Error>;
}
