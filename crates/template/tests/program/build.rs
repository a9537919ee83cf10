//! Short ways to write programs down.

use enliven_template::Program;
use enliven_template::filters::Native;
use enliven_template::program::{Body, Condition, Expression, Filter, Node, Operand, Source, Tag};

use crate::host::{Text, Value};

pub(crate) fn source(node: &str) -> Source<Text> {
    Source {
        node: node.into(),
        line: 1,
    }
}

pub(crate) fn body<const N: usize>(nodes: [Node<Text>; N]) -> Body<Text> {
    Box::new(nodes)
}

pub(crate) fn program<const N: usize>(nodes: [Node<Text>; N]) -> Program<Text> {
    Program { body: body(nodes) }
}

pub(crate) fn markup(text: &str) -> Node<Text> {
    Node::Text(text.into())
}

pub(crate) fn tag(tag: Tag<Text>, node: &str) -> Node<Text> {
    Node::Tag(Box::new(tag), source(node))
}

pub(crate) fn foreign(node: &str) -> Node<Text> {
    Node::Foreign(source(node))
}

/// A dotted path, or a text in double quotes.
pub(crate) fn operand(operand: &str) -> Operand<Text> {
    match operand
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(text) => Operand::Literal(Value::Markup(text.into())),
        None => Operand::Path(operand.split('.').map(String::from).collect()),
    }
}

/// An operand and filters in the form `operand|filter:argument`.
pub(crate) fn expression(text: &str) -> Expression<Text> {
    let mut parts = text.split('|');
    let first = parts.next().unwrap_or_default();
    let filters = parts.map(|part| {
        let (name, argument) = part
            .split_once(':')
            .map_or((part, None), |(name, rest)| (name, Some(rest)));
        Filter {
            function: name.into(),
            native: Native::ALL
                .iter()
                .find(|(_, known)| *known == name)
                .map(|(native, _)| *native),
            arguments: argument.map(operand).into_iter().collect(),
        }
    });
    Expression {
        operand: operand(first),
        filters: filters.collect(),
    }
}

pub(crate) fn variable(text: &str) -> Node<Text> {
    Node::Variable(Box::new(expression(text)), source(text))
}

pub(crate) fn value(text: &str) -> Condition<Text> {
    Condition::Value(expression(text))
}
