//! Tags made of functions, as `django.template.library` makes them.

use enliven_template::program::{Call, CallBlock, Inclusion};
use pyo3::intern;
use pyo3::prelude::*;

use super::Lowering;
use crate::host::{Django, Function};

impl<'py> Lowering<'py> {
    pub(super) fn call(self, node: &Bound<'py, PyAny>) -> Option<Call<Django>> {
        let target = self.target(node, "target_var")?;
        Some(Call {
            target,
            ..self.untargeted_call(node)?
        })
    }

    pub(super) fn call_block(self, node: &Bound<'py, PyAny>) -> Option<CallBlock<Django>> {
        Some(CallBlock {
            call: self.call(node)?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn inclusion(
        self,
        node: &Bound<'py, PyAny>,
        chooses_first: bool,
    ) -> Option<Inclusion<Django>> {
        Some(Inclusion {
            call: self.untargeted_call(node)?,
            chooses_first,
        })
    }

    fn untargeted_call(self, node: &Bound<'py, PyAny>) -> Option<Call<Django>> {
        self.classes.keeps(node, &["get_resolved_arguments"])?;
        let takes_context = node.getattr("takes_context").ok()?;
        Some(Call {
            function: self.function(node)?,
            takes_context: takes_context.is_truthy().ok()?,
            arguments: self.expressions(&node.getattr("args").ok()?)?,
            keywords: self.assignments_of(node, "kwargs")?,
            target: None,
        })
    }

    fn function(self, node: &Bound<'py, PyAny>) -> Option<Function> {
        let py = self.py;
        let contents = node
            .getattr(intern!(py, "token"))
            .and_then(|token| token.getattr(intern!(py, "contents")))
            .ok()?;
        let contents: String = contents.extract().ok()?;
        Some(Function {
            name: contents.split_whitespace().next()?.into(),
            function: node.getattr("func").ok()?.unbind(),
        })
    }
}
