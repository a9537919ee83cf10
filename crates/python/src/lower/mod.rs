//! Django's node tree as a [`Program`].
//!
//! Every function gives `None` for what is not of the shape that Django's own code makes; the node then stays the Python node it is.

mod calls;
mod choices;
mod classes;
mod condition;
mod expression;
mod locale;
mod tags;
mod translations;

use enliven_template::Program;
use enliven_template::program::{Body, Node, Source, Tag};
use pyo3::ffi::PyObject;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::host::{self, Django};
use crate::recursion::{Level, has_room};
use classes::{Classes, Kind};

/// How deep nodes or conditions nest in one program. Deeper ones, and what the stack has no room for, are nodes of Python, whose
/// lists are programs of their own.
const DEEPEST: usize = 50;

/// Lowers a node list.
pub(crate) fn lower_list(list: &Bound<'_, PyAny>) -> PyResult<Program<Django>> {
    let py = list.py();
    let _level = Level::enter(py)?;
    let lowering = Lowering {
        py,
        tree: tree_of(list),
        classes: Classes::get(py)?,
        depth: 0,
    };
    let body = list
        .try_iter()?
        .map(|node| Ok(lowering.node(&node?)))
        .collect::<PyResult<Body<Django>>>()?;
    Ok(Program { body })
}

#[derive(Clone, Copy)]
struct Lowering<'py> {
    py: Python<'py>,
    classes: &'static Classes,
    /// What all node lists of the program share, so that each tells the others when it changes.
    tree: Option<*mut PyObject>,
    depth: usize,
}

impl<'py> Lowering<'py> {
    /// One level further down, unless that is too deep.
    fn deeper(self) -> Option<Self> {
        let depth = self.depth + 1;
        (depth < DEEPEST && has_room()).then_some(Self { depth, ..self })
    }

    fn node(self, node: &Bound<'py, PyAny>) -> Node<Django> {
        self.known_node(node)
            .unwrap_or_else(|| Node::Foreign(self.source(node)))
    }

    fn known_node(self, node: &Bound<'py, PyAny>) -> Option<Node<Django>> {
        Some(match self.classes.kind(node)? {
            Kind::Text => text(node, "s")?,
            Kind::Verbatim => text(node, "content")?,
            Kind::TemplateTag => template_tag(node)?,
            Kind::Comment | Kind::Load => Node::Text("".into()),
            Kind::Variable => {
                let expression = self.expression_of(node, "filter_expression")?;
                Node::Variable(Box::new(expression), self.source(node))
            }
            kind => Node::Tag(Box::new(self.tag(kind, node)?), self.source(node)),
        })
    }

    fn tag(self, kind: Kind, node: &Bound<'py, PyAny>) -> Option<Tag<Django>> {
        Some(match kind {
            Kind::If => Tag::If(self.branches(node)?),
            Kind::For => Tag::For(self.for_loop(node)?),
            Kind::With => Tag::With(self.with(node)?),
            Kind::Autoescape => Tag::Autoescape(self.autoescape(node)?),
            Kind::Include => Tag::Include(self.include(node)?),
            Kind::Extends => Tag::Extends(self.extends(node)?),
            Kind::Block => Tag::Block(self.block(node)?),
            Kind::CsrfToken => Tag::CsrfToken,
            Kind::Url => Tag::Url(self.url(node)?),
            Kind::Static => Tag::Static(self.static_file(node)?),
            Kind::Localize => Tag::Localize(self.localize(node)?),
            Kind::LocalTime => Tag::LocalTime(self.local_time(node)?),
            Kind::Timezone => Tag::Timezone(self.timezone(node)?),
            Kind::Now => Tag::Now(self.now(node)?),
            Kind::Call => Tag::Call(self.call(node)?),
            Kind::CallBlock => Tag::CallBlock(self.call_block(node)?),
            Kind::Inclusion => Tag::Inclusion(self.inclusion(node, false)?),
            Kind::AdminInclusion => Tag::Inclusion(self.inclusion(node, true)?),
            Kind::Cycle => Tag::Cycle(self.cycle(node)?),
            Kind::FirstOf => Tag::FirstOf(self.first_of(node)?),
            Kind::IfChanged => Tag::IfChanged(self.if_changed(node)?),
            Kind::Regroup => Tag::Regroup(self.regroup(node)?),
            Kind::WidthRatio => Tag::WidthRatio(self.width_ratio(node)?),
            Kind::Spaceless => Tag::Spaceless(self.body_of(node, "nodelist")?),
            Kind::Filter => Tag::Filter(self.filter_block(node)?),
            Kind::Translate => Tag::Translate(self.translate(node)?),
            Kind::BlockTranslate => Tag::BlockTranslate(self.block_translate(node)?),
            Kind::Language => Tag::Language(self.language(node)?),
            Kind::Text
            | Kind::Verbatim
            | Kind::Comment
            | Kind::Load
            | Kind::TemplateTag
            | Kind::Variable => return None,
        })
    }

    fn source(self, node: &Bound<'py, PyAny>) -> Source<Django> {
        let line = node
            .getattr(intern!(self.py, "token"))
            .and_then(|token| token.getattr(intern!(self.py, "lineno")))
            .and_then(|line| line.extract::<Option<u32>>());
        Source {
            node: host::Node(node.clone().unbind()),
            line: line.ok().flatten().unwrap_or(0),
        }
    }

    /// The node list in an attribute. Only lists that tell the program's own when they change may become part of it.
    fn body_of(self, node: &Bound<'py, PyAny>, attribute: &str) -> Option<Body<Django>> {
        self.body(&node.getattr(attribute).ok()?)
    }

    fn body(self, list: &Bound<'py, PyAny>) -> Option<Body<Django>> {
        let class = list.get_type();
        let is_lowered = class.is(&self.classes.lowered_list);
        let is_absent = class.is(&self.classes.node_list) && list.len().ok()? == 0;
        if !is_lowered && !is_absent {
            return None;
        }
        if is_lowered && self.tree.is_some() && self.tree != tree_of(list) {
            return None;
        }
        let lowering = self.deeper()?;
        let list = list.cast::<PyList>().ok()?;
        Some(list.iter().map(|node| lowering.node(&node)).collect())
    }
}

/// The identity of what a list shares with others.
fn tree_of(list: &Bound<'_, PyAny>) -> Option<*mut PyObject> {
    let tree = list.getattr(intern!(list.py(), "_tree")).ok()?;
    (!tree.is_none()).then(|| tree.as_ptr())
}

/// Text with lone surrogates is not Unicode and stays Python's.
fn text(node: &Bound<'_, PyAny>, attribute: &str) -> Option<Node<Django>> {
    let text: String = node.getattr(attribute).ok()?.extract().ok()?;
    Some(Node::Text(text.into()))
}

/// A `{% templatetag %}`, which is text.
fn template_tag(node: &Bound<'_, PyAny>) -> Option<Node<Django>> {
    let name = node.getattr("tagtype").ok()?;
    let text = node.getattr("mapping").ok()?.get_item(name).ok()?;
    Some(Node::Text(text.extract::<String>().ok()?.into()))
}
