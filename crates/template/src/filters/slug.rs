//! The filter `slugify`.

use crate::host::Host;

/// Small letters, digits and underscores of ASCII, with one hyphen for all that stood as white space and hyphens between.
pub(super) fn slugify<H: Host>(host: &mut H, text: &str) -> Result<String, H::Error> {
    if text.is_ascii() {
        return Ok(of_ascii(text.chars()));
    }
    let text = host.decompose(text)?;
    Ok(of_ascii(text.chars().filter(char::is_ascii)))
}

fn of_ascii(characters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    for character in characters {
        if character.is_ascii_alphanumeric() || character == '_' {
            slug.push(character.to_ascii_lowercase());
        } else if (character == '-' || super::python::is_space(character)) && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches(['-', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::of_ascii;

    #[test]
    fn a_slug_has_one_hyphen_between_words() {
        assert_eq!(of_ascii("_ -A  - b.\x1cC_d!-_".chars()), "a-b-c_d");
        assert_eq!(of_ascii("- -".chars()), "");
    }
}
