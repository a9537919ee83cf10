//! Tags that choose, group or change what is written.

use enliven_template::program::{
    Cycle, Expression, FilterBlock, FirstOf, IfChanged, Operand, Regroup, WidthRatio,
};
use pyo3::prelude::*;

use super::Lowering;
use crate::host::{Django, Literal};

impl<'py> Lowering<'py> {
    pub(super) fn cycle(self, node: &Bound<'py, PyAny>) -> Option<Cycle<Django>> {
        let values = node.getattr("cyclevars").ok()?;
        let keys = values.try_iter().ok()?;
        Some(Cycle {
            keys: keys
                .map(|key| Some(Literal(key.ok()?.unbind())))
                .collect::<Option<_>>()?,
            values: self.expressions(&values)?,
            target: self.target(node, "variable_name")?,
            is_silent: node.getattr("silent").ok()?.is_truthy().ok()?,
        })
    }

    pub(super) fn first_of(self, node: &Bound<'py, PyAny>) -> Option<FirstOf<Django>> {
        Some(FirstOf {
            values: self.expressions(&node.getattr("vars").ok()?)?,
            target: self.target(node, "asvar")?,
        })
    }

    pub(super) fn if_changed(self, node: &Bound<'py, PyAny>) -> Option<IfChanged<Django>> {
        Some(IfChanged {
            values: self.expressions(&node.getattr("_varlist").ok()?)?,
            body: self.body_of(node, "nodelist_true")?,
            otherwise: self.body_of(node, "nodelist_false")?,
        })
    }

    pub(super) fn regroup(self, node: &Bound<'py, PyAny>) -> Option<Regroup<Django>> {
        Some(Regroup {
            sequence: self.expression_of(node, "target")?,
            key: self.expression_of(node, "expression")?,
            target: self.name(&node.getattr("var_name").ok()?)?,
        })
    }

    pub(super) fn width_ratio(self, node: &Bound<'py, PyAny>) -> Option<WidthRatio<Django>> {
        Some(WidthRatio {
            value: self.expression_of(node, "val_expr")?,
            maximum: self.expression_of(node, "max_expr")?,
            width: self.expression_of(node, "max_width")?,
            target: self.target(node, "asvar")?,
        })
    }

    pub(super) fn filter_block(self, node: &Bound<'py, PyAny>) -> Option<FilterBlock<Django>> {
        let filters = self.expression_of(node, "filter_expr")?;
        let is_of_output = match &filters.operand {
            Operand::Path(path) => path.len() == 1 && path[0].as_ref() == "var",
            Operand::Literal(_) | Operand::Foreign(_) => false,
        };
        let arguments = filters.filters.iter().flat_map(|filter| &filter.arguments);
        let has_scope = arguments
            .into_iter()
            .any(|argument| !matches!(argument, Operand::Literal(_)));
        is_of_output.then_some(FilterBlock {
            has_scope,
            filters,
            body: self.body_of(node, "nodelist")?,
        })
    }

    /// Expressions in a list or tuple.
    pub(super) fn expressions(
        self,
        expressions: &Bound<'py, PyAny>,
    ) -> Option<Box<[Expression<Django>]>> {
        expressions
            .try_iter()
            .ok()?
            .map(|expression| self.expression(&expression.ok()?))
            .collect()
    }
}
