//! What `Template.render` is made of, to see whether it is as Django wrote it.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyList, PyString, PyType};

use super::versions::Watched;

/// A class, a name, and the method that it then has to be.
type Maker = (Py<PyAny>, Py<PyString>, Py<PyAny>);

/// Methods as they were when the project started, and the classes that have them.
pub(crate) struct Binding {
    /// `django.template.Template`, in whose `render` ours takes part.
    template: Py<PyAny>,
    /// `None` if it is not Django's.
    plain_render: Py<PyAny>,
    own_render: Py<PyAny>,
    inner_render: Py<PyAny>,
    /// Our class of templates, and whether it has these two.
    own: Py<PyType>,
    has_own_render: Watched,
    has_inner_render: Watched,
    context: Py<PyAny>,
    bind_template: Py<PyAny>,
    render_context: Py<PyAny>,
    push_state: Py<PyAny>,
    pop: Py<PyAny>,
    /// All of these classes.
    classes: Watched,
    /// The methods by which contexts are made, and the classes that have them.
    makers: (Vec<Maker>, Watched),
    /// What every context knows.
    constants: Py<PyDict>,
}

impl Binding {
    pub(super) fn import(py: Python<'_>, have_versions: bool) -> PyResult<Self> {
        let context = py.import("django.template.context")?;
        let originals = py.import("enliven.template.originals")?;
        let template = py.import("django.template.base")?.getattr("Template")?;
        let render_context = context.getattr("RenderContext")?;
        let context = context.getattr("Context")?;
        let class = |class: &Bound<'_, PyAny>| -> PyResult<Py<PyType>> {
            Ok(class.clone().cast_into::<PyType>()?.unbind())
        };
        let own = py.import("enliven.template.engine")?.getattr("Template")?;
        let classes = [class(&template)?, class(&context)?, class(&render_context)?];
        Ok(Self {
            classes: Watched::new(classes, have_versions),
            makers: (
                makers(&originals.getattr("CONTEXT_MAKERS")?)?,
                Watched::new([class(&context)?, class(&render_context)?], have_versions),
            ),
            template: template.unbind(),
            plain_render: originals.getattr("TEMPLATE_RENDER")?.unbind(),
            own_render: own.getattr("render")?.unbind(),
            inner_render: originals.getattr("TEMPLATE_INNER_RENDER")?.unbind(),
            own: class(&own)?,
            has_own_render: Watched::new([class(&own)?], have_versions),
            has_inner_render: Watched::new([class(&own)?], have_versions),
            context: context.unbind(),
            bind_template: originals.getattr("BIND_TEMPLATE")?.unbind(),
            render_context: render_context.unbind(),
            push_state: originals.getattr("PUSH_STATE")?.unbind(),
            pop: originals.getattr("POP")?.unbind(),
            constants: [("True", Some(true)), ("False", Some(false)), ("None", None)]
                .into_py_dict(py)?
                .unbind(),
        })
    }

    /// Whether nobody has replaced what `Template.render` does at the beginning and the end.
    pub(crate) fn is_djangos(&self, py: Python<'_>) -> PyResult<bool> {
        self.classes.holds(py, || {
            let context = self.context.bind(py);
            let bind = context.getattr(intern!(py, "bind_template"))?;
            let render_context = self.render_context.bind(py);
            let push = render_context.getattr(intern!(py, "push_state"))?;
            let pop = render_context.getattr(intern!(py, "pop"))?;
            Ok(self.has_plain_render(py)?
                && bind.is(&self.bind_template)
                && push.is(&self.push_state)
                && pop.is(&self.pop))
        })
    }

    /// Whether a template's `render` is ours, and Django's, which ours stands for, is Django's.
    pub(crate) fn is_rendered_by_us(&self, template: &Bound<'_, PyAny>) -> PyResult<bool> {
        let class = template.get_type();
        let name = intern!(template.py(), "render");
        if class.is(&self.own) {
            return Ok(self.has_own_render(&class)? && !has_attribute(template, name)?);
        }
        let render = function_of(template, name)?;
        Ok(render.is_some_and(|render| render.is(&self.own_render))
            && self.has_plain_render(template.py())?)
    }

    /// Whether a template is of our class and its `_render` as Django wrote it.
    pub(crate) fn renders_plainly(&self, template: &Bound<'_, PyAny>) -> PyResult<bool> {
        let class = template.get_type();
        let name = intern!(template.py(), "_render");
        Ok(
            class.is(&self.own)
                && self.has_inner_render(&class)?
                && !has_attribute(template, name)?,
        )
    }

    /// Both.
    pub(crate) fn is_plain(&self, template: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = template.py();
        let class = template.get_type();
        if !class.is(&self.own)
            || !self.has_inner_render(&class)?
            || !self.has_own_render(&class)?
        {
            return Ok(false);
        }
        let attributes = attributes_of(template)?;
        Ok(!attributes.contains(intern!(py, "_render"))?
            && !attributes.contains(intern!(py, "render"))?)
    }

    fn has_inner_render(&self, class: &Bound<'_, PyType>) -> PyResult<bool> {
        let py = class.py();
        self.has_inner_render.holds(py, || {
            let inner = class.getattr(intern!(py, "_render"))?;
            Ok(inner.is(&self.inner_render))
        })
    }

    fn has_own_render(&self, class: &Bound<'_, PyType>) -> PyResult<bool> {
        let py = class.py();
        self.has_own_render.holds(py, || {
            let render = class.getattr(intern!(py, "render"))?;
            Ok(render.is(&self.own_render) && self.has_plain_render(py)?)
        })
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
        let (makers, classes) = &self.makers;
        let are_djangos = classes.holds(py, || {
            for (owner, name, original) in makers {
                if !owner.bind(py).getattr(name)?.is(original) {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        if !are_djangos? {
            return Ok(None);
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

/// Whether an object has an attribute itself.
fn has_attribute(object: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<bool> {
    attributes_of(object)?.contains(name)
}

fn attributes_of<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let attributes = object.getattr(intern!(object.py(), "__dict__"))?;
    Ok(attributes.cast_into::<PyDict>()?)
}

/// The function behind a method of an object.
pub(super) fn function_of<'py>(
    object: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match object.getattr_opt(name)? {
        Some(method) => method.getattr_opt(intern!(object.py(), "__func__")),
        None => Ok(None),
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
