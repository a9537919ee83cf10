//! Which variables of the engine's own a node list can see.
//!
//! Making `forloop` for each item, or `block` for each block, costs more than most bodies do; so they are made only where something
//! may read them: a variable of that name, or what cannot be looked into, such as a foreign node or an included template.

use crate::program::{Condition, Expression, Node, Operand, Program, Symbols};

impl<S: Symbols> Program<S> {
    /// Whether something in it may read the variable of this name.
    pub fn can_see(&self, name: &str) -> bool {
        nodes_see(&self.body, name)
    }
}

/// Whether something in these nodes may read the variable of this name.
pub fn nodes_see<S: Symbols>(nodes: &[Node<S>], name: &str) -> bool {
    nodes.iter().any(|node| node_sees(node, name))
}

fn node_sees<S: Symbols>(node: &Node<S>, name: &str) -> bool {
    match node {
        Node::Text(_) | Node::CsrfToken(_) => false,
        Node::Variable(expression, _) => expression_sees(expression, name),
        Node::If(branches, _) => branches.iter().any(|branch| {
            branch
                .condition
                .as_ref()
                .is_some_and(|condition| condition_sees(condition, name))
                || nodes_see(&branch.body, name)
        }),
        Node::For(node, _) => {
            expression_sees(&node.sequence, name)
                || nodes_see(&node.body, name)
                || nodes_see(&node.empty, name)
        }
        Node::With(node, _) => {
            any_sees(node.values.iter().map(|(_, value)| value), name)
                || nodes_see(&node.body, name)
        }
        Node::Autoescape(node, _) => nodes_see(&node.body, name),
        Node::Url(node, _) => {
            let keywords = node.keywords.iter().map(|(_, value)| value);
            expression_sees(&node.view, name)
                || any_sees(node.arguments.iter().chain(keywords), name)
        }
        Node::Static(node, _) => expression_sees(&node.path, name),
        Node::Include(..) | Node::Extends(..) | Node::Block(..) | Node::Foreign(_) => true,
    }
}

fn any_sees<'e, S: Symbols>(
    mut expressions: impl Iterator<Item = &'e Expression<S>>,
    name: &str,
) -> bool {
    expressions.any(|expression| expression_sees(expression, name))
}

fn condition_sees<S: Symbols>(condition: &Condition<S>, name: &str) -> bool {
    match condition {
        Condition::Value(expression) => expression_sees(expression, name),
        Condition::Not(condition) => condition_sees(condition, name),
        Condition::And(pair) | Condition::Or(pair) | Condition::Relation(_, pair) => {
            pair.iter().any(|condition| condition_sees(condition, name))
        }
        Condition::Foreign(_) => true,
    }
}

fn expression_sees<S: Symbols>(expression: &Expression<S>, name: &str) -> bool {
    operand_sees(&expression.operand, name)
        || expression.filters.iter().any(|filter| {
            filter
                .arguments
                .iter()
                .any(|operand| operand_sees(operand, name))
        })
}

fn operand_sees<S: Symbols>(operand: &Operand<S>, name: &str) -> bool {
    match operand {
        Operand::Path(path) => path[0].as_ref() == name,
        Operand::Literal(_) => false,
        Operand::Foreign(_) => true,
    }
}
