//! `Template.render` where a rendering begins: a context is bound to a template for as long as it lasts.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::host::{Runtime, program_of_template};
use crate::program::Handle;

/// Renders a template with a context that is bound to none, as `Template.render` does; gives `None` where one of Django's methods that it
/// passes by is not Django's, or the context of a class with methods of its own.
#[pyfunction]
pub(crate) fn render_bound<'py>(
    template: &Bound<'py, PyAny>,
    context: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = template.py();
    let runtime = Runtime::get(py)?;
    if !context.get_type().is(&runtime.context) || !runtime.binding.is_djangos(py)? {
        return Ok(None);
    }
    let render_context = context.getattr(intern!(py, "render_context"))?;
    let is_bound = !context.getattr(intern!(py, "template"))?.is_none();
    if is_bound || !render_context.get_type().is(&runtime.render_context) {
        return Ok(None);
    }
    let Some(program) = program_of_template(template)? else {
        return Ok(None);
    };
    render_in(template, context, &render_context, &program).map(Some)
}

/// Renders a template with a new context of these variables, as `django.template.backends.django.Template.render` does without a
/// request; gives `None` where one of Django's methods that it passes by is not Django's, or the variables are no plain dictionary.
#[pyfunction]
pub(crate) fn render_values<'py>(
    template: &Bound<'py, PyAny>,
    values: &Bound<'py, PyAny>,
    autoescape: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = template.py();
    let runtime = Runtime::get(py)?;
    let makes_context = values.is_none() || values.is_exact_instance_of::<PyDict>();
    if !makes_context
        || !runtime.binding.is_djangos(py)?
        || !runtime.binding.is_rendered_by_us(template)?
    {
        return Ok(None);
    }
    let Some(program) = program_of_template(template)? else {
        return Ok(None);
    };
    let Some((context, render_context)) = runtime.binding.new_context(values, autoescape)? else {
        return Ok(None);
    };
    render_in(template, &context, &render_context, &program).map(Some)
}

/// What both do once the context is known to be bound to no template.
fn render_in<'py>(
    template: &Bound<'py, PyAny>,
    context: &Bound<'py, PyAny>,
    render_context: &Bound<'py, PyAny>,
    program: &Handle<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = template.py();
    let outer = render_context.getattr(intern!(py, "template"))?;
    let layers = render_context
        .getattr(intern!(py, "dicts"))?
        .cast_into::<PyList>()?;
    layers.append(PyDict::new(py))?;
    render_context.setattr(intern!(py, "template"), template)?;
    context.setattr(intern!(py, "template"), template)?;
    let name = template.getattr(intern!(py, "name"))?;
    context.setattr(intern!(py, "template_name"), name)?;
    let text = program.0.get().render(py, context.clone());
    context.setattr(intern!(py, "template"), py.None())?;
    render_context.setattr(intern!(py, "template"), outer)?;
    pop(render_context)?;
    text
}

/// `render_context.pop()`.
fn pop(render_context: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = render_context.py();
    let layers = render_context.getattr(intern!(py, "dicts"))?;
    if let Ok(layers) = layers.cast_exact::<PyList>()
        && layers.len() > 1
        && Runtime::get(py)?.binding.is_djangos(py)?
    {
        return layers.del_item(layers.len() - 1);
    }
    render_context.call_method0(intern!(py, "pop")).map(drop)
}
