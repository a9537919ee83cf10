//! What the addresses of views depend on besides a tag's arguments.
//!
//! To find it takes as long as a small template. After Python code ran, it is found again only if something is another object than
//! before that it depends on.

use std::rc::Rc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString};

use super::locals::Local;
use super::{PythonHost, Value};

/// What `find_site` of `enliven.template.addresses` gives.
#[derive(FromPyObject)]
pub(super) struct Site<'py> {
    pub(super) known: Bound<'py, crate::addresses::Addresses>,
    pub(super) resolver: Value<'py>,
    /// The script prefix.
    pub(super) prefix: Value<'py>,
    urlconf: Value<'py>,
    tables: Bound<'py, PyDict>,
    language: Value<'py>,
    table: Value<'py>,
}

/// The site, until code runs that may have changed it; then, what it was.
#[derive(Default)]
pub(super) struct LatestSite<'py> {
    is_current: bool,
    /// `None` if only `reverse` can tell addresses.
    site: Option<Rc<Site<'py>>>,
    basis: Option<Basis<'py>>,
    /// The application that namespaces are looked up in first.
    pub(super) current_app: Option<Value<'py>>,
}

impl LatestSite<'_> {
    /// Has it looked at again before it is used.
    pub(super) fn expire(&mut self) {
        self.is_current = false;
    }
}

/// What a site is found by, compared by identity.
struct Basis<'py> {
    /// Of the URL configuration, the script prefix and the language.
    states: [Value<'py>; 3],
    /// The settings `ROOT_URLCONF` and `LANGUAGE_CODE`.
    settings: [Value<'py>; 2],
}

impl Basis<'_> {
    fn is_same(&self, other: &Self) -> bool {
        let are_same = |(one, other): (&Value<'_>, &Value<'_>)| one.is(other);
        self.states.iter().zip(&other.states).all(are_same)
            && self.settings.iter().zip(&other.settings).all(are_same)
    }
}

/// Objects of `django.urls`.
struct Parts {
    /// Modules' dictionaries, names, and the functions that have to be found by them.
    functions: Vec<(Py<PyDict>, Py<PyString>, Py<PyAny>)>,
    reverse_with_prefix: Py<PyAny>,
    resolvers: Py<PyModule>,
    states: [Local; 3],
}

static PARTS: PyOnceLock<Parts> = PyOnceLock::new();

impl Parts {
    fn get(py: Python<'_>) -> PyResult<&'static Self> {
        PARTS.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let addresses = py.import("enliven.template.addresses")?;
        let functions = addresses.getattr("FUNCTIONS")?.cast_into::<PyList>()?;
        let functions = functions.iter().map(|function| {
            let (module, name, function): (Py<PyDict>, String, Py<PyAny>) = function.extract()?;
            Ok((module, PyString::intern(py, &name).unbind(), function))
        });
        Ok(Self {
            functions: functions.collect::<PyResult<_>>()?,
            reverse_with_prefix: addresses.getattr("REVERSE_WITH_PREFIX")?.unbind(),
            resolvers: py.import("django.urls.resolvers")?.unbind(),
            states: [
                Local::import(py, "django.urls.base", "_urlconfs")?,
                Local::import(py, "django.urls.base", "_prefixes")?,
                Local::import(py, "django.utils.translation.trans_real", "_active")?,
            ],
        })
    }

    fn are_in_place(&self, py: Python<'_>) -> PyResult<bool> {
        for (module, name, function) in &self.functions {
            let found = module.bind(py).get_item(name)?;
            if !found.is_some_and(|found| found.is(function)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'py> PythonHost<'py> {
    /// `None` if only `reverse` can tell addresses.
    pub(super) fn find_site(&mut self) -> PyResult<Option<Rc<Site<'py>>>> {
        if self.site.is_current {
            return Ok(self.site.site.clone());
        }
        let basis = self.basis_of_site()?;
        if !self.is_same_site(basis.as_ref())? {
            let addresses = self.runtime.addresses.bind(self.py);
            let found = addresses.call_method0(intern!(self.py, "find_site"))?;
            self.site.site = if found.is_none() {
                None
            } else {
                Some(Rc::new(found.extract()?))
            };
            self.site.basis = basis;
        }
        if self.site.site.is_some() {
            let current_app = self.current_app()?;
            self.site.current_app = current_app.filter(|current_app| !current_app.is_none());
        }
        self.site.is_current = true;
        Ok(self.site.site.clone())
    }

    fn basis_of_site(&self) -> PyResult<Option<Basis<'py>>> {
        let py = self.py;
        let parts = Parts::get(py)?;
        let [urlconf, prefix, language] = &parts.states;
        let (Some(urlconf), Some(prefix), Some(language)) =
            (urlconf.state(py)?, prefix.state(py)?, language.state(py)?)
        else {
            return Ok(None);
        };
        let localization = &self.runtime.localization;
        Ok(Some(Basis {
            states: [urlconf, prefix, language],
            settings: [
                localization.setting(intern!(py, "ROOT_URLCONF"))?,
                localization.setting(intern!(py, "LANGUAGE_CODE"))?,
            ],
        }))
    }

    fn is_same_site(&self, basis: Option<&Basis<'py>>) -> PyResult<bool> {
        let latest = &self.site;
        let (Some(basis), Some(known), Some(site)) = (basis, &latest.basis, &latest.site) else {
            return Ok(false);
        };
        let py = self.py;
        let parts = Parts::get(py)?;
        if !basis.is_same(known) || !parts.are_in_place(py)? {
            return Ok(false);
        }
        let [root, _] = &basis.settings;
        let urlconf = if site.urlconf.is_none() {
            root
        } else {
            &site.urlconf
        };
        let resolver = parts
            .resolvers
            .bind(py)
            .call_method1(intern!(py, "_get_cached_resolver"), (urlconf,))?;
        let class = resolver.get_type();
        let method = class.getattr(intern!(py, "_reverse_with_prefix"))?;
        Ok(resolver.is(&site.resolver)
            && method.is(&parts.reverse_with_prefix)
            && site
                .tables
                .get_item(&site.language)?
                .is_some_and(|table| table.is(&site.table)))
    }
}
