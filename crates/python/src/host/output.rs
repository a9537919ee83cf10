//! Values as output text, as `render_value_in_context` of `django.template.base` has it.

use enliven_template::formats::number::{Localized, Number};
use enliven_template::formats::{localize, localize_number};
use enliven_template::host::{Formats, Host, View};
use enliven_template::render::Output;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use super::locale::UseL10n;
use super::{PythonHost, Value};

impl<'py> PythonHost<'py> {
    pub(super) fn write_value(
        &mut self,
        value: &Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<()> {
        if let Ok(text) = value.cast_exact::<PyString>()
            && let Ok(text) = text.to_str()
        {
            out.push_text(text, false, self.autoescape);
            return Ok(());
        }
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
            View::Other => {
                self.write_lazy(value, out)?
                    || self.write_text_of(value, out)?
                    || self.write_localized(value, out)?
            }
        };
        if is_written {
            return Ok(());
        }
        append(self.printed_value(value)?, out);
        Ok(())
    }

    /// Writes a text that is translated when it is needed; false for anything else.
    fn write_lazy(&mut self, value: &Value<'py>, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        let Some((text, is_safe)) = self.lazy_text(value)? else {
            return Ok(false);
        };
        let View::Text {
            text,
            is_safe: is_markup,
        } = self.view_of(&text)
        else {
            return Ok(false);
        };
        out.push_text(text, is_safe || is_markup, self.autoescape);
        Ok(true)
    }

    /// Writes the text of a value of any type that is not localised; false for one that is, and for text.
    fn write_text_of(
        &mut self,
        value: &Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<bool> {
        // Asks the value for its class, as Django does: one that stands for another has the other's.
        if value.is_instance(self.runtime.localization.written.bind(self.py))? {
            return Ok(false);
        }
        let autoescape = self.autoescape;
        let text = value.str();
        let text = self.after(text)?.into_any();
        match self.view_of(&text) {
            View::Text { text, is_safe } => out.push_text(text, is_safe, autoescape),
            _ if autoescape => append(self.escape(text)?, out),
            _ => append(text, out),
        }
        Ok(true)
    }

    /// `render_value_in_context(value, context)`.
    pub(super) fn printed_value(&mut self, value: &Value<'py>) -> PyResult<Value<'py>> {
        let render = self.runtime.render_value_in_context.bind(self.py);
        let text = render.call1((value, &self.context));
        self.after(text)
    }

    fn write_integer(&mut self, number: i64, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        if !self.locale.writes_plain_integers {
            self.locale.writes_plain_integers = self.are_integers_plain()?;
        }
        if self.locale.writes_plain_integers {
            out.push_integer(number);
            return Ok(true);
        }
        self.write_number(&Number::Integer(number), out)
    }

    fn write_float(&mut self, number: f64, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        if self.use_l10n()? == UseL10n::On
            && let Some(format) = self.read_number_format(true)?
            && format.write_float(number, self.autoescape, out)
        {
            return Ok(true);
        }
        self.write_number(&Number::Float(number), out)
    }

    fn write_number(&mut self, number: &Number, out: &mut Output<Value<'py>>) -> PyResult<bool> {
        let text = match self.use_l10n()? {
            UseL10n::On => localize_number(self, number, true)?,
            UseL10n::Off => localize_number(self, number, false)?,
            UseL10n::Unknown => None,
        };
        Ok(self.push_localized(text.as_ref(), out))
    }

    /// Writes a decimal number, a date or a time; false for anything else, and for what only Django can write.
    fn write_localized(
        &mut self,
        value: &Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<bool> {
        let is_localized = match self.use_l10n()? {
            UseL10n::On => true,
            UseL10n::Off => false,
            UseL10n::Unknown => return Ok(false),
        };
        let Some(value) = self.local_time(value)? else {
            return Ok(false);
        };
        let text = localize(self, &value, is_localized)?;
        Ok(self.push_localized(text.as_ref(), out))
    }

    fn push_localized(&self, text: Option<&Localized>, out: &mut Output<Value<'py>>) -> bool {
        let Some(Localized { text, is_safe }) = text else {
            return false;
        };
        out.push_text(text, *is_safe, self.autoescape);
        true
    }
}

/// Appends what already is output, which has to be text.
pub(super) fn append<'py>(value: Value<'py>, out: &mut Output<Value<'py>>) {
    let Ok(text) = value.cast::<PyString>() else {
        return out.refuse(value);
    };
    match text.to_str() {
        Ok(text) => out.push_str(text),
        Err(_) => out.push_foreign(value),
    }
}

/// What `str.join` raises for a list with this value at this index.
pub(super) fn not_text(index: usize, value: Value<'_>) -> PyErr {
    let py = value.py();
    let empty = PyString::new(py, "");
    let mut pieces = vec![empty.clone().into_any(); index];
    pieces.push(value);
    let joined = PyList::new(py, pieces).and_then(|pieces| empty.call_method1("join", (pieces,)));
    match joined {
        Ok(_) => PyTypeError::new_err("expected str instance"),
        Err(error) => error,
    }
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
