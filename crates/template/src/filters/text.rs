//! Filters on text. Letters beyond ASCII are left to the host, whose Unicode tables may be of another version.

use crate::host::View;
use crate::render::{Resolved, html::escape_into};

fn result<V>(text: String, is_safe: bool) -> Resolved<V> {
    Resolved::Text { text, is_safe }
}

/// Applies a function that keeps markup what it is to ASCII text.
fn map_ascii<V>(input: View<'_>, map: impl FnOnce(&str) -> String) -> Option<Resolved<V>> {
    match input {
        View::Text { text, is_safe } if text.is_ascii() => Some(result(map(text), is_safe)),
        _ => None,
    }
}

pub(super) fn lower<V>(input: View<'_>) -> Option<Resolved<V>> {
    map_ascii(input, str::to_ascii_lowercase)
}

/// Unlike `lower`, never markup: `&amp;` becomes `&AMP;`.
pub(super) fn upper<V>(input: View<'_>) -> Option<Resolved<V>> {
    match input {
        View::Text { text, .. } if text.is_ascii() => {
            Some(result(text.to_ascii_uppercase(), false))
        }
        _ => None,
    }
}

pub(super) fn capfirst<V>(input: View<'_>) -> Option<Resolved<V>> {
    let View::Text { text, is_safe } = input else {
        return None;
    };
    let first = text.chars().next();
    if first.is_some_and(|first| !first.is_ascii()) {
        return None;
    }
    let mut text = text.to_owned();
    if first.is_some() {
        text[..1].make_ascii_uppercase();
    }
    Some(result(text, is_safe))
}

pub(super) fn addslashes<V>(input: View<'_>) -> Option<Resolved<V>> {
    let View::Text { text, is_safe } = input else {
        return None;
    };
    let mut slashed = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if matches!(character, '\\' | '"' | '\'') {
            slashed.push('\\');
        }
        slashed.push(character);
    }
    Some(result(slashed, is_safe))
}

/// Cutting `;` could leave half a character reference: the result is no markup then.
pub(super) fn cut<V>(input: View<'_>, argument: Option<View<'_>>) -> Option<Resolved<V>> {
    match (input, argument) {
        (View::Text { text, is_safe }, Some(View::Text { text: cut, .. })) => {
            Some(result(text.replace(cut, ""), is_safe && cut != ";"))
        }
        _ => None,
    }
}

pub(super) fn escape<V>(input: View<'_>) -> Option<Resolved<V>> {
    match input {
        View::Text { text, is_safe } if is_safe => Some(result(text.to_owned(), true)),
        _ => force_escape(input),
    }
}

pub(super) fn force_escape<V>(input: View<'_>) -> Option<Resolved<V>> {
    let View::Text { text, .. } = input else {
        return None;
    };
    let mut escaped = String::with_capacity(text.len() + 16);
    escape_into(&mut escaped, text);
    Some(result(escaped, true))
}

pub(super) fn safe<V>(input: View<'_>) -> Option<Resolved<V>> {
    match input {
        View::Text { text, .. } => Some(result(text.to_owned(), true)),
        _ => None,
    }
}

/// The suffix for a whole number; the default one is `s`.
pub(super) fn pluralize<V>(input: View<'_>, argument: Option<View<'_>>) -> Option<Resolved<V>> {
    let View::Int(number) = input else {
        return None;
    };
    let suffixes = match argument {
        None => "s",
        // A part of markup is plain text in Python.
        Some(View::Text { text, .. }) if text.contains(',') => text,
        Some(View::Text { text, .. }) => return Some(result(text_unless_one(number, text), false)),
        Some(_) => return None,
    };
    let Some((singular, plural)) = suffixes.split_once(',') else {
        return Some(result(text_unless_one(number, suffixes), false));
    };
    if plural.contains(',') {
        return Some(result(String::new(), false));
    }
    let suffix = if number == 1 { singular } else { plural };
    Some(result(suffix.to_owned(), false))
}

fn text_unless_one(number: i64, text: &str) -> String {
    if number == 1 {
        String::new()
    } else {
        text.to_owned()
    }
}
