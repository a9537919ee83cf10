//! Filters that write numbers with the separators of the language.

use super::Answer;
use crate::formats::number::{Localized, Number};
use crate::formats::{self, Decimal};
use crate::host::{Host, View};
use crate::render::Resolved;

/// More decimal places than Python's precision allows by far are left to the host.
const MOST_PLACES: usize = 200;

/// A number, also given as its text.
fn number_of<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
) -> Result<Option<Number>, H::Error> {
    match input.view(host) {
        View::Int(number) => Ok(Some(Number::Integer(number))),
        View::Float(number) => Ok(Some(Number::Float(number))),
        View::Text { text, .. } => Ok(Decimal::parse(text).map(Number::Decimal)),
        View::Other => match input {
            Resolved::Value(value) => host.number(value),
            Resolved::Markup(_) | Resolved::Text { .. } => Ok(None),
        },
        _ => Ok(None),
    }
}

/// The argument of `floatformat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Precision {
    places: usize,
    /// Whether whole numbers are written without places.
    is_shortest: bool,
    is_grouped: bool,
    is_localized: bool,
}

impl Precision {
    const DEFAULT: Self = Self {
        places: 1,
        is_shortest: true,
        is_grouped: false,
        is_localized: true,
    };

    fn parse(text: &str) -> Option<Self> {
        let (places, is_grouped, is_localized) = match text {
            "" => return None,
            _ if text.ends_with("gu") || text.ends_with("ug") => {
                (&text[..text.len() - 2], true, false)
            }
            _ if text.ends_with('g') => (&text[..text.len() - 1], true, true),
            _ if text.ends_with('u') => (&text[..text.len() - 1], false, false),
            _ => (text, false, true),
        };
        let places = if places.is_empty() {
            -1
        } else {
            // What Rust reads here, `int()` reads too.
            places.parse().ok()?
        };
        Some(Self {
            is_grouped,
            is_localized,
            ..Self::of(places)?
        })
    }

    fn of(places: i64) -> Option<Self> {
        let count = usize::try_from(places.unsigned_abs()).ok()?;
        (count <= MOST_PLACES).then_some(Self {
            is_shortest: places <= 0,
            ..Self::of_places(count)
        })
    }

    /// Always so many decimal places.
    pub(super) fn of_places(places: usize) -> Self {
        Self {
            places,
            is_shortest: false,
            ..Self::DEFAULT
        }
    }
}

pub(super) fn floatformat<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let precision = match argument.map(|argument| host.view(argument)) {
        None => Some(Precision::DEFAULT),
        Some(View::Int(places)) => Precision::of(places),
        Some(View::Text { text, .. }) => Precision::parse(text),
        Some(_) => None,
    };
    let Some(precision) = precision else {
        return Ok(None);
    };
    let number = number_of(host, input)?.and_then(Number::into_decimal);
    let Some(number) = number.filter(|number| !number.is_long()) else {
        return Ok(None);
    };
    let text = float_format(host, &number, precision)?;
    Ok(text.map(|text| Resolved::Text {
        text,
        is_safe: true,
    }))
}

/// A number rounded and with separators.
pub(super) fn float_format<H: Host>(
    host: &mut H,
    number: &Decimal,
    precision: Precision,
) -> Result<Option<String>, H::Error> {
    let (text, places) = if precision.is_shortest && number.is_whole() {
        (number.to_whole(), 0)
    } else {
        (number.to_rounded(precision.places), precision.places)
    };
    let format = host.number_format(precision.is_localized)?;
    Ok(format.map(|format| format.format(&text, Some(places), precision.is_grouped)))
}

/// `intcomma` of `django.contrib.humanize`.
pub(super) fn intcomma<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    if argument.is_some() {
        return Ok(None);
    }
    let (number, is_safe) = match input.view(host) {
        View::Text { text, is_safe } => (text.parse().ok().map(Number::Integer), is_safe),
        _ => (number_of(host, input)?, false),
    };
    let (Some(number), Some(format)) = (number, host.number_format(true)?) else {
        return Ok(None);
    };
    Ok(format
        .localize(&number, true)
        .map(|localized| resolved(localized, is_safe)))
}

/// The filters `localize` and `unlocalize`.
pub(super) fn localize<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    is_localized: bool,
) -> Answer<H> {
    let value = match (input, input.view(host)) {
        (_, View::Text { .. }) => return Ok(Some(input.clone())),
        (Resolved::Value(value), View::Int(_) | View::Float(_) | View::Other) => value,
        _ => return Ok(None),
    };
    let localized = formats::localize(host, value, is_localized)?;
    Ok(localized.map(|localized| resolved(localized, false)))
}

fn resolved<V>(localized: Localized, is_safe: bool) -> Resolved<V> {
    Resolved::Text {
        text: localized.text,
        is_safe: localized.is_safe || is_safe,
    }
}
