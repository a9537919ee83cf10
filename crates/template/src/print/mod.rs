//! A program as template text, for tests and for looking at what a front end made.

mod tags;

use std::fmt::{self, Display, Formatter, Write};

use crate::program::{Condition, Expression, Filter, Node, Operand, Program, Symbols};

impl<S: Symbols> Display for Program<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        nodes(f, &self.body)
    }
}

fn nodes<S: Symbols>(f: &mut Formatter<'_>, nodes: &[Node<S>]) -> fmt::Result {
    nodes.iter().try_for_each(|node| Display::fmt(node, f))
}

impl<S: Symbols> Display for Node<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Variable(expression, _) => write!(f, "{{{{ {expression} }}}}"),
            Self::Tag(tag, _) => Display::fmt(&**tag, f),
            Self::Foreign(source) => Display::fmt(&source.node, f),
        }
    }
}

impl<S: Symbols> Display for Expression<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.operand, f)?;
        self.filters
            .iter()
            .try_for_each(|filter| Display::fmt(filter, f))
    }
}

impl<S: Symbols> Display for Filter<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "|{}", self.function)?;
        self.arguments
            .iter()
            .try_for_each(|argument| write!(f, ":{argument}"))
    }
}

impl<S: Symbols> Display for Operand<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => {
                for (index, name) in path.iter().enumerate() {
                    if index > 0 {
                        f.write_char('.')?;
                    }
                    f.write_str(name.as_ref())?;
                }
                Ok(())
            }
            Self::Literal(literal) => Display::fmt(literal, f),
            Self::Foreign(operand) => Display::fmt(operand, f),
        }
    }
}

impl<S: Symbols> Display for Condition<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(expression) => Display::fmt(expression, f),
            Self::Not(inner) => write!(f, "not {inner}"),
            Self::And(pair) => write!(f, "{} and {}", pair[0], pair[1]),
            Self::Or(pair) => write!(f, "{} or {}", pair[0], pair[1]),
            Self::Relation(relation, pair) => {
                write!(f, "{} {} {}", pair[0], relation.as_str(), pair[1])
            }
            Self::Foreign(test) => Display::fmt(test, f),
        }
    }
}
