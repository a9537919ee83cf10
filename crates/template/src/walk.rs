//! Every symbol of a program, for hosts whose memory is managed by tracing.

use crate::program::{Condition, Expression, Node, Operand, Program, Source, Symbols};

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
    /// A node as the front end knows it.
    Node(&'p S::Node),
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
        nodes.iter().try_for_each(|node| self.node(node))
    }

    fn node(&mut self, node: &Node<S>) -> Result<(), E> {
        let source = match node {
            Node::Text(_) => return Ok(()),
            Node::Foreign(source) | Node::CsrfToken(source) => source,
            Node::Variable(expression, source) | Node::Extends(expression, source) => {
                self.expression(expression)?;
                source
            }
            Node::If(branches, source) => {
                for branch in branches {
                    if let Some(condition) = &branch.condition {
                        self.condition(condition)?;
                    }
                    self.nodes(&branch.body)?;
                }
                source
            }
            Node::For(node, source) => {
                self.expression(&node.sequence)?;
                self.nodes(&node.body)?;
                self.nodes(&node.empty)?;
                source
            }
            Node::With(node, source) => {
                self.expressions(node.values.iter().map(|(_, value)| value))?;
                self.nodes(&node.body)?;
                source
            }
            Node::Autoescape(node, source) => {
                self.nodes(&node.body)?;
                source
            }
            Node::Include(node, source) => {
                self.expression(&node.template)?;
                self.expressions(node.values.iter().map(|(_, value)| value))?;
                source
            }
            Node::Block(node, source) => {
                self.nodes(&node.body)?;
                source
            }
            Node::Url(node, source) => {
                self.expression(&node.view)?;
                self.expressions(node.arguments.iter())?;
                self.expressions(node.keywords.iter().map(|(_, value)| value))?;
                source
            }
            Node::Static(node, source) => {
                self.expression(&node.path)?;
                source
            }
        };
        self.source(source)
    }

    fn source(&mut self, source: &Source<S>) -> Result<(), E> {
        (self.visit)(Symbol::Node(&source.node))
    }

    fn expressions<'e>(
        &mut self,
        mut expressions: impl Iterator<Item = &'e Expression<S>>,
    ) -> Result<(), E> {
        expressions.try_for_each(|expression| self.expression(expression))
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
