//! Filters that cut text short, as `django.utils.text.Truncator` does.

use std::borrow::Cow;

use super::python::words;
use crate::host::Message;

/// The message that says what is put around text that was cut short.
pub(super) const FORMAT: Message = Message {
    context: Some("String to return when truncating text"),
    text: "%(truncated_text)s…",
    plural: None,
};

/// What is put around text that was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Truncation<'f> {
    before: &'f str,
    after: &'f str,
}

impl<'f> Truncation<'f> {
    /// Reads a translator's format, such as `%(truncated_text)s…`; `None` for one with further directives.
    pub(super) fn parse(format: &'f str) -> Option<Self> {
        let (before, after) = format.split_once("%(truncated_text)s")?;
        if before.contains('%') || after.contains('%') {
            return None;
        }
        Some(Self { before, after })
    }

    fn around(self, text: &str) -> String {
        [self.before, text, self.after].concat()
    }

    /// What remains of a length for the text itself: at least 0, and all of it if the signs alone fill it more than up.
    fn room(self, length: usize) -> Option<usize> {
        let is_plain = |sign: &str| sign.chars().all(stands_alone);
        if !is_plain(self.before) || !is_plain(self.after) {
            return None;
        }
        let signs = self.before.chars().count() + self.after.chars().count();
        Some(length.saturating_sub(signs))
    }
}

/// Whether a character counts as one and stays what it is in the normal form C, whatever stands beside it.
///
/// True of the scripts and signs that most text consists of; Unicode's stability policy keeps it so.
fn stands_alone(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{2ff}'
            | '\u{400}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{20a0}'..='\u{20bf}'
            | '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{4e00}'..='\u{9fef}'
            | '\u{1f300}'..='\u{1f64f}'
    )
}

/// Whether text is certainly no longer than a number of characters, and stays what it is.
pub(super) fn fits(text: &str, length: i64) -> bool {
    usize::try_from(length).is_ok_and(|length| text.len() <= length) && text.is_ascii()
}

/// Text of at most this many characters, the signs of truncation included.
///
/// `None` where characters combine or have to be normalised, which the host's function does.
pub(super) fn characters<'t>(
    text: &'t str,
    length: i64,
    truncation: Truncation<'_>,
) -> Option<Cow<'t, str>> {
    let length = match usize::try_from(length) {
        Ok(0) | Err(_) => return Some(Cow::Borrowed("")),
        Ok(length) => length,
    };
    let room = truncation.room(length)?;
    let mut end = text.len();
    for (count, (at, character)) in text.char_indices().enumerate() {
        if !stands_alone(character) {
            return None;
        }
        if count == room {
            end = at;
        }
        if count == length {
            return Some(Cow::Owned(truncation.around(&text[..end])));
        }
    }
    Some(Cow::Borrowed(text))
}

/// The first words, with single spaces between them.
pub(super) fn first_words(text: &str, length: i64) -> Cow<'_, str> {
    const SIGN: &str = " …";
    let Ok(length) = usize::try_from(length) else {
        return Cow::Borrowed("");
    };
    if length == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = String::with_capacity(text.len().min(1024));
    for (count, word) in words(text).enumerate() {
        if count == length {
            if !kept.ends_with(SIGN) {
                kept.push_str(SIGN);
            }
            return Cow::Owned(kept);
        }
        if count > 0 {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    if kept == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::{Truncation, characters, first_words};

    fn ellipsis() -> Truncation<'static> {
        Truncation::parse("%(truncated_text)s…").expect("a format")
    }

    #[test]
    fn the_sign_counts_as_a_character() {
        let cut = |text: &str, length| characters(text, length, ellipsis()).map(String::from);
        assert_eq!(cut("éabc", 3).as_deref(), Some("éa…"));
        assert_eq!(cut("abc", 3).as_deref(), Some("abc"));
        assert_eq!(cut("abc", 1).as_deref(), Some("…"));
        assert_eq!(cut("abc", -1).as_deref(), Some(""));
    }

    #[test]
    fn what_combines_within_the_length_is_left_to_the_host() {
        let cut = |text: &str, length| characters(text, length, ellipsis()).map(String::from);
        assert_eq!(cut("e\u{301}abc", 3), None);
        assert_eq!(cut("abcde\u{301}", 3).as_deref(), Some("ab…"));
    }

    #[test]
    fn a_format_with_other_directives_is_none() {
        assert_eq!(Truncation::parse("%(truncated_text)s %s"), None);
        assert_eq!(Truncation::parse("…"), None);
    }

    #[test]
    fn words_are_set_apart_by_one_space() {
        assert_eq!(first_words(" a\n b c", 2), "a b …");
        assert_eq!(first_words("a … c", 2), "a …");
        assert_eq!(first_words("a  b", 2), "a b");
        assert_eq!(first_words("a b", 0), "");
    }
}
