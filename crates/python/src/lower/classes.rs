//! Django's classes and functions that lowering knows, compared by identity.
//!
//! A subclass, or a library's tag or filter of the same name, is another object and so keeps its own code; and so does a class whose
//! `render` was replaced, as profilers do, since `enliven.template` was imported.

use std::collections::HashSet;

use enliven_template::filters::Native;
use enliven_template::program::Relation;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};

/// A node class that has a native form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Variable,
    If,
    For,
    With,
    Autoescape,
    Include,
    Extends,
    Block,
    Comment,
    Verbatim,
    CsrfToken,
    Url,
    Static,
    Localize,
    LocalTime,
    Timezone,
    Now,
    Load,
    TemplateTag,
    Cycle,
    FirstOf,
    IfChanged,
    Regroup,
    WidthRatio,
    Spaceless,
    Filter,
    Call,
    CallBlock,
    Inclusion,
    AdminInclusion,
    Translate,
    BlockTranslate,
    Language,
}

const NODES: &[(Kind, &str)] = &[
    (Kind::Text, "TextNode"),
    (Kind::Variable, "VariableNode"),
    (Kind::If, "IfNode"),
    (Kind::For, "ForNode"),
    (Kind::With, "WithNode"),
    (Kind::Autoescape, "AutoEscapeControlNode"),
    (Kind::Comment, "CommentNode"),
    (Kind::Verbatim, "VerbatimNode"),
    (Kind::CsrfToken, "CsrfTokenNode"),
    (Kind::Url, "URLNode"),
    (Kind::Include, "IncludeNode"),
    (Kind::Extends, "ExtendsNode"),
    (Kind::Block, "BlockNode"),
    (Kind::Static, "StaticNode"),
    (Kind::Localize, "LocalizeNode"),
    (Kind::LocalTime, "LocalTimeNode"),
    (Kind::Timezone, "TimezoneNode"),
    (Kind::Now, "NowNode"),
    (Kind::Call, "SimpleNode"),
    (Kind::CallBlock, "SimpleBlockNode"),
    (Kind::Inclusion, "InclusionNode"),
    (Kind::Load, "LoadNode"),
    (Kind::TemplateTag, "TemplateTagNode"),
    (Kind::Cycle, "CycleNode"),
    (Kind::FirstOf, "FirstOfNode"),
    (Kind::IfChanged, "IfChangedNode"),
    (Kind::Regroup, "RegroupNode"),
    (Kind::WidthRatio, "WidthRatioNode"),
    (Kind::Spaceless, "SpacelessNode"),
    (Kind::Filter, "FilterNode"),
    (Kind::Translate, "TranslateNode"),
    (Kind::BlockTranslate, "BlockTranslateNode"),
    (Kind::Language, "LanguageNode"),
];

/// An operator of `{% if %}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Relation(Relation),
}

struct NodeClass {
    class: Py<PyType>,
    render: Py<PyAny>,
    render_annotated: Py<PyAny>,
    kind: Kind,
}

/// What lowering compares with.
pub(super) struct Classes {
    nodes: Vec<NodeClass>,
    /// Methods that `render` calls, by their names.
    helpers: Py<PyDict>,
    is_admin_inclusion: Py<PyAny>,
    inclusion_node: Py<PyType>,
    operators: Vec<(Py<PyAny>, Operator)>,
    filters: Vec<(Py<PyAny>, Native)>,
    pub(super) template_literal: Py<PyAny>,
    pub(super) filter_expression: Py<PyAny>,
    pub(super) variable: Py<PyAny>,
    pub(super) lowered_list: Py<PyAny>,
    pub(super) node_list: Py<PyAny>,
    pub(super) mark_safe: Py<PyAny>,
    pub(super) safe_string: Py<PyAny>,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

impl Classes {
    pub(super) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        CLASSES.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let base = py.import("django.template.base")?;
        let tags = py.import("django.template.defaulttags")?;
        let safestring = py.import("django.utils.safestring")?;
        let lists = py.import("enliven.template.nodelist")?;
        let library = py.import("django.template.library")?;
        let originals = py.import("enliven.template.originals")?;
        Ok(Self {
            nodes: nodes(py)?,
            helpers: originals
                .getattr("HELPERS")?
                .cast_into::<PyDict>()?
                .unbind(),
            is_admin_inclusion: originals.getattr("is_admin_inclusion")?.unbind(),
            inclusion_node: library.getattr("InclusionNode")?.cast_into()?.unbind(),
            operators: operators(py)?,
            filters: filters(py)?,
            template_literal: tags.getattr("TemplateLiteral")?.unbind(),
            filter_expression: base.getattr("FilterExpression")?.unbind(),
            variable: base.getattr("Variable")?.unbind(),
            lowered_list: lists.getattr("LoweredNodeList")?.unbind(),
            node_list: base.getattr("NodeList")?.unbind(),
            mark_safe: safestring.getattr("mark_safe")?.unbind(),
            safe_string: safestring.getattr("SafeString")?.unbind(),
        })
    }

    /// The native form of a node, if it has one and nobody has replaced how it renders.
    pub(super) fn kind(&self, node: &Bound<'_, PyAny>) -> Option<Kind> {
        let class = node.get_type();
        let Some(known) = self.nodes.iter().find(|known| class.is(&known.class)) else {
            return self.admin_kind(&class);
        };
        let py = node.py();
        let is_own = |name, original: &Py<PyAny>| {
            let method = node.getattr(name).ok()?;
            let function = method.getattr(intern!(py, "__func__")).ok()?;
            Some(function.is(original))
        };
        let renders = is_own(intern!(py, "render"), &known.render)?
            && is_own(intern!(py, "render_annotated"), &known.render_annotated)?;
        renders.then_some(known.kind)
    }

    /// The admin's inclusion tags, whose module is imported only in projects that have an admin.
    fn admin_kind(&self, class: &Bound<'_, PyType>) -> Option<Kind> {
        let py = class.py();
        if !class.is_subclass(self.inclusion_node.bind(py)).ok()? {
            return None;
        }
        let is_admins = self.is_admin_inclusion.bind(py).call1((class,)).ok()?;
        is_admins.is_truthy().ok()?.then_some(Kind::AdminInclusion)
    }

    /// Refuses a node one of whose methods is not Django's own.
    pub(super) fn keeps(&self, node: &Bound<'_, PyAny>, names: &[&str]) -> Option<()> {
        let helpers = self.helpers.bind(node.py());
        let is_own = |name: &&str| {
            let function = node.getattr(*name).ok()?.getattr("__func__").ok()?;
            let originals = helpers.get_item(name).ok()??;
            originals.contains(function).ok()
        };
        names
            .iter()
            .all(|name| is_own(name) == Some(true))
            .then_some(())
    }

    pub(super) fn operator(&self, condition: &Bound<'_, PyAny>) -> Option<Operator> {
        let class = condition.get_type();
        let known = self.operators.iter().find(|(known, _)| class.is(known))?;
        Some(known.1)
    }

    pub(super) fn filter(&self, function: &Bound<'_, PyAny>) -> Option<Native> {
        let known = self.filters.iter().find(|(known, _)| function.is(known))?;
        Some(known.1)
    }
}

fn nodes(py: Python<'_>) -> PyResult<Vec<NodeClass>> {
    let originals = py.import("enliven.template.originals")?.getattr("NODES")?;
    NODES
        .iter()
        .map(|(kind, name)| {
            let (class, render, render_annotated) = originals.get_item(name)?.extract()?;
            Ok(NodeClass {
                class,
                render,
                render_annotated,
                kind: *kind,
            })
        })
        .collect()
}

fn operators(py: Python<'_>) -> PyResult<Vec<(Py<PyAny>, Operator)>> {
    let table = py.import("django.template.smartif")?.getattr("OPERATORS")?;
    let connectives = [
        ("and", Operator::And),
        ("or", Operator::Or),
        ("not", Operator::Not),
    ];
    let relations = Relation::ALL.map(|relation| (relation.as_str(), Operator::Relation(relation)));
    connectives
        .into_iter()
        .chain(relations)
        .map(|(symbol, operator)| Ok((table.get_item(symbol)?.unbind(), operator)))
        .collect()
}

fn filters(py: Python<'_>) -> PyResult<Vec<(Py<PyAny>, Native)>> {
    let left_to_django: HashSet<String> = py
        .import("enliven.template.originals")?
        .getattr("FILTERS_LEFT_TO_DJANGO")?
        .extract()?;
    let is_native = |native: Native| !left_to_django.contains(native.name());
    let of = |module: &str, name: &str| -> PyResult<Py<PyAny>> {
        let library = py.import(module)?.getattr("register")?;
        Ok(library.getattr("filters")?.get_item(name)?.unbind())
    };
    let defaults = Native::ALL
        .iter()
        .filter(|(native, _)| is_native(*native))
        .map(|(native, name)| Ok((of("django.template.defaultfilters", name)?, *native)));
    let others = Native::OTHERS
        .iter()
        .filter(|(native, ..)| is_native(*native))
        .map(|(native, module, name)| Ok((of(module, name)?, *native)));
    defaults.chain(others).collect()
}
