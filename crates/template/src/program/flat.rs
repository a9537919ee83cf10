//! What stands in a [flat](crate::flatten) program for tags that render other templates.
//!
//! Each keeps what the tag was, for hosts that find at run time that it has come to render something else.

use std::sync::Arc;

use super::{Body, Expression, Include, Source, Symbols};

/// `{% extends %}` with what the parents render.
#[derive(Clone)]
pub struct Extended<S: Symbols> {
    /// From the child's tag to that which names the root.
    pub levels: Arc<[Level<S>]>,
    /// The text that parents have before their own `{% extends %}`.
    pub before: Arc<str>,
    /// The root.
    pub body: Body<S>,
}

/// One template that extends another.
#[derive(Clone)]
pub struct Level<S: Symbols> {
    /// The tag.
    pub source: Source<S>,
    /// What it extends.
    pub parent: S::Template,
}

/// `{% block %}` with the body that wins: a child's, or its own.
#[derive(Clone)]
pub struct Chosen<S: Symbols> {
    /// The name.
    pub name: Arc<str>,
    /// The blocks of this name that are left where this one renders, the outermost child's, which wins, last. Empty if none is
    /// but the tag itself.
    pub queue: Box<[S::Node]>,
    /// What is rendered, its own overridden blocks in it resolved.
    pub body: Body<S>,
    /// Whether the body can see `block` other than by a [`Super`]; see [`crate::analysis`].
    pub is_visible: bool,
}

/// `{{ block.super }}` in the block around it.
#[derive(Clone)]
pub struct Super<S: Symbols> {
    /// The variable and its filters.
    pub expression: Expression<S>,
    /// The block that the one around overrides; `None` if it overrides none.
    pub overridden: Option<Chosen<S>>,
}

/// `{% include %}` of a constant name with what the template renders.
#[derive(Clone)]
pub struct Included<S: Symbols> {
    /// The tag.
    pub tag: Include<S>,
    /// What it names.
    pub template: S::Template,
    /// What is rendered.
    pub body: Body<S>,
    /// Whether something in it can tell which template renders, or keeps what belongs to it.
    pub has_state: bool,
}
