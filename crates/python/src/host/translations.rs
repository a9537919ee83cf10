//! Messages, as `django.utils.translation` translates them.
//!
//! The active catalogue is read once, and again after Python code ran; a message is then looked up in its dictionaries.

use enliven_template::host::{Id, Translations, Values, View};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

use super::{Name, Node, PythonHost, Value};

/// What `pgettext` puts between a context and a message.
const SEPARATOR: char = '\u{4}';

/// Python's and Django's objects for translations.
struct Parts {
    /// `enliven.template.translations`.
    module: Py<PyModule>,
    catalogue: Py<PyAny>,
    /// `__dict__` of `django.utils.translation` and of its `trans_real`, and of what chooses functions by `USE_I18N`.
    front: Py<PyDict>,
    real: Py<PyDict>,
    chosen: Py<PyDict>,
    /// Names, and the functions that have to be found by them.
    translators: Vec<(Py<PyString>, Py<PyAny>, Py<PyAny>)>,
    translation: Py<PyType>,
    dictionaries: Py<PyType>,
    gettext: Py<PyAny>,
    get: Py<PyAny>,
    language: Py<PyAny>,
    lazy: Py<PyType>,
    lazy_is_known: bool,
}

static PARTS: PyOnceLock<Parts> = PyOnceLock::new();

impl Parts {
    fn get(py: Python<'_>) -> PyResult<&'static Self> {
        PARTS.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let module = py.import("enliven.template.translations")?;
        let originals = py.import("enliven.template.originals")?;
        let real = py.import("django.utils.translation.trans_real")?;
        let class = |module: &Bound<'_, PyModule>, name: &str| -> PyResult<Py<PyType>> {
            Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
        };
        let front = py.import("django.utils.translation")?;
        let translators = originals.getattr("TRANSLATORS")?.cast_into::<PyDict>()?;
        let translators = translators.iter().map(|(name, functions)| {
            let name: String = name.extract()?;
            let (front, real) = functions.extract()?;
            Ok((PyString::intern(py, &name).unbind(), front, real))
        });
        let chosen = front.getattr("_trans")?.getattr("__dict__")?;
        Ok(Self {
            translators: translators.collect::<PyResult<_>>()?,
            chosen: chosen.cast_into::<PyDict>()?.unbind(),
            real: real.dict().unbind(),
            language: front.getattr("override")?.unbind(),
            front: front.dict().unbind(),
            catalogue: module.getattr("catalogue")?.unbind(),
            translation: class(&real, "DjangoTranslation")?,
            dictionaries: class(&real, "TranslationCatalog")?,
            gettext: originals.getattr("GETTEXT")?.unbind(),
            get: originals.getattr("GET")?.unbind(),
            lazy: class(&module, "LAZY")?,
            lazy_is_known: module.getattr("LAZY_IS_KNOWN")?.extract()?,
            module: module.unbind(),
        })
    }
}

impl Parts {
    /// `trans_real.catalog()`, if it is set and messages are translated by Django's own functions.
    fn active<'py>(&self, py: Python<'py>) -> PyResult<Option<Value<'py>>> {
        for (name, front, real) in &self.translators {
            let is = |module: &Py<PyDict>, function: &Py<PyAny>| -> PyResult<bool> {
                let found = module.bind(py).get_item(name)?;
                Ok(found.is_some_and(|found| found.is(function)))
            };
            if !is(&self.front, front)? || !is(&self.real, real)? || !is(&self.chosen, real)? {
                return Ok(None);
            }
        }
        let real = self.real.bind(py);
        let Some(active) = real.get_item(intern!(py, "_active"))? else {
            return Ok(None);
        };
        active.getattr_opt(intern!(py, "value"))
    }
}

/// The active catalogue, as far as it is known.
#[derive(Default)]
pub(super) enum Catalogue<'py> {
    /// Not looked at, or not since code ran.
    #[default]
    Unknown,
    /// Messages are not translated by Django's own functions.
    Replaced,
    /// An object with a way of its own to translate.
    Opaque(Value<'py>),
    /// One of Django's, and those that it falls back on, as far as they were needed.
    Open(Vec<Layer<'py>>),
}

/// A catalogue that works as Django's own do.
pub(super) struct Layer<'py> {
    translation: Value<'py>,
    dictionaries: Bound<'py, PyList>,
    /// What the plural of one item is under.
    one: Option<Value<'py>>,
}

impl<'py> Layer<'py> {
    fn of(translation: &Value<'py>) -> PyResult<Option<Self>> {
        let dictionaries = dictionaries_of(translation, Parts::get(translation.py())?)?;
        Ok(dictionaries.map(|dictionaries| Self {
            translation: translation.clone(),
            dictionaries,
            one: None,
        }))
    }

    fn find(&mut self, id: &Bound<'py, PyString>) -> PyResult<Option<Value<'py>>> {
        let py = id.py();
        if let Some(text) = first_in(&self.dictionaries, id.as_any())? {
            return Ok(Some(text));
        }
        let one = if let Some(one) = &self.one {
            one
        } else {
            let plural = self.translation.call_method1(intern!(py, "plural"), (1,))?;
            self.one.insert(plural)
        };
        let plural = PyTuple::new(py, [id.as_any(), one])?;
        first_in(&self.dictionaries, plural.as_any())
    }
}

impl<'py> PythonHost<'py> {
    fn catalogue(&mut self) -> PyResult<()> {
        if !matches!(self.catalogue, Catalogue::Unknown) {
            return Ok(());
        }
        let parts = Parts::get(self.py)?;
        let translation = match parts.active(self.py)? {
            Some(translation) => translation,
            None => parts.catalogue.bind(self.py).call0()?,
        };
        self.catalogue = if translation.is_none() {
            Catalogue::Replaced
        } else if let Some(layer) = Layer::of(&translation)? {
            Catalogue::Open(vec![layer])
        } else {
            Catalogue::Opaque(translation)
        };
        Ok(())
    }

    /// `gettext` of the catalogue.
    fn look_up_message(&mut self, id: &Bound<'py, PyString>) -> PyResult<Value<'py>> {
        let py = self.py;
        let method = intern!(py, "gettext");
        let layers = match &mut self.catalogue {
            Catalogue::Open(layers) => layers,
            Catalogue::Opaque(translation) => {
                let text = translation.call_method1(method, (id,));
                return self.after(text);
            }
            Catalogue::Unknown | Catalogue::Replaced => return Ok(id.clone().into_any()),
        };
        let mut index = 0;
        while let Some(layer) = layers.get_mut(index) {
            if let Some(text) = layer.find(id)? {
                return Ok(text);
            }
            index += 1;
            if index < layers.len() {
                continue;
            }
            let fallback = layers[index - 1]
                .translation
                .getattr(intern!(py, "_fallback"))?;
            if !fallback.is_truthy()? {
                break;
            }
            let Some(layer) = Layer::of(&fallback)? else {
                let text = fallback.call_method1(method, (id,));
                return self.after(text);
            };
            layers.push(layer);
        }
        Ok(id.clone().into_any())
    }

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
        self.catalogue()?;
        if matches!(self.catalogue, Catalogue::Replaced) {
            return Ok(None);
        }
        let translation = self.translate_text(None, text)?;
        Ok(Some((translation, is_safe)))
    }

    fn active_translation(&self) -> Option<&Value<'py>> {
        match &self.catalogue {
            Catalogue::Open(layers) => layers.first().map(|layer| &layer.translation),
            Catalogue::Opaque(translation) => Some(translation),
            Catalogue::Unknown | Catalogue::Replaced => None,
        }
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

/// The dictionaries of a catalogue that works as Django's own do.
fn dictionaries_of<'py>(
    translation: &Value<'py>,
    parts: &Parts,
) -> PyResult<Option<Bound<'py, PyList>>> {
    let py = translation.py();
    if !translation.get_type().is(&parts.translation) {
        return Ok(None);
    }
    let is_own = |object: &Value<'py>, name, original: &Py<PyAny>| -> PyResult<bool> {
        let method = object.getattr_opt(name)?;
        let function = method
            .map(|method| method.getattr_opt(intern!(py, "__func__")))
            .transpose()?;
        Ok(function
            .flatten()
            .is_some_and(|function| function.is(original)))
    };
    let catalog = translation.getattr(intern!(py, "_catalog"))?;
    if !catalog.get_type().is(&parts.dictionaries)
        || !is_own(translation, intern!(py, "gettext"), &parts.gettext)?
        || !is_own(&catalog, intern!(py, "get"), &parts.get)?
    {
        return Ok(None);
    }
    let list = catalog.getattr(intern!(py, "_catalogs"))?;
    Ok(list.cast_into_exact::<PyList>().ok().filter(|list| {
        list.iter()
            .all(|dictionary| dictionary.is_exact_instance_of::<PyDict>())
    }))
}

fn first_in<'py>(
    dictionaries: &Bound<'py, PyList>,
    key: &Value<'py>,
) -> PyResult<Option<Value<'py>>> {
    for dictionary in dictionaries {
        if let Some(text) = dictionary.cast::<PyDict>()?.get_item(key)? {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

impl<'py> Translations for PythonHost<'py> {
    type Language = Value<'py>;

    fn translate(
        &mut self,
        context: Option<&str>,
        id: Id<'_, Name>,
    ) -> PyResult<Option<Value<'py>>> {
        self.catalogue()?;
        if matches!(self.catalogue, Catalogue::Replaced) {
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
        self.catalogue()?;
        if context.is_none()
            && let Some(translation) = self.active_translation()
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
