//! Values as output text, as `render_value_in_context` of `django.template.base` has it.

use enliven_template::render::Output;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt, PyList, PyString};

use super::{PythonHost, Value};

/// How numbers are written.
pub(super) enum NumberStyle {
    /// As Python does, with this in the place of the decimal point.
    Plain(Box<str>),
    /// By Django, which groups digits.
    Grouped,
}

impl<'py> PythonHost<'py> {
    pub(super) fn write_value(
        &mut self,
        value: &Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<()> {
        if self.write_number(value, out)? {
            return Ok(());
        }
        let render = self.runtime.render_value_in_context.bind(self.py);
        append(render.call1((value, &self.context))?, out)
    }

    /// Writes a whole or a floating-point number that needs no more than its decimal point replaced.
    fn write_number(&mut self, value: &Value<'py>, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        let is_float = value.is_exact_instance_of::<PyFloat>();
        if !is_float && !value.is_exact_instance_of::<PyInt>() {
            return Ok(false);
        }
        if self.numbers.is_none() {
            self.numbers = Some(self.read_number_style()?);
        }
        let Some(NumberStyle::Plain(separator)) = &self.numbers else {
            return Ok(false);
        };
        if !is_float {
            let Ok(number) = value.extract::<i64>() else {
                return Ok(false);
            };
            out.push_integer(number);
            return Ok(true);
        }
        let text = value.str()?;
        let text = text.to_str()?;
        // Exponents, infinities and what is no number have rules of their own.
        let Some((whole, fraction)) = text.split_once('.') else {
            return Ok(false);
        };
        if fraction.contains('e') {
            return Ok(false);
        }
        out.push_str(whole);
        out.push_str(separator);
        out.push_str(fraction);
        Ok(true)
    }

    fn read_number_style(&self) -> PyResult<NumberStyle> {
        let use_l10n = self.context.getattr(intern!(self.py, "use_l10n"))?;
        let separator: Option<String> = self.assist("decimal_separator", (use_l10n,))?.extract()?;
        Ok(separator.map_or(NumberStyle::Grouped, |separator| {
            NumberStyle::Plain(separator.into())
        }))
    }
}

/// Appends what already is output; like `str.join`, refuses what is not text.
pub(super) fn append<'py>(value: Value<'py>, out: &mut Output<Value<'py>>) -> PyResult<()> {
    let Ok(text) = value.cast::<PyString>() else {
        let class = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "sequence item 0: expected str instance, {class} found"
        )));
    };
    match text.to_str() {
        Ok(text) => out.push_str(text),
        Err(_) => out.push_foreign(value),
    }
    Ok(())
}

/// The whole output as one Python string.
pub(crate) fn join<'py>(
    py: Python<'py>,
    output: Output<Value<'py>>,
) -> PyResult<Bound<'py, PyString>> {
    let (text, pieces) = output.into_parts();
    if pieces.is_empty() {
        return Ok(PyString::new(py, &text));
    }
    let mut parts = Vec::with_capacity(pieces.len() * 2 + 1);
    let mut written = 0;
    for (at, piece) in pieces {
        parts.push(PyString::new(py, &text[written..at]).into_any());
        parts.push(piece);
        written = at;
    }
    parts.push(PyString::new(py, &text[written..]).into_any());
    let parts = PyList::new(py, parts)?;
    let joined = PyString::new(py, "").call_method1(intern!(py, "join"), (parts,))?;
    Ok(joined.cast_into::<PyString>()?)
}
