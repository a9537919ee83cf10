//! The variables in view while a program is analysed.

use std::collections::BTreeMap;

use super::values::Value;

/// Variables by name.
pub(super) type Scope = BTreeMap<String, Value>;

/// Scopes, innermost last; what none of them has is in the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scopes {
    layers: Vec<Scope>,
    /// Whether the data can be seen; not so in an isolated template.
    is_isolated: bool,
}

impl Scopes {
    /// The data and one scope of the template's own.
    pub(super) fn of_template() -> Self {
        Self {
            layers: vec![Scope::new()],
            is_isolated: false,
        }
    }

    /// These variables and nothing else.
    pub(super) fn isolated(variables: Scope) -> Self {
        Self {
            layers: vec![variables],
            is_isolated: true,
        }
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Value {
        self.seen_from(self.layers.len(), name)
    }

    /// The value of a variable in the outermost scopes.
    fn seen_from(&self, depth: usize, name: &str) -> Value {
        let layers = &self.layers[..depth];
        let found = layers.iter().rev().find_map(|layer| layer.get(name));
        match found {
            Some(value) => value.clone(),
            None if self.is_isolated => Value::made(),
            None => Value::of_data(name),
        }
    }

    /// The values of the template's own variables that these scopes do not have under the same names.
    pub(super) fn new_in(&self, other: &Self) -> Vec<Value> {
        let names = other.layers.iter().flat_map(BTreeMap::keys);
        names
            .map(|name| (name, other.get(name)))
            .filter(|(name, value)| self.get(name) != *value)
            .map(|(_, value)| value)
            .collect()
    }

    /// Opens a scope.
    pub(super) fn push(&mut self, scope: Scope) {
        self.layers.push(scope);
    }

    /// Closes the innermost scope.
    pub(super) fn pop(&mut self) {
        self.layers.pop();
    }

    /// Sets a variable of the innermost scope.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        if let Some(layer) = self.layers.last_mut() {
            layer.insert(name.to_owned(), value);
        }
    }

    /// Sets a variable where it is, or in the innermost scope: `Context.set_upward` of Django. One that only the data may have is
    /// set there and in the innermost scope, if it is.
    pub(super) fn set_upward(&mut self, name: &str, value: Value) {
        let holder = self.layers.iter_mut().rev().find(|l| l.contains_key(name));
        if let Some(layer) = holder {
            layer.insert(name.to_owned(), value);
            return;
        }
        let either = self.get(name).or(value);
        if let Some(outermost) = self.layers.first_mut() {
            outermost.insert(name.to_owned(), either.clone());
        }
        self.set(name, either);
    }

    /// Lets variables that have another value than in `before` be anything.
    pub(super) fn forget_changed(&mut self, before: &Self) {
        for (layer, before) in self.layers.iter_mut().zip(&before.layers) {
            for (name, value) in layer {
                if before.get(name) != Some(value) {
                    *value = Value::anything();
                }
            }
        }
    }

    /// These variables or those of another run through the same scopes.
    pub(super) fn or(mut self, other: &Self) -> Self {
        for depth in 0..self.layers.len().min(other.layers.len()) {
            let names: Vec<String> = self.layers[depth]
                .keys()
                .chain(other.layers[depth].keys())
                .cloned()
                .collect();
            for name in names {
                let other = other.seen_from(depth + 1, &name);
                let value = self.seen_from(depth + 1, &name).or(other);
                self.layers[depth].insert(name, value);
            }
        }
        self
    }
}
