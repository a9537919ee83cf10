//! Filters that count or compute.

use super::python::{is_no_number, whole_number};
use super::{Answer, Call, Replied, Reply};
use crate::host::{Host, View};
use crate::render::Resolved;

/// The sum of whole numbers, which may be given as text; else texts one after the other.
pub(super) fn add<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Replied<H> {
    let (left, right) = match argument {
        Some(argument) => (input.view(host), host.view(argument)),
        None => return Ok(Reply::Declined),
    };
    if let (Some(left), Some(right)) = (whole_number(left), whole_number(right)) {
        return Ok(match left.checked_add(right) {
            Some(sum) => Reply::Result(Resolved::Value(host.integer(sum)?)),
            None => Reply::Declined,
        });
    }
    let is_no_sum = |value| match value {
        View::None => true,
        View::Text { text, .. } => is_no_number(text),
        _ => false,
    };
    Ok(match (left, right) {
        (View::Other, _) | (_, View::Other) => Reply::Declined,
        // Its conversion to a whole number fails otherwise than those of texts.
        (View::Float(number), _) if number.is_infinite() => Reply::Declined,
        _ if !is_no_sum(left) && !is_no_sum(right) => Reply::Declined,
        (
            View::Text {
                text: left,
                is_safe: left_is_safe,
            },
            View::Text {
                text: right,
                is_safe: right_is_safe,
            },
        ) => Reply::text([left, right].concat(), left_is_safe && right_is_safe),
        _ => Reply::text(String::new(), false),
    })
}

pub(super) fn divisibleby<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Option<Resolved<H::Value>> {
    let number = whole_number(input.view(host))?;
    let divisor = whole_number(host.view(argument?))?;
    // `None` for a division by zero, which is the host's error to raise.
    let remainder = number.checked_rem(divisor)?;
    Some(Resolved::Value(host.boolean(remainder == 0)))
}

/// A digit of a whole number, counted from the right; 0 left of all digits.
pub(super) fn get_digit<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    let (Some(number), Some(position)) = (whole_number(input.view(host)), call.number(host)) else {
        return Ok(Reply::Declined);
    };
    let Ok(position) = u32::try_from(position) else {
        return Ok(Reply::Declined);
    };
    let digit = if position == 0 {
        number
    } else if number < 0 {
        return Ok(Reply::Declined);
    } else {
        let power = 10_i64.checked_pow(position - 1);
        power.map_or(0, |power| number / power % 10)
    };
    Ok(Reply::Result(Resolved::Value(host.integer(digit)?)))
}

/// Nothing that has no length counts 0.
pub(super) fn length<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let length = match (input.view(host), input) {
        (View::Text { text, .. }, _) if text.is_ascii() => Some(text.len()),
        (View::Text { text, .. }, _) => Some(text.chars().count()),
        (View::Other, Resolved::Value(value)) => host.length(value),
        (View::Other, _) => None,
        _ => Some(0),
    };
    match length.and_then(|length| i64::try_from(length).ok()) {
        Some(length) => Ok(Some(Resolved::Value(host.integer(length)?))),
        None => Ok(None),
    }
}
