//! Python's values as the engine sees them.

use enliven_template::host::View;
use enliven_template::program::Relation;
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple};
use pyo3::{IntoPyObjectExt, intern};

use super::symbols::Filter;
use super::{PythonHost, Value};

impl<'py> PythonHost<'py> {
    pub(super) fn view_of<'v>(&self, value: &'v Value<'py>) -> View<'v> {
        if let Ok(text) = value.cast_exact::<PyString>() {
            return text_view(text, false);
        }
        if let Ok(number) = value.cast_exact::<PyInt>() {
            return number.extract().map_or(View::Other, View::Int);
        }
        if self.is_safe_string(value) {
            return value
                .cast::<PyString>()
                .map_or(View::Other, |text| text_view(text, true));
        }
        if let Ok(number) = value.cast_exact::<PyFloat>() {
            return View::Float(number.value());
        }
        if let Ok(truth) = value.cast_exact::<PyBool>() {
            return View::Bool(truth.is_true());
        }
        if value.is_none() {
            View::None
        } else {
            View::Other
        }
    }

    /// Whether it is a `SafeString`, and not of a subclass.
    pub(super) fn is_safe_string(&self, value: &Value<'py>) -> bool {
        value.get_type_ptr() == self.runtime.safe_string.bind(self.py).as_type_ptr()
    }

    pub(super) fn new_text(&self, text: &str, is_safe: bool) -> PyResult<Value<'py>> {
        let text = PyString::new(self.py, text);
        if is_safe {
            self.runtime.safe_string.bind(self.py).call1((text,))
        } else {
            Ok(text.into_any())
        }
    }

    /// Whether comparing two values runs no code of theirs.
    pub(super) fn relates_plainly(
        &self,
        relation: Relation,
        left: &Value<'py>,
        right: &Value<'py>,
    ) -> bool {
        match relation {
            Relation::Is | Relation::IsNot => true,
            Relation::In | Relation::NotIn if !self.is_plain_operand(left) => false,
            Relation::In | Relation::NotIn => {
                if let Ok(list) = right.cast_exact::<PyList>() {
                    list.iter().all(|item| self.is_plain_operand(&item))
                } else if let Ok(tuple) = right.cast_exact::<PyTuple>() {
                    tuple.iter().all(|item| self.is_plain_operand(&item))
                } else {
                    false
                }
            }
            _ => self.is_plain_operand(left) && self.is_plain_operand(right),
        }
    }

    /// Whether a value is of a type whose comparison with any other such type is C's own.
    pub(super) fn is_plain_operand(&self, value: &Value<'py>) -> bool {
        let localization = &self.runtime.localization;
        value.is_exact_instance_of::<PyString>()
            || value.is_exact_instance_of::<PyInt>()
            || self.is_safe_string(value)
            || value.is_exact_instance_of::<PyFloat>()
            || value.is_exact_instance_of::<PyBool>()
            || value.is_none()
            || value.get_type_ptr().cast() == localization.decimal.as_ptr()
            || value.get_type_ptr().cast() == localization.date.as_ptr()
    }

    /// One step of `FilterExpression.resolve`.
    pub(super) fn apply_filter(
        &mut self,
        filter: &Filter,
        mut input: Value<'py>,
        mut arguments: Vec<Value<'py>>,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        if filter.expects_localtime {
            let use_tz = self.context.getattr(intern!(py, "use_tz"))?;
            let localtime = self.runtime.template_localtime.bind(py);
            input = localtime.call1((input, use_tz))?;
        }
        arguments.insert(0, input.clone());
        let arguments = PyTuple::new(py, arguments)?;
        let function = filter.function.bind(py);
        let result = if filter.needs_autoescape {
            let keywords = PyDict::new(py);
            let name = intern!(py, "autoescape");
            keywords.set_item(name, self.context.getattr(name)?)?;
            function.call(arguments, Some(&keywords))
        } else {
            function.call1(arguments)
        };
        let result = self.after(result)?;
        if filter.is_safe && input.is_instance(self.runtime.safe_data.bind(py))? {
            return self.runtime.mark_safe.bind(py).call1((result,));
        }
        Ok(result)
    }
}

/// Text with lone surrogates is not Unicode: such a value stays Python's.
fn text_view<'v>(text: &'v Bound<'_, PyString>, is_safe: bool) -> View<'v> {
    text.to_str()
        .map_or(View::Other, |text| View::Text { text, is_safe })
}

pub(super) fn integer(py: Python<'_>, number: i64) -> PyResult<Value<'_>> {
    number.into_bound_py_any(py)
}

pub(super) fn boolean(py: Python<'_>, truth: bool) -> Value<'_> {
    PyBool::new(py, truth).to_owned().into_any()
}

/// Whether a value is of a builtin type whose truth no code decides.
pub(super) fn is_plain(value: &Value<'_>) -> bool {
    value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_none()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyList>()
        || value.is_exact_instance_of::<PyDict>()
        || value.is_exact_instance_of::<PyTuple>()
}

/// The length of a value of a builtin type; another's `__len__` could fail, and is not to be called twice.
pub(super) fn plain_length(value: &Value<'_>) -> Option<usize> {
    let is_builtin = value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyList>()
        || value.is_exact_instance_of::<PyTuple>()
        || value.is_exact_instance_of::<PyDict>()
        || value.is_exact_instance_of::<PySet>()
        || value.is_exact_instance_of::<PyFrozenSet>();
    if is_builtin { value.len().ok() } else { None }
}

pub(super) fn relate<'py>(
    relation: Relation,
    left: &Value<'py>,
    right: &Value<'py>,
) -> PyResult<Value<'py>> {
    let operator = match relation {
        Relation::Equal => CompareOp::Eq,
        Relation::NotEqual => CompareOp::Ne,
        Relation::Less => CompareOp::Lt,
        Relation::LessEqual => CompareOp::Le,
        Relation::Greater => CompareOp::Gt,
        Relation::GreaterEqual => CompareOp::Ge,
        Relation::In => return Ok(boolean(left.py(), right.contains(left)?)),
        Relation::NotIn => return Ok(boolean(left.py(), !right.contains(left)?)),
        Relation::Is => return Ok(boolean(left.py(), left.is(right))),
        Relation::IsNot => return Ok(boolean(left.py(), !left.is(right))),
    };
    left.rich_compare(right, operator)
}
