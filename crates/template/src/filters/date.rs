//! Filters that write dates and times.

use std::rc::Rc;

use super::Answer;
use crate::formats::DateFormat;
use crate::host::{Host, View};
use crate::render::Resolved;

/// Which filter it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Date,
    Time,
}

pub(super) fn date<H: Host>(
    host: &mut H,
    form: Form,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let empty = || Resolved::Text {
        text: String::new(),
        is_safe: false,
    };
    let value = match (input, input.view(host)) {
        (_, View::None | View::Text { text: "", .. }) => return Ok(Some(empty())),
        (Resolved::Value(value), View::Other) => value,
        _ => return Ok(None),
    };
    let Some(kind) = host.kind(value)? else {
        return Ok(None);
    };
    let Some(value) = host.local_time(value)? else {
        return Ok(None);
    };
    let Some(format) = format_of(host, form, argument)? else {
        return Ok(None);
    };
    let is_suitable = match form {
        Form::Date => format.suits(kind),
        Form::Time => format.suits_times(kind),
    };
    if !is_suitable {
        return Ok(None);
    }
    let fields = host.fields(&value, format.reads())?;
    let text = format.format(host, &value, &fields)?;
    Ok(text.map(|text| Resolved::Text {
        text,
        is_safe: false,
    }))
}

/// The format that an argument gives or names; `None` if only the host can tell.
pub(super) fn format_of<H: Host>(
    host: &mut H,
    form: Form,
    argument: Option<&H::Value>,
) -> Result<Option<Rc<DateFormat>>, H::Error> {
    let name = match argument.map(|argument| host.view(argument)) {
        None | Some(View::None) => "",
        Some(View::Text { text, .. }) => text,
        Some(_) => return Ok(None),
    };
    let name = match (name, form) {
        ("", Form::Date) => "DATE_FORMAT",
        ("", Form::Time) => "TIME_FORMAT",
        (name, _) => name,
    };
    host.date_format(name, true)
}
