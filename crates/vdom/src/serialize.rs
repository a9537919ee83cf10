//! A tree to markup, by the HTML standard's "serializing HTML fragments" (section 13.3).
//!
//! Additions make parsing the result give the same tree: a line feed that begins `pre`, `textarea` or `listing` is doubled, as the
//! parser drops one; a carriage return is written as a reference, as the parser reads a bare one as a line feed; a doctype keeps its
//! identifiers, which decide on quirks.

use html5ever::{LocalName, local_name, ns};

use crate::dom::{Data, Doctype, Element, NodeId, Tree, written_name};

enum Step {
    Open(NodeId),
    Close(NodeId),
}

impl Tree {
    /// The markup of a fragment's content, or of a whole page with its doctype.
    pub fn to_html(&self) -> String {
        let container = match self.parent(self.root) {
            Some(document) if self.is_page => document,
            _ => self.root,
        };
        self.inner_html(container)
    }

    /// The markup of the node's content, as `innerHTML`.
    pub fn inner_html(&self, id: NodeId) -> String {
        self.markup_of(self.children(id))
    }

    /// The markup of the node itself, as `outerHTML`.
    pub fn outer_html(&self, id: NodeId) -> String {
        self.markup_of(&[id])
    }

    /// The element's start tag; empty for other nodes.
    pub fn start_tag(&self, id: NodeId) -> String {
        self.element(id).map(start_tag_of).unwrap_or_default()
    }

    /// The markup of a run of nodes.
    pub(crate) fn markup_of(&self, run: &[NodeId]) -> String {
        let mut html = String::new();
        let mut steps: Vec<Step> = run.iter().rev().map(|id| Step::Open(*id)).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Open(id) => {
                    self.write_node(&mut html, id);
                    if self.element(id).is_some_and(|element| !is_void(element)) {
                        steps.push(Step::Close(id));
                        steps.extend(self.children(id).iter().rev().map(|id| Step::Open(*id)));
                    }
                }
                Step::Close(id) => {
                    if let Some(element) = self.element(id) {
                        html.push_str("</");
                        html.push_str(&element.name.local);
                        html.push('>');
                    }
                }
            }
        }
        html
    }

    fn write_node(&self, html: &mut String, id: NodeId) {
        match self.data(id) {
            Data::Document => {}
            Data::Doctype(doctype) => write_doctype(html, doctype),
            Data::Comment(data) => {
                html.push_str("<!--");
                html.push_str(data);
                html.push_str("-->");
            }
            Data::Text(data) => {
                let parent = self.parent(id).and_then(|parent| self.element(parent));
                if parent.is_some_and(is_raw) {
                    html.push_str(data);
                } else {
                    write_text(html, data);
                }
            }
            Data::Element(element) => {
                write_start_tag(html, element);
                if drops_line_feed(element) && self.starts_with_line_feed(id) {
                    html.push('\n');
                }
            }
        }
    }

    fn starts_with_line_feed(&self, id: NodeId) -> bool {
        self.children(id).first().is_some_and(
            |first| matches!(self.data(*first), Data::Text(data) if data.starts_with('\n')),
        )
    }
}

pub(crate) fn start_tag_of(element: &Element) -> String {
    let mut html = String::new();
    write_start_tag(&mut html, element);
    html
}

/// Text as markup of an element's content.
pub(crate) fn markup_of_text(text: &str) -> String {
    let mut html = String::new();
    write_text(&mut html, text);
    html
}

fn write_doctype(html: &mut String, doctype: &Doctype) {
    let Doctype {
        name,
        public_id,
        system_id,
    } = doctype;
    html.push_str("<!DOCTYPE ");
    html.push_str(name);
    if !public_id.is_empty() {
        html.push_str(" PUBLIC ");
        write_quoted(html, public_id);
    } else if !system_id.is_empty() {
        html.push_str(" SYSTEM");
    }
    if !system_id.is_empty() {
        html.push(' ');
        write_quoted(html, system_id);
    }
    html.push('>');
}

/// An identifier has no escapes; the parser lets it hold at most one sort of quote.
fn write_quoted(html: &mut String, identifier: &str) {
    let quote = if identifier.contains('"') { '\'' } else { '"' };
    html.push(quote);
    html.push_str(identifier);
    html.push(quote);
}

fn write_start_tag(html: &mut String, element: &Element) {
    html.push('<');
    html.push_str(&element.name.local);
    for attribute in &element.attributes {
        html.push(' ');
        html.push_str(&written_name(&attribute.name));
        html.push_str("=\"");
        write_value(html, &attribute.value);
        html.push('"');
    }
    html.push('>');
}

fn write_text(html: &mut String, text: &str) {
    write_escaped(html, text, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\u{a0}' => Some("&nbsp;"),
        '\r' => Some("&#13;"),
        _ => None,
    });
}

fn write_value(html: &mut String, value: &str) {
    write_escaped(html, value, |character| match character {
        '&' => Some("&amp;"),
        '"' => Some("&quot;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\u{a0}' => Some("&nbsp;"),
        '\r' => Some("&#13;"),
        _ => None,
    });
}

fn write_escaped(html: &mut String, text: &str, escape: fn(char) -> Option<&'static str>) {
    let mut written = 0;
    for (index, character) in text.char_indices() {
        if let Some(reference) = escape(character) {
            html.push_str(&text[written..index]);
            html.push_str(reference);
            written = index + character.len_utf8();
        }
    }
    html.push_str(&text[written..]);
}

/// Elements that have no end tag.
pub(crate) fn is_void(element: &Element) -> bool {
    element.name.ns == ns!(html) && is_void_name(&element.name.local)
}

/// Names of HTML elements that have no end tag.
pub(crate) fn is_void_name(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("basefont")
            | local_name!("bgsound")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("frame")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("keygen")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Elements whose text is written as it is; `noscript` is one because scripting is enabled.
fn is_raw(element: &Element) -> bool {
    element.name.ns == ns!(html)
        && matches!(
            element.name.local,
            local_name!("style")
                | local_name!("script")
                | local_name!("xmp")
                | local_name!("iframe")
                | local_name!("noembed")
                | local_name!("noframes")
                | local_name!("noscript")
                | local_name!("plaintext")
        )
}

fn drops_line_feed(element: &Element) -> bool {
    element.name.ns == ns!(html)
        && matches!(
            element.name.local,
            local_name!("pre") | local_name!("textarea") | local_name!("listing")
        )
}
