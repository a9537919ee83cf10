//! What the engine asks about messages and their translations.

use super::{Name, Node, Types, Values};

/// A message to translate.
pub enum Id<'m, N> {
    /// One that the program knows, with `%` doubled and line ends as catalogues have them.
    Known(&'m N),
    /// Any other.
    Text(&'m str),
}

/// The active catalogue, and what of Django's own tags is rarely needed.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Translations: Types {
    /// What is needed to return to the language before.
    type Language;

    /// The translation of a message, or the message; `None` if something else than Django's own functions translates.
    fn translate(
        &mut self,
        context: Option<&str>,
        id: Id<'_, Name<Self>>,
    ) -> Result<Option<Self::Value>, Self::Error>;
    /// The translation of a message by whatever translates.
    fn translate_otherwise(
        &mut self,
        context: Option<&str>,
        message: &str,
    ) -> Result<Self::Value, Self::Error>;
    /// The translation of a message for this number, or the message for it.
    fn translate_plural(
        &mut self,
        context: Option<&str>,
        forms: [&Name<Self>; 2],
        number: &Self::Value,
    ) -> Result<Self::Value, Self::Error>;
    /// A text that is translated when it is needed, as filters receive it.
    fn lazy_translation(
        &mut self,
        message: Self::Value,
        context: Option<Self::Value>,
    ) -> Result<Self::Value, Self::Error>;
    /// Output with each `%%` replaced by `%`; markup stays markup.
    fn restore_percents(&mut self, output: Self::Value) -> Result<Self::Value, Self::Error>;

    /// A context as text.
    fn text_of(&mut self, value: &Self::Value) -> Result<Self::Value, Self::Error>;
    /// Whether a value is a number that messages may count by.
    fn is_number(&mut self, value: &Self::Value) -> Result<bool, Self::Error>;
    /// The error for a count that is no number.
    fn not_a_number(&mut self, node: &Node<Self>) -> Self::Error;
    /// A variable of the scopes as it is stored.
    fn stored(&mut self, name: &Name<Self>) -> Result<Option<Self::Value>, Self::Error>;
    /// What stands for a variable that a message names and that does not exist.
    fn absent(&mut self, name: &Name<Self>) -> Result<Self::Value, Self::Error>;
    /// Puts values into a message; `None` if it is malformed or names others.
    fn interpolate(
        &mut self,
        message: &Self::Value,
        values: Values<'_, Self>,
    ) -> Result<Option<Self::Value>, Self::Error>;
    /// What a `{% blocktranslate %}` renders to without translation.
    fn untranslated(&mut self, node: &Node<Self>) -> Result<Self::Value, Self::Error>;

    /// Makes a language the active one.
    fn enter_language(&mut self, language: Self::Value) -> Result<Self::Language, Self::Error>;
    /// Returns to the language before.
    fn leave_language(&mut self, language: Self::Language) -> Result<(), Self::Error>;
}
