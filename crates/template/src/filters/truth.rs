//! Filters that choose by whether the input is true.

use super::{Replied, Reply};
use crate::host::{Host, Message, View};
use crate::render::Resolved;

pub(super) fn default<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Replied<H> {
    let Some(argument) = argument else {
        return Ok(Reply::Declined);
    };
    Ok(if truth(host, input)? {
        Reply::Input
    } else {
        Reply::Result(Resolved::Value(argument.clone()))
    })
}

pub(super) fn default_if_none<H: Host>(
    host: &H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Reply<H::Value> {
    match (input.view(host), argument) {
        (View::None, Some(argument)) => Reply::Result(Resolved::Value(argument.clone())),
        (View::None, None) => Reply::Declined,
        _ => Reply::Input,
    }
}

/// The words if there is no argument.
const WORDS: Message = Message {
    context: None,
    text: "yes,no,maybe",
    plural: None,
};

pub(super) fn yesno<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Replied<H> {
    let translated;
    let words = match argument.map_or(View::None, |argument| host.view(argument)) {
        View::Text { text, .. } => text,
        View::None => {
            let Some(words) = host.message(WORDS)? else {
                return Ok(Reply::Declined);
            };
            translated = words;
            &translated
        }
        _ => return Ok(Reply::Declined),
    };
    let Some((yes, others)) = words.split_once(',') else {
        return Ok(Reply::Input);
    };
    // Of two or of too many words, the second stands for no value as well.
    let (no, maybe) = match others.split_once(',') {
        Some((no, maybe)) if !maybe.contains(',') => (no, maybe),
        Some((no, _)) => (no, no),
        None => (others, others),
    };
    let word = match input.view(host) {
        View::None => maybe,
        _ if truth(host, input)? => yes,
        _ => no,
    };
    Ok(Reply::text(word.to_owned(), false))
}

fn truth<H: Host>(host: &mut H, input: &Resolved<H::Value>) -> Result<bool, H::Error> {
    match (input.view(host), input) {
        (View::None, _) | (View::Other, Resolved::Text { .. }) => Ok(false),
        (View::Bool(truth), _) => Ok(truth),
        (View::Int(number), _) => Ok(number != 0),
        (View::Float(number), _) => Ok(number != 0.0),
        (View::Text { text, .. }, _) => Ok(!text.is_empty()),
        (View::Other, Resolved::Value(value) | Resolved::Markup(value)) => host.truth(value),
    }
}
