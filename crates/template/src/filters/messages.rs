//! Messages of the framework's own with a value in them.

use std::rc::Rc;

use crate::host::{Host, Message};

/// A message without a plural.
pub(super) const fn message(text: &'static str) -> Message {
    Message {
        context: None,
        text,
        plural: None,
    }
}

/// A translation.
pub(super) fn translate<H: Host>(
    host: &mut H,
    message: Message,
) -> Result<Option<Rc<str>>, H::Error> {
    host.message(message)
}

/// A translation with a value in the place of `placeholder`, as `%` and `str.format` put it there.
///
/// `None` if the translation has more than one, or another character that means something to them.
pub(super) fn fill<H: Host>(
    host: &mut H,
    message: Message,
    placeholder: &str,
    value: &str,
) -> Result<Option<String>, H::Error> {
    let translation = host.message(message)?;
    Ok(translation.and_then(|translation| put(&translation, placeholder, value)))
}

fn put(translation: &str, placeholder: &str, value: &str) -> Option<String> {
    let (before, after) = translation
        .split_once(placeholder)
        .unwrap_or((translation, ""));
    let has_value = before.len() < translation.len();
    if [before, after]
        .iter()
        .any(|part| part.contains(['%', '{', '}']))
    {
        return None;
    }
    let value = if has_value { value } else { "" };
    Some([before, value, after].concat())
}

/// `avoid_wrapping` of `django.utils.html`.
pub(super) fn avoid_wrapping(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn only_plain_messages_are_filled() {
        let table = [
            ("%s KB", "%s", Some("5 KB")),
            ("KB", "%s", Some("KB")),
            ("%(n)d of %(n)d", "%(n)d", None),
            ("%s %%", "%s", None),
            ("{}th", "{}", Some("5th")),
            ("{0}th", "{}", None),
        ];
        for (translation, placeholder, expected) in table {
            assert_eq!(
                put(translation, placeholder, "5").as_deref(),
                expected,
                "{translation}"
            );
        }
    }
}
