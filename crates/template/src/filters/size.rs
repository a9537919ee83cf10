//! The filter `filesizeformat`.

use super::Answer;
use super::messages::{avoid_wrapping, fill, message};
use crate::host::{Host, Message, View};
use crate::render::Resolved;

const UNITS: [&str; 5] = ["%s KB", "%s MB", "%s GB", "%s TB", "%s PB"];

pub(super) fn filesizeformat<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let (size, is_safe) = match input.view(host) {
        View::Int(size) => (Some(size), false),
        View::Float(size) => (whole_part(size), false),
        View::Text { text, is_safe } => (text.parse().ok(), is_safe),
        _ => (None, false),
    };
    let Some(size) = size else {
        return Ok(None);
    };
    let Some(mut text) = unsigned(host, size.unsigned_abs())? else {
        return Ok(None);
    };
    if size < 0 {
        text.insert(0, '-');
    }
    Ok(Some(Resolved::Text {
        text: avoid_wrapping(&text),
        is_safe,
    }))
}

/// `int()` of a number that is not too large.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the number is known to fit"
)]
fn whole_part(number: f64) -> Option<i64> {
    (number.abs() < 1e18).then_some(number as i64)
}

fn unsigned<H: Host>(host: &mut H, size: u64) -> Result<Option<String>, H::Error> {
    if size < 1024 {
        let message = Message {
            plural: Some(("%(size)d bytes", i64::try_from(size).unwrap_or(0))),
            ..message("%(size)d byte")
        };
        return fill(host, message, "%(size)d", &size.to_string());
    }
    let unit = usize::try_from(size.ilog2() / 10).map_or(5, |unit| unit.min(5));
    let rounded = tenths(size, unit);
    let Some(format) = host.number_format(true)? else {
        return Ok(None);
    };
    let text = format.format(&rounded, Some(1), false);
    fill(host, message(UNITS[unit - 1]), "%s", &text)
}

/// The size in a unit, rounded to one decimal place as Python rounds: a half to the even digit.
#[expect(
    clippy::cast_precision_loss,
    reason = "Python's division rounds the same way, as it is by a power of two"
)]
fn tenths(size: u64, unit: usize) -> String {
    let number = size as f64 / 1024_f64.powi(i32::try_from(unit).unwrap_or(0));
    format!("{number:.1}")
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn halves_are_rounded_to_the_even_digit() {
        let sizes = [1024 + 256, 1024 + 768, 1024 + 51, 1024 * 1024 - 1, u64::MAX];
        let rounded = sizes.map(|size| tenths(size, 1));
        assert_eq!(rounded[..4], ["1.2", "1.8", "1.0", "1024.0"]);
        assert_eq!(tenths(u64::MAX, 5), "16384.0");
    }
}
