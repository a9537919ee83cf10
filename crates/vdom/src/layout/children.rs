//! The children of one element in two renders, when slots directly in it have changed.
//!
//! Both sides are written out as nodes, text merged as the parser merges it; what comes from the same place of the template, the same branch or
//! the same item is the same node.

use std::borrow::Cow;

use super::body::{Child, Children, Kind};
use super::chain::Chain;
use super::check::{Stray, Value, content_chain, decode, read_value};
use super::compare::Compare;
use super::extent::{Extent, NODE, TEXT};
use super::instance::Instance;
use super::items::{Items, Side};
use crate::diff::{Edit, diff_within, edits, match_nodes, number};
use crate::dom::{Data, NodeId, Tree};
use crate::patch::{Content, Patch};
use crate::serialize::markup_of_text;

/// Something that a child or a slot puts into the element.
enum Piece<'a> {
    /// Text, as markup.
    Text(Cow<'a, str>),
    Comment(&'a str),
    Node {
        instance: usize,
        node: usize,
    },
    /// A node of a value that brought markup.
    Raw {
        tree: usize,
        id: NodeId,
    },
}

/// Both sides of one element.
struct Expansion<'c, 'a> {
    compare: &'c Compare<'a>,
    instances: Vec<Instance<'a>>,
    trees: Vec<Tree>,
    pieces: Vec<Piece<'a>>,
    /// For new pieces, the old ones that they are.
    partners: Vec<Option<usize>>,
}

/// The pieces of both sides, in order.
#[derive(Default)]
struct Sides {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// A node of the element.
enum Entry {
    Text(String),
    Piece(usize),
}

impl<'a> Compare<'a> {
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
        let layout = self.layout;
        match &instance.body.slots[slot].kind {
            Kind::Value => {
                let chain = content_chain(instance, owner)?;
                match read_value(chain, instance.markup(slot))? {
                    Value::Text("") => Ok(Extent::default()),
                    Value::Text(_) => Ok(TEXT),
                    Value::Nodes(found) => Ok(span_of_nodes(&found.tree, found.owner)),
                }
            }
            Kind::Choice(_) => match instance.branch(layout, slot) {
                Some(branch) => self.span(&branch.body.top, None, &branch),
                None => Ok(Extent::default()),
            },
            Kind::List { .. } => {
                if let Some(empty) = instance.empty(layout, slot) {
                    return self.span(&empty.body.top, None, &empty);
                }
                if let Some(extent) = layout.extent_of_rows(instance, slot) {
                    return Ok(extent);
                }
                let mut extent = Extent::default();
                for item in instance.items(slot) {
                    let item = instance.item(layout, slot, &item).ok_or(Stray)?;
                    extent = extent.then(self.span(&item.body.top, None, &item)?);
                }
                Ok(extent)
            }
        }
    }

    /// Compares children one by one.
    pub(super) fn expanded(
        &mut self,
        children: &'a [Child],
        owner: Option<usize>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<(), Stray> {
        let mut expansion = Expansion {
            compare: self,
            instances: Vec::new(),
            trees: Vec::new(),
            pieces: Vec::new(),
            partners: Vec::new(),
        };
        let mut sides = Sides::default();
        expansion.expand(children, owner, Some(old), Some(new), &mut sides)?;
        let before = expansion.entries(&sides.old);
        let after = expansion.entries(&sides.new);
        let matches = expansion.matches(&before, &after);
        expansion.check_inserted(&after, &matches)?;
        let Expansion {
            instances,
            trees,
            pieces,
            ..
        } = expansion;
        let chain = content_chain(new, owner)?;
        let written = Written {
            instances: &instances,
            trees: &trees,
            pieces: &pieces,
        };
        for edit in edits(before.len(), &matches) {
            let path = self.path();
            let patch = match edit {
                Edit::Remove { index, count } => Patch::Remove {
                    path,
                    index: number(index),
                    count: number(count),
                },
                Edit::Move { from, to, count } => Patch::Move {
                    path,
                    from: number(from),
                    to: number(to),
                    count: number(count),
                },
                Edit::Insert { index, run } => Patch::Insert {
                    path,
                    index: number(index),
                    content: Content::Markup(written.markup(&after[run])?),
                },
            };
            self.patches.push(patch);
        }
        let kept = after.iter().zip(&matches).enumerate();
        for (index, (entry, partner)) in kept {
            if let Some(partner) = partner {
                self.steps.push(number(index));
                self.entry(&written, chain, &before[*partner], entry)?;
                self.steps.pop();
            }
        }
        Ok(())
    }

    /// Compares what a node was with what it is.
    fn entry(
        &mut self,
        written: &Written<'_, 'a>,
        chain: &Chain,
        old: &Entry,
        new: &Entry,
    ) -> Result<(), Stray> {
        match (old, new) {
            (Entry::Text(old), Entry::Text(new)) if old != new => {
                let (old, new) = (decode(chain, old)?, decode(chain, new)?);
                if old != new {
                    let path = self.path();
                    let data = new.into_owned();
                    self.patches.push(Patch::Text { path, data });
                }
                Ok(())
            }
            (Entry::Piece(old), Entry::Piece(new)) => self.pair(written, *old, *new),
            _ => Ok(()),
        }
    }

    fn pair(&mut self, written: &Written<'_, 'a>, old: usize, new: usize) -> Result<(), Stray> {
        match (&written.pieces[old], &written.pieces[new]) {
            (
                Piece::Node {
                    instance: before, ..
                },
                Piece::Node { instance, node },
            ) => {
                let (before, after) = (&written.instances[*before], &written.instances[*instance]);
                self.node(*node, before, after)
            }
            (
                Piece::Raw {
                    tree: before,
                    id: old,
                },
                Piece::Raw { tree, id },
            ) => {
                let before = (&written.trees[*before], *old);
                let after = (&written.trees[*tree], *id);
                self.patches.extend(diff_within(before, after, &self.steps));
                Ok(())
            }
            _ => Ok(()),
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

impl<'a> Expansion<'_, 'a> {
    fn push(&mut self, piece: Piece<'a>, side: &mut Vec<usize>) -> usize {
        let index = self.pieces.len();
        self.pieces.push(piece);
        self.partners.push(None);
        side.push(index);
        index
    }

    fn expand(
        &mut self,
        children: &'a [Child],
        owner: Option<usize>,
        old: Option<&Instance<'a>>,
        new: Option<&Instance<'a>>,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        let instances = [old, new].map(|instance| {
            let instance = instance?;
            self.instances.push(instance.clone());
            Some(self.instances.len() - 1)
        });
        for child in children {
            if let Child::Slot(slot) = child {
                self.slot(*slot, owner, old, new, sides)?;
                continue;
            }
            let before = instances[0].map(|instance| {
                let piece = static_piece(child, instance);
                self.push(piece, &mut sides.old)
            });
            if let Some(instance) = instances[1] {
                let piece = static_piece(child, instance);
                let index = self.push(piece, &mut sides.new);
                self.partners[index] = before;
            }
        }
        Ok(())
    }

    fn slot(
        &mut self,
        slot: usize,
        owner: Option<usize>,
        old: Option<&Instance<'a>>,
        new: Option<&Instance<'a>>,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        let Some(any) = new.or(old) else {
            return Ok(());
        };
        match any.body.slots[slot].kind {
            Kind::Value => self.value(slot, owner, old, new, sides),
            Kind::Choice(_) => self.choice(slot, old, new, sides),
            Kind::List { .. } => self.list(slot, old, new, sides),
        }
    }

    fn value(
        &mut self,
        slot: usize,
        owner: Option<usize>,
        old: Option<&Instance<'a>>,
        new: Option<&Instance<'a>>,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        let before = match old {
            Some(old) => self.raw_nodes(slot, owner, old, &mut sides.old)?,
            None => None,
        };
        let after = match new {
            Some(new) => self.raw_nodes(slot, owner, new, &mut sides.new)?,
            None => None,
        };
        if let (Some((old_tree, old_ids)), Some((new_tree, new_ids))) = (before, after) {
            let ids = |pieces: &[usize]| -> Vec<NodeId> {
                let nodes = pieces.iter().map(|piece| match self.pieces[*piece] {
                    Piece::Raw { id, .. } => Some(id),
                    _ => None,
                });
                nodes.flatten().collect()
            };
            let raw = |pieces: &[usize]| -> Vec<usize> {
                let is_raw = |piece: &&usize| matches!(self.pieces[**piece], Piece::Raw { .. });
                pieces.iter().filter(is_raw).copied().collect()
            };
            let matches = match_nodes(
                (&self.trees[old_tree], &ids(&old_ids)),
                (&self.trees[new_tree], &ids(&new_ids)),
            );
            let (old_raw, new_raw) = (raw(&old_ids), raw(&new_ids));
            for (piece, partner) in new_raw.into_iter().zip(matches) {
                self.partners[piece] = partner.map(|partner| old_raw[partner]);
            }
        }
        Ok(())
    }

    /// Adds the nodes of a value; gives the tree and the pieces if it brought markup.
    fn raw_nodes(
        &mut self,
        slot: usize,
        owner: Option<usize>,
        instance: &Instance<'a>,
        side: &mut Vec<usize>,
    ) -> Result<Option<(usize, Vec<usize>)>, Stray> {
        let chain = content_chain(instance, owner)?;
        let found = match read_value(chain, instance.markup(slot))? {
            Value::Text(text) => {
                self.push(Piece::Text(Cow::Borrowed(text)), side);
                return Ok(None);
            }
            Value::Nodes(found) => found,
        };
        let tree = self.trees.len();
        let mut pieces = Vec::new();
        for id in found.tree.children(found.owner) {
            let piece = match found.tree.data(*id) {
                Data::Text(text) => Piece::Text(Cow::Owned(markup_of_text(text))),
                _ => Piece::Raw { tree, id: *id },
            };
            pieces.push(self.push(piece, side));
        }
        self.trees.push(found.tree);
        Ok(Some((tree, pieces)))
    }

    fn choice(
        &mut self,
        slot: usize,
        old: Option<&Instance<'a>>,
        new: Option<&Instance<'a>>,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        let layout = self.compare.layout;
        let branch_of = |instance: Option<&Instance<'a>>| instance?.branch(layout, slot);
        let (before, after) = (branch_of(old), branch_of(new));
        let is_same = match (old, new) {
            (Some(old), Some(new)) => old.count(slot) == new.count(slot),
            _ => false,
        };
        self.bodies(before, after, is_same, sides)
    }

    /// Adds what two slots have rendered, as the same thing or as two.
    fn bodies(
        &mut self,
        before: Option<Instance<'a>>,
        after: Option<Instance<'a>>,
        is_same: bool,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        if let (Some(before), Some(after), true) = (&before, &after, is_same) {
            let top = &after.body.top;
            return self.expand(top, None, Some(before), Some(after), sides);
        }
        if let Some(before) = before {
            self.expand(&before.body.top, None, Some(&before), None, sides)?;
        }
        if let Some(after) = after {
            self.expand(&after.body.top, None, None, Some(&after), sides)?;
        }
        Ok(())
    }

    fn list(
        &mut self,
        slot: usize,
        old: Option<&Instance<'a>>,
        new: Option<&Instance<'a>>,
        sides: &mut Sides,
    ) -> Result<(), Stray> {
        let layout = self.compare.layout;
        if let (Some(old), Some(new)) = (old, new) {
            let items = Items {
                old: Side::new(layout, old, slot),
                new: Side::new(layout, new, slot),
            };
            self.both_lists(&items, sides)?;
        } else if let Some(instance) = old.or(new) {
            for item in instance.items(slot) {
                let item = instance.item(layout, slot, &item).ok_or(Stray)?;
                let (before, after) = if old.is_some() {
                    (Some(item), None)
                } else {
                    (None, Some(item))
                };
                self.bodies(before, after, false, sides)?;
            }
        }
        let empty_of = |instance: Option<&Instance<'a>>| instance?.empty(layout, slot);
        self.bodies(empty_of(old), empty_of(new), true, sides)
    }

    fn both_lists(&mut self, items: &Items<'a>, sides: &mut Sides) -> Result<(), Stray> {
        let mut kept: Vec<Option<Vec<usize>>> = vec![None; items.old.items.len()];
        for (index, partner) in items.matches().into_iter().enumerate() {
            let after = items.new.item(index).ok_or(Stray)?;
            let mut pair = Sides::default();
            let before = match partner {
                Some(partner) => Some(items.old.item(partner).ok_or(Stray)?),
                None => None,
            };
            self.expand(
                &after.body.top,
                None,
                before.as_ref(),
                Some(&after),
                &mut pair,
            )?;
            sides.new.append(&mut pair.new);
            if let Some(partner) = partner {
                kept[partner] = Some(pair.old);
            }
        }
        for (index, pieces) in kept.into_iter().enumerate() {
            if let Some(mut pieces) = pieces {
                sides.old.append(&mut pieces);
            } else {
                let before = items.old.item(index).ok_or(Stray)?;
                self.expand(&before.body.top, None, Some(&before), None, sides)?;
            }
        }
        Ok(())
    }

    /// Merges texts that stand beside each other.
    fn entries(&self, side: &[usize]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::with_capacity(side.len());
        for piece in side {
            let Piece::Text(text) = &self.pieces[*piece] else {
                entries.push(Entry::Piece(*piece));
                continue;
            };
            match entries.last_mut() {
                _ if text.is_empty() => {}
                Some(Entry::Text(before)) => before.push_str(text),
                _ => entries.push(Entry::Text(text.to_string())),
            }
        }
        entries
    }

    /// For each new entry, the old one that it is.
    fn matches(&self, old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
        let mut places = vec![None; self.pieces.len()];
        for (index, entry) in old.iter().enumerate() {
            if let Entry::Piece(piece) = entry {
                places[*piece] = Some(index);
            }
        }
        let matches = new.iter().map(|entry| match entry {
            Entry::Piece(piece) => self.partners[*piece].and_then(|partner| places[partner]),
            Entry::Text(_) => None,
        });
        let mut matches: Vec<Option<usize>> = matches.collect();
        match_texts(old, new, &mut matches);
        matches
    }

    fn check_inserted(&self, new: &[Entry], matches: &[Option<usize>]) -> Result<(), Stray> {
        for (entry, partner) in new.iter().zip(matches) {
            if let (Entry::Piece(piece), None) = (entry, partner)
                && let Piece::Node { instance, node } = self.pieces[*piece]
            {
                self.compare
                    .layout
                    .check_node(&self.instances[instance], node)?;
            }
        }
        Ok(())
    }
}

fn static_piece(child: &Child, instance: usize) -> Piece<'_> {
    match child {
        Child::Text(text) => Piece::Text(Cow::Borrowed(text)),
        Child::Comment(markup) => Piece::Comment(markup),
        Child::Node(node) => Piece::Node {
            instance,
            node: *node,
        },
        Child::Slot(_) => Piece::Text(Cow::Borrowed("")),
    }
}

/// Pairs texts with those beside the same nodes: equal ones first.
fn match_texts(old: &[Entry], new: &[Entry], matches: &mut [Option<usize>]) {
    let mut is_free: Vec<bool> = old
        .iter()
        .map(|entry| matches!(entry, Entry::Text(_)))
        .collect();
    for must_be_equal in [true, false] {
        for index in 0..new.len() {
            let Entry::Text(text) = &new[index] else {
                continue;
            };
            if matches[index].is_some() {
                continue;
            }
            let behind = match index.checked_sub(1) {
                None => Some(0),
                Some(before) => matches[before].map(|old| old + 1),
            };
            let before = match matches.get(index + 1) {
                None => old.len().checked_sub(1),
                Some(after) => after.and_then(|old| old.checked_sub(1)),
            };
            let found = [behind, before].into_iter().flatten().find(|place| {
                is_free.get(*place) == Some(&true)
                    && (!must_be_equal || matches!(&old[*place], Entry::Text(old) if old == text))
            });
            if let Some(place) = found {
                is_free[place] = false;
                matches[index] = Some(place);
            }
        }
    }
}

/// Entries as markup.
struct Written<'w, 'a> {
    instances: &'w [Instance<'a>],
    trees: &'w [Tree],
    pieces: &'w [Piece<'a>],
}

impl Written<'_, '_> {
    fn markup(&self, run: &[Entry]) -> Result<String, Stray> {
        let mut html = String::new();
        for entry in run {
            match entry {
                Entry::Text(text) => html.push_str(text),
                Entry::Piece(piece) => match &self.pieces[*piece] {
                    Piece::Text(text) => html.push_str(text),
                    Piece::Comment(markup) => html.push_str(markup),
                    Piece::Node { instance, node } => {
                        let instance = &self.instances[*instance];
                        let node = &instance.body.nodes[*node];
                        html.push_str(instance.outer(node).ok_or(Stray)?);
                    }
                    Piece::Raw { tree, id } => html.push_str(&self.trees[*tree].outer_html(*id)),
                },
            }
        }
        Ok(html)
    }
}
