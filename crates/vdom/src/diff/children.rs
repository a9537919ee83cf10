//! Which child is which: matches between the children of two elements.
//!
//! In this order: equal ends; keys; content that occurs once; equal neighbours of matched nodes; what lies between matched nodes, by
//! likeness (`align`); equal content elsewhere.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use html5ever::{LocalName, QualName, local_name};

use crate::dom::{Data, Element, NodeId, Tree};
use crate::hash::Hashes;
use crate::work;

use super::align::align;

pub(super) static LIVE_KEY: LazyLock<LocalName> = LazyLock::new(|| LocalName::from("live-key"));

/// The children of one of the two elements.
pub(super) struct Side<'a> {
    pub(super) tree: &'a Tree,
    pub(super) hashes: &'a Hashes,
    pub(super) nodes: &'a [NodeId],
    /// The names that more than one keyed child has; made when first asked for.
    keyed_names: OnceCell<HashSet<QualName>>,
}

/// What names a child among its siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Live(&'a str),
    Id(&'a str),
}

impl Key<'_> {
    fn is_empty(&self) -> bool {
        let (Self::Live(value) | Self::Id(value)) = self;
        value.is_empty()
    }
}

impl<'a> Side<'a> {
    pub(super) fn new(tree: &'a Tree, hashes: &'a Hashes, nodes: &'a [NodeId]) -> Self {
        Self {
            tree,
            hashes,
            nodes,
            keyed_names: OnceCell::new(),
        }
    }

    pub(super) fn data(&self, index: usize) -> &'a Data {
        self.tree.data(self.nodes[index])
    }

    pub(super) fn element(&self, index: usize) -> Option<&'a Element> {
        self.tree.element(self.nodes[index])
    }

    pub(super) fn hash(&self, index: usize) -> u64 {
        self.hashes.get(self.nodes[index])
    }

    pub(super) fn key(&self, index: usize) -> Option<Key<'a>> {
        work::step();
        let element = self.element(index)?;
        let live = element.attribute(&LIVE_KEY).map(Key::Live);
        let id = || element.attribute(&local_name!("id")).map(Key::Id);
        live.filter(|key| !key.is_empty())
            .or_else(|| id().filter(|key| !key.is_empty()))
    }

    /// Whether keys tell children of this name apart.
    pub(super) fn is_keyed_name(&self, name: &QualName) -> bool {
        let names = self.keyed_names.get_or_init(|| {
            let mut once = HashSet::new();
            (0..self.nodes.len())
                .filter_map(|index| self.named_key(index))
                .map(|(_, name)| name)
                .filter(|name| !once.insert(*name))
                .cloned()
                .collect()
        });
        names.contains(name)
    }

    fn named_key(&self, index: usize) -> Option<(Key<'a>, &'a QualName)> {
        Some((self.key(index)?, &self.element(index)?.name))
    }

    fn is_text(&self, index: usize) -> bool {
        matches!(self.data(index), Data::Text(_))
    }
}

/// For each new child, the index of the old one that it is.
pub(super) fn match_children(old: &Side, new: &Side) -> Vec<Option<usize>> {
    let mut matcher = Matcher {
        old,
        new,
        old_to_new: vec![None; old.nodes.len()],
        new_to_old: vec![None; new.nodes.len()],
    };
    let middle = matcher.match_ends();
    if !middle.is_empty() {
        matcher.match_keys(&middle);
        matcher.match_unique(&middle);
        matcher.match_neighbours(&middle);
        matcher.match_gaps(&middle);
        matcher.match_leftovers(&middle);
    }
    matcher.new_to_old
}

/// What is left of both lists between their equal ends.
struct Middle {
    old: Range<usize>,
    new: Range<usize>,
}

impl Middle {
    fn is_empty(&self) -> bool {
        self.old.is_empty() || self.new.is_empty()
    }
}

struct Matcher<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    old_to_new: Vec<Option<usize>>,
    new_to_old: Vec<Option<usize>>,
}

impl Matcher<'_> {
    fn pair(&mut self, old: usize, new: usize) {
        self.old_to_new[old] = Some(new);
        self.new_to_old[new] = Some(old);
    }

    fn is_equal(&self, old: usize, new: usize) -> bool {
        self.old.hash(old) == self.new.hash(new)
    }

    /// Pairs the equal beginnings and ends, but for text next to the middle: it may belong to what was moved or inserted there.
    fn match_ends(&mut self) -> Middle {
        let (old_len, new_len) = (self.old.nodes.len(), self.new.nodes.len());
        let shorter = old_len.min(new_len);
        let mut prefix = (0..shorter)
            .take_while(|index| self.is_equal(*index, *index))
            .count();
        let mut suffix = (0..shorter - prefix)
            .take_while(|back| self.is_equal(old_len - 1 - back, new_len - 1 - back))
            .count();
        if prefix + suffix < old_len.max(new_len) {
            while prefix > 0 && self.old.is_text(prefix - 1) {
                prefix -= 1;
            }
            while suffix > 0 && self.old.is_text(old_len - suffix) {
                suffix -= 1;
            }
        }
        for index in 0..prefix {
            self.pair(index, index);
        }
        for back in 1..=suffix {
            self.pair(old_len - back, new_len - back);
        }
        Middle {
            old: prefix..old_len - suffix,
            new: prefix..new_len - suffix,
        }
    }

    /// Pairs children of one key and name; of a key that occurs more than once, the first with the first and so on.
    fn match_keys(&mut self, middle: &Middle) {
        let mut first = HashMap::new();
        let mut next = vec![None; middle.old.len()];
        for old in middle.old.clone().rev() {
            if let Some(key) = self.old.named_key(old) {
                next[old - middle.old.start] = first.insert(key, old);
            }
        }
        if first.is_empty() {
            return;
        }
        for new in middle.new.clone() {
            let Some(key) = self.new.named_key(new) else {
                continue;
            };
            let Some(old) = first.remove(&key) else {
                continue;
            };
            self.pair(old, new);
            if let Some(again) = next[old - middle.old.start] {
                first.insert(key, again);
            }
        }
    }

    fn is_free_old(&self, old: usize) -> bool {
        self.old_to_new[old].is_none()
    }

    fn is_free_new(&self, new: usize) -> bool {
        self.new_to_old[new].is_none()
    }

    /// Pairs unkeyed elements whose content occurs once on each side.
    fn match_unique(&mut self, middle: &Middle) {
        let mut seen: HashMap<u64, [Option<usize>; 2]> = HashMap::new();
        let mut repeated = Vec::new();
        for old in middle.old.clone() {
            if self.is_free_old(old) && is_unkeyed_element(self.old, old) {
                let hash = self.old.hash(old);
                if seen.entry(hash).or_default()[0].replace(old).is_some() {
                    repeated.push(hash);
                }
            }
        }
        for new in middle.new.clone() {
            if self.is_free_new(new) && is_unkeyed_element(self.new, new) {
                let hash = self.new.hash(new);
                if seen
                    .get_mut(&hash)
                    .is_some_and(|entry| entry[1].replace(new).is_some())
                {
                    repeated.push(hash);
                }
            }
        }
        for hash in repeated {
            seen.remove(&hash);
        }
        for pair in seen.into_values() {
            if let [Some(old), Some(new)] = pair {
                self.pair(old, new);
            }
        }
    }

    /// Pairs equal unkeyed nodes that stand next to a pair, so that white space stays with the item it came with.
    ///
    /// Whether it comes before or after an item is told by what more items agree on.
    fn match_neighbours(&mut self, middle: &Middle) {
        let pairs: Vec<(usize, usize)> = middle
            .new
            .clone()
            .filter_map(|new| self.new_to_old[new].map(|old| (old, new)))
            .collect();
        let after = pairs
            .iter()
            .filter(|pair| self.agrees_after(middle, **pair))
            .count();
        let before = pairs
            .iter()
            .filter(|pair| self.agrees_before(middle, **pair))
            .count();
        if before > after {
            self.match_before(middle, &pairs);
            self.match_after(middle, &pairs);
        } else {
            self.match_after(middle, &pairs);
            self.match_before(middle, &pairs);
        }
    }

    fn agrees_after(&self, middle: &Middle, (old, new): (usize, usize)) -> bool {
        old + 1 < middle.old.end && new + 1 < middle.new.end && self.can_join(old + 1, new + 1)
    }

    fn agrees_before(&self, middle: &Middle, (old, new): (usize, usize)) -> bool {
        old > middle.old.start && new > middle.new.start && self.can_join(old - 1, new - 1)
    }

    fn can_join(&self, old: usize, new: usize) -> bool {
        self.is_free_old(old) && self.is_free_new(new) && self.is_equal(old, new)
    }

    fn match_after(&mut self, middle: &Middle, pairs: &[(usize, usize)]) {
        self.match_forward(middle, middle.old.start, middle.new.start);
        for (old, new) in pairs {
            self.match_forward(middle, old + 1, new + 1);
        }
    }

    fn match_before(&mut self, middle: &Middle, pairs: &[(usize, usize)]) {
        self.match_backward(middle, middle.old.end, middle.new.end);
        for (old, new) in pairs.iter().rev() {
            self.match_backward(middle, *old, *new);
        }
    }

    fn match_forward(&mut self, middle: &Middle, mut old: usize, mut new: usize) {
        while old < middle.old.end && new < middle.new.end && self.can_join(old, new) {
            self.pair(old, new);
            old += 1;
            new += 1;
        }
    }

    fn match_backward(&mut self, middle: &Middle, mut old: usize, mut new: usize) {
        while old > middle.old.start && new > middle.new.start && self.can_join(old - 1, new - 1) {
            old -= 1;
            new -= 1;
            self.pair(old, new);
        }
    }

    /// Pairs like nodes within the gaps that the pairs leave: those behind the same node, then those before the same node.
    fn match_gaps(&mut self, middle: &Middle) {
        let mut start = middle.new.start;
        while start < middle.new.end {
            let end = (start..middle.new.end)
                .find(|new| !self.is_free_new(*new))
                .unwrap_or(middle.new.end);
            if start < end {
                let behind = self.gap_behind(middle, start);
                self.match_gap(behind, start..end);
                let before = self.gap_before(middle, end);
                self.match_gap(before, start..end);
            }
            start = end + 1;
        }
    }

    fn gap_behind(&self, middle: &Middle, new: usize) -> Range<usize> {
        let start = match new.checked_sub(1).filter(|_| new > middle.new.start) {
            Some(previous) => self.new_to_old[previous].map_or(middle.old.start, |old| old + 1),
            None => middle.old.start,
        };
        let end = (start..middle.old.end).find(|old| !self.is_free_old(*old));
        start..end.unwrap_or(middle.old.end)
    }

    fn gap_before(&self, middle: &Middle, new: usize) -> Range<usize> {
        let end = if new < middle.new.end {
            self.new_to_old[new].unwrap_or(middle.old.end)
        } else {
            middle.old.end
        };
        let taken = (middle.old.start..end)
            .rev()
            .find(|old| !self.is_free_old(*old));
        taken.map_or(middle.old.start, |old| old + 1)..end
    }

    fn match_gap(&mut self, old: Range<usize>, new: Range<usize>) {
        let old: Vec<usize> = old.filter(|old| self.is_free_old(*old)).collect();
        let new: Vec<usize> = new.filter(|new| self.is_free_new(*new)).collect();
        for (old, new) in align(self.old, &old, self.new, &new) {
            self.pair(old, new);
        }
    }

    /// Pairs equal nodes that are still free, wherever they are.
    ///
    /// Text only where it stands alone: next to other nodes that come or go, it costs nothing to go with them.
    fn match_leftovers(&mut self, middle: &Middle) {
        let mut first: HashMap<u64, usize> = HashMap::new();
        let mut next = vec![None; middle.old.len()];
        for old in middle.old.clone().rev() {
            let is_alone = |old: usize| stands_alone(&self.old_to_new, old);
            if self.is_free_old(old) && (self.old.element(old).is_some() || is_alone(old)) {
                next[old - middle.old.start] = first.insert(self.old.hash(old), old);
            }
        }
        for new in middle.new.clone() {
            let is_candidate = self.is_free_new(new)
                && (self.new.element(new).is_some() || stands_alone(&self.new_to_old, new));
            if !is_candidate {
                continue;
            }
            let hash = self.new.hash(new);
            let Some(old) = first.remove(&hash) else {
                continue;
            };
            self.pair(old, new);
            if let Some(again) = next[old - middle.old.start] {
                first.insert(hash, again);
            }
        }
    }
}

fn is_unkeyed_element(side: &Side, index: usize) -> bool {
    side.element(index).is_some() && side.key(index).is_none()
}

fn stands_alone(partners: &[Option<usize>], index: usize) -> bool {
    let is_taken = |index: usize| partners.get(index).is_none_or(Option::is_some);
    index.checked_sub(1).is_none_or(is_taken) && is_taken(index + 1)
}
