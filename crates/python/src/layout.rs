//! The Python class `Render`: what a live page shows next, with what is known of its template's markup.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use enliven_template::parts;
use enliven_vdom::layout::{Layout, Rendered, Trace};
use pyo3::prelude::*;

use crate::document::starts_like_page;
use crate::host::Django;

/// The layouts of a program, as a part of a page and as a whole one; made when first asked for.
#[derive(Default)]
pub(crate) struct Layouts([OnceLock<Arc<Layout>>; 2]);

impl Layouts {
    fn get(&self, program: &enliven_template::Program<Django>, is_page: bool) -> Arc<Layout> {
        let layout = self.0[usize::from(is_page)].get_or_init(|| {
            let layout = match parts(program) {
                Some(parts) => Layout::new(&parts, is_page),
                None => Layout::too_deep(is_page),
            };
            Arc::new(layout)
        });
        Arc::clone(layout)
    }
}

/// One render of a template.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Render(Mutex<Option<Shown>>);

/// A render with the layout that it was traced by, if it was.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) rendered: Rendered,
    pub(crate) layout: Option<Arc<Layout>>,
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

    /// The layout of both renders.
    pub(crate) fn common_layout(&self, other: &Self) -> Option<&Layout> {
        let layout = self.layout.as_ref()?;
        self.has_layout_of(other).then_some(layout)
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

    /// Why parts of the template are parsed whenever they change: lines to read.
    #[getter]
    fn notices(&self) -> Vec<String> {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let layout = shown.as_ref().and_then(|shown| shown.layout.as_ref());
        let notices = layout.map(|layout| layout.notices()).unwrap_or_default();
        notices.iter().map(ToString::to_string).collect()
    }
}

impl Render {
    fn of(shown: Shown) -> Self {
        Self(Mutex::new(Some(shown)))
    }

    pub(crate) fn traced(
        html: String,
        trace: Option<Trace>,
        program: &enliven_template::Program<Django>,
        layouts: &Layouts,
        page: Option<bool>,
    ) -> Self {
        let is_page = page.unwrap_or_else(|| starts_like_page(&html));
        let layout = trace.is_some().then(|| layouts.get(program, is_page));
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
