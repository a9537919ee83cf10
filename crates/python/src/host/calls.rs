//! Functions behind tags, and what they render, as the nodes of `django.template.library` have it.

use enliven_template::host::{Calls, Values};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::templates::{Found, Frame};
use super::{Function, Node, PythonHost, Value};

impl<'py> Calls for PythonHost<'py> {
    fn call(
        &mut self,
        function: &Function,
        takes_context: bool,
        mut arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        if takes_context {
            self.show_families()?;
            arguments.insert(0, self.context.clone());
        }
        let arguments = PyTuple::new(py, arguments)?;
        let function = function.function.bind(py);
        let result = if keywords.is_empty() {
            function.call1(arguments)
        } else {
            function.call(arguments, Some(&self.scope_of(keywords)?))
        };
        if takes_context {
            self.memory.age += 1;
        }
        self.after(result)
    }
}

impl<'py> PythonHost<'py> {
    /// The first half of `InclusionAdminNode.render`.
    pub(super) fn choose_by_model(&mut self, node: &Node) -> PyResult<()> {
        self.assist("choose_admin_template", (&node.0, &self.context))?;
        self.refresh()
    }

    /// `InclusionNode.render`, from what its function has returned to the context that its template renders in.
    pub(super) fn open_inclusion(
        &mut self,
        node: &Node,
        values: &Value<'py>,
    ) -> PyResult<(Found<'py>, Frame<'py>)> {
        let template = self.inclusion_template(node)?;
        let found = match self.remembered_template(node, &template) {
            Some(found) => found,
            None => self.remember_template(node, template.clone(), template)?,
        };
        let name = intern!(self.py, "csrf_token");
        let token = if self.has_plain_scopes {
            self.find_variable(name)?
        } else {
            Some(
                self.context
                    .call_method1(intern!(self.py, "get"), (name,))?,
            )
        };
        let frame = self.enter_new_context(values)?;
        if let Some(token) = token.filter(|token| !token.is_none()) {
            self.set_variable(name, &token)?;
        }
        Ok((found, frame))
    }

    fn inclusion_template(&mut self, node: &Node) -> PyResult<Value<'py>> {
        let py = self.py;
        let layer = self.state()?.layer()?;
        if let Some(layer) = self.as_plain_dict(&layer) {
            if let Some(template) = layer.get_item(&node.0)?
                && !template.is_none()
            {
                return Ok(template);
            }
            let name = node.0.bind(py).getattr(intern!(py, "filename"))?;
            if name.is_exact_instance_of::<PyString>()
                && let Some(template) = self.cached_template(&name)?
            {
                layer.set_item(&node.0, &template)?;
                return Ok(template);
            }
        }
        self.assist("find_inclusion", (&node.0, &self.context))
    }
}
