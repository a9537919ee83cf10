//! What changes between the attributes of two elements.

use crate::dom::{Element, written_name};

/// Names with their new values, `None` where the attribute goes: changed and added ones in the new order, then removed ones.
pub(crate) fn changes(old: &Element, new: &Element) -> Vec<(String, Option<String>)> {
    let mut changes = Vec::new();
    for attribute in &new.attributes {
        if !old.attributes.contains(attribute) {
            changes.push((
                written_name(&attribute.name),
                Some(attribute.value.to_string()),
            ));
        }
    }
    for attribute in &old.attributes {
        if new
            .attributes
            .iter()
            .all(|other| other.name != attribute.name)
        {
            changes.push((written_name(&attribute.name), None));
        }
    }
    changes
}
