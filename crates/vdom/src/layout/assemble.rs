//! A body from what was found out about its slots.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use html5ever::{LocalName, local_name};

use super::body::{
    Body, Child, Children, Content, KeyOf, KeyPiece, Kind, Node, Places, Role, Slot,
};
use super::chain::Chain;
use super::compile::line_of;
use super::draft::Draft;
use crate::dom::{Attribute, Data, NodeId};
use crate::serialize::markup_of_text;

static LIVE_KEY: LazyLock<LocalName> = LazyLock::new(|| LocalName::from("live-key"));

impl Draft<'_> {
    pub(super) fn into_body(self, kinds: Vec<Kind>, bodies: &[Body]) -> Body {
        let mut assembly = Assembly {
            draft: &self,
            nodes: Vec::new(),
            lists: Vec::new(),
            settled: self.settled(),
            body: None,
            by_element: HashMap::new(),
        };
        let is_whole_page =
            self.chain.is_page && self.chain.depth == 0 && self.owner == self.tree.root();
        let is_page_root = is_whole_page && self.is_root_body;
        let top = if is_page_root {
            vec![assembly.node(self.owner, None)]
        } else {
            assembly.children(self.owner, None)
        };
        let mut roles = assembly.roles();
        assembly.note_slots(&roles);
        let Assembly {
            mut nodes, lists, ..
        } = assembly;
        let has_slots: Vec<bool> = nodes.iter().map(|node| !node.slots.is_empty()).collect();
        let settle = |list| Children::new(list, |node| has_slots[node]);
        for (node, list) in nodes.iter_mut().zip(lists) {
            node.children = settle(list);
        }
        let slots = kinds
            .into_iter()
            .zip(roles.drain(..))
            .zip(&self.source.behind_names)
            .zip(&self.source.slots)
            .map(|(((kind, role), is_behind_name), part)| Slot {
                has_objects: kind.has_objects(bodies),
                kind,
                role,
                is_behind_name: *is_behind_name,
                line: line_of(part),
            })
            .collect();
        Body {
            gaps: self.source.gaps.clone(),
            slots,
            nodes,
            top: settle(top),
            chain: Arc::clone(self.chain),
        }
    }
}

struct Assembly<'a, 'd> {
    draft: &'a Draft<'d>,
    nodes: Vec<Node>,
    /// The nodes' children.
    lists: Vec<Vec<Child>>,
    /// Of the outline's elements, those whose content is the same by itself.
    settled: Vec<bool>,
    /// The body of a page that has none of its own.
    body: Option<usize>,
    /// By the element's number in the outline.
    by_element: HashMap<usize, usize>,
}

impl Assembly<'_, '_> {
    fn children(&mut self, id: NodeId, parent: Option<usize>) -> Vec<Child> {
        let children = self.draft.tree.children(id).iter();
        children.map(|child| self.child(*child, parent)).collect()
    }

    fn child(&mut self, id: NodeId, parent: Option<usize>) -> Child {
        match self.draft.tree.data(id) {
            Data::Text(text) => Child::Text(markup_of_text(text).into()),
            Data::Comment(data) => match self.draft.comments.get(&id) {
                Some(slot) => Child::Slot(*slot),
                None => Child::Comment(format!("<!--{data}-->").into()),
            },
            _ => self.node(id, parent),
        }
    }

    fn node(&mut self, id: NodeId, parent: Option<usize>) -> Child {
        let draft = self.draft;
        let index = self.nodes.len();
        let number = draft.numbers.get(&id).copied();
        let mut element = draft
            .tree
            .element(id)
            .cloned()
            .expect("only elements have children here");
        let key = self.key_of(&element.attributes);
        let count = element.attributes.len();
        element
            .attributes
            .retain(|attribute| !self.has_marks(attribute));
        let has_tag_slots = element.attributes.len() < count;
        let content = match number {
            Some(number) if draft.opaque[number].is_some() => Content::Opaque,
            Some(number) if draft.outline.elements[number].is_raw => Content::Text,
            _ => Content::Slots,
        };
        let chain = match number {
            Some(number) => Some(draft.chain_of(Some(number))),
            None => self.implied_chain(id, index),
        };
        self.nodes.push(Node {
            element,
            parent,
            children: Children::default(),
            places: number.map(|number| self.places(number)),
            slots: 0..0,
            has_tag_slots,
            is_settled: number.is_some_and(|number| self.settled[number]),
            content,
            may_be_opaque: number.is_some_and(|number| draft.may_be_opaque(number)),
            chain,
            key,
        });
        self.lists.push(Vec::new());
        if let Some(number) = number {
            self.by_element.insert(number, index);
        }
        if content == Content::Slots {
            self.lists[index] = self.children(id, Some(index));
        }
        Child::Node(index)
    }

    /// The chain of an element without tags, if it is the body.
    fn implied_chain(&mut self, id: NodeId, index: usize) -> Option<Arc<Chain>> {
        let body = self.draft.body.as_ref().filter(|body| body.node == id)?;
        self.body = Some(index);
        Some(Arc::clone(&body.chain))
    }

    fn has_marks(&self, attribute: &Attribute) -> bool {
        let marks = self.draft.marks;
        marks.occur_in(&attribute.name.local) || marks.occur_in(&attribute.value)
    }

    fn places(&self, number: usize) -> Places {
        let draft = self.draft;
        let place = |byte: usize| draft.source.place(byte - draft.start);
        let element = &draft.outline.elements[number];
        Places {
            start: place(element.tag.start),
            content: place(element.tag.end),
            end_tag: element
                .end
                .as_ref()
                .map(|end| (place(end.start), place(end.end))),
        }
    }

    fn key_of(&self, attributes: &[Attribute]) -> Option<KeyOf> {
        let named = |name: &LocalName| {
            attributes
                .iter()
                .find(|attribute| attribute.name.local == *name && !attribute.value.is_empty())
        };
        let (attribute, is_live) = match named(&LIVE_KEY) {
            Some(attribute) => (attribute, true),
            None => (named(&local_name!("id"))?, false),
        };
        let mut pieces = Vec::new();
        let mut from = 0;
        for (Range { start, end }, slot) in self.draft.marks.find(&attribute.value) {
            if from < start {
                pieces.push(KeyPiece::Static(attribute.value[from..start].into()));
            }
            pieces.push(KeyPiece::Slot(slot));
            from = end;
        }
        if from < attribute.value.len() {
            pieces.push(KeyPiece::Static(attribute.value[from..].into()));
        }
        Some(KeyOf { is_live, pieces })
    }

    /// The final roles, with the numbers of the body's nodes.
    fn roles(&self) -> Vec<Role> {
        let draft = self.draft;
        let above = |number: usize| draft.outline.elements[number].parent;
        let node = |number: usize| self.by_element[&number];
        (0..draft.roles.len())
            .map(|slot| {
                let (owner, role) = match draft.roles[slot] {
                    Some(Role::BeforeRoot) => return Role::BeforeRoot,
                    Some(Role::Content(owner)) => (owner, Role::Content(None)),
                    Some(Role::Tag(number)) => (above(number), Role::Tag(number)),
                    Some(Role::Inside(number)) => (above(number), Role::Inside(number)),
                    None => (
                        draft.outline.owner_of(draft.byte_of(slot)),
                        Role::Content(None),
                    ),
                };
                if let Some(opaque) = draft.opaque_above(owner) {
                    return Role::Inside(node(opaque));
                }
                match role {
                    Role::Content(_) => {
                        Role::Content(draft.number_of(owner).map(node).or(self.body))
                    }
                    Role::Tag(number) => Role::Tag(node(number)),
                    Role::Inside(number) => Role::Inside(node(number)),
                    Role::BeforeRoot => role,
                }
            })
            .collect()
    }

    /// Notes at every element which slots lie between its tags.
    fn note_slots(&mut self, roles: &[Role]) {
        for (slot, role) in roles.iter().enumerate() {
            let mut next = match role {
                Role::Content(owner) => *owner,
                Role::Tag(node) | Role::Inside(node) => Some(*node),
                Role::BeforeRoot => None,
            };
            while let Some(node) = next {
                let slots = &mut self.nodes[node].slots;
                *slots = if Range::is_empty(slots) {
                    slot..slot + 1
                } else {
                    slots.start.min(slot)..slots.end.max(slot + 1)
                };
                next = self.nodes[node].parent;
            }
        }
    }
}
