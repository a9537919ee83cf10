//! Programs as template text.

use crate::build::{body, expression, foreign, markup, program, tag, value, variable};
use crate::host::{TestHost, Text, text};
use enliven_template::program::{
    Assignments, Autoescape, Block, BlockTranslate, Branch, Call, CallBlock, Condition, Cycle,
    FilterBlock, FirstOf, For, IfChanged, Include, Inclusion, Language, LocalTime, Localize,
    Message, Node, Now, Plural, Regroup, Relation, Static, Tag, Timezone, Translate, Url,
    WidthRatio, With,
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
    let branches = [
        branch(Some(condition), "1"),
        branch(Some(foreign), "2"),
        branch(None, "3"),
    ];
    tag(Tag::If(Box::new(branches)), "if")
}

fn for_loop() -> Node<Text> {
    let node = For {
        names: Box::new(["key".into(), "value".into()]),
        sequence: expression("table.items"),
        reversed: true,
        counts: false,
        has_key: false,
        body: body([variable("value|default:\"-\"|upper")]),
        empty: body([markup("none")]),
    };
    tag(Tag::For(node), "for")
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
    [tag(Tag::Url(url), "url"), tag(Tag::Static(file), "static")]
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
        tag(Tag::Extends(parent), "extends"),
        tag(Tag::Include(include), "include"),
        tag(Tag::Block(block), "block"),
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
        tag(Tag::With(with), "with"),
        tag(Tag::Autoescape(off), "autoescape"),
    ]
}

#[test]
fn every_node_prints_as_a_template_writes_it() {
    let others = [
        branches(),
        for_loop(),
        tag(Tag::CsrfToken, "csrf_token"),
        foreign("{% lorem %}"),
    ];
    let nodes = templates()
        .into_iter()
        .chain(others)
        .chain(addresses())
        .chain(scopes())
        .chain(texts())
        .chain(choices())
        .chain(calls())
        .flat_map(|node| [node, markup("\n")]);
    let program = Program::<Text> {
        body: nodes.collect(),
    };
    insta::assert_snapshot!(program);
}

fn texts() -> [Node<Text>; 6] {
    let marked = Translate {
        message: expression("\"May\"|upper"),
        id: None,
        context: Some(expression("month")),
        is_marked_only: true,
        target: Some("text".into()),
    };
    let message = |id: &str| Message {
        id: id.into(),
        names: Box::new(["n".into(), "x".into()]),
    };
    let counted = BlockTranslate {
        values: assignments(),
        singular: message("%(n)s of %(x)s, 100%%"),
        plural: Some(Plural {
            message: message("%(n)s from %(x)s"),
            name: "n".into(),
            count: expression("items|length"),
        }),
        context: Some(expression("\"shop\"")),
        target: Some("text".into()),
    };
    let language = Language {
        language: expression("\"de\""),
        body: body([variable("a")]),
    };
    let timezone = Timezone {
        zone: expression("zone"),
        body: body([variable("a")]),
    };
    let localize = Localize {
        on: false,
        body: body([variable("a")]),
    };
    let local_time = LocalTime {
        on: true,
        body: body([variable("a")]),
    };
    [
        tag(Tag::Translate(marked), "translate"),
        tag(Tag::BlockTranslate(counted), "blocktranslate"),
        tag(Tag::Language(language), "language"),
        tag(Tag::Timezone(timezone), "timezone"),
        tag(Tag::Localize(localize), "localize"),
        tag(Tag::LocalTime(local_time), "localtime"),
    ]
}

fn choices() -> [Node<Text>; 5] {
    let values = || Box::new([expression("a"), expression("\"b\"")]);
    let cycle = Cycle {
        values: values(),
        keys: Box::new([]),
        target: Some("color".into()),
        is_silent: true,
    };
    let first = FirstOf {
        values: values(),
        target: Some("first".into()),
    };
    let changed = IfChanged {
        values: values(),
        body: body([variable("a")]),
        otherwise: body([markup("same")]),
    };
    let groups = Regroup {
        sequence: expression("people"),
        key: expression("groups.city|upper"),
        target: "groups".into(),
    };
    let ratio = WidthRatio {
        value: expression("a"),
        maximum: expression("b"),
        width: expression("100"),
        target: Some("width".into()),
    };
    [
        tag(Tag::Cycle(cycle), "cycle"),
        tag(Tag::FirstOf(first), "firstof"),
        tag(Tag::IfChanged(changed), "ifchanged"),
        tag(Tag::Regroup(groups), "regroup"),
        tag(Tag::WidthRatio(ratio), "widthratio"),
    ]
}

fn calls() -> [Node<Text>; 6] {
    let call = |target: Option<&str>| Call {
        function: "name".into(),
        takes_context: false,
        arguments: Box::new([expression("a")]),
        keywords: assignments(),
        target: target.map(String::from),
    };
    let around = CallBlock {
        call: call(Some("result")),
        body: body([variable("a")]),
    };
    let inclusion = Inclusion {
        call: call(None),
        chooses_first: false,
    };
    let filtered = FilterBlock {
        filters: expression("var|upper|cut:\"A\""),
        has_scope: false,
        body: body([variable("a")]),
    };
    let now = Now {
        format: text("Y"),
        target: Some("year".into()),
    };
    [
        tag(Tag::Call(call(None)), "name"),
        tag(Tag::CallBlock(around), "name"),
        tag(Tag::Inclusion(inclusion), "name"),
        tag(Tag::Spaceless(body([markup("<a> <b>")])), "spaceless"),
        tag(Tag::Filter(filtered), "filter"),
        tag(Tag::Now(now), "now"),
    ]
}

#[test]
fn printing_does_not_render() {
    let program = program([variable("broken")]);
    assert_eq!(program.to_string(), "{{ broken }}");
    assert!(render(&program, &mut TestHost::new([])).is_err());
}

#[test]
fn what_the_host_runs_is_listed() {
    let nodes = [
        foreign("{% other %}"),
        variable("a|upper|shout:b"),
        branches(),
        markup("text"),
    ];
    assert_eq!(program(nodes).foreign(), ["{% other %}", "|shout", "z"]);
}
