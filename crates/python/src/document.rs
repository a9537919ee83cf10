//! The Python class `Document`: what a page shows now, and the patches to what it shows next.

use std::sync::{Mutex, MutexGuard, PoisonError};

use enliven_vdom::layout::Strays;
use enliven_vdom::{Patch, Tree, diff, replacement, wire};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::layout::{Render, Shown};
use crate::panic::{caught, detached};

/// What a client shows of a session, and the changes to it.
#[pyclass(module = "enliven._core", frozen)]
pub(crate) struct Document(Mutex<State>);

struct State {
    is_page: Option<bool>,
    version: u64,
    baseline: Option<Baseline>,
}

/// Bytes of markup up to which renders are compared without the interpreter being released.
const SHORT: usize = 16 * 1024;

/// The last render.
struct Baseline {
    shown: Shown,
    /// The values that do not stay where its layout has them; found out when a change has to be told from it.
    astray: Option<Strays>,
    /// Kept where no layout does; made when a change has to be told from it.
    tree: Option<Tree>,
}

impl Baseline {
    fn new(mut shown: Shown, astray: Option<Strays>) -> Self {
        shown.rendered.shrink();
        Self {
            shown,
            astray,
            tree: None,
        }
    }

    /// The patches by the layout that both renders have, and the strays of the next one; an error with these where it cannot tell, and without
    /// where they have none in common.
    fn compare(&mut self, next: &Shown) -> Result<(Vec<Patch>, Strays), Option<Strays>> {
        let latest = next.common_layout(&self.shown).ok_or(None)?;
        let (layout, rendered) = (&latest.layout, &self.shown.rendered);
        let astray = self.astray.get_or_insert_with(|| layout.check(rendered));
        layout.diff(rendered, astray, &next.rendered).map_err(Some)
    }

    /// Whether equal markup shows other objects, which take their elements along.
    fn shows_other_objects(&self, next: &Shown) -> bool {
        let latest = next.common_layout(&self.shown);
        let rendered = &self.shown.rendered;
        latest.is_some_and(|latest| !latest.layout.are_same(rendered, &next.rendered))
    }

    fn tree(&mut self, is_page: bool) -> &Tree {
        let html = &self.shown.rendered.html;
        self.tree.get_or_insert_with(|| parse(html, is_page))
    }
}

impl State {
    fn reset(&mut self, mut shown: Shown) {
        let html = &shown.rendered.html;
        let is_page = *self.is_page.get_or_insert_with(|| starts_like_page(html));
        shown.keep_layout_of(is_page);
        self.baseline = Some(Baseline::new(shown, None));
        self.version += 1;
    }

    /// The patches to the new content, encoded; nothing has changed when there is no baseline to compare with.
    fn patch(&mut self, mut next: Shown) -> Option<String> {
        let is_page = self.is_page == Some(true);
        let baseline = self.baseline.as_mut()?;
        next.keep_layout_of(is_page);
        let is_equal = baseline.shown.rendered.html == next.rendered.html;
        let compared = if is_equal && !baseline.shows_other_objects(&next) {
            Err(None)
        } else {
            baseline.compare(&next)
        };
        if is_equal && compared.is_err() {
            if next.layout.is_some() {
                // The same markup may come of other slots, which need not hold it.
                let astray = baseline.astray.take().filter(|_| {
                    baseline.shown.has_layout_of(&next)
                        && baseline.shown.rendered.trace == next.rendered.trace
                });
                let tree = baseline.tree.take();
                *baseline = Baseline::new(next, astray);
                baseline.tree = tree;
            }
            return Some(wire::encode(&[]));
        }
        let (patches, next) = match compared {
            Ok((patches, astray)) => (patches, Baseline::new(next, Some(astray))),
            Err(astray) => baseline.reparse(next, astray, is_page),
        };
        let json = wire::encode(&patches);
        self.version += u64::from(!patches.is_empty());
        *baseline = next;
        Some(json)
    }

    fn replacement(&mut self) -> Option<String> {
        let is_page = self.is_page == Some(true);
        let baseline = self.baseline.as_mut()?;
        let patches = replacement(baseline.tree(is_page));
        baseline.drop_tree();
        Some(wire::encode(&patches))
    }
}

impl Baseline {
    /// The patches by comparing trees, and the next baseline.
    fn reparse(
        &mut self,
        next: Shown,
        astray: Option<Strays>,
        is_page: bool,
    ) -> (Vec<Patch>, Self) {
        let mut new = parse(&next.rendered.html, is_page);
        let old = self.tree(is_page);
        let patches = diff(old, &new);
        new.keep_mode_of(old);
        let mut next = Self::new(next, astray);
        next.tree = Some(new);
        next.drop_tree();
        (patches, next)
    }

    /// Drops a tree that the layout makes needless.
    fn drop_tree(&mut self) {
        if self
            .shown
            .layout
            .as_ref()
            .and_then(|known| known.latest())
            .is_some_and(|latest| latest.layout.is_understood())
        {
            self.tree = None;
        }
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

    fn reset(&self, py: Python<'_>, content: &Bound<'_, PyAny>) -> PyResult<()> {
        let shown = shown(content)?;
        detached(py, || self.lock().reset(shown))
    }

    fn patch(&self, py: Python<'_>, content: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
        let shown = shown(content)?;
        let json = if self.is_short(&shown) {
            caught(|| self.lock().patch(shown))
        } else {
            detached(py, || self.lock().patch(shown))
        };
        json?.map(String::into_bytes).ok_or_else(no_content)
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
                .map(|baseline| baseline.shown.rendered.html.clone())
                .unwrap_or_default()
        })
    }

    #[getter]
    fn is_page(&self, py: Python<'_>) -> PyResult<Option<bool>> {
        detached(py, || self.lock().is_page)
    }

    #[getter]
    fn version(&self, py: Python<'_>) -> PyResult<u64> {
        detached(py, || self.lock().version)
    }

    /// Which values of the content do not stay where their template has them, as far as anybody has looked: lines to read.
    fn strays(&self, py: Python<'_>) -> Vec<String> {
        let found = py.detach(|| {
            let state = self.lock();
            let baseline = state.baseline.as_ref()?;
            let latest = baseline.shown.layout.as_ref()?.latest()?;
            let notices = baseline.astray.as_ref()?.notices();
            let mut notices: Vec<_> = notices.collect();
            // Many items may have the same.
            notices.sort_by_key(|notice| (notice.line, &notice.element));
            notices.dedup();
            let notices = notices.into_iter();
            Some(notices.map(|notice| latest.describe(notice)).collect())
        });
        found.unwrap_or_default()
    }

    /// Bytes that are kept of the content: of its markup, and of where its slots lie in it.
    fn sizes(&self, py: Python<'_>) -> PyResult<(usize, usize)> {
        detached(py, || {
            let state = self.lock();
            state.baseline.as_ref().map_or((0, 0), |baseline| {
                let rendered = &baseline.shown.rendered;
                (rendered.html.capacity(), rendered.trace.size())
            })
        })
    }
}

/// The content that a document is given.
fn shown(content: &Bound<'_, PyAny>) -> PyResult<Shown> {
    let Ok(render) = content.cast::<Render>() else {
        return Ok(Shown::unknown(content.extract()?));
    };
    let shown = render.get().take();
    shown.ok_or_else(|| PyRuntimeError::new_err("a document has taken this render already"))
}

impl Document {
    /// Whether comparing with this render is done before another thread would have got the interpreter.
    fn is_short(&self, next: &Shown) -> bool {
        // Who holds the lock has released the interpreter, for something long.
        let Ok(state) = self.0.try_lock() else {
            return false;
        };
        let old = state.baseline.as_ref();
        let old = old.map_or(0, |baseline| baseline.shown.rendered.html.len());
        next.layout.is_some() && old.max(next.rendered.html.len()) <= SHORT
    }

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
