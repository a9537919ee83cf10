//! Where what the parser makes of a body agrees with what its tags say.

use html5ever::local_name;

use super::draft::Draft;
use super::outline::Piece;
use crate::dom::{Data, NodeId};

impl Draft<'_> {
    /// Whether an element of the body stands where its tags say, up to the top of the body.
    pub(super) fn is_in_place(&self, element: usize) -> bool {
        let mut number = element;
        loop {
            let Some(node) = self.nodes[number] else {
                return false;
            };
            let above = self.outline.elements[number].parent;
            let parent = self.scan.numbered_parent(node, self.owner);
            let above = self.number_of(above);
            match above {
                Some(above) if parent == self.nodes[above] => number = above,
                Some(_) => return false,
                None => return parent == Some(self.owner) || self.is_root(node),
            }
        }
    }

    /// For each element, whether it and all in it close what they open and have the children that their tags say.
    pub(super) fn settled(&self) -> Vec<bool> {
        let elements = &self.outline.elements;
        let mut settled = vec![false; elements.len()];
        for number in (self.chain.depth..elements.len()).rev() {
            let element = &elements[number];
            // What is opened in an element has a higher number.
            settled[number] = !element.is_irregular
                && element.children.iter().all(|piece| match piece {
                    Piece::Element(child) => settled[*child],
                    _ => true,
                })
                && self.has_same_children(Some(number));
        }
        settled
    }

    /// The root element of a page, which its own tag has made.
    pub(super) fn is_root(&self, node: NodeId) -> bool {
        self.chain.is_page && self.chain.depth == 0 && node == self.tree.root()
    }

    /// Whether an element has the children that its tags say, slots and text included.
    pub(super) fn has_same_children(&self, owner: Option<usize>) -> bool {
        let Some(node) = self.node_of(owner) else {
            return false;
        };
        let content = self.outline.children(owner);
        let content = match (self.number_of(owner), &self.body) {
            (None, Some(body)) => body.content(content),
            _ => content,
        };
        let found = self.tree.children(node).iter().map(|id| self.piece_of(*id));
        let mut found: Vec<Option<Piece>> = found.collect();
        let mut written: Vec<Option<Piece>> = Vec::new();
        for piece in content {
            written.push(Some(match piece {
                Piece::Comment(_) => Piece::Comment(0..0),
                piece => piece.clone(),
            }));
        }
        let is_body = self
            .tree
            .element(node)
            .is_some_and(|element| element.is_html_named(&local_name!("body")));
        if is_body {
            // White space behind the body's end tag is put into it.
            for list in [&mut found, &mut written] {
                trim_end(list);
            }
        }
        found == written
    }

    /// Whether an element has children that no tag has made.
    pub(super) fn has_made_up_children(&self, node: Option<NodeId>) -> bool {
        let mut children = node.iter().flat_map(|node| self.tree.children(*node));
        children.any(|id| self.piece_of(*id).is_none())
    }

    /// The node of an element; of the element that the body stands in, where it is none of the body's.
    pub(super) fn node_of(&self, owner: Option<usize>) -> Option<NodeId> {
        match (self.number_of(owner), &self.body) {
            (Some(owner), _) => self.nodes[owner],
            (None, Some(body)) => Some(body.node),
            (None, None) => Some(self.owner),
        }
    }

    pub(super) fn piece_of(&self, id: NodeId) -> Option<Piece> {
        match self.tree.data(id) {
            Data::Text(text) => Some(Piece::Text(text.to_string())),
            Data::Comment(_) => Some(match self.comments.get(&id) {
                Some(slot) => Piece::Slot(*slot),
                None => Piece::Comment(0..0),
            }),
            Data::Element(_) => self.numbers.get(&id).copied().map(Piece::Element),
            Data::Document | Data::Doctype(_) => None,
        }
    }
}

fn trim_end(pieces: &mut Vec<Option<Piece>>) {
    if let Some(Some(Piece::Text(text))) = pieces.last_mut() {
        let length = text.trim_end_matches([' ', '\n', '\t', '\r', '\x0c']).len();
        text.truncate(length);
        if text.is_empty() {
            pieces.pop();
        }
    }
}
