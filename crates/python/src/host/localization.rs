//! What of Django and Python writes numbers, dates and times, imported once a process.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyTuple};

use super::locals::Local;

/// Modules whose functions are looked up at each call, as Django's own code does, and types that are compared with.
pub(crate) struct Localization {
    settings: Py<PyAny>,
    /// What `django.conf.settings` stores in itself: whatever was read before.
    stored: Py<PyDict>,
    /// `django.utils.formats`, and its names.
    pub(super) formats: Py<PyModule>,
    of_formats: Py<PyDict>,
    /// `django.utils.dateformat`.
    pub(super) dateformat: Py<PyModule>,
    /// `django.utils.timezone`.
    pub(super) timezone: Py<PyModule>,
    /// `django.utils.translation`.
    pub(super) translation: Py<PyModule>,
    /// `django.utils.timesince`.
    pub(super) timesince: Py<PyModule>,
    /// `django.contrib.humanize.templatetags.humanize`.
    pub(super) humanize: Py<PyModule>,
    /// `django.template.defaulttags`.
    pub(super) tags: Py<PyModule>,
    pub(super) date: Py<PyAny>,
    pub(super) datetime: Py<PyAny>,
    pub(super) time: Py<PyAny>,
    pub(super) decimal: Py<PyAny>,
    /// What Django asks a value whether it is, in this order, before it takes its text.
    pub(super) written: Py<PyTuple>,
    /// The classes of time zones that do nothing but compute.
    pub(super) zones: [Py<PyAny>; 2],
    /// `get_language` of `django.utils.translation`.
    pub(super) get_language: Py<PyAny>,
    /// Where `django.utils.translation.trans_real` keeps the active language.
    active: Local,
}

impl Localization {
    pub(super) fn import(py: Python<'_>) -> PyResult<Self> {
        let datetime = py.import("datetime")?;
        let decimal = py.import("decimal")?.getattr("Decimal")?;
        let moment = datetime.getattr("datetime")?;
        let settings = py.import("django.conf")?.getattr("settings")?;
        let read = py.get_type::<PyAny>().getattr("__getattribute__")?;
        let stored = read.call1((&settings, "__dict__"))?;
        let written = (
            &moment,
            py.get_type::<PyString>(),
            py.get_type::<PyBool>(),
            &decimal,
            py.get_type::<PyFloat>(),
            py.get_type::<PyInt>(),
            &moment,
            datetime.getattr("date")?,
            datetime.getattr("time")?,
        );
        Ok(Self {
            written: written.into_pyobject(py)?.unbind(),
            settings: settings.unbind(),
            stored: stored.cast_into::<PyDict>()?.unbind(),
            of_formats: py.import("django.utils.formats")?.dict().unbind(),
            formats: py.import("django.utils.formats")?.unbind(),
            dateformat: py.import("django.utils.dateformat")?.unbind(),
            timezone: py.import("django.utils.timezone")?.unbind(),
            translation: py.import("django.utils.translation")?.unbind(),
            timesince: py.import("django.utils.timesince")?.unbind(),
            humanize: py
                .import("django.contrib.humanize.templatetags.humanize")?
                .unbind(),
            tags: py.import("django.template.defaulttags")?.unbind(),
            date: datetime.getattr("date")?.unbind(),
            datetime: datetime.getattr("datetime")?.unbind(),
            time: datetime.getattr("time")?.unbind(),
            decimal: decimal.unbind(),
            zones: [
                py.import("zoneinfo")?.getattr("ZoneInfo")?.unbind(),
                datetime.getattr("timezone")?.unbind(),
            ],
            get_language: py
                .import("enliven.template.originals")?
                .getattr("GET_LANGUAGE")?
                .unbind(),
            active: Local::import(py, "django.utils.translation.trans_real", "_active")?,
        })
    }

    /// A setting. The way of `django.conf.settings` to what it stores is code of Python.
    pub(super) fn setting<'py>(&self, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        let py = name.py();
        match self.stored.bind(py).get_item(name)? {
            Some(value) => Ok(value),
            None => self.settings.bind(py).getattr(name),
        }
    }

    /// What `django.utils.formats` has under a name.
    pub(super) fn of_formats<'py>(
        &self,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = name.py();
        match self.of_formats.bind(py).get_item(name)? {
            Some(value) => Ok(value),
            None => self.formats.bind(py).getattr(name),
        }
    }

    /// An object that is another one after each change of the active language; `None` if there is none.
    pub(super) fn language_state<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.active.state(py)
    }
}
