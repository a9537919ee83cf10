//! Filters that make markup of text, or text of markup.

use std::borrow::Cow;
use std::fmt::Write;

use super::python::write_plain;
use super::{Call, Replied, Reply};
use crate::host::{Host, View};
use crate::render::Resolved;
use crate::render::html::escape_into;

/// Line ends in all three spellings as one: the parts of a text between them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let next = if text[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        rest = Some(&text[end + next..]);
        Some(&text[..end])
    })
}

pub(super) fn push(out: &mut String, text: &str, escapes: bool) {
    if escapes {
        escape_into(out, text);
    } else {
        out.push_str(text);
    }
}

pub(super) fn linebreaksbr(text: &str, escapes: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (index, line) in lines(text).enumerate() {
        if index > 0 {
            out.push_str("<br>");
        }
        push(&mut out, line, escapes);
    }
    out
}

/// A line break for each line end, and a paragraph wherever there are several in a row.
pub(super) fn linebreaks(text: &str, escapes: bool) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    out.push_str("<p>");
    let mut ends = 0;
    for (index, line) in lines(text).enumerate() {
        ends += usize::from(index > 0);
        if line.is_empty() {
            continue;
        }
        break_line(&mut out, ends);
        ends = 0;
        push(&mut out, line, escapes);
    }
    break_line(&mut out, ends);
    out.push_str("</p>");
    out
}

fn break_line(out: &mut String, ends: usize) {
    out.push_str(match ends {
        0 => "",
        1 => "<br>",
        _ => "</p>\n\n<p>",
    });
}

pub(super) fn linenumbers(text: &str, escapes: bool) -> String {
    let count = text.split('\n').count();
    let width = count.to_string().len();
    let mut out = String::with_capacity(text.len() + count * (width + 3));
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let _ = write!(out, "{:0width$}. ", index + 1);
        push(&mut out, line, escapes);
    }
    out
}

pub(super) fn escaped_if(text: &str, escapes: bool) -> Cow<'_, str> {
    if !escapes || !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    escape_into(&mut out, text);
    Cow::Owned(out)
}

/// A value as JSON within an element of its own, whose id the argument gives unless it is false.
pub(super) fn json_script<H: Host>(
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    let mut id = String::new();
    let has_id = match call.argument.map(|argument| host.view(argument)) {
        None | Some(View::None | View::Bool(false) | View::Int(0)) => false,
        Some(View::Text { text, is_safe }) => {
            push(&mut id, text, !is_safe);
            !text.is_empty()
        }
        Some(other) if write_plain(&mut id, other) => !matches!(other, View::Float(0.0)),
        Some(_) => return Ok(Reply::Declined),
    };
    let json = match input {
        Resolved::Value(value) | Resolved::Markup(value) => host.json(value),
        Resolved::Text { text, is_safe } => {
            let value = host.text(text, *is_safe)?;
            host.json(&value)
        }
    };
    let Some(json) = json else {
        return Ok(Reply::Declined);
    };
    let mut out = String::with_capacity(json.len() + 64);
    out.push_str("<script ");
    if has_id {
        let _ = write!(out, "id=\"{id}\" ");
    }
    out.push_str("type=\"application/json\">");
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003C"),
            '>' => out.push_str("\\u003E"),
            '&' => out.push_str("\\u0026"),
            other => out.push(other),
        }
    }
    out.push_str("</script>");
    Ok(Reply::markup(out))
}

pub(super) fn escapejs(text: &str) -> Cow<'_, str> {
    let is_special = |character: char| {
        matches!(
            character,
            '\0'..='\x1f'
                | '\\'
                | '\''
                | '"'
                | '>'
                | '<'
                | '&'
                | '='
                | '-'
                | ';'
                | '`'
                | '\u{2028}'
                | '\u{2029}'
        )
    };
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 32);
    for character in text.chars() {
        if is_special(character) {
            let _ = write!(out, "\\u{:04X}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Elements whose content an HTML parser does not read as markup, in one version of Python or another.
const RAW: [&str; 10] = [
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Text without its tags.
///
/// `None` for all but tags and character references in their plainest form: how the rest is read is for the host's HTML parser.
pub(super) fn striptags(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('<') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, markup) = rest.split_at(at);
        out.push_str(before);
        let length = if markup.starts_with('&') {
            let length = reference(markup)?;
            out.push_str(&markup[..length]);
            length
        } else {
            tag(markup)?
        };
        rest = &markup[length..];
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// The length of the character reference that a text starts with, by a name or a decimal number.
fn reference(text: &str) -> Option<usize> {
    let end = text.find(';')?;
    let name = &text[1..end];
    let is_number =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_reference = match name.strip_prefix('#') {
        Some(digits) => is_number(digits),
        None => is_name(name),
    };
    is_reference.then_some(end + 1)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The length of the tag that a text starts with: attributes only as `name="value"`, without markup in the value.
fn tag(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inner = &text[1..end];
    if let Some(name) = inner.strip_prefix('/') {
        return is_element(name).then_some(end + 1);
    }
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let mut parts = inner.splitn(2, ' ');
    let is_plain = is_element(parts.next()?) && parts.next().is_none_or(are_attributes);
    is_plain.then_some(end + 1)
}

fn is_element(name: &str) -> bool {
    is_name(name) && !RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw))
}

fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim_matches(' ');
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once("=\"") else {
            return false;
        };
        let Some((value, others)) = value.split_once('"') else {
            return false;
        };
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_name || value.contains(['<', '&']) || !(others.is_empty() || others.starts_with(' '))
        {
            return false;
        }
        rest = others.trim_start_matches(' ');
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{escapejs, linebreaks, linebreaksbr, linenumbers, striptags};

    #[test]
    fn line_ends_become_breaks_and_paragraphs() {
        assert_eq!(linebreaksbr("a\r\nb\r<\n", true), "a<br>b<br>&lt;<br>");
        assert_eq!(
            linebreaks("a\nb\r\n\r\n\rc", false),
            "<p>a<br>b</p>\n\n<p>c</p>"
        );
        assert_eq!(linebreaks("\n\na\n", false), "<p></p>\n\n<p>a<br></p>");
        assert_eq!(linebreaks("", false), "<p></p>");
        assert_eq!(linenumbers("a\n<", true), "1. a\n2. &lt;");
    }

    #[test]
    fn scripts_get_escapes_of_theirs() {
        assert_eq!(escapejs("a-'\u{2028}\n"), "a\\u002D\\u0027\\u2028\\u000A");
    }

    #[test]
    fn plain_tags_are_stripped() {
        let strip = |text| striptags(text).map(String::from);
        assert_eq!(
            strip("<p class=\"a b\">x &amp; &#39;<br/>y</p> >").as_deref(),
            Some("x &amp; &#39;y >")
        );
        assert_eq!(strip("a > b").as_deref(), Some("a > b"));
    }

    #[test]
    fn other_markup_is_left_to_the_host() {
        for text in [
            "<script>",
            "a < b",
            "<!-- -->",
            "<a b=c>",
            "<b>&amp<",
            "<a b=\">\">",
            "<a\nb>",
            "</a b>",
            "<style>",
        ] {
            assert_eq!(striptags(text), None, "{text}");
        }
    }
}
