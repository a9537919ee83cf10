//! What is known of the classes whose objects renderings have met.
//!
//! Reading an attribute may run code, as a property's, and code may change whatever a rendering remembers. Whether it may is a
//! matter of the class and the name; it is found out once, and holds until the class changes.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

use super::runtime::Runtime;
use super::versions::{Finding, Version, class_attribute, dictionary_of};
use super::{Name, PythonHost, Value};

/// Pairs of a class and a name that a thread remembers at a time.
const ATTRIBUTES: usize = 4096;

/// What `object.name` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// It may run code.
    Code,
    /// It runs no code if the object's dictionary has the name, which then is the value; otherwise it may.
    Stored,
    /// It runs no code, and the object's dictionary comes first.
    Plain,
    /// It reads a slot.
    Slot,
}

/// What tells how a class reads attributes.
pub(super) struct Attributes {
    /// Whether classes tell when they change.
    have_versions: bool,
    function: Py<PyAny>,
    member_descriptor: Py<PyAny>,
    getset_descriptor: Py<PyAny>,
    /// The `__getattribute__` of classes that read attributes as `object` does.
    generic: [Py<PyAny>; 6],
    /// The `__getattribute__` of `type`.
    of_classes: Py<PyAny>,
    /// The `__getitem__` of classes whose items have numbers for keys, and that refuse a text without running code.
    numbered: Vec<Py<PyAny>>,
}

impl Attributes {
    pub(super) fn import(py: Python<'_>, have_versions: bool) -> PyResult<Self> {
        let types = py.import("types")?;
        let generic = |class: Bound<'_, PyAny>| -> PyResult<Py<PyAny>> {
            Ok(class.getattr("__getattribute__")?.unbind())
        };
        Ok(Self {
            have_versions,
            function: types.getattr("FunctionType")?.unbind(),
            member_descriptor: types.getattr("MemberDescriptorType")?.unbind(),
            getset_descriptor: types.getattr("GetSetDescriptorType")?.unbind(),
            generic: [
                generic(py.import("builtins")?.getattr("object")?)?,
                generic(types.getattr("SimpleNamespace")?)?,
                generic(py.get_type::<PyList>().into_any())?,
                generic(py.get_type::<PyTuple>().into_any())?,
                generic(py.get_type::<PyString>().into_any())?,
                generic(py.get_type::<PyDict>().into_any())?,
            ],
            of_classes: generic(py.get_type::<PyType>().into_any())?,
            numbered: [
                py.get_type::<PyList>(),
                py.get_type::<PyTuple>(),
                py.get_type::<PyString>(),
            ]
            .map(|class| class.getattr(intern!(py, "__getitem__")).map(Bound::unbind))
            .into_iter()
            .collect::<PyResult<Vec<_>>>()?,
        })
    }
}

/// What a class does when an attribute of this name is read.
#[derive(Clone, Copy)]
struct Reading {
    finding: Finding,
    access: Access,
    /// Whether the attribute is the first that Django finds: the object has no items by names and is no context.
    is_first: bool,
    /// Whether the object's `__dict__` is the dictionary that reading looks into.
    has_dictionary: bool,
}

/// How many names have the class that was met last at hand. Two whose numbers fall on the same slot take turns.
const SLOTS: usize = 256;

/// What a thread remembers.
struct Readings {
    /// The latest by the name's number, which is beside it.
    latest: [Cell<Option<(u64, Reading)>>; SLOTS],
    /// All by the class's version and the name's number. What was met but once is not worth finding out.
    all: RefCell<HashMap<(Version, u64), Option<Reading>>>,
}

impl Default for Readings {
    fn default() -> Self {
        Self {
            latest: [const { Cell::new(None) }; SLOTS],
            all: RefCell::default(),
        }
    }
}

impl Readings {
    /// What reading an attribute does, if it is known.
    #[inline]
    fn get(&self, object: &Value<'_>, name: u64) -> Option<Reading> {
        match self.slot_of(name).get() {
            Some((number, reading)) if number == name && reading.finding.holds(object) => {
                Some(reading)
            }
            _ => self.get_from_all(object, name),
        }
    }

    fn get_from_all(&self, object: &Value<'_>, name: u64) -> Option<Reading> {
        let reading = (*self.all.borrow().get(&(Version::of(object), name))?)?;
        if !reading.finding.holds(object) {
            return None;
        }
        self.slot_of(name).set(Some((name, reading)));
        Some(reading)
    }

    fn slot_of(&self, name: u64) -> &Cell<Option<(u64, Reading)>> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the lowest bits choose the slot"
        )]
        &self.latest[name as usize % SLOTS]
    }

    fn contains(&self, version: Version, name: u64) -> bool {
        self.all.borrow().contains_key(&(version, name))
    }

    fn insert(&self, version: Version, name: u64, reading: Option<Reading>) {
        let mut all = self.all.borrow_mut();
        if all.len() >= ATTRIBUTES {
            all.clear();
        }
        all.insert((version, name), reading);
    }
}

thread_local! {
    static READINGS: Rc<Readings> = Rc::default();
}

/// The classes, and the dictionaries of the objects read last.
pub(super) struct Classes<'py> {
    readings: Rc<Readings>,
    dictionaries: [Option<(Value<'py>, Bound<'py, PyDict>)>; 2],
}

impl<'py> Classes<'py> {
    pub(super) fn new() -> Self {
        Self {
            // A thread that ends remembers for this rendering only.
            readings: READINGS.try_with(Rc::clone).unwrap_or_default(),
            dictionaries: [None, None],
        }
    }

    /// Drops what code may have changed.
    pub(super) fn forget(&mut self) {
        self.dictionaries = [None, None];
    }

    /// Finds out what reading an attribute does, the second time it is read.
    fn learn(
        &mut self,
        object: &Value<'py>,
        name: &Name,
        runtime: &Runtime,
    ) -> PyResult<Option<Reading>> {
        if !runtime.attributes.have_versions {
            return Ok(None);
        }
        if let Some(known) = self.readings.get(object, name.number()) {
            return Ok(Some(known));
        }
        let version = Version::of(object);
        let reading = if self.readings.contains(version, name.number()) {
            Reading::find(object, name.bind(object.py()), runtime)?
        } else {
            None
        };
        self.readings.insert(version, name.number(), reading);
        Ok(reading)
    }

    /// The dictionary of an object whose class is known to have one.
    pub(super) fn dictionary_of(&mut self, object: &Value<'py>) -> Option<&Bound<'py, PyDict>> {
        let is_its = |entry: &Option<(Value<'py>, _)>| {
            entry.as_ref().is_some_and(|(owner, _)| owner.is(object))
        };
        let [first, second] = &self.dictionaries;
        if !is_its(first) {
            if !is_its(second) {
                self.dictionaries[1] = Some((object.clone(), dictionary_of(object)?));
            }
            self.dictionaries.swap(0, 1);
        }
        self.dictionaries[0]
            .as_ref()
            .map(|(_, dictionary)| dictionary)
    }
}

impl Reading {
    fn find<'py>(
        object: &Value<'py>,
        name: &Bound<'py, PyString>,
        runtime: &Runtime,
    ) -> PyResult<Option<Self>> {
        let class = object.get_type();
        let Some((finding, attribute)) = Finding::new(object, name)? else {
            return Ok(None);
        };
        let is_generic = is_generic(&class, runtime)?;
        let reading = Self {
            finding,
            access: match attribute {
                _ if !is_generic => Access::Code,
                Some(attribute) => access_of(&attribute, runtime)?,
                None => Access::Plain,
            },
            is_first: is_generic
                && !may_have_named_items(&class, runtime)?
                && !class.is_subclass(runtime.base_context.bind(name.py()))?,
            has_dictionary: is_of_c(&class, intern!(name.py(), "__dict__"), runtime)?,
        };
        // Some of these questions may have run code.
        Ok(finding.holds(object).then_some(reading))
    }
}

/// What reading an attribute does if the class has this under its name.
fn access_of(attribute: &Value<'_>, runtime: &Runtime) -> PyResult<Access> {
    let py = attribute.py();
    let kind = attribute.get_type();
    if kind.is(&runtime.attributes.member_descriptor) {
        return Ok(Access::Slot);
    }
    if kind.hasattr(intern!(py, "__set__"))? || kind.hasattr(intern!(py, "__delete__"))? {
        return Ok(Access::Code);
    }
    if kind.is(&runtime.attributes.function) || !kind.hasattr(intern!(py, "__get__"))? {
        return Ok(Access::Plain);
    }
    Ok(Access::Stored)
}

/// Whether attributes are read as those of `object` are, `__class__` among them.
fn is_generic(class: &Bound<'_, PyType>, runtime: &Runtime) -> PyResult<bool> {
    let py = class.py();
    let generic = &runtime.attributes.generic;
    let read = class_attribute(class, intern!(py, "__getattribute__"))?;
    Ok(
        read.is_some_and(|read| generic.iter().any(|one| read.is(one)))
            && class_attribute(class, intern!(py, "__getattr__"))?.is_none()
            && is_of_c(class, intern!(py, "__class__"), runtime)?,
    )
}

/// Whether `object["name"]` may give something, or run code, or `hasattr(class, "__getitem__")`.
fn may_have_named_items(class: &Bound<'_, PyType>, runtime: &Runtime) -> PyResult<bool> {
    let py = class.py();
    let metaclass = class.get_type();
    let name = intern!(py, "__getitem__");
    let read = class_attribute(&metaclass, intern!(py, "__getattribute__"))?;
    Ok(
        !read.is_some_and(|read| read.is(&runtime.attributes.of_classes))
            || class_attribute(&metaclass, intern!(py, "__getattr__"))?.is_some()
            || class_attribute(&metaclass, name)?.is_some()
            || class_attribute(class, name)?.is_some_and(|read| {
                let numbered = &runtime.attributes.numbered;
                !numbered.iter().any(|one| read.is(one))
            }),
    )
}

/// Whether the `__dict__` of the class's objects is read without running code.
pub(super) fn has_plain_dictionary(class: &Bound<'_, PyType>, runtime: &Runtime) -> PyResult<bool> {
    let py = class.py();
    let read = class_attribute(class, intern!(py, "__getattribute__"))?;
    let [of_objects, ..] = &runtime.attributes.generic;
    Ok(read.is_some_and(|read| read.is(of_objects))
        && is_of_c(class, intern!(py, "__dict__"), runtime)?)
}

/// Whether an attribute of the class's objects is one that C has.
fn is_of_c(
    class: &Bound<'_, PyType>,
    name: &Bound<'_, PyString>,
    runtime: &Runtime,
) -> PyResult<bool> {
    Ok(class_attribute(class, name)?.is_some_and(|attribute| {
        let kind = attribute.get_type();
        kind.is(&runtime.attributes.getset_descriptor)
            || kind.is(&runtime.attributes.member_descriptor)
    }))
}

impl<'py> PythonHost<'py> {
    /// An attribute that no code is needed to read, of an object of which Django looks for nothing else.
    #[inline]
    pub(super) fn stored_attribute(
        &mut self,
        object: &Value<'py>,
        name: &Name,
    ) -> Option<Value<'py>> {
        let reading = self.classes.readings.get(object, name.number())?;
        if !reading.is_first {
            return None;
        }
        let name = name.bind(self.py);
        match reading.access {
            Access::Slot => object.getattr(name).ok(),
            Access::Plain | Access::Stored if reading.has_dictionary => {
                self.classes.dictionary_of(object)?.get_item(name).ok()?
            }
            Access::Code | Access::Plain | Access::Stored => None,
        }
    }

    /// Whether Django looks for an attribute of an object, and for nothing before.
    pub(super) fn is_attribute_first(
        &mut self,
        object: &Value<'py>,
        name: &Name,
    ) -> PyResult<bool> {
        let reading = self.classes.learn(object, name, self.runtime)?;
        Ok(reading.is_some_and(|reading| reading.is_first))
    }

    /// `object.name`.
    pub(super) fn read_attribute(
        &mut self,
        object: &Value<'py>,
        name: &Name,
    ) -> PyResult<Value<'py>> {
        let reading = self.classes.readings.get(object, name.number());
        let access = reading.map_or(Access::Code, |reading| reading.access);
        let name = name.bind(self.py);
        if reading.is_some_and(|reading| reading.has_dictionary)
            && matches!(access, Access::Plain | Access::Stored)
            && let Some(dictionary) = self.classes.dictionary_of(object)
            && let Some(value) = dictionary.get_item(name)?
        {
            return Ok(value);
        }
        let value = object.getattr(name);
        if !matches!(access, Access::Plain | Access::Slot) {
            self.refresh()?;
        }
        value
    }
}
