//! Addresses of views and static files.

use enliven_template::host::{Addresses, Values};
use enliven_template::render::Resolved;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::{PythonHost, Value};

impl<'py> Addresses for PythonHost<'py> {
    fn reverse(
        &mut self,
        view: Value<'py>,
        arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Resolved<Value<'py>>> {
        let url = self.reverse_url(&view, arguments, keywords, is_optional);
        self.after(url).map(Resolved::Value)
    }

    fn static_url(&mut self, path: Value<'py>) -> PyResult<Value<'py>> {
        let url = self.runtime.static_url.bind(self.py).call1((path,));
        self.after(url)
    }
}

impl<'py> PythonHost<'py> {
    /// `URLNode.render`, its arguments resolved.
    pub(super) fn reverse_url(
        &self,
        view: &Value<'py>,
        arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let named = self.scope_of(keywords)?;
        let options = PyDict::new(py);
        options.set_item(intern!(py, "args"), PyList::new(py, arguments)?)?;
        options.set_item(intern!(py, "kwargs"), named)?;
        options.set_item(intern!(py, "current_app"), self.current_app()?)?;
        let reverse = self.runtime.urls.bind(py).getattr(intern!(py, "reverse"))?;
        match reverse.call((view,), Some(&options)) {
            Err(error)
                if is_optional && error.is_instance(py, self.runtime.no_reverse_match.bind(py)) =>
            {
                Ok(PyString::new(py, "").into_any())
            }
            result => result,
        }
    }

    fn current_app(&self) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let Some(request) = self.context.getattr_opt(intern!(py, "request"))? else {
            return Ok(None);
        };
        if let Some(current_app) = request.getattr_opt(intern!(py, "current_app"))? {
            return Ok(Some(current_app));
        }
        match request.getattr_opt(intern!(py, "resolver_match"))? {
            Some(resolved) => resolved.getattr_opt(intern!(py, "namespace")),
            None => Ok(None),
        }
    }
}
