//! What Python's text methods take for white space, line ends and whole numbers.

use std::fmt::Write;

use crate::formats::decimal::shortest;
use crate::host::View;

/// Whether `str.isspace` holds: Unicode's white space, and four separators of ASCII besides.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\x1c'..='\x1f')
}

/// The words that `str.split` gives.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// The lines that `str.splitlines` gives.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !is_line_end(character) {
            continue;
        }
        lines.push(&text[start..at]);
        start = at + character.len_utf8();
        if character == '\r' && characters.next_if(|next| next.1 == '\n').is_some() {
            start += 1;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\x0b' | '\x0c' | '\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// What `int` makes of a whole number, a truth value, or ASCII digits with or without a sign.
///
/// `None` does not mean that `int` fails: it knows other spellings, which are for the host to read.
pub(super) fn whole_number(value: View<'_>) -> Option<i64> {
    match value {
        View::Int(number) => Some(number),
        View::Bool(truth) => Some(i64::from(truth)),
        View::Text { text, .. } => text.parse().ok(),
        View::None | View::Float(_) | View::Other => None,
    }
}

/// Appends what `str` gives for a value that is neither text nor of a type beyond the plain ones; false for the others.
pub fn write_plain(out: &mut String, value: View<'_>) -> bool {
    match value {
        View::None => out.push_str("None"),
        View::Bool(true) => out.push_str("True"),
        View::Bool(false) => out.push_str("False"),
        View::Int(number) => {
            let _ = write!(out, "{number}");
        }
        View::Float(number) => write_float(out, number),
        View::Text { .. } | View::Other => return false,
    }
    true
}

/// The shortest digits that are read as the same number, with an exponent where Python's `repr` has one.
fn write_float(out: &mut String, number: f64) {
    if !number.is_finite() {
        let name = if number.is_nan() { "nan" } else { "inf" };
        out.push_str(if number < 0.0 { "-" } else { "" });
        out.push_str(name);
        return;
    }
    let digits = shortest(number);
    let Some((mantissa, exponent)) = digits.split_once('e') else {
        out.push_str(&digits);
        return;
    };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    let _ = write!(out, "{mantissa}e{sign}{exponent:0>2}");
}

/// Whether `int` certainly refuses a text: nothing but digits, signs, underscores and white space can be in a number's.
pub(super) fn is_no_number(text: &str) -> bool {
    text.is_empty()
        || text.bytes().any(|byte| {
            byte.is_ascii_graphic() && !byte.is_ascii_digit() && !matches!(byte, b'+' | b'-' | b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::{is_no_number, lines, words, write_plain};
    use crate::host::View;

    #[test]
    fn words_and_lines_are_those_of_python() {
        assert_eq!(
            words(" a\x1cb\u{a0}\u{3000}c\t").collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
        assert_eq!(lines("a\r\n\rb\x0b\u{2028}c\n"), ["a", "", "b", "", "c"]);
        assert_eq!(lines(""), [""; 0]);
    }

    #[test]
    fn what_may_be_a_number_is_left_to_the_host() {
        assert!(["", "1a", "1.0", "0x1"].into_iter().all(is_no_number));
        assert!(
            ["1", " 1_0 ", "+1", "٣", "\x1f1"]
                .into_iter()
                .all(|text| !is_no_number(text))
        );
    }

    #[test]
    fn floats_are_written_as_python_does() {
        let table = [
            (0.1, "0.1"),
            (-0.0, "-0.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1_059_438_285_926_254.3, "1059438285926254.2"),
            (123_456.75, "123456.75"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ];
        for (number, expected) in table {
            let mut text = String::new();
            assert!(write_plain(&mut text, View::Float(number)));
            assert_eq!(text, expected);
        }
    }
}
