//! Values of variables, remembered while nothing can change them.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Value;

/// How many names are remembered. Two whose addresses fall on the same slot take turns.
const SLOTS: usize = 64;

/// How many look-ups a rendering does before it pays to remember any.
const WARM_UP: u32 = 3;

/// What was found in which scope.
#[derive(Default)]
pub(super) struct Variables<'py> {
    /// Empty until there were enough look-ups.
    slots: Vec<Option<Entry<'py>>>,
    /// A number for each scope, outermost first, that no other scope of the rendering has had. Empty after code ran that may have
    /// changed the scopes, until something is remembered again.
    scopes: Vec<u64>,
    next_scope: u64,
    lookups: u32,
}

struct Entry<'py> {
    name: Bound<'py, PyString>,
    value: Value<'py>,
    /// The index of the scope that has it, and that scope's number.
    depth: usize,
    scope: u64,
}

impl<'py> Variables<'py> {
    /// The value of a variable, if it is known.
    pub(super) fn get(&self, name: &Bound<'py, PyString>) -> Option<&Value<'py>> {
        let entry = self.slots.get(slot_of(name))?.as_ref()?;
        let is_valid = entry.name.is(name) && self.scopes.get(entry.depth) == Some(&entry.scope);
        is_valid.then_some(&entry.value)
    }

    /// Notes that a variable was found in the scope of this index, of so many scopes.
    pub(super) fn found(
        &mut self,
        name: &Bound<'py, PyString>,
        value: &Value<'py>,
        depth: usize,
        scopes: usize,
    ) {
        self.lookups = self.lookups.saturating_add(1);
        if self.lookups < WARM_UP {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        if self.scopes.is_empty() {
            self.scopes.extend((self.next_scope..).take(scopes));
            self.next_scope += scopes as u64;
        }
        self.set_in(name, value, depth);
    }

    /// Notes that a variable of the innermost scope was set.
    pub(super) fn set(&mut self, name: &Bound<'py, PyString>, value: &Value<'py>) {
        if let Some(innermost) = self.scopes.len().checked_sub(1) {
            self.set_in(name, value, innermost);
        }
    }

    /// Notes that a variable of the scope of this index was set.
    pub(super) fn set_in(&mut self, name: &Bound<'py, PyString>, value: &Value<'py>, depth: usize) {
        let Some(&scope) = self.scopes.get(depth) else {
            return;
        };
        let value = value.clone();
        match &mut self.slots[slot_of(name)] {
            Some(entry) if entry.name.is(name) => {
                entry.value = value;
                entry.depth = depth;
                entry.scope = scope;
            }
            entry => {
                *entry = Some(Entry {
                    name: name.clone(),
                    value,
                    depth,
                    scope,
                });
            }
        }
    }

    /// Notes that a scope was opened whose variables are set one by one.
    pub(super) fn opened(&mut self) {
        if !self.scopes.is_empty() {
            self.scopes.push(self.next_scope);
            self.next_scope += 1;
        }
    }

    /// Notes that the innermost scope was closed.
    pub(super) fn closed(&mut self) {
        self.scopes.pop();
    }

    /// Notes that anything may have changed.
    pub(super) fn forget(&mut self) {
        self.scopes.clear();
    }
}

fn slot_of(name: &Bound<'_, PyString>) -> usize {
    (name.as_ptr().addr() >> 4) % SLOTS
}
