//! Which program a template or a node list renders: one that is fresh, and only where nobody has replaced how it renders.

use pyo3::intern;
use pyo3::prelude::*;

use super::binding::function_of;
use super::{PythonHost, Runtime, Value};
use crate::program::{Handle, Program};

impl<'py> PythonHost<'py> {
    /// The program of a template that renders as `Template.render` does.
    pub(super) fn plain_program(&mut self, template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        let is_bound = !self
            .context
            .getattr(intern!(self.py, "template"))?
            .is_none();
        if !is_bound || !self.runtime.binding.is_plain(template)? {
            return Ok(None);
        }
        self.program_of_list(&template.getattr(intern!(self.py, "nodelist"))?)
    }

    /// The program of a template whose `_render` nobody has replaced, but for the test client.
    pub(super) fn program_of(&mut self, template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        let py = self.py;
        if !self.runtime.binding.renders_plainly(template)? {
            if !template.get_type().is(&self.runtime.template) {
                return Ok(None);
            }
            let Some(inner) = function_of(template, intern!(py, "_render"))? else {
                return Ok(None);
            };
            // The test client's replacement does no more than to tell; a profiler's is called.
            let arguments = (inner, template, &self.context);
            if !self.assist("tell_test_client", arguments)?.is_truthy()? {
                return Ok(None);
            }
        }
        self.program_of_list(&template.getattr(intern!(py, "nodelist"))?)
    }

    /// The program of a node list that Rust may run.
    pub(super) fn program_of_list(&mut self, list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        if !list.get_type().is(&self.runtime.lowered_list) || self.may_lower()? {
            return program_of_list(list);
        }
        Ok(None)
    }

    /// Whether node lists may be run by Rust.
    pub(super) fn may_lower(&mut self) -> PyResult<bool> {
        if let Some(lowers) = self.memory.lowers {
            return Ok(lowers);
        }
        let lowers = self.runtime.are_in_place(self.py)?;
        self.memory.lowers = Some(lowers);
        Ok(lowers)
    }
}

/// The program of a template of ours whose `_render` nobody has replaced.
pub(crate) fn program_of_template<'py>(template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = template.py();
    let runtime = Runtime::get(py)?;
    if !runtime.binding.renders_plainly(template)? || !runtime.are_in_place(py)? {
        return Ok(None);
    }
    program_of_list(&template.getattr(intern!(py, "nodelist"))?)
}

/// The program of a node list. One that is fresh is there already; else the list makes it, unless nodes are not to be lowered.
pub(crate) fn program_of_list<'py>(list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = list.py();
    if list.get_type().is(&Runtime::get(py)?.lowered_list)
        && let Some(program) = fresh_program(list)?
    {
        return Ok(Some(program));
    }
    let Some(method) = list.getattr_opt(intern!(py, "program"))? else {
        return Ok(None);
    };
    let program = method.call0()?;
    if program.is_none() {
        return Ok(None);
    }
    Ok(Some(Handle(program.cast_into::<Program>()?)))
}

/// The program that a list holds, if the list has not changed since.
fn fresh_program<'py>(list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = list.py();
    let tree = list.getattr(intern!(py, "_tree"))?;
    if tree.is_none() {
        return Ok(None);
    }
    let changes = tree.getattr(intern!(py, "changes"))?;
    let seen = list.getattr(intern!(py, "_seen"))?;
    if !changes.is(&seen) && !changes.eq(&seen)? {
        return Ok(None);
    }
    let program = list.getattr(intern!(py, "_program"))?;
    Ok(program.cast_into::<Program>().ok().map(Handle))
}
