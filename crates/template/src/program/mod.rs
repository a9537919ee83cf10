//! A template once parsed: immutable, and shared by all that render it.
//!
//! What belongs to the language that owns the data (an interned name, a constant, a filter function, a node that only
//! that language can render) is a symbol; [`Symbols`] names their types. See [`crate::host`] for what the engine asks of them.

use std::fmt::Display;
use std::sync::Arc;

mod expression;
mod flat;
mod parts;
mod tags;

pub use expression::{Condition, Expression, Filter, Operand, Relation};
pub use flat::{Chosen, Extended, Included, Level, Super};
pub use parts::Part;
pub use tags::{
    Autoescape, Block, BlockTranslate, Branch, Call, CallBlock, Cycle, FilterBlock, FirstOf, For,
    IfChanged, Include, Inclusion, Language, LocalTime, Localize, Message, Now, Plural, Regroup,
    Static, Tag, Timezone, Translate, Url, WidthRatio, With,
};

/// The types in which a front end writes down what belongs to its language.
///
/// Their text is template source, for [`crate::print`].
pub trait Symbols: Clone + 'static {
    /// A variable's or an attribute's name.
    type Name: Clone + AsRef<str>;
    /// A constant.
    type Literal: Clone + Display;
    /// An operand that only the host can resolve, such as a text to translate.
    type Operand: Clone + Display;
    /// A filter function.
    type Filter: Clone + Display;
    /// A condition that only the host can evaluate.
    type Test: Clone + Display;
    /// The function behind a tag.
    type Function: Clone + Display;
    /// A node as the front end knows it: rendered by the host, or named in its error messages.
    type Node: Clone + Display;
    /// A template that the front end has found.
    type Template: Clone + Display;
}

/// A list of nodes, rendered in order.
pub type Body<S> = Box<[Node<S>]>;

/// Names with what they are set to, in order.
pub type Assignments<S> = Box<[(<S as Symbols>::Name, Expression<S>)]>;

/// A template, or a node list of its own within one.
#[derive(Clone)]
pub struct Program<S: Symbols> {
    /// What it renders.
    pub body: Body<S>,
}

/// Where a node stands in its template.
#[derive(Clone)]
pub struct Source<S: Symbols> {
    /// The node as the front end knows it.
    pub node: S::Node,
    /// Its line, counted from 1; 0 if the front end does not know.
    pub line: u32,
}

/// One piece of a template.
#[derive(Clone)]
pub enum Node<S: Symbols> {
    /// Text that is written as it is.
    Text(Arc<str>),
    /// `{{ expression }}`.
    Variable(Box<Expression<S>>, Source<S>),
    /// A tag that the engine knows.
    Tag(Box<Tag<S>>, Source<S>),
    /// A node that the host renders.
    Foreign(Source<S>),
}
