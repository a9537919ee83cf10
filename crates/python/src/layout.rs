//! The Python class `Render`: what a live page shows next, with what is known of its template's markup.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use enliven_template::Variants;
use enliven_template::program::Source;
use enliven_template::variants::Assembled;
use enliven_vdom::layout::{Layout, Notice, Rendered, Trace};
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, intern};

use crate::document::starts_like_page;
use crate::host::Django;
use crate::panic::caught;
use crate::program::Program;

/// The layouts of a program, as a part of a page and as a whole one, with the templates that its renders have found.
pub(crate) struct Layouts {
    variants: Variants<Django, Py<Program>>,
    known: [Arc<Known>; 2],
}

impl Default for Layouts {
    fn default() -> Self {
        Self {
            variants: Variants::default(),
            known: [false, true].map(|is_page| Arc::new(Known::new(is_page))),
        }
    }
}

/// The layout of a program, which grows as its renders find templates: one that was made later understands all earlier renders.
pub(crate) struct Known {
    is_page: bool,
    latest: Mutex<Option<Arc<Understood>>>,
}

/// A layout, and what is to be said about it.
pub(crate) struct Understood {
    pub(crate) layout: Layout,
    /// Each with the template and the line.
    notices: Vec<String>,
    /// Where slots stand, by their numbers, counted from 1.
    places: Vec<Place>,
    /// [`Variants::count`] when it was made.
    count: usize,
}

/// The template and the line of a slot.
type Place = (Arc<str>, u32);

impl Layouts {
    /// Where a rendering notes the templates that it finds.
    pub(crate) fn variants(&self) -> &Variants<Django, Py<Program>> {
        &self.variants
    }

    fn get(&self, py: Python<'_>, is_page: bool) -> Arc<Known> {
        let known = &self.known[usize::from(is_page)];
        let count = self.variants.count();
        if known.latest().is_none_or(|latest| latest.count < count) {
            // Outside the lock: it asks nodes of Python where they stand.
            known.grow(Understood::new(py, self.variants.parts(), is_page));
        }
        Arc::clone(known)
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        let kept = |program: &Py<Program>| visit.call(program);
        self.variants
            .visit(kept, |source| visit.call(&source.node.0))
    }

    /// Lets go of programs, which may refer to the one that this belongs to.
    pub(crate) fn clear(&self) {
        self.variants.forget();
    }
}

impl Known {
    fn new(is_page: bool) -> Self {
        Self {
            is_page,
            latest: Mutex::new(None),
        }
    }

    /// The layout that knows most; `None` before there is one.
    pub(crate) fn latest(&self) -> Option<Arc<Understood>> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.clone()
    }

    /// Takes a layout that knows more.
    fn grow(&self, understood: Understood) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest
            .as_ref()
            .is_none_or(|latest| latest.count < understood.count)
        {
            *latest = Some(Arc::new(understood));
        }
    }
}

impl Understood {
    fn new(py: Python<'_>, assembled: Option<Assembled<Django>>, is_page: bool) -> Self {
        let Some(Assembled {
            parts,
            sources,
            count,
        }) = assembled
        else {
            let layout = Layout::too_deep(is_page);
            return Self {
                notices: layout.notices().iter().map(ToString::to_string).collect(),
                layout,
                places: Vec::new(),
                count: 0,
            };
        };
        let mut understood = Self {
            layout: Layout::new(&parts, is_page),
            notices: Vec::new(),
            places: places_of(py, &sources),
            count,
        };
        let notices = understood.layout.notices().iter();
        understood.notices = notices.map(|notice| understood.describe(notice)).collect();
        understood
    }

    /// A notice with the template and the line.
    pub(crate) fn describe(&self, notice: &Notice) -> String {
        format!("{}: {notice}", self.place(notice.line))
    }

    /// The template and the line of a slot.
    fn place(&self, number: u32) -> String {
        let index = (number as usize).checked_sub(1);
        let place = index.and_then(|index| self.places.get(index));
        place.map_or_else(
            || "template".into(),
            |(name, line)| format!("{name}, line {line}"),
        )
    }
}

/// Where nodes stand, as text: a layout keeps no object of Python, and so no template, alive.
fn places_of(py: Python<'_>, sources: &[Source<Django>]) -> Vec<Place> {
    let mut names: HashMap<usize, (Bound<'_, PyAny>, Arc<str>)> = HashMap::new();
    let places = sources.iter().map(|source| {
        // A node of somebody's own class may have no origin.
        let name = match source.node.0.bind(py).getattr(intern!(py, "origin")) {
            Ok(origin) => {
                let address = origin.as_ptr().addr();
                let (_, name) = names
                    .entry(address)
                    .or_insert_with(|| (origin.clone(), name_of(&origin)));
                Arc::clone(name)
            }
            Err(_) => Arc::from(UNNAMED),
        };
        (name, source.line)
    });
    places.collect()
}

/// What stands for the name of a template that has none.
const UNNAMED: &str = "template";

fn name_of(origin: &Bound<'_, PyAny>) -> Arc<str> {
    let name = origin.getattr(intern!(origin.py(), "template_name"));
    let name: PyResult<String> = name.and_then(|name| name.extract());
    name.map_or_else(|_| Arc::from(UNNAMED), Arc::from)
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
            .is_some_and(|known| known.is_page != is_page)
        {
            self.layout = None;
        }
    }

    /// The layout of both renders.
    pub(crate) fn common_layout(&self, other: &Self) -> Option<Arc<Understood>> {
        let known = self.layout.as_ref()?;
        self.has_layout_of(other).then(|| known.latest())?
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
    fn find_duplicate_key(&self) -> PyResult<Option<(String, String)>> {
        let shown = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        caught(|| Self::duplicate_key_of(shown.as_ref()?))
    }

    /// Why parts of the template are parsed whenever they change: lines to read.
    #[getter]
    fn notices(&self) -> Vec<String> {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shown.as_ref().and_then(|shown| shown.layout.as_ref());
        let latest = known.and_then(|known| known.latest());
        latest
            .map(|latest| latest.notices.clone())
            .unwrap_or_default()
    }
}

impl Render {
    /// A `live-key` that two items of a list have, and the place of the list in its template.
    fn duplicate_key_of(shown: &Shown) -> Option<(String, String)> {
        let latest = shown.layout.as_ref()?.latest()?;
        let found = latest.layout.duplicate_key(&shown.rendered)?;
        Some((found.key, latest.place(found.line)))
    }

    fn of(shown: Shown) -> Self {
        Self(Mutex::new(Some(shown)))
    }

    pub(crate) fn traced(
        py: Python<'_>,
        html: String,
        trace: Option<Trace>,
        layouts: &Layouts,
        page: Option<bool>,
    ) -> Self {
        let is_page = page.unwrap_or_else(|| starts_like_page(&html));
        let layout = trace.is_some().then(|| layouts.get(py, is_page));
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
