//! Scopes and loops, as `ForNode.render` of `django.template.defaulttags` has them.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyString};

use super::{Name, PythonHost, Value};

/// The dictionary that a loop's body sees as `forloop`.
pub(crate) struct Loop<'py>(Bound<'py, PyDict>);

impl Loop<'_> {
    pub(super) fn set(&self, index: usize, length: usize) -> PyResult<()> {
        let py = self.0.py();
        let counters = &self.0;
        counters.set_item(intern!(py, "counter0"), index)?;
        counters.set_item(intern!(py, "counter"), index + 1)?;
        // A sequence may grow while it is iterated over.
        let left = i64::try_from(length)? - i64::try_from(index)?;
        counters.set_item(intern!(py, "revcounter"), left)?;
        counters.set_item(intern!(py, "revcounter0"), left - 1)?;
        counters.set_item(intern!(py, "first"), index == 0)?;
        counters.set_item(intern!(py, "last"), left == 1)
    }
}

impl<'py> PythonHost<'py> {
    pub(super) fn open_scope(&self) -> PyResult<()> {
        self.scopes.append(PyDict::new(self.py))
    }

    pub(super) fn close_scope(&self) -> PyResult<()> {
        match self.scopes.len() {
            // Raises: a node has removed scopes that are not its own.
            0 | 1 => self.context.call_method0(intern!(self.py, "pop")).map(drop),
            depth => self.scopes.del_item(depth - 1),
        }
    }

    /// `context[name] = value`.
    pub(super) fn set_variable(
        &self,
        name: &Bound<'py, PyString>,
        value: impl IntoPyObject<'py>,
    ) -> PyResult<()> {
        let innermost = self.scopes.len().saturating_sub(1);
        self.scopes.get_item(innermost)?.set_item(name, value)
    }

    pub(super) fn unpack_item(&self, names: &[Name], item: &Value<'py>) -> PyResult<()> {
        let py = self.py;
        let length = match item.len() {
            Ok(length) => length,
            Err(error) if error.is_instance_of::<PyTypeError>(py) => 1,
            Err(error) => return Err(error),
        };
        if length != names.len() {
            return Err(PyValueError::new_err(format!(
                "Need {} values to unpack in for loop; got {length}. ",
                names.len()
            )));
        }
        let scope = PyDict::new(py);
        for (name, value) in names.iter().zip(item.try_iter()?) {
            scope.set_item(name.bind(py), value?)?;
        }
        self.scopes.append(scope)
    }

    pub(super) fn start_iteration(
        &self,
        mut values: Value<'py>,
        reversed: bool,
    ) -> PyResult<Option<(Bound<'py, PyIterator>, usize)>> {
        let py = self.py;
        if values.is_none() {
            return Ok(None);
        }
        if !values.is_exact_instance_of::<PyList>() && !values.hasattr(intern!(py, "__len__"))? {
            values = py.get_type::<PyList>().call1((values,))?;
        }
        let length = values.len()?;
        if length == 0 {
            return Ok(None);
        }
        if reversed {
            values = self.runtime.reversed.bind(py).call1((values,))?;
        }
        Ok(Some((values.try_iter()?, length)))
    }

    pub(super) fn make_loop(&self) -> PyResult<Loop<'py>> {
        let py = self.py;
        let parent = match self.find_variable(intern!(py, "forloop"))? {
            Some(parent) => parent,
            None => PyDict::new(py).into_any(),
        };
        let counters = PyDict::new(py);
        counters.set_item(intern!(py, "parentloop"), parent)?;
        Ok(Loop(counters))
    }

    pub(super) fn publish_loop(&self, counters: &Loop<'py>, length: usize) -> PyResult<()> {
        let py = self.py;
        if self.runtime.loops_have_length {
            counters.0.set_item(intern!(py, "length"), length)?;
        }
        self.set_variable(intern!(py, "forloop"), &counters.0)
    }
}
