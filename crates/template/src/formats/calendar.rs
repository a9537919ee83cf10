//! The Gregorian calendar, as Python's `datetime` and `calendar` count it.

/// A day of the years 1 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// From 1 to 9999.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to 31.
    pub day: u8,
}

impl Date {
    /// Whether its year has 366 days.
    pub fn is_in_leap_year(self) -> bool {
        is_leap(self.year)
    }

    /// The number of days in its month.
    pub fn days_in_month(self) -> u8 {
        days_in_month(self.year, self.month)
    }

    /// The day of the year, counted from 1.
    pub fn day_of_year(self) -> i32 {
        let before: i32 = (1..self.month)
            .map(|month| i32::from(days_in_month(self.year, month)))
            .sum();
        before + i32::from(self.day)
    }

    /// Days since the day before 1 January of the year 1.
    pub fn ordinal(self) -> i32 {
        days_before_year(self.year) + self.day_of_year()
    }

    /// The day of the week, counted from Monday as 0.
    pub fn weekday(self) -> u8 {
        // The first day of the year 1 is a Monday.
        u8::try_from((self.ordinal() - 1).rem_euclid(7)).unwrap_or(0)
    }

    /// The year and the number of the week that ISO 8601 counts it to.
    pub fn iso_week(self) -> (i32, i32) {
        let thursday = self.ordinal() - i32::from(self.weekday()) + 3;
        let year = match thursday {
            day if day <= days_before_year(self.year) => self.year - 1,
            day if day > days_before_year(self.year + 1) => self.year + 1,
            _ => self.year,
        };
        (year, (thursday - days_before_year(year) - 1) / 7 + 1)
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: i32) -> i32 {
    let last = year - 1;
    last * 365 + last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let table = [
            (date(1, 1, 1), (1, 1)),
            (date(2008, 12, 29), (2009, 1)),
            (date(2010, 1, 3), (2009, 53)),
            (date(2024, 2, 29), (2024, 9)),
            (date(9999, 12, 31), (9999, 52)),
        ];
        for (day, week) in table {
            assert_eq!(day.iso_week(), week, "{day:?}");
        }
    }

    #[test]
    fn days_follow_each_other() {
        let (mut weekday, mut ordinal) = (6, 0);
        for year in 1..=9999 {
            let mut day_of_year = 0;
            for month in 1..=12 {
                for day in 1..=date(year, month, 1).days_in_month() {
                    let day = date(year, month, day);
                    (weekday, ordinal, day_of_year) =
                        ((weekday + 1) % 7, ordinal + 1, day_of_year + 1);
                    assert_eq!(day.weekday(), weekday);
                    assert_eq!(day.ordinal(), ordinal);
                    assert_eq!(day.day_of_year(), day_of_year);
                }
            }
        }
    }
}
