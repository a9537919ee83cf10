//! The Python classes `Dom` and `Element`: a tree for tests and tools, with CSS selectors.
//!
//! Locks are held only while Rust reads the tree: making a Python object may run a finalizer, which may come back here.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use enliven_vdom::{Error, NodeId, Tree, apply, wire};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::document::{parse, starts_like_page};
use crate::panic::detached;

/// A parsed page or fragment.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Dom(Mutex<State>);

struct State {
    tree: Tree,
    /// Counts the patches that were applied: elements found before do not know where they are now.
    generation: u64,
}

#[pymethods]
impl Dom {
    #[staticmethod]
    #[pyo3(signature = (html, page=None))]
    fn parse(py: Python<'_>, html: &str, page: Option<bool>) -> PyResult<Self> {
        let tree = detached(py, || {
            parse(html, page.unwrap_or_else(|| starts_like_page(html)))
        })?;
        Ok(Self(Mutex::new(State {
            tree,
            generation: 0,
        })))
    }

    fn apply(&self, py: Python<'_>, patches: &[u8]) -> PyResult<()> {
        let json = std::str::from_utf8(patches)
            .map_err(|error| PyValueError::new_err(format!("patches are not UTF-8: {error}")))?;
        let outcome = detached(py, || {
            let patches = wire::decode(json)?;
            let mut state = self.lock();
            let mut tree = state.tree.clone();
            apply(&mut tree, &patches)?;
            *state = State {
                tree,
                generation: state.generation + 1,
            };
            Ok(())
        })?;
        outcome.map_err(|error| to_python(&error))
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || self.lock().tree.to_html())
    }

    fn select(slf: &Bound<'_, Self>, css: &str) -> PyResult<Vec<Element>> {
        let dom = slf.get();
        let (found, generation) = detached(slf.py(), || {
            let state = dom.lock();
            (state.tree.select(css), state.generation)
        })?;
        let found = found.map_err(|error| to_python(&error))?;
        Ok(found
            .into_iter()
            .map(|id| Element::new(slf, id, generation))
            .collect())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = other.py();
        let Ok(other) = other.cast::<Self>() else {
            return Ok(false);
        };
        let other = other.get();
        if std::ptr::eq(self, other) {
            return Ok(true);
        }
        detached(py, || {
            let tree = self.lock().tree.clone();
            tree == other.lock().tree
        })
    }
}

impl Dom {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_python(error: &Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// An element of a `Dom`.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Element {
    dom: Py<Dom>,
    id: NodeId,
    generation: u64,
}

impl Element {
    fn new(dom: &Bound<'_, Dom>, id: NodeId, generation: u64) -> Self {
        Self {
            dom: dom.clone().unbind(),
            id,
            generation,
        }
    }

    fn read<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&Tree) -> T + Send) -> PyResult<T> {
        let dom = self.dom.get();
        let outcome = detached(py, || {
            let state = dom.lock();
            (state.generation == self.generation).then(|| work(&state.tree))
        })?;
        outcome.ok_or_else(|| {
            let message = "the Dom was patched after this element was found; select it again";
            PyRuntimeError::new_err(message)
        })
    }

    fn beside(&self, py: Python<'_>, id: NodeId) -> Self {
        Self {
            dom: self.dom.clone_ref(py),
            id,
            generation: self.generation,
        }
    }
}

#[pymethods]
impl Element {
    #[getter]
    fn tag(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |tree| {
            tree.element(self.id)
                .map(|element| element.name.local.to_string())
                .unwrap_or_default()
        })
    }

    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let attributes = self.read(py, |tree| {
            let element = tree.element(self.id);
            element
                .map(enliven_vdom::Element::written_attributes)
                .unwrap_or_default()
        })?;
        let dict = PyDict::new(py);
        for (name, value) in attributes {
            dict.set_item(name, value)?;
        }
        Ok(dict)
    }

    #[getter]
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |tree| tree.text(self.id))
    }

    #[getter]
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        self.read(py, |tree| tree.outer_html(self.id))
    }

    #[getter]
    fn parent(&self, py: Python<'_>) -> PyResult<Option<Self>> {
        let parent = self.read(py, |tree| tree.parent_element(self.id))?;
        Ok(parent.map(|id| self.beside(py, id)))
    }

    fn closest(&self, py: Python<'_>, css: &str) -> PyResult<Option<Self>> {
        let found = self.read(py, |tree| tree.closest(self.id, css))?;
        Ok(found
            .map_err(|error| to_python(&error))?
            .map(|id| self.beside(py, id)))
    }

    fn select(&self, py: Python<'_>, css: &str) -> PyResult<Vec<Self>> {
        let found = self.read(py, |tree| tree.select_in(self.id, css))?;
        let found = found.map_err(|error| to_python(&error))?;
        Ok(found.into_iter().map(|id| self.beside(py, id)).collect())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            self.dom.is(&other.dom) && self.id == other.id && self.generation == other.generation
        })
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.dom.as_ptr() as usize, self.id, self.generation).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let start_tag = self.read(py, |tree| tree.start_tag(self.id))?;
        Ok(format!("<enliven._core.Element {start_tag}>"))
    }
}
