//! What is known of the classes whose objects a rendering has met.
//!
//! Reading an attribute may run code, as a property's, and code may change whatever a rendering remembers. Whether it may is a
//! matter of the class and the name; it is found out once, and holds for the rest of the rendering.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyType};

use super::runtime::Runtime;
use super::{PythonHost, Value};

/// Classes remembered at a time; a template rarely meets more.
const CLASSES: usize = 16;

/// Attributes remembered of one class.
const ATTRIBUTES: usize = 32;

/// What `object.name` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It was read once; what it does is worth finding out the next time.
    Met,
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
    function: Py<PyAny>,
    member_descriptor: Py<PyAny>,
    getset_descriptor: Py<PyAny>,
    /// The `__getattribute__` of classes that read attributes as `object` does.
    generic: [Py<PyAny>; 2],
}

impl Attributes {
    pub(super) fn import(py: Python<'_>) -> PyResult<Self> {
        let types = py.import("types")?;
        let generic = |class: Bound<'_, PyAny>| -> PyResult<Py<PyAny>> {
            Ok(class.getattr("__getattribute__")?.unbind())
        };
        Ok(Self {
            function: types.getattr("FunctionType")?.unbind(),
            member_descriptor: types.getattr("MemberDescriptorType")?.unbind(),
            getset_descriptor: types.getattr("GetSetDescriptorType")?.unbind(),
            generic: [
                generic(py.import("builtins")?.getattr("object")?)?,
                generic(types.getattr("SimpleNamespace")?)?,
            ],
        })
    }
}

/// One class.
struct Known<'py> {
    class: Bound<'py, PyType>,
    is_subscriptable: bool,
    /// Known once an attribute's access is.
    storage: Option<Storage>,
    attributes: Vec<(Bound<'py, PyString>, Access)>,
}

/// Where the objects of a class keep their attributes.
#[derive(Clone, Copy)]
struct Storage {
    /// Whether attributes are read as those of `object` are.
    is_generic: bool,
    /// Whether its objects are contexts; a class that reads attributes in its own way may have others say that they are.
    is_context: bool,
    /// Whether `__dict__` is the dictionary that this way of reading looks into.
    has_dictionary: bool,
}

/// The classes, and the dictionaries of the objects read last.
#[derive(Default)]
pub(super) struct Classes<'py> {
    known: Vec<Known<'py>>,
    /// The class of the object before this one, which mostly is the next one's, too.
    latest: usize,
    dictionaries: [Option<(Value<'py>, Bound<'py, PyDict>)>; 2],
}

impl<'py> Classes<'py> {
    /// Drops what code may have changed; a class keeps its attributes.
    pub(super) fn forget(&mut self) {
        self.dictionaries = [None, None];
    }

    fn class_of(&mut self, object: &Value<'py>) -> PyResult<&mut Known<'py>> {
        let pointer = object.get_type_ptr();
        let is_it = |class: &Known<'_>| class.class.as_type_ptr() == pointer;
        if !self.known.get(self.latest).is_some_and(is_it) {
            match self.known.iter().position(is_it) {
                Some(index) => self.latest = index,
                None => self.meet(object.get_type())?,
            }
        }
        Ok(&mut self.known[self.latest])
    }

    fn meet(&mut self, class: Bound<'py, PyType>) -> PyResult<()> {
        let py = class.py();
        let class = Known {
            is_subscriptable: class.hasattr(intern!(py, "__getitem__"))?,
            storage: None,
            attributes: Vec::new(),
            class,
        };
        if self.known.len() < CLASSES {
            self.latest = self.known.len();
            self.known.push(class);
        } else {
            self.latest = (self.latest + 1) % CLASSES;
            self.known[self.latest] = class;
        }
        Ok(())
    }

    /// The dictionary of an object whose class is known to have one.
    fn dictionary_of(&mut self, object: &Value<'py>) -> Option<&Bound<'py, PyDict>> {
        let is_its = |entry: &Option<(Value<'py>, _)>| {
            entry.as_ref().is_some_and(|(owner, _)| owner.is(object))
        };
        let [first, second] = &self.dictionaries;
        if !is_its(first) {
            if !is_its(second) {
                let dictionary = object.getattr(intern!(object.py(), "__dict__")).ok()?;
                let dictionary = dictionary.cast_into_exact::<PyDict>().ok()?;
                self.dictionaries[1] = Some((object.clone(), dictionary));
            }
            self.dictionaries.swap(0, 1);
        }
        self.dictionaries[0]
            .as_ref()
            .map(|(_, dictionary)| dictionary)
    }
}

impl<'py> Known<'py> {
    fn access(&mut self, name: &Bound<'py, PyString>, runtime: &Runtime) -> PyResult<Access> {
        let known = self.attributes.iter_mut().find(|(known, _)| known.is(name));
        match known {
            Some((_, Access::Met)) => {}
            Some((_, access)) => return Ok(*access),
            None => {
                if self.attributes.len() < ATTRIBUTES {
                    self.attributes.push((name.clone(), Access::Met));
                }
                return Ok(Access::Met);
            }
        }
        let access = self.find_access(name, runtime)?;
        if let Some((_, entry)) = self.attributes.iter_mut().find(|(known, _)| known.is(name)) {
            *entry = access;
        }
        Ok(access)
    }

    /// Whether an attribute is looked for in the object's dictionary before anything else but its class.
    fn reads_dictionary(&self) -> bool {
        !self.is_subscriptable
            && self.storage.is_some_and(|storage| {
                storage.is_generic && storage.has_dictionary && !storage.is_context
            })
    }

    fn find_access(&mut self, name: &Bound<'py, PyString>, runtime: &Runtime) -> PyResult<Access> {
        let storage = match self.storage {
            Some(storage) => storage,
            None => *self.storage.insert(Storage::of(&self.class, runtime)?),
        };
        if !storage.is_generic {
            return Ok(Access::Code);
        }
        let Some(attribute) = class_attribute(&self.class, name)? else {
            return Ok(Access::Plain);
        };
        let py = name.py();
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
}

impl Storage {
    fn of(class: &Bound<'_, PyType>, runtime: &Runtime) -> PyResult<Self> {
        let py = class.py();
        let read = class_attribute(class, intern!(py, "__getattribute__"))?;
        let is_generic = read.is_some_and(|read| {
            runtime
                .attributes
                .generic
                .iter()
                .any(|generic| read.is(generic))
        });
        let is_of_c = |name| {
            let attribute = class_attribute(class, name)?;
            Ok::<_, PyErr>(attribute.is_some_and(|attribute| {
                let kind = attribute.get_type();
                kind.is(&runtime.attributes.getset_descriptor)
                    || kind.is(&runtime.attributes.member_descriptor)
            }))
        };
        Ok(Self {
            is_generic: is_generic
                && class_attribute(class, intern!(py, "__getattr__"))?.is_none()
                && is_of_c(intern!(py, "__class__"))?,
            is_context: class.is_subclass(runtime.base_context.bind(py))?,
            has_dictionary: is_of_c(intern!(py, "__dict__"))?,
        })
    }
}

/// What a class or its bases have under a name, as it stands in their dictionaries.
fn class_attribute<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Value<'py>>> {
    let py = class.py();
    for base in class.mro() {
        let attributes = base.getattr(intern!(py, "__dict__"))?;
        if attributes.contains(name)? {
            return attributes.get_item(name).map(Some);
        }
    }
    Ok(None)
}

impl<'py> PythonHost<'py> {
    /// Whether Django looks for `object[key]`.
    pub(super) fn is_subscriptable(&mut self, object: &Value<'py>) -> PyResult<bool> {
        Ok(self.classes.class_of(object)?.is_subscriptable)
    }

    /// An attribute that is known to be in the object's dictionary, or nowhere.
    #[inline]
    pub(super) fn stored_attribute(
        &mut self,
        object: &Value<'py>,
        name: &Bound<'py, PyString>,
    ) -> Option<Value<'py>> {
        let known = self.classes.known.get(self.classes.latest)?;
        if known.class.as_type_ptr() != object.get_type_ptr() || !known.reads_dictionary() {
            return None;
        }
        let (_, access) = known.attributes.iter().find(|(known, _)| known.is(name))?;
        if !matches!(access, Access::Plain | Access::Stored) {
            return None;
        }
        let dictionary = self.classes.dictionary_of(object)?;
        dictionary.get_item(name).ok()?
    }

    /// `isinstance(object, BaseContext)`.
    pub(super) fn is_context(&mut self, object: &Value<'py>) -> PyResult<bool> {
        match self.classes.class_of(object)?.storage {
            Some(storage) if storage.is_generic => Ok(storage.is_context),
            _ => object.is_instance(self.runtime.base_context.bind(self.py)),
        }
    }

    /// `object.name`.
    pub(super) fn read_attribute(
        &mut self,
        object: &Value<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Value<'py>> {
        let class = self.classes.class_of(object)?;
        let access = class.access(name, self.runtime)?;
        let has_dictionary = class.storage.is_some_and(|storage| storage.has_dictionary);
        if has_dictionary
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
