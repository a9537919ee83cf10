//! What the filters on text and lists ask of the host.

use super::Types;

/// How letters are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// All small.
    Lower,
    /// All capital.
    Upper,
    /// Capital where a word starts, else small.
    Title,
}

/// Which items of a list are taken; `None` stands for Python's defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The first position, from the end if negative.
    pub start: Option<i64>,
    /// The position before which it ends, from the end if negative.
    pub stop: Option<i64>,
    /// The distance between two of them, backwards if negative.
    pub step: Option<i64>,
}

impl Slice {
    /// All that comes before a position.
    pub fn until(stop: i64) -> Self {
        Self {
            stop: Some(stop),
            ..Self::default()
        }
    }
}

/// Text and lists beyond what the engine knows itself.
///
/// A list here is one of the language's own types of list, whose items can be read without running code of anybody else's.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait TextValues: Types {
    /// The text of a value; `None` if it is, or is made as, text of a kind that the engine cannot read, or markup of another type.
    fn as_text(&mut self, value: &Self::Value) -> Result<Option<Self::Value>, Self::Error>;
    /// Text in another case, by the host's Unicode tables.
    fn change_case(&mut self, text: &str, case: Case) -> Result<String, Self::Error>;
    /// Text in the normal form KD, by the host's Unicode tables.
    fn decompose(&mut self, text: &str) -> Result<String, Self::Error>;

    /// The number of a list's items; `None` for what is no list.
    fn count_items(&self, list: &Self::Value) -> Option<usize>;
    /// One item of a list, if there is one at this position.
    fn item(&self, list: &Self::Value, index: usize) -> Option<Self::Value>;
    /// Some items of a list. The step is not 0.
    fn slice(&mut self, list: &Self::Value, slice: Slice) -> Result<Self::Value, Self::Error>;
    /// Any item of a list; empty text if there is none.
    fn choose(&mut self, list: &Self::Value) -> Result<Self::Value, Self::Error>;
    /// A list ordered by what its items have as key or attribute under the first name, this under the second, and so on.
    ///
    /// `None` if something lacks it, or has what cannot be compared.
    fn sort(
        &mut self,
        list: &Self::Value,
        names: &[&str],
        is_reversed: bool,
    ) -> Result<Option<Self::Value>, Self::Error>;

    /// A value formatted by a directive, without the `%` it starts with: empty text if the value does not fit.
    ///
    /// `None` for lists, which would stand for several values, and for markup that the engine cannot read.
    fn format(
        &mut self,
        value: &Self::Value,
        directive: &str,
    ) -> Result<Option<Self::Value>, Self::Error>;
    /// A value as JSON in ASCII; `None` if something in it is not of a plain type.
    fn json(&self, value: &Self::Value) -> Option<String>;
}
