//! Flat programs, and for how long they hold.
//!
//! A flat program is made of the templates that the engine's first loader has in its cache by the names that tags mention. It holds while
//! they are there, no node list of theirs has changed, and each renders as Django wrote it.

mod templates;

use std::sync::{Mutex, PoisonError};

use enliven_template::walk::walk;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, intern};

use crate::host::{Cache, Django, Runtime, scopes_of, traverse};
use crate::layout::Layouts;
use templates::Flattening;

/// How often a program that does not hold any more is made anew at once. After that it is tried ever more rarely: where templates
/// keep changing, making it costs more than it saves.
const MOST_MADE: u32 = 100;

/// A flat program and what it was made of.
#[pyclass(frozen, module = "enliven._core")]
pub(crate) struct Flat {
    pub(crate) program: enliven_template::Program<Django>,
    engine: Py<PyAny>,
    members: Vec<Member>,
    trees: Vec<Tree>,
    /// Whether the template extends others.
    is_child: bool,
    is_complete: bool,
    use_: Use,
    pub(crate) layouts: Layouts,
}

/// What a flat program is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Use {
    /// To render as Django does, told to whoever listens, with errors that know the template.
    #[default]
    Plain,
    /// To render what a page shows next: nobody looks at more than the output.
    Live,
}

/// A template by the name that it was found by.
struct Member {
    name: Py<PyAny>,
    template: Py<PyAny>,
    list: Py<PyAny>,
}

/// What the node lists of a template share, and how often they had changed.
struct Tree {
    tree: Py<PyAny>,
    changes: Py<PyAny>,
}

/// Where a program keeps its flat form.
#[derive(Default)]
pub(crate) struct Slot {
    kept: Mutex<Kept>,
    use_: Use,
}

#[derive(Default)]
struct Kept {
    flat: Option<Py<Flat>>,
    renderings: u32,
    made: u32,
}

#[pymethods]
impl Flat {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.engine)?;
        for member in &self.members {
            visit.call(&member.name)?;
            visit.call(&member.template)?;
            visit.call(&member.list)?;
        }
        for tree in &self.trees {
            visit.call(&tree.tree)?;
            visit.call(&tree.changes)?;
        }
        self.layouts.traverse(&visit)?;
        walk(&self.program, |symbol| traverse(&symbol, &visit))
    }

    fn __clear__(&self) {
        self.layouts.clear();
    }
}

impl Flat {
    /// Whether the program still comes out the same for a context.
    pub(crate) fn holds(&self, context: &Bound<'_, PyAny>) -> PyResult<bool> {
        let runtime = Runtime::get(context.py())?;
        match cache_of(context, runtime, self.use_)? {
            Some(cache) => self.is_of(&cache, runtime),
            None => Ok(false),
        }
    }

    fn is_of(&self, cache: &Cache<'_>, runtime: &Runtime) -> PyResult<bool> {
        let py = cache.engine.py();
        if !cache.engine.is(&self.engine) {
            return Ok(false);
        }
        for member in &self.members {
            let template = member.template.bind(py);
            if !cache.has(member.name.bind(py), template)?
                || !template.getattr(intern!(py, "nodelist"))?.is(&member.list)
                || !is_plain(template, runtime, self.use_)?
            {
                return Ok(false);
            }
        }
        for tree in &self.trees {
            let changes = tree.tree.bind(py).getattr(intern!(py, "changes"))?;
            if !changes.is(&tree.changes) && !changes.eq(&tree.changes)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Slot {
    /// One for programs of this use.
    pub(crate) fn of(use_: Use) -> Self {
        Self {
            use_,
            ..Self::default()
        }
    }

    /// The flat form of a program that names other templates, if it can have one that holds for this context.
    pub(crate) fn flat_for<'py>(
        &self,
        program: &enliven_template::Program<Django>,
        context: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, Flat>>> {
        let py = context.py();
        let runtime = Runtime::get(py)?;
        let Some(cache) = cache_of(context, runtime, self.use_)? else {
            return Ok(None);
        };
        let (known, is_due, is_often) = self.look(py);
        let holds = match &known {
            Some(flat) => flat.get().is_of(&cache, runtime)?,
            None => false,
        };
        let is_wanting = known.as_ref().is_none_or(|flat| !flat.get().is_complete);
        let is_stale = known.is_some() && !holds;
        let flat = if (is_stale && !is_often) || (is_due && (is_wanting || is_stale)) {
            self.make(program, &cache, runtime)?
        } else {
            known.filter(|_| holds)
        };
        match flat {
            Some(flat) if flat.get().is_child && !is_new_family(context)? => Ok(None),
            flat => Ok(flat),
        }
    }

    /// The program, whether it is time to look for templates that were not found, and whether it was made too often.
    fn look<'py>(&self, py: Python<'py>) -> (Option<Bound<'py, Flat>>, bool, bool) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.renderings = kept.renderings.wrapping_add(1);
        let flat = kept.flat.as_ref().map(|flat| flat.bind(py).clone());
        (
            flat,
            kept.renderings.is_power_of_two(),
            kept.made >= MOST_MADE,
        )
    }

    fn make<'py>(
        &self,
        program: &enliven_template::Program<Django>,
        cache: &Cache<'py>,
        runtime: &'static Runtime,
    ) -> PyResult<Option<Bound<'py, Flat>>> {
        let py = cache.engine.py();
        let flat = match Flattening::new(cache, runtime, self.use_).run(program)? {
            Some(flat) => Some(Bound::new(py, flat)?),
            None => None,
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.made += 1;
        let before = std::mem::replace(&mut kept.flat, flat.clone().map(Bound::unbind));
        drop(kept);
        // Runs code where it was the last to refer to something.
        drop(before);
        Ok(flat)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.kept.try_lock() {
            Ok(kept) => visit.call(&kept.flat),
            Err(_) => Ok(()),
        }
    }
}

/// The cache that a context's templates are in; `None` where the engine is in debug mode, as errors then tell which template renders.
fn cache_of<'py>(
    context: &Bound<'py, PyAny>,
    runtime: &Runtime,
    use_: Use,
) -> PyResult<Option<Cache<'py>>> {
    let Some(cache) = Cache::of(context, runtime)? else {
        return Ok(None);
    };
    if use_ == Use::Live {
        return Ok(Some(cache));
    }
    let debug = cache.engine.getattr(intern!(context.py(), "debug"))?;
    Ok((!debug.is_truthy()?).then_some(cache))
}

/// Whether nothing that extends another template has rendered in the current layer of `render_context`.
fn is_new_family(context: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = context.py();
    let layers = scopes_of(&context.getattr(intern!(py, "render_context"))?)?;
    let layer = layers.get_item(layers.len().saturating_sub(1))?;
    let Some(layer) = Runtime::get(py)?.as_plain_dict(&layer) else {
        return Ok(false);
    };
    Ok(!layer.contains(intern!(py, "block_context"))?
        && !layer.contains(intern!(py, "extends_context"))?)
}

/// Whether a template renders as Django wrote it, on its own and below others; or, for a live page, is one of ours.
fn is_plain(template: &Bound<'_, PyAny>, runtime: &Runtime, use_: Use) -> PyResult<bool> {
    match use_ {
        Use::Plain => runtime.binding.is_plain(template),
        Use::Live => Ok(template.get_type().is(&runtime.template)),
    }
}
