//! Floats that are written with few digits.

/// Whether Python writes a float without an exponent.
pub(super) fn is_plain_float(number: f64) -> bool {
    number == 0.0 || (1e-4..1e16).contains(&number.abs())
}

/// A float whose shortest decimal has up to four places, which is found faster than that of any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortFloat {
    /// What stands before the point.
    pub(super) whole: i64,
    /// What stands behind it, as a number of `places` digits.
    pub(super) fraction: i64,
    places: usize,
}

/// Ten to the power of each number of places.
const UNITS: [(i64, f64); 4] = [
    (10, 10.0),
    (100, 100.0),
    (1_000, 1_000.0),
    (10_000, 10_000.0),
];

/// Below it, a number with four places has at most 15 digits.
const LIMIT: f64 = 1e11;

impl ShortFloat {
    /// Finds the digits of a float that is not negative.
    ///
    /// No two decimals of up to 15 digits are read as the same float, and dividing two whole floats gives the float nearest to their
    /// quotient, as reading does. So a decimal of so few digits whose quotient is the number is its only one, and the shortest.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::float_cmp,
        reason = "all is exact below the limit"
    )]
    pub(super) fn new(number: f64) -> Option<Self> {
        if !(0.0..LIMIT).contains(&number) {
            return None;
        }
        UNITS.iter().enumerate().find_map(|(index, (unit, power))| {
            let scaled = (number * power + 0.5) as i64;
            (scaled as f64 / power == number).then(|| Self {
                whole: scaled / unit,
                fraction: scaled % unit,
                places: index + 1,
            })
        })
    }

    /// The zeros between the point and the digits of the fraction.
    pub(super) fn zeros(self) -> &'static str {
        let digits = UNITS
            .iter()
            .take_while(|(unit, _)| self.fraction >= *unit)
            .count()
            + 1;
        &"000"[..self.places - digits]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::decimal::shortest;
    use proptest::prelude::*;

    fn text(number: f64) -> Option<String> {
        let short = ShortFloat::new(number)?;
        Some(format!(
            "{}.{}{}",
            short.whole,
            short.zeros(),
            short.fraction
        ))
    }

    #[test]
    fn a_few_places_are_found() {
        let table = [
            (0.0, Some("0.0")),
            (3.0, Some("3.0")),
            (118.5, Some("118.5")),
            (4.35, Some("4.35")),
            (0.0001, Some("0.0001")),
            (10.0205, Some("10.0205")),
            (99_999_999_999.999, Some("99999999999.999")),
            (0.1 + 0.2, None),
            (1e-5, None),
            (1.23456, None),
            (1e11, None),
            (f64::NAN, None),
        ];
        for (number, expected) in table {
            assert_eq!(text(number).as_deref(), expected, "{number}");
        }
    }

    proptest! {
        #[test]
        fn short_decimals_are_the_shortest(digits in 0..1_000_000_000_000_000_i64, places in 0..7) {
            let number: f64 = format!("{digits}e-{places}").parse().expect("a number");
            if let Some(text) = text(number) {
                prop_assert_eq!(text, shortest(number));
            }
        }

        #[test]
        fn any_float_that_is_short_is_the_shortest(number in 0.0..1e12_f64) {
            if let Some(text) = text(number) {
                prop_assert_eq!(text, shortest(number));
            }
        }
    }
}
