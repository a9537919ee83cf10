//! The cache of the engine's first loader, where templates are found without calling anything.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::{PythonHost, Runtime, Value};

/// The templates that an engine's first loader remembers by their names.
pub(crate) struct Cache<'py> {
    pub(crate) engine: Value<'py>,
    templates: Bound<'py, PyDict>,
}

impl<'py> Cache<'py> {
    /// That of the engine of a context's template; `None` if a look there is not all that the engine would do.
    pub(crate) fn of(context: &Value<'py>, runtime: &Runtime) -> PyResult<Option<Self>> {
        let py = context.py();
        let template = context.getattr(intern!(py, "template"))?;
        let Some(engine) = template.getattr_opt(intern!(py, "engine"))? else {
            return Ok(None);
        };
        if !engine.get_type().is(&runtime.engine) {
            return Ok(None);
        }
        let loaders = engine.getattr(intern!(py, "template_loaders"))?;
        let Ok(loader) = loaders.get_item(0) else {
            return Ok(None);
        };
        if !loader.get_type().is(&runtime.cached_loader) {
            return Ok(None);
        }
        let cache = loader.getattr(intern!(py, "get_template_cache"))?;
        let Ok(templates) = cache.cast_into_exact::<PyDict>() else {
            return Ok(None);
        };
        Ok(Some(Self { engine, templates }))
    }

    /// The template of this name, if it is in the cache.
    pub(crate) fn get(&self, name: &Value<'py>, runtime: &Runtime) -> PyResult<Option<Value<'py>>> {
        // A partial of a template, as from Django 6.0 on.
        let is_partial = |name: &str| name.contains('#');
        if name.cast::<PyString>()?.to_str().map_or(true, is_partial) {
            return Ok(None);
        }
        let cached = self.templates.get_item(name)?;
        // What else is cached tells that there is no such template.
        Ok(cached.filter(|cached| cached.get_type().is(&runtime.template)))
    }

    /// Whether this is the template of this name.
    pub(crate) fn has(&self, name: &Value<'py>, template: &Value<'py>) -> PyResult<bool> {
        let cached = self.templates.get_item(name)?;
        Ok(cached.is_some_and(|cached| cached.is(template)))
    }
}

impl<'py> PythonHost<'py> {
    /// The template that the engine's first loader has in its cache, if that is all the engine would look at.
    pub(super) fn cached_template(&self, name: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        match Cache::of(&self.context, self.runtime)? {
            Some(cache) => cache.get(name, self.runtime),
            None => Ok(None),
        }
    }
}

/// Whether `{% include %}` resolves the name against that of its own template.
pub(crate) fn is_relative(name: &Bound<'_, PyString>) -> bool {
    name.to_str().map_or(true, |name| {
        let name = name.trim_matches(['"', '\'']);
        name.starts_with("./") || name.starts_with("../")
    })
}
