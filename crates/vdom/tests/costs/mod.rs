//! What patches come to, for snapshots.

use std::collections::BTreeMap;

use enliven_vdom::Patch;

/// How many patches of each sort, such as `1 insert, 2 texts`.
pub(crate) fn cost(patches: &[Patch]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for patch in patches {
        let name = match patch {
            Patch::Text { .. } => "text",
            Patch::Attribute { .. } => "attribute",
            Patch::Insert { .. } => "insert",
            Patch::Remove { .. } => "remove",
            Patch::Move { .. } => "move",
            Patch::Html { .. } => "replacement",
        };
        *counts.entry(name).or_default() += 1;
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{count} {name}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    parts.join(", ")
}
