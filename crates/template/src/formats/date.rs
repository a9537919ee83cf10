//! Dates and times by format letters, as `django.utils.dateformat` writes them.

use std::fmt::Write;

use super::calendar::Date;
use crate::host::Formats;

/// The letters of `TimeFormat`, which know nothing of days.
const TIME_LETTERS: &str = "aAefgGhHiOPsTuZ";

/// The letters that `DateFormat` has besides.
const DATE_LETTERS: &str = "bcdDEFIjlLmMnNorStUwWyYz";

/// The letters whose text depends on a time zone, or that Python writes best itself.
const HOST_LETTERS: &str = "ceIOrTUZ";

/// A time of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
    /// From 0 to 59.
    pub second: u8,
    /// From 0 to 999,999.
    pub microsecond: u32,
}

/// What a date or time consists of; what it has not, or what was not read, is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The day.
    pub date: Date,
    /// The time.
    pub time: Time,
}

/// Which fields are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The day.
    pub date: bool,
    /// The time.
    pub time: bool,
}

/// The kinds of dates and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day.
    Date,
    /// A time of any day.
    Time,
    /// A time of one day.
    DateTime,
}

/// A word of the language in dates. Months count from 1, days of the week from Monday as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// `January`
    Month(u8),
    /// `jan`
    MonthShort(u8),
    /// `Jan`
    MonthTitled(u8),
    /// `Jan.`, as the Associated Press has it.
    MonthPress(u8),
    /// `January`, in the form that some languages use beside a day.
    MonthAlternative(u8),
    /// `Monday`
    Weekday(u8),
    /// `Mon`
    WeekdayShort(u8),
    /// `a.m.`
    Morning,
    /// `p.m.`
    Afternoon,
    /// `AM`
    MorningUpper,
    /// `PM`
    AfternoonUpper,
    /// `midnight`
    Midnight,
    /// `noon`
    Noon,
}

impl Word {
    /// The number of words.
    pub const COUNT: usize = 80;

    /// Its place among all words, below [`Word::COUNT`].
    pub fn index(self) -> usize {
        match self {
            Self::Month(month) => month_index(0, month),
            Self::MonthShort(month) => month_index(1, month),
            Self::MonthTitled(month) => month_index(2, month),
            Self::MonthPress(month) => month_index(3, month),
            Self::MonthAlternative(month) => month_index(4, month),
            Self::Weekday(day) => 60 + usize::from(day % 7),
            Self::WeekdayShort(day) => 67 + usize::from(day % 7),
            Self::Morning => 74,
            Self::Afternoon => 75,
            Self::MorningUpper => 76,
            Self::AfternoonUpper => 77,
            Self::Midnight => 78,
            Self::Noon => 79,
        }
    }
}

fn month_index(table: usize, month: u8) -> usize {
    table * 12 + usize::from(month.wrapping_sub(1) % 12)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    Letter(char),
}

/// A format, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateFormat {
    pieces: Box<[Piece]>,
    date: Letters,
    time: Letters,
}

/// Whether a format has letters of one kind, and whether one of them is written from the value's fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Letters {
    are_there: bool,
    are_read: bool,
}

impl DateFormat {
    /// Takes a format apart. A letter behind a backslash stands for itself, and so does any that is no format letter.
    pub fn new(source: &str) -> Self {
        let mut format = Self::default();
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut is_escaping = false;
        let mut previous = '\0';
        for character in source.chars() {
            let is_date = DATE_LETTERS.contains(character);
            if previous != '\\' && (is_date || TIME_LETTERS.contains(character)) {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text).into()));
                }
                pieces.push(Piece::Letter(character));
                format.note(character, is_date);
            } else if is_escaping {
                // Only a line feed cannot be escaped.
                if character == '\n' {
                    text.push('\\');
                }
                text.push(character);
                is_escaping = false;
            } else if character == '\\' {
                is_escaping = true;
            } else {
                text.push(character);
            }
            previous = character;
        }
        if is_escaping {
            text.push('\\');
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text.into()));
        }
        format.pieces = pieces.into();
        format
    }

    fn note(&mut self, letter: char, is_date: bool) {
        let letters = if is_date {
            &mut self.date
        } else {
            &mut self.time
        };
        letters.are_there = true;
        letters.are_read |= !HOST_LETTERS.contains(letter);
    }

    /// Whether values of this kind have all that `DateFormat` asks them for.
    pub fn suits(&self, kind: Kind) -> bool {
        match kind {
            Kind::DateTime => true,
            Kind::Date => !self.time.are_there,
            Kind::Time => !self.date.are_there,
        }
    }

    /// Whether `TimeFormat` knows all letters, and values of this kind have what they ask for.
    pub fn suits_times(&self, kind: Kind) -> bool {
        !self.date.are_there && kind != Kind::Date
    }

    /// What is to be read of a value.
    pub fn reads(&self) -> Reads {
        Reads {
            date: self.date.are_read,
            time: self.time.are_read,
        }
    }

    /// Whether a letter is written by the host.
    pub fn asks_host(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Letter(letter) if HOST_LETTERS.contains(*letter)))
    }

    /// Writes a value that the format suits; `None` if the host does not know a word of it as text.
    ///
    /// # Errors
    ///
    /// What asking the host fails with.
    pub fn format<H: Formats + ?Sized>(
        &self,
        host: &mut H,
        value: &H::Value,
        fields: &Fields,
    ) -> Result<Option<String>, H::Error> {
        let mut text = String::with_capacity(32);
        for piece in &self.pieces {
            match piece {
                Piece::Text(literal) => text.push_str(literal),
                Piece::Letter(letter) if HOST_LETTERS.contains(*letter) => {
                    text.push_str(&host.date_letter(value, *letter)?);
                }
                Piece::Letter(letter) => {
                    if let Some(word) = word(*letter, fields) {
                        if !push_word(host, word, &mut text)? {
                            return Ok(None);
                        }
                    } else if *letter == 'P' {
                        if !push_spoken_time(host, fields.time, &mut text)? {
                            return Ok(None);
                        }
                    } else {
                        push_numbers(*letter, fields, &mut text);
                    }
                }
            }
        }
        Ok(Some(text))
    }
}

fn push_word<H: Formats + ?Sized>(
    host: &mut H,
    word: Word,
    text: &mut String,
) -> Result<bool, H::Error> {
    let Some(word) = host.word(word)? else {
        return Ok(false);
    };
    text.push_str(word);
    Ok(true)
}

/// `1:30 p.m.`, or the words for noon and midnight.
fn push_spoken_time<H: Formats + ?Sized>(
    host: &mut H,
    time: Time,
    text: &mut String,
) -> Result<bool, H::Error> {
    match (time.hour, time.minute) {
        (0, 0) => push_word(host, Word::Midnight, text),
        (12, 0) => push_word(host, Word::Noon, text),
        _ => {
            push_short_time(time, text);
            text.push(' ');
            push_word(host, half_of_day(time), text)
        }
    }
}

fn half_of_day(time: Time) -> Word {
    if time.hour > 11 {
        Word::Afternoon
    } else {
        Word::Morning
    }
}

fn word(letter: char, fields: &Fields) -> Option<Word> {
    let Fields { date, time } = fields;
    Some(match letter {
        'a' => half_of_day(*time),
        'A' if time.hour > 11 => Word::AfternoonUpper,
        'A' => Word::MorningUpper,
        'b' => Word::MonthShort(date.month),
        'D' => Word::WeekdayShort(date.weekday()),
        'E' => Word::MonthAlternative(date.month),
        'F' => Word::Month(date.month),
        'l' => Word::Weekday(date.weekday()),
        'M' => Word::MonthTitled(date.month),
        'N' => Word::MonthPress(date.month),
        _ => return None,
    })
}

fn push_numbers(letter: char, fields: &Fields, text: &mut String) {
    let Fields { date, time } = *fields;
    let written = match letter {
        'd' => write!(text, "{:02}", date.day),
        'f' => {
            push_short_time(time, text);
            Ok(())
        }
        'g' => write!(text, "{}", hour_of_twelve(time)),
        'G' => write!(text, "{}", time.hour),
        'h' => write!(text, "{:02}", hour_of_twelve(time)),
        'H' => write!(text, "{:02}", time.hour),
        'i' => write!(text, "{:02}", time.minute),
        'j' => write!(text, "{}", date.day),
        'L' => text.write_str(if date.is_in_leap_year() {
            "True"
        } else {
            "False"
        }),
        'm' => write!(text, "{:02}", date.month),
        'n' => write!(text, "{}", date.month),
        'o' => write!(text, "{}", date.iso_week().0),
        's' => write!(text, "{:02}", time.second),
        'S' => text.write_str(english_suffix(date.day)),
        't' => write!(text, "{}", date.days_in_month()),
        'u' => write!(text, "{:06}", time.microsecond),
        'w' => write!(text, "{}", (date.weekday() + 1) % 7),
        'W' => write!(text, "{}", date.iso_week().1),
        'y' => write!(text, "{:02}", date.year % 100),
        'Y' => write!(text, "{:04}", date.year),
        'z' => write!(text, "{}", date.day_of_year()),
        _ => Ok(()),
    };
    debug_assert!(written.is_ok(), "strings take all that is written");
}

fn hour_of_twelve(time: Time) -> u8 {
    match time.hour % 12 {
        0 => 12,
        hour => hour,
    }
}

/// Hours of twelve, and minutes unless they are zero.
fn push_short_time(time: Time, text: &mut String) {
    let hour = hour_of_twelve(time);
    let _ = match time.minute {
        0 => write!(text, "{hour}"),
        minute => write!(text, "{hour}:{minute:02}"),
    };
}

fn english_suffix(day: u8) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(source: &str) -> Vec<String> {
        let format = DateFormat::new(source);
        format
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => format!("{text:?}"),
                Piece::Letter(letter) => letter.to_string(),
            })
            .collect()
    }

    #[test]
    fn formats_are_taken_apart_as_the_regular_expressions_do() {
        let table: [(&str, &[&str]); 9] = [
            ("Y-m-d", &["Y", "\"-\"", "m", "\"-\"", "d"]),
            (r"j \d\e F", &["j", "\" de \"", "F"]),
            // The letter stands behind a backslash, though that one is escaped itself.
            (r"\\Y", &["\"\\\\Y\""]),
            (r"\\\Y", &["\"\\\\Y\""]),
            ("kpqvx", &["\"kpqvx\""]),
            ("Y\\", &["Y", "\"\\\\\""]),
            ("\\\nY", &["\"\\\\\\n\"", "Y"]),
            ("年n", &["\"年\"", "n"]),
            ("", &[]),
        ];
        for (source, expected) in table {
            assert_eq!(pieces(source), expected, "{source:?}");
        }
    }

    #[test]
    fn each_word_has_a_place_of_its_own() {
        let months = 1..=12;
        let days = 0..7;
        let by_month = [
            Word::Month,
            Word::MonthShort,
            Word::MonthTitled,
            Word::MonthPress,
            Word::MonthAlternative,
        ];
        let mut words: Vec<Word> = by_month
            .iter()
            .flat_map(|word| months.clone().map(word))
            .collect();
        words.extend(days.clone().map(Word::Weekday));
        words.extend(days.map(Word::WeekdayShort));
        words.extend([Word::Morning, Word::Afternoon, Word::MorningUpper]);
        words.extend([Word::AfternoonUpper, Word::Midnight, Word::Noon]);
        let places: Vec<usize> = words.into_iter().map(Word::index).collect();
        assert_eq!(places, (0..Word::COUNT).collect::<Vec<_>>());
    }
}
