//! Look-up of variables and attributes, as `Variable._resolve_lookup` of `django.template.base` has it.

use enliven_template::host::{Invalid, Lookup, TextValues};
use enliven_template::program;
use pyo3::exceptions::{
    PyAttributeError, PyException, PyIndexError, PyKeyError, PyTypeError, PyValueError,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyFunction, PyInt, PyList, PyString, PyTuple, PyType};
use pyo3::{IntoPyObjectExt, intern};

use super::symbols::{Django, Name};
use super::{PythonHost, Value};
use crate::scope::{Found, ViewScope};

/// `logging.DEBUG`.
const DEBUG: u8 = 10;

impl<'py> PythonHost<'py> {
    /// `context[name]`, without calling what is found.
    pub(super) fn find_variable(
        &mut self,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Value<'py>>> {
        if let Some(value) = self.variables.get(name) {
            return Ok(Some(value.clone()));
        }
        let mut is_plain = true;
        let depth = self.scopes.len();
        for index in (0..depth).rev() {
            // A mapping that is not a dictionary may have run code that removed scopes.
            let Ok(scope) = self.scopes.get_item(index) else {
                continue;
            };
            if let Some(scope) = self.as_plain_dict(&scope) {
                if let Some(value) = scope.get_item(name)? {
                    if is_plain {
                        self.variables.found(name, &value, index, depth);
                    }
                    return Ok(Some(value));
                }
                continue;
            }
            if let Ok(view) = scope.cast::<ViewScope>() {
                match view.get().find(name)? {
                    Found::Value(value) => {
                        if is_plain {
                            self.variables.found(name, &value, index, depth);
                        }
                        return Ok(Some(value));
                    }
                    Found::Nothing => continue,
                    Found::Unknown => {}
                }
            }
            is_plain = false;
            let found = scope
                .contains(name)
                .and_then(|found| found.then(|| scope.get_item(name)).transpose());
            if let Some(value) = self.after(found)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    pub(super) fn as_plain_dict<'s>(
        &self,
        scope: &'s Value<'py>,
    ) -> Option<&'s Bound<'py, PyDict>> {
        self.runtime.as_plain_dict(scope)
    }

    pub(super) fn look_up_variable(
        &mut self,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Lookup<Value<'py>>> {
        if let Some(value) = self.variables.get(name)
            && !is_callable(value)
        {
            return Ok(Lookup::Found(value.clone()));
        }
        match self.first_value(name) {
            Ok(Some(value)) if !is_callable(&value) => Ok(Lookup::Found(value)),
            found => {
                let result = found.and_then(|value| self.call_found(value));
                self.conclude(name, None, result)
            }
        }
    }

    fn first_value(&mut self, name: &Bound<'py, PyString>) -> PyResult<Option<Value<'py>>> {
        let found = if self.has_plain_scopes {
            self.find_variable(name)
        } else {
            let found = self.context.get_item(name).map(Some);
            self.after(found)
        };
        match found {
            Ok(None) => {}
            Err(error) if self.is_failed_subscription(&error) => {}
            found => return found,
        }
        let context = self.context.clone();
        self.attribute_of_context(&context, name)
    }

    pub(super) fn look_up_member(
        &mut self,
        object: &Value<'py>,
        name: &Name,
    ) -> PyResult<Lookup<Value<'py>>> {
        if let Ok(object) = object.cast_exact::<PyDict>()
            && let Ok(Some(value)) = object.get_item(name.bind(self.py))
            && !is_callable(&value)
        {
            return Ok(Lookup::Found(value));
        }
        let found = match name.index() {
            Some(index) => self.item(object, index),
            None => self.stored_attribute(object, name),
        };
        if let Some(value) = found
            && !is_callable(&value)
        {
            return Ok(Lookup::Found(value));
        }
        match self.member_value(object, name) {
            Ok(Some(value)) if !is_callable(&value) => Ok(Lookup::Found(value)),
            found => {
                let result = found.and_then(|value| self.call_found(value));
                self.conclude(name.bind(self.py), Some(object), result)
            }
        }
    }

    fn member_value(&mut self, object: &Value<'py>, name: &Name) -> PyResult<Option<Value<'py>>> {
        let key = name.bind(self.py);
        if let Ok(object) = object.cast_exact::<PyDict>() {
            if let Some(value) = object.get_item(key)? {
                return Ok(Some(value));
            }
        } else if has_plain_items(object) {
            // None of them has a string for a key, nor an attribute that looks like a number.
            if is_like_a_number(key) {
                return self.indexed_value(object, key);
            }
        }
        if !self.is_attribute_first(object, name)? && !has_plain_items(object) {
            if is_subscriptable(object)? {
                let found = object.get_item(key);
                match self.after(found) {
                    Ok(value) => return Ok(Some(value)),
                    Err(error) if self.is_failed_subscription(&error) => {}
                    Err(error) => return Err(error),
                }
            }
            if object.is_instance(self.runtime.base_context.bind(self.py))? {
                return self.attribute_of_context(object, key);
            }
        }
        self.attribute_or_item(object, name)
    }

    /// `object.name`, or else `object[int(name)]`.
    fn attribute_or_item(
        &mut self,
        object: &Value<'py>,
        name: &Name,
    ) -> PyResult<Option<Value<'py>>> {
        let error = match self.read_attribute(object, name) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => error,
        };
        if !self.is_failed_attribute(&error) {
            return Err(error);
        }
        let name = name.bind(self.py);
        // An attribute that exists has failed on its own account.
        let exists = object.dir().and_then(|names| names.contains(name));
        if self.after(exists)? {
            return Err(error);
        }
        self.indexed_value(object, name)
    }

    /// What a context has besides its variables: its methods are not for templates, and what its class does not know is not found.
    fn attribute_of_context(
        &self,
        context: &Value<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Value<'py>>> {
        let attribute = match context.get_type().getattr_opt(name)? {
            Some(of_class) if !of_class.is_truthy()? => context.getattr(name).map(Some),
            _ => Ok(None),
        };
        match attribute {
            Ok(None) => self.indexed_value(context, name),
            Err(error) if self.is_failed_attribute(&error) => self.indexed_value(context, name),
            attribute => attribute,
        }
    }

    fn is_failed_attribute(&self, error: &PyErr) -> bool {
        error.is_instance_of::<PyAttributeError>(self.py)
            || error.is_instance_of::<PyTypeError>(self.py)
    }

    /// `object[int(name)]`.
    fn indexed_value(
        &self,
        object: &Value<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Value<'py>>> {
        if !is_like_a_number(name) {
            return Ok(None);
        }
        let found = self
            .py
            .get_type::<PyInt>()
            .call1((name,))
            .and_then(|index| object.get_item(index));
        match found {
            Ok(value) => Ok(Some(value)),
            Err(error)
                if self.is_failed_subscription(&error)
                    && !error.is_instance_of::<PyAttributeError>(self.py) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn is_failed_subscription(&self, error: &PyErr) -> bool {
        let py = self.py;
        error.is_instance_of::<PyTypeError>(py)
            || error.is_instance_of::<PyKeyError>(py)
            || error.is_instance_of::<PyAttributeError>(py)
            || error.is_instance_of::<PyIndexError>(py)
            || error.is_instance_of::<PyValueError>(py)
    }

    /// Calls what was found without arguments, if it can be called.
    fn call_found(&mut self, found: Option<Value<'py>>) -> PyResult<Option<Value<'py>>> {
        match found {
            Some(value) if is_callable(&value) => self.call(value).map(Some),
            found => Ok(found),
        }
    }

    fn call(&mut self, value: Value<'py>) -> PyResult<Value<'py>> {
        let result = self.call_if_allowed(value);
        // A method may render, as `block.super` does, and what allows the call may be a property.
        self.after(result)
    }

    fn call_if_allowed(&self, value: Value<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        if !is_unmarked_function(&value)? {
            if is_set(&value, intern!(py, "do_not_call_in_templates"))? {
                return Ok(value);
            }
            if is_set(&value, intern!(py, "alters_data"))? {
                return self.string_if_invalid();
            }
        }
        match value.call0() {
            Err(error) if error.is_instance_of::<PyTypeError>(py) => {
                let stand_in = self.string_if_invalid()?;
                self.assist("call_failed", (&value, stand_in, error.value(py)))
            }
            result => result,
        }
    }

    /// Logs what failed, and turns it into what the engine does next.
    pub(super) fn conclude(
        &mut self,
        name: &Bound<'py, PyString>,
        object: Option<&Value<'py>>,
        result: PyResult<Option<Value<'py>>>,
    ) -> PyResult<Lookup<Value<'py>>> {
        let py = self.py;
        match result {
            Ok(Some(value)) => Ok(Lookup::Found(value)),
            Ok(None) => {
                if self.logs_failures()? {
                    let object = object.unwrap_or(&self.context);
                    self.assist("log_missing", (&self.context, name, object))?;
                }
                Ok(Lookup::Missing)
            }
            Err(error) if error.is_instance_of::<PyException>(py) => {
                if self.logs_failures()? {
                    self.assist("log_failure", (&self.context, name, error.value(py)))?;
                }
                let is_silent = is_set(error.value(py), intern!(py, "silent_variable_failure"));
                if self.after(is_silent)? {
                    return self.string_if_invalid().map(Lookup::Silenced);
                }
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    fn logs_failures(&self) -> PyResult<bool> {
        self.runtime
            .logger
            .bind(self.py)
            .call_method1(intern!(self.py, "isEnabledFor"), (DEBUG,))?
            .is_truthy()
    }

    pub(super) fn string_if_invalid(&self) -> PyResult<Value<'py>> {
        let py = self.py;
        self.context
            .getattr(intern!(py, "template"))?
            .getattr(intern!(py, "engine"))?
            .getattr(intern!(py, "string_if_invalid"))
    }

    /// What `FilterExpression.resolve` puts in the place of a missing variable.
    pub(super) fn stand_in(
        &self,
        operand: &program::Operand<Django>,
    ) -> PyResult<Invalid<Value<'py>>> {
        let py = self.py;
        let value = self.string_if_invalid()?;
        if !value.is_truthy()? {
            return Ok(Invalid::Input(value));
        }
        if value.contains(intern!(py, "%s"))? {
            let name = operand.to_string().into_bound_py_any(py)?;
            let value = value.call_method1(intern!(py, "__mod__"), (name,))?;
            return Ok(Invalid::Result(value));
        }
        Ok(Invalid::Result(value))
    }
}

/// Whether it is of a builtin type that has items.
fn has_plain_items(object: &Value<'_>) -> bool {
    object.is_exact_instance_of::<PyDict>()
        || object.is_exact_instance_of::<PyList>()
        || object.is_exact_instance_of::<PyTuple>()
        || object.is_exact_instance_of::<PyString>()
}

/// Whether Django looks for `object[key]`.
pub(super) fn is_subscriptable(object: &Value<'_>) -> PyResult<bool> {
    let name = intern!(object.py(), "__getitem__");
    object.get_type().hasattr(name)
}

/// `getattr(object, name, False)`, as a truth value.
fn is_set<'py, T>(object: &Bound<'py, T>, name: &Bound<'py, PyString>) -> PyResult<bool> {
    match object.as_any().getattr_opt(name)? {
        Some(value) => value.is_truthy(),
        None => Ok(false),
    }
}

static METHOD: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Whether it is a function or a method without the attributes that say not to call it. To ask a method for an attribute that it does
/// not have takes longer than a short call.
fn is_unmarked_function(value: &Value<'_>) -> PyResult<bool> {
    let py = value.py();
    let class = METHOD.import(py, "types", "MethodType")?;
    let function = if value.get_type().is(class) {
        value.getattr(intern!(py, "__func__"))?
    } else {
        value.clone()
    };
    if !function.is_exact_instance_of::<PyFunction>() {
        return Ok(false);
    }
    let attributes = function.getattr(intern!(py, "__dict__"))?;
    let attributes = attributes.cast::<PyDict>()?;
    Ok(attributes.is_empty()
        || !attributes.contains(intern!(py, "do_not_call_in_templates"))?
            && !attributes.contains(intern!(py, "alters_data"))?)
}

/// `callable(value)`.
fn is_callable(value: &Value<'_>) -> bool {
    let is_plain =
        value.is_exact_instance_of::<PyString>() || value.is_exact_instance_of::<PyInt>();
    !is_plain && value.is_callable()
}

/// Whether `int()` may read it: no letter starts a number.
fn is_like_a_number(name: &Bound<'_, PyString>) -> bool {
    name.to_str()
        .is_ok_and(|name| !name.starts_with(|first: char| first.is_ascii_alphabetic()))
}
