//! The active catalogue, as `django.utils.translation.trans_real` keeps it.
//!
//! Which one it is takes microseconds to ask. It is asked once, and after Python code ran only if what it depends on may have changed.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

use super::{PythonHost, Value};

/// Python's and Django's objects for translations.
pub(super) struct Parts {
    /// `enliven.template.translations`.
    pub(super) module: Py<PyModule>,
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
    /// `override` of `django.utils.translation`.
    pub(super) language: Py<PyAny>,
    pub(super) lazy: Py<PyType>,
    pub(super) lazy_is_known: bool,
}

static PARTS: PyOnceLock<Parts> = PyOnceLock::new();

impl Parts {
    pub(super) fn get(py: Python<'_>) -> PyResult<&'static Self> {
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
    /// Whether messages are translated by Django's own functions.
    fn are_in_place(&self, py: Python<'_>) -> PyResult<bool> {
        for (name, front, real) in &self.translators {
            let is = |module: &Py<PyDict>, function: &Py<PyAny>| -> PyResult<bool> {
                let found = module.bind(py).get_item(name)?;
                Ok(found.is_some_and(|found| found.is(function)))
            };
            if !is(&self.front, front)? || !is(&self.real, real)? || !is(&self.chosen, real)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `trans_real.catalog()`, if it is set.
    fn active<'py>(&self, py: Python<'py>) -> PyResult<Option<Value<'py>>> {
        match self.real.bind(py).get_item(intern!(py, "_active"))? {
            Some(active) => active.getattr_opt(intern!(py, "value")),
            None => Ok(None),
        }
    }
}

/// What the choice of a catalogue depends on, compared by identity.
struct Basis<'py> {
    /// [`super::localization::Localization::language_state`].
    state: Value<'py>,
    /// What `trans_real` takes where no language is active.
    default: Option<Value<'py>>,
}

impl Basis<'_> {
    fn is_same(&self, other: &Self) -> bool {
        let same_default = match (&self.default, &other.default) {
            (Some(default), Some(other)) => default.is(other),
            (None, None) => true,
            _ => false,
        };
        same_default && self.state.is(&other.state)
    }
}

/// The active catalogue, as far as it is known.
#[derive(Default)]
pub(super) struct Catalogue<'py> {
    /// Whether no code ran since it was looked at.
    is_current: bool,
    basis: Option<Basis<'py>>,
    kind: Kind<'py>,
}

impl<'py> Catalogue<'py> {
    /// Has it looked at again before it is used.
    pub(super) fn expire(&mut self) {
        self.is_current = false;
    }

    /// Whether messages are not translated by Django's own functions.
    pub(super) fn is_replaced(&self) -> bool {
        matches!(self.kind, Kind::Replaced)
    }

    pub(super) fn translation(&self) -> Option<&Value<'py>> {
        match &self.kind {
            Kind::Open(layers) => layers.first().map(|layer| &layer.translation),
            Kind::Opaque(translation) => Some(translation),
            Kind::Replaced => None,
        }
    }

    /// Whether it is the same as on this basis; what may have changed in it is dropped.
    fn stays(&mut self, basis: Option<&Basis<'py>>) -> PyResult<bool> {
        let (Some(basis), Some(known), Kind::Open(layers)) = (basis, &self.basis, &mut self.kind)
        else {
            return Ok(false);
        };
        layers.truncate(1);
        match layers.first_mut() {
            Some(layer) if basis.is_same(known) => layer.renew(),
            _ => Ok(false),
        }
    }
}

/// How messages are looked up.
#[derive(Default)]
enum Kind<'py> {
    /// By other functions than Django's own.
    #[default]
    Replaced,
    /// By an object with a way of its own to translate.
    Opaque(Value<'py>),
    /// In one of Django's catalogues, and those that it falls back on, as far as they were needed.
    Open(Vec<Layer<'py>>),
}

/// A catalogue that works as Django's own do.
struct Layer<'py> {
    translation: Value<'py>,
    dictionaries: Bound<'py, PyList>,
    /// What chooses a plural, and which it chooses for one item.
    one: Option<(Value<'py>, Value<'py>)>,
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

    /// Reads again what code may have changed; gives whether it still works as Django's own do.
    fn renew(&mut self) -> PyResult<bool> {
        let py = self.translation.py();
        let Some(dictionaries) = dictionaries_of(&self.translation, Parts::get(py)?)? else {
            return Ok(false);
        };
        self.dictionaries = dictionaries;
        if let Some((plural, _)) = &self.one
            && !self.translation.getattr(intern!(py, "plural"))?.is(plural)
        {
            self.one = None;
        }
        Ok(true)
    }

    fn find(&mut self, id: &Bound<'py, PyString>) -> PyResult<Option<Value<'py>>> {
        let py = id.py();
        if let Some(text) = first_in(&self.dictionaries, id.as_any())? {
            return Ok(Some(text));
        }
        let (_, one) = if let Some(one) = &self.one {
            one
        } else {
            let plural = self.translation.getattr(intern!(py, "plural"))?;
            let one = plural.call1((1,))?;
            self.one.insert((plural, one))
        };
        let plural = PyTuple::new(py, [id.as_any(), one])?;
        first_in(&self.dictionaries, plural.as_any())
    }
}

impl<'py> PythonHost<'py> {
    /// Looks at the active catalogue, unless no code ran since.
    pub(super) fn look_at_catalogue(&mut self) -> PyResult<()> {
        if self.catalogue.is_current {
            return Ok(());
        }
        let py = self.py;
        let parts = Parts::get(py)?;
        let are_in_place = parts.are_in_place(py)?;
        let basis = match self.runtime.localization.language_state(py)? {
            Some(state) if are_in_place => Some(Basis {
                state,
                default: parts.real.bind(py).get_item(intern!(py, "_default"))?,
            }),
            _ => None,
        };
        if !self.catalogue.stays(basis.as_ref())? {
            let active = if are_in_place {
                parts.active(py)?
            } else {
                None
            };
            let translation = match active {
                Some(translation) => translation,
                None => parts.catalogue.bind(py).call0()?,
            };
            self.catalogue.kind = if translation.is_none() {
                Kind::Replaced
            } else if let Some(layer) = Layer::of(&translation)? {
                Kind::Open(vec![layer])
            } else {
                Kind::Opaque(translation)
            };
            self.catalogue.basis = basis;
        }
        self.catalogue.is_current = true;
        Ok(())
    }

    /// `gettext` of the catalogue.
    pub(super) fn look_up_message(&mut self, id: &Bound<'py, PyString>) -> PyResult<Value<'py>> {
        let py = self.py;
        let method = intern!(py, "gettext");
        let layers = match &mut self.catalogue.kind {
            Kind::Open(layers) => layers,
            Kind::Opaque(translation) => {
                let text = translation.call_method1(method, (id,));
                return self.after(text);
            }
            Kind::Replaced => return Ok(id.clone().into_any()),
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
