//! Django's objects that rendering compares with and calls.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};

use super::binding::Binding;
use super::classes::Attributes;
use super::localization::Localization;
use super::versions::{self, Watched};

/// Imported once a process; classes and functions, nothing that a render could change.
pub(crate) struct Runtime {
    pub(crate) safe_string: Py<PyType>,
    pub(crate) safe_data: Py<PyAny>,
    pub(crate) base_context: Py<PyAny>,
    pub(crate) context: Py<PyType>,
    pub(crate) request_context: Py<PyType>,
    pub(crate) context_dict: Py<PyType>,
    /// The methods of `Context` in whose place the host looks into its scopes.
    context_methods: Vec<(&'static str, Py<PyAny>)>,
    pub(crate) render_context: Py<PyType>,
    pub(crate) block_node: Py<PyType>,
    /// `BlockNode.super`.
    pub(crate) block_super: Py<PyAny>,
    pub(crate) block_context: Py<PyType>,
    pub(crate) lowered_list: Py<PyType>,
    pub(crate) engine: Py<PyType>,
    pub(crate) cached_loader: Py<PyType>,
    /// `are_in_place` of `enliven.template.originals`, and the classes that it looks into.
    are_in_place: (Py<PyAny>, Watched),
    pub(crate) template: Py<PyType>,
    pub(crate) binding: Binding,
    pub(crate) variable_does_not_exist: Py<PyAny>,
    pub(crate) no_reverse_match: Py<PyAny>,
    pub(crate) urls: Py<PyModule>,
    pub(crate) static_url: Py<PyAny>,
    /// `enliven.template.addresses`.
    pub(crate) addresses: Py<PyModule>,
    pub(crate) mark_safe: Py<PyAny>,
    pub(crate) conditional_escape: Py<PyAny>,
    pub(crate) render_value_in_context: Py<PyAny>,
    pub(crate) template_localtime: Py<PyAny>,
    pub(crate) reversed: Py<PyAny>,
    pub(super) attributes: Attributes,
    pub(crate) logger: Py<PyAny>,
    pub(crate) localization: Localization,
    /// `enliven.template.assistance`.
    pub(crate) assistance: Py<PyModule>,
    /// Whether `forloop` has a `length`, as from Django 6.0 on.
    pub(crate) loops_have_length: bool,
}

static RUNTIME: PyOnceLock<Runtime> = PyOnceLock::new();

impl Runtime {
    pub(crate) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        RUNTIME.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let have_versions = versions::are_kept(py)?;
        let context = py.import("django.template.context")?;
        let base = py.import("django.template.base")?;
        let safestring = py.import("django.utils.safestring")?;
        let urls = py.import("django.urls")?;
        let assistance = py.import("enliven.template.assistance")?;
        let originals = py.import("enliven.template.originals")?;
        let inheritance = py.import("django.template.loader_tags")?;
        let engine = py.import("enliven.template.engine")?;
        let static_node = py
            .import("django.templatetags.static")?
            .getattr("StaticNode")?;
        let version: (u32, u32, u32, String, u32) =
            py.import("django")?.getattr("VERSION")?.extract()?;
        Ok(Self {
            safe_string: class(&safestring, "SafeString")?,
            safe_data: safestring.getattr("SafeData")?.unbind(),
            base_context: context.getattr("BaseContext")?.unbind(),
            context: class(&context, "Context")?,
            request_context: class(&context, "RequestContext")?,
            context_dict: class(&context, "ContextDict")?,
            context_methods: context_methods(&context.getattr("Context")?)?,
            render_context: class(&context, "RenderContext")?,
            block_node: class(&inheritance, "BlockNode")?,
            block_super: originals.getattr("BLOCK_SUPER")?.unbind(),
            block_context: class(&inheritance, "BlockContext")?,
            lowered_list: class(&py.import("enliven.template.nodelist")?, "LoweredNodeList")?,
            template: class(&engine, "Template")?,
            binding: Binding::import(py, have_versions)?,
            engine: class(&engine, "Engine")?,
            cached_loader: class(&engine, "CachedLoader")?,
            are_in_place: are_in_place(&base, &originals, have_versions)?,
            variable_does_not_exist: base.getattr("VariableDoesNotExist")?.unbind(),
            no_reverse_match: urls.getattr("NoReverseMatch")?.unbind(),
            urls: urls.unbind(),
            addresses: py.import("enliven.template.addresses")?.unbind(),
            static_url: static_node.getattr("handle_simple")?.unbind(),
            mark_safe: safestring.getattr("mark_safe")?.unbind(),
            conditional_escape: py
                .import("django.utils.html")?
                .getattr("conditional_escape")?
                .unbind(),
            render_value_in_context: base.getattr("render_value_in_context")?.unbind(),
            template_localtime: py
                .import("django.utils.timezone")?
                .getattr("template_localtime")?
                .unbind(),
            reversed: py.import("builtins")?.getattr("reversed")?.unbind(),
            attributes: Attributes::import(py, have_versions)?,
            logger: base.getattr("logger")?.unbind(),
            localization: Localization::import(py)?,
            assistance: assistance.unbind(),
            loops_have_length: version.0 >= 6,
        })
    }
}

impl Runtime {
    /// Whether nobody has replaced what every node of a program relies on.
    pub(crate) fn are_in_place(&self, py: Python<'_>) -> PyResult<bool> {
        let (ask, classes) = &self.are_in_place;
        classes.holds(py, || ask.bind(py).call0()?.is_truthy())
    }

    /// A scope or layer that is a dictionary without look-up of its own; `push` makes `ContextDict`s.
    pub(crate) fn as_plain_dict<'s, 'py>(
        &self,
        scope: &'s Bound<'py, PyAny>,
    ) -> Option<&'s Bound<'py, PyDict>> {
        let is_plain = scope.is_exact_instance_of::<PyDict>()
            || scope.get_type_ptr() == self.context_dict.bind(scope.py()).as_type_ptr();
        is_plain.then(|| scope.cast::<PyDict>().ok())?
    }

    /// Whether a class of contexts has no methods of its own that the host would pass by.
    pub(crate) fn keeps_context_methods(&self, class: &Bound<'_, PyType>) -> PyResult<bool> {
        for (name, original) in &self.context_methods {
            if !class.getattr(*name)?.is(original) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn context_methods(class: &Bound<'_, PyAny>) -> PyResult<Vec<(&'static str, Py<PyAny>)>> {
    let names = [
        "__getitem__",
        "__setitem__",
        "__contains__",
        "get",
        "push",
        "pop",
        "update",
        "set_upward",
    ];
    names
        .into_iter()
        .map(|name| Ok((name, class.getattr(name)?.unbind())))
        .collect()
}

fn are_in_place(
    base: &Bound<'_, PyModule>,
    originals: &Bound<'_, PyModule>,
    have_versions: bool,
) -> PyResult<(Py<PyAny>, Watched)> {
    let classes = [
        class(base, "Node")?,
        class(base, "FilterExpression")?,
        class(base, "Variable")?,
    ];
    let ask = originals.getattr("are_in_place")?.unbind();
    Ok((ask, Watched::new(classes, have_versions)))
}

fn class(module: &Bound<'_, PyModule>, name: &str) -> PyResult<Py<PyType>> {
    Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
}
