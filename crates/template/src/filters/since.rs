//! Filters that write how long ago something was.

use super::Answer;
use super::date::{Form, format_of};
use super::messages::{avoid_wrapping, fill, message, translate};
use crate::formats::Fields;
use crate::formats::date::{Kind, Reads};
use crate::formats::since::{Span, span};
use crate::host::{Clock, Host, Message, View};
use crate::render::Resolved;

/// How many units next to each other are written.
const DEPTH: usize = 2;

/// The units of a [`Span`], for one and for several.
const UNITS: [(&str, &str); 6] = [
    ("%(num)d year", "%(num)d years"),
    ("%(num)d month", "%(num)d months"),
    ("%(num)d week", "%(num)d weeks"),
    ("%(num)d day", "%(num)d days"),
    ("%(num)d hour", "%(num)d hours"),
    ("%(num)d minute", "%(num)d minutes"),
];

/// What the numbers of seconds, minutes and hours are called in the past and in the future, and what is put around days.
struct Tense {
    context: &'static str,
    units: [(&'static str, &'static str); 3],
    days: &'static str,
}

const PAST: Tense = Tense {
    context: "naturaltime-past",
    units: [
        ("a second ago", "%(count)s\u{a0}seconds ago"),
        ("a minute ago", "%(count)s\u{a0}minutes ago"),
        ("an hour ago", "%(count)s\u{a0}hours ago"),
    ],
    days: "%(delta)s ago",
};

const FUTURE: Tense = Tense {
    context: "naturaltime-future",
    units: [
        ("a second from now", "%(count)s\u{a0}seconds from now"),
        ("a minute from now", "%(count)s\u{a0}minutes from now"),
        ("an hour from now", "%(count)s\u{a0}hours from now"),
    ],
    days: "%(delta)s from now",
};

fn plain<V>(text: Option<String>) -> Option<Resolved<V>> {
    text.map(|text| Resolved::Text {
        text,
        is_safe: false,
    })
}

/// A date or time that is no time of any day.
fn day_of<H: Host>(host: &mut H, value: &H::Value) -> Result<Option<Kind>, H::Error> {
    let kind = host.kind(value)?;
    Ok(kind.filter(|kind| *kind != Kind::Time))
}

/// The filters `timesince` and `timeuntil`.
pub(super) fn timesince<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
    is_until: bool,
) -> Answer<H> {
    let value = match (input, input.view(host)) {
        (_, View::None | View::Text { text: "", .. }) => return Ok(plain(Some(String::new()))),
        (Resolved::Value(value), View::Other) => value,
        _ => return Ok(None),
    };
    if day_of(host, value)?.is_none() {
        return Ok(None);
    }
    let now = match argument.filter(|argument| host.view(argument) != View::None) {
        None => host.clock(Clock::Since, value)?,
        Some(other) => other.clone(),
    };
    let Some(now) = comparable(host, &now, value)? else {
        return Ok(None);
    };
    let (from, to) = (read(host, value)?, read(host, &now)?);
    let span = if is_until {
        span(&to, &from)
    } else {
        span(&from, &to)
    };
    Ok(plain(write_span(host, &span, None)?))
}

/// A time in the time zone of another; `None` if the two cannot be compared or are not of plain types.
fn comparable<H: Host>(
    host: &mut H,
    time: &H::Value,
    other: &H::Value,
) -> Result<Option<H::Value>, H::Error> {
    if day_of(host, time)?.is_none() {
        return Ok(None);
    }
    host.in_zone_of(time, other)
}

fn read<H: Host>(host: &mut H, value: &H::Value) -> Result<Fields, H::Error> {
    let has_time = host.kind(value)? == Some(Kind::DateTime);
    let reads = Reads {
        date: true,
        time: has_time,
    };
    host.fields(value, reads)
}

/// The first units that are not zero.
fn write_span<H: Host>(
    host: &mut H,
    span: &Span,
    context: Option<&'static str>,
) -> Result<Option<String>, H::Error> {
    let first = span.iter().position(|count| *count != 0);
    // Less than a minute is none.
    let first = first.unwrap_or(span.len() - 1);
    let Some(separator) = translate(host, message(", "))? else {
        return Ok(None);
    };
    let mut text = String::new();
    for (at, (count, (one, several))) in span.iter().zip(UNITS).enumerate().skip(first).take(DEPTH)
    {
        if *count == 0 && at > first {
            break;
        }
        let unit = Message {
            context,
            text: one,
            plural: Some((several, *count)),
        };
        let Some(unit) = fill(host, unit, "%(num)d", &count.to_string())? else {
            return Ok(None);
        };
        if at > first {
            text.push_str(&separator);
        }
        text.push_str(&avoid_wrapping(&unit));
    }
    Ok(Some(text))
}

/// `naturaltime` of `django.contrib.humanize`.
pub(super) fn naturaltime<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Answer<H> {
    let Resolved::Value(value) = input else {
        return Ok(None);
    };
    if host.kind(value)? != Some(Kind::DateTime) {
        return Ok(None);
    }
    let now = host.clock(Clock::NaturalTime, value)?;
    if host.kind(&now)? != Some(Kind::DateTime) {
        return Ok(None);
    }
    let microseconds = host.microseconds_between(value, &now)?;
    let tense = if microseconds > 0 { PAST } else { FUTURE };
    let seconds = microseconds.abs() / 1_000_000;
    let ((one, several), count) = match seconds {
        // The word for now is a lazy one, which the host has to give.
        0 => return Ok(None),
        1..60 => (tense.units[0], seconds),
        60..3600 => (tense.units[1], seconds / 60),
        3600..86400 => (tense.units[2], seconds / 3600),
        _ => return Ok(plain(days_between(host, value, &now, &tense)?)),
    };
    let message = Message {
        plural: Some((several, count)),
        ..message(one)
    };
    Ok(plain(fill(host, message, "%(count)s", &count.to_string())?))
}

fn days_between<H: Host>(
    host: &mut H,
    value: &H::Value,
    now: &H::Value,
    tense: &Tense,
) -> Result<Option<String>, H::Error> {
    let Some(now) = host.in_zone_of(now, value)? else {
        return Ok(None);
    };
    let (from, to) = (read(host, value)?, read(host, &now)?);
    let span = if tense.context == PAST.context {
        span(&from, &to)
    } else {
        span(&to, &from)
    };
    let Some(text) = write_span(host, &span, Some(tense.context))? else {
        return Ok(None);
    };
    fill(host, message(tense.days), "%(delta)s", &text)
}

/// `naturalday` of `django.contrib.humanize`.
pub(super) fn naturalday<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let Resolved::Value(value) = input else {
        return Ok(None);
    };
    if day_of(host, value)?.is_none() {
        return Ok(None);
    }
    let Some(value) = host.local_time(value)? else {
        return Ok(None);
    };
    let now = host.clock(Clock::NaturalDay, &value)?;
    if host.kind(&now)? != Some(Kind::DateTime) {
        return Ok(None);
    }
    let (day, today) = (read(host, &value)?.date, read(host, &now)?.date);
    let word = match day.ordinal() - today.ordinal() {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        _ => return write_day(host, &value, argument),
    };
    let text = translate(host, message(word))?;
    Ok(plain(text.map(|text| text.to_string())))
}

/// The day alone, by a format that needs no more.
fn write_day<H: Host>(host: &mut H, value: &H::Value, argument: Option<&H::Value>) -> Answer<H> {
    let Some(format) = format_of(host, Form::Date, argument)? else {
        return Ok(None);
    };
    if !format.suits(Kind::Date) || format.asks_host() {
        return Ok(None);
    }
    let fields = host.fields(value, format.reads())?;
    Ok(plain(format.format(host, value, &fields)?))
}
