//! What of a program the host still runs, for looking at what a front end could lower.

use std::convert::Infallible;

use crate::program::{Condition, Expression, Node, Part, Program, Symbols};

impl<S: Symbols> Program<S> {
    /// The text of every node, filter and condition without a native form, in the order of the template.
    pub fn foreign(&self) -> Vec<String> {
        let mut found = Vec::new();
        nodes(&self.body, &mut found);
        found
    }
}

fn nodes<S: Symbols>(body: &[Node<S>], found: &mut Vec<String>) {
    for node in body {
        if let Node::Foreign(source) = node {
            found.push(source.node.to_string());
        }
        let Ok(()) = node.each_part::<Infallible>(&mut |part| {
            parts(part, found);
            Ok(())
        });
    }
}

fn parts<S: Symbols>(part: Part<'_, S>, found: &mut Vec<String>) {
    match part {
        Part::Expressions(expressions) => {
            for expression in expressions {
                filters(expression, found);
            }
        }
        Part::Assignments(values) => {
            for (_, value) in values {
                filters(value, found);
            }
        }
        Part::Condition(test) => condition(test, found),
        Part::Body(body) => nodes(body, found),
        Part::Literal(_) | Part::Function(_) | Part::Named(_) | Part::Template(_) => {}
    }
}

fn condition<S: Symbols>(test: &Condition<S>, found: &mut Vec<String>) {
    match test {
        Condition::Value(expression) => filters(expression, found),
        Condition::Not(inner) => condition(inner, found),
        Condition::And(pair) | Condition::Or(pair) | Condition::Relation(_, pair) => {
            for inner in &**pair {
                condition(inner, found);
            }
        }
        Condition::Foreign(test) => found.push(test.to_string()),
    }
}

fn filters<S: Symbols>(expression: &Expression<S>, found: &mut Vec<String>) {
    for filter in &expression.filters {
        if filter.native.is_none() {
            found.push(format!("|{}", filter.function));
        }
    }
}
