//! Variables of a thread or task, in which Django keeps the active language and what addresses begin with.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// An `asgiref.local.Local` of a module. To read it takes microseconds, which is more than most tags; to see that it has not
/// changed, a fraction of one.
pub(crate) struct Local {
    module: Py<PyDict>,
    name: Py<PyString>,
    /// The object, and the context variable behind it, if it is known how it works.
    known: Option<(Py<PyAny>, Py<PyAny>)>,
}

impl Local {
    pub(super) fn import(py: Python<'_>, module: &str, name: &str) -> PyResult<Self> {
        let module = py.import(module)?;
        let object = module.getattr(name)?;
        let variable = py
            .import("enliven.template.locals")?
            .call_method1("find_variable", (&object,))?;
        Ok(Self {
            module: module.dict().unbind(),
            name: PyString::intern(py, name).unbind(),
            known: (!variable.is_none()).then(|| (object.unbind(), variable.unbind())),
        })
    }

    /// An object that is another one after each change; `None` if there is none.
    pub(super) fn state<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some((object, variable)) = &self.known else {
            return Ok(None);
        };
        // Tests of Django's put another one in its place.
        let current = self.module.bind(py).get_item(&self.name)?;
        if !current.is_some_and(|current| current.is(object)) {
            return Ok(None);
        }
        let variable = variable.bind(py);
        variable
            .call_method1(intern!(py, "get"), (py.None(),))
            .map(Some)
    }
}
