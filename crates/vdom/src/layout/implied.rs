//! The body of a page whose tags do not name it.

use std::collections::HashMap;
use std::sync::Arc;

use html5ever::local_name;

use super::chain::Chain;
use super::outline::Piece;
use super::scan::Scan;
use crate::dom::NodeId;

/// A body that the parser has made up, beginning with an element which begins it whatever slots render.
pub(super) struct ImpliedBody {
    pub(super) node: NodeId,
    /// The position of that element at the top of the outline.
    first: usize,
    pub(super) chain: Arc<Chain>,
}

impl ImpliedBody {
    /// The implied body of a page whose markup before its first tag is `before`.
    pub(super) fn of(
        scan: &Scan,
        numbers: &HashMap<NodeId, usize>,
        before: &str,
        is_before_root: impl Fn(usize) -> bool,
    ) -> Option<Self> {
        let tree = &scan.tree;
        let root = tree.root();
        let is_body = |id: &&NodeId| {
            let element = tree.element(**id);
            element.is_some_and(|element| element.is_html_named(&local_name!("body")))
        };
        let node = *tree.children(root).iter().find(is_body)?;
        if numbers.contains_key(&root) || numbers.contains_key(&node) {
            return None;
        }
        let number = *numbers.get(tree.children(node).first()?)?;
        let top = &scan.outline.top;
        let first = top
            .iter()
            .position(|piece| *piece == Piece::Element(number))?;
        let begins_earlier = |piece: &Piece| match piece {
            Piece::Slot(slot) => !is_before_root(*slot),
            Piece::Element(_) | Piece::Comment(_) | Piece::Text(_) => false,
        };
        if top[..first].iter().any(begins_earlier) {
            return None;
        }
        let chain = Chain::new(true, before)
            .with(tree.element(root)?)
            .with(tree.element(node)?);
        Some(Self {
            node,
            first,
            chain: Arc::new(chain),
        })
    }

    /// What of the page's top stands in the body.
    pub(super) fn content<'t>(&self, top: &'t [Piece]) -> &'t [Piece] {
        &top[self.first..]
    }
}
