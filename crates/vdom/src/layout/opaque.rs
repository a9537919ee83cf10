//! Elements that are compared as wholes, as the nearest to a slot that does not stand alone.

use html5ever::{LocalName, local_name};

use super::compile::Doubt;
use super::draft::Draft;
use super::notice::{Notice, Reason};

impl Draft<'_> {
    /// Has the nearest element that is in place compared as a whole.
    pub(super) fn give_up(&mut self, owner: Option<usize>, line: u32, reason: Reason) {
        let mut next = self.number_of(owner);
        while let Some(element) = next {
            if self.may_be_opaque(element) && self.keeps_content(element) {
                self.opaque[element].get_or_insert((line, reason));
                return;
            }
            next = self.number_of(self.outline.elements[element].parent);
        }
        let is_bare_page =
            self.chain.is_page && self.chain.depth == 0 && !self.numbers.contains_key(&self.owner);
        let reason = if is_bare_page && self.body.is_none() {
            Reason::OutsideBody
        } else {
            reason
        };
        self.doubt.get_or_insert(Doubt { line, reason });
    }

    /// Whether an element's content can be parsed by itself, if nothing in it leads out of it.
    pub(super) fn may_be_opaque(&self, element: usize) -> bool {
        let is_root = self.nodes[element].is_some_and(|node| self.is_root(node));
        self.has_end(element)
            && self.is_in_place(element)
            && !is_root
            && !self.outline.elements[element].is_raw
            && !self.is_in_scope(element)
    }

    /// Whether an element lies in one on which it depends what its unclosed content comes to.
    pub(super) fn is_in_scope(&self, element: usize) -> bool {
        let mut next = self.outline.elements[element].parent;
        while let Some(above) = next.filter(|above| *above >= self.chain.depth) {
            if is_scope(&self.outline.elements[above].name) {
                return true;
            }
            next = self.outline.elements[above].parent;
        }
        self.chain.has(is_scope)
    }

    /// Markup that closes its elements by the next tags cannot be put into such an element by itself.
    pub(super) fn give_up_unclosed(&mut self) {
        for number in self.chain.depth..self.outline.elements.len() {
            let element = &self.outline.elements[number];
            if element.is_irregular && (is_scope(&element.name) || self.is_in_scope(number)) {
                self.give_up(Some(number), 0, Reason::Unbalanced);
            }
        }
    }

    /// Whether nothing that stands between an element's tags is put elsewhere.
    pub(super) fn keeps_content(&self, element: usize) -> bool {
        let found = &self.outline.elements[element];
        let Some(end) = &found.end else {
            return false;
        };
        let content = found.tag.end - self.start..end.start - self.start;
        let content = &self.source.html[content];
        let chain = self.chain_of(Some(element));
        chain.contain_content(content, self.marks).is_some()
    }

    /// The outermost element around a position that is compared as a whole.
    pub(super) fn opaque_above(&self, element: Option<usize>) -> Option<usize> {
        let mut found = None;
        let mut next = self.number_of(element);
        while let Some(element) = next {
            if self.opaque[element].is_some() {
                found = Some(element);
            }
            next = self.number_of(self.outline.elements[element].parent);
        }
        found
    }

    pub(super) fn notices(&self) -> Vec<Notice> {
        let elements = self.opaque.iter().enumerate();
        elements
            .filter_map(|(number, found)| {
                let (line, reason) = (*found)?;
                Some(Notice {
                    line,
                    reason,
                    element: Some(self.outline.elements[number].name.to_string()),
                })
            })
            .collect()
    }
}

/// Elements in which some tags close what they would not close elsewhere.
fn is_scope(name: &LocalName) -> bool {
    matches!(*name, local_name!("select") | local_name!("ruby"))
}
