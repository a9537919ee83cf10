//! `{% regroup %}`, which groups as Python's `itertools.groupby` does.

use super::Renderer;
use super::expression::WhenMissing;
use crate::host::{Host, View};
use crate::program::Regroup;

/// An iteration over items and their keys.
struct Groups<H: Host> {
    items: H::Items,
    /// Of the group that was made last.
    last: Option<H::Value>,
    /// Of the item that came last.
    key: Option<H::Value>,
    /// The item that came last, until it is in a group.
    item: Option<H::Value>,
}

impl<H: Host> Renderer<'_, H> {
    pub(super) fn regroup(&mut self, tag: &Regroup<H::Symbols>) -> Result<(), H::Error> {
        let sequence = self.value(&tag.sequence, WhenMissing::Nothing)?;
        let mut found = Vec::new();
        if self.host.view(&sequence) != View::None {
            let mut groups = Groups {
                items: self.host.start(sequence)?,
                last: None,
                key: None,
                item: None,
            };
            while let Some(group) = self.next_group(tag, &mut groups)? {
                found.push(group);
            }
        }
        let found = self.host.list(found)?;
        self.host.assign(&tag.target, found)
    }

    fn next_group(
        &mut self,
        tag: &Regroup<H::Symbols>,
        groups: &mut Groups<H>,
    ) -> Result<Option<H::Value>, H::Error> {
        let key = loop {
            if let Some(key) = &groups.key {
                let is_new = match &groups.last {
                    None => true,
                    Some(last) => !self.host.equals(last, key)?,
                };
                if is_new {
                    break key.clone();
                }
            }
            if !self.next_in_group(tag, groups)? {
                return Ok(None);
            }
        };
        groups.last = Some(key.clone());
        let mut items = Vec::new();
        loop {
            if groups.item.is_none() && !self.next_in_group(tag, groups)? {
                break;
            }
            if let Some(current) = &groups.key
                && !self.host.equals(&key, current)?
            {
                break;
            }
            items.extend(groups.item.take());
        }
        self.host.group(key, items).map(Some)
    }

    /// Moves to the next item; false if there is none.
    fn next_in_group(
        &mut self,
        tag: &Regroup<H::Symbols>,
        groups: &mut Groups<H>,
    ) -> Result<bool, H::Error> {
        let Some(item) = self.host.next(&mut groups.items)? else {
            return Ok(false);
        };
        self.host.assign(&tag.target, item.clone())?;
        groups.key = Some(self.value(&tag.key, WhenMissing::Nothing)?);
        groups.item = Some(item);
        Ok(true)
    }
}
