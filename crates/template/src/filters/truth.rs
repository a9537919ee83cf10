//! Filters that choose by whether the input is true.

use super::Answer;
use crate::host::{Host, View};
use crate::render::Resolved;

pub(super) fn default<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let Some(argument) = argument else {
        return Ok(None);
    };
    if truth(host, input)? {
        Ok(Some(input.clone()))
    } else {
        Ok(Some(Resolved::Value(argument.clone())))
    }
}

pub(super) fn default_if_none<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Option<Resolved<H::Value>> {
    match input.view(host) {
        View::None => argument.map(|argument| Resolved::Value(argument.clone())),
        _ => Some(input.clone()),
    }
}

/// Without an argument the words are the translated ones, which the host has.
pub(super) fn yesno<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    let words = match argument.map(|argument| host.view(argument)) {
        Some(View::Text { text, .. }) => text.to_owned(),
        _ => return Ok(None),
    };
    let words: Vec<&str> = words.split(',').collect();
    let (yes, no, maybe) = match *words.as_slice() {
        [_] => return Ok(Some(input.clone())),
        [yes, no, maybe] => (yes, no, maybe),
        // Of two or of too many words, the second stands for no value as well.
        [yes, no, ..] => (yes, no, no),
        [] => return Ok(None),
    };
    let word = match input.view(host) {
        View::None => maybe,
        _ if truth(host, input)? => yes,
        _ => no,
    };
    let text = word.to_owned();
    Ok(Some(Resolved::Text {
        text,
        is_safe: false,
    }))
}

fn truth<H: Host>(host: &mut H, value: &Resolved<H::Value>) -> Result<bool, H::Error> {
    match value {
        Resolved::Value(value) => host.truth(value),
        Resolved::Text { text, .. } => Ok(!text.is_empty()),
    }
}
