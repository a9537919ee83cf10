//! The templates that `{% include %}` and inclusion tags name, as `IncludeNode` of `django.template.loader_tags` finds them.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::cache::is_relative;
use super::templates::{Found, Included};
use super::{Node, PythonHost, Value};

impl<'py> PythonHost<'py> {
    /// `IncludeNode`'s way from what the tag names to a template.
    pub(super) fn included_template(
        &mut self,
        node: &Node,
        name: Value<'py>,
    ) -> PyResult<Found<'py>> {
        if let Some(found) = self.remembered_template(node, &name) {
            return Ok(found);
        }
        if let Some(template) = self.flattened.noted(node) {
            let program = self.plain_program(&template)?;
            return Ok(Found { template, program });
        }
        let is_text = name.is_exact_instance_of::<PyString>() || self.is_safe_string(&name);
        let loaded = if is_text {
            self.loaded_template(node, &name)?
        } else {
            None
        };
        let template = match loaded {
            Some(template) => template,
            None => self.assist("find_included", (&node.0, &self.context, &name))?,
        };
        if is_text {
            return self.remember_template(node, name, template);
        }
        let program = self.plain_program(&template)?;
        Ok(Found { template, program })
    }

    /// What this node has found by this name, or object, if no other code has run since.
    pub(super) fn remembered_template(&self, node: &Node, name: &Value<'py>) -> Option<Found<'py>> {
        let known = self.memory.included.get(&node.0.as_ptr().addr())?;
        (known.age == self.memory.code_age() && known.name.is(name)).then(|| Found {
            template: known.template.clone(),
            program: Some(known.program.clone()),
        })
    }

    pub(super) fn remember_template(
        &mut self,
        node: &Node,
        name: Value<'py>,
        template: Value<'py>,
    ) -> PyResult<Found<'py>> {
        let program = self.plain_program(&template)?;
        if let Some(program) = &program {
            let included = Included {
                name,
                template: template.clone(),
                program: program.clone(),
                age: self.memory.code_age(),
            };
            let key = node.0.as_ptr().addr();
            self.memory.included.insert(key, included);
        }
        Ok(Found { template, program })
    }

    /// The template that an `{% include %}` by this name has found before in this rendering, or that a loader has in its cache.
    fn loaded_template(&mut self, node: &Node, name: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let layer = self.state()?.layers.get_item(0)?;
        let Some(layer) = self.as_plain_dict(&layer) else {
            return Ok(None);
        };
        let names = PyTuple::new(py, [name])?;
        let found = layer.get_item(&node.0)?;
        if let Some(found) = &found {
            // Relative names are not found here: they are remembered by what they come to.
            let found = found.cast::<PyDict>()?;
            if let Some(template) = found.get_item(&names)? {
                return Ok(Some(template));
            }
        }
        if is_relative(name.cast::<PyString>()?) {
            return Ok(None);
        }
        let Some(template) = self.cached_template(name)? else {
            return Ok(None);
        };
        if let Some(found) = found {
            found.set_item(names, &template)?;
        } else {
            let found = PyDict::new(py);
            found.set_item(names, &template)?;
            layer.set_item(&node.0, found)?;
        }
        Ok(Some(template))
    }
}
