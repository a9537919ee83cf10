//! What the engine asks about the language, the time zone and the clock.

use std::rc::Rc;

use super::Types;
use crate::formats::date::{Kind, Reads};
use crate::formats::number::Number;
use crate::formats::{DateFormat, Fields, NumberFormat, Word};

/// A message of the framework's own, and what chooses among its translations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// What tells equal messages of different meaning apart.
    pub context: Option<&'static str>,
    /// The message; that for one item if there is a plural.
    pub text: &'static str,
    /// The message for other counts, and the count.
    pub plural: Option<(&'static str, i64)>,
}

/// A setting of the scopes that says how values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Whether values are localised.
    UseL10n,
    /// Whether times are converted to the current time zone.
    UseTz,
}

/// Who asks for the time; each looks at a clock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// `timesince` and `timeuntil`.
    Since,
    /// `naturalday`
    NaturalDay,
    /// `naturaltime`
    NaturalTime,
}

/// The active language's formats and words, the current time zone, and values that are numbers, dates or times.
///
/// What a method gives holds for the language and the settings at its call; the host may remember it as long as they last.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Formats: Types {
    /// What is needed to return to the time zone before.
    type Zone;

    /// How numbers are written: in the active language, or as the settings have it for none, which groups digits on demand only.
    /// `None` if only the host can tell.
    fn number_format(
        &mut self,
        is_localized: bool,
    ) -> Result<Option<Rc<NumberFormat>>, Self::Error>;
    /// A number of exactly a type that is localised.
    fn number(&mut self, value: &Self::Value) -> Result<Option<Number>, Self::Error>;
    /// A word in dates; `None` if it is not valid Unicode.
    fn word(&mut self, word: Word) -> Result<Option<&str>, Self::Error>;
    /// The translation of a message; `None` if it is not valid Unicode.
    fn message(&mut self, message: Message) -> Result<Option<Rc<str>>, Self::Error>;

    /// What a value is, if it is of exactly one of the plain types of dates and times, and in no time zone of an unknown class.
    fn kind(&mut self, value: &Self::Value) -> Result<Option<Kind>, Self::Error>;
    /// The value that [`Formats::kind`] knows in the current time zone, if values are converted; itself if not. `None` if the
    /// current time zone is of an unknown class.
    fn local_time(&mut self, value: &Self::Value) -> Result<Option<Self::Value>, Self::Error>;
    /// A format or the one of this name, in the active language or as the settings have it for none. `None` if only the host can
    /// tell.
    fn date_format(
        &mut self,
        name: &str,
        is_localized: bool,
    ) -> Result<Option<Rc<DateFormat>>, Self::Error>;
    /// Reads fields of a value that [`Formats::kind`] knows.
    fn fields(&mut self, value: &Self::Value, reads: Reads) -> Result<Fields, Self::Error>;
    /// The text of a format letter that only the host can write.
    fn date_letter(&mut self, value: &Self::Value, letter: char) -> Result<String, Self::Error>;
    /// The time of `{% now %}`.
    fn now(&mut self) -> Result<Self::Value, Self::Error>;
    /// A date or time by a format, as the framework's own filter `date` writes it.
    fn format_date(
        &mut self,
        value: &Self::Value,
        format: &Self::Value,
    ) -> Result<Self::Value, Self::Error>;

    /// The time that a filter compares a value with.
    fn clock(&mut self, clock: Clock, value: &Self::Value) -> Result<Self::Value, Self::Error>;
    /// A value that [`Formats::kind`] knows, in the time zone of another such value; itself if neither has one. `None` if only one
    /// has.
    fn in_zone_of(
        &mut self,
        value: &Self::Value,
        other: &Self::Value,
    ) -> Result<Option<Self::Value>, Self::Error>;
    /// The microseconds from one time to another, both with a time zone or both without.
    fn microseconds_between(
        &mut self,
        from: &Self::Value,
        to: &Self::Value,
    ) -> Result<i64, Self::Error>;

    /// Changes a setting and gives what it was.
    fn set(&mut self, setting: Setting, value: Self::Value) -> Result<Self::Value, Self::Error>;
    /// Makes a time zone the current one.
    fn enter_zone(&mut self, zone: Self::Value) -> Result<Self::Zone, Self::Error>;
    /// Returns to the time zone before.
    fn leave_zone(&mut self, zone: Self::Zone) -> Result<(), Self::Error>;
}
