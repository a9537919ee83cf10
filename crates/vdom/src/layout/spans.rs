//! How many nodes the children of an element come to in a render.

use super::Layout;
use super::body::{Child, Children, Kind};
use super::check::{Stray, Value, content_chain, read_value};
use super::extent::{Extent, NODE, TEXT};
use super::instance::Instance;
use crate::dom::{Data, NodeId, Tree};

impl Layout {
    /// How many nodes these children come to.
    pub(super) fn span(
        &self,
        children: &Children,
        owner: Option<usize>,
        instance: &Instance,
    ) -> Result<Extent, Stray> {
        let end = children.moving.len();
        let extent = self.extent_before(children, end, owner, instance)?;
        Ok(extent)
    }

    /// How many nodes come before the child that moves and has this number; before the end if there is none.
    pub(super) fn extent_before(
        &self,
        children: &Children,
        moving: usize,
        owner: Option<usize>,
        instance: &Instance,
    ) -> Result<Extent, Stray> {
        let before = children
            .moving
            .first()
            .map_or(children.behind, |first| first.before);
        self.extent_between(children, (0, before), moving, owner, instance)
    }

    /// The same, from what is known to come before another one.
    pub(super) fn extent_between(
        &self,
        children: &Children,
        (from, mut extent): (usize, Extent),
        to: usize,
        owner: Option<usize>,
        instance: &Instance,
    ) -> Result<Extent, Stray> {
        for index in from..to {
            let own = match children[children.moving[index].position] {
                Child::Slot(slot) => self.span_of_slot(slot, owner, instance)?,
                _ => NODE,
            };
            let next = children.moving.get(index + 1);
            let behind = next.map_or(children.behind, |next| next.before);
            extent = extent.then(own).then(behind);
        }
        Ok(extent)
    }

    fn span_of_slot(
        &self,
        slot: usize,
        owner: Option<usize>,
        instance: &Instance,
    ) -> Result<Extent, Stray> {
        if instance.is_value(slot) {
            let chain = content_chain(instance, owner)?;
            return match read_value(chain, instance.markup(slot))? {
                Value::Text("") => Ok(Extent::default()),
                Value::Text(_) => Ok(TEXT),
                Value::Nodes(found) => Ok(span_of_nodes(&found.tree, found.owner)),
            };
        }
        match &instance.body.slots[slot].kind {
            Kind::Value | Kind::Choice(_) | Kind::Template(_) => {
                match instance.branch(self, slot) {
                    Some(branch) => self.span(&branch.body.top, None, &branch),
                    None => Ok(Extent::default()),
                }
            }
            Kind::List { .. } => {
                if let Some(empty) = instance.empty(self, slot) {
                    return self.span(&empty.body.top, None, &empty);
                }
                if let Some(extent) = self.extent_of_rows(instance, slot) {
                    return Ok(extent);
                }
                let mut extent = Extent::default();
                for item in instance.items(slot) {
                    let item = instance.item(self, slot, &item).ok_or(Stray)?;
                    extent = extent.then(self.span(&item.body.top, None, &item)?);
                }
                Ok(extent)
            }
        }
    }
}

fn span_of_nodes(tree: &Tree, owner: NodeId) -> Extent {
    let children = tree.children(owner).iter();
    children.fold(Extent::default(), |extent, id| {
        extent.then(match tree.data(*id) {
            Data::Text(_) => TEXT,
            _ => NODE,
        })
    })
}
