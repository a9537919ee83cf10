//! Addresses of views, as `URLResolver._reverse_with_prefix` of `django.urls.resolvers` makes them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::PyTraverseError;
use pyo3::exceptions::PyValueError;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};

/// Views remembered of a site. Their names may come from variables.
const MOST_VIEWS: usize = 4096;

/// Ways of asking remembered of a view. They differ by application, and that may come from a request.
const MOST_REQUESTS: usize = 16;

/// How a view is asked for, besides its name.
#[derive(Clone, Copy)]
pub(crate) struct Request<'r> {
    /// The application that namespaces are looked up in first.
    pub(crate) current_app: Option<&'r str>,
    /// The number of positional arguments.
    pub(crate) positional: usize,
    /// The names of keyword arguments.
    pub(crate) keywords: &'r [&'r str],
}

/// The same, to keep.
struct Known {
    current_app: Option<Box<str>>,
    positional: usize,
    keywords: Box<[Box<str>]>,
}

impl Known {
    fn new(request: Request<'_>) -> Self {
        Self {
            current_app: request.current_app.map(Into::into),
            positional: request.positional,
            keywords: request.keywords.iter().map(|&name| name.into()).collect(),
        }
    }

    fn is(&self, request: Request<'_>) -> bool {
        self.positional == request.positional
            && self.current_app.as_deref() == request.current_app
            && self
                .keywords
                .iter()
                .map(|name| &**name)
                .eq(request.keywords.iter().copied())
    }
}

/// What is known of a view.
#[derive(Clone)]
pub(crate) enum View {
    /// Only `reverse` can tell its address.
    Unknown,
    /// There is none.
    Missing,
    /// Its address.
    At(Arc<Route>),
}

impl View {
    /// Reads what `find_route` of `enliven.template.addresses` has found.
    pub(crate) fn from_python(found: &Bound<'_, PyAny>) -> PyResult<Self> {
        if found.is_none() {
            return Ok(Self::Unknown);
        }
        if found.is_exact_instance_of::<PyBool>() {
            return Ok(Self::Missing);
        }
        Route::from_python(found).map(|route| Self::At(Arc::new(route)))
    }
}

type Views = Vec<(Known, View)>;

/// The addresses of one URL configuration in one language, below one script prefix.
#[pyclass(frozen, module = "enliven._core")]
#[derive(Default)]
pub(crate) struct Addresses {
    views: Mutex<HashMap<Box<str>, Views>>,
}

#[pymethods]
impl Addresses {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Ok(views) = self.views.try_lock() else {
            return Ok(());
        };
        views
            .values()
            .flatten()
            .filter_map(|(_, view)| match view {
                View::At(route) => route.search.as_ref(),
                View::Unknown | View::Missing => None,
            })
            .try_for_each(|search| visit.call(search))
    }
}

impl Addresses {
    /// What is known of a view; `None` if it was not looked for.
    pub(crate) fn get(&self, view: &str, request: Request<'_>) -> Option<View> {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = views.get(view)?.iter();
        let (_, found) = known.find(|(known, _)| known.is(request))?;
        Some(found.clone())
    }

    pub(crate) fn remember(&self, view: &str, request: Request<'_>, found: View) {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        // What is dropped may hold objects of Python, but none whose end runs code.
        if views.len() >= MOST_VIEWS && !views.contains_key(view) {
            views.clear();
        }
        let known = views.entry(view.into()).or_default();
        // Another thread may have found it meanwhile.
        if known.iter().any(|(known, _)| known.is(request)) {
            return;
        }
        if known.len() >= MOST_REQUESTS {
            known.clear();
        }
        known.push((Known::new(request), found));
    }
}

/// An address with places for arguments.
#[derive(Debug)]
pub(crate) struct Route {
    start: Literal,
    parameters: Box<[Parameter]>,
    /// Tells whether an address fits, where the parameters' kinds do not.
    search: Option<Py<PyAny>>,
}

#[derive(Debug)]
struct Parameter {
    /// The argument's index.
    argument: usize,
    kind: Kind,
    /// What follows.
    literal: Literal,
}

#[derive(Debug)]
struct Literal {
    text: Box<str>,
    quoted: Box<str>,
}

/// What an argument has to be, as one of Django's converters says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Int,
    Str,
    Slug,
    Path,
    Uuid,
}

impl Route {
    fn from_python(found: &Bound<'_, PyAny>) -> PyResult<Self> {
        type Found = (
            Vec<String>,
            Vec<usize>,
            Option<Vec<String>>,
            Option<Py<PyAny>>,
        );
        let (literals, arguments, kinds, search): Found = found.extract()?;
        let mut literals = literals.into_iter().map(Literal::new);
        let start = literals
            .next()
            .ok_or_else(|| PyValueError::new_err("a route without text"))?;
        let kind_of = |index: usize| {
            kinds
                .as_ref()
                .and_then(|kinds| kinds.get(index))
                .map_or(Kind::Any, |kind| Kind::named(kind))
        };
        let parameters = arguments
            .into_iter()
            .zip(literals)
            .enumerate()
            .map(|(index, (argument, literal))| Parameter {
                argument,
                kind: kind_of(index),
                literal,
            })
            .collect();
        Ok(Self {
            start,
            parameters,
            search,
        })
    }

    /// The address with these arguments; `None` if they may not fit.
    pub(crate) fn address(
        &self,
        py: Python<'_>,
        arguments: &[Cow<'_, str>],
    ) -> PyResult<Option<String>> {
        let mut url = String::from(&*self.start.quoted);
        for parameter in &self.parameters {
            let Some(argument) = arguments.get(parameter.argument) else {
                return Ok(None);
            };
            if !parameter.kind.accepts(argument) {
                return Ok(None);
            }
            quote_into(&mut url, argument);
            url.push_str(&parameter.literal.quoted);
        }
        if let Some(search) = &self.search {
            let text = PyString::new(py, &self.text(arguments));
            if search.bind(py).call1((text,))?.is_none() {
                return Ok(None);
            }
        }
        // An address that starts with two slashes would name another host.
        if url.starts_with("//") {
            url.replace_range(..2, "/%2F");
        }
        Ok(Some(url))
    }

    fn text(&self, arguments: &[Cow<'_, str>]) -> String {
        let mut text = String::from(&*self.start.text);
        for parameter in &self.parameters {
            text.push_str(&arguments[parameter.argument]);
            text.push_str(&parameter.literal.text);
        }
        text
    }
}

impl Literal {
    fn new(text: String) -> Self {
        let mut quoted = String::with_capacity(text.len());
        quote_into(&mut quoted, &text);
        Self {
            text: text.into(),
            quoted: quoted.into(),
        }
    }
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "int" => Self::Int,
            "str" => Self::Str,
            "slug" => Self::Slug,
            "path" => Self::Path,
            "uuid" => Self::Uuid,
            _ => Self::Any,
        }
    }

    /// Whether the whole of a text matches the converter's expression.
    fn accepts(self, text: &str) -> bool {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        match self {
            Self::Any => true,
            Self::Int => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Str => !text.is_empty() && !text.contains('/'),
            Self::Slug => !text.is_empty() && text.bytes().all(is_word),
            Self::Path => !text.is_empty() && !text.contains('\n'),
            Self::Uuid => is_uuid(text),
        }
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// `urllib.parse.quote`, which leaves alone what RFC 3986 allows in a path.
fn quote_into(out: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || "_.-~!$&'()*+,;=/:@".contains(character) {
            out.push(character);
            continue;
        }
        let mut buffer = [0; 4];
        for byte in character.encode_utf8(&mut buffer).bytes() {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}
