//! Plain values as JSON, as `json.dumps` writes them by default.

use std::fmt::Write;

use enliven_template::filters::write_plain;
use enliven_template::host::{Host, TextValues, View};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{PythonHost, Value};

/// How deep values may nest here; Django's function goes on to where Python gives up, or finds a circle.
const DEEPEST: usize = 64;

pub(super) struct Encoder<'h, 'py> {
    host: &'h PythonHost<'py>,
    out: String,
}

impl<'h, 'py> Encoder<'h, 'py> {
    pub(super) fn new(host: &'h PythonHost<'py>) -> Self {
        Self {
            host,
            out: String::new(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes a value; `None` if it, or something in it, is of a type that is left to Django's encoder.
    pub(super) fn push(&mut self, value: &Value<'py>, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match self.host.view(value) {
            View::None => self.out.push_str("null"),
            View::Bool(true) => self.out.push_str("true"),
            View::Bool(false) => self.out.push_str("false"),
            View::Text { text, .. } => self.push_text(text),
            View::Float(number) if !number.is_finite() => return None,
            view @ (View::Int(_) | View::Float(_)) => {
                write_plain(&mut self.out, view);
            }
            View::Other => {
                return match value.cast_exact::<PyDict>() {
                    Ok(table) => self.push_table(table, depth),
                    Err(_) => self.push_list(value, depth),
                };
            }
        }
        Some(())
    }

    fn push_list(&mut self, list: &Value<'py>, depth: usize) -> Option<()> {
        self.out.push('[');
        for index in 0..self.host.count_items(list)? {
            if index > 0 {
                self.out.push_str(", ");
            }
            self.push(&self.host.item(list, index)?, depth + 1)?;
        }
        self.out.push(']');
        Some(())
    }

    fn push_table(&mut self, table: &Bound<'py, PyDict>, depth: usize) -> Option<()> {
        self.out.push('{');
        for (index, (key, value)) in table.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            let View::Text { text, .. } = self.host.view(&key) else {
                return None;
            };
            self.push_text(text);
            self.out.push_str(": ");
            self.push(&value, depth + 1)?;
        }
        self.out.push('}');
        Some(())
    }

    /// Characters beyond ASCII are written as their units of UTF-16.
    fn push_text(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(character),
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
            }
        }
        self.out.push('"');
    }
}
