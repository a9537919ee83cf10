//! What `Template.render` is made of, to see whether it is as Django wrote it.

use pyo3::intern;
use pyo3::prelude::*;

use super::templates::function_of;

/// Methods as they were when the project started, and the classes that have them.
pub(crate) struct Binding {
    /// `django.template.Template`, in whose `render` ours takes part.
    template: Py<PyAny>,
    /// `None` if it is not Django's.
    plain_render: Py<PyAny>,
    own_render: Py<PyAny>,
    context: Py<PyAny>,
    bind_template: Py<PyAny>,
    render_context: Py<PyAny>,
    push_state: Py<PyAny>,
}

impl Binding {
    pub(super) fn import(py: Python<'_>) -> PyResult<Self> {
        let context = py.import("django.template.context")?;
        let originals = py.import("enliven.template.originals")?;
        Ok(Self {
            template: py
                .import("django.template.base")?
                .getattr("Template")?
                .unbind(),
            plain_render: originals.getattr("TEMPLATE_RENDER")?.unbind(),
            own_render: py
                .import("enliven.template.engine")?
                .getattr("Template")?
                .getattr("render")?
                .unbind(),
            context: context.getattr("Context")?.unbind(),
            bind_template: originals.getattr("BIND_TEMPLATE")?.unbind(),
            render_context: context.getattr("RenderContext")?.unbind(),
            push_state: originals.getattr("PUSH_STATE")?.unbind(),
        })
    }

    /// Whether nobody has replaced what `Template.render` does at the beginning and the end.
    pub(crate) fn is_djangos(&self, py: Python<'_>) -> PyResult<bool> {
        let context = self.context.bind(py);
        let render_context = self.render_context.bind(py);
        Ok(self.has_plain_render(py)?
            && context
                .getattr(intern!(py, "bind_template"))?
                .is(&self.bind_template)
            && render_context
                .getattr(intern!(py, "push_state"))?
                .is(&self.push_state))
    }

    /// Whether a template's `render` is ours, and Django's, which ours stands for, is Django's.
    pub(super) fn is_rendered_by_us(&self, template: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = template.py();
        let render = function_of(template, intern!(py, "render"))?;
        Ok(
            render.is_some_and(|render| render.is(&self.own_render))
                && self.has_plain_render(py)?,
        )
    }

    fn has_plain_render(&self, py: Python<'_>) -> PyResult<bool> {
        let render = self.template.bind(py).getattr(intern!(py, "render"))?;
        Ok(render.is(&self.plain_render))
    }
}
