//! Markup with marks in the place of slots.

use std::ops::Range;

use super::part::Part;

/// What stands for slots in markup that is parsed to see where they land: letters, which are text in text, a name in a tag's name, and
/// part of an attribute where they stand in one.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    prefix: String,
}

impl Marks {
    /// Marks that occur nowhere in the static markup.
    pub(super) fn for_parts(parts: &[Part]) -> Self {
        let mut prefix = String::from("zqslot");
        while occurs(parts, &prefix) {
            prefix.push('q');
        }
        Self { prefix }
    }

    /// Marks for markup without slots: no parser gives a text or a name with this character, whatever somebody has put into the markup.
    pub(super) fn unused() -> Self {
        Self {
            prefix: "\0zqslot".into(),
        }
    }

    pub(super) fn mark(&self, slot: usize) -> String {
        format!("{}{slot}x", self.prefix)
    }

    pub(super) fn attribute(&self) -> String {
        format!("{}id", self.prefix)
    }

    /// The marks in a text: where each is, and which slot it stands for.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(offset) = text[from..].find(&self.prefix) {
            let start = from + offset;
            let digits = start + self.prefix.len();
            let end = text[digits..]
                .find(|next: char| !next.is_ascii_digit())
                .map_or(text.len(), |length| digits + length);
            if let Ok(slot) = text[digits..end].parse()
                && text[end..].starts_with('x')
            {
                found.push((start..end + 1, slot));
            }
            from = digits;
        }
        found
    }

    pub(super) fn remove_from(&self, text: &str) -> String {
        let mut rest = String::new();
        let mut from = 0;
        for (range, _) in self.find(text) {
            rest.push_str(&text[from..range.start]);
            from = range.end;
        }
        rest.push_str(&text[from..]);
        rest
    }

    pub(super) fn occur_in(&self, text: &str) -> bool {
        text.contains(&self.prefix)
    }
}

/// Ignores case: names in tags are in lower case once they are parsed.
fn occurs(parts: &[Part], text: &str) -> bool {
    parts.iter().any(|part| match part {
        Part::Text(markup) => markup.to_ascii_lowercase().contains(text),
        Part::Value { .. } => false,
        Part::Choice { branches, .. } => branches.iter().any(|branch| occurs(branch, text)),
        Part::Template { known, .. } => known.iter().any(|template| occurs(template, text)),
        Part::List { item, empty, .. } => occurs(item, text) || occurs(empty, text),
    })
}

/// A place in a body's markup: so many bytes behind the slot of this number, counted from 1, or behind the body's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) gap: usize,
    pub(super) offset: usize,
}

/// A body's own markup, with marks for its slots.
pub(super) struct Source<'p> {
    pub(super) html: String,
    /// The bytes before each slot, and after the last one.
    pub(super) gaps: Vec<usize>,
    /// Where each gap begins in `html`.
    starts: Vec<usize>,
    pub(super) slots: Vec<&'p Part>,
    /// The slots right behind the name of a start tag, or behind nothing but such slots.
    pub(super) behind_names: Vec<bool>,
}

impl<'p> Source<'p> {
    pub(super) fn new(parts: &'p [Part], marks: &Marks) -> Self {
        let mut source = Self {
            html: String::new(),
            gaps: vec![0],
            starts: vec![0],
            slots: Vec::new(),
            behind_names: Vec::new(),
        };
        let mut has_name_before = false;
        for (index, part) in parts.iter().enumerate() {
            if let Part::Text(markup) = part {
                has_name_before &= markup.is_empty();
                source.html.push_str(markup);
                *source.gaps.last_mut().expect("there is a gap at first") += markup.len();
            } else {
                // Attributes, as far as the parser is concerned: what they come to is read when they are rendered.
                let is_behind_name = has_name_before
                    || ends_in_tag_name(&source.html) && ends_tag_name(&parts[index..]);
                if is_behind_name && !has_name_before {
                    source.html.push(' ');
                }
                has_name_before = is_behind_name;
                source.behind_names.push(is_behind_name);
                source.html.push_str(&marks.mark(source.slots.len()));
                source.slots.push(part);
                source.gaps.push(0);
                source.starts.push(source.html.len());
            }
        }
        source
    }

    /// The static markup between a slot and the one before it.
    pub(super) fn before(&self, slot: usize) -> &str {
        &self.html[self.starts[slot]..self.mark_start(slot)]
    }

    /// Where a slot's mark begins in `html`.
    pub(super) fn mark_start(&self, slot: usize) -> usize {
        self.starts[slot] + self.gaps[slot]
    }

    /// The place of a byte of `html`.
    pub(super) fn place(&self, byte: usize) -> Place {
        let gap = self.starts.partition_point(|start| *start <= byte) - 1;
        Place {
            gap,
            offset: byte - self.starts[gap],
        }
    }
}

/// Whether this ends with the beginning of a start tag that has nothing but an element's name.
fn ends_in_tag_name(html: &str) -> bool {
    let Some(start) = html.rfind('<') else {
        return false;
    };
    let name = html[start + 1..].to_ascii_lowercase();
    ELEMENTS.contains(&name.as_str())
}

/// Whether static markup behind the slots that come first ends an element's name, should they be empty.
fn ends_tag_name(parts: &[Part]) -> bool {
    let behind = parts.iter().find_map(|part| match part {
        Part::Text(markup) => markup.chars().next(),
        _ => None,
    });
    behind.is_some_and(|next| next.is_ascii_whitespace() || matches!(next, '/' | '>'))
}

/// The elements of HTML that have content or attributes, and the outermost of other languages.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "circle",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "ellipse",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "line",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "path",
    "picture",
    "polygon",
    "polyline",
    "pre",
    "progress",
    "q",
    "rect",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "u",
    "ul",
    "use",
    "var",
    "video",
    "wbr",
];
