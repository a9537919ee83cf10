//! What `Template.render` is made of, to see whether it is as Django wrote it.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyList, PyString};

use super::templates::function_of;

/// A class, a name, and the method that it then has to be.
type Maker = (Py<PyAny>, Py<PyString>, Py<PyAny>);

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
    /// The methods by which contexts are made.
    makers: Vec<Maker>,
    /// What every context knows.
    constants: Py<PyDict>,
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
            makers: makers(&originals.getattr("CONTEXT_MAKERS")?)?,
            constants: [("True", Some(true)), ("False", Some(false)), ("None", None)]
                .into_py_dict(py)?
                .unbind(),
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
    pub(crate) fn is_rendered_by_us(&self, template: &Bound<'_, PyAny>) -> PyResult<bool> {
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

    /// `Context(values, autoescape=autoescape)` and its `render_context`; `None` if somebody has replaced how they are made.
    pub(crate) fn new_context<'py>(
        &self,
        values: &Bound<'py, PyAny>,
        autoescape: &Bound<'py, PyAny>,
    ) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
        let py = values.py();
        for (owner, name, original) in &self.makers {
            if !owner.bind(py).getattr(name)?.is(original) {
                return Ok(None);
            }
        }
        let render_context = new_object(self.render_context.bind(py))?;
        let layers = PyList::new(py, [self.constants.bind(py).copy()?])?;
        render_context.setattr(intern!(py, "dicts"), layers)?;
        let context = new_object(self.context.bind(py))?;
        context.setattr(intern!(py, "autoescape"), autoescape)?;
        context.setattr(intern!(py, "use_l10n"), py.None())?;
        context.setattr(intern!(py, "use_tz"), py.None())?;
        context.setattr(intern!(py, "template_name"), intern!(py, "unknown"))?;
        context.setattr(intern!(py, "render_context"), &render_context)?;
        context.setattr(intern!(py, "template"), py.None())?;
        let scopes = PyList::new(py, [self.constants.bind(py).copy()?])?;
        if !values.is_none() {
            scopes.append(values)?;
        }
        context.setattr(intern!(py, "dicts"), scopes)?;
        Ok(Some((context, render_context)))
    }
}

/// An object of a class, before `__init__`.
fn new_object<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    class.call_method1(intern!(class.py(), "__new__"), (class,))
}

fn makers(originals: &Bound<'_, PyAny>) -> PyResult<Vec<Maker>> {
    let makers = originals.try_iter()?.map(|maker| {
        let (owner, name, method): (Py<PyAny>, String, Py<PyAny>) = maker?.extract()?;
        let name = PyString::intern(originals.py(), &name).unbind();
        Ok((owner, name, method))
    });
    makers.collect()
}
