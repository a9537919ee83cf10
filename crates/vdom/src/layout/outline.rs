//! Markup as its tags nest it, without any of the parser's repairs.
//!
//! Where the parser's tree is the same, it has repaired nothing, and what is put between two tags lands between their elements.

use std::ops::Range;

use html5ever::{LocalName, local_name};

/// What a tag or a slot lies in, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Element(usize),
    Comment(Range<usize>),
    Slot(usize),
    Text(String),
}

/// An element from its start tag on.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) name: LocalName,
    pub(super) parent: Option<usize>,
    /// Its start tag's bytes.
    pub(super) tag: Range<usize>,
    /// Its end tag's bytes; empty behind the start tag of one that has none, `None` if it is missing.
    pub(super) end: Option<Range<usize>>,
    /// Where its content ends.
    content_end: usize,
    pub(super) children: Vec<Piece>,
    /// The slots within its start tag.
    pub(super) tag_slots: Vec<usize>,
    /// Whether something in it was not closed, or closed that was not open.
    pub(super) is_irregular: bool,
    /// Whether its content is text whatever it looks like.
    pub(super) is_raw: bool,
}

/// What the tags of a body make of it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own"
)]
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    pub(super) elements: Vec<Element>,
    pub(super) top: Vec<Piece>,
    /// Whether the body closes what it has not opened, or opens what it does not close.
    pub(super) is_irregular: bool,
    /// Whether something of it goes on in whatever comes next, unseen: formatting or a form that is left open, a form ended that was not
    /// begun, a link within a link.
    pub(super) leaks: bool,
    /// Whether any end tag is missing, or has nothing to end.
    pub(super) is_unsettled: bool,
    /// Whether elements nest deeper than [`DEEPEST`].
    pub(super) is_too_deep: bool,
    open: Vec<usize>,
}

/// How deep elements may nest: what goes through them recurses.
const DEEPEST: usize = 400;

impl Outline {
    /// The element that is open, if one is.
    pub(super) fn current(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn children(&self, owner: Option<usize>) -> &[Piece] {
        match owner {
            Some(element) => &self.elements[element].children,
            None => &self.top,
        }
    }

    pub(super) fn push(&mut self, piece: Piece) {
        let children = match self.open.last() {
            Some(element) => &mut self.elements[*element].children,
            None => &mut self.top,
        };
        if let (Some(Piece::Text(last)), Piece::Text(text)) = (children.last_mut(), &piece) {
            last.push_str(text);
        } else {
            children.push(piece);
        }
    }

    pub(super) fn start(
        &mut self,
        name: LocalName,
        tag: Range<usize>,
        tag_slots: Vec<usize>,
        is_closed: bool,
    ) {
        let is_again = |index: &usize| self.elements[*index].name == name;
        self.leaks |= ends_its_like(&name) && self.open.iter().any(is_again);
        let element = Element {
            parent: self.current(),
            end: is_closed.then_some(tag.end..tag.end),
            content_end: if is_closed { tag.end } else { usize::MAX },
            name,
            tag,
            children: Vec::new(),
            tag_slots,
            is_irregular: false,
            is_raw: false,
        };
        let index = self.elements.len();
        self.push(Piece::Element(index));
        self.elements.push(element);
        if !is_closed {
            self.open.push(index);
            self.is_too_deep |= self.open.len() > DEEPEST;
        }
    }

    pub(super) fn end(&mut self, name: &LocalName, tag: Range<usize>) {
        let matching = |index: &usize| self.elements[*index].name == *name;
        let Some(depth) = self.open.iter().rposition(matching) else {
            self.leaks |= *name == local_name!("form");
            self.is_unsettled = true;
            self.note_irregular();
            return;
        };
        while self.open.len() > depth + 1 {
            self.leave_open(tag.start);
        }
        let index = self.open.pop().expect("the matching element is open");
        self.elements[index].content_end = tag.start;
        self.elements[index].end = Some(tag);
    }

    /// Gives up the innermost open element, whose end tag is missing.
    fn leave_open(&mut self, content_end: usize) {
        let Some(index) = self.open.pop() else {
            return;
        };
        self.elements[index].content_end = content_end;
        let name = &self.elements[index].name;
        self.leaks |= is_formatting(name) || *name == local_name!("form");
        self.is_unsettled = true;
        self.note_irregular();
    }

    fn note_irregular(&mut self) {
        match self.open.last() {
            Some(index) => self.elements[*index].is_irregular = true,
            None => self.is_irregular = true,
        }
    }

    /// Ends the markup, at whose beginning so many elements were opened that it must not close.
    pub(super) fn finish(&mut self, base: usize) {
        let is_kept = self.open.len() >= base && self.open[..base].iter().copied().eq(0..base);
        self.is_irregular |= !is_kept;
        while self.open.len() > base {
            self.leave_open(usize::MAX);
        }
        self.open.clear();
    }

    /// Whether anything at the top of what stands in so many elements is irregular.
    pub(super) fn is_irregular_below(&self, base: usize) -> bool {
        let owner = base.checked_sub(1);
        self.is_irregular || owner.is_some_and(|owner| self.elements[owner].is_irregular)
    }

    /// Takes out the comment that was read last.
    pub(super) fn remove_last_comment(&mut self) {
        let children = self
            .elements
            .iter_mut()
            .map(|element| &mut element.children);
        let lists = children.chain([&mut self.top]);
        let last = lists.max_by_key(|list| match list.last() {
            Some(Piece::Comment(range)) => range.end,
            _ => 0,
        });
        if let Some(list) = last {
            list.pop();
        }
    }

    pub(super) fn mark_raw(&mut self) {
        if let Some(index) = self.open.last() {
            self.elements[*index].is_raw = true;
        }
    }

    /// The innermost element whose content has this byte.
    pub(super) fn owner_of(&self, byte: usize) -> Option<usize> {
        let has = |element: &Element| element.tag.end <= byte && byte < element.content_end;
        self.elements.iter().rposition(has)
    }
}

/// Elements whose start tag ends another of their name around it, or is ignored there, be it only where the outer one is the context
/// of a fragment.
fn ends_its_like(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("button")
            | local_name!("form")
            | local_name!("nobr")
            | local_name!("select")
    )
}

/// Elements that the parser opens again where they were not closed ("active formatting elements").
fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}
