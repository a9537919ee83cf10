//! What one mutable object held, and how it gets it back.

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PySlice};
use pyo3::{PyTraverseError, PyVisit};

/// An object and what it held.
pub(super) struct Record {
    pub(super) object: Py<PyAny>,
    pub(super) held: Held,
}

/// Contents, with the type or function whose methods put them back where the C API has none.
pub(super) enum Held {
    Dict(Py<PyDict>),
    /// Pairs: an ordered dict keeps an order of its own, which only its own methods keep in step.
    OrderedDict(Py<PyList>, Py<PyAny>),
    List(Py<PyList>),
    /// A copy of the set: taking elements over from a set does not hash them again.
    Set(Py<PyAny>, Py<PyAny>),
    Deque(Py<PyList>, Py<PyAny>),
    Bytes(Py<PyBytes>, Py<PyAny>),
    /// The `__dict__`, which may be another dict by the time it is restored.
    Attributes(Py<PyDict>, Py<PyAny>),
    /// A slot's descriptor, and the value if there was one.
    Slot(Py<PyAny>, Option<Py<PyAny>>),
}

impl Record {
    pub(super) fn restore(&self, py: Python<'_>) -> PyResult<()> {
        let object = self.object.bind(py);
        match &self.held {
            Held::Dict(copy) => restore_dict(object.cast()?, copy.bind(py)),
            Held::Attributes(copy, getter) => {
                restore_dict(&attributes_of(getter.bind(py), object)?, copy.bind(py))
            }
            Held::OrderedDict(items, methods) => {
                let methods = methods.bind(py);
                methods.call_method1("clear", (object,))?;
                for item in items.bind(py) {
                    let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
                    methods.call_method1("__setitem__", (object, key, value))?;
                }
                Ok(())
            }
            Held::List(copy) => restore_list(object.cast()?, copy.bind(py)),
            Held::Set(copy, methods) => {
                methods.bind(py).call_method1("clear", (object,))?;
                methods
                    .bind(py)
                    .call_method1("update", (object, copy))
                    .map(drop)
            }
            Held::Deque(items, methods) => {
                methods.bind(py).call_method1("clear", (object,))?;
                methods
                    .bind(py)
                    .call_method1("extend", (object, items))
                    .map(drop)
            }
            Held::Bytes(bytes, methods) => {
                let all = PySlice::full(py);
                methods
                    .bind(py)
                    .call_method1("__setitem__", (object, all, bytes))
                    .map(drop)
            }
            Held::Slot(slot, Some(value)) => slot
                .bind(py)
                .call_method1("__set__", (object, value))
                .map(drop),
            Held::Slot(slot, None) => match slot.bind(py).call_method1("__delete__", (object,)) {
                Err(error) if !error.is_instance_of::<PyAttributeError>(py) => Err(error),
                _ => Ok(()),
            },
        }
    }

    pub(super) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.object)?;
        match &self.held {
            Held::Dict(copy) | Held::Attributes(copy, _) => visit.call(copy),
            Held::List(copy) => visit.call(copy),
            Held::OrderedDict(items, _) | Held::Deque(items, _) => visit.call(items),
            Held::Set(copy, _) => visit.call(copy),
            Held::Bytes(..) => Ok(()),
            Held::Slot(_, value) => visit.call(value),
        }
    }
}

/// A plain dict of the entries, whatever a subclass makes of reading them.
pub(super) fn copy_dict<'py>(dict: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    if dict.is_exact_instance_of::<PyDict>() {
        return dict.copy();
    }
    let copy = PyDict::new(dict.py());
    for item in dict.items() {
        let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
        copy.set_item(key, value)?;
    }
    Ok(copy)
}

/// What an iterator of a built-in type gives.
pub(super) fn items_of<'py>(iterable: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let items: Vec<Bound<'py, PyAny>> = iterable.try_iter()?.collect::<PyResult<_>>()?;
    PyList::new(iterable.py(), items)
}

/// The object's `__dict__`, past any `__getattribute__` of its class.
pub(super) fn attributes_of<'py>(
    getter: &Bound<'py, PyAny>,
    object: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    Ok(getter.call1((object, "__dict__"))?.cast_into()?)
}

/// The value of a slot, if it has one.
pub(super) fn slot_value<'py>(
    slot: &Bound<'py, PyAny>,
    object: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    match slot.call_method1("__get__", (object,)) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_instance_of::<PyAttributeError>(object.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Leaves an unchanged dict alone: other threads may be using it.
fn restore_dict(dict: &Bound<'_, PyDict>, copy: &Bound<'_, PyDict>) -> PyResult<()> {
    if is_same(&dict.keys(), &copy.keys()) && is_same(&dict.values(), &copy.values()) {
        return Ok(());
    }
    dict.clear();
    dict.update(copy.as_mapping())
}

fn restore_list(list: &Bound<'_, PyList>, copy: &Bound<'_, PyList>) -> PyResult<()> {
    if is_same(list, copy) {
        Ok(())
    } else {
        list.set_slice(0, list.len(), copy)
    }
}

fn is_same(left: &Bound<'_, PyList>, right: &Bound<'_, PyList>) -> bool {
    left.len() == right.len()
        && left
            .iter()
            .zip(right.iter())
            .all(|(left, right)| left.is(&right))
}
