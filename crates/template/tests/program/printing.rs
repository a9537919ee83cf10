//! Programs as template text.

use crate::build::{body, expression, foreign, markup, program, source, value, variable};
use crate::host::{TestHost, Text};
use enliven_template::program::{
    Assignments, Autoescape, Block, Branch, Condition, For, Include, Node, Relation, Static, Url,
    With,
};
use enliven_template::{Program, render};

fn assignments() -> Assignments<Text> {
    Box::new([
        (String::from("a"), expression("b.c")),
        (String::from("d"), expression("\"e\"")),
    ])
}

fn branches() -> Node<Text> {
    let related = Condition::Relation(Relation::NotIn, Box::new([value("a"), value("b")]));
    let condition = Condition::Or(Box::new([
        Condition::And(Box::new([value("x|length"), related])),
        Condition::Not(Box::new(value("y"))),
    ]));
    let branch = |condition, text| Branch {
        condition,
        body: body([markup(text)]),
    };
    let foreign = Condition::Foreign("z".into());
    Node::If(
        Box::new([
            branch(Some(condition), "1"),
            branch(Some(foreign), "2"),
            branch(None, "3"),
        ]),
        source("if"),
    )
}

fn for_loop() -> Node<Text> {
    let node = For {
        names: Box::new(["key".into(), "value".into()]),
        sequence: expression("table.items"),
        reversed: true,
        counts: false,
        body: body([variable("value|default:\"-\"|upper")]),
        empty: body([markup("none")]),
    };
    Node::For(Box::new(node), source("for"))
}

fn addresses() -> [Node<Text>; 2] {
    let url = Url {
        view: expression("\"page\""),
        arguments: Box::new([expression("x")]),
        keywords: assignments(),
        target: Some("address".into()),
    };
    let file = Static {
        path: expression("\"site.css\""),
        target: None,
    };
    [
        Node::Url(Box::new(url), source("url")),
        Node::Static(Box::new(file), source("static")),
    ]
}

fn templates() -> [Node<Text>; 3] {
    let include = Include {
        template: expression("\"part.html\""),
        values: assignments(),
        isolated: true,
    };
    let block = Block {
        name: "main".into(),
        body: body([markup("text")]),
        is_visible: false,
    };
    let parent = expression("\"base.html\"");
    [
        Node::Extends(Box::new(parent), source("extends")),
        Node::Include(Box::new(include), source("include")),
        Node::Block(Box::new(block), source("block")),
    ]
}

fn scopes() -> [Node<Text>; 2] {
    let with = With {
        values: assignments(),
        body: body([variable("a")]),
    };
    let off = Autoescape {
        on: false,
        body: body([variable("a")]),
    };
    [
        Node::With(Box::new(with), source("with")),
        Node::Autoescape(Box::new(off), source("autoescape")),
    ]
}

#[test]
fn every_node_prints_as_a_template_writes_it() {
    let others = [
        branches(),
        for_loop(),
        Node::CsrfToken(source("csrf_token")),
        foreign("{% now \"Y\" %}"),
    ];
    let nodes = templates()
        .into_iter()
        .chain(others)
        .chain(addresses())
        .chain(scopes())
        .flat_map(|node| [node, markup("\n")]);
    let program = Program::<Text> {
        body: nodes.collect(),
    };
    insta::assert_snapshot!(program);
}

#[test]
fn printing_does_not_render() {
    let program = program([variable("broken")]);
    assert_eq!(program.to_string(), "{{ broken }}");
    assert!(render(&program, &mut TestHost::new([])).is_err());
}
