//! Filters of `django.contrib.humanize` that put numbers into words.

use super::Answer;
use super::localized::{Precision, float_format};
use super::messages::{fill, message, translate};
use crate::formats::Decimal;
use crate::host::{Host, Message, View};
use crate::render::Resolved;

const DIGITS: [&str; 9] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// What tells the endings of ordinals apart, and the ending, by the last digit.
const ORDINALS: [(&str, &str); 10] = [
    ("ordinal 0", "{}th"),
    ("ordinal 1", "{}st"),
    ("ordinal 2", "{}nd"),
    ("ordinal 3", "{}rd"),
    ("ordinal 4", "{}th"),
    ("ordinal 5", "{}th"),
    ("ordinal 6", "{}th"),
    ("ordinal 7", "{}th"),
    ("ordinal 8", "{}th"),
    ("ordinal 9", "{}th"),
];

/// The powers of ten that have a name, up to the largest below `i64::MAX`.
const POWERS: [(f64, &str); 5] = [
    (1e6, "%(value)s million"),
    (1e9, "%(value)s billion"),
    (1e12, "%(value)s trillion"),
    (1e15, "%(value)s quadrillion"),
    (1e18, "%(value)s quintillion"),
];

/// Floats hold whole numbers exactly up to this one.
const LARGEST_EXACT: u64 = 1 << 53;

/// A whole number or its digits, and whether they are markup.
fn whole<H: Host>(host: &H, input: &Resolved<H::Value>) -> Option<(i64, bool)> {
    match input.view(host) {
        View::Int(number) => Some((number, false)),
        View::Text { text, is_safe } => Some((text.parse().ok()?, is_safe)),
        _ => None,
    }
}

pub(super) fn ordinal<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let Some((number, is_safe)) = whole(host, input) else {
        return Ok(None);
    };
    let text = number.to_string();
    if number < 0 {
        return Ok(Some(Resolved::Text { text, is_safe }));
    }
    let (context, form) = match number % 100 {
        11..=13 => ("ordinal 11, 12, 13", "{}th"),
        _ => usize::try_from(number % 10).map_or(ORDINALS[0], |digit| ORDINALS[digit]),
    };
    let message = Message {
        context: Some(context),
        ..message(form)
    };
    let text = fill(host, message, "{}", &text)?;
    Ok(text.map(|text| Resolved::Text {
        text,
        is_safe: true,
    }))
}

pub(super) fn apnumber<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let Some((number, is_safe)) = whole(host, input) else {
        return Ok(None);
    };
    let word = usize::try_from(number)
        .ok()
        .and_then(|number| DIGITS.get(number.checked_sub(1)?));
    let Some(word) = word else {
        let is_number = matches!(input.view(host), View::Int(_));
        return Ok(is_number.then(|| input.clone()));
    };
    let text = translate(host, message(word))?;
    Ok(text.map(|text| Resolved::Text {
        text: text.to_string(),
        is_safe,
    }))
}

pub(super) fn intword<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let Some((number, _)) = whole(host, input) else {
        return Ok(None);
    };
    if number.unsigned_abs() < 1_000_000 {
        return Ok(Some(Resolved::Value(host.integer(number)?)));
    }
    if number.unsigned_abs() > LARGEST_EXACT {
        return Ok(None);
    }
    let (value, name) = in_words(number);
    let message = Message {
        plural: Some((name, count_of(value))),
        ..message(name)
    };
    let Some(value) = Decimal::from_float(value) else {
        return Ok(None);
    };
    let Some(value) = float_format(host, &value, Precision::of_places(1))? else {
        return Ok(None);
    };
    let text = fill(host, message, "%(value)s", &value)?;
    Ok(text.map(|text| Resolved::Text {
        text,
        is_safe: false,
    }))
}

/// How many of the largest power that has less than a thousand of it, and its name.
#[expect(clippy::cast_precision_loss, reason = "the number is exact as a float")]
fn in_words(number: i64) -> (f64, &'static str) {
    let number = number as f64;
    let power = POWERS
        .iter()
        .find(|(power, _)| number.abs() < power * 1000.0)
        .unwrap_or(&POWERS[POWERS.len() - 1]);
    (number / power.0, power.1)
}

/// The number that chooses the plural: rounded away from one.
#[expect(clippy::cast_possible_truncation, reason = "numbers below a thousand")]
fn count_of(value: f64) -> i64 {
    let beyond_one = value - 1.0;
    let rounded = beyond_one.abs().ceil().copysign(beyond_one) + 1.0;
    rounded.abs() as i64
}
