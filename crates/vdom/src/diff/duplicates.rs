//! Keys that name more than one child of an element.

use std::collections::HashSet;

use super::children::LIVE_KEY;
use crate::dom::Tree;

/// The first `live-key` that two elements of one name have beside each other. Patches are right all the same: the first of the old
/// elements is taken for the first of the new ones, and so on.
pub(crate) fn duplicate_key(tree: &Tree) -> Option<&str> {
    let mut parents = vec![tree.root()];
    while let Some(parent) = parents.pop() {
        let mut seen = HashSet::new();
        for child in tree.children(parent) {
            let Some(element) = tree.element(*child) else {
                continue;
            };
            let key = element.attribute(&LIVE_KEY).filter(|key| !key.is_empty());
            if let Some(key) = key
                && !seen.insert((&element.name, key))
            {
                return Some(key);
            }
            parents.push(*child);
        }
    }
    None
}
