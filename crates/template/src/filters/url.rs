//! Filters for addresses.

use std::borrow::Cow;
use std::fmt::Write;

/// What stands as it is in `iriencode`, besides letters, digits and `_.-~`.
pub(super) const OF_IRIS: &str = "/#%[]=:;$&()+,!?*@'~";
/// What stands as it is in `urlencode` unless the argument tells.
pub(super) const OF_PATHS: &str = "/";

/// Writes the bytes of UTF-8 as `%XX`, but for letters, digits, `_.-~` and the ASCII ones of `safe`, as `urllib.parse.quote` does.
pub(super) fn quote<'t>(text: &'t str, safe: &str) -> Cow<'t, str> {
    let stays = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'.' | b'-' | b'~')
            || (byte.is_ascii() && safe.as_bytes().contains(&byte))
    };
    if text.bytes().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut quoted = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if stays(byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}");
        }
    }
    Cow::Owned(quoted)
}

/// Whether `urlize` certainly finds no address in a text: none of the signs is there by which it knows one.
pub(super) fn has_no_address(text: &str) -> bool {
    const DOMAINS: [&str; 7] = ["com", "edu", "gov", "int", "mil", "net", "org"];
    // Letters that equal one of ASCII when case is ignored.
    const FOLDED: [char; 4] = ['\u{130}', '\u{131}', '\u{17f}', '\u{212a}'];
    if text.contains(FOLDED) || text.contains('@') || text.contains("://") {
        return false;
    }
    let bytes = text.as_bytes();
    let starts = |at: usize, word: &str| {
        bytes
            .get(at..at + word.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    text.match_indices('.').all(|(at, _)| {
        let ends_www = at >= 3 && starts(at - 3, "www");
        !ends_www && !DOMAINS.iter().any(|domain| starts(at + 1, domain))
    })
}

#[cfg(test)]
mod tests {
    use super::{OF_PATHS, has_no_address, quote};

    #[test]
    fn only_ascii_of_the_safe_characters_stays() {
        assert_eq!(quote("a/b é~", OF_PATHS), "a/b%20%C3%A9~");
        assert_eq!(quote("a/é", "é"), "a%2F%C3%A9");
    }

    #[test]
    fn addresses_are_known_by_their_signs() {
        assert!(has_no_address("A word. And: anöther, 1.5"));
        for text in ["http://a", "WWW.a", "a.Com", "a@b", "a.\u{131}nt"] {
            assert!(!has_no_address(text), "{text}");
        }
    }
}
