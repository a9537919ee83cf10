//! Django's tags, one function a node class.

use enliven_template::analysis::nodes_see;
use enliven_template::has_key;
use enliven_template::program::{
    Autoescape, Block, Branch, Expression, For, Include, Static, Url, With,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Lowering;
use crate::host::{Django, Name};

impl<'py> Lowering<'py> {
    pub(super) fn branches(self, node: &Bound<'py, PyAny>) -> Option<Box<[Branch<Django>]>> {
        let pairs = node.getattr("conditions_nodelists").ok()?;
        pairs
            .try_iter()
            .ok()?
            .map(|pair| {
                let (condition, list): (Bound<'_, PyAny>, Bound<'_, PyAny>) =
                    pair.ok()?.extract().ok()?;
                let condition = (!condition.is_none()).then(|| self.condition(&condition));
                let body = self.body(&list)?;
                Some(Branch { condition, body })
            })
            .collect()
    }

    pub(super) fn for_loop(self, node: &Bound<'py, PyAny>) -> Option<For<Django>> {
        let names = self.names(&node.getattr("loopvars").ok()?)?;
        let body = self.body_of(node, "nodelist_loop")?;
        Some(For {
            counts: nodes_see(&body, "forloop"),
            has_key: has_key(&body),
            sequence: self.expression_of(node, "sequence")?,
            reversed: node.getattr("is_reversed").ok()?.is_truthy().ok()?,
            empty: self.body_of(node, "nodelist_empty")?,
            names: (!names.is_empty()).then_some(names)?,
            body,
        })
    }

    pub(super) fn with(self, node: &Bound<'py, PyAny>) -> Option<With<Django>> {
        Some(With {
            values: self.assignments_of(node, "extra_context")?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn autoescape(self, node: &Bound<'py, PyAny>) -> Option<Autoescape<Django>> {
        Some(Autoescape {
            on: node.getattr("setting").ok()?.extract().ok()?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn include(self, node: &Bound<'py, PyAny>) -> Option<Include<Django>> {
        Some(Include {
            template: self.expression_of(node, "template")?,
            values: self.assignments_of(node, "extra_context")?,
            isolated: node.getattr("isolated_context").ok()?.is_truthy().ok()?,
        })
    }

    pub(super) fn block(self, node: &Bound<'py, PyAny>) -> Option<Block<Django>> {
        let name = node.getattr(intern!(self.py, "name")).ok()?;
        let body = self.body_of(node, "nodelist")?;
        Some(Block {
            name: name.cast::<PyString>().ok()?.to_str().ok()?.into(),
            is_visible: nodes_see(&body, "block"),
            body,
        })
    }

    pub(super) fn extends(self, node: &Bound<'py, PyAny>) -> Option<Expression<Django>> {
        self.classes.keeps(node, &["get_parent", "find_template"])?;
        self.expression_of(node, "parent_name")
    }

    pub(super) fn url(self, node: &Bound<'py, PyAny>) -> Option<Url<Django>> {
        Some(Url {
            view: self.expression_of(node, "view_name")?,
            arguments: self.expressions(&node.getattr("args").ok()?)?,
            keywords: self.assignments_of(node, "kwargs")?,
            target: self.target(node, "asvar")?,
        })
    }

    pub(super) fn static_file(self, node: &Bound<'py, PyAny>) -> Option<Static<Django>> {
        Some(Static {
            path: self.expression_of(node, "path")?,
            target: self.target(node, "varname")?,
        })
    }

    /// The variable named after `as`; the inner `None` means that there is none.
    #[expect(clippy::option_option, reason = "the outer one refuses the node")]
    pub(super) fn target(self, node: &Bound<'py, PyAny>, attribute: &str) -> Option<Option<Name>> {
        let target = node.getattr(attribute).ok()?;
        if target.is_none() {
            return Some(None);
        }
        self.name(&target).map(Some)
    }
}
