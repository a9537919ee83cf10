//! Scopes and loops, as `ForNode.render` of `django.template.defaulttags` has them.

use enliven_template::host::Values;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyDict, PyDictItems, PyDictKeys, PyDictValues, PyIterator, PyList, PyRange, PySet, PyString,
    PyTuple, PyType,
};

use super::{Name, PythonHost, Value};

/// The dictionary that a loop's body sees as `forloop`.
pub(crate) struct Loop<'py>(Bound<'py, PyDict>);

/// An iteration under way.
pub(crate) struct Items<'py> {
    iterator: Bound<'py, PyIterator>,
    /// Whether the next item may come out of Python code, as a generator's does.
    runs_code: bool,
}

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
    pub(super) fn open_scope(&mut self, values: Values<'_, Self>) -> PyResult<()> {
        if self.has_plain_scopes {
            self.variables.opened();
            let scope = PyDict::new(self.py);
            for (name, value) in values {
                let name = name.bind(self.py);
                self.variables.set(name, &value);
                scope.set_item(name, value)?;
            }
            return self.scopes.append(scope);
        }
        let values = self.scope_of(values)?;
        let name = intern!(self.py, "push");
        self.context.call_method(name, (), Some(&values))?;
        self.refresh()
    }

    pub(super) fn scope_of(&self, values: Values<'_, Self>) -> PyResult<Bound<'py, PyDict>> {
        let scope = PyDict::new(self.py);
        for (name, value) in values {
            scope.set_item(name.bind(self.py), value)?;
        }
        Ok(scope)
    }

    pub(super) fn close_scope(&mut self) -> PyResult<()> {
        if !self.has_plain_scopes {
            self.context.call_method0(intern!(self.py, "pop"))?;
            return self.refresh();
        }
        self.variables.closed();
        match self.scopes.len() {
            // Raises: a node has removed scopes that are not its own.
            0 | 1 => self.context.call_method0(intern!(self.py, "pop")).map(drop),
            depth => self.scopes.del_item(depth - 1),
        }
    }

    /// `context[name] = value`.
    pub(super) fn set_variable(
        &mut self,
        name: &Bound<'py, PyString>,
        value: &Value<'py>,
    ) -> PyResult<()> {
        if !self.has_plain_scopes {
            return self.context.set_item(name, value);
        }
        let innermost = self.scopes.len().saturating_sub(1);
        let scope = self.scopes.get_item(innermost)?;
        if let Some(scope) = self.as_plain_dict(&scope) {
            self.variables.set(name, value);
            return scope.set_item(name, value);
        }
        let result = scope.set_item(name, value);
        self.refresh()?;
        result
    }

    /// `context.set_upward(name, value)`.
    pub(super) fn set_variable_upward(
        &mut self,
        name: &Bound<'py, PyString>,
        value: &Value<'py>,
    ) -> PyResult<()> {
        let depth = self.scopes.len();
        for index in (0..depth).rev() {
            let scope = self.scopes.get_item(index)?;
            let scope = self.as_plain_dict(&scope);
            let Some(scope) = scope.filter(|_| self.has_plain_scopes) else {
                let method = intern!(self.py, "set_upward");
                let result = self.context.call_method1(method, (name, value));
                return self.after(result).map(drop);
            };
            if scope.contains(name)? {
                self.variables.set_in(name, value, index);
                return scope.set_item(name, value);
            }
        }
        self.set_variable(name, value)
    }

    pub(super) fn unpack_item(&mut self, names: &[Name], item: &Value<'py>) -> PyResult<()> {
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
        let parts = item.try_iter()?.take(names.len());
        let parts = parts.collect::<PyResult<Vec<_>>>()?;
        if !is_plain_sequence(item) {
            self.refresh()?;
        }
        let scope = PyDict::new(py);
        for (name, value) in names.iter().zip(&parts) {
            scope.set_item(name.bind(py), value)?;
        }
        if self.has_plain_scopes {
            self.variables.opened();
            for (name, value) in names.iter().zip(&parts) {
                self.variables.set(name.bind(py), value);
            }
            return self.scopes.append(scope);
        }
        self.context.call_method1(intern!(py, "update"), (scope,))?;
        self.refresh()
    }

    pub(super) fn start_iteration(
        &mut self,
        values: Value<'py>,
        reversed: bool,
    ) -> PyResult<Option<(Items<'py>, usize)>> {
        if values.is_none() {
            return Ok(None);
        }
        let runs_code = !is_plain_sequence(&values);
        let started = self.start(values, reversed, runs_code);
        if runs_code {
            return self.after(started);
        }
        started
    }

    fn start(
        &self,
        mut values: Value<'py>,
        reversed: bool,
        runs_code: bool,
    ) -> PyResult<Option<(Items<'py>, usize)>> {
        let py = self.py;
        if runs_code && !values.hasattr(intern!(py, "__len__"))? {
            values = py.get_type::<PyList>().call1((values,))?;
        }
        let length = values.len()?;
        if length == 0 {
            return Ok(None);
        }
        if reversed {
            values = self.runtime.reversed.bind(py).call1((values,))?;
        }
        let iterator = values.try_iter()?;
        let items = Items {
            runs_code: runs_code && !is_plain_iterator(&iterator)?,
            iterator,
        };
        Ok(Some((items, length)))
    }

    /// An iteration as Python's `iter` starts it.
    pub(super) fn start_plain_iteration(&mut self, values: &Value<'py>) -> PyResult<Items<'py>> {
        let runs_code = !is_plain_sequence(values);
        let iterator = values.try_iter();
        let iterator = if runs_code {
            self.after(iterator)?
        } else {
            iterator?
        };
        Ok(Items {
            runs_code: runs_code && !is_plain_iterator(&iterator)?,
            iterator,
        })
    }

    pub(super) fn next_item(&mut self, items: &mut Items<'py>) -> PyResult<Option<Value<'py>>> {
        let item = items.iterator.next().transpose();
        if items.runs_code {
            self.refresh()?;
        }
        item
    }

    pub(super) fn make_loop(&mut self) -> PyResult<Loop<'py>> {
        let py = self.py;
        let name = intern!(py, "forloop");
        let parent = if self.has_plain_scopes {
            self.find_variable(name)?
        } else if self.context.contains(name)? {
            Some(self.context.get_item(name)?)
        } else {
            None
        };
        let parent = match parent {
            Some(parent) => parent,
            None => PyDict::new(py).into_any(),
        };
        let counters = PyDict::new(py);
        counters.set_item(intern!(py, "parentloop"), parent)?;
        Ok(Loop(counters))
    }

    pub(super) fn publish_loop(&mut self, counters: &Loop<'py>, length: usize) -> PyResult<()> {
        let py = self.py;
        if self.runtime.loops_have_length {
            counters.0.set_item(intern!(py, "length"), length)?;
        }
        self.set_variable(intern!(py, "forloop"), counters.0.as_any())
    }
}

static PLAIN_ITERATORS: PyOnceLock<Vec<Py<PyType>>> = PyOnceLock::new();

/// Whether an iterator reads what is stored in a list, tuple, dictionary or set, of whatever subclass, past its methods.
fn is_plain_iterator(iterator: &Bound<'_, PyIterator>) -> PyResult<bool> {
    let py = iterator.py();
    let plain = PLAIN_ITERATORS.get_or_try_init(py, || {
        let dictionary = PyDict::new(py);
        let sources = [
            PyList::empty(py).into_any(),
            PyTuple::empty(py).into_any(),
            PySet::empty(py)?.into_any(),
            dictionary.call_method0("keys")?,
            dictionary.call_method0("values")?,
            dictionary.call_method0("items")?,
        ];
        sources
            .into_iter()
            .map(|source| Ok(source.try_iter()?.get_type().unbind()))
            .collect::<PyResult<_>>()
    })?;
    let class = iterator.get_type_ptr();
    Ok(plain
        .iter()
        .any(|plain| plain.bind(py).as_type_ptr() == class))
}

/// Whether a value is of a builtin type whose items are stored in it.
fn is_plain_sequence(value: &Value<'_>) -> bool {
    value.is_exact_instance_of::<PyList>()
        || value.is_exact_instance_of::<PyTuple>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyDict>()
        || value.is_exact_instance_of::<PyDictItems>()
        || value.is_exact_instance_of::<PyDictKeys>()
        || value.is_exact_instance_of::<PyDictValues>()
        || value.is_exact_instance_of::<PyRange>()
}
