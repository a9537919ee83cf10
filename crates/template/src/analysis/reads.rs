//! What expressions and conditions read of the data, and what comes out of them.

use super::paths::{Reader, Templates};
use super::values::Value;
use crate::program::{Condition, Expression, Filter, Operand, Relation, Source, Symbols};

/// What one of Django's filters does with the value that it receives.
enum Effect {
    /// Makes something of its text or number.
    Makes,
    /// Passes it on, or a part of its items.
    Passes,
    /// Sorts its items by what the argument names.
    Sorts,
    /// Passes it or the argument on.
    Chooses,
    /// Takes one of its items.
    TakesItem,
    /// Makes something of the text of its items.
    Iterates,
    /// May read anything below it.
    Opens,
}

impl Effect {
    /// By the filter's name.
    fn of(name: &str) -> Self {
        match name {
            "slice" | "yesno" => Self::Passes,
            "dictsort" | "dictsortreversed" => Self::Sorts,
            "add" | "default" | "default_if_none" => Self::Chooses,
            "first" | "last" | "random" => Self::TakesItem,
            "join" | "safeseq" | "escapeseq" | "make_list" => Self::Iterates,
            "json_script" | "pprint" | "unordered_list" => Self::Opens,
            _ => Self::Makes,
        }
    }
}

impl<S: Symbols, T: Templates<S>> Reader<'_, S, T> {
    /// Reads an expression; gives where its value comes from.
    pub(super) fn read(&mut self, expression: &Expression<S>, source: &Source<S>) -> Value {
        let mut value = self.operand(&expression.operand, source);
        for filter in &expression.filters {
            value = self.filter(filter, value, source);
        }
        value
    }

    pub(super) fn condition(&mut self, condition: &Condition<S>, source: &Source<S>) -> Value {
        match condition {
            Condition::Value(expression) => self.read(expression, source),
            Condition::Not(inner) => {
                self.condition(inner, source);
                Value::made()
            }
            Condition::And(pair) | Condition::Or(pair) => {
                let left = self.condition(&pair[0], source);
                left.or(self.condition(&pair[1], source))
            }
            Condition::Relation(relation, pair) => {
                self.condition(&pair[0], source);
                let right = self.condition(&pair[1], source);
                if matches!(relation, Relation::In | Relation::NotIn) {
                    self.note_value(&right.item(), source);
                }
                Value::made()
            }
            Condition::Foreign(_) => {
                self.all(source);
                Value::made()
            }
        }
    }

    fn operand(&mut self, operand: &Operand<S>, source: &Source<S>) -> Value {
        match operand {
            Operand::Path(path) => {
                let value = self.path(path);
                self.note_value(&value, source);
                value
            }
            Operand::Foreign(operand) => {
                if self.templates.reads(operand) {
                    self.all(source);
                }
                Value::made()
            }
            Operand::Literal(_) => Value::made(),
        }
    }

    fn path(&mut self, path: &[S::Name]) -> Value {
        let [variable, members @ ..] = path else {
            return Value::made();
        };
        let mut value = self.scopes.get(variable.as_ref());
        if value.is_block && members.first().is_some_and(|name| name.as_ref() == "super") {
            self.note_super();
        }
        for name in members {
            value = value.member(name.as_ref());
        }
        value
    }

    fn filter(&mut self, filter: &Filter<S>, value: Value, source: &Source<S>) -> Value {
        let arguments: Vec<Value> = filter
            .arguments
            .iter()
            .map(|argument| self.operand(argument, source))
            .collect();
        let Some(native) = filter.native else {
            // A function of somebody's own may read anything of what it receives.
            for value in arguments.iter().chain([&value]) {
                self.open(value, source);
            }
            return Value::made();
        };
        match Effect::of(native.name()) {
            Effect::Makes => Value::made(),
            Effect::Passes => value,
            Effect::Chooses => arguments.into_iter().fold(value, Value::or),
            Effect::TakesItem => {
                let item = value.item();
                self.note_value(&item, source);
                item
            }
            Effect::Iterates => {
                self.note_value(&value.item(), source);
                Value::made()
            }
            Effect::Sorts => {
                self.sort_key(filter, &value.item(), source);
                value
            }
            Effect::Opens => {
                self.open(&value, source);
                Value::made()
            }
        }
    }

    fn sort_key(&mut self, filter: &Filter<S>, item: &Value, source: &Source<S>) {
        let key = filter
            .arguments
            .first()
            .and_then(|argument| match argument {
                Operand::Literal(literal) => self.templates.text(literal),
                Operand::Path(_) | Operand::Foreign(_) => None,
            });
        let Some(key) = key else {
            return self.open(item, source);
        };
        let key = key
            .split('.')
            .fold(item.clone(), |item, name| item.member(name));
        self.note_value(&key, source);
    }
}
