//! What is known of a template's markup before it is rendered.

use std::ops::{Deref, Range};
use std::sync::Arc;

use super::chain::Chain;
use super::extent::{Extent, NODE, TEXT};
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
    pub(super) top: Children,
    /// The elements that the body stands in.
    pub(super) chain: Arc<Chain>,
}

impl Body {
    /// Whether what tells one rendering from another is not only in its markup: lists in it may have items that stand for objects.
    pub(super) fn has_objects(&self) -> bool {
        self.slots.iter().any(|slot| slot.has_objects)
    }

    /// Whether the items that it renders have a key in their markup.
    pub(super) fn is_keyed(&self) -> bool {
        let has_key =
            |child: &Child| matches!(child, Child::Node(node) if self.nodes[*node].key.is_some());
        self.top.iter().any(has_key)
    }
}

/// A dynamic position.
pub(super) struct Slot {
    pub(super) kind: Kind,
    pub(super) role: Role,
    /// Whether nothing but slots stands between it and the name of a start tag.
    pub(super) is_behind_name: bool,
    /// Whether equal markup may stand for other objects.
    pub(super) has_objects: bool,
    pub(super) line: u32,
}

/// What renders a slot.
pub(super) enum Kind {
    Value,
    /// One body for each branch; none where the slot's inside does not matter.
    Choice(Vec<usize>),
    /// A body for each template that stands alone; what another one renders is a value.
    Template(Vec<Option<usize>>),
    List {
        item: Option<usize>,
        empty: Option<usize>,
    },
}

impl Kind {
    /// Whether equal markup may stand for other objects.
    pub(super) fn has_objects(&self, bodies: &[Body]) -> bool {
        let in_body = |body: &usize| bodies[*body].has_objects();
        match self {
            Self::Value => false,
            Self::Choice(branches) => branches.iter().any(in_body),
            Self::Template(known) => known.iter().flatten().any(in_body),
            Self::List { item, empty } => {
                item.is_some_and(|item| !bodies[item].is_keyed())
                    || item.iter().chain(empty).any(in_body)
            }
        }
    }
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
    /// Before the root element of a page, where white space is no node.
    BeforeRoot,
}

/// One element of a body.
pub(super) struct Node {
    /// Name and static attributes.
    pub(super) element: Element,
    pub(super) parent: Option<usize>,
    pub(super) children: Children,
    /// Where its tags stand; `None` for an element that the parser has made up.
    pub(super) places: Option<Places>,
    /// The slots from its start tag to its end tag.
    pub(super) slots: Range<usize>,
    pub(super) has_tag_slots: bool,
    /// Whether everything in it is closed and stands where it is written, so that its content is the same by itself.
    pub(super) is_settled: bool,
    pub(super) content: Content,
    /// Whether its content can be parsed by itself, as far as the template tells.
    pub(super) may_be_opaque: bool,
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

impl Child {
    pub(super) fn slot(&self) -> Option<usize> {
        match self {
            Self::Slot(slot) => Some(*slot),
            _ => None,
        }
    }
}

/// The children of an element or of a body, with what is static between those that are not.
#[derive(Default)]
pub(super) struct Children {
    list: Vec<Child>,
    /// Slots, and elements with slots.
    pub(super) moving: Vec<Moving>,
    /// What stands behind the last of them.
    pub(super) behind: Extent,
}

/// A child that renders may differ in.
pub(super) struct Moving {
    pub(super) position: usize,
    /// What stands between the one before and this.
    pub(super) before: Extent,
}

/// The static texts beside a slot, as markup; what stands beside those is no text.
pub(super) struct Neighbours<'a> {
    pub(super) left: &'a str,
    pub(super) right: &'a str,
}

impl Deref for Children {
    type Target = [Child];

    fn deref(&self) -> &[Child] {
        &self.list
    }
}

impl Children {
    pub(super) fn new(list: Vec<Child>, has_slots: impl Fn(usize) -> bool) -> Self {
        let mut moving = Vec::new();
        let mut extent = Extent::default();
        for (position, child) in list.iter().enumerate() {
            let is_moving = match child {
                Child::Slot(_) => true,
                Child::Node(node) => has_slots(*node),
                Child::Text(_) | Child::Comment(_) => false,
            };
            if is_moving {
                let before = std::mem::take(&mut extent);
                moving.push(Moving { position, before });
            } else {
                let is_text = matches!(child, Child::Text(_));
                extent = extent.then(if is_text { TEXT } else { NODE });
            }
        }
        Self {
            list,
            moving,
            behind: extent,
        }
    }

    /// The texts beside one that moves; `None` if more than static text may merge with it.
    pub(super) fn neighbours(&self, moving: usize) -> Option<Neighbours<'_>> {
        let left = self.text_before(moving)?;
        let right = self.text_behind(moving)?;
        Some(Neighbours { left, right })
    }

    /// The text before one that moves, as of [`Neighbours`].
    pub(super) fn text_before(&self, moving: usize) -> Option<&str> {
        Self::text_beside(self.list[..self.moving[moving].position].iter().rev())
    }

    /// The text behind one that moves, as of [`Neighbours`].
    pub(super) fn text_behind(&self, moving: usize) -> Option<&str> {
        Self::text_beside(self.list[self.moving[moving].position + 1..].iter())
    }

    fn text_beside<'a>(mut beside: impl Iterator<Item = &'a Child>) -> Option<&'a str> {
        match beside.next() {
            None | Some(Child::Node(_) | Child::Comment(_)) => Some(""),
            Some(Child::Slot(_)) => None,
            Some(Child::Text(text)) => match beside.next() {
                Some(Child::Slot(_) | Child::Text(_)) => None,
                _ => Some(text),
            },
        }
    }
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
