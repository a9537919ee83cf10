//! Numbers with separators, as `django.utils.numberformat` writes them.

use super::decimal::{Decimal, plain_float, shortest};
use super::float::{ShortFloat, is_plain_float};
use crate::render::Output;

/// A number of a type that is localised.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A whole number in the range of `i64`.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// A finite decimal number.
    Decimal(Decimal),
}

impl Number {
    /// The digits, an optional minus and point; `None` where Django writes words or an exponent.
    pub fn to_plain(&self) -> Option<String> {
        match self {
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => plain_float(*number),
            Self::Decimal(number) => (!number.is_long()).then(|| number.to_plain()),
        }
    }

    /// As Python's `str` writes it; `None` where it writes words or an exponent.
    pub fn to_python(&self) -> Option<String> {
        match self {
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => {
                let text = shortest(*number);
                (number.is_finite() && !text.contains('e')).then_some(text)
            }
            Self::Decimal(number) => number.is_plain().then(|| number.to_plain()),
        }
    }

    /// The exact value of its text; `None` for infinities and what is no number.
    pub fn into_decimal(self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::from_integer(number)),
            Self::Float(number) => Decimal::from_float(number),
            Self::Decimal(number) => Some(number),
        }
    }
}

/// A localised number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Localized {
    /// Digits and separators.
    pub text: String,
    /// Whether Django marks it as markup.
    pub is_safe: bool,
}

/// How numbers are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    /// Stands for the decimal point.
    pub decimal_separator: Box<str>,
    /// Stands between groups of digits.
    pub thousand_separator: Box<str>,
    /// The sizes of the groups, from the right; the last one repeats, and so does one that a zero follows. Empty if digits are
    /// never grouped.
    pub group_sizes: Box<[i64]>,
    /// Whether digits are grouped where a filter does not ask for it.
    pub groups_digits: bool,
}

impl NumberFormat {
    /// Whether digits are grouped.
    pub fn is_grouping(&self, is_forced: bool) -> bool {
        (self.groups_digits || is_forced) && !self.group_sizes.is_empty()
    }

    /// Writes a number as `number_format` does; `None` where it writes words or an exponent.
    pub fn localize(&self, number: &Number, is_forced: bool) -> Option<Localized> {
        let is_whole = matches!(number, Number::Integer(_));
        Some(Localized {
            text: self.format(&number.to_plain()?, None, is_forced),
            is_safe: is_whole && !self.is_grouping(is_forced),
        })
    }

    /// Writes a float as [`Self::localize`] does, without making its text; false for those that are grouped or have no plain digits.
    pub fn write_float<V>(&self, number: f64, autoescape: bool, out: &mut Output<V>) -> bool {
        if self.is_grouping(false) || !is_plain_float(number) {
            return false;
        }
        if let Some(short) = ShortFloat::new(number.abs()) {
            if number.is_sign_negative() {
                out.push_str("-");
            }
            out.push_integer(short.whole);
            out.push_text(&self.decimal_separator, false, autoescape);
            out.push_str(short.zeros());
            out.push_integer(short.fraction);
            return true;
        }
        let mut digits = ryu::Buffer::new();
        let Some((whole, fraction)) = digits.format_finite(number).split_once('.') else {
            return false;
        };
        out.push_str(whole);
        out.push_text(&self.decimal_separator, false, autoescape);
        out.push_str(fraction);
        true
    }

    /// Writes a number given as ASCII digits with an optional minus and point.
    ///
    /// With `places`, the fraction is cut or filled up to so many digits.
    pub fn format(&self, number: &str, places: Option<usize>, is_forced: bool) -> String {
        let (sign, unsigned) = match number.strip_prefix('-') {
            Some(unsigned) => ("-", unsigned),
            None => ("", number),
        };
        let (whole, mut fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if let Some(places) = places {
            fraction = fraction.get(..places).unwrap_or(fraction);
        }
        let mut text = String::with_capacity(number.len() + 8);
        text.push_str(sign);
        if self.is_grouping(is_forced) {
            self.push_grouped(whole, &mut text);
        } else {
            text.push_str(whole);
        }
        let places = places.unwrap_or(0).max(fraction.len());
        if places > 0 {
            text.push_str(&self.decimal_separator);
            text.push_str(fraction);
            text.extend((fraction.len()..places).map(|_| '0'));
        }
        text
    }

    fn push_grouped(&self, digits: &str, text: &mut String) {
        let mut groups = Vec::new();
        let mut rest = digits;
        let mut sizes = self.group_sizes.iter().copied();
        let mut size = sizes.next().unwrap_or(0);
        // A size below one never comes up when digits are counted.
        while let Ok(length @ 1..) = usize::try_from(size)
            && length < rest.len()
        {
            let (left, group) = rest.split_at(rest.len() - length);
            groups.push(group);
            rest = left;
            size = sizes.next().filter(|next| *next != 0).unwrap_or(size);
        }
        text.push_str(rest);
        for group in groups.iter().rev() {
            text.push_str(&self.thousand_separator);
            text.push_str(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(sizes: &[i64]) -> NumberFormat {
        NumberFormat {
            decimal_separator: ",".into(),
            thousand_separator: "\u{a0}".into(),
            group_sizes: sizes.into(),
            groups_digits: true,
        }
    }

    #[test]
    fn groups_repeat_as_python_counts_them() {
        let table: [(&[i64], &str); 8] = [
            (&[3, 0], "1 234 567 890"),
            (&[3, 2, 0], "1 23 45 67 890"),
            (&[3, 2], "1 23 45 67 890"),
            (&[4, 1, 2], "1 23 45 6 7890"),
            (&[3, -1], "1234567 890"),
            (&[0, 3], "1234567890"),
            (&[], "1234567890"),
            (&[10, 0], "1234567890"),
        ];
        for (sizes, expected) in table {
            let text = style(sizes).format("1234567890", None, false);
            assert_eq!(text.replace('\u{a0}', " "), expected, "{sizes:?}");
        }
    }

    #[test]
    fn places_cut_and_fill() {
        let table = [
            ("-1234.5", None, "-1 234,5"),
            ("1.256", Some(2), "1,25"),
            ("1.2", Some(3), "1,200"),
            ("1", Some(2), "1,00"),
            ("1.5", Some(0), "1"),
            ("23.", Some(0), "23"),
        ];
        for (number, places, expected) in table {
            let text = style(&[3, 0]).format(number, places, false);
            assert_eq!(text.replace('\u{a0}', " "), expected, "{number}");
        }
    }

    #[test]
    fn a_float_is_written_as_it_is_localized() {
        let mut style = style(&[3, 0]);
        style.decimal_separator = "&".into();
        for number in [
            0.0,
            -0.0,
            1.0,
            118.5,
            -0.0001,
            1e15,
            1e16,
            9.9e-5,
            1e300,
            f64::NAN,
            1234.5,
        ] {
            for groups_digits in [false, true] {
                style.groups_digits = groups_digits;
                let mut out = Output::<()>::default();
                let is_written = style.write_float(number, true, &mut out);
                let (text, _) = out.into_parts();
                let expected = style.localize(&Number::Float(number), false);
                match expected.filter(|_| is_written) {
                    Some(expected) => assert_eq!(text, expected.text.replace('&', "&amp;")),
                    None => assert_eq!(text, "", "{number}"),
                }
                let is_ordinary = number == 0.0 || (1e-4..1e16).contains(&number.abs());
                assert_eq!(is_written, is_ordinary && !groups_digits, "{number}");
            }
        }
    }

    #[test]
    fn digits_are_grouped_on_demand() {
        let mut style = style(&[3, 0]);
        style.groups_digits = false;
        assert_eq!(style.format("1000", None, false), "1000");
        assert_eq!(style.format("1000", None, true), "1\u{a0}000");
    }
}
