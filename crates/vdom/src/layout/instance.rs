//! A body in one render: where its slots and elements are.

use std::borrow::Cow;
use std::ops::Range;

use html5ever::local_name;

use super::Layout;
use super::body::{Body, Kind, Node};
use super::rendered::{At, Rendered, Span};
use super::source::Place;

/// One rendering of one body.
#[derive(Clone)]
pub(super) struct Instance<'a> {
    pub(super) body: &'a Body,
    pub(super) rendered: &'a Rendered,
    start: At,
    spans: Vec<Span>,
}

impl<'a> Instance<'a> {
    /// The rendering of a body that begins here.
    pub(super) fn new(body: &'a Body, rendered: &'a Rendered, start: At) -> Self {
        let mut at = start;
        let mut spans = Vec::with_capacity(body.slots.len());
        for (slot, gap) in body.slots.iter().zip(&body.gaps) {
            at.html += gap;
            let span = match slot.kind {
                Kind::Value => rendered.value_at(at),
                Kind::Choice(_) | Kind::Template(_) | Kind::List { .. } => rendered.group_at(at),
            };
            at = span.end;
            spans.push(span);
        }
        Self {
            body,
            rendered,
            start,
            spans,
        }
    }

    /// Tells it from the other instances of its render.
    pub(super) fn number(&self) -> usize {
        self.start.trace
    }

    /// What a slot has rendered.
    pub(super) fn markup(&self, slot: usize) -> &'a str {
        self.rendered.markup(&self.spans[slot])
    }

    fn byte(&self, place: Place) -> usize {
        let gap = match place.gap.checked_sub(1) {
            Some(slot) => self.spans[slot].end.html,
            None => self.start.html,
        };
        gap + place.offset
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        &self.rendered.html[range]
    }

    /// An element's start tag.
    pub(super) fn tag(&self, node: &Node) -> Option<&'a str> {
        let places = node.places?;
        Some(self.slice(self.byte(places.start)..self.byte(places.content)))
    }

    /// What is between an element's tags.
    pub(super) fn content(&self, node: &Node) -> Option<&'a str> {
        let places = node.places?;
        let (end, _) = places.end_tag?;
        Some(self.slice(self.byte(places.content)..self.byte(end)))
    }

    /// The content of an element that is parsed; `None` where something else than white space is added to it.
    pub(super) fn parsed_content(&self, node: &Node) -> Option<Cow<'a, str>> {
        let content = self.content(node)?;
        if !node.element.is_html_named(&local_name!("body")) {
            return Some(Cow::Borrowed(content));
        }
        // The parser puts white space behind the end tag into the body.
        let (_, end) = node.places?.end_tag?;
        let behind = &self.rendered.html[self.byte(end)..];
        let (before, after) = behind.split_once("</html>").unwrap_or((behind, ""));
        let is_blank = |text: &str| text.bytes().all(|byte| byte.is_ascii_whitespace());
        // One line break where it meets a line feed, and two where a tag stands between.
        let is_half = |text: &str, next: &str| text.ends_with('\r') && next.starts_with('\n');
        let is_joined = is_half(content, before)
            || is_half(before, after)
            || before.is_empty() && is_half(content, after);
        (is_blank(before) && is_blank(after) && !is_joined)
            .then(|| format!("{content}{before}{after}").into())
    }

    /// An element with its tags.
    pub(super) fn outer(&self, node: &Node) -> Option<&'a str> {
        let places = node.places?;
        let (_, end) = places.end_tag?;
        Some(self.slice(self.byte(places.start)..self.byte(end)))
    }

    /// Where in the render an element with its tags is.
    pub(super) fn outer_range(&self, node: usize) -> Option<Range<usize>> {
        let places = self.body.nodes[node].places?;
        let (_, end) = places.end_tag?;
        Some(self.byte(places.start)..self.byte(end))
    }

    /// Whether any of these slots has rendered something else than in the other instance. Equal markup may come of other slots, which need not
    /// hold it, or show other objects.
    pub(super) fn differs(&self, other: &Self, mut slots: Range<usize>) -> bool {
        slots.any(|slot| {
            self.markup(slot) != other.markup(slot) || self.numbers(slot) != other.numbers(slot)
        })
    }

    /// The numbers of a slot in the trace.
    pub(super) fn trace_range(&self, slot: usize) -> Range<usize> {
        let span = &self.spans[slot];
        span.start.trace..span.end.trace
    }

    fn numbers(&self, slot: usize) -> &'a [u32] {
        self.rendered.numbers_of(&self.spans[slot])
    }

    /// The body of the branch that a choice took, or of a template that stands alone, where the slot's inside matters.
    pub(super) fn branch(&self, layout: &'a Layout, slot: usize) -> Option<Self> {
        let start = self.spans[slot].start;
        let body = match &self.body.slots[slot].kind {
            Kind::Choice(branches) => *branches.get(self.count(slot).checked_sub(1)?)?,
            Kind::Template(known) => (*known.get(self.count(slot).checked_sub(1)?)?)?,
            Kind::Value | Kind::List { .. } => return None,
        };
        let body = layout.body(body);
        Some(Self::new(body, self.rendered, Rendered::inside(start)))
    }

    /// Whether what a slot has rendered is known by its markup alone.
    pub(super) fn is_value(&self, slot: usize) -> bool {
        match &self.body.slots[slot].kind {
            Kind::Value => true,
            Kind::Choice(_) | Kind::List { .. } => false,
            Kind::Template(known) => {
                let number = self.count(slot).checked_sub(1);
                let body = number.and_then(|number| known.get(number).copied().flatten());
                body.is_none()
            }
        }
    }

    /// What stands for the items of a list that has none.
    pub(super) fn empty(&self, layout: &'a Layout, slot: usize) -> Option<Self> {
        let Kind::List { empty, .. } = self.body.slots[slot].kind else {
            return None;
        };
        let start = self.spans[slot].start;
        if self.rendered.count_at(start) > 0 {
            return None;
        }
        let body = layout.body(empty?);
        Some(Self::new(body, self.rendered, Rendered::inside(start)))
    }

    /// How many items a list has; of a choice, the number of the branch that it took, and of a template its own, counted from 1, or 0.
    pub(super) fn count(&self, slot: usize) -> usize {
        self.rendered.count_at(self.spans[slot].start)
    }

    /// What objects the items of a list stand for; empty where nothing is known.
    pub(super) fn objects(&self, slot: usize, items: &[Span]) -> &'a [u32] {
        self.rendered.objects(self.spans[slot].start, items)
    }

    /// The items of a list.
    pub(super) fn items(&self, slot: usize) -> Vec<Span> {
        self.rendered.items(self.spans[slot].start)
    }

    pub(super) fn item(&self, layout: &'a Layout, slot: usize, item: &Span) -> Option<Self> {
        let Kind::List { item: body, .. } = self.body.slots[slot].kind else {
            return None;
        };
        Some(Self::new(layout.body(body?), self.rendered, item.start))
    }
}
