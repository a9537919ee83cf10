//! What an object is made of, told by its type alone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyByteArray, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PyMappingProxy, PySet,
    PyString, PyTuple, PyType,
};

use crate::host::{ByClass, is_watched};

/// The mutable and the looked-through parts of a type's objects.
pub(super) struct Shape {
    pub(super) container: Option<Container>,
    pub(super) attributes: Attributes,
    /// Descriptors of the slots.
    pub(super) slots: Vec<Py<PyAny>>,
}

impl Shape {
    pub(super) fn is_leaf(&self) -> bool {
        self.container.is_none() && self.attributes == Attributes::None && self.slots.is_empty()
    }
}

/// The built-in type that an object is, or whose subclass it is.
#[derive(Clone, Copy)]
pub(super) enum Container {
    Dict,
    OrderedDict,
    List,
    Set,
    Deque,
    ByteArray,
    Tuple,
    FrozenSet,
}

/// Which values of an object's `__dict__` are looked into.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Attributes {
    None,
    All,
    /// A queryset's results only: the query below it is shared, and copied before it is changed.
    Results,
}

/// The built-in types and functions whose methods are used.
pub(super) struct Types {
    pub(super) ordered_dict: Py<PyAny>,
    pub(super) deque: Py<PyAny>,
    pub(super) set: Py<PyAny>,
    pub(super) frozen_set: Py<PyAny>,
    pub(super) byte_array: Py<PyAny>,
    /// `object.__getattribute__`.
    pub(super) get_attribute: Py<PyAny>,
    member_descriptor: Py<PyAny>,
}

impl Types {
    pub(super) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static TYPES: PyOnceLock<Types> = PyOnceLock::new();
        TYPES.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let import = |module: &str, name: &str| -> PyResult<Py<PyAny>> {
            Ok(py.import(module)?.getattr(name)?.unbind())
        };
        Ok(Self {
            ordered_dict: import("collections", "OrderedDict")?,
            deque: import("collections", "deque")?,
            set: py.get_type::<PySet>().into_any().unbind(),
            frozen_set: py.get_type::<PyFrozenSet>().into_any().unbind(),
            byte_array: py.get_type::<PyByteArray>().into_any().unbind(),
            get_attribute: import("builtins", "object")?
                .getattr(py, intern!(py, "__getattribute__"))?,
            member_descriptor: import("types", "MemberDescriptorType")?,
        })
    }
}

/// Classes that are looked for among the bases of others.
struct Bases<'py> {
    /// Those whose instances are looked into.
    records: Vec<Bound<'py, PyAny>>,
    query_set: Option<Bound<'py, PyAny>>,
}

impl<'py> Bases<'py> {
    fn loaded(py: Python<'py>) -> PyResult<Self> {
        let mut records = Vec::new();
        for (module, name) in [
            ("pydantic.main", "BaseModel"),
            ("django.db.models.base", "Model"),
            ("django.db.models.base", "ModelState"),
        ] {
            records.extend(loaded(py, module, name)?);
        }
        Ok(Self {
            records,
            query_set: loaded(py, "django.db.models.query", "QuerySet")?,
        })
    }

    /// Whether instances are data: dataclasses, pydantic models, Django models.
    fn has_record(&self, mro: &Bound<'py, PyTuple>) -> PyResult<bool> {
        for base in mro {
            if self.records.iter().any(|record| base.is(record))
                || own(&base)?.contains(intern!(base.py(), "__dataclass_fields__"))?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A class of a module that the process uses already; a module that it does not use has no instances about.
fn loaded<'py>(py: Python<'py>, module: &str, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let modules = py
        .import("sys")?
        .getattr("modules")?
        .cast_into::<PyDict>()?;
    match modules.get_item(module)? {
        Some(module) => module.getattr_opt(name),
        None => Ok(None),
    }
}

thread_local! {
    /// The shapes that a thread has found.
    static FOUND: RefCell<ByClass<Rc<Shape>>> = RefCell::default();
}

/// Shapes of types, each found once.
pub(super) struct Shapes<'py> {
    types: &'static Types,
    /// Those of types that might change unnoticed, by the type's address; the type is kept so that the address stays its own.
    unwatched: HashMap<usize, (Bound<'py, PyType>, Rc<Shape>)>,
}

impl<'py> Shapes<'py> {
    pub(super) fn new(py: Python<'py>) -> PyResult<Self> {
        Ok(Self {
            types: Types::get(py)?,
            unwatched: HashMap::new(),
        })
    }

    pub(super) fn types(&self) -> &'static Types {
        self.types
    }

    pub(super) fn of(&mut self, object: &Bound<'py, PyAny>) -> PyResult<Rc<Shape>> {
        // A thread that ends has nothing to remember with.
        let found = FOUND.try_with(|found| found.borrow().get(object).cloned());
        if let Ok(Some(shape)) = found {
            return Ok(shape);
        }
        let class = object.get_type();
        let address = class.as_ptr() as usize;
        if let Some((_, shape)) = self.unwatched.get(&address) {
            return Ok(Rc::clone(shape));
        }
        let shape = Rc::new(self.find(&class)?);
        if is_watched(object)? {
            let shape = Rc::clone(&shape);
            drop(FOUND.try_with(|found| found.borrow_mut().insert(object, shape)));
        } else {
            let shape = Rc::clone(&shape);
            self.unwatched.insert(address, (class, shape));
        }
        Ok(shape)
    }

    fn find(&self, class: &Bound<'py, PyType>) -> PyResult<Shape> {
        let mro = class.mro();
        let bases = Bases::loaded(class.py())?;
        let container = mro.iter().find_map(|base| self.container(&base));
        let is_data = container.is_some() || bases.has_record(&mro)?;
        let attributes = attributes(class, &mro, &bases, is_data)?;
        let mut shape = Shape {
            container,
            attributes,
            slots: Vec::new(),
        };
        if is_data {
            for base in &mro {
                self.add_slots(&base, &mut shape.slots)?;
            }
        }
        Ok(shape)
    }

    fn container(&self, base: &Bound<'py, PyAny>) -> Option<Container> {
        let py = base.py();
        let types = &self.types;
        if base.is(&types.ordered_dict) {
            Some(Container::OrderedDict)
        } else if base.is(py.get_type::<PyDict>()) {
            Some(Container::Dict)
        } else if base.is(py.get_type::<PyList>()) {
            Some(Container::List)
        } else if base.is(&types.set) {
            Some(Container::Set)
        } else if base.is(&types.deque) {
            Some(Container::Deque)
        } else if base.is(&types.byte_array) {
            Some(Container::ByteArray)
        } else if base.is(py.get_type::<PyTuple>()) {
            Some(Container::Tuple)
        } else if base.is(&types.frozen_set) {
            Some(Container::FrozenSet)
        } else {
            None
        }
    }

    fn add_slots(&self, base: &Bound<'py, PyAny>, slots: &mut Vec<Py<PyAny>>) -> PyResult<()> {
        let own = own(base)?;
        if !own.contains("__slots__")? {
            return Ok(());
        }
        for value in own.values()? {
            if value.get_type().is(&self.types.member_descriptor) {
                slots.push(value.unbind());
            }
        }
        Ok(())
    }
}

fn attributes<'py>(
    class: &Bound<'py, PyType>,
    mro: &Bound<'py, PyTuple>,
    bases: &Bases<'py>,
    is_data: bool,
) -> PyResult<Attributes> {
    if class.getattr("__dictoffset__")?.extract::<isize>()? == 0 {
        return Ok(Attributes::None);
    }
    let is_among = |wanted: &Bound<'py, PyAny>| mro.iter().any(|base| base.is(wanted));
    Ok(if bases.query_set.as_ref().is_some_and(is_among) {
        Attributes::Results
    } else if is_data {
        Attributes::All
    } else {
        Attributes::None
    })
}

/// Whether a value is of a type of which most are, and of which nothing is looked into.
pub(super) fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_none()
        || value.is_exact_instance_of::<PyBool>()
        || value.is_exact_instance_of::<PyFloat>()
}

/// What a value of one of the commonest types is, which is nothing besides.
pub(super) fn plain_container(value: &Bound<'_, PyAny>) -> Option<Container> {
    if value.is_exact_instance_of::<PyDict>() {
        Some(Container::Dict)
    } else if value.is_exact_instance_of::<PyList>() {
        Some(Container::List)
    } else {
        None
    }
}

/// What the class itself defines.
fn own<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyMappingProxy>> {
    Ok(class.getattr("__dict__")?.cast_into()?)
}
