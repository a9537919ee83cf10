//! Structural hashes: one number a node, for its data and everything below it.
//!
//! The hash is `SipHash` with keys drawn once a process, so that nobody can craft content that collides and so goes unnoticed.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::LazyLock;

use crate::dom::{Data, NodeId, Tree};

static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The hash of every node that hangs below a tree's root.
#[derive(Clone, Debug)]
pub(crate) struct Hashes(Vec<u64>);

impl Hashes {
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut hashes = Self(vec![0; tree.nodes.len()]);
        let mut order = vec![tree.root];
        let mut next = 0;
        while let Some(id) = order.get(next) {
            order.extend_from_slice(tree.children(*id));
            next += 1;
        }
        for id in order.into_iter().rev() {
            hashes.0[id.index()] = hashes.hash_node(tree, id);
        }
        hashes
    }

    pub(crate) fn get(&self, id: NodeId) -> u64 {
        self.0[id.index()]
    }

    fn hash_node(&self, tree: &Tree, id: NodeId) -> u64 {
        let mut hasher = KEYS.build_hasher();
        match tree.data(id) {
            Data::Document | Data::Doctype(_) => hasher.write_u8(1),
            Data::Text(text) => (2_u8, text).hash(&mut hasher),
            Data::Comment(text) => (3_u8, text).hash(&mut hasher),
            Data::Element(element) => {
                (4_u8, &element.name.ns, &element.name.local).hash(&mut hasher);
                // A sum, as the order of attributes does not count.
                let attributes = element.attributes.iter().fold(0_u64, |sum, attribute| {
                    let name = &attribute.name;
                    sum.wrapping_add(KEYS.hash_one((&name.ns, &name.local, &attribute.value)))
                });
                hasher.write_u64(attributes);
            }
        }
        for child in tree.children(id) {
            hasher.write_u64(self.get(*child));
        }
        hasher.finish()
    }
}
