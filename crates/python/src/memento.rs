//! The Python class `Memento`: the mutable state below an object's attributes, kept and put back in place.
//!
//! The built-in types' own methods read and write containers, never what a subclass made of them, so that no user code runs; entering
//! keys into a dict may hash them, which cannot be avoided. [`shape`] tells what an object is made of, [`record`] keeps it.

mod record;
mod shape;

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::panic::caught;
use record::{Held, Record, attributes_of, items_of};
use shape::{Attributes, Container, Shape, Shapes, is_plain, plain_container};

/// The mutable state below an object's attributes, as it was.
#[pyclass(module = "enliven._core")]
pub(crate) struct Memento(Vec<Record>);

#[pymethods]
impl Memento {
    #[new]
    fn new(attributes: Bound<'_, PyDict>) -> PyResult<Self> {
        caught(|| {
            let mut survey = Survey {
                shapes: Shapes::new(attributes.py())?,
                seen: HashSet::default(),
                open: vec![attributes.into_any()],
                records: Vec::new(),
            };
            survey.run()?;
            Ok(Self(survey.records))
        })?
    }

    fn restore(&self, py: Python<'_>) -> PyResult<()> {
        let outcomes = self.0.iter();
        let outcomes = outcomes.map(|record| caught(|| record.restore(py)).unwrap_or_else(Err));
        outcomes.fold(Ok(()), Result::and)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.iter().try_for_each(|record| record.visit(&visit))
    }

    fn __clear__(&mut self) {
        self.0.clear();
    }
}

/// Spreads addresses, which nobody chooses.
#[derive(Default)]
struct Spread(u64);

type Addresses = BuildHasherDefault<Spread>;

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, address: usize) {
        // By the golden ratio, as Fibonacci hashing has it; the map takes the upper bits and the lower ones.
        self.0 = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// The walk over what can be reached.
struct Survey<'py> {
    shapes: Shapes<'py>,
    /// Addresses of what was visited; the records hold it all, so that none is used for another object.
    seen: HashSet<usize, Addresses>,
    open: Vec<Bound<'py, PyAny>>,
    records: Vec<Record>,
}

impl<'py> Survey<'py> {
    fn run(&mut self) -> PyResult<()> {
        while let Some(object) = self.open.pop() {
            if let Some(container) = plain_container(&object) {
                if self.seen.insert(object.as_ptr() as usize) {
                    self.record_container(&object, container)?;
                }
                continue;
            }
            let shape = self.shapes.of(&object)?;
            if shape.is_leaf() || !self.seen.insert(object.as_ptr() as usize) {
                continue;
            }
            if let Some(container) = shape.container {
                self.record_container(&object, container)?;
            }
            self.record_attributes(&object, &shape)?;
        }
        Ok(())
    }

    /// Has these looked into.
    fn visit(&mut self, objects: impl IntoIterator<Item = Bound<'py, PyAny>>) {
        let objects = objects.into_iter().filter(|object| !is_plain(object));
        self.open.extend(objects);
    }

    fn record(&mut self, object: &Bound<'py, PyAny>, held: Held) {
        self.records.push(Record {
            object: object.clone().unbind(),
            held,
        });
    }

    fn record_container(&mut self, object: &Bound<'py, PyAny>, kind: Container) -> PyResult<()> {
        let py = object.py();
        let types = self.shapes.types();
        let held = match kind {
            Container::Dict => {
                let copy = record::copy_dict(object.cast::<PyDict>()?)?;
                for (key, value) in &copy {
                    self.visit([key, value]);
                }
                Held::Dict(copy.unbind())
            }
            Container::OrderedDict => {
                let items = items_of(
                    &types
                        .ordered_dict
                        .bind(py)
                        .call_method1("items", (object,))?,
                )?;
                self.visit(&items);
                Held::OrderedDict(items.unbind(), types.ordered_dict.clone_ref(py))
            }
            Container::List => {
                let copy = object.cast::<PyList>()?.get_slice(0, usize::MAX >> 1);
                self.visit(&copy);
                Held::List(copy.unbind())
            }
            Container::Set => {
                let set = types.set.bind(py).call_method1("copy", (object,))?;
                let items = items_of(&types.set.bind(py).call_method1("__iter__", (&set,))?)?;
                self.visit(&items);
                Held::Set(set.unbind(), types.set.clone_ref(py))
            }
            Container::Deque => {
                let items = items_of(&types.deque.bind(py).call_method1("__iter__", (object,))?)?;
                self.visit(&items);
                Held::Deque(items.unbind(), types.deque.clone_ref(py))
            }
            Container::ByteArray => {
                let bytes = object.cast::<PyByteArray>()?.to_vec();
                let methods = types.byte_array.clone_ref(py);
                Held::Bytes(PyBytes::new(object.py(), &bytes).unbind(), methods)
            }
            Container::Tuple => {
                self.visit(object.cast::<PyTuple>()?);
                return Ok(());
            }
            Container::FrozenSet => {
                let items = types
                    .frozen_set
                    .bind(py)
                    .call_method1("__iter__", (object,))?;
                self.visit(&items_of(&items)?);
                return Ok(());
            }
        };
        self.record(object, held);
        Ok(())
    }

    fn record_attributes(&mut self, object: &Bound<'py, PyAny>, shape: &Shape) -> PyResult<()> {
        let py = object.py();
        for slot in &shape.slots {
            let slot = slot.bind(py);
            let value = record::slot_value(slot, object)?;
            self.visit(value.clone());
            let held = Held::Slot(slot.clone().unbind(), value.map(Bound::unbind));
            self.record(object, held);
        }
        if shape.attributes == Attributes::None {
            return Ok(());
        }
        let getter = self.shapes.types().get_attribute.bind(py);
        let copy = attributes_of(getter, object)?.copy()?;
        let held = Held::Attributes(copy.clone().unbind(), getter.clone().unbind());
        match shape.attributes {
            Attributes::All => self.visit(copy.values()),
            Attributes::Results => self.visit(copy.get_item("_result_cache")?),
            Attributes::None => {}
        }
        self.record(object, held);
        Ok(())
    }
}
