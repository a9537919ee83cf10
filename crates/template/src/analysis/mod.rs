//! What a program reads, found without running it.
//!
//! [`paths`] gives the places in the data. The rest of this module says which variables of the engine's own a node list can
//! see: making `forloop` for each item, or `block` for each block, costs more than most bodies do; so they are made only where something
//! may read them: a variable of that name, or what cannot be looked into, such as a foreign node or an included template.

mod paths;
mod reads;
mod scopes;
mod values;

pub use paths::{Read, Templates, paths};

use crate::program::{Condition, Expression, Node, Operand, Part, Program, Symbols, Tag};

impl<S: Symbols> Program<S> {
    /// Whether something in it may read the variable of this name.
    pub fn can_see(&self, name: &str) -> bool {
        nodes_see(&self.body, name)
    }
}

/// Whether something in these nodes can tell which template renders, or keeps what belongs to a template.
pub(crate) fn keeps_state<S: Symbols>(nodes: &[Node<S>]) -> bool {
    nodes_see(nodes, "block") || nodes.iter().any(node_keeps_state)
}

fn node_keeps_state<S: Symbols>(node: &Node<S>) -> bool {
    let Node::Tag(tag, _) = node else {
        return false;
    };
    let is_keeper = matches!(
        &**tag,
        Tag::Cycle(_) | Tag::IfChanged(_) | Tag::Inclusion(_) | Tag::Extended(_)
    );
    let in_parts = &mut |part: Part<'_, S>| match part {
        Part::Body(nodes) if nodes.iter().any(node_keeps_state) => Err(()),
        _ => Ok(()),
    };
    is_keeper || node.each_part(in_parts).is_err()
}

/// Whether something in these nodes may read the variable of this name.
pub fn nodes_see<S: Symbols>(nodes: &[Node<S>], name: &str) -> bool {
    nodes.iter().any(|node| node_sees(node, name))
}

fn node_sees<S: Symbols>(node: &Node<S>, name: &str) -> bool {
    if let Node::Tag(tag, _) = node
        && let Tag::Super(tag) = &**tag
    {
        // The variable itself is not looked up, and what it renders is known.
        let overridden = tag.overridden.as_ref();
        return arguments_see(&tag.expression, name)
            || overridden.is_some_and(|block| nodes_see(&block.body, name));
    }
    is_open(node, name)
        || node
            .each_part(&mut |part| {
                if part_sees(part, name) {
                    Err(())
                } else {
                    Ok(())
                }
            })
            .is_err()
}

/// Whether a node may read the variable in a way that its parts do not show.
fn is_open<S: Symbols>(node: &Node<S>, name: &str) -> bool {
    match node {
        Node::Foreign(_) => true,
        Node::Tag(tag, _) => match &**tag {
            Tag::Include(_) | Tag::Extends(_) | Tag::Block(_) => true,
            Tag::Call(call) => call.takes_context,
            Tag::CallBlock(tag) => tag.call.takes_context,
            Tag::Inclusion(tag) => tag.call.takes_context,
            // Keeps what it compares with in the loop's counters.
            Tag::IfChanged(_) => name == "forloop",
            Tag::BlockTranslate(tag) => {
                let plural = tag.plural.iter().flat_map(|plural| &plural.message.names);
                let mut names = tag.singular.names.iter().chain(plural);
                names.any(|read| read.as_ref() == name)
            }
            _ => false,
        },
        Node::Text(_) | Node::Variable(..) => false,
    }
}

fn part_sees<S: Symbols>(part: Part<'_, S>, name: &str) -> bool {
    match part {
        Part::Expressions(expressions) => expressions
            .iter()
            .any(|expression| expression_sees(expression, name)),
        Part::Assignments(values) => values.iter().any(|(_, value)| expression_sees(value, name)),
        Part::Condition(condition) => condition_sees(condition, name),
        Part::Body(nodes) => nodes_see(nodes, name),
        Part::Literal(_) | Part::Function(_) | Part::Named(_) | Part::Template(_) => false,
    }
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
    operand_sees(&expression.operand, name) || arguments_see(expression, name)
}

/// Whether an argument of the expression's filters may read the variable of this name.
fn arguments_see<S: Symbols>(expression: &Expression<S>, name: &str) -> bool {
    let mut arguments = expression
        .filters
        .iter()
        .flat_map(|filter| &filter.arguments);
    arguments.any(|operand| operand_sees(operand, name))
}

fn operand_sees<S: Symbols>(operand: &Operand<S>, name: &str) -> bool {
    match operand {
        // A block's `super` renders another body, which may read anything.
        Operand::Path(path) => {
            path[0].as_ref() == name || path[1..].iter().any(|name| name.as_ref() == "super")
        }
        Operand::Literal(_) => false,
        Operand::Foreign(_) => true,
    }
}
