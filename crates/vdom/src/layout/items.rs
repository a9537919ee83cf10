//! Which item of a list is which.

use std::collections::HashMap;
use std::iter::repeat_n;

use super::Layout;
use super::body::{Child, KeyOf, KeyPiece};
use super::instance::Instance;
use super::rendered::{Rendered, Span};

/// The items of one list in two renders.
pub(super) struct Items<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
}

/// The items of a list in one render.
pub(super) struct Side<'a> {
    pub(super) layout: &'a Layout,
    pub(super) instance: Instance<'a>,
    pub(super) slot: usize,
    pub(super) items: Vec<Span>,
    /// What objects the items stand for; empty where nothing is known.
    objects: &'a [u32],
}

impl<'a> Side<'a> {
    pub(super) fn new(layout: &'a Layout, instance: &Instance<'a>, slot: usize) -> Self {
        let items = instance.items(slot);
        Self {
            layout,
            instance: instance.clone(),
            slot,
            objects: instance.objects(slot, &items),
            items,
        }
    }

    pub(super) fn markup(&self, item: usize) -> &'a str {
        self.rendered().markup(&self.items[item])
    }

    fn numbers(&self, item: usize) -> &'a [u32] {
        self.rendered().numbers_of(&self.items[item])
    }

    pub(super) fn rendered(&self) -> &'a Rendered {
        self.instance.rendered
    }

    pub(super) fn item(&self, item: usize) -> Option<Instance<'a>> {
        self.instance
            .item(self.layout, self.slot, &self.items[item])
    }

    /// What names an item: its markup, else the object that it stands for.
    fn key(&self, item: usize) -> Option<Key> {
        key_of(self.layout, &self.item(item)?).or_else(|| self.object(item).map(Key::Object))
    }

    fn object(&self, item: usize) -> Option<u32> {
        self.objects.get(item).copied().filter(|object| *object > 0)
    }
}

/// What names an item; values are markup.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Live(String),
    Id(String),
    Object(u32),
}

/// The key in the markup of an item: that of its first element that has one, `live-key` first.
pub(super) fn key_of(layout: &Layout, instance: &Instance) -> Option<Key> {
    let mut found: Option<Key> = None;
    for child in instance.body.top.iter() {
        let key = match child {
            Child::Text(_) | Child::Comment(_) => None,
            Child::Node(node) => instance.body.nodes[*node]
                .key
                .as_ref()
                .and_then(|key| value_of(instance, key)),
            Child::Slot(slot) => instance
                .branch(layout, *slot)
                .and_then(|branch| key_of(layout, &branch)),
        };
        match key {
            Some(Key::Live(_)) => return key,
            Some(key) => {
                found.get_or_insert(key);
            }
            None => {}
        }
    }
    found
}

pub(super) fn value_of(instance: &Instance, key: &KeyOf) -> Option<Key> {
    let mut value = String::new();
    for piece in &key.pieces {
        match piece {
            KeyPiece::Static(text) => value.push_str(text),
            KeyPiece::Slot(slot) => value.push_str(instance.markup(*slot)),
        }
    }
    let key = if key.is_live { Key::Live } else { Key::Id };
    (!value.is_empty()).then(|| key(value))
}

impl Items<'_> {
    /// How many items are equal at the beginning, and at the end.
    pub(super) fn equal_ends(&self) -> (usize, usize) {
        let (old, new) = (self.old.items.len(), self.new.items.len());
        let shorter = old.min(new);
        let is_equal = |left, right| self.are_same(left, right);
        let prefix = (0..shorter)
            .take_while(|index| is_equal(*index, *index))
            .count();
        let suffix = (0..shorter - prefix)
            .take_while(|back| is_equal(old - 1 - back, new - 1 - back))
            .count();
        (prefix, suffix)
    }

    /// For each new item, the old one that it is.
    ///
    /// By equal ends; in lists of one length, by equal places; by equal content of a whole run; by key; by equal content; at last those
    /// between the same items, in order.
    pub(super) fn matches(&self) -> Vec<Option<usize>> {
        let (old_len, new_len) = (self.old.items.len(), self.new.items.len());
        let (prefix, suffix) = self.equal_ends();
        if prefix + suffix == old_len.min(new_len) {
            let between = new_len - prefix - suffix;
            let before = (0..prefix).map(Some);
            let behind = (old_len - suffix..old_len).map(Some);
            return before
                .chain(repeat_n(None, between))
                .chain(behind)
                .collect();
        }
        let mut matches = Matches {
            items: self,
            old_to_new: vec![None; old_len],
            new_to_old: vec![None; new_len],
        };
        for index in 0..prefix {
            matches.pair(index, index);
        }
        for back in 1..=suffix {
            matches.pair(old_len - back, new_len - back);
        }
        if old_len == new_len {
            for index in prefix..new_len - suffix {
                if self.are_same(index, index) {
                    matches.pair(index, index);
                }
            }
        }
        matches.match_shifted(prefix);
        matches.match_keys();
        matches.match_content();
        matches.match_gaps();
        matches.new_to_old
    }

    /// Where items differ, if items of the same index are the same item by their keys.
    pub(super) fn changed_in_place(&self) -> Option<Vec<usize>> {
        if self.old.items.len() != self.new.items.len() {
            return None;
        }
        let mut changed = Vec::new();
        for index in 0..self.new.items.len() {
            let is_same = self.are_same(index, index);
            if !is_same {
                // Without a key an item may be the one that another was.
                let key = self.new.key(index)?;
                if self.old.key(index) != Some(key) {
                    return None;
                }
            }
            if !is_same || self.old.numbers(index) != self.new.numbers(index) {
                changed.push(index);
            }
        }
        Some(changed)
    }

    /// Whether two items have the same markup, and do not stand for two objects.
    fn are_same(&self, old: usize, new: usize) -> bool {
        self.old.markup(old) == self.new.markup(new)
            && match (self.old.object(old), self.new.object(new)) {
                (Some(old), Some(new)) => old == new,
                _ => true,
            }
    }

    /// Whether nothing in an item has changed, nor the slots that its markup comes of, nor the objects that its own lists show.
    pub(super) fn are_equal(&self, old: usize, new: usize) -> bool {
        self.old.markup(old) == self.new.markup(new)
            && self.old.numbers(old) == self.new.numbers(new)
    }
}

struct Matches<'i, 'a> {
    items: &'i Items<'a>,
    old_to_new: Vec<Option<usize>>,
    new_to_old: Vec<Option<usize>>,
}

impl Matches<'_, '_> {
    fn pair(&mut self, old: usize, new: usize) {
        self.old_to_new[old] = Some(new);
        self.new_to_old[new] = Some(old);
    }

    fn free_old(&self) -> Vec<usize> {
        (0..self.old_to_new.len())
            .filter(|old| self.old_to_new[*old].is_none())
            .collect()
    }

    fn free_new(&self) -> Vec<usize> {
        (0..self.new_to_old.len())
            .filter(|new| self.new_to_old[*new].is_none())
            .collect()
    }

    /// Pairs the run of equal items that follows on items which were removed, or inserted, at this place.
    fn match_shifted(&mut self, start: usize) {
        let Items { old, new } = self.items;
        let mut removed = start..old.items.len();
        let mut inserted = start..new.items.len();
        let starts = if let Some(index) = removed.find(|old| self.items.are_same(*old, start)) {
            (index, start)
        } else if let Some(index) = inserted.find(|new| self.items.are_same(start, *new)) {
            (start, index)
        } else {
            return;
        };
        for (left, right) in (starts.0..old.items.len()).zip(starts.1..new.items.len()) {
            let is_free = self.old_to_new[left].is_none() && self.new_to_old[right].is_none();
            if !is_free || !self.items.are_same(left, right) {
                break;
            }
            self.pair(left, right);
        }
    }

    fn match_keys(&mut self) {
        let old = self.free_old();
        let keyed = old
            .into_iter()
            .filter_map(|old| Some((self.items.old.key(old)?, old)));
        let mut queues = Queues::new(keyed);
        for new in self.free_new() {
            if let Some(key) = self.items.new.key(new)
                && let Some(old) = queues.take(&key)
            {
                self.pair(old, new);
            }
        }
    }

    /// Pairs equal items without keys.
    fn match_content(&mut self) {
        let items = self.items;
        let old = self.free_old();
        let unkeyed = old.into_iter().filter(|old| items.old.key(*old).is_none());
        let mut queues = Queues::new(unkeyed.map(|old| (items.old.markup(old), old)));
        for new in self.free_new() {
            if items.new.key(new).is_none()
                && let Some(old) = queues.take(&items.new.markup(new))
            {
                self.pair(old, new);
            }
        }
    }

    /// Pairs items without keys that stand between the same two.
    fn match_gaps(&mut self) {
        let items = self.items;
        let mut next_old = 0;
        for new in 0..self.new_to_old.len() {
            if let Some(old) = self.new_to_old[new] {
                next_old = old + 1;
                continue;
            }
            let is_free = self.old_to_new.get(next_old).is_some_and(Option::is_none);
            if is_free && items.new.key(new).is_none() && items.old.key(next_old).is_none() {
                self.pair(next_old, new);
                next_old += 1;
            }
        }
    }
}

/// Items under each key, in order.
struct Queues<K> {
    first: HashMap<K, usize>,
    next: HashMap<usize, usize>,
}

impl<K: Eq + std::hash::Hash> Queues<K> {
    fn new(items: impl DoubleEndedIterator<Item = (K, usize)>) -> Self {
        let mut queues = Self {
            first: HashMap::new(),
            next: HashMap::new(),
        };
        for (key, item) in items.rev() {
            if let Some(next) = queues.first.insert(key, item) {
                queues.next.insert(item, next);
            }
        }
        queues
    }

    fn take<Q>(&mut self, key: &Q) -> Option<usize>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + std::hash::Hash + ?Sized,
    {
        let first = self.first.get_mut(key)?;
        let item = *first;
        match self.next.get(&item) {
            Some(next) => *first = *next,
            None => {
                self.first.remove(key);
            }
        }
        Some(item)
    }
}
