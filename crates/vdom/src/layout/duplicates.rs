//! Keys that name more than one item of a list.

use std::collections::HashSet;

use super::Layout;
use super::body::{Kind, Role};
use super::instance::Instance;
use super::items::{Key, key_of};
use super::rendered::{At, Rendered};

/// A `live-key` that two items of one list have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key, as markup.
    pub key: String,
    /// What [`super::Part::List`] has as its line.
    pub line: u32,
}

impl Layout {
    /// The first `live-key` of a render that two items of one list have. Patches are right all the same: the first of the old items
    /// is taken for the first of the new ones, and so on.
    pub fn duplicate_key(&self, rendered: &Rendered) -> Option<DuplicateKey> {
        let start = At { trace: 0, html: 0 };
        let instance = Instance::new(self.body(self.root?), rendered, start);
        self.duplicate_in(&instance)
    }

    fn duplicate_in(&self, instance: &Instance) -> Option<DuplicateKey> {
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
