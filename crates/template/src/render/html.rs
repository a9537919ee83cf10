//! Output, and escaping as Django does it.

use std::fmt::Write;

use crate::host::View;

/// What a rendering has written so far.
///
/// Text of the host that is not valid Unicode (Python's may hold lone surrogates) stands between the rest as it is.
pub struct Output<V> {
    text: String,
    foreign: Vec<(usize, V)>,
}

impl<V> Output<V> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            text: String::with_capacity(1024),
            foreign: Vec::new(),
        }
    }

    /// Writes text as it is.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes text, escaped.
    pub fn push_escaped(&mut self, text: &str) {
        escape_into(&mut self.text, text);
    }

    /// Writes a whole number in decimal digits.
    pub fn push_integer(&mut self, number: i64) {
        let _ = write!(self.text, "{number}");
    }

    /// Writes a text of the host that is not valid Unicode.
    pub fn push_foreign(&mut self, text: V) {
        self.foreign.push((self.text.len(), text));
    }

    /// The text, and where in it the host's own pieces stand, in bytes, ascending.
    pub fn into_parts(self) -> (String, Vec<(usize, V)>) {
        (self.text, self.foreign)
    }
}

impl<V> Default for Output<V> {
    fn default() -> Self {
        Self::new()
    }
}

/// Appends text with `& < > " '` as character references, as `django.utils.html.escape` has them.
pub fn escape_into(out: &mut String, text: &str) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#x27;",
            _ => continue,
        };
        out.push_str(&text[written..at]);
        out.push_str(reference);
        written = at + 1;
    }
    out.push_str(&text[written..]);
}

/// Writes a value whose text the engine knows without the host; false if it does not.
pub(super) fn write_view<V>(out: &mut Output<V>, view: View<'_>, autoescape: bool) -> bool {
    match view {
        View::Text { text, is_safe } => {
            if autoescape && !is_safe {
                out.push_escaped(text);
            } else {
                out.push_str(text);
            }
        }
        View::None => out.push_str("None"),
        View::Bool(true) => out.push_str("True"),
        View::Bool(false) => out.push_str("False"),
        View::Int(_) | View::Float(_) | View::Other => return false,
    }
    true
}
