//! The Python class `Render`: what a live page shows next, with what is known of its template's markup.

use std::sync::{Arc, Mutex, PoisonError};

use enliven_template::program::Source;
use enliven_template::{Parts, parts};
use enliven_vdom::duplicate_key;
use enliven_vdom::layout::{Layout, Notice, Rendered, Trace};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::document::{parse, starts_like_page};
use crate::host::Django;
use crate::panic::caught;

/// The layouts of a program, as a part of a page and as a whole one; made when first asked for.
pub(crate) struct Layouts([PyOnceLock<Arc<Known>>; 2]);

impl Default for Layouts {
    fn default() -> Self {
        Self([PyOnceLock::new(), PyOnceLock::new()])
    }
}

/// A layout, and what is to be said about it.
pub(crate) struct Known {
    pub(crate) layout: Layout,
    /// Each with the template and the line.
    notices: Vec<String>,
    sources: Vec<Source<Django>>,
}

impl Layouts {
    fn get(
        &self,
        py: Python<'_>,
        program: &enliven_template::Program<Django>,
        is_page: bool,
    ) -> Arc<Known> {
        let known = self.0[usize::from(is_page)]
            .get_or_init(py, || Arc::new(Known::new(py, program, is_page)));
        Arc::clone(known)
    }
}

impl Known {
    fn new(py: Python<'_>, program: &enliven_template::Program<Django>, is_page: bool) -> Self {
        let Some(Parts { parts, sources }) = parts(program) else {
            let layout = Layout::too_deep(is_page);
            let notices = layout.notices().iter().map(ToString::to_string).collect();
            return Self {
                layout,
                notices,
                sources: Vec::new(),
            };
        };
        let mut known = Self {
            layout: Layout::new(&parts, is_page),
            notices: Vec::new(),
            sources,
        };
        let notices = known.layout.notices().iter();
        known.notices = notices.map(|notice| known.describe(py, notice)).collect();
        known
    }

    /// A notice with the template and the line.
    pub(crate) fn describe(&self, py: Python<'_>, notice: &Notice) -> String {
        format!("{}: {notice}", self.place(py, notice.line))
    }

    /// The template and the line of a slot.
    fn place(&self, py: Python<'_>, number: u32) -> String {
        let index = (number as usize).checked_sub(1);
        let source = index.and_then(|index| self.sources.get(index));
        source.map_or_else(|| "template".into(), |source| place_of(py, source))
    }
}

/// The template and the line of a node.
fn place_of(py: Python<'_>, source: &Source<Django>) -> String {
    let name = || -> PyResult<String> {
        let origin = source.node.0.bind(py).getattr("origin")?;
        let name = origin.getattr("template_name")?;
        if name.is_none() {
            return Ok("template".into());
        }
        name.extract()
    };
    // A node of somebody's own class may have no origin.
    let name = name().unwrap_or_else(|_| "template".into());
    format!("{name}, line {}", source.line)
}

/// One render of a template.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Render(Mutex<Option<Shown>>);

/// A render with the layout that it was traced by, if it was.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) rendered: Rendered,
    pub(crate) layout: Option<Arc<Known>>,
}

impl Shown {
    /// A render whose template is not known.
    pub(crate) fn unknown(html: String) -> Self {
        let trace = Trace::default();
        Self {
            rendered: Rendered { html, trace },
            layout: None,
        }
    }

    /// Drops the layout of a page that is a part of one, and of a part that is a page.
    pub(crate) fn keep_layout_of(&mut self, is_page: bool) {
        if self
            .layout
            .as_ref()
            .is_some_and(|known| known.layout.is_page() != is_page)
        {
            self.layout = None;
        }
    }

    /// The layout of both renders.
    pub(crate) fn common_layout(&self, other: &Self) -> Option<&Layout> {
        let known = self.layout.as_ref()?;
        self.has_layout_of(other).then_some(&known.layout)
    }

    pub(crate) fn has_layout_of(&self, other: &Self) -> bool {
        match (&self.layout, &other.layout) {
            (Some(own), Some(others)) => Arc::ptr_eq(own, others),
            _ => false,
        }
    }
}

#[pymethods]
impl Render {
    /// A render whose template is not known.
    #[new]
    pub(crate) fn new(html: String) -> Self {
        Self::of(Shown::unknown(html))
    }

    /// The markup; empty once a document has taken it.
    #[getter]
    fn html(&self) -> String {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown
            .as_ref()
            .map(|shown| shown.rendered.html.clone())
            .unwrap_or_default()
    }

    /// A `live-key` that two items of one list have, and where the list stands.
    fn find_duplicate_key(&self, py: Python<'_>) -> PyResult<Option<(String, String)>> {
        let shown = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        caught(|| Self::duplicate_key_of(py, shown.as_ref()?))
    }

    /// Why parts of the template are parsed whenever they change: lines to read.
    #[getter]
    fn notices(&self) -> Vec<String> {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shown.as_ref().and_then(|shown| shown.layout.as_ref());
        known.map(|known| known.notices.clone()).unwrap_or_default()
    }
}

impl Render {
    /// A `live-key` that two items of a list have, and the place of the list in its template. Where markup is not understood: that two
    /// elements have beside each other, and the first place that is not.
    fn duplicate_key_of(py: Python<'_>, shown: &Shown) -> Option<(String, String)> {
        let known = shown.layout.as_ref()?;
        if let Some(found) = known.layout.duplicate_key(&shown.rendered) {
            return Some((found.key, known.place(py, found.line)));
        }
        let doubtful = known.layout.notices().first()?;
        let tree = parse(&shown.rendered.html, known.layout.is_page());
        let key = duplicate_key(&tree)?;
        Some((key.into(), known.place(py, doubtful.line)))
    }

    fn of(shown: Shown) -> Self {
        Self(Mutex::new(Some(shown)))
    }

    pub(crate) fn traced(
        py: Python<'_>,
        html: String,
        trace: Option<Trace>,
        program: &enliven_template::Program<Django>,
        layouts: &Layouts,
        page: Option<bool>,
    ) -> Self {
        let is_page = page.unwrap_or_else(|| starts_like_page(&html));
        let layout = trace.is_some().then(|| layouts.get(py, program, is_page));
        let trace = trace.unwrap_or_default();
        Self::of(Shown {
            rendered: Rendered { html, trace },
            layout,
        })
    }

    /// The render, which can be taken once.
    pub(crate) fn take(&self) -> Option<Shown> {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.take()
    }
}
