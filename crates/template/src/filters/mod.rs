//! Django's filters for plain text and numbers.
//!
//! A native filter answers for inputs of exactly the types it knows and where its result provably is what Django's function gives;
//! for anything else it answers `None`, and the host's function runs.

mod date;
mod humanize;
mod locale;
mod localized;
mod messages;
mod number;
mod since;
mod size;
mod text;
mod truth;

use crate::host::{Host, Types};
use crate::render::Resolved;

/// A filter in Rust, by its name in `django.template.defaultfilters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Native {
    /// `add`
    Add,
    /// `addslashes`
    Addslashes,
    /// `apnumber` of `django.contrib.humanize`
    Apnumber,
    /// `capfirst`
    Capfirst,
    /// `cut`
    Cut,
    /// `date`
    Date,
    /// `default`
    Default,
    /// `default_if_none`
    DefaultIfNone,
    /// `divisibleby`
    Divisibleby,
    /// `escape`
    Escape,
    /// `filesizeformat`
    Filesizeformat,
    /// `floatformat`
    Floatformat,
    /// `force_escape`
    ForceEscape,
    /// `intcomma` of `django.contrib.humanize`
    Intcomma,
    /// `intword` of `django.contrib.humanize`
    Intword,
    /// `length`
    Length,
    /// `localize` of the library `l10n`
    Localize,
    /// `lower`
    Lower,
    /// `naturalday` of `django.contrib.humanize`
    Naturalday,
    /// `naturaltime` of `django.contrib.humanize`
    Naturaltime,
    /// `ordinal` of `django.contrib.humanize`
    Ordinal,
    /// `pluralize`
    Pluralize,
    /// `safe`
    Safe,
    /// `time`
    Time,
    /// `timesince`
    Timesince,
    /// `timeuntil`
    Timeuntil,
    /// `unlocalize` of the library `l10n`
    Unlocalize,
    /// `upper`
    Upper,
    /// `yesno`
    Yesno,
}

impl Native {
    /// Every native filter of `django.template.defaultfilters` with its name.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::Add, "add"),
        (Self::Addslashes, "addslashes"),
        (Self::Capfirst, "capfirst"),
        (Self::Cut, "cut"),
        (Self::Date, "date"),
        (Self::Default, "default"),
        (Self::DefaultIfNone, "default_if_none"),
        (Self::Divisibleby, "divisibleby"),
        (Self::Escape, "escape"),
        (Self::Filesizeformat, "filesizeformat"),
        (Self::Floatformat, "floatformat"),
        (Self::ForceEscape, "force_escape"),
        (Self::Length, "length"),
        (Self::Lower, "lower"),
        (Self::Pluralize, "pluralize"),
        (Self::Safe, "safe"),
        (Self::Time, "time"),
        (Self::Timesince, "timesince"),
        (Self::Timeuntil, "timeuntil"),
        (Self::Upper, "upper"),
        (Self::Yesno, "yesno"),
    ];

    /// Native filters of other libraries, with the library's module.
    pub const OTHERS: [(Self, &'static str, &'static str); 8] = [
        (Self::Localize, "django.templatetags.l10n", "localize"),
        (Self::Unlocalize, "django.templatetags.l10n", "unlocalize"),
        (Self::Apnumber, HUMANIZE, "apnumber"),
        (Self::Intcomma, HUMANIZE, "intcomma"),
        (Self::Intword, HUMANIZE, "intword"),
        (Self::Naturalday, HUMANIZE, "naturalday"),
        (Self::Naturaltime, HUMANIZE, "naturaltime"),
        (Self::Ordinal, HUMANIZE, "ordinal"),
    ];

    /// Its name in Django.
    pub fn name(self) -> &'static str {
        let others = Self::OTHERS.iter().map(|(native, _, name)| (native, *name));
        let mut known = Self::ALL
            .iter()
            .map(|(native, name)| (native, *name))
            .chain(others);
        known
            .find(|(native, _)| **native == self)
            .map_or("", |(_, name)| name)
    }
}

const HUMANIZE: &str = "django.contrib.humanize.templatetags.humanize";

/// What a filter gives: its result, or `None` where the host's function has to run.
type Answer<H> = Result<Option<Resolved<<H as Types>::Value>>, <H as Types>::Error>;

/// Applies a native filter.
///
/// # Errors
///
/// What asking the host for a value's truth or size fails with.
pub fn apply<H: Host>(
    native: Native,
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let input_view = input.view(host);
    let argument_view = argument.map(|argument| host.view(argument));
    match native {
        Native::Addslashes => Ok(text::addslashes(input_view)),
        Native::Capfirst => Ok(text::capfirst(input_view)),
        Native::Cut => Ok(text::cut(input_view, argument_view)),
        Native::Escape => Ok(text::escape(input_view)),
        Native::ForceEscape => Ok(text::force_escape(input_view)),
        Native::Lower => Ok(text::lower(input_view)),
        Native::Safe => Ok(text::safe(input_view)),
        Native::Upper => Ok(text::upper(input_view)),
        Native::Pluralize => Ok(text::pluralize(input_view, argument_view)),
        Native::Add => number::add(host, input, argument),
        Native::Divisibleby => Ok(number::divisibleby(host, input, argument)),
        Native::Length => number::length(host, input),
        Native::Default => truth::default(host, input, argument),
        Native::DefaultIfNone => Ok(truth::default_if_none(host, input, argument)),
        Native::Yesno => truth::yesno(host, input, argument),
        _ => locale::apply(native, host, input, argument),
    }
}
