//! Lists whose items all have the same few nodes: where an item's nodes are follows from its number, and nothing else need be looked at.

use super::Layout;
use super::body::{Body, Child, Kind, Neighbours};
use super::check::{Stray, content_chain};
use super::compare::{Compare, Spot};
use super::extent::{Extent, NODE, TEXT};
use super::instance::Instance;
use super::items::{Items, Side};
use super::units::{Texts, Units};
use crate::diff::number;
use crate::patch::{Content, Patch};

/// The nodes of an item, as its body tells.
pub(super) struct Shape {
    /// For each element of the body at its top: its index behind the item's first node.
    elements: Vec<(usize, usize)>,
    /// From the first node that is no text to the last one.
    pub(super) inner: usize,
    begins_with_text: bool,
    /// Nodes between an item's first node and the next item's.
    pub(super) stride: usize,
}

impl Shape {
    /// The shape of items whose top is all static, and which begin and end with an element but for text.
    fn of(body: &Body) -> Option<Self> {
        let is_text = |child: &Child| matches!(child, Child::Text(_));
        let begins_with_text = body.top.first().is_some_and(is_text);
        let ends_with_text = body.top.last().is_some_and(is_text);
        let end = body.top.len() - usize::from(ends_with_text);
        let inner = body.top.get(usize::from(begins_with_text)..end)?;
        if !matches!(
            (inner.first()?, inner.last()?),
            (Child::Node(_), Child::Node(_))
        ) {
            return None;
        }
        let mut elements = Vec::new();
        for (index, child) in inner.iter().enumerate() {
            match child {
                Child::Slot(_) => return None,
                Child::Node(node) => elements.push((*node, index)),
                Child::Text(_) | Child::Comment(_) => {}
            }
        }
        Some(Self {
            elements,
            inner: inner.len(),
            begins_with_text,
            stride: inner.len() + usize::from(begins_with_text || ends_with_text),
        })
    }

    pub(super) fn first(&self) -> usize {
        self.elements[0].0
    }

    pub(super) fn last(&self) -> usize {
        self.elements[self.elements.len() - 1].0
    }
}

/// A list in two renders, neither of them empty.
pub(super) struct Rows<'a> {
    pub(super) items: Items<'a>,
    pub(super) shape: Shape,
    /// The index of the first item's first node.
    pub(super) base: usize,
}

impl Layout {
    fn shape_of(&self, instance: &Instance, slot: usize) -> Option<Shape> {
        match instance.body.slots[slot].kind {
            Kind::List {
                item: Some(item), ..
            } => Shape::of(self.body(item)),
            _ => None,
        }
    }

    /// The nodes of a list whose items are all of one shape.
    pub(super) fn extent_of_rows(&self, instance: &Instance, slot: usize) -> Option<Extent> {
        let shape = self.shape_of(instance, slot)?;
        let count = instance.count(slot);
        if count == 0 {
            return None;
        }
        let ends_with_text = shape.stride > shape.inner
            && matches!(
                self.item_body(instance, slot)?.top.last(),
                Some(Child::Text(_))
            );
        let nodes = shape.inner + (count - 1) * shape.stride;
        let lead = if shape.begins_with_text {
            TEXT
        } else {
            Extent::default()
        };
        let trail = if ends_with_text {
            TEXT
        } else {
            Extent::default()
        };
        Some(lead.then(NODE.times(nodes)).then(trail))
    }

    fn item_body(&self, instance: &Instance, slot: usize) -> Option<&Body> {
        match instance.body.slots[slot].kind {
            Kind::List { item, .. } => item.map(|item| self.body(item)),
            _ => None,
        }
    }
}

impl<'a> Compare<'a> {
    /// Compares the items of the one slot among the children that has changed; false where that takes more than their numbers.
    pub(super) fn rows(
        &mut self,
        spot: Spot<'a>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<bool, Stray> {
        let slot = spot.slot;
        let Some(shape) = self.layout.shape_of(new, slot) else {
            return Ok(false);
        };
        let mut before = self
            .layout
            .extent_before(spot.children, spot.moving, spot.owner, new)?;
        match (old.count(slot), new.count(slot)) {
            (0, 0) => return Ok(false),
            (0, _) => return self.fill(spot, before, new),
            (_, 0) => return self.clear(spot, before, old),
            _ => {}
        }
        if shape.begins_with_text {
            before = before.then(TEXT);
        }
        let rows = Rows {
            items: Items {
                old: Side::new(self.layout, old, slot),
                new: Side::new(self.layout, new, slot),
            },
            shape,
            base: before.count,
        };
        if let Some(changed) = rows.items.changed_in_place() {
            for index in changed {
                self.row(&rows, index, index)?;
            }
            return Ok(true);
        }
        let matches = rows.items.matches();
        let item = self.layout.item_body(new, slot).ok_or(Stray)?;
        let Some(units) = Units::new(Texts::of(item, &spot), &matches, old.count(slot)) else {
            return Ok(false);
        };
        self.edit_rows(&rows, &units, &matches)?;
        self.mend_texts(&rows, &units, &matches, content_chain(new, spot.owner)?)?;
        for (index, partner) in matches.iter().enumerate() {
            if let Some(partner) = partner {
                self.row(&rows, *partner, index)?;
            }
        }
        Ok(true)
    }

    /// Inserts the items of a list that had none.
    fn fill(&mut self, spot: Spot<'a>, before: Extent, new: &Instance<'a>) -> Result<bool, Stray> {
        if !self.stands_alone(spot, new) {
            return Ok(false);
        }
        let slot = spot.slot;
        for item in new.items(slot) {
            let item = new.item(self.layout, slot, &item).ok_or(Stray)?;
            self.check_inserted(&item)?;
        }
        let content = Content::Markup(new.markup(slot).into());
        let path = self.path();
        let index = number(before.count);
        self.patches.push(Patch::Insert {
            path,
            index,
            content,
        });
        Ok(true)
    }

    /// Removes all items of a list.
    fn clear(&mut self, spot: Spot<'a>, before: Extent, old: &Instance<'a>) -> Result<bool, Stray> {
        if !self.stands_alone(spot, old) {
            return Ok(false);
        }
        let extent = self.layout.extent_of_rows(old, spot.slot).ok_or(Stray)?;
        let path = self.path();
        self.patches.push(Patch::Remove {
            path,
            index: number(before.count),
            count: number(extent.count),
        });
        Ok(true)
    }

    /// Whether nothing stands for a list without items, and no text beside it.
    fn stands_alone(&self, spot: Spot, instance: &Instance) -> bool {
        let Kind::List { empty, .. } = instance.body.slots[spot.slot].kind else {
            return false;
        };
        let is_nothing = |body: usize| self.layout.body(body).top.is_empty();
        let beside = spot.children.neighbours(spot.moving);
        empty.is_none_or(is_nothing)
            && matches!(
                beside,
                Some(Neighbours {
                    left: "",
                    right: ""
                })
            )
    }

    /// Compares what one item was with what it is.
    fn row(&mut self, rows: &Rows<'a>, old: usize, new: usize) -> Result<(), Stray> {
        if rows.items.are_equal(old, new) {
            return Ok(());
        }
        let before = rows.items.old.item(old).ok_or(Stray)?;
        let after = rows.items.new.item(new).ok_or(Stray)?;
        for (node, index) in &rows.shape.elements {
            let step = rows.base + new * rows.shape.stride + index;
            self.steps.push(number(step));
            self.node(*node, &before, &after)?;
            self.steps.pop();
        }
        Ok(())
    }
}
