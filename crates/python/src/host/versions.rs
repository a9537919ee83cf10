//! Whether a class still is what it was.
//!
//! `CPython` numbers the states of classes. A class gets a number that no class of the process has had when something is looked up
//! in it, and loses it, as its subclasses do, when it or one of its bases changes. The interpreter's own cache of attributes relies on
//! that (`_PyType_Lookup` in `Objects/typeobject.c`), also in that it borrows what it found for as long as the number holds. `PyO3`
//! offers the number only as a field of a C structure; this module wraps it so that nothing borrowed leaves it.
#![expect(
    unsafe_code,
    reason = "the version of a class has no safe form in PyO3"
)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use super::Value;

/// Whether several threads may run Python at once, which then change classes while another reads their versions. Only there an
/// object has more of a header than its count and its class.
const IS_FREE_THREADED: bool = size_of::<ffi::PyObject>() > 2 * size_of::<usize>();

/// The state of an object's class, and of that class's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Version {
    class: u32,
    metaclass: u32,
}

impl Version {
    /// What no class has that nothing was looked up in, or that has changed too often.
    const UNKNOWN: u32 = 0;

    /// The present one.
    #[inline]
    pub(super) fn of(object: &Value<'_>) -> Self {
        if IS_FREE_THREADED {
            return Self {
                class: Self::UNKNOWN,
                metaclass: Self::UNKNOWN,
            };
        }
        // SAFETY: `object` is alive and keeps its class alive, which keeps its own; the thread is attached to the interpreter,
        // without whose lock no class changes.
        unsafe {
            let class = ffi::Py_TYPE(object.as_ptr());
            let metaclass = ffi::Py_TYPE(class.cast());
            Self {
                class: (*class).tp_version_tag,
                metaclass: (*metaclass).tp_version_tag,
            }
        }
    }

    pub(super) fn is_known(self) -> bool {
        self.class != Self::UNKNOWN && self.metaclass != Self::UNKNOWN
    }
}

/// How many classes are remembered.
const CLASSES: usize = 1024;

/// What was found out about classes, for as long as they and their bases are as they were.
pub(crate) struct ByClass<T>(HashMap<Version, T>);

impl<T> Default for ByClass<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> ByClass<T> {
    /// What is known of an object's class.
    pub(crate) fn get(&self, object: &Value<'_>) -> Option<&T> {
        self.0.get(&Version::of(object))
    }

    /// Remembers what was found out about an object's class, where it can be told when that ends. Gives what is forgotten instead, which
    /// may run code when it is dropped.
    #[must_use]
    pub(crate) fn insert(&mut self, object: &Value<'_>, found: T) -> Option<Self> {
        let version = Version::of(object);
        if !version.is_known() {
            return None;
        }
        let forgotten = (self.0.len() >= CLASSES).then(|| std::mem::take(self));
        self.0.insert(version, found);
        forgotten
    }
}

/// Whether a change of an object's class or of its bases would show ([`ByClass`]).
pub(crate) fn is_watched(object: &Value<'_>) -> PyResult<bool> {
    static ARE_KEPT: PyOnceLock<bool> = PyOnceLock::new();
    let py = object.py();
    let are_kept = ARE_KEPT.get_or_try_init(py, || are_kept(py))?;
    Ok(*are_kept && has_plain_order(&object.get_type())?)
}

/// Classes of which a question is asked again only when one of them has changed.
pub(crate) struct Watched {
    /// With their versions when it held.
    classes: Vec<(Py<PyType>, AtomicU32)>,
    have_versions: bool,
}

impl Watched {
    pub(super) fn new<const N: usize>(classes: [Py<PyType>; N], have_versions: bool) -> Self {
        let unseen = |class| (class, AtomicU32::new(Version::UNKNOWN));
        Self {
            classes: classes.map(unseen).into(),
            have_versions,
        }
    }

    /// Whether something holds that depends on nothing but what the classes and their bases have in them.
    pub(crate) fn holds(
        &self,
        py: Python<'_>,
        ask: impl FnOnce() -> PyResult<bool>,
    ) -> PyResult<bool> {
        let is_unchanged = |(class, seen): &(Py<PyType>, AtomicU32)| {
            let seen = seen.load(Ordering::Relaxed);
            seen != Version::UNKNOWN && seen == version_of(class.bind(py))
        };
        if self.classes.iter().all(is_unchanged) {
            return Ok(true);
        }
        let version = |(class, _): &(Py<PyType>, _)| version_of(class.bind(py));
        let before: Vec<_> = self.classes.iter().map(version).collect();
        let holds = ask()?;
        for ((_, seen), version) in self.classes.iter().zip(before) {
            let is_known = holds && self.have_versions;
            let version = if is_known { version } else { Version::UNKNOWN };
            seen.store(version, Ordering::Relaxed);
        }
        Ok(holds)
    }
}

/// The version of a class; [`Version::UNKNOWN`] where it tells nothing.
fn version_of(class: &Bound<'_, PyType>) -> u32 {
    if IS_FREE_THREADED {
        return Version::UNKNOWN;
    }
    // SAFETY: `class` is alive, and the thread is attached to the interpreter, without whose lock no class changes.
    unsafe { (*class.as_type_ptr()).tp_version_tag }
}

/// What was found in a class and its bases under a name, for as long as it is there.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    version: Version,
    /// Borrowed from the class or a base of it; null if there is no such attribute.
    attribute: *mut ffi::PyObject,
    /// The version of the attribute's class, which tells whether it is a descriptor.
    kind: u32,
}

impl Finding {
    /// Looks for an attribute in the class of an object; `None` if it cannot be known for how long what was found holds.
    pub(super) fn new<'py>(
        object: &Value<'py>,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<(Self, Option<Value<'py>>)>> {
        let version = Version::of(object);
        let class = object.get_type();
        if !version.is_known() || !has_plain_order(&class)? {
            return Ok(None);
        }
        let attribute = class_attribute(&class, name)?;
        let kind = match &attribute {
            Some(attribute) => {
                // Has its class numbered.
                attribute
                    .get_type()
                    .hasattr(intern!(name.py(), "__get__"))?;
                Version::of(attribute).class
            }
            None => Version::UNKNOWN,
        };
        let finding = Self {
            version,
            attribute: attribute
                .as_ref()
                .map_or(std::ptr::null_mut(), Bound::as_ptr),
            kind,
        };
        let is_known = attribute.is_none() || kind != Version::UNKNOWN;
        Ok((is_known && finding.holds(object)).then_some((finding, attribute)))
    }

    /// Whether it is what would be found in the class of an object now.
    #[inline]
    pub(super) fn holds(&self, object: &Value<'_>) -> bool {
        if Version::of(object) != self.version {
            return false;
        }
        // SAFETY: the class of `object` has the version with which the attribute was found in a dictionary of it or of a base, so
        // it still is there and alive, and so is its class.
        self.attribute.is_null()
            || unsafe { (*ffi::Py_TYPE(self.attribute)).tp_version_tag == self.kind }
    }
}

/// Whether a class looks for attributes in its bases and in nothing else: changes of other classes do not reach its version.
fn has_plain_order(class: &Bound<'_, PyType>) -> PyResult<bool> {
    let py = class.py();
    let name = intern!(py, "mro");
    let of_metaclass = class.get_type().getattr(name)?;
    Ok(of_metaclass.is(&py.get_type::<PyType>().getattr(name)?))
}

/// What a class or its bases have under a name, as it stands in their dictionaries.
pub(super) fn class_attribute<'py>(
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

/// The dictionary that `object.__dict__` gives where that is the descriptor that C makes for a class.
pub(super) fn dictionary_of<'py>(object: &Value<'py>) -> Option<Bound<'py, PyDict>> {
    // SAFETY: `object` is alive, and the thread is attached to the interpreter; the function gives a new reference, or sets an error.
    let found = unsafe {
        let dictionary = ffi::PyObject_GenericGetDict(object.as_ptr(), std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(object.py(), dictionary)
    };
    found.ok()?.cast_into_exact().ok()
}

/// Whether an object has no owner but the one that this reference stands for.
pub(super) fn has_one_owner<T>(object: &Bound<'_, T>) -> bool {
    // SAFETY: `object` is alive, and the thread is attached to the interpreter.
    unsafe { ffi::Py_REFCNT(object.as_ptr()) == 1 }
}

/// Whether this interpreter numbers classes as the module expects it to.
pub(super) fn are_kept(py: Python<'_>) -> PyResult<bool> {
    let make = |bases: Bound<'_, PyTuple>| -> PyResult<Py<PyAny>> {
        let class = py
            .get_type::<PyType>()
            .call1(("Probe", bases, PyDict::new(py)))?;
        Ok(class.unbind())
    };
    let base = make(PyTuple::empty(py))?.into_bound(py);
    let object = make(PyTuple::new(py, [&base])?)?.call0(py)?.into_bound(py);
    let name = intern!(py, "probe");
    let mut versions = Vec::new();
    for _ in 0..3 {
        object.getattr_opt(name)?;
        versions.push(Version::of(&object));
        base.setattr(name, py.None())?;
        versions.push(Version::of(&object));
    }
    let numbered = versions.iter().step_by(2);
    let distinct = numbered
        .clone()
        .enumerate()
        .all(|(index, version)| version.is_known() && !versions[..index * 2].contains(version));
    let lost = versions.chunks_exact(2).all(|pair| pair[0] != pair[1]);
    Ok(distinct && lost)
}
