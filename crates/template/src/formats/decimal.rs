//! Decimal numbers as digits and an exponent.

use std::fmt::Write;

/// A number with more digits, counting its exponent as so many, is none that Django writes out.
const LONGEST: u64 = 200;

/// A finite decimal number: `digits` times ten to the power of `exponent`.
///
/// Trailing zeros are kept: `1.50` has the digits `150`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    is_negative: bool,
    /// ASCII digits, at least one, the first not zero unless it is the only one.
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// Reads ASCII digits with an optional sign, point and exponent, the plainest part of what Python's `Decimal` reads.
    ///
    /// `None` for other spellings, and for exponents beyond what Django writes out.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (coefficient, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((coefficient, exponent)) => (coefficient, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = coefficient.split_once('.').unwrap_or((coefficient, ""));
        let is_numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_numeric(whole) || !is_numeric(fraction) {
            return None;
        }
        let mut digits = String::with_capacity(whole.len() + fraction.len());
        digits.push_str(whole.trim_start_matches('0'));
        if digits.is_empty() {
            digits.push_str(fraction.trim_start_matches('0'));
        } else {
            digits.push_str(fraction);
        }
        if digits.is_empty() {
            digits.push('0');
        }
        Some(Self {
            is_negative,
            digits,
            exponent: exponent - i32::try_from(fraction.len()).ok()?,
        })
    }

    /// The shortest decimal that reads as this number; `None` for infinities and what is no number.
    pub fn from_float(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        Self::parse(&shortest(number))
    }

    /// A whole number.
    pub fn from_integer(number: i64) -> Self {
        Self {
            is_negative: number < 0,
            digits: number.unsigned_abs().to_string(),
            exponent: 0,
        }
    }

    /// Whether Django leaves the number as it is, or writes it with an exponent.
    pub fn is_long(&self) -> bool {
        self.digits.len() as u64 + u64::from(self.exponent.unsigned_abs()) > LONGEST
    }

    /// Whether Python writes it without an exponent.
    pub fn is_plain(&self) -> bool {
        let before_point = i64::from(self.exponent)
            .saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX));
        self.exponent <= 0 && before_point > -6
    }

    /// Whether nothing but zeros stands behind the point.
    pub fn is_whole(&self) -> bool {
        let (_, fraction) = self.parts();
        fraction.bytes().all(|digit| digit == b'0')
    }

    /// Whether it is zero, of either sign.
    fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    /// The digits before the point, and those behind it that are not implied.
    fn parts(&self) -> (&str, &str) {
        let length = self.digits.len();
        let behind = usize::try_from(-i64::from(self.exponent)).unwrap_or(0);
        self.digits.split_at(length.saturating_sub(behind))
    }

    /// The number without an exponent, as `'{:f}'.format` writes it.
    pub fn to_plain(&self) -> String {
        let mut text = String::with_capacity(self.digits.len() + 24);
        if self.is_negative {
            text.push('-');
        }
        self.push_whole(&mut text);
        if self.exponent < 0 {
            text.push('.');
            self.push_fraction(&mut text);
        }
        text
    }

    /// The whole part, without a sign if it is zero, as `'%d' % int(number)` writes it.
    pub fn to_whole(&self) -> String {
        let mut text = String::with_capacity(self.digits.len() + 24);
        self.push_whole(&mut text);
        if self.is_negative && text != "0" {
            text.insert(0, '-');
        }
        text
    }

    fn push_whole(&self, text: &mut String) {
        let (whole, _) = self.parts();
        text.push_str(if whole.is_empty() { "0" } else { whole });
        if self.exponent > 0 && !self.is_zero() {
            text.extend((0..self.exponent).map(|_| '0'));
        }
    }

    fn push_fraction(&self, text: &mut String) {
        let (_, fraction) = self.parts();
        let length = usize::try_from(-i64::from(self.exponent)).unwrap_or(0);
        text.extend((fraction.len()..length).map(|_| '0'));
        text.push_str(fraction);
    }

    /// The number with exactly so many decimal places, halves rounded away from zero; zero has no sign.
    pub fn to_rounded(&self, places: usize) -> String {
        let mut digits = String::with_capacity(self.digits.len() + places + 2);
        // A leading zero takes what is carried.
        digits.push('0');
        self.push_whole(&mut digits);
        let whole = digits.len();
        self.push_fraction(&mut digits);
        let kept = whole + places;
        let rounds_up = digits
            .as_bytes()
            .get(kept)
            .is_some_and(|next| *next >= b'5');
        digits.truncate(kept);
        digits.extend((digits.len()..kept).map(|_| '0'));
        let digits = if rounds_up {
            increment(&digits)
        } else {
            digits
        };
        let (mut before, behind) = digits.split_at(whole);
        before = before.trim_start_matches('0');
        let mut text = String::with_capacity(digits.len() + 3);
        if self.is_negative && digits.bytes().any(|digit| digit != b'0') {
            text.push('-');
        }
        let _ = write!(
            text,
            "{}.{behind}",
            if before.is_empty() { "0" } else { before }
        );
        text
    }
}

fn parse_exponent(text: &str) -> Option<i32> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = text.parse().ok()?;
    (exponent.unsigned_abs() <= 10_000).then_some(exponent)
}

/// The next number of as many digits, the first of which is zero.
fn increment(digits: &str) -> String {
    let nines = digits.len() - digits.trim_end_matches('9').len();
    let at = digits.len() - nines - 1;
    let mut next = String::with_capacity(digits.len());
    next.push_str(&digits[..at]);
    next.push(char::from(digits.as_bytes()[at] + 1));
    next.extend((0..nines).map(|_| '0'));
    next
}

/// The shortest decimal that is read as this float. As in Python it has an exponent below 0.0001 and from 1e16 on.
pub fn shortest(number: f64) -> String {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format(number);
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text),
    };
    // Ryū writes one more of the small powers of ten without an exponent.
    match unsigned
        .strip_prefix("0.0000")
        .map(|digits| digits.split_at(1))
    {
        Some((first, "")) => format!("{sign}{first}e-5"),
        Some((first, rest)) => format!("{sign}{first}.{rest}e-5"),
        None => text.into(),
    }
}

/// A float's text without an exponent, as `numberformat` writes it without separators of its own.
///
/// `None` for infinities, for what is no number, and where Django writes an exponent.
pub fn plain_float(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let text = shortest(number);
    if !text.contains('e') {
        return Some(text);
    }
    let number = Decimal::parse(&text)?;
    (!number.is_long()).then(|| number.to_plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_without_exponent() {
        let table = [
            ("12.50", "12.50"),
            ("-0.00", "-0.00"),
            ("+.5", "0.5"),
            ("5.", "5"),
            ("1E+5", "100000"),
            ("0e5", "0"),
            ("1.5e-7", "0.00000015"),
            ("0012", "12"),
            ("0E-9", "0.000000000"),
        ];
        for (text, plain) in table {
            assert_eq!(Decimal::parse(text).unwrap().to_plain(), plain, "{text}");
        }
    }

    #[test]
    fn what_python_reads_differently_is_not_read() {
        for text in [
            "", "-", ".", "1e", "e5", "1_0", " 1", "1 ", "--1", "inf", "1e99999", "1.2.3", "٣",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let table = [
            ("2.5", 0, "3."),
            ("-2.5", 0, "-3."),
            ("0.125", 2, "0.13"),
            ("0.0049", 2, "0.00"),
            ("-0.0049", 2, "0.00"),
            ("99.995", 2, "100.00"),
            ("1", 3, "1.000"),
            ("1e3", 1, "1000.0"),
        ];
        for (text, places, rounded) in table {
            assert_eq!(
                Decimal::parse(text).unwrap().to_rounded(places),
                rounded,
                "{text}"
            );
        }
    }

    #[test]
    fn of_two_shortest_decimals_the_even_one_is_taken() {
        let table = [
            ("1059438285926254.25", "1059438285926254.2"),
            ("-1425502010969177.25", "-1425502010969177.2"),
            ("26363981746409.3125", "26363981746409.312"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("5e-324", "5e-324"),
            ("9007199254740994", "9007199254740994.0"),
        ];
        for (exact, text) in table {
            assert_eq!(shortest(exact.parse().unwrap()), text);
        }
    }

    #[test]
    fn floats_are_written_out() {
        let table = [
            (1.0, Some("1.0")),
            (-0.0, Some("-0.0")),
            (1e15, Some("1000000000000000.0")),
            (1e16, Some("10000000000000000")),
            (1e-4, Some("0.0001")),
            (1e-5, Some("0.00001")),
            (1.5e-7, Some("0.00000015")),
            (1e300, None),
            (f64::INFINITY, None),
            (f64::NAN, None),
        ];
        for (number, text) in table {
            assert_eq!(plain_float(number).as_deref(), text, "{number}");
        }
    }
}
