//! Output, and escaping as Django does it.

/// What a rendering has written so far.
///
/// Text of the host that is not valid Unicode (Python's may hold lone surrogates) stands between the rest as it is.
pub struct Output<V> {
    text: String,
    foreign: Vec<(usize, V)>,
    refused: Option<V>,
}

impl<V> Output<V> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::with_capacity(1024)
    }

    /// Nothing yet, with room for so many bytes.
    pub fn with_capacity(size: usize) -> Self {
        Self {
            text: String::with_capacity(size),
            foreign: Vec::new(),
            refused: None,
        }
    }

    /// How many bytes of text were written.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// Writes text as it is.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes text, escaped.
    pub fn push_escaped(&mut self, text: &str) {
        escape_into(&mut self.text, text);
    }

    /// Writes text, escaped unless it is markup or escaping is off.
    pub fn push_text(&mut self, text: &str, is_safe: bool, autoescape: bool) {
        if autoescape && !is_safe {
            self.push_escaped(text);
        } else {
            self.push_str(text);
        }
    }

    /// Writes a whole number in decimal digits.
    pub fn push_integer(&mut self, number: i64) {
        self.text.push_str(itoa::Buffer::new().format(number));
    }

    /// Writes a text of the host that is not valid Unicode.
    pub fn push_foreign(&mut self, text: V) {
        self.foreign.push((self.text.len(), text));
    }

    /// The text if that is all there is, else the output itself.
    ///
    /// # Errors
    ///
    /// The output, if the host's own pieces stand in it.
    pub fn into_text(self) -> Result<String, Self> {
        if self.foreign.is_empty() {
            Ok(self.text)
        } else {
            Err(self)
        }
    }

    /// Notes what was to be written and is no text. It is an error once all nodes beside it have rendered.
    pub fn refuse(&mut self, value: V) {
        self.refused = Some(value);
    }

    pub(crate) fn take_refused(&mut self) -> Option<V> {
        self.refused.take()
    }

    /// The text, and where in it the host's own pieces stand, in bytes, ascending.
    pub fn into_parts(self) -> (String, Vec<(usize, V)>) {
        (self.text, self.foreign)
    }
}

impl<V> Default for Output<V> {
    fn default() -> Self {
        Self {
            text: String::new(),
            foreign: Vec::new(),
            refused: None,
        }
    }
}

/// Appends text with `& < > " '` as character references, as `django.utils.html.escape` has them.
pub fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = find_special(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#x27;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// How many bytes of a long text are looked at together, which compilers do in a few vector instructions.
const STRIDE: usize = 32;

/// The first byte that is escaped.
#[inline]
fn find_special(bytes: &[u8]) -> Option<usize> {
    let (strides, _) = bytes.as_chunks::<STRIDE>();
    let clean = strides.iter().take_while(|stride| is_clean(stride)).count() * STRIDE;
    let (words, rest) = bytes[clean..].as_chunks();
    for (index, word) in words.iter().enumerate() {
        if let Some(at) = find_special_in(*word) {
            return Some(clean + index * size_of::<u64>() + at);
        }
    }
    match bytes.last_chunk() {
        _ if rest.is_empty() => None,
        // It overlaps the word before, in which nothing was found.
        Some(end) => find_special_in(*end).map(|at| bytes.len() - size_of::<u64>() + at),
        None => rest.iter().position(|byte| SPECIAL[usize::from(*byte)]),
    }
}

/// The first byte of a word that is escaped.
#[inline]
fn find_special_in(word: [u8; 8]) -> Option<usize> {
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // The highest bit of each byte that is zero, and of some behind it.
    let zeros = |word: u64| word.wrapping_sub(all(1)) & !word & all(0x80);
    let word = u64::from_le_bytes(word);
    // `&` and `'` differ in one bit, as do `<` and `>`.
    let found = zeros((word | all(b'&' ^ b'\'')) ^ all(b'\''))
        | zeros((word | all(b'<' ^ b'>')) ^ all(b'>'))
        | zeros(word ^ all(b'"'));
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

#[inline]
fn is_clean(bytes: &[u8; STRIDE]) -> bool {
    !bytes
        .iter()
        .fold(false, |found, byte| found | is_special(*byte))
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
}

/// [`is_special`] of every byte.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] = is_special(byte);
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_byte_is_told_at_every_place() {
        for length in 1..80 {
            for at in 0..length {
                for byte in 0..128 {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    let expected = is_special(byte).then_some(at);
                    assert_eq!(find_special(&bytes), expected, "{byte} at {at} of {length}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_first_of_several_is_found(text in "[&<>\"'%#=;?a\u{a6}\u{e9}]{0,70}") {
            let expected = text.bytes().position(is_special);
            prop_assert_eq!(find_special(text.as_bytes()), expected);
        }
    }
}
