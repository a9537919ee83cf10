//! The children of one element in two renders, when slots directly in it have changed.
//!
//! Both sides are written out as nodes ([`super::expansion`]), matched, and put in order.

use super::body::Child;
use super::chain::Chain;
use super::check::{Stray, content_chain, decode};
use super::compare::Compare;
use super::expansion::{Entry, Expansion, Piece, Sides};
use super::instance::Instance;
use crate::diff::{Edit, diff_within, edits, number};
use crate::dom::Tree;
use crate::patch::{Content, Patch};

impl<'a> Compare<'a> {
    /// Compares children one by one.
    pub(super) fn expanded(
        &mut self,
        children: &'a [Child],
        owner: Option<usize>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<(), Stray> {
        let mut expansion = Expansion {
            layout: self.layout,
            is_checked: self.is_checked(),
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
        if !self.is_checked() {
            expansion.check_inserted(&after, &matches)?;
        }
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
