//! Filters that change the case of letters: within ASCII and the alphabets whose mappings are settled in Rust, else by the host,
//! whose tables may be of another version of Unicode.

use std::borrow::Cow;

use crate::host::{Case, Host};

/// Letters of Latin-1, of Latin Extended-A and of Cyrillic: no version of Unicode gives them other counterparts.
fn is_settled(character: char) -> bool {
    character <= '\u{17f}' || ('\u{400}'..='\u{45f}').contains(&character)
}

pub(super) fn lower<'t, H: Host>(host: &mut H, text: &'t str) -> Result<Cow<'t, str>, H::Error> {
    if text.is_ascii() {
        let is_changed = text.bytes().any(|byte| byte.is_ascii_uppercase());
        return Ok(if is_changed {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        });
    }
    if text.chars().all(is_settled) {
        return Ok(Cow::Owned(text.to_lowercase()));
    }
    host.change_case(text, Case::Lower).map(Cow::Owned)
}

pub(super) fn upper<'t, H: Host>(host: &mut H, text: &'t str) -> Result<Cow<'t, str>, H::Error> {
    if text.is_ascii() {
        let is_changed = text.bytes().any(|byte| byte.is_ascii_lowercase());
        return Ok(if is_changed {
            Cow::Owned(text.to_ascii_uppercase())
        } else {
            Cow::Borrowed(text)
        });
    }
    if text.chars().all(is_settled) {
        return Ok(Cow::Owned(text.to_uppercase()));
    }
    host.change_case(text, Case::Upper).map(Cow::Owned)
}

pub(super) fn capfirst<'t, H: Host>(host: &mut H, text: &'t str) -> Result<Cow<'t, str>, H::Error> {
    let Some(first) = text.chars().next() else {
        return Ok(Cow::Borrowed(text));
    };
    let (first, rest) = text.split_at(first.len_utf8());
    Ok(match upper(host, first)? {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(first) => Cow::Owned(first + rest),
    })
}

/// Capital letters at the start of words, but neither after an apostrophe within one nor after a digit.
///
/// `None` where the host's function has to look whether a digit beyond ASCII stands before a letter.
pub(super) fn title<H: Host>(host: &mut H, text: &str) -> Result<Option<String>, H::Error> {
    let title = if text.is_ascii() {
        title_of_ascii(text)
    } else {
        host.change_case(text, Case::Title)?
    };
    Ok(without_inner_capitals(&title))
}

fn title_of_ascii(text: &str) -> String {
    let mut is_inside = false;
    text.chars()
        .map(|character| {
            let follows = std::mem::replace(&mut is_inside, character.is_ascii_alphabetic());
            if follows {
                character.to_ascii_lowercase()
            } else {
                character.to_ascii_uppercase()
            }
        })
        .collect()
}

/// What the filter's two substitutions do, `[a-z]'[A-Z]` and `\d[A-Z]`, each from left to right without overlaps.
fn without_inner_capitals(title: &str) -> Option<String> {
    let mut characters: Vec<char> = title.chars().collect();
    let mut at = 0;
    while at + 2 < characters.len() {
        let is_inner = characters[at].is_ascii_lowercase()
            && characters[at + 1] == '\''
            && characters[at + 2].is_ascii_uppercase();
        if is_inner {
            characters[at + 2].make_ascii_lowercase();
        }
        at += if is_inner { 3 } else { 1 };
    }
    for at in 1..characters.len() {
        if !characters[at].is_ascii_uppercase() {
            continue;
        }
        let before = characters[at - 1];
        if before.is_ascii_digit() {
            characters[at].make_ascii_lowercase();
        } else if before.is_numeric() {
            return None;
        }
    }
    Some(characters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{title_of_ascii, without_inner_capitals};

    #[test]
    fn a_title_has_no_capitals_inside_words() {
        let title = |text| without_inner_capitals(&title_of_ascii(text));
        let expected = |text: &str| Some(text.to_owned());
        assert_eq!(title("they're HERE"), expected("They're Here"));
        assert_eq!(title("o'neil's 1st x'y'z"), expected("O'Neil's 1st X'Y'Z"));
        assert_eq!(title("aa'b'c"), expected("Aa'b'C"));
        assert_eq!(without_inner_capitals("\u{663}A"), None);
    }
}
