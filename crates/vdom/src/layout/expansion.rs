//! Both sides of an element written out as nodes, text merged as the parser merges it.
//!
//! What comes from the same place of the template, the same branch or the same item is the same node.

use std::borrow::Cow;

use html5ever::QualName;

use super::Layout;
use super::body::{Child, Kind};
use super::chain::Contained;
use super::check::{Stray, Value, content_chain, read_value};
use super::instance::Instance;
use super::items::{Items, Key, Side, value_of};
use super::texts::match_texts;
use crate::diff::match_nodes;
use crate::dom::{Data, NodeId, Tree};
use crate::serialize::markup_of_text;

/// Something that a child or a slot puts into the element.
pub(super) enum Piece<'a> {
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
pub(super) struct Expansion<'a> {
    pub(super) layout: &'a Layout,
    /// Whether somebody has looked at all values of the new render.
    pub(super) is_checked: bool,
    pub(super) instances: Vec<Instance<'a>>,
    pub(super) trees: Vec<Tree>,
    pub(super) pieces: Vec<Piece<'a>>,
    /// For new pieces, the old ones that they are.
    pub(super) partners: Vec<Option<usize>>,
}

/// The pieces of both sides, in order.
#[derive(Default)]
pub(super) struct Sides {
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
}

/// A slot in both renders, or in one where its body is in one only.
struct Twin<'t, 'a> {
    slot: usize,
    owner: Option<usize>,
    old: Option<&'t Instance<'a>>,
    new: Option<&'t Instance<'a>>,
}

/// A node of the element.
pub(super) enum Entry {
    Text(String),
    Piece(usize),
}

impl<'a> Expansion<'a> {
    fn push(&mut self, piece: Piece<'a>, side: &mut Vec<usize>) -> usize {
        let index = self.pieces.len();
        self.pieces.push(piece);
        self.partners.push(None);
        side.push(index);
        index
    }

    pub(super) fn expand(
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
                let slot = *slot;
                let twin = Twin {
                    slot,
                    owner,
                    old,
                    new,
                };
                self.slot(&twin, sides)?;
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

    fn slot(&mut self, twin: &Twin<'_, 'a>, sides: &mut Sides) -> Result<(), Stray> {
        let Some(any) = twin.new.or(twin.old) else {
            return Ok(());
        };
        match any.body.slots[twin.slot].kind {
            Kind::Value => self.value(twin, sides),
            Kind::Choice(_) => self.choice(twin, sides),
            Kind::Template(_) => self.template(twin, sides),
            Kind::List { .. } => self.list(twin, sides),
        }
    }

    /// Adds what templates have rendered: one as the body that it is, two as values, which may have nodes in common.
    fn template(&mut self, twin: &Twin<'_, 'a>, sides: &mut Sides) -> Result<(), Stray> {
        let Twin { slot, old, new, .. } = *twin;
        let is_other = match (old, new) {
            (Some(old), Some(new)) => old.count(slot) != new.count(slot),
            _ => false,
        };
        let after = new.and_then(|new| new.branch(self.layout, slot));
        if let (true, false, Some(body)) = (is_other, self.is_checked, after) {
            // What stays where it is as a value may not do so as a body, which is what later renders are compared with.
            self.layout.check_instance(&body)?;
        }
        if is_other || new.or(old).is_some_and(|any| any.is_value(slot)) {
            self.value(twin, sides)
        } else {
            self.choice(twin, sides)
        }
    }

    fn value(&mut self, twin: &Twin<'_, 'a>, sides: &mut Sides) -> Result<(), Stray> {
        let before = match twin.old {
            Some(old) => self.raw_nodes(twin, old, &mut sides.old)?,
            None => None,
        };
        let after = match twin.new {
            Some(new) => self.raw_nodes(twin, new, &mut sides.new)?,
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
        twin: &Twin<'_, 'a>,
        instance: &Instance<'a>,
        side: &mut Vec<usize>,
    ) -> Result<Option<(usize, Vec<usize>)>, Stray> {
        let chain = content_chain(instance, twin.owner)?;
        let mut found = match read_value(chain, instance.markup(twin.slot))? {
            Value::Text(text) => {
                self.push(Piece::Text(Cow::Borrowed(text)), side);
                return Ok(None);
            }
            Value::Nodes(found) => found,
        };
        found.tree.keep_hashes();
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

    fn choice(&mut self, twin: &Twin<'_, 'a>, sides: &mut Sides) -> Result<(), Stray> {
        let layout = self.layout;
        let Twin { slot, old, new, .. } = *twin;
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
        let (old, new) = (sides.old.len(), sides.new.len());
        if let Some(before) = before {
            self.expand(&before.body.top, None, Some(&before), None, sides)?;
        }
        if let Some(after) = after {
            self.expand(&after.body.top, None, None, Some(&after), sides)?;
        }
        self.match_keyed(&sides.old[old..], &sides.new[new..]);
        Ok(())
    }

    /// Pairs elements of two branches that have one name and one key.
    fn match_keyed(&mut self, old: &[usize], new: &[usize]) {
        for after in new {
            let Some(name) = self.name_of(*after) else {
                continue;
            };
            let is_it = |before: &&usize| self.name_of(**before).as_ref() == Some(&name);
            let Some(before) = old.iter().find(is_it) else {
                continue;
            };
            // As trees, for the branches write them each in its own way.
            if let (Some(left), Some(right)) = (self.parsed(*before), self.parsed(*after)) {
                for (piece, (tree, id)) in [(*before, left), (*after, right)] {
                    let number = self.trees.len();
                    self.trees.push(tree);
                    self.pieces[piece] = Piece::Raw { tree: number, id };
                }
                self.partners[*after] = Some(*before);
            }
        }
    }

    /// What names an element that no other one is matched with.
    fn name_of(&self, piece: usize) -> Option<(QualName, Key)> {
        let Piece::Node { instance, node } = self.pieces[piece] else {
            return None;
        };
        let instance = &self.instances[instance];
        let node = &instance.body.nodes[node];
        let key = value_of(instance, node.key.as_ref()?)?;
        let is_free = self.partners[piece].is_none();
        is_free.then(|| (node.element.name.clone(), key))
    }

    /// An element by itself, if its markup stays in its place.
    fn parsed(&self, piece: usize) -> Option<(Tree, NodeId)> {
        let Piece::Node { instance, node } = self.pieces[piece] else {
            return None;
        };
        let instance = &self.instances[instance];
        let outer = instance.outer(&instance.body.nodes[node])?;
        let Contained { mut tree, owner } = instance.body.chain.contain(outer)?;
        let [id] = *tree.children(owner) else {
            return None;
        };
        tree.keep_hashes();
        Some((tree, id))
    }

    fn list(&mut self, twin: &Twin<'_, 'a>, sides: &mut Sides) -> Result<(), Stray> {
        let layout = self.layout;
        let Twin { slot, old, new, .. } = *twin;
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
    pub(super) fn entries(&self, side: &[usize]) -> Vec<Entry> {
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
    pub(super) fn matches(&self, old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
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

    pub(super) fn check_inserted(
        &self,
        new: &[Entry],
        matches: &[Option<usize>],
    ) -> Result<(), Stray> {
        for (entry, partner) in new.iter().zip(matches) {
            if let (Entry::Piece(piece), None) = (entry, partner)
                && let Piece::Node { instance, node } = self.pieces[*piece]
            {
                self.layout.check_node(&self.instances[instance], node)?;
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
