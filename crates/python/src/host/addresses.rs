//! Addresses of views and static files, as `URLNode` and `StaticNode` of Django have them.

use std::borrow::Cow;

use enliven_template::host::{Addresses, Values};
use enliven_template::render::Resolved;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};

use super::site::Site;
use super::{PythonHost, Value};
use crate::addresses::{Request, View};

/// Static files remembered of a storage. Their paths may come from variables.
const MOST_FILES: usize = 4096;

/// The addresses of a storage's files that are known.
#[derive(Clone)]
pub(super) struct Files<'py> {
    /// By what [`Self::key_of`] gives.
    known: Bound<'py, PyDict>,
    /// The names that files have in addresses, if these are not their paths.
    manifest: Option<Bound<'py, PyDict>>,
}

impl<'py> Files<'py> {
    /// What an address depends on besides the storage; `None` if more than that.
    fn key_of(&self, path: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let Some(manifest) = &self.manifest else {
            return Ok(Some(path.clone()));
        };
        if !path.cast::<PyString>()?.to_str().is_ok_and(is_name_of_file) {
            return Ok(None);
        }
        let name = manifest.get_item(path)?;
        Ok(name.filter(PyAnyMethods::is_exact_instance_of::<PyString>))
    }
}

/// Whether a path stands in a manifest as it is: `urlsplit`, `unquote` and `strip` leave it alone, and it is not a directory's.
fn is_name_of_file(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/ ".contains(&byte);
    path.bytes().all(is_plain) && !path.starts_with(['/', ' ']) && !path.ends_with(['/', ' '])
}

impl<'py> Addresses for PythonHost<'py> {
    fn reverse(
        &mut self,
        view: Value<'py>,
        arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Resolved<Value<'py>>> {
        if let Some(text) = self.known_url(&view, &arguments, &keywords, is_optional)? {
            let is_safe = false;
            return Ok(Resolved::Text { text, is_safe });
        }
        let url = self.reverse_url(&view, arguments, keywords, is_optional);
        self.after(url).map(Resolved::Value)
    }

    fn static_url(&mut self, path: Value<'py>) -> PyResult<Value<'py>> {
        if !self.is_text(&path) {
            return self.ask_for_file(&path);
        }
        let Some(files) = self.known_files()? else {
            return self.ask_for_file(&path);
        };
        let Some(key) = files.key_of(&path)? else {
            return self.ask_for_file(&path);
        };
        if let Some(url) = files.known.get_item(&key)? {
            return Ok(url);
        }
        let url = self.ask_for_file(&path)?;
        if files.known.len() < MOST_FILES && self.is_text(&url) {
            files.known.set_item(key, &url)?;
        }
        Ok(url)
    }
}

impl<'py> PythonHost<'py> {
    fn ask_for_file(&mut self, path: &Value<'py>) -> PyResult<Value<'py>> {
        let url = self.runtime.static_url.bind(self.py).call1((path,));
        self.after(url)
    }

    /// The addresses of static files; `None` if they may depend on anything.
    fn known_files(&mut self) -> PyResult<Option<Files<'py>>> {
        if let Some(files) = &self.files {
            return Ok(files.clone());
        }
        let addresses = self.runtime.addresses.bind(self.py);
        let found = addresses.call_method0(intern!(self.py, "find_files"))?;
        let files = if found.is_none() {
            None
        } else {
            let (known, manifest) = found.extract()?;
            Some(Files { known, manifest })
        };
        Ok(self.files.insert(files).clone())
    }

    /// The address of a view whose pattern is known, if the arguments are of types whose text is.
    fn known_url(
        &mut self,
        view: &Value<'py>,
        arguments: &[Value<'py>],
        keywords: &Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Option<String>> {
        let py = self.py;
        if !self.is_text(view) || (!arguments.is_empty() && !keywords.is_empty()) {
            return Ok(None);
        }
        let Ok(view) = view.cast::<PyString>()?.to_str() else {
            return Ok(None);
        };
        let values = arguments
            .iter()
            .chain(keywords.iter().map(|(_, value)| value));
        let Some(texts) = values.map(|value| self.argument_text(value)).collect() else {
            return Ok(None);
        };
        let texts: Vec<Cow<'_, str>> = texts;
        let Some(site) = self.find_site()? else {
            return Ok(None);
        };
        // Only namespaces depend on the application.
        let current_app = self.site.current_app.as_ref();
        let current_app = current_app.filter(|_| view.contains(':')).cloned();
        let current_app = match current_app.as_ref().map(PyAnyMethods::extract::<&str>) {
            Some(Ok(current_app)) => Some(current_app),
            Some(Err(_)) => return Ok(None),
            None => None,
        };
        let names: Vec<&str> = keywords.iter().map(|(name, _)| name.as_ref()).collect();
        let request = Request {
            current_app,
            positional: arguments.len(),
            keywords: &names,
        };
        let found = match site.known.get().get(view, request) {
            Some(found) => found,
            None => self.find_view(&site, view, request)?,
        };
        match found {
            View::At(route) => route.address(py, &texts),
            View::Missing if is_optional => Ok(Some(String::new())),
            View::Missing | View::Unknown => Ok(None),
        }
    }

    fn find_view(&self, site: &Site<'py>, view: &str, request: Request<'_>) -> PyResult<View> {
        let py = self.py;
        let shape = match request.positional {
            0 => PyTuple::new(py, request.keywords)?.into_any(),
            count => count.into_pyobject(py)?.into_any(),
        };
        let arguments = (
            &site.resolver,
            &site.prefix,
            view,
            request.current_app,
            shape,
        );
        let addresses = self.runtime.addresses.bind(py);
        let found = addresses.call_method1(intern!(py, "find_route"), arguments)?;
        let found = View::from_python(&found)?;
        site.known.get().remember(view, request, found.clone());
        Ok(found)
    }

    /// The text that a value has in an address, if no code is needed for it.
    fn argument_text<'v>(&self, value: &'v Value<'py>) -> Option<Cow<'v, str>> {
        if self.is_text(value) {
            return value
                .cast::<PyString>()
                .ok()?
                .to_str()
                .ok()
                .map(Cow::Borrowed);
        }
        if value.is_exact_instance_of::<PyInt>() {
            let number: i64 = value.extract().ok()?;
            return Some(Cow::Owned(number.to_string()));
        }
        let addresses = self.runtime.addresses.bind(self.py);
        let uuid = addresses.getattr(intern!(self.py, "UUID")).ok()?;
        if value.get_type().is(&uuid) {
            return value.str().ok()?.extract().ok().map(Cow::Owned);
        }
        None
    }

    /// Whether a value is a `str` or a `SafeString`, and not of a subclass.
    pub(super) fn is_text(&self, value: &Value<'py>) -> bool {
        value.is_exact_instance_of::<PyString>() || self.is_safe_string(value)
    }

    /// `URLNode.render`, its arguments resolved.
    fn reverse_url(
        &self,
        view: &Value<'py>,
        arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let named = self.scope_of(keywords)?;
        let options = PyDict::new(py);
        options.set_item(intern!(py, "args"), PyList::new(py, arguments)?)?;
        options.set_item(intern!(py, "kwargs"), named)?;
        options.set_item(intern!(py, "current_app"), self.current_app()?)?;
        let reverse = self.runtime.urls.bind(py).getattr(intern!(py, "reverse"))?;
        match reverse.call((view,), Some(&options)) {
            Err(error)
                if is_optional && error.is_instance(py, self.runtime.no_reverse_match.bind(py)) =>
            {
                Ok(PyString::new(py, "").into_any())
            }
            result => result,
        }
    }

    pub(super) fn current_app(&self) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let Some(request) = self.context.getattr_opt(intern!(py, "request"))? else {
            return Ok(None);
        };
        if let Some(current_app) = request.getattr_opt(intern!(py, "current_app"))? {
            return Ok(Some(current_app));
        }
        match request.getattr_opt(intern!(py, "resolver_match"))? {
            Some(resolved) => resolved.getattr_opt(intern!(py, "namespace")),
            None => Ok(None),
        }
    }
}
