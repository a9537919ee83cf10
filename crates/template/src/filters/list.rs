//! Filters on lists, and those that take text for a list of its characters.

use std::borrow::Cow;

use super::html::push;
use super::python::write_plain;
use super::{Call, Replied, Reply};
use crate::host::{Host, Slice, View};
use crate::render::Resolved;

/// How deep a list may nest here; Django's function goes on to where Python gives up.
const DEEPEST: usize = 64;

/// Appends the text of a plain value as `conditional_escape` or `str` gives it; false if it is of another type.
fn push_item(out: &mut String, item: View<'_>, escapes: bool) -> bool {
    if let View::Text { text, is_safe } = item {
        push(out, text, escapes && !is_safe);
        return true;
    }
    write_plain(out, item)
}

pub(super) fn join<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Reply<H::Value> {
    let Some((separator, is_safe)) = call.text(host) else {
        return Reply::Declined;
    };
    let mut escaped = String::new();
    push(&mut escaped, separator, call.autoescape && !is_safe);
    let mut out = String::new();
    if let View::Text { text, .. } = input.view(host) {
        for (index, character) in text.chars().enumerate() {
            if index > 0 {
                out.push_str(&escaped);
            }
            push(
                &mut out,
                character.encode_utf8(&mut [0; 4]),
                call.autoescape,
            );
        }
        return Reply::markup(out);
    }
    let Resolved::Value(list) = input else {
        return Reply::Declined;
    };
    let Some(count) = host.count_items(list) else {
        return Reply::Declined;
    };
    for index in 0..count {
        if index > 0 {
            out.push_str(&escaped);
        }
        let Some(item) = host.item(list, index) else {
            return Reply::Declined;
        };
        let view = host.view(&item);
        // Without escaping, only text can be joined: the rest is an error that Django's function catches.
        let is_known = call.autoescape || matches!(view, View::Text { .. });
        if !is_known || !push_item(&mut out, view, call.autoescape) {
            return Reply::Declined;
        }
    }
    Reply::markup(out)
}

/// The first item; of text the first character, which is no markup even if the text is.
pub(super) fn first<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Reply<H::Value> {
    if let View::Text { text, .. } = input.view(host) {
        return Reply::text(text.chars().take(1).collect(), false);
    }
    item_or_empty(host, input, |_| 0)
}

pub(super) fn last<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Reply<H::Value> {
    if let View::Text { text, is_safe } = input.view(host) {
        return Reply::text(text.chars().next_back().into_iter().collect(), is_safe);
    }
    item_or_empty(host, input, |count| count - 1)
}

fn item_or_empty<H: Host>(
    host: &H,
    input: &Resolved<H::Value>,
    index: impl FnOnce(usize) -> usize,
) -> Reply<H::Value> {
    let Resolved::Value(list) = input else {
        return Reply::Declined;
    };
    match host.count_items(list) {
        None => Reply::Declined,
        Some(0) => Reply::text(String::new(), false),
        Some(count) => match host.item(list, index(count)) {
            Some(item) => Reply::Result(Resolved::Value(item)),
            None => Reply::Declined,
        },
    }
}

pub(super) fn random<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Replied<H> {
    Ok(match input {
        Resolved::Value(list) if host.count_items(list).is_some() => {
            Reply::Result(Resolved::Value(host.choose(list)?))
        }
        _ => Reply::Declined,
    })
}

pub(super) fn slice<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    let bounds = match call.argument.map(|value| host.view(value)) {
        Some(View::Text { text, .. }) => bounds(text),
        Some(View::Int(number)) => Some(Slice::until(number)),
        _ => None,
    };
    let Some(bounds) = bounds else {
        return Ok(Reply::Declined);
    };
    if let View::Text { text, is_safe } = input.view(host) {
        return Ok(match sliced(text, bounds) {
            Some(part) => Reply::text(part.into_owned(), is_safe),
            None => Reply::Declined,
        });
    }
    Ok(match input {
        Resolved::Value(list) if bounds.step != Some(0) && host.count_items(list).is_some() => {
            Reply::Result(Resolved::Value(host.slice(list, bounds)?))
        }
        _ => Reply::Declined,
    })
}

/// One to three whole numbers, or nothing in their place; `None` for all that is left to Python's `int` and `slice`.
fn bounds(text: &str) -> Option<Slice> {
    let mut parts = text.split(':').map(|part| match part {
        "" => Some(None),
        number => number.parse::<i64>().ok().map(Some),
    });
    let first = parts.next()??;
    let Some(second) = parts.next() else {
        return Some(Slice {
            stop: first,
            ..Slice::default()
        });
    };
    let step = parts.next().unwrap_or(Some(None));
    let slice = Slice {
        start: first,
        stop: second?,
        step: step?,
    };
    parts.next().is_none().then_some(slice)
}

/// A part of text by positions of characters; `None` with steps.
fn sliced(text: &str, bounds: Slice) -> Option<Cow<'_, str>> {
    if bounds.step.is_some_and(|step| step != 1) {
        return None;
    }
    let count = if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    };
    let position = |bound: Option<i64>, otherwise: usize| {
        let Some(bound) = bound else {
            return otherwise;
        };
        let distance = usize::try_from(bound.unsigned_abs()).unwrap_or(usize::MAX);
        if bound < 0 {
            count.saturating_sub(distance)
        } else {
            distance.min(count)
        }
    };
    let (start, stop) = (position(bounds.start, 0), position(bounds.stop, count));
    if start >= stop {
        return Some(Cow::Borrowed(""));
    }
    let byte = |position: usize| {
        if count == text.len() {
            return position;
        }
        text.char_indices()
            .nth(position)
            .map_or(text.len(), |(at, _)| at)
    };
    Some(Cow::Borrowed(&text[byte(start)..byte(stop)]))
}

pub(super) fn make_list<H: Host>(host: &mut H, text: &str) -> Replied<H> {
    let characters = text
        .chars()
        .map(|character| host.text(character.encode_utf8(&mut [0; 4]), false))
        .collect::<Result<_, _>>()?;
    let list = host.list(characters)?;
    Ok(Reply::Result(Resolved::Value(list)))
}

/// A list of each item's text as markup, escaped or not.
pub(super) fn markup_of_each<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    escapes: bool,
) -> Replied<H> {
    let Resolved::Value(list) = input else {
        return Ok(Reply::Declined);
    };
    let Some(count) = host.count_items(list) else {
        return Ok(Reply::Declined);
    };
    let mut items = Vec::with_capacity(count);
    for index in 0..count {
        let mut text = String::new();
        let item = host.item(list, index);
        match item {
            Some(item) if push_item(&mut text, host.view(&item), escapes) => {
                items.push(host.text(&text, true)?);
            }
            _ => return Ok(Reply::Declined),
        }
    }
    let list = host.list(items)?;
    Ok(Reply::Result(Resolved::Value(list)))
}

pub(super) fn dictsort<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
    is_reversed: bool,
) -> Replied<H> {
    let (Resolved::Value(list), Some((path, _))) = (input, call.text(host)) else {
        return Ok(Reply::Declined);
    };
    // Names with an underscore in front are private.
    if path.starts_with('_') || path.contains("._") || may_be_float(path) {
        return Ok(Reply::Declined);
    }
    if host.count_items(list).is_none() {
        return Ok(Reply::Declined);
    }
    let names: Vec<&str> = path.split('.').collect();
    Ok(match host.sort(list, &names, is_reversed)? {
        Some(sorted) => Reply::Result(Resolved::Value(sorted)),
        None => Reply::text(String::new(), false),
    })
}

/// Whether Python's `float` might take a text, which then stands for an index.
fn may_be_float(text: &str) -> bool {
    const WORDS: [&str; 3] = ["inf", "infinity", "nan"];
    !text.starts_with(|first: char| first.is_ascii_alphabetic())
        || WORDS.contains(&text.trim_end().to_ascii_lowercase().as_str())
}

pub(super) fn unordered_list<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Reply<H::Value> {
    let Resolved::Value(list) = input else {
        return Reply::Declined;
    };
    let mut out = String::new();
    match push_items(host, &mut out, list, call.autoescape, 1) {
        Some(()) => Reply::markup(out),
        None => Reply::Declined,
    }
}

/// Appends the items of a list, each with the list that follows it below it; `None` if there is something of another type.
fn push_items<H: Host>(
    host: &H,
    out: &mut String,
    list: &H::Value,
    escapes: bool,
    level: usize,
) -> Option<()> {
    let count = host.count_items(list).filter(|_| level <= DEEPEST)?;
    let indent = "\t".repeat(level);
    let mut index = 0;
    while index < count {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&indent);
        out.push_str("<li>");
        if !push_item(out, host.view(&host.item(list, index)?), escapes) {
            return None;
        }
        index += 1;
        if let Some(below) = host.item(list, index)
            && let Some(items) = host.count_items(&below)
        {
            index += 1;
            if items > 0 {
                out.push_str(&["\n", &indent, "<ul>\n"].concat());
                push_items(host, out, &below, escapes, level + 1)?;
                out.push_str(&["\n", &indent, "</ul>\n", &indent].concat());
            }
        }
        out.push_str("</li>");
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{bounds, sliced};

    #[test]
    fn parts_of_text_are_counted_in_characters() {
        let slice = |text, argument| sliced(text, bounds(argument)?).map(String::from);
        assert_eq!(slice("aébc", ":2").as_deref(), Some("aé"));
        assert_eq!(slice("aébc", "-3:-1").as_deref(), Some("éb"));
        assert_eq!(slice("aébc", "3:1").as_deref(), Some(""));
        assert_eq!(slice("abc", "9").as_deref(), Some("abc"));
        assert_eq!(
            slice("abc", "-9223372036854775808:").as_deref(),
            Some("abc")
        );
        assert_eq!(slice("abc", "::2"), None);
        assert_eq!(bounds("a:b"), None);
        assert_eq!(bounds("1:2:3:4"), None);
    }
}
