//! What is known of a template's markup before it is rendered.

use std::ops::Range;
use std::sync::Arc;

use super::chain::Chain;
use super::source::Place;
use crate::dom::Element;

/// A run of a template that is rendered as a unit: the root, a branch, an item.
pub(super) struct Body {
    /// The bytes before each slot, and after the last one.
    pub(super) gaps: Vec<usize>,
    /// In the order of the template.
    pub(super) slots: Vec<Slot>,
    pub(super) nodes: Vec<Node>,
    /// What it puts into the element it stands in.
    pub(super) top: Vec<Child>,
    /// The elements that the body stands in.
    pub(super) chain: Arc<Chain>,
}

/// A dynamic position.
pub(super) struct Slot {
    pub(super) kind: Kind,
    pub(super) role: Role,
    /// Whether nothing but slots stands between it and the name of a start tag.
    pub(super) is_behind_name: bool,
}

/// What renders a slot.
pub(super) enum Kind {
    Value,
    /// One body for each branch; none where the slot's inside does not matter.
    Choice(Vec<usize>),
    List {
        item: Option<usize>,
        empty: Option<usize>,
    },
}

/// Where in the markup a slot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Within the content of an element, or of the body.
    Content(Option<usize>),
    /// Within this element's start tag.
    Tag(usize),
    /// Within this element, which is compared as a whole.
    Inside(usize),
}

/// One element of a body.
pub(super) struct Node {
    /// Name and static attributes.
    pub(super) element: Element,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<Child>,
    /// Where its tags stand; `None` for an element that the parser has made up.
    pub(super) places: Option<Places>,
    /// The slots from its start tag to its end tag.
    pub(super) slots: Range<usize>,
    pub(super) has_tag_slots: bool,
    pub(super) content: Content,
    /// The elements around its content.
    pub(super) chain: Option<Arc<Chain>>,
    pub(super) key: Option<KeyOf>,
}

/// How an element's content is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Slot by slot.
    Slots,
    /// As one text, which has no markup.
    Text,
    /// As a tree that is parsed whenever it has changed.
    Opaque,
}

/// Where an element's tags stand in its body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    pub(super) start: Place,
    pub(super) content: Place,
    /// The end tag; the end of the start tag where there is none, unknown where it was left open.
    pub(super) end_tag: Option<(Place, Place)>,
}

/// A child of an element or of a body.
pub(super) enum Child {
    /// Static text, as markup.
    Text(Box<str>),
    /// A comment, as markup.
    Comment(Box<str>),
    Node(usize),
    Slot(usize),
}

/// What names an element among its siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyOf {
    pub(super) is_live: bool,
    pub(super) pieces: Vec<KeyPiece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyPiece {
    Static(Box<str>),
    Slot(usize),
}
