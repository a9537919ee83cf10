//! Tags that call functions.

use std::sync::Arc;

use enliven_template::program::{Call, CallBlock, Inclusion, Node, Tag};
use enliven_template::render;

use crate::build::{body, expression, foreign, markup, program, tag, variable};
use crate::host::{TestHost, Text, Value, text};

pub(crate) fn call(function: &str, arguments: &[&str]) -> Call<Text> {
    Call {
        function: function.into(),
        takes_context: false,
        arguments: arguments.iter().map(|text| expression(text)).collect(),
        keywords: Box::new([]),
        target: None,
    }
}

fn run<const N: usize>(nodes: [Node<Text>; N], host: &mut TestHost) -> Result<String, String> {
    Ok(render(&program(nodes), host)?.into_parts().0)
}

#[test]
fn a_result_is_escaped_but_not_localised() {
    let mut host = TestHost::new([("text", text("<")), ("number", Value::Int(7))]);
    let nodes = || {
        ["text", "number", "\"<\""]
            .map(|argument| tag(Tag::Call(call("first", &[argument])), "first"))
    };
    assert_eq!(run(nodes(), &mut host).unwrap(), "&lt;7<");
}

#[test]
fn a_result_that_is_no_text_is_refused_where_nothing_is_escaped() {
    let mut host = TestHost::new([("text", text("<")), ("number", Value::Int(7))]);
    host.escape_is_off = true;
    let first = |argument| [tag(Tag::Call(call("first", &[argument])), "first")];
    assert_eq!(run(first("text"), &mut host).unwrap(), "<");
    assert!(run(first("number"), &mut host).is_err());
}

#[test]
fn a_target_receives_the_value_itself() {
    let mut host = TestHost::new([("number", Value::Int(7))]);
    let call = Call {
        target: Some("copy".into()),
        ..call("first", &["number"])
    };
    assert_eq!(run([tag(Tag::Call(call), "first")], &mut host).unwrap(), "");
    assert_eq!(host.find("copy"), Some(Value::Int(7)));
}

#[test]
fn keywords_and_the_context_are_passed_on() {
    let mut host = TestHost::new([("a", text("x"))]);
    let call = Call {
        takes_context: true,
        keywords: Box::new([("key".into(), expression("a"))]),
        ..call("join", &["a"])
    };
    let printed = run([tag(Tag::Call(call), "join")], &mut host).unwrap();
    assert_eq!(printed, "1&amp;x&amp;key=x");
}

#[test]
fn a_body_comes_first_and_is_markup() {
    let mut host = TestHost::new([("a", text("<"))]);
    let block = CallBlock {
        call: call("first", &["a"]),
        body: body([markup("<b>"), variable("a")]),
    };
    let nodes = [
        markup("before "),
        tag(Tag::CallBlock(block), "first"),
        markup(" after"),
    ];
    assert_eq!(run(nodes, &mut host).unwrap(), "before <b>&lt; after");
}

#[test]
fn a_failing_body_names_its_node() {
    let block = CallBlock {
        call: call("first", &[]),
        body: body([foreign("{% fail %}")]),
    };
    let mut host = TestHost::new([]);
    assert!(run([tag(Tag::CallBlock(block), "first")], &mut host).is_err());
}

#[test]
fn an_inclusion_sees_only_what_its_function_returns() {
    let mut host = TestHost::new([("a", text("outer")), ("b", text("inner"))]);
    let included = program([variable("b"), variable("chosen"), markup("!")]);
    host.templates.insert("row".into(), Arc::new(included));
    host.invalid = Some("-".into());
    let inclusion = |chooses_first| Inclusion {
        call: Call {
            keywords: Box::new([("b".into(), expression("a"))]),
            ..call("variables", &[])
        },
        chooses_first,
    };
    let nodes = [
        tag(Tag::Inclusion(inclusion(false)), "row"),
        tag(Tag::Inclusion(inclusion(true)), "row"),
        variable("b"),
    ];
    assert_eq!(run(nodes, &mut host).unwrap(), "outer-!outerrow!inner");
}
