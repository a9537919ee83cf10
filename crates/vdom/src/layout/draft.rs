//! Where in a body its slots are.

use std::collections::HashMap;
use std::sync::Arc;

use html5ever::{local_name, ns};

use super::body::Role;
use super::chain::{Chain, ends_unfinished};
use super::compile::{Doubt, line_of};
use super::implied::ImpliedBody;
use super::notice::Reason;
use super::outline::{Outline, Piece};
use super::part::Part;
use super::scan::Scan;
use super::source::{Marks, Source};
use crate::dom::{Element, NodeId, Tree};

/// A body while it is found out where its slots are.
pub(super) struct Draft<'d> {
    pub(super) source: &'d Source<'d>,
    pub(super) scan: &'d Scan,
    pub(super) outline: &'d Outline,
    pub(super) tree: &'d Tree,
    pub(super) nodes: &'d [Option<NodeId>],
    pub(super) chain: &'d Arc<Chain>,
    /// The element that the body stands in.
    pub(super) owner: NodeId,
    /// How many bytes stand before the body.
    pub(super) start: usize,
    pub(super) marks: &'d Marks,
    pub(super) numbers: HashMap<NodeId, usize>,
    /// Comments that stand for slots.
    pub(super) comments: HashMap<NodeId, usize>,
    /// By slot; `None` until found.
    pub(super) roles: Vec<Option<Role>>,
    /// By element of the outline: why it is compared as a whole.
    pub(super) opaque: Vec<Option<(u32, Reason)>>,
    pub(super) doubt: Option<Doubt>,
    pub(super) is_root_body: bool,
    /// Of a page that has none of its own.
    pub(super) body: Option<ImpliedBody>,
}

impl<'d> Draft<'d> {
    pub(super) fn new(
        source: &'d Source<'d>,
        scan: &'d Scan,
        chain: &'d Arc<Chain>,
        owner: NodeId,
        start: usize,
        marks: &'d Marks,
    ) -> Self {
        let numbers = scan.nodes.iter().enumerate();
        let mut comments = HashMap::new();
        for (id, data) in scan.tree.comments() {
            if let [(range, slot)] = &*marks.find(data)
                && range.len() == data.len()
            {
                comments.insert(id, *slot);
            }
        }
        Self {
            source,
            scan,
            outline: &scan.outline,
            tree: &scan.tree,
            nodes: &scan.nodes,
            chain,
            owner,
            start,
            marks,
            numbers: numbers
                .filter_map(|(number, node)| Some(((*node)?, number)))
                .collect(),
            comments,
            roles: vec![None; source.slots.len()],
            opaque: vec![None; scan.outline.elements.len()],
            doubt: None,
            is_root_body: false,
            body: None,
        }
    }

    /// Makes it the draft of a whole template.
    pub(super) fn be_root(&mut self) {
        self.is_root_body = true;
        if self.chain.is_page {
            let is_before_root = |slot| self.is_before_root(slot);
            let before = self.before_root();
            self.body = ImpliedBody::of(self.scan, &self.numbers, &before, is_before_root);
        }
    }

    /// What stands before the first tag of a page: its doctype.
    fn before_root(&self) -> String {
        let first = self.outline.elements.first();
        let end = first.map_or(0, |first| first.tag.start);
        self.marks.remove_from(&self.source.html[..end])
    }

    /// The element at the top of the body's chain, in the outline.
    pub(super) fn base(&self) -> Option<usize> {
        self.chain.depth.checked_sub(1)
    }

    fn line(&self, slot: usize) -> u32 {
        self.source.slots.get(slot).map_or(0, |slot| line_of(slot))
    }

    pub(super) fn find_slots(&mut self) {
        self.give_up_unclosed();
        self.find_content(self.base());
        for number in self.chain.depth..self.outline.elements.len() {
            self.find_content(Some(number));
            for slot in &self.outline.elements[number].tag_slots {
                self.note(*slot, Role::Tag(number));
                if !self.is_in_place(number) {
                    let above = self.outline.elements[number].parent;
                    self.give_up(above, self.line(*slot), Reason::Moved);
                }
            }
        }
        for slot in 0..self.roles.len() {
            if self.roles[slot].is_none() {
                let owner = self.outline.owner_of(self.byte_of(slot));
                self.give_up(owner, self.line(slot), Reason::OddPlace);
            }
        }
    }

    pub(super) fn byte_of(&self, slot: usize) -> usize {
        self.start + self.source.mark_start(slot)
    }

    /// Notes where a slot is. One that is in two places, or is none, comes of static text that looks like a mark once it is decoded.
    fn note(&mut self, slot: usize, role: Role) {
        match self.roles.get_mut(slot) {
            Some(place @ None) => *place = Some(role),
            _ => {
                self.doubt.get_or_insert(Doubt {
                    line: 0,
                    reason: Reason::Unreadable,
                });
            }
        }
    }

    /// The slots directly in an element, or at the top of the body.
    fn find_content(&mut self, owner: Option<usize>) {
        let children = self.outline.children(owner);
        let is_raw = owner.is_some_and(|owner| self.outline.elements[owner].is_raw);
        let mut first = None;
        for piece in children {
            match piece {
                Piece::Slot(slot) if owner.is_none() && self.is_before_root(*slot) => {
                    self.note(*slot, Role::BeforeRoot);
                }
                Piece::Slot(slot) => {
                    self.note(*slot, Role::Content(self.number_of(owner)));
                    first = first.or(Some(*slot));
                }
                Piece::Text(text) if is_raw => {
                    for (_, slot) in self.marks.find(text) {
                        if let Some(owner) = owner {
                            self.note(slot, Role::Inside(owner));
                        }
                        first = first.or(Some(slot));
                    }
                }
                _ => {}
            }
        }
        if let Some(slot) = first {
            self.check_content(owner, slot, is_raw);
        }
    }

    /// Whether it is a value, or a template, before the tag of a page's root.
    fn is_before_root(&self, slot: usize) -> bool {
        let part = self.source.slots[slot];
        let is_value = matches!(part, Part::Value { .. } | Part::Template { .. });
        let root = self.outline.elements.first();
        let is_before = root.is_some_and(|root| self.byte_of(slot) < root.tag.start);
        self.chain.is_page && self.chain.depth == 0 && is_value && is_before
    }

    /// The same, but for the element that the body stands in, which has no number in it.
    pub(super) fn number_of(&self, owner: Option<usize>) -> Option<usize> {
        owner.filter(|owner| *owner >= self.chain.depth)
    }

    fn check_content(&mut self, owner: Option<usize>, slot: usize, is_raw: bool) {
        let line = self.line(slot);
        let element = self.number_of(owner);
        if let Some(element) = element
            && !self.is_in_place(element)
        {
            return self.give_up(self.outline.elements[element].parent, line, Reason::Moved);
        }
        if is_raw {
            if !element.is_some_and(|element| self.has_end(element)) {
                self.give_up(owner, line, Reason::Unbalanced);
            }
            return;
        }
        let is_irregular =
            element.is_some_and(|element| self.outline.elements[element].is_irregular);
        if is_irregular {
            return self.give_up(owner, line, Reason::Unbalanced);
        }
        if !self.has_same_children(owner) {
            let is_made_up = self.has_made_up_children(self.node_of(owner));
            let reason = if is_made_up {
                Reason::MadeUp
            } else {
                Reason::Moved
            };
            return self.give_up(owner, line, reason);
        }
        let mut slots = self.outline.children(owner).iter();
        let is_joined = slots.any(|piece| match piece {
            Piece::Slot(slot) => ends_unfinished(self.source.before(*slot)),
            _ => false,
        });
        if is_joined {
            return self.give_up(owner, line, Reason::OddPlace);
        }
        self.check_owner(owner, slot);
    }

    /// Elements whose content the parser treats in ways of their own.
    fn check_owner(&mut self, owner: Option<usize>, slot: usize) {
        let line = self.line(slot);
        let Some(owner) = owner else {
            if self.chain.is_page && self.body.is_none() {
                self.give_up(None, line, Reason::OutsideBody);
            }
            return;
        };
        let Some(element) = self.nodes[owner].and_then(|id| self.tree.element(id)) else {
            return self.give_up(self.outline.elements[owner].parent, line, Reason::Moved);
        };
        let is_html = element.name.ns == ns!(html);
        let name = element.name.local.clone();
        if let Some(template) = self.template_around(owner) {
            return self.give_up(Some(template), line, Reason::Moved);
        }
        if !is_html {
            if self.has_character_data(owner) {
                self.give_up(Some(owner), line, Reason::OddPlace);
            }
            return;
        }
        match name {
            local_name!("html") | local_name!("frameset") => {
                self.give_up(Some(owner), line, Reason::OutsideBody);
            }
            local_name!("pre") | local_name!("listing")
                if owner >= self.chain.depth && self.begins_with_slot(owner) =>
            {
                self.give_up(Some(owner), line, Reason::LineFeed);
            }
            _ => {}
        }
    }

    /// The `template` that an element is or lies in: how its content is read depends on the tags that come first in it.
    fn template_around(&self, element: usize) -> Option<usize> {
        let above = |element: &usize| self.outline.elements[*element].parent;
        let mut around = std::iter::successors(Some(element), above);
        around.find(|element| self.outline.elements[*element].name == local_name!("template"))
    }

    /// Whether there is text in a foreign element in which nothing is markup.
    fn has_character_data(&self, owner: usize) -> bool {
        let element = &self.outline.elements[owner];
        let end = element.end.as_ref().map_or(usize::MAX, |end| end.start);
        let content = element.tag.end.max(self.start)..end.max(self.start);
        let html = &self.source.html;
        let (start, end) = (content.start - self.start, content.end - self.start);
        html[start..end.min(html.len())].contains("<![CDATA[")
    }

    fn begins_with_slot(&self, owner: usize) -> bool {
        let children = self.outline.elements[owner].children.iter();
        children
            .take_while(|piece| matches!(piece, Piece::Text(_) | Piece::Slot(_)))
            .any(|piece| matches!(piece, Piece::Slot(_)))
    }

    pub(super) fn has_end(&self, element: usize) -> bool {
        self.outline.elements[element].end.is_some()
    }

    pub(super) fn element_of(&self, number: usize) -> Option<Element> {
        let mut element = self.tree.element(self.nodes[number]?)?.clone();
        element
            .attributes
            .retain(|attribute| !self.has_marks(&attribute.name.local, &attribute.value));
        Some(element)
    }

    fn has_marks(&self, name: &str, value: &str) -> bool {
        self.marks.occur_in(name) || self.marks.occur_in(value)
    }

    /// The elements around the content of this one.
    pub(super) fn chain_of(&self, owner: Option<usize>) -> Arc<Chain> {
        let mut path = Vec::new();
        let mut next = self.number_of(owner);
        while let Some(element) = next {
            path.push(element);
            next = self.number_of(self.outline.elements[element].parent);
        }
        let mut chain = match path.last() {
            Some(first) if self.chain.is_page && self.chain.depth == 0 => self.chain_of_top(*first),
            Some(_) => Chain::clone(self.chain),
            None => {
                let body = self.body.as_ref();
                Chain::clone(body.map_or(self.chain, |body| &body.chain))
            }
        };
        for element in path.into_iter().rev() {
            if let Some(element) = self.element_of(element) {
                chain = chain.with(&element);
            }
        }
        Arc::new(chain)
    }

    /// The chain of an element at the top of a page.
    fn chain_of_top(&self, element: usize) -> Chain {
        let parent = self.nodes[element].and_then(|node| self.tree.parent(node));
        match &self.body {
            Some(body) if parent == Some(body.node) => Chain::clone(&body.chain),
            _ => {
                let before = self.outline.elements[element].tag.start;
                Chain::new(true, &self.marks.remove_from(&self.source.html[..before]))
            }
        }
    }
}
