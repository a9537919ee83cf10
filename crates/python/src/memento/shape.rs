//! What an object is made of, told by its type alone.

use std::collections::HashMap;
use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{
    PyByteArray, PyDict, PyFrozenSet, PyList, PyMappingProxy, PySet, PyTuple, PyType,
};

/// The mutable and the looked-through parts of a type's objects.
pub(super) struct Shape<'py> {
    pub(super) container: Option<Container>,
    pub(super) attributes: Attributes,
    /// Descriptors of the slots.
    pub(super) slots: Vec<Bound<'py, PyAny>>,
}

impl Shape<'_> {
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
pub(super) struct Types<'py> {
    pub(super) ordered_dict: Bound<'py, PyAny>,
    pub(super) deque: Bound<'py, PyAny>,
    pub(super) set: Bound<'py, PyAny>,
    pub(super) frozen_set: Bound<'py, PyAny>,
    pub(super) byte_array: Bound<'py, PyAny>,
    /// `object.__getattribute__`.
    pub(super) get_attribute: Bound<'py, PyAny>,
    member_descriptor: Bound<'py, PyAny>,
    /// Classes whose instances are looked into.
    records: Vec<Bound<'py, PyAny>>,
    query_set: Option<Bound<'py, PyAny>>,
}

impl<'py> Types<'py> {
    fn new(py: Python<'py>) -> PyResult<Self> {
        let collections = py.import("collections")?;
        let object = py.import("builtins")?.getattr("object")?;
        let mut records = Vec::new();
        for (module, name) in [
            ("pydantic.main", "BaseModel"),
            ("django.db.models.base", "Model"),
            ("django.db.models.base", "ModelState"),
        ] {
            records.extend(loaded(py, module, name)?);
        }
        Ok(Self {
            ordered_dict: collections.getattr("OrderedDict")?,
            deque: collections.getattr("deque")?,
            set: py.get_type::<PySet>().into_any(),
            frozen_set: py.get_type::<PyFrozenSet>().into_any(),
            byte_array: py.get_type::<PyByteArray>().into_any(),
            get_attribute: object.getattr("__getattribute__")?,
            member_descriptor: py.import("types")?.getattr("MemberDescriptorType")?,
            records,
            query_set: loaded(py, "django.db.models.query", "QuerySet")?,
        })
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

/// Shapes of types, each found once.
pub(super) struct Shapes<'py> {
    types: Types<'py>,
    /// By the type's address; the type is kept so that the address stays its own.
    known: HashMap<usize, (Bound<'py, PyType>, Rc<Shape<'py>>)>,
}

impl<'py> Shapes<'py> {
    pub(super) fn new(py: Python<'py>) -> PyResult<Self> {
        Ok(Self {
            types: Types::new(py)?,
            known: HashMap::new(),
        })
    }

    pub(super) fn types(&self) -> &Types<'py> {
        &self.types
    }

    pub(super) fn of(&mut self, object: &Bound<'py, PyAny>) -> PyResult<Rc<Shape<'py>>> {
        let class = object.get_type();
        let address = class.as_ptr() as usize;
        if let Some((_, shape)) = self.known.get(&address) {
            return Ok(Rc::clone(shape));
        }
        let shape = Rc::new(self.find(&class)?);
        self.known.insert(address, (class, Rc::clone(&shape)));
        Ok(shape)
    }

    fn find(&self, class: &Bound<'py, PyType>) -> PyResult<Shape<'py>> {
        let mro = class.mro();
        let container = mro.iter().find_map(|base| self.container(&base));
        let attributes = self.attributes(class, &mro, container.is_some())?;
        let mut shape = Shape {
            container,
            attributes,
            slots: Vec::new(),
        };
        if container.is_some() || self.is_record(&mro)? {
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

    fn attributes(
        &self,
        class: &Bound<'py, PyType>,
        mro: &Bound<'py, PyTuple>,
        is_container: bool,
    ) -> PyResult<Attributes> {
        if class.getattr("__dictoffset__")?.extract::<isize>()? == 0 {
            return Ok(Attributes::None);
        }
        let is_among = |wanted: &Bound<'py, PyAny>| mro.iter().any(|base| base.is(wanted));
        if self.types.query_set.as_ref().is_some_and(is_among) {
            Ok(Attributes::Results)
        } else if is_container || self.is_record(mro)? {
            Ok(Attributes::All)
        } else {
            Ok(Attributes::None)
        }
    }

    /// Whether instances are data: dataclasses, pydantic models, Django models.
    fn is_record(&self, mro: &Bound<'py, PyTuple>) -> PyResult<bool> {
        for base in mro {
            if self.types.records.iter().any(|record| base.is(record))
                || own(&base)?.contains("__dataclass_fields__")?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn add_slots(
        &self,
        base: &Bound<'py, PyAny>,
        slots: &mut Vec<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        let own = own(base)?;
        if !own.contains("__slots__")? {
            return Ok(());
        }
        for value in own.values()? {
            if value.get_type().is(&self.types.member_descriptor) {
                slots.push(value);
            }
        }
        Ok(())
    }
}

/// What the class itself defines.
fn own<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyMappingProxy>> {
    Ok(class.getattr("__dict__")?.cast_into()?)
}
