//! Which model instance an item of a list is.
//!
//! A number stands for it: a hash of the model and the primary key. The key is read from the instance's dictionary, so that neither properties nor queries
//! run; one that is deferred, or of a type with code of its own, is none.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyInt, PyString, PyTuple, PyType};

use super::classes::has_plain_dictionary;
use super::versions::Version;
use super::{PythonHost, Runtime, Value};

/// Classes that a thread remembers at a time.
const CLASSES: usize = 1024;

/// What instances of a model have their primary key in.
struct Model {
    /// A hash of its name.
    number: u64,
    /// The names of the attributes: several of a composite key.
    attributes: Vec<Py<PyString>>,
}

type Known = HashMap<Version, Option<Rc<Model>>>;

thread_local! {
    static KNOWN: Rc<RefCell<Known>> = Rc::default();
}

/// The models whose instances were met.
pub(super) struct Models {
    known: Rc<RefCell<Known>>,
    /// The class met last.
    latest: Option<(Version, Option<Rc<Model>>)>,
}

impl Models {
    pub(super) fn new() -> Self {
        Self {
            // A thread that ends remembers for this rendering only.
            known: KNOWN.try_with(Rc::clone).unwrap_or_default(),
            latest: None,
        }
    }

    /// The model that an object is an instance of.
    fn of(&mut self, object: &Value<'_>, runtime: &Runtime) -> Option<Rc<Model>> {
        let version = Version::of(object);
        if let Some((latest, model)) = &self.latest
            && *latest == version
            && version.is_known()
        {
            return model.clone();
        }
        let known = self.known.borrow().get(&version).cloned();
        let model = known.unwrap_or_else(|| self.learn(object, runtime));
        self.latest = Some((version, model.clone()));
        model
    }

    fn learn(&self, object: &Value<'_>, runtime: &Runtime) -> Option<Rc<Model>> {
        // A class whose facts cannot be read has none.
        let model = Model::find(&object.get_type(), runtime).ok().flatten();
        let model = model.map(Rc::new);
        // Reading them may have numbered the class.
        let version = Version::of(object);
        if version.is_known() {
            let mut known = self.known.borrow_mut();
            if known.len() >= CLASSES {
                known.clear();
            }
            known.insert(version, model.clone());
        }
        model
    }
}

impl Model {
    fn find(class: &Bound<'_, PyType>, runtime: &Runtime) -> PyResult<Option<Self>> {
        let py = class.py();
        let Some(base) = base_of_models(py)? else {
            return Ok(None);
        };
        if !class.is_subclass(&base)? || !has_plain_dictionary(class, runtime)? {
            return Ok(None);
        }
        let options = class.getattr(intern!(py, "_meta"))?;
        // A proxy's objects are those of its model.
        let concrete = options.getattr(intern!(py, "concrete_model"))?;
        let label: String = concrete
            .getattr(intern!(py, "_meta"))?
            .getattr(intern!(py, "label"))?
            .extract()?;
        let mut hasher = DefaultHasher::new();
        label.hash(&mut hasher);
        Ok(Some(Self {
            number: hasher.finish(),
            attributes: key_attributes(&options)?,
        }))
    }

    /// A number for the instance that has this dictionary; 0 if it has no key.
    fn identify(&self, dictionary: &Bound<'_, PyDict>) -> PyResult<u32> {
        let py = dictionary.py();
        let mut hash = self.number;
        for name in &self.attributes {
            let Some(key) = dictionary.get_item(name.bind(py))? else {
                return Ok(0);
            };
            let Some(number) = hash_of(&key)? else {
                return Ok(0);
            };
            // The upper half of a product with such a factor differs for neighbours.
            hash = (hash.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        let number = u32::try_from(hash >> 32).unwrap_or(0);
        Ok(number.max(1))
    }
}

/// `django.db.models.Model`, once somebody has imported it.
fn base_of_models(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    static BASE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if let Some(base) = BASE.get(py) {
        return Ok(Some(base.bind(py).clone()));
    }
    let modules = py.import("sys")?.getattr("modules")?;
    let Ok(module) = modules.get_item("django.db.models.base") else {
        return Ok(None);
    };
    let Some(base) = module.getattr_opt("Model")? else {
        return Ok(None);
    };
    Ok(Some(
        BASE.get_or_init(py, || base.unbind()).bind(py).clone(),
    ))
}

/// The names under which instances keep their key. From Django 5.2 on there may be several.
fn key_attributes(options: &Value<'_>) -> PyResult<Vec<Py<PyString>>> {
    let py = options.py();
    let name = |field: &Value<'_>| -> PyResult<Py<PyString>> {
        let name = field.getattr(intern!(py, "attname"))?;
        Ok(name.cast_into::<PyString>()?.unbind())
    };
    match options.getattr_opt(intern!(py, "pk_fields"))? {
        Some(fields) => fields.try_iter()?.map(|field| name(&field?)).collect(),
        None => Ok(vec![name(&options.getattr(intern!(py, "pk"))?)?]),
    }
}

/// The hash of a key of a type that keys have, and whose hash runs no code of anybody's.
fn hash_of(key: &Value<'_>) -> PyResult<Option<u64>> {
    static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let is_plain = key.is_exact_instance_of::<PyInt>()
        || key.is_exact_instance_of::<PyString>()
        || key.is_exact_instance_of::<PyBytes>()
        || key.get_type().is(UUID.import(key.py(), "uuid", "UUID")?);
    if !is_plain {
        return Ok(None);
    }
    Ok(Some(key.hash()?.cast_unsigned() as u64))
}

impl<'py> PythonHost<'py> {
    /// A number for the model instance that an item is, or the first of a tuple that is to be unpacked; 0 for anything else.
    pub(super) fn identify_item(&mut self, item: &Value<'py>, is_unpacked: bool) -> u32 {
        if !is_unpacked {
            return self.identify_object(item);
        }
        let Ok(parts) = item.cast_exact::<PyTuple>() else {
            return 0;
        };
        let mut numbers = parts.iter().map(|part| self.identify_object(&part));
        numbers.find(|number| *number > 0).unwrap_or(0)
    }

    fn identify_object(&mut self, object: &Value<'py>) -> u32 {
        let Some(model) = self.models.of(object, self.runtime) else {
            return 0;
        };
        let dictionary = self.classes.dictionary_of(object);
        dictionary.map_or(0, |dictionary| model.identify(dictionary).unwrap_or(0))
    }
}
