//! A language of the tests' own host, and what the engine writes in it.

use std::rc::Rc;

use enliven_template::formats::date::{Kind, Reads};
use enliven_template::formats::number::Number;
use enliven_template::formats::{Date, DateFormat, Decimal, Fields, NumberFormat, Time, Word};
use enliven_template::host::{Clock, Formats, Message, Setting};
use enliven_template::program::{LocalTime, Localize, Now, Tag, Timezone};
use enliven_template::{Program, render};

use crate::build::{body, expression, program, tag, variable};
use crate::host::{TestHost, Text, Value, text};

type Result<T> = std::result::Result<T, String>;

/// What tells how values are written.
#[derive(Default)]
pub(crate) struct Place {
    hours_east: u8,
    localization: Option<Value>,
    conversion: Option<Value>,
    word: String,
}

const MOMENT: Fields = Fields {
    date: Date {
        year: 987,
        month: 2,
        day: 3,
    },
    time: Time {
        hour: 22,
        minute: 5,
        second: 6,
        microsecond: 78,
    },
};

fn moment() -> Value {
    Value::Moment(Kind::DateTime, MOMENT)
}

impl Formats for TestHost {
    type Zone = u8;

    fn number_format(&mut self, is_localized: bool) -> Result<Option<Rc<NumberFormat>>> {
        let separators = if is_localized { [",", "."] } else { [".", ","] };
        Ok(Some(Rc::new(NumberFormat {
            decimal_separator: separators[0].into(),
            thousand_separator: separators[1].into(),
            group_sizes: [3, 0].into(),
            groups_digits: is_localized,
        })))
    }

    fn number(&mut self, value: &Value) -> Result<Option<Number>> {
        Ok(match value {
            Value::Int(number) => Some(Number::Integer(*number)),
            Value::Float(number) => Some(Number::Float(*number)),
            Value::Decimal(text) => Decimal::parse(text).map(Number::Decimal),
            _ => None,
        })
    }

    fn word(&mut self, word: Word) -> Result<Option<&str>> {
        self.place.word = format!("{word:?}");
        Ok(Some(&self.place.word))
    }

    fn message(&mut self, message: Message) -> Result<Option<Rc<str>>> {
        Ok(Some(match message.plural {
            Some((plural, 0 | 2..)) => plural.into(),
            _ => message.text.into(),
        }))
    }

    fn kind(&mut self, value: &Value) -> Result<Option<Kind>> {
        match value {
            Value::Moment(kind, _) => Ok(Some(*kind)),
            _ => Ok(None),
        }
    }

    fn local_time(&mut self, value: &Value) -> Result<Option<Value>> {
        let converts = self.place.conversion != Some(Value::Bool(false));
        Ok(Some(match value {
            Value::Moment(Kind::DateTime, fields) if converts => {
                let mut fields = *fields;
                fields.time.hour = (fields.time.hour + self.place.hours_east) % 24;
                Value::Moment(Kind::DateTime, fields)
            }
            other => other.clone(),
        }))
    }

    fn date_format(&mut self, name: &str, is_localized: bool) -> Result<Option<Rc<DateFormat>>> {
        let format = match (name, is_localized) {
            ("DATETIME_FORMAT", true) => "j.n.Y G:i",
            ("DATETIME_FORMAT", false) => "c",
            ("DATE_FORMAT", _) => "Y/m/d",
            ("TIME_FORMAT", _) => "P",
            ("UNKNOWN", _) => return Ok(None),
            (other, _) => other,
        };
        Ok(Some(Rc::new(DateFormat::new(format))))
    }

    fn fields(&mut self, value: &Value, _reads: Reads) -> Result<Fields> {
        match value {
            Value::Moment(_, fields) => Ok(*fields),
            other => Err(format!("{other:?} has no fields")),
        }
    }

    fn date_letter(&mut self, _value: &Value, letter: char) -> Result<String> {
        Ok(format!("<{letter}>"))
    }

    fn now(&mut self) -> Result<Value> {
        Ok(moment())
    }

    fn format_date(&mut self, value: &Value, format: &Value) -> Result<Value> {
        Ok(text(&format!("{value:?} as {format}")))
    }

    fn clock(&mut self, _clock: Clock, _value: &Value) -> Result<Value> {
        Ok(moment())
    }

    fn in_zone_of(&mut self, value: &Value, _other: &Value) -> Result<Option<Value>> {
        Ok(Some(value.clone()))
    }

    fn microseconds_between(&mut self, from: &Value, to: &Value) -> Result<i64> {
        let (Value::Moment(_, from), Value::Moment(_, to)) = (from, to) else {
            return Err("no times".into());
        };
        let seconds = |fields: &Fields| {
            let Fields { date, time } = fields;
            let hours = i64::from(date.ordinal()) * 24 + i64::from(time.hour);
            (hours * 60 + i64::from(time.minute)) * 60 + i64::from(time.second)
        };
        Ok((seconds(to) - seconds(from)) * 1_000_000)
    }

    fn set(&mut self, setting: Setting, value: Value) -> Result<Value> {
        let place = match setting {
            Setting::UseL10n => &mut self.place.localization,
            Setting::UseTz => &mut self.place.conversion,
        };
        Ok(place.replace(value).unwrap_or(Value::None))
    }

    fn enter_zone(&mut self, zone: Value) -> Result<u8> {
        let Value::Int(hours) = zone else {
            return Err(format!("{zone} is no time zone"));
        };
        let hours = u8::try_from(hours).map_err(|error| error.to_string())?;
        Ok(std::mem::replace(&mut self.place.hours_east, hours))
    }

    fn leave_zone(&mut self, zone: u8) -> Result<()> {
        self.place.hours_east = zone;
        Ok(())
    }
}

fn run(program: &Program<Text>, host: &mut TestHost) -> Result<String> {
    render(program, host).map(|output| output.into_parts().0)
}

fn apply(input: Value, filter: &str) -> String {
    let mut host = TestHost::new([("x", input)]);
    let program = program([variable(&format!("x|{filter}"))]);
    run(&program, &mut host).unwrap_or_else(|error| error)
}

#[test]
fn dates_are_written_letter_by_letter() {
    let letters = "aAbdDEfFgGhHijlLmMnNoPsStuwWyYz";
    let lines = letters.chars().map(|letter| {
        format!(
            "{letter}: {}",
            apply(moment(), &format!("date:\"{letter}\""))
        )
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_a_format_does_not_suit_is_left_to_the_host() {
    let day = || Value::Moment(Kind::Date, MOMENT);
    let time = || Value::Moment(Kind::Time, MOMENT);
    let table = [
        (day(), "date", "987"),
        (day(), "date:\"Y H\"", "date(Moment"),
        (day(), "time", "time(Moment"),
        (time(), "time", "10:05"),
        (time(), "time:\"Y\"", "time(Moment"),
        (time(), "date:\"H\"", "22"),
        (time(), "date", "date(Moment"),
        (moment(), "date:\"UNKNOWN\"", "date(Moment"),
        (moment(), "date:\"Oe\"", "&lt;O&gt;&lt;e&gt;"),
        (text(""), "date", ""),
        (Value::None, "time", ""),
        (text("1"), "date", "date(1"),
    ];
    for (value, filter, expected) in table {
        let written = apply(value, filter);
        assert!(written.contains(expected), "{filter}: {written}");
    }
}

#[test]
fn numbers_are_rounded_and_grouped() {
    let table = [
        (Value::Float(1234.56), "floatformat", "1.234,6"),
        (Value::Float(1234.0), "floatformat", "1.234"),
        (Value::Float(1234.0), "floatformat:\"2\"", "1.234,00"),
        (Value::Float(1234.56), "floatformat:\"0u\"", "1235"),
        (Value::Float(1234.56), "floatformat:\"gu\"", "1,234.6"),
        (Value::Decimal("0.5".into()), "floatformat:\"0\"", "1"),
        (Value::Int(-5), "floatformat:\"2g\"", "-5,00"),
        (text("6.5"), "floatformat:\"0\"", "7"),
        (text("six"), "floatformat", "floatformat(six; )"),
        (Value::Int(5), "floatformat:\"1e9\"", "floatformat(5; 1e9)"),
        (Value::Int(5), "floatformat:\"\"", "floatformat(5; )"),
        (
            Value::Float(f64::NAN),
            "floatformat",
            "floatformat(Float(NaN); )",
        ),
    ];
    for (value, filter, expected) in table {
        assert_eq!(apply(value, filter), expected, "{filter}");
    }
}

#[test]
fn a_time_zone_is_left_where_its_body_fails() {
    let hour = || variable("x|date:\"H\"");
    let within = |zone: &str, nodes| {
        let zone = expression(zone);
        tag(Tag::Timezone(Timezone { zone, body: nodes }), "timezone")
    };
    let mut host = TestHost::new([("x", moment()), ("zone", Value::Int(3))]);
    let nodes = program([within("zone", body([hour()])), hour()]);
    assert_eq!(run(&nodes, &mut host).as_deref(), Ok("0122"));

    let failing = program([within("zone", body([variable("broken")]))]);
    assert!(run(&failing, &mut host).is_err());
    assert_eq!(run(&program([hour()]), &mut host).as_deref(), Ok("22"));

    let nowhere = program([within("x", body([hour()]))]);
    assert!(
        run(&nowhere, &mut host)
            .unwrap_err()
            .contains("no time zone")
    );
}

#[test]
fn settings_are_restored_behind_the_body() {
    let mut host = TestHost::new([]);
    let off = Tag::Localize(Localize {
        on: false,
        body: body([]),
    });
    let on = Tag::LocalTime(LocalTime {
        on: true,
        body: body([]),
    });
    run(
        &program([tag(off, "localize"), tag(on, "localtime")]),
        &mut host,
    )
    .unwrap();
    assert_eq!(host.place.localization, Some(Value::None));
    assert_eq!(host.place.conversion, Some(Value::None));
}

#[test]
fn the_clock_is_written_or_stored() {
    let now = |format: &str, target: Option<&str>| {
        let tag_of = Tag::Now(Now {
            format: Value::Markup(format.into()),
            target: target.map(String::from),
        });
        tag(tag_of, "now")
    };
    let nodes = program([now("H:i", None), now("Y", Some("year")), variable("year")]);
    assert_eq!(
        run(&nodes, &mut TestHost::new([])).as_deref(),
        Ok("22:050987")
    );
    let nodes = program([now("UNKNOWN", None)]);
    let written = run(&nodes, &mut TestHost::new([])).unwrap();
    assert!(written.ends_with("as \"UNKNOWN\""), "{written}");
}
