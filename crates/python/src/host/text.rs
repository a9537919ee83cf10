//! What the filters on text and lists ask of Python.

use enliven_template::host::{Case, Host, Slice, TextValues, View};
use pyo3::exceptions::{PyAttributeError, PyIndexError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyString, PyTuple, PyType};

use super::json::Encoder;
use super::lookup::is_subscriptable;
use super::{Name, PythonHost, Value};

impl<'py> TextValues for PythonHost<'py> {
    fn as_text(&mut self, value: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        if value.is_instance_of::<PyString>() || self.is_safe_data(value)? {
            return Ok(None);
        }
        if let Some((text, is_safe)) = self.lazy_text(value)?
            && (self.is_safe_string(&text) || !is_safe && text.is_exact_instance_of::<PyString>())
        {
            return Ok(Some(text));
        }
        let text = value.str();
        let text = self.after(text)?.into_any();
        // `__str__` may give text of a class with a `__str__` of its own, which is not to be called.
        let is_plain = text.is_exact_instance_of::<PyString>() || self.is_safe_string(&text);
        Ok(is_plain.then_some(text))
    }

    fn change_case(&mut self, text: &str, case: Case) -> PyResult<String> {
        let method = match case {
            Case::Lower => intern!(self.py, "lower"),
            Case::Upper => intern!(self.py, "upper"),
            Case::Title => intern!(self.py, "title"),
        };
        PyString::new(self.py, text).call_method0(method)?.extract()
    }

    fn decompose(&mut self, text: &str) -> PyResult<String> {
        let unicode = self.py.import(intern!(self.py, "unicodedata"))?;
        unicode
            .call_method1(intern!(self.py, "normalize"), ("NFKD", text))?
            .extract()
    }

    fn count_items(&self, list: &Value<'py>) -> Option<usize> {
        if let Ok(list) = list.cast_exact::<PyList>() {
            return Some(list.len());
        }
        let tuple = list.cast_exact::<PyTuple>().ok()?;
        Some(tuple.len())
    }

    fn item(&self, list: &Value<'py>, index: usize) -> Option<Value<'py>> {
        if let Ok(list) = list.cast_exact::<PyList>() {
            return list.get_item(index).ok();
        }
        list.cast_exact::<PyTuple>().ok()?.get_item(index).ok()
    }

    fn slice(&mut self, list: &Value<'py>, slice: Slice) -> PyResult<Value<'py>> {
        let bounds = (slice.start, slice.stop, slice.step);
        list.get_item(self.py.get_type::<PySlice>().call1(bounds)?)
    }

    fn choose(&mut self, list: &Value<'py>) -> PyResult<Value<'py>> {
        let random = self.py.import(intern!(self.py, "random"))?;
        let chosen = random.call_method1(intern!(self.py, "choice"), (list,));
        let chosen = self.after(chosen);
        self.or_empty(chosen, |error| {
            error.is_instance_of::<PyIndexError>(self.py)
        })
    }

    fn sort(
        &mut self,
        list: &Value<'py>,
        names: &[&str],
        is_reversed: bool,
    ) -> PyResult<Option<Value<'py>>> {
        let sorted = self.sorted_by(list, names, is_reversed);
        match self.after(sorted) {
            Ok(sorted) => Ok(Some(sorted.into_any())),
            Err(error) if self.is_incomparable(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn format(&mut self, value: &Value<'py>, directive: &str) -> PyResult<Option<Value<'py>>> {
        let is_plain = !matches!(self.view(value), View::Other);
        if value.is_instance_of::<PyTuple>() || !is_plain && self.is_safe_data(value)? {
            return Ok(None);
        }
        let formatted = PyString::new(self.py, &format!("%{directive}")).rem(value);
        let formatted = if is_plain {
            formatted
        } else {
            self.after(formatted)
        };
        let is_unfit = |error: &PyErr| {
            error.is_instance_of::<PyValueError>(self.py)
                || error.is_instance_of::<PyTypeError>(self.py)
        };
        self.or_empty(formatted, is_unfit).map(Some)
    }

    fn json(&self, value: &Value<'py>) -> Option<String> {
        let mut encoder = Encoder::new(self);
        encoder.push(value, 0)?;
        Some(encoder.finish())
    }
}

impl<'py> PythonHost<'py> {
    /// Turns some errors into empty text.
    fn or_empty(
        &self,
        result: PyResult<Value<'py>>,
        stands_for_nothing: impl FnOnce(&PyErr) -> bool,
    ) -> PyResult<Value<'py>> {
        match result {
            Err(error) if stands_for_nothing(&error) => Ok(PyString::new(self.py, "").into_any()),
            other => other,
        }
    }

    /// Whether what a filter makes of a value may become markup because the value is.
    fn is_safe_data(&self, value: &Value<'py>) -> PyResult<bool> {
        value.is_instance(self.runtime.safe_data.bind(self.py))
    }

    fn is_incomparable(&self, error: &PyErr) -> bool {
        error.is_instance_of::<PyAttributeError>(self.py)
            || error.is_instance_of::<PyTypeError>(self.py)
    }

    /// A sorted copy, whose keys are found before anything is compared, as `sorted` does.
    fn sorted_by(
        &mut self,
        list: &Value<'py>,
        names: &[&str],
        is_reversed: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let py = self.py;
        let names: Vec<_> = names.iter().map(|name| Name::new(py, name)).collect();
        let items = list.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let keys = items
            .iter()
            .map(|item| self.key_of(item.clone(), &names))
            .collect::<PyResult<Vec<_>>>()?;
        let arguments = PyDict::new(py);
        let key = PyList::new(py, keys)?.getattr(intern!(py, "__getitem__"))?;
        arguments.set_item(intern!(py, "key"), key)?;
        arguments.set_item(intern!(py, "reverse"), is_reversed)?;
        let order = PyList::new(py, 0..items.len())?;
        order.call_method(intern!(py, "sort"), (), Some(&arguments))?;
        let sorted = order
            .iter()
            .map(|position| Ok(items[position.extract::<usize>()?].clone()))
            .collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, sorted)
    }

    fn key_of(&mut self, item: Value<'py>, names: &[Name]) -> PyResult<Value<'py>> {
        names.iter().try_fold(item, |value, name| {
            let key = name.bind(self.py);
            if let Ok(table) = value.cast_exact::<PyDict>() {
                if let Some(found) = table.get_item(key)? {
                    return Ok(found);
                }
            } else if value.is_instance_of::<PyType>()
                || !self.is_attribute_first(&value, name)? && is_subscriptable(&value)?
            {
                // A class may have items, whatever its own class says.
                let found = value.get_item(key);
                match self.after(found) {
                    Err(error) if self.is_failed_subscription(&error) => {}
                    found => return found,
                }
            }
            self.read_attribute(&value, name)
        })
    }
}
