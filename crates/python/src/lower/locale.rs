//! `LocalizeNode` of `django.templatetags.l10n`, the nodes of `django.templatetags.tz`, and `NowNode` of `defaulttags`.

use enliven_template::program::{LocalTime, Localize, Now, Timezone};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Lowering;
use crate::host::{Django, Literal};

impl<'py> Lowering<'py> {
    pub(super) fn localize(self, node: &Bound<'py, PyAny>) -> Option<Localize<Django>> {
        Some(Localize {
            on: node
                .getattr(intern!(self.py, "use_l10n"))
                .ok()?
                .extract()
                .ok()?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn local_time(self, node: &Bound<'py, PyAny>) -> Option<LocalTime<Django>> {
        Some(LocalTime {
            on: node
                .getattr(intern!(self.py, "use_tz"))
                .ok()?
                .extract()
                .ok()?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn timezone(self, node: &Bound<'py, PyAny>) -> Option<Timezone<Django>> {
        Some(Timezone {
            zone: self.expression_of(node, "tz")?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    pub(super) fn now(self, node: &Bound<'py, PyAny>) -> Option<Now<Django>> {
        let format = node.getattr(intern!(self.py, "format_string")).ok()?;
        if !format.is_exact_instance_of::<PyString>() {
            return None;
        }
        Some(Now {
            format: Literal(format.unbind()),
            target: self.target(node, "asvar")?,
        })
    }
}
