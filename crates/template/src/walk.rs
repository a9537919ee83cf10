//! Every symbol of a program, for hosts whose memory is managed by tracing.

use crate::program::{Condition, Expression, Node, Operand, Part, Program, Symbols};

/// A symbol that may refer to other objects of the host's language; names, which are text, do not.
pub enum Symbol<'p, S: Symbols> {
    /// A constant.
    Literal(&'p S::Literal),
    /// An operand of the host's own.
    Operand(&'p S::Operand),
    /// A filter function.
    Filter(&'p S::Filter),
    /// A condition of the host's own.
    Test(&'p S::Test),
    /// A tag's function.
    Function(&'p S::Function),
    /// A node as the front end knows it.
    Node(&'p S::Node),
    /// A template that the front end has found.
    Template(&'p S::Template),
}

/// Calls a function with each symbol until one call fails.
///
/// # Errors
///
/// The function's.
pub fn walk<S: Symbols, E>(
    program: &Program<S>,
    mut visit: impl FnMut(Symbol<'_, S>) -> Result<(), E>,
) -> Result<(), E> {
    Walk { visit: &mut visit }.nodes(&program.body)
}

struct Walk<'f, S: Symbols, E> {
    visit: &'f mut dyn FnMut(Symbol<'_, S>) -> Result<(), E>,
}

impl<S: Symbols, E> Walk<'_, S, E> {
    fn nodes(&mut self, nodes: &[Node<S>]) -> Result<(), E> {
        nodes.iter().try_for_each(|node| {
            node.each_part(&mut |part| self.part(part))?;
            match node.source() {
                Some(source) => (self.visit)(Symbol::Node(&source.node)),
                None => Ok(()),
            }
        })
    }

    fn part(&mut self, part: Part<'_, S>) -> Result<(), E> {
        match part {
            Part::Expressions(expressions) => expressions
                .iter()
                .try_for_each(|expression| self.expression(expression)),
            Part::Assignments(values) => values
                .iter()
                .try_for_each(|(_, value)| self.expression(value)),
            Part::Condition(condition) => self.condition(condition),
            Part::Body(nodes) => self.nodes(nodes),
            Part::Literal(literal) => (self.visit)(Symbol::Literal(literal)),
            Part::Function(function) => (self.visit)(Symbol::Function(function)),
            Part::Named(node) => (self.visit)(Symbol::Node(node)),
            Part::Template(template) => (self.visit)(Symbol::Template(template)),
        }
    }

    fn expression(&mut self, expression: &Expression<S>) -> Result<(), E> {
        self.operand(&expression.operand)?;
        for filter in &expression.filters {
            (self.visit)(Symbol::Filter(&filter.function))?;
            filter
                .arguments
                .iter()
                .try_for_each(|argument| self.operand(argument))?;
        }
        Ok(())
    }

    fn operand(&mut self, operand: &Operand<S>) -> Result<(), E> {
        match operand {
            Operand::Path(_) => Ok(()),
            Operand::Literal(literal) => (self.visit)(Symbol::Literal(literal)),
            Operand::Foreign(operand) => (self.visit)(Symbol::Operand(operand)),
        }
    }

    fn condition(&mut self, condition: &Condition<S>) -> Result<(), E> {
        match condition {
            Condition::Value(expression) => self.expression(expression),
            Condition::Not(inner) => self.condition(inner),
            Condition::And(pair) | Condition::Or(pair) | Condition::Relation(_, pair) => pair
                .iter()
                .try_for_each(|condition| self.condition(condition)),
            Condition::Foreign(test) => (self.visit)(Symbol::Test(test)),
        }
    }
}
