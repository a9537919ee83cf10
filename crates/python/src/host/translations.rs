//! Messages, as `django.utils.translation` translates them.

use enliven_template::host::{Id, Translations, Values, View};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::catalogue::Parts;
use super::{Name, Node, PythonHost, Value};

/// What `pgettext` puts between a context and a message.
const SEPARATOR: char = '\u{4}';

impl<'py> PythonHost<'py> {
    /// The text of what `gettext_lazy` returned, and whether it is markup; `None` for any other value.
    pub(super) fn lazy_text(&mut self, value: &Value<'py>) -> PyResult<Option<(Value<'py>, bool)>> {
        let py = self.py;
        let parts = Parts::get(py)?;
        if !parts.lazy_is_known || !value.get_type().is(&parts.lazy) {
            return Ok(None);
        }
        let arguments = value.getattr(intern!(py, "_args"))?;
        let keywords = value.getattr(intern!(py, "_kw"))?;
        if !keywords.is_instance_of::<PyDict>() || keywords.is_truthy()? {
            return Ok(None);
        }
        let Ok((message,)) = arguments.extract::<(Value<'py>,)>() else {
            return Ok(None);
        };
        let View::Text { text, is_safe } = self.view_of(&message) else {
            return Ok(None);
        };
        self.look_at_catalogue()?;
        if self.catalogue.is_replaced() {
            return Ok(None);
        }
        let translation = self.translate_text(None, text)?;
        Ok(Some((translation, is_safe)))
    }

    fn translate_text(&mut self, context: Option<&str>, message: &str) -> PyResult<Value<'py>> {
        let py = self.py;
        let unified = if message.contains('\r') || context.is_some_and(|text| text.contains('\r')) {
            let full = context.map_or_else(
                || message.into(),
                |context| format!("{context}{SEPARATOR}{message}"),
            );
            full.replace("\r\n", "\n").replace('\r', "\n")
        } else if let Some(context) = context {
            format!("{context}{SEPARATOR}{message}")
        } else {
            message.into()
        };
        if unified.is_empty() {
            return Ok(PyString::new(py, "").into_any());
        }
        let text = self.look_up_message(&PyString::new(py, &unified))?;
        if context.is_some() && text.contains(SEPARATOR)? {
            return Ok(PyString::new(py, message).into_any());
        }
        Ok(text)
    }

    fn assist_translation<A>(&mut self, name: &str, arguments: A) -> PyResult<Value<'py>>
    where
        A: pyo3::call::PyCallArgs<'py>,
    {
        let module = Parts::get(self.py)?.module.bind(self.py);
        let result = module.getattr(name)?.call1(arguments);
        self.after(result)
    }
}

impl<'py> Translations for PythonHost<'py> {
    type Language = Value<'py>;

    fn translate(
        &mut self,
        context: Option<&str>,
        id: Id<'_, Name>,
    ) -> PyResult<Option<Value<'py>>> {
        self.look_at_catalogue()?;
        if self.catalogue.is_replaced() {
            return Ok(None);
        }
        let text = match id {
            Id::Known(name) if context.is_none() && !name.as_ref().is_empty() => {
                let id = name.bind(self.py).clone();
                self.look_up_message(&id)
            }
            Id::Known(name) => self.translate_text(context, name.as_ref()),
            Id::Text(text) => self.translate_text(context, text),
        };
        text.map(Some)
    }

    fn translate_otherwise(
        &mut self,
        context: Option<&str>,
        message: &str,
    ) -> PyResult<Value<'py>> {
        self.assist_translation("translate", (context, message))
    }

    fn translate_plural(
        &mut self,
        context: Option<&str>,
        forms: [&Name; 2],
        number: &Value<'py>,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let [singular, plural] = forms.map(|form| form.bind(py).clone());
        self.look_at_catalogue()?;
        if context.is_none()
            && let Some(translation) = self.catalogue.translation()
        {
            let method = intern!(py, "ngettext");
            let text = translation.call_method1(method, (singular, plural, number));
            if self.view_of(number) != View::Other {
                return text;
            }
            return self.after(text);
        }
        self.assist_translation("translate_plural", (context, singular, plural, number))
    }

    fn lazy_translation(
        &mut self,
        message: Value<'py>,
        context: Option<Value<'py>>,
    ) -> PyResult<Value<'py>> {
        self.assist_translation("lazy_translation", (message, context))
    }

    fn restore_percents(&mut self, output: Value<'py>) -> PyResult<Value<'py>> {
        self.assist_translation("restore_percents", (output,))
    }

    fn text_of(&mut self, value: &Value<'py>) -> PyResult<Value<'py>> {
        if self.view_of(value) != View::Other {
            return Ok(value.str()?.into_any());
        }
        let text = value.str();
        Ok(self.after(text)?.into_any())
    }

    fn is_number(&mut self, value: &Value<'py>) -> PyResult<bool> {
        match self.view_of(value) {
            View::Int(_) | View::Float(_) | View::Bool(_) => Ok(true),
            View::None | View::Text { .. } => Ok(false),
            View::Other => self.assist_translation("is_number", (value,))?.extract(),
        }
    }

    fn not_a_number(&mut self, node: &Node) -> PyErr {
        match self.assist_translation("refuse_count", (&node.0,)) {
            Ok(_) => PyValueError::new_err("no number"),
            Err(error) => error,
        }
    }

    fn stored(&mut self, name: &Name) -> PyResult<Option<Value<'py>>> {
        self.stored_variable(name.bind(self.py))
    }

    fn absent(&mut self, name: &Name) -> PyResult<Value<'py>> {
        let py = self.py;
        let stand_in = self.string_if_invalid()?;
        if stand_in.contains(intern!(py, "%s"))? {
            return stand_in.call_method1(intern!(py, "__mod__"), (name.bind(py),));
        }
        Ok(stand_in)
    }

    fn interpolate(
        &mut self,
        message: &Value<'py>,
        values: Values<'_, Self>,
    ) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let named = self.scope_of(values)?;
        match message.rem(named) {
            Ok(text) => Ok(Some(text)),
            Err(error)
                if error.is_instance_of::<PyKeyError>(py)
                    || error.is_instance_of::<PyValueError>(py) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn untranslated(&mut self, node: &Node) -> PyResult<Value<'py>> {
        let context = self.context.clone();
        self.assist_translation("untranslated", (&node.0, context))
    }

    fn enter_language(&mut self, language: Value<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        let language = Parts::get(py)?.language.bind(py).call1((language,))?;
        let result = language.call_method0(intern!(py, "__enter__"));
        self.after(result)?;
        Ok(language)
    }

    fn leave_language(&mut self, language: Value<'py>) -> PyResult<()> {
        let py = self.py;
        let nothing = (py.None(), py.None(), py.None());
        let result = language.call_method1(intern!(py, "__exit__"), nothing);
        self.after(result).map(drop)
    }
}
