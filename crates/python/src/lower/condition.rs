//! Conditions of `django.template.smartif`.

use enliven_template::program::Condition;
use pyo3::intern;
use pyo3::prelude::*;

use super::Lowering;
use super::classes::Operator;
use crate::host::{Django, Test};

type Pair = Box<[Condition<Django>; 2]>;

impl<'py> Lowering<'py> {
    pub(super) fn condition(self, condition: &Bound<'py, PyAny>) -> Condition<Django> {
        self.known_condition(condition)
            .unwrap_or_else(|| Condition::Foreign(Test(condition.clone().unbind())))
    }

    fn known_condition(self, condition: &Bound<'py, PyAny>) -> Option<Condition<Django>> {
        if condition.get_type().is(&self.classes.template_literal) {
            let expression = self.expression_of(condition, "value")?;
            return Some(Condition::Value(expression));
        }
        let lowering = self.deeper()?;
        Some(match self.classes.operator(condition)? {
            Operator::And => Condition::And(lowering.pair(condition)?),
            Operator::Or => Condition::Or(lowering.pair(condition)?),
            Operator::Relation(relation) => {
                Condition::Relation(relation, lowering.pair(condition)?)
            }
            Operator::Not => {
                let inner = condition.getattr(intern!(self.py, "first")).ok()?;
                Condition::Not(Box::new(lowering.condition(&inner)))
            }
        })
    }

    fn pair(self, condition: &Bound<'py, PyAny>) -> Option<Pair> {
        let first = condition.getattr(intern!(self.py, "first")).ok()?;
        let second = condition.getattr(intern!(self.py, "second")).ok()?;
        Some(Box::new([self.condition(&first), self.condition(&second)]))
    }
}
