//! Values as output text, as `render_value_in_context` of `django.template.base` has it.

use enliven_template::host::View;
use enliven_template::render::Output;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

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
        let is_written = match self.view_of(value) {
            View::Text { text, is_safe } => {
                out.push_text(text, is_safe, self.autoescape);
                true
            }
            View::Int(number) => self.write_integer(number, out)?,
            View::Float(number) => self.write_float(number, out)?,
            View::None => {
                out.push_str("None");
                true
            }
            View::Bool(truth) => {
                out.push_str(if truth { "True" } else { "False" });
                true
            }
            View::Other => false,
        };
        if is_written {
            return Ok(());
        }
        let render = self.runtime.render_value_in_context.bind(self.py);
        let text = render.call1((value, &self.context));
        append(self.after(text)?, out)
    }

    fn write_integer(&mut self, number: i64, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        let is_plain = matches!(self.number_style()?, NumberStyle::Plain(_));
        if is_plain {
            out.push_integer(number);
        }
        Ok(is_plain)
    }

    /// Writes a floating-point number that needs no more than its decimal point replaced. Large and small ones have exponents.
    fn write_float(&mut self, number: f64, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        let NumberStyle::Plain(separator) = self.number_style()? else {
            return Ok(false);
        };
        let size = number.abs();
        if size != 0.0 && !(1e-4..1e16).contains(&size) {
            return Ok(false);
        }
        // The shortest digits that are read as this number, as in Python.
        let text = format!("{number:?}");
        let Some((whole, fraction)) = text.split_once('.') else {
            return Ok(false);
        };
        out.push_str(whole);
        out.push_str(separator);
        out.push_str(fraction);
        Ok(true)
    }

    fn number_style(&mut self) -> PyResult<&NumberStyle> {
        if self.numbers.is_none() {
            self.numbers = Some(self.read_number_style()?);
        }
        Ok(self.numbers.as_ref().unwrap_or(&NumberStyle::Grouped))
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
