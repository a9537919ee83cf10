//! Filters that count or compute.

use super::Answer;
use crate::host::{Host, View};
use crate::render::Resolved;

/// The sum of whole numbers; the argument may be their text.
pub(super) fn add<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let (View::Int(left), Some(right)) = (input.view(host), whole_number(host, argument)) else {
        return Ok(None);
    };
    match left.checked_add(right) {
        Some(sum) => Ok(Some(Resolved::Value(host.integer(sum)?))),
        None => Ok(None),
    }
}

pub(super) fn divisibleby<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Option<Resolved<H::Value>> {
    let (View::Int(number), Some(divisor)) = (input.view(host), whole_number(host, argument))
    else {
        return None;
    };
    // `None` for a division by zero, which is the host's error to raise.
    let remainder = number.checked_rem(divisor)?;
    Some(Resolved::Value(host.boolean(remainder == 0)))
}

pub(super) fn length<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let length = match input {
        Resolved::Text { text, .. } => Some(text.chars().count()),
        Resolved::Value(value) => host.length(value),
    };
    match length.and_then(|length| i64::try_from(length).ok()) {
        Some(length) => Ok(Some(Resolved::Value(host.integer(length)?))),
        None => Ok(None),
    }
}

/// A whole number, or text of ASCII digits with or without a sign; other spellings are for the host to read.
fn whole_number<H: Host>(host: &H, value: Option<&H::Value>) -> Option<i64> {
    match host.view(value?) {
        View::Int(number) => Some(number),
        View::Text { text, .. } => text.parse().ok(),
        _ => None,
    }
}
