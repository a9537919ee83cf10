//! Operands, filters and conditions.

use super::Symbols;
use crate::filters::Native;

/// An operand and the filters it goes through.
#[derive(Clone)]
pub struct Expression<S: Symbols> {
    /// What the first filter receives.
    pub operand: Operand<S>,
    /// In the order in which they are applied.
    pub filters: Box<[Filter<S>]>,
}

/// What a filter receives, or takes as its argument.
#[derive(Clone)]
pub enum Operand<S: Symbols> {
    /// A variable and the attributes, keys or indices looked up on it. Never empty.
    Path(Box<[S::Name]>),
    /// A constant.
    Literal(S::Literal),
    /// What only the host can resolve.
    Foreign(S::Operand),
}

/// One filter of an expression.
#[derive(Clone)]
pub struct Filter<S: Symbols> {
    /// The function, for inputs that the native form leaves to it.
    pub function: S::Filter,
    /// The same filter in Rust, for plain text and numbers.
    pub native: Option<Native>,
    /// At most one in Django's own filters.
    pub arguments: Box<[Operand<S>]>,
}

/// What stands in an `{% if %}`.
#[derive(Clone)]
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
