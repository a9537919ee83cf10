//! Keys that name more than one item of a list.

use std::collections::HashSet;

use super::Layout;
use super::body::{Content, Kind, Node, Role};
use super::instance::Instance;
use super::items::{Key, key_of};
use super::rendered::Rendered;
use super::source::Marks;
use crate::diff::duplicate_key;
use crate::dom::Tree;

/// A `live-key` that two items of one list have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key, as markup.
    pub key: String,
    /// What [`super::Part::List`] has as its line; where markup is compared as a whole, that of the first slot in it.
    pub line: u32,
}

impl Layout {
    /// The first `live-key` of a render that two items of one list have; where markup is compared as a whole, that two elements have
    /// beside each other. Patches are right all the same: the first of the old items is taken for the first of the new ones, and so on.
    pub fn duplicate_key(&self, rendered: &Rendered) -> Option<DuplicateKey> {
        let Some((_, whole)) = self.whole(rendered) else {
            let line = self.notices.first().map_or(0, |notice| notice.line);
            let tree = if self.is_page {
                Tree::parse_page(&rendered.html)
            } else {
                Tree::parse_fragment(&rendered.html)
            };
            let key = duplicate_key(&tree)?.to_owned();
            return Some(DuplicateKey { key, line });
        };
        self.duplicate_in(&whole)
    }

    fn duplicate_in(&self, instance: &Instance) -> Option<DuplicateKey> {
        let mut nodes = instance.body.nodes.iter();
        nodes
            .find_map(|node| duplicate_within(instance, node))
            .or_else(|| self.duplicate_in_slots(instance))
    }

    fn duplicate_in_slots(&self, instance: &Instance) -> Option<DuplicateKey> {
        let slots = instance.body.slots.iter().enumerate();
        let mut content = slots.filter(|(_, slot)| matches!(slot.role, Role::Content(_)));
        content.find_map(|(index, slot)| match slot.kind {
            Kind::Value => None,
            Kind::Choice(_) | Kind::Template(_) => {
                self.duplicate_in(&instance.branch(self, index)?)
            }
            Kind::List { .. } => self
                .duplicate_among(instance, index, slot.line)
                .or_else(|| self.duplicate_in(&instance.empty(self, index)?)),
        })
    }

    fn duplicate_among(&self, instance: &Instance, slot: usize, line: u32) -> Option<DuplicateKey> {
        let mut keys = HashSet::new();
        instance.items(slot).iter().find_map(|span| {
            let item = instance.item(self, slot, span)?;
            match key_of(self, &item) {
                Some(Key::Live(key)) if !keys.insert(key.clone()) => {
                    Some(DuplicateKey { key, line })
                }
                _ => self.duplicate_in(&item),
            }
        })
    }
}

/// A duplicate in an element that is compared as a whole.
fn duplicate_within(instance: &Instance, node: &Node) -> Option<DuplicateKey> {
    if node.content != Content::Opaque || node.slots.is_empty() {
        return None;
    }
    let content = instance.parsed_content(node)?;
    let chain = node.chain.as_ref()?;
    let found = chain.contain_content(&content, &Marks::unused())?;
    let key = duplicate_key(&found.tree)?.to_owned();
    let line = instance.body.slots[node.slots.start].line;
    Some(DuplicateKey { key, line })
}
