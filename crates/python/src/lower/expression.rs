//! `FilterExpression` and `Variable` of `django.template.base`.

use enliven_template::program::{Assignments, Expression, Filter, Operand};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::Lowering;
use crate::host::{self, Django, ForeignOperand, Literal, Name};

impl<'py> Lowering<'py> {
    pub(super) fn expression_of(
        self,
        node: &Bound<'py, PyAny>,
        attribute: &str,
    ) -> Option<Expression<Django>> {
        self.expression(&node.getattr(attribute).ok()?)
    }

    pub(super) fn expression(self, expression: &Bound<'py, PyAny>) -> Option<Expression<Django>> {
        let py = self.py;
        if !expression.get_type().is(&self.classes.filter_expression) {
            return None;
        }
        let operand = expression.getattr(intern!(py, "var")).ok()?;
        let is_variable = expression.getattr(intern!(py, "is_var")).ok()?;
        let operand = if is_variable.is_truthy().ok()? {
            self.variable(&operand)?
        } else {
            Operand::Literal(Literal(operand.unbind()))
        };
        let filters = self.filters(expression)?;
        Some(Expression { operand, filters })
    }

    /// The expression of a `{% translate %}`, which makes its variable translate; as if it did not.
    pub(super) fn untranslated(self, expression: &Bound<'py, PyAny>) -> Option<Expression<Django>> {
        let variable = expression.getattr(intern!(self.py, "var")).ok()?;
        if !expression.get_type().is(&self.classes.filter_expression)
            || !variable.get_type().is(&self.classes.variable)
        {
            return None;
        }
        Some(Expression {
            operand: self.plain_variable(&variable)?,
            filters: self.filters(expression)?,
        })
    }

    fn filters(self, expression: &Bound<'py, PyAny>) -> Option<Box<[Filter<Django>]>> {
        expression
            .getattr(intern!(self.py, "filters"))
            .ok()?
            .try_iter()
            .ok()?
            .map(|item| self.filter(&item.ok()?))
            .collect()
    }

    fn variable(self, variable: &Bound<'py, PyAny>) -> Option<Operand<Django>> {
        let py = self.py;
        let foreign = || Operand::Foreign(ForeignOperand::Variable(variable.clone().unbind()));
        if !variable.get_type().is(&self.classes.variable) {
            return Some(foreign());
        }
        let translate = variable.getattr(intern!(py, "translate")).ok()?;
        if translate.is_truthy().ok()? {
            return Some(foreign());
        }
        self.plain_variable(variable)
    }

    fn plain_variable(self, variable: &Bound<'py, PyAny>) -> Option<Operand<Django>> {
        let py = self.py;
        let path = variable.getattr(intern!(py, "lookups")).ok()?;
        if path.is_none() {
            let literal = variable.getattr(intern!(py, "literal")).ok()?;
            return Some(Operand::Literal(Literal(literal.unbind())));
        }
        let path = self.names(&path)?;
        (!path.is_empty()).then_some(Operand::Path(path))
    }

    fn filter(self, item: &Bound<'py, PyAny>) -> Option<Filter<Django>> {
        let (function, arguments): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract().ok()?;
        let arguments = arguments
            .try_iter()
            .ok()?
            .map(|argument| self.argument(&argument.ok()?))
            .collect::<Option<Box<[_]>>>()?;
        let native = self.classes.filter(&function);
        let native = native.filter(|native| arguments.is_empty() || !native.refuses_argument());
        let declares = |name: &str| match function.getattr_opt(name) {
            Ok(Some(value)) => value.is_truthy().ok(),
            Ok(None) => Some(false),
            Err(_) => None,
        };
        Some(Filter {
            native,
            arguments,
            function: host::Filter {
                expects_localtime: declares("expects_localtime")?,
                needs_autoescape: declares("needs_autoescape")?,
                is_safe: declares("is_safe")?,
                function: function.unbind(),
            },
        })
    }

    fn argument(self, argument: &Bound<'py, PyAny>) -> Option<Operand<Django>> {
        let (is_variable, value): (bool, Bound<'_, PyAny>) = argument.extract().ok()?;
        if is_variable {
            return self.variable(&value);
        }
        if value.get_type().is(&self.classes.safe_string) {
            return Some(Operand::Literal(Literal(value.unbind())));
        }
        if value.is_exact_instance_of::<PyString>() {
            let text = self.classes.mark_safe.bind(self.py).call1((value,)).ok()?;
            return Some(Operand::Literal(Literal(text.unbind())));
        }
        Some(Operand::Foreign(ForeignOperand::Lazy(value.unbind())))
    }

    /// Names in a list or tuple.
    pub(super) fn names(self, names: &Bound<'py, PyAny>) -> Option<Box<[Name]>> {
        names
            .try_iter()
            .ok()?
            .map(|name| self.name(&name.ok()?))
            .collect()
    }

    pub(super) fn name(self, name: &Bound<'py, PyAny>) -> Option<Name> {
        let name = name.cast::<PyString>().ok()?;
        Some(Name::new(self.py, name.to_str().ok()?))
    }

    /// A dictionary of expressions.
    pub(super) fn assignments_of(
        self,
        node: &Bound<'py, PyAny>,
        attribute: &str,
    ) -> Option<Assignments<Django>> {
        let values = node.getattr(attribute).ok()?.cast_into::<PyDict>().ok()?;
        values
            .iter()
            .map(|(name, value)| Some((self.name(&name)?, self.expression(&value)?)))
            .collect()
    }
}
