//! Two trees to patches.
//!
//! Pairs of matched nodes are walked from the root down, without recursion; pairs with equal hashes are left alone. A parent's children
//! are put in order before anything below them is patched, so that a path is the node's path in the new tree.
//! `children` finds which child is which, `edits` puts them in order, `content` writes what is inserted.

mod align;
mod attributes;
mod children;
mod content;
mod duplicates;
mod edits;
mod lis;

use std::borrow::Cow;

use crate::dom::{Data, NodeId, Tree};
use crate::hash::Hashes;
use crate::patch::{Content, Patch, Path};
pub(crate) use attributes::changes as attribute_changes;
use children::{Side, match_children};
use content::Source;
pub(crate) use duplicates::duplicate_key;
pub(crate) use edits::{Edit, edits};

/// The patches that turn the old tree into the new one.
///
/// Children are matched by `live-key`, else by `id`, else by content and position; matched ones keep their node. Equal trees give no
/// patches. What stands outside a page's root is not compared; markup is meant for a document in the old tree's mode.
pub fn diff(old: &Tree, new: &Tree) -> Vec<Patch> {
    let mut walk = Walk::new(old, new);
    if walk.run().is_err() {
        walk.replace_everything();
    }
    walk.patches
}

/// The patches that give a root this tree's content, whatever it held; attributes that it must lose are not known here.
pub fn replacement(tree: &Tree) -> Vec<Patch> {
    let mut blank = if tree.is_page() {
        Tree::parse_page("")
    } else {
        Tree::parse_fragment("")
    };
    blank.keep_mode_of(tree);
    let mut walk = Walk::new(&blank, tree);
    walk.replace_everything();
    walk.patches
}

/// The patches between two elements, or other nodes, of two trees; `steps` lead to the old one.
pub(crate) fn diff_within(
    (old, old_id): (&Tree, NodeId),
    (new, new_id): (&Tree, NodeId),
    steps: &[u32],
) -> Vec<Patch> {
    let mut walk = Walk::new(old, new);
    walk.budget = usize::MAX;
    walk.base = steps.len();
    walk.steps = steps.to_vec();
    let outcome = walk.run_from(old_id, new_id);
    debug_assert!(outcome.is_ok(), "nothing outweighs the largest budget");
    walk.patches
}

/// For each of the new nodes, the index of the old one that it is.
pub(crate) fn match_nodes(
    (old, old_nodes): (&Tree, &[NodeId]),
    (new, new_nodes): (&Tree, &[NodeId]),
) -> Vec<Option<usize>> {
    match_children(
        &Side::new(old, &hashes(old), old_nodes),
        &Side::new(new, &hashes(new), new_nodes),
    )
}

/// Patches up to this many bytes are never given up for a replacement of the page.
const MIN_BUDGET: usize = 64 * 1024;

/// The patches have come to outweigh the page.
struct OverBudget;

fn hashes(tree: &Tree) -> Cow<'_, Hashes> {
    match &tree.hashes {
        Some(hashes) => Cow::Borrowed(hashes),
        None => Cow::Owned(Hashes::of(tree)),
    }
}

/// Two matched nodes, `depth` levels below the root, the new one being child `step` of its parent.
struct Pair {
    old: NodeId,
    new: NodeId,
    depth: usize,
    step: u32,
}

struct Walk<'a> {
    old: &'a Tree,
    new: &'a Tree,
    old_hashes: Cow<'a, Hashes>,
    new_hashes: Cow<'a, Hashes>,
    patches: Vec<Patch>,
    /// The way to the pair that is looked at.
    steps: Vec<u32>,
    /// How many steps lead to the pair that the walk began with.
    base: usize,
    cost: usize,
    budget: usize,
}

impl<'a> Walk<'a> {
    fn new(old: &'a Tree, new: &'a Tree) -> Self {
        Self {
            old,
            new,
            old_hashes: hashes(old),
            new_hashes: hashes(new),
            patches: Vec::new(),
            steps: Vec::new(),
            base: 0,
            cost: 0,
            budget: MIN_BUDGET,
        }
    }

    fn source(&self) -> Source<'a> {
        Source {
            tree: self.new,
            is_quirky: self.old.is_quirky,
        }
    }

    fn run(&mut self) -> Result<(), OverBudget> {
        self.run_from(self.old.root(), self.new.root())
    }

    fn run_from(&mut self, old: NodeId, new: NodeId) -> Result<(), OverBudget> {
        let mut open = vec![Pair {
            old,
            new,
            depth: 0,
            step: 0,
        }];
        while let Some(pair) = open.pop() {
            if self.old_hashes.get(pair.old) == self.new_hashes.get(pair.new) {
                continue;
            }
            if pair.depth > 0 {
                self.steps.truncate(self.base + pair.depth - 1);
                self.steps.push(pair.step);
            }
            self.compare(&pair, &mut open)?;
        }
        Ok(())
    }

    fn compare(&mut self, pair: &Pair, open: &mut Vec<Pair>) -> Result<(), OverBudget> {
        match (self.old.data(pair.old), self.new.data(pair.new)) {
            (Data::Element(old), Data::Element(new)) => {
                for (name, value) in attributes::changes(old, new) {
                    self.push(|path| Patch::Attribute { path, name, value })?;
                }
                self.compare_children(pair, open)
            }
            (_, Data::Text(data) | Data::Comment(data)) => {
                let data = data.to_string();
                self.push(|path| Patch::Text { path, data })
            }
            _ => unreachable!("only nodes of one type are matched"),
        }
    }

    fn compare_children(&mut self, pair: &Pair, open: &mut Vec<Pair>) -> Result<(), OverBudget> {
        let old_nodes = self.old.children(pair.old);
        let new_nodes = self.new.children(pair.new);
        let matches = match_children(
            &Side::new(self.old, &self.old_hashes, old_nodes),
            &Side::new(self.new, &self.new_hashes, new_nodes),
        );
        let is_replaced = matches.iter().all(Option::is_none);
        if is_replaced
            && !old_nodes.is_empty()
            && !new_nodes.is_empty()
            && let Some(html) = content::markup(self.source(), pair.new, new_nodes)
        {
            return self.push(|path| Patch::Html { path, html });
        }
        for edit in edits(old_nodes.len(), &matches) {
            self.push_edit(edit, pair.new)?;
        }
        for (step, (id, partner)) in new_nodes.iter().zip(&matches).enumerate().rev() {
            if let Some(partner) = partner {
                let step = number(step);
                let old = old_nodes[*partner];
                open.push(Pair {
                    old,
                    new: *id,
                    depth: pair.depth + 1,
                    step,
                });
            }
        }
        Ok(())
    }

    fn push_edit(&mut self, edit: Edit, parent: NodeId) -> Result<(), OverBudget> {
        match edit {
            Edit::Remove { index, count } => self.push(|path| Patch::Remove {
                path,
                index: number(index),
                count: number(count),
            }),
            Edit::Move { from, to, count } => self.push(|path| Patch::Move {
                path,
                from: number(from),
                to: number(to),
                count: number(count),
            }),
            Edit::Insert { index, run } => self.insert(parent, index, run.start, run.len()),
        }
    }

    /// Inserts children of a new node; what is too deep for one patch follows in patches of its own.
    fn insert(
        &mut self,
        parent: NodeId,
        index: usize,
        first: usize,
        count: usize,
    ) -> Result<(), OverBudget> {
        let (source, new) = (self.source(), self.new);
        let (content, cuts) =
            content::insertion(source, parent, &new.children(parent)[first..first + count]);
        self.push(|path| Patch::Insert {
            path,
            index: number(index),
            content,
        })?;
        let depth = self.steps.len();
        for cut in cuts {
            let mut below = content::steps_between(new, parent, cut);
            // The run stands at `index` now, wherever it will stand in the end.
            below[0] = below[0] - number(first) + number(index);
            self.steps.extend(below);
            self.insert_all(cut)?;
            self.steps.truncate(depth);
        }
        Ok(())
    }

    fn insert_all(&mut self, top: NodeId) -> Result<(), OverBudget> {
        let base = self.steps.clone();
        let mut open = vec![top];
        while let Some(parent) = open.pop() {
            self.steps.truncate(base.len());
            self.steps
                .extend(content::steps_between(self.new, top, parent));
            let (content, cuts) =
                content::insertion(self.source(), parent, self.new.children(parent));
            self.push(|path| Patch::Insert {
                path,
                index: 0,
                content,
            })?;
            open.extend(cuts);
        }
        Ok(())
    }

    fn push(&mut self, patch: impl FnOnce(Path) -> Patch) -> Result<(), OverBudget> {
        let patch = patch(Path {
            anchor: 0,
            steps: self.steps.clone(),
        });
        self.cost += weight(&patch);
        self.patches.push(patch);
        if self.cost > self.budget {
            self.budget = MIN_BUDGET.max(2 * self.new.inner_html(self.new.root()).len());
        }
        if self.cost > self.budget {
            Err(OverBudget)
        } else {
            Ok(())
        }
    }

    /// Starts over with a replacement of the root's content.
    fn replace_everything(&mut self) {
        self.patches.clear();
        self.steps.clear();
        self.budget = usize::MAX;
        let outcome = self.replace_content();
        debug_assert!(outcome.is_ok(), "nothing outweighs the largest budget");
    }

    fn replace_content(&mut self) -> Result<(), OverBudget> {
        let (new, root) = (self.new, self.new.root());
        if let (Some(old), Some(element)) = (self.old.element(self.old.root()), new.element(root)) {
            for (name, value) in attributes::changes(old, element) {
                self.push(|path| Patch::Attribute { path, name, value })?;
            }
        }
        let nodes = new.children(root);
        if let Some(html) = content::markup(self.source(), root, nodes) {
            return self.push(|path| Patch::Html { path, html });
        }
        self.push(|path| Patch::Html {
            path,
            html: String::new(),
        })?;
        let count = content::empty_len(self.source(), root);
        if count > 0 {
            self.push(|path| Patch::Remove {
                path,
                index: 0,
                count: number(count),
            })?;
        }
        self.insert(root, 0, 0, nodes.len())
    }
}

/// About how many bytes the patch takes on the wire and in memory.
pub(crate) fn weight(patch: &Patch) -> usize {
    let content = match patch {
        Patch::Text { data, .. } => data.len(),
        Patch::Attribute { name, value, .. } => name.len() + value.as_ref().map_or(4, String::len),
        Patch::Insert {
            content: Content::Markup(html),
            ..
        }
        | Patch::Html { html, .. } => html.len(),
        Patch::Insert {
            content: Content::Nodes(nodes),
            ..
        } => 16 * nodes.len(),
        Patch::Remove { .. } | Patch::Move { .. } => 0,
    };
    16 + 3 * patch.path().steps.len() + content
}

pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("a node has fewer than 2^32 children")
}
