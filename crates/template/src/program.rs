//! A template once parsed: immutable, and shared by all that render it.
//!
//! What belongs to the language that owns the data (an interned name, a constant, a filter function, a node that only
//! that language can render) is a symbol; [`Symbols`] names their types. See [`crate::host`] for what the engine asks of them.

use std::fmt::Display;

use crate::filters::Native;

/// The types in which a front end writes down what belongs to its language.
///
/// Their text is template source, for [`crate::print`].
pub trait Symbols: 'static {
    /// A variable's or an attribute's name.
    type Name: AsRef<str>;
    /// A constant.
    type Literal: Display;
    /// An operand that only the host can resolve, such as a text to translate.
    type Operand: Display;
    /// A filter function.
    type Filter: Display;
    /// A condition that only the host can evaluate.
    type Test: Display;
    /// A node as the front end knows it: rendered by the host, or named in its error messages.
    type Node: Display;
}

/// A list of nodes, rendered in order.
pub type Body<S> = Box<[Node<S>]>;

/// Names with what they are set to, in order.
pub type Assignments<S> = Box<[(<S as Symbols>::Name, Expression<S>)]>;

/// A template, or a node list of its own within one.
pub struct Program<S: Symbols> {
    /// What it renders.
    pub body: Body<S>,
}

/// Where a node stands in its template.
pub struct Source<S: Symbols> {
    /// The node as the front end knows it.
    pub node: S::Node,
    /// Its line, counted from 1; 0 if the front end does not know.
    pub line: u32,
}

/// One piece of a template.
pub enum Node<S: Symbols> {
    /// Text that is written as it is.
    Text(Box<str>),
    /// `{{ expression }}`.
    Variable(Box<Expression<S>>, Source<S>),
    /// `{% if %}` with its `elif` and `else` branches.
    If(Box<[Branch<S>]>, Source<S>),
    /// `{% for %}`.
    For(Box<For<S>>, Source<S>),
    /// `{% with %}`.
    With(Box<With<S>>, Source<S>),
    /// `{% autoescape %}`.
    Autoescape(Box<Autoescape<S>>, Source<S>),
    /// `{% include %}`.
    Include(Box<Include<S>>, Source<S>),
    /// `{% extends %}`; the blocks of the child are programs of their own, found by the host.
    Extends(Box<Expression<S>>, Source<S>),
    /// `{% block %}`.
    Block(Box<Block<S>>, Source<S>),
    /// `{% csrf_token %}`.
    CsrfToken(Source<S>),
    /// `{% url %}`.
    Url(Box<Url<S>>, Source<S>),
    /// `{% static %}`.
    Static(Box<Static<S>>, Source<S>),
    /// A node that the host renders.
    Foreign(Source<S>),
}

/// One arm of an `{% if %}`.
pub struct Branch<S: Symbols> {
    /// `None` in `{% else %}`.
    pub condition: Option<Condition<S>>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% for names in sequence %}`.
pub struct For<S: Symbols> {
    /// One name, or several that each item is unpacked into.
    pub names: Box<[S::Name]>,
    /// What is iterated over.
    pub sequence: Expression<S>,
    /// Whether from the last item to the first.
    pub reversed: bool,
    /// Whether the body can see `forloop`; see [`crate::analysis`].
    pub counts: bool,
    /// Rendered for each item.
    pub body: Body<S>,
    /// Rendered when there is no item.
    pub empty: Body<S>,
}

/// `{% with values %}`.
pub struct With<S: Symbols> {
    /// What the body sees.
    pub values: Assignments<S>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% autoescape on|off %}`.
pub struct Autoescape<S: Symbols> {
    /// Whether values are escaped.
    pub on: bool,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% include template with values only %}`.
pub struct Include<S: Symbols> {
    /// A name, or a template object.
    pub template: Expression<S>,
    /// What the template sees besides.
    pub values: Assignments<S>,
    /// Whether it sees these values only.
    pub isolated: bool,
}

/// `{% block name %}`.
pub struct Block<S: Symbols> {
    /// By which a child template overrides it.
    pub name: Box<str>,
    /// What it renders unless a child overrides it.
    pub body: Body<S>,
    /// Whether the body can see `block`; see [`crate::analysis`].
    pub is_visible: bool,
}

/// `{% url view arguments keywords as target %}`.
pub struct Url<S: Symbols> {
    /// The view's name.
    pub view: Expression<S>,
    /// Positional arguments.
    pub arguments: Box<[Expression<S>]>,
    /// Keyword arguments.
    pub keywords: Assignments<S>,
    /// The variable that receives the address, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% static path as target %}`.
pub struct Static<S: Symbols> {
    /// The file's path below the static root.
    pub path: Expression<S>,
    /// The variable that receives the address, if it is not printed.
    pub target: Option<S::Name>,
}

/// An operand and the filters it goes through.
pub struct Expression<S: Symbols> {
    /// What the first filter receives.
    pub operand: Operand<S>,
    /// In the order in which they are applied.
    pub filters: Box<[Filter<S>]>,
}

/// What a filter receives, or takes as its argument.
pub enum Operand<S: Symbols> {
    /// A variable and the attributes, keys or indices looked up on it. Never empty.
    Path(Box<[S::Name]>),
    /// A constant.
    Literal(S::Literal),
    /// What only the host can resolve.
    Foreign(S::Operand),
}

/// One filter of an expression.
pub struct Filter<S: Symbols> {
    /// The function, for inputs that the native form leaves to it.
    pub function: S::Filter,
    /// The same filter in Rust, for plain text and numbers.
    pub native: Option<Native>,
    /// At most one in Django's own filters.
    pub arguments: Box<[Operand<S>]>,
}

/// What stands in an `{% if %}`.
pub enum Condition<S: Symbols> {
    /// An expression, true or not.
    Value(Expression<S>),
    /// `not a`.
    Not(Box<Condition<S>>),
    /// `a and b`.
    And(Box<[Condition<S>; 2]>),
    /// `a or b`.
    Or(Box<[Condition<S>; 2]>),
    /// `a < b` and its like.
    Relation(Relation, Box<[Condition<S>; 2]>),
    /// What only the host can evaluate.
    Foreign(S::Test),
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
}

impl Relation {
    /// Every operator.
    pub const ALL: [Self; 10] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessEqual,
        Self::Greater,
        Self::GreaterEqual,
        Self::In,
        Self::NotIn,
        Self::Is,
        Self::IsNot,
    ];

    /// The operator as a template writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Is => "is",
            Self::IsNot => "is not",
        }
    }
}
