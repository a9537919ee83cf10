//! The Python class `Document`: what a page shows now, and the patches to what it shows next.

use std::sync::{Mutex, MutexGuard, PoisonError};

use enliven_vdom::{Tree, diff, replacement, wire};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::panic::detached;

/// What a client shows of a session, and the changes to it.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Document(Mutex<State>);

struct State {
    is_page: Option<bool>,
    version: u64,
    baseline: Option<Baseline>,
}

/// The last render; its tree is made when a first change has to be told from it.
struct Baseline {
    html: String,
    tree: Option<Tree>,
}

impl State {
    fn reset(&mut self, html: String) {
        self.is_page.get_or_insert_with(|| starts_like_page(&html));
        self.baseline = Some(Baseline { html, tree: None });
        self.version += 1;
    }

    /// The patches to the new content, encoded; nothing has changed when there is no baseline to compare with.
    fn patch(&mut self, html: String) -> Option<String> {
        let baseline = self.baseline.as_mut()?;
        if baseline.html == html {
            return Some(wire::encode(&[]));
        }
        let is_page = self.is_page == Some(true);
        let shown = &baseline.html;
        let old = baseline.tree.get_or_insert_with(|| parse(shown, is_page));
        let mut new = parse(&html, is_page);
        let patches = diff(old, &new);
        new.keep_mode_of(old);
        let json = wire::encode(&patches);
        self.version += u64::from(!patches.is_empty());
        *baseline = Baseline {
            html,
            tree: Some(new),
        };
        Some(json)
    }

    fn replacement(&mut self) -> Option<String> {
        let is_page = self.is_page == Some(true);
        let baseline = self.baseline.as_mut()?;
        let html = &baseline.html;
        let tree = baseline.tree.get_or_insert_with(|| parse(html, is_page));
        Some(wire::encode(&replacement(tree)))
    }
}

#[pymethods]
impl Document {
    #[new]
    #[pyo3(signature = (page=None))]
    fn new(page: Option<bool>) -> Self {
        Self(Mutex::new(State {
            is_page: page,
            version: 0,
            baseline: None,
        }))
    }

    fn reset(&self, py: Python<'_>, html: String) -> PyResult<()> {
        detached(py, || self.lock().reset(html))
    }

    fn patch(&self, py: Python<'_>, html: String) -> PyResult<Vec<u8>> {
        let json = detached(py, || self.lock().patch(html))?;
        json.map(String::into_bytes).ok_or_else(no_content)
    }

    fn replacement(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        let json = detached(py, || self.lock().replacement())?;
        json.map(String::into_bytes).ok_or_else(no_content)
    }

    fn html(&self, py: Python<'_>) -> PyResult<String> {
        detached(py, || {
            self.lock()
                .baseline
                .as_ref()
                .map(|baseline| baseline.html.clone())
                .unwrap_or_default()
        })
    }

    #[getter]
    fn version(&self, py: Python<'_>) -> PyResult<u64> {
        detached(py, || self.lock().version)
    }
}

impl Document {
    /// A panic poisons the lock, not the data: the state is assigned to after all work that can panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_content() -> PyErr {
    PyRuntimeError::new_err("the document has no content yet; call reset() first")
}

pub(crate) fn parse(html: &str, is_page: bool) -> Tree {
    if is_page {
        Tree::parse_page(html)
    } else {
        Tree::parse_fragment(html)
    }
}

/// Whether the markup begins, after white space and comments, with a doctype or an `html` element.
pub(crate) fn starts_like_page(html: &str) -> bool {
    let mut rest = html.trim_start_matches('\u{feff}').trim_ascii_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else {
            return false;
        };
        rest = after.trim_ascii_start();
    }
    let begins = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    begins("<!doctype")
        || begins("<html")
            && rest[5..].starts_with(|next: char| next.is_ascii_whitespace() || "/>".contains(next))
}
