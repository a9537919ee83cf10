//! Programs as Python objects.

use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};

use enliven_template::program::Node;
use enliven_template::render::{Output, render_into, render_traced};
use enliven_template::walk::walk;
use enliven_vdom::layout::Trace;
use pyo3::PyTraverseError;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::flat::{Slot, Use};
use crate::host::{Django, PythonHost, Runtime, join, traverse};
use crate::layout::{Layouts, Render};
use crate::lower::lower_list;
use crate::panic::caught;
use crate::paths::{Read, read_by};

/// A node list in the form that Rust runs. Immutable; renderings in several threads share it.
#[pyclass(frozen, module = "enliven._core")]
pub(crate) struct Program {
    lowered: enliven_template::Program<Django>,
    sees_block: bool,
    /// Its flat forms, to render and for live pages, if it names other templates by constants.
    flat: Option<[Slot; 2]>,
    layouts: Layouts,
    /// What a program of nothing but text renders, once it was.
    constant: PyOnceLock<Py<PyAny>>,
    /// The bytes that a rendering makes room for at its start.
    size: Room,
    /// The numbers of a trace that it makes room for.
    numbers: Room,
}

/// How much room a rendering takes at its start, by what the last one has needed.
struct Room {
    least: usize,
    room: AtomicUsize,
}

/// The least bytes that a rendering makes room for.
const LEAST_BYTES: usize = 1024;

/// The least numbers of a trace; what is given back of a larger one would lie about between pages.
const LEAST_NUMBERS: usize = 16;

/// The most: one long page does not make all that follow take so much.
const MOST: usize = 1024 * 1024;

impl Room {
    fn new(least: usize) -> Self {
        let room = AtomicUsize::new(least);
        Self { least, room }
    }

    fn get(&self) -> usize {
        self.room.load(Ordering::Relaxed)
    }

    fn note(&self, needed: usize) {
        // What is a little longer the next time still fits.
        let room = needed + needed / 8;
        self.room
            .store(room.clamp(self.least, MOST), Ordering::Relaxed);
    }
}

#[pymethods]
impl Program {
    /// Renders to a `SafeString`.
    pub(crate) fn render<'py>(
        &self,
        py: Python<'py>,
        context: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let [] | [Node::Text(_)] = &*self.lowered.body {
            let constant = self.constant.get_or_try_init(py, || {
                let text = self.lowered.body.first().map_or("", |node| match node {
                    Node::Text(text) => &**text,
                    _ => "",
                });
                let class = Runtime::get(py)?.safe_string.bind(py);
                class.call1((text,)).map(Bound::unbind)
            })?;
            return Ok(constant.bind(py).clone());
        }
        let text = caught(|| {
            let flat = match &self.flat {
                Some([slot, _]) => slot.flat_for(&self.lowered, &context)?,
                None => None,
            };
            let mut host = PythonHost::new(context)?;
            let program = match &flat {
                Some(flat) => {
                    host.run_flat(flat.clone());
                    &flat.get().program
                }
                None => &self.lowered,
            };
            let out = Output::with_capacity(self.size.get());
            let output = render_into(program, &mut host, out)?;
            self.size.note(output.size());
            join(py, output)
        })??;
        Runtime::get(py)?.safe_string.bind(py).call1((text,))
    }

    /// Renders to what a live page shows; `page` says whether that is a whole page, or leaves it to the markup.
    #[pyo3(signature = (context, page=None))]
    fn render_live<'py>(
        &self,
        py: Python<'py>,
        context: Bound<'py, PyAny>,
        page: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        caught(|| {
            let flat = match &self.flat {
                Some([_, slot]) => slot.flat_for(&self.lowered, &context)?,
                None => None,
            };
            let mut host = PythonHost::new(context)?;
            let (program, layouts) = match &flat {
                Some(flat) => {
                    host.run_flat(flat.clone());
                    let flat = flat.get();
                    (&flat.program, &flat.layouts)
                }
                None => (&self.lowered, &self.layouts),
            };
            let out = Output::with_capacity(self.size.get());
            let trace = Trace::with_capacity(self.numbers.get());
            let (output, trace) =
                render_traced(program, &mut host, out, trace, layouts.variants())?;
            self.size.note(output.size());
            if let Some(trace) = &trace {
                self.numbers.note(trace.count());
            }
            match output.into_text() {
                Ok(html) => {
                    let render = Render::traced(py, html, trace, layouts, page);
                    Ok(Bound::new(py, render)?.into_any())
                }
                Err(output) => Ok(join(py, output)?.into_any()),
            }
        })?
    }

    /// What the program reads of its context, in the order of the template.
    fn paths(&self, engine: &Bound<'_, PyAny>) -> PyResult<Vec<Read>> {
        caught(|| read_by(&self.lowered, engine))?
    }

    /// Whether Rust does more of it than to write text and to call nodes of Python.
    #[getter]
    fn is_native(&self) -> bool {
        let mut nodes = self.lowered.body.iter();
        nodes.any(|node| matches!(node, Node::Variable(..) | Node::Tag(..)))
    }

    /// The text of what Python still runs of it: nodes, filters, conditions.
    fn foreign(&self) -> PyResult<Vec<String>> {
        caught(|| self.lowered.foreign())
    }

    /// The program as template text.
    fn __str__(&self) -> PyResult<String> {
        caught(|| self.lowered.to_string())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for slot in self.flat.iter().flatten() {
            slot.traverse(&visit)?;
        }
        self.layouts.traverse(&visit)?;
        walk(&self.lowered, |symbol| traverse(&symbol, &visit))
    }

    fn __clear__(&self) {
        self.layouts.clear();
    }
}

/// A program found while rendering.
#[derive(Clone)]
pub(crate) struct Handle<'py>(pub(crate) Bound<'py, Program>);

impl Handle<'_> {
    /// Whether something in it may read the variable `block`.
    pub(crate) fn sees_block(&self) -> bool {
        self.0.get().sees_block
    }
}

impl Deref for Handle<'_> {
    type Target = enliven_template::Program<Django>;

    fn deref(&self) -> &Self::Target {
        &self.0.get().lowered
    }
}

/// Lowers a node list of Django's to a program.
#[pyfunction]
pub(crate) fn lower(nodelist: &Bound<'_, PyAny>) -> PyResult<Program> {
    let lowered = caught(|| lower_list(nodelist))??;
    let sees_block = lowered.can_see("block");
    let flat = lowered
        .names_templates()
        .then(|| [Slot::of(Use::Plain), Slot::of(Use::Live)]);
    Ok(Program {
        lowered,
        sees_block,
        flat,
        layouts: Layouts::default(),
        constant: PyOnceLock::new(),
        size: Room::new(LEAST_BYTES),
        numbers: Room::new(LEAST_NUMBERS),
    })
}
