//! The time between two moments, as `django.utils.timesince` counts it.

use super::calendar::Date;
use super::date::{Fields, Time};

/// Years, months, weeks, days, hours and minutes.
pub type Span = [i64; 6];

const SECOND: i64 = 1_000_000;

/// Weeks, days, hours and minutes in microseconds.
const CHUNKS: [i64; 4] = [
    7 * 24 * 3600 * SECOND,
    24 * 3600 * SECOND,
    3600 * SECOND,
    60 * SECOND,
];

/// The days of the months, leap years left aside.
const MONTH_DAYS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Counts from one moment to a later one in the same time zone; all zero unless it is a second later at least.
pub fn span(from: &Fields, to: &Fields) -> Span {
    if microseconds(to) - microseconds(from) < SECOND {
        return Span::default();
    }
    let mut months = (i64::from(to.date.year) - i64::from(from.date.year)) * 12
        + (i64::from(to.date.month) - i64::from(from.date.month));
    if (from.date.day, time_key(from.time)) > (to.date.day, time_key(to.time)) {
        months -= 1;
    }
    let pivot = if months == 0 {
        *from
    } else {
        months_later(from, months)
    };
    let mut rest = microseconds(to) - microseconds(&pivot);
    let mut span = [months.div_euclid(12), months.rem_euclid(12), 0, 0, 0, 0];
    for (count, chunk) in span[2..].iter_mut().zip(CHUNKS) {
        *count = rest.div_euclid(chunk);
        rest -= *count * chunk;
    }
    span
}

/// The same day and second so many months later; the microseconds are dropped.
fn months_later(from: &Fields, months: i64) -> Fields {
    let count = i64::from(from.date.year) * 12 + i64::from(from.date.month) - 1 + months;
    let month = count.rem_euclid(12);
    let longest = usize::try_from(month).map_or(31, |month| MONTH_DAYS[month]);
    Fields {
        date: Date {
            year: i32::try_from(count.div_euclid(12)).unwrap_or(i32::MAX / 1000),
            month: u8::try_from(month + 1).unwrap_or(1),
            day: from.date.day.min(longest),
        },
        time: Time {
            microsecond: 0,
            ..from.time
        },
    }
}

fn time_key(time: Time) -> (u8, u8, u8, u32) {
    (time.hour, time.minute, time.second, time.microsecond)
}

/// Microseconds since the year 1.
fn microseconds(fields: &Fields) -> i64 {
    let Fields { date, time } = fields;
    let seconds = i64::from(date.ordinal()) * 24 * 3600
        + i64::from(time.hour) * 3600
        + i64::from(time.minute) * 60
        + i64::from(time.second);
    seconds * SECOND + i64::from(time.microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i32, month: u8, day: u8, hour: u8, minute: u8) -> Fields {
        Fields {
            date: Date { year, month, day },
            time: Time {
                hour,
                minute,
                ..Time::default()
            },
        }
    }

    #[test]
    fn months_count_by_the_calendar() {
        let table = [
            (
                at(2013, 2, 10, 0, 0),
                at(2014, 3, 10, 0, 0),
                [1, 1, 0, 0, 0, 0],
            ),
            (
                at(2007, 8, 10, 0, 0),
                at(2008, 9, 10, 0, 0),
                [1, 1, 0, 0, 0, 0],
            ),
            (
                at(2024, 1, 31, 0, 0),
                at(2024, 3, 1, 0, 0),
                [0, 1, 0, 2, 0, 0],
            ),
            (
                at(2024, 1, 31, 12, 0),
                at(2024, 2, 29, 11, 0),
                [0, 0, 4, 0, 23, 0],
            ),
            (at(2024, 5, 5, 5, 5), at(2024, 5, 5, 5, 5), [0; 6]),
            (at(2024, 5, 5, 5, 6), at(2024, 5, 5, 5, 5), [0; 6]),
            (
                at(2024, 12, 31, 23, 59),
                at(2025, 1, 1, 0, 0),
                [0, 0, 0, 0, 0, 1],
            ),
            (
                at(1, 1, 1, 0, 0),
                at(9999, 12, 31, 0, 0),
                [9998, 11, 4, 2, 0, 0],
            ),
        ];
        for (from, to, expected) in table {
            assert_eq!(span(&from, &to), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn less_than_a_second_does_not_count() {
        let from = at(2024, 1, 1, 0, 0);
        let mut to = from;
        to.time.microsecond = 999_999;
        assert_eq!(span(&from, &to), [0; 6]);
    }
}
