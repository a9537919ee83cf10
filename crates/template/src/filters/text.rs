//! Filters that replace, pad and wrap plain text.

use std::borrow::Cow;
use std::ops::Range;

use super::python::{is_space, lines, words};
use super::{Call, Replied, Reply, case};
use crate::host::{Host, View};
use crate::render::Resolved;

pub(super) fn addslashes(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut slashed = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if matches!(character, '\\' | '"' | '\'') {
            slashed.push('\\');
        }
        slashed.push(character);
    }
    Cow::Owned(slashed)
}

pub(super) fn cut<'t>(text: &'t str, part: &str) -> Cow<'t, str> {
    if part.is_empty() || !text.contains(part) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(part, ""))
    }
}

/// The suffix for a number or a number of items, which is `s` unless the argument tells.
pub(super) fn pluralize<H: Host>(
    host: &H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Reply<H::Value> {
    let is_one = match (input.view(host), input) {
        (View::Int(number), _) => Some(number == 1),
        (View::Bool(truth), _) => Some(truth),
        (View::Float(number), _) => Some(number.total_cmp(&1.0).is_eq()),
        (View::None, _) => None,
        (View::Other, Resolved::Value(list)) => match host.count_items(list) {
            Some(count) => Some(count == 1),
            None => return Reply::Declined,
        },
        _ => return Reply::Declined,
    };
    let suffixes = match (call.argument, call.text(host)) {
        (None, _) => "s",
        (Some(_), Some((text, _))) => text,
        _ => return Reply::Declined,
    };
    let suffix = match (suffixes.split_once(','), is_one) {
        (None, Some(true)) | (_, None) => "",
        (None, Some(false)) => suffixes,
        (Some((_, plural)), _) if plural.contains(',') => "",
        (Some((singular, _)), Some(true)) => singular,
        (Some((_, plural)), Some(false)) => plural,
    };
    Reply::text(suffix.to_owned(), false)
}

/// What `%` gives with the argument as directive.
pub(super) fn stringformat<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    let Some((directive, _)) = call.text(host) else {
        return Ok(Reply::Declined);
    };
    let view = input.view(host);
    if let Some(text) = decimal(view, directive) {
        return Ok(Reply::text(text, false));
    }
    let is_safe = matches!(view, View::Text { is_safe: true, .. });
    let formatted = match input {
        Resolved::Value(value) | Resolved::Markup(value) => host.format(value, directive)?,
        Resolved::Text { text, is_safe } => {
            let value = host.text(text, *is_safe)?;
            host.format(&value, directive)?
        }
    };
    Ok(match formatted {
        Some(text) if is_safe => Reply::Result(Resolved::Markup(text)),
        Some(text) => Reply::Result(Resolved::Value(text)),
        None => Reply::Declined,
    })
}

/// A whole number in decimal digits, for directives such as `d`, `5d` and `02d`.
fn decimal(value: View<'_>, directive: &str) -> Option<String> {
    let (View::Int(number), Some(width)) = (value, directive.strip_suffix('d')) else {
        return None;
    };
    if width.len() > 2 || !width.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let columns = if width.is_empty() {
        0
    } else {
        width.parse().ok()?
    };
    Some(if width.starts_with('0') {
        format!("{number:0columns$}")
    } else {
        format!("{number:columns$}")
    })
}

/// The digits under the letters of a telephone's keys.
pub(super) fn phone2numeric<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Replied<H> {
    let View::Text { text, is_safe } = input.view(host) else {
        return Ok(Reply::Declined);
    };
    let text = case::lower(host, text)?;
    let digits = text.chars().map(|character| match character {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        other => other,
    });
    Ok(Reply::text(digits.collect(), is_safe))
}

/// Where padded text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alignment {
    Left,
    Right,
    Center,
}

/// Fills text up with spaces; `None` for widths that are Python's to find memory for.
pub(super) fn pad(text: &str, width: i64, alignment: Alignment) -> Option<Cow<'_, str>> {
    const LARGEST: usize = 1 << 16;
    // A negative width is less than any length.
    let width = usize::try_from(width).unwrap_or(0);
    let padding = width.saturating_sub(text.chars().count());
    if padding == 0 {
        return Some(Cow::Borrowed(text));
    }
    if width > LARGEST {
        return None;
    }
    let left = match alignment {
        Alignment::Left => 0,
        Alignment::Right => padding,
        // Of an odd number, the one left over goes to the left if the width is odd too.
        Alignment::Center => padding / 2 + (padding & width & 1),
    };
    let right = padding - left;
    Some(Cow::Owned(format!("{:left$}{text}{:right$}", "", "")))
}

pub(super) fn wordcount(text: &str) -> usize {
    words(text).count()
}

/// Wraps each line at a width, as `textwrap` does that breaks no words.
pub(super) fn wordwrap(text: &str, width: i64) -> Option<String> {
    let width = usize::try_from(width).ok().filter(|width| *width > 0)?;
    let mut wrapped = Vec::new();
    for line in lines(text) {
        let before = wrapped.len();
        wrap_line(&expand_tabs(line), width, &mut wrapped);
        if wrapped.len() == before {
            wrapped.push(line.to_owned());
        }
    }
    if text.ends_with('\n') {
        wrapped.push(String::new());
    }
    Some(wrapped.join("\n"))
}

/// What `textwrap` breaks lines at, unlike the other methods of Python ASCII only.
fn is_break(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\x0b' | '\x0c' | '\r' | ' ')
}

/// Spaces up to the next column that 8 divides.
fn expand_tabs(line: &str) -> Cow<'_, str> {
    if !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    let mut expanded = String::with_capacity(line.len() + 8);
    let mut column = 0;
    for character in line.chars() {
        if character == '\t' {
            let spaces = 8 - column % 8;
            expanded.extend(std::iter::repeat_n(' ', spaces));
            column += spaces;
        } else {
            expanded.push(character);
            column += 1;
        }
    }
    Cow::Owned(expanded)
}

/// Appends the lines of one: as many chunks of it as fit, at least one, without white space where two lines meet.
fn wrap_line(line: &str, width: usize, wrapped: &mut Vec<String>) {
    let chunks: Vec<Range<usize>> = chunks(line).collect();
    let is_blank = |chunk: &Range<usize>| line[chunk.clone()].chars().all(is_space);
    let first_line = wrapped.len();
    let mut next = 0;
    while next < chunks.len() {
        if wrapped.len() > first_line && is_blank(&chunks[next]) {
            next += 1;
        }
        let start = next;
        let mut length = 0;
        while next < chunks.len() {
            length += line[chunks[next].clone()].chars().count();
            if length > width && next > start {
                break;
            }
            next += 1;
        }
        let mut end = next;
        if end > start && is_blank(&chunks[end - 1]) {
            end -= 1;
        }
        if end > start {
            wrapped.push(line[chunks[start].start..chunks[end - 1].end].to_owned());
        }
    }
}

/// Runs of white space and what stands between them, in order.
fn chunks(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &line[start..];
        let is_blank = is_break(rest.chars().next()?);
        let length = rest.find(|character| is_break(character) != is_blank);
        let chunk = start..start + length.unwrap_or(rest.len());
        start = chunk.end;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::{Alignment, pad, wordwrap};

    #[test]
    fn an_odd_space_goes_left_of_text_in_an_odd_width() {
        let center = |text, width| pad(text, width, Alignment::Center).map(String::from);
        assert_eq!(center("ab", 5).as_deref(), Some("  ab "));
        assert_eq!(center("abc", 6).as_deref(), Some(" abc  "));
        assert_eq!(center("é", -1).as_deref(), Some("é"));
        assert_eq!(center("é", 1 << 40), None);
    }

    #[test]
    fn long_words_are_not_broken() {
        let wrap = |text, width| wordwrap(text, width);
        assert_eq!(
            wrap("a bb longword c", 4).as_deref(),
            Some("a bb\nlongword\nc")
        );
        assert_eq!(
            wrap("  a\tb\n   \n", 20).as_deref(),
            Some("  a     b\n   \n")
        );
        assert_eq!(wrap("a", 0), None);
    }
}
