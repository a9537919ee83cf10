//! The Python class `ViewScope`: what a template finds of a view without any code being run.

use pyo3::PyTraverseError;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PyString};

/// The part of a view's layer in a context that is looked up here; its subclass in Python is the whole mapping, and knows the rest.
#[pyclass(frozen, subclass, module = "enliven._core")]
pub(crate) struct ViewScope {
    attributes: Py<PyDict>,
    overrides: Py<PyDict>,
    /// Names that are found in the layers below.
    reserved: Py<PyFrozenSet>,
    /// Names that classes offer.
    class_names: Py<PyFrozenSet>,
    /// Names for which a class has code that is asked before the instance's attributes; `None` if there is code for all of them.
    described: Option<Py<PyFrozenSet>>,
}

/// What is known of a name.
pub(crate) enum Found<'py> {
    Value(Bound<'py, PyAny>),
    Nothing,
    /// The mapping has to be asked.
    Unknown,
}

#[pymethods]
impl ViewScope {
    #[new]
    fn new(
        attributes: Py<PyDict>,
        overrides: Py<PyDict>,
        reserved: Py<PyFrozenSet>,
        class_names: Py<PyFrozenSet>,
        described: Option<Py<PyFrozenSet>>,
    ) -> Self {
        Self {
            attributes,
            overrides,
            reserved,
            class_names,
            described,
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.attributes)?;
        visit.call(&self.overrides)
    }
}

impl ViewScope {
    /// Looks a name up as the mapping's `__contains__` and `__getitem__` do.
    pub(crate) fn find<'py>(&self, name: &Bound<'py, PyString>) -> PyResult<Found<'py>> {
        let py = name.py();
        let text = name.to_str().unwrap_or_default();
        if text.starts_with('_') {
            return Ok(Found::Nothing);
        }
        if let Some(value) = self.overrides.bind(py).get_item(name)? {
            return Ok(Found::Value(value));
        }
        if let Some(value) = self.attributes.bind(py).get_item(name)?
            && !self.reserved.bind(py).contains(name)?
        {
            return Ok(match &self.described {
                Some(described) if !described.bind(py).contains(name)? => Found::Value(value),
                _ => Found::Unknown,
            });
        }
        let is_offered = text == "csrf_token" || self.class_names.bind(py).contains(name)?;
        Ok(if is_offered {
            Found::Unknown
        } else {
            Found::Nothing
        })
    }
}
