//! Conditions of `{% if %}`, as `django.template.smartif` evaluates them.
//!
//! An operator turns an error of its operands into false; a bare operand's error goes out. `and` and `or` give the operand that
//! decided, whose truth is then asked outside of that rule.

use std::cmp::Ordering;

use super::Renderer;
use super::expression::{Resolved, WhenMissing};
use crate::host::{Host, View};
use crate::program::{Condition, Operand, Relation};

/// A condition's result; only a few have to become values of the host.
enum Outcome<V> {
    Bool(bool),
    Value(Resolved<V>),
}

impl<H: Host> Renderer<'_, H> {
    pub(super) fn holds(&mut self, condition: &Condition<H::Symbols>) -> Result<bool, H::Error> {
        let outcome = match self.evaluate(condition) {
            Ok(outcome) => outcome,
            Err(error) if self.host.is_missing(&error) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.truth(&outcome)
    }

    fn evaluate(
        &mut self,
        condition: &Condition<H::Symbols>,
    ) -> Result<Outcome<H::Value>, H::Error> {
        let outcome = match condition {
            Condition::Value(expression) => {
                let value = self.resolve(expression, WhenMissing::Nothing)?;
                return Ok(Outcome::Value(value));
            }
            Condition::Foreign(test) => {
                let value = self.host.test(test)?;
                return Ok(Outcome::Value(Resolved::Value(value)));
            }
            Condition::Not(inner) => self.negate(inner),
            Condition::And(pair) => self.connect(pair, false),
            Condition::Or(pair) => self.connect(pair, true),
            Condition::Relation(relation, pair) => self.relate(*relation, pair),
        };
        match outcome {
            Err(error) if self.host.is_ordinary(&error) => Ok(Outcome::Bool(false)),
            other => other,
        }
    }

    fn negate(&mut self, inner: &Condition<H::Symbols>) -> Result<Outcome<H::Value>, H::Error> {
        let outcome = self.evaluate(inner)?;
        Ok(Outcome::Bool(!self.truth(&outcome)?))
    }

    /// The left operand if its truth is `decisive`, else the right one.
    fn connect(
        &mut self,
        [left, right]: &[Condition<H::Symbols>; 2],
        decisive: bool,
    ) -> Result<Outcome<H::Value>, H::Error> {
        let outcome = self.evaluate(left)?;
        if self.truth(&outcome)? == decisive {
            return Ok(outcome);
        }
        self.evaluate(right)
    }

    fn relate(
        &mut self,
        relation: Relation,
        [left, right]: &[Condition<H::Symbols>; 2],
    ) -> Result<Outcome<H::Value>, H::Error> {
        if let (Condition::Value(left), Condition::Value(right)) = (left, right)
            && left.filters.is_empty()
            && right.filters.is_empty()
        {
            return self.relate_operands(relation, &left.operand, &right.operand);
        }
        let left = self.evaluate(left)?;
        let right = self.evaluate(right)?;
        if let Some(result) = compare(relation, self.plain(&left), self.plain(&right)) {
            return Ok(Outcome::Bool(result));
        }
        let left = self.outcome_value(left)?;
        let right = self.outcome_value(right)?;
        self.relate_values(relation, &left, &right)
    }

    /// The same without making outcomes of the operands.
    fn relate_operands(
        &mut self,
        relation: Relation,
        left: &Operand<H::Symbols>,
        right: &Operand<H::Symbols>,
    ) -> Result<Outcome<H::Value>, H::Error> {
        let left = self.operand_value(left, WhenMissing::Nothing)?;
        let right = self.operand_value(right, WhenMissing::Nothing)?;
        match compare(relation, self.host.view(&left), self.host.view(&right)) {
            Some(result) => Ok(Outcome::Bool(result)),
            None => self.relate_values(relation, &left, &right),
        }
    }

    fn relate_values(
        &mut self,
        relation: Relation,
        left: &H::Value,
        right: &H::Value,
    ) -> Result<Outcome<H::Value>, H::Error> {
        let value = self.host.relate(relation, left, right)?;
        Ok(Outcome::Value(Resolved::Value(value)))
    }

    fn plain<'o>(&self, outcome: &'o Outcome<H::Value>) -> View<'o> {
        match outcome {
            Outcome::Bool(truth) => View::Bool(*truth),
            Outcome::Value(value) => value.view(self.host),
        }
    }

    fn truth(&mut self, outcome: &Outcome<H::Value>) -> Result<bool, H::Error> {
        match outcome {
            Outcome::Bool(truth) => Ok(*truth),
            Outcome::Value(Resolved::Value(value) | Resolved::Markup(value)) => {
                self.host.truth(value)
            }
            Outcome::Value(Resolved::Text { text, .. }) => Ok(!text.is_empty()),
        }
    }

    fn outcome_value(&mut self, outcome: Outcome<H::Value>) -> Result<H::Value, H::Error> {
        match outcome {
            Outcome::Bool(truth) => Ok(self.host.boolean(truth)),
            Outcome::Value(value) => self.host_value(value),
        }
    }
}

/// Compares plain values; `None` where the host has to.
fn compare(relation: Relation, left: View<'_>, right: View<'_>) -> Option<bool> {
    match relation {
        Relation::Equal => equals(left, right),
        Relation::NotEqual => equals(left, right).map(|equal| !equal),
        Relation::Less => Some(order(left, right)?.is_some_and(Ordering::is_lt)),
        Relation::LessEqual => Some(order(left, right)?.is_some_and(Ordering::is_le)),
        Relation::Greater => Some(order(left, right)?.is_some_and(Ordering::is_gt)),
        Relation::GreaterEqual => Some(order(left, right)?.is_some_and(Ordering::is_ge)),
        Relation::In => contains(left, right),
        Relation::NotIn => contains(left, right).map(|contained| !contained),
        Relation::Is => is_same(left, right),
        Relation::IsNot => is_same(left, right).map(|same| !same),
    }
}

fn equals(left: View<'_>, right: View<'_>) -> Option<bool> {
    match (left, right) {
        (View::Other, _) | (_, View::Other) => None,
        (View::Text { text: left, .. }, View::Text { text: right, .. }) => Some(left == right),
        (View::None, View::None) => Some(true),
        // Values of different kinds are never equal.
        (View::None | View::Text { .. }, _) | (_, View::None | View::Text { .. }) => Some(false),
        _ => Some(order(left, right)? == Some(Ordering::Equal)),
    }
}

/// How two numbers or two texts are ordered; the inner `None` if one is a NaN, which no order has.
#[expect(clippy::option_option, reason = "the outer one leaves it to the host")]
fn order(left: View<'_>, right: View<'_>) -> Option<Option<Ordering>> {
    // Code points order UTF-8 as they do Python's text.
    if let (View::Text { text: left, .. }, View::Text { text: right, .. }) = (left, right) {
        return Some(Some(left.cmp(right)));
    }
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(Some(left.cmp(&right))),
        _ => Some(float(left)?.partial_cmp(&float(right)?)),
    }
}

/// A number without a fraction; truth values count as 0 and 1.
fn whole(view: View<'_>) -> Option<i64> {
    match view {
        View::Bool(truth) => Some(i64::from(truth)),
        View::Int(number) => Some(number),
        _ => None,
    }
}

/// A number that a float holds exactly.
fn float(view: View<'_>) -> Option<f64> {
    if let View::Float(number) = view {
        return Some(number);
    }
    i32::try_from(whole(view)?).ok().map(f64::from)
}

/// Whether one text stands in the other.
fn contains(left: View<'_>, right: View<'_>) -> Option<bool> {
    match (left, right) {
        (View::Text { text: left, .. }, View::Text { text: right, .. }) => {
            Some(right.contains(left))
        }
        _ => None,
    }
}

/// Whether two values are the same object, where there is but one of each.
fn is_same(left: View<'_>, right: View<'_>) -> Option<bool> {
    match (left, right) {
        (View::None | View::Bool(_), _) | (_, View::None | View::Bool(_)) => Some(left == right),
        _ => None,
    }
}
