//! Templates that are found while a program renders, and what is known of their slots.

use std::sync::Arc;

use enliven_template::program::{Block, Branch, Call, For, Include, Inclusion, Node, Tag};
use enliven_template::render::{Output, Traced, render_traced};
use enliven_template::variants::Assembled;
use enliven_template::{Program, Variants};
use enliven_vdom::layout::{Layout, Part, Rendered, Trace};
use enliven_vdom::wire;

use crate::build::{body, expression, markup, program, tag, value, variable};
use crate::calls::call;
use crate::host::{Result, TestHost, Text, Value, map, text};

type Seen = Variants<Text, Arc<Program<Text>>>;

fn include(template: &str) -> Node<Text> {
    let include = Include {
        template: expression(template),
        values: Box::new([]),
        isolated: false,
    };
    tag(Tag::Include(include), "include")
}

fn each<const N: usize>(name: &str, sequence: &str, nodes: [Node<Text>; N]) -> Node<Text> {
    let tag_for = For {
        names: Box::new([name.into()]),
        sequence: expression(sequence),
        reversed: false,
        counts: false,
        has_key: false,
        body: body(nodes),
        empty: body([]),
    };
    tag(Tag::For(tag_for), "for")
}

fn when<const N: usize>(condition: &str, nodes: [Node<Text>; N]) -> Node<Text> {
    let branch = Branch {
        condition: Some(value(condition)),
        body: body(nodes),
    };
    tag(Tag::If(Box::new([branch])), "if")
}

fn block(name: &str) -> Node<Text> {
    let block = Block {
        name: name.into(),
        body: body([markup("<i>"), variable("x"), markup("</i>")]),
        is_visible: false,
    };
    tag(Tag::Block(block), name)
}

fn item<const N: usize>(values: [(&str, &str); N]) -> Value {
    map(values.map(|(name, value)| (name, text(value))))
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::List(items.into_iter().collect())
}

/// A page of one list, whose items say which template they are rendered by.
fn page() -> Program<Text> {
    program([
        markup("<ul>"),
        each("item", "items", [include("item.template")]),
        markup("</ul>"),
    ])
}

fn row(before: &str) -> Program<Text> {
    program([
        markup(&format!("<li>{before}")),
        variable("item.name"),
        markup("</li>"),
    ])
}

fn host<const N: usize>(templates: [(&str, Program<Text>); N]) -> TestHost {
    let mut host = TestHost::new([]);
    for (name, template) in templates {
        host.templates.insert(name.into(), Arc::new(template));
    }
    host
}

fn traced(program: &Program<Text>, host: &mut TestHost, seen: &Seen) -> Result<Traced<Value>> {
    render_traced(program, host, Output::new(), Trace::default(), seen)
}

fn rendered(
    program: &Program<Text>,
    host: &mut TestHost,
    seen: &Seen,
    name: &str,
    value: Value,
) -> Rendered {
    host.scopes[0].insert(name.into(), value);
    let (output, trace) = traced(program, host, seen).expect("nothing fails");
    let html = output.into_text().ok().expect("it is all text");
    let trace = trace.expect("nothing has given it up");
    Rendered { html, trace }
}

fn assembled(seen: &Seen) -> Assembled<Text> {
    seen.parts().expect("a program has rendered")
}

fn patches(seen: &Seen, old: &Rendered, new: &Rendered) -> String {
    let layout = Layout::new(&assembled(seen).parts, false);
    let astray = layout.check(old);
    assert!(astray.is_empty() && layout.check(new).is_empty());
    let (patches, _) = layout.diff(old, &astray, new).expect("nothing strays");
    wire::encode(&patches)
}

/// How many templates are told apart in each place, outermost first.
fn found(parts: &[Part], counts: &mut Vec<usize>) {
    for part in parts {
        match part {
            Part::Text(_) | Part::Value { .. } => {}
            Part::Choice { branches, .. } => found_in(branches, counts),
            Part::List { item, .. } => found(item, counts),
            Part::Template { known, .. } => {
                counts.push(known.len());
                found_in(known, counts);
            }
        }
    }
}

fn found_in(bodies: &[Vec<Part>], counts: &mut Vec<usize>) {
    for parts in bodies {
        found(parts, counts);
    }
}

fn counts(seen: &Seen) -> Vec<usize> {
    let mut counts = Vec::new();
    found(&assembled(seen).parts, &mut counts);
    counts
}

#[test]
fn a_slot_of_a_template_that_was_found_is_compared_by_itself() {
    let (page, seen) = (page(), Seen::default());
    let mut host = host([("a", row("")), ("b", row("b: "))]);
    let items = |name| {
        list([
            item([("template", "a"), ("name", "one")]),
            item([("template", "b"), ("name", name)]),
        ])
    };
    let old = rendered(&page, &mut host, &seen, "items", items("two"));
    assert_eq!(seen.count(), 3);
    let new = rendered(&page, &mut host, &seen, "items", items("three"));
    assert_eq!(seen.count(), 3);
    assert_eq!(
        patches(&seen, &old, &new),
        r#"[["t",[0,0,1,0],"b: three"]]"#
    );
    let lines: Vec<String> = (assembled(&seen).sources.iter())
        .map(|source| source.node.clone())
        .collect();
    assert_eq!(lines, ["for", "include", "item.name", "item.name"]);
}

#[test]
fn templates_of_equal_form_are_one() {
    let (page, seen) = (page(), Seen::default());
    let items = |name| list([item([("template", "a"), ("name", name)])]);
    let mut last = None;
    for name in ["one", "two", "three"] {
        let mut host = host([("a", row(""))]);
        let new = rendered(&page, &mut host, &seen, "items", items(name));
        if let Some(old) = last.replace(new.clone()) {
            let expected = format!(r#"[["t",[0,0,0,0],"{name}"]]"#);
            assert_eq!(patches(&seen, &old, &new), expected);
        }
    }
    assert_eq!(counts(&seen), [1]);
}

#[test]
fn a_template_that_is_found_later_leaves_earlier_renders_what_they_were() {
    let (page, seen) = (page(), Seen::default());
    let mut host = host([("a", row("")), ("b", row("b: "))]);
    let first = list([item([("template", "a"), ("name", "one")])]);
    let old = rendered(&page, &mut host, &seen, "items", first);
    let second = list([
        item([("template", "a"), ("name", "one")]),
        item([("template", "b"), ("name", "two")]),
    ]);
    let new = rendered(&page, &mut host, &seen, "items", second);
    assert_eq!(
        patches(&seen, &old, &new),
        r#"[["i",[0,0],1,"<li>b: two</li>"]]"#
    );
}

#[test]
fn what_a_place_has_no_room_for_is_a_value() {
    let (page, seen) = (page(), Seen::default());
    let mut host = TestHost::new([]);
    let mut last = None;
    for number in 0..40 {
        let name = number.to_string();
        let template = Arc::new(row(&name));
        host.templates.insert(name.clone(), template);
        let items = (0..=number).map(|number| {
            let template = number.to_string();
            item([("template", &*template), ("name", &*name)])
        });
        let new = rendered(&page, &mut host, &seen, "items", list(items));
        if let Some(old) = last.replace(new.clone()) {
            assert!(patches(&seen, &old, &new).contains(&name));
        }
    }
    assert_eq!(counts(&seen), [16]);
}

#[test]
fn templates_without_room_leave_nothing_behind() {
    let (page, seen) = (page(), Seen::default());
    for number in 0..20 {
        let markup = format!("{number}{}", "x".repeat(100 * 1024));
        let mut host = host([("a", row(&markup))]);
        let items = list([item([("template", "a"), ("name", "one")])]);
        rendered(&page, &mut host, &seen, "items", items);
    }
    let sources = |seen: &Seen| seen.parts().expect("a page").sources.len();
    let before = sources(&seen);
    let mut host = host([("a", row(&"y".repeat(100 * 1024)))]);
    let items = list([item([("template", "a"), ("name", "one")])]);
    rendered(&page, &mut host, &seen, "items", items);
    assert_eq!(sources(&seen), before);
}

#[test]
fn programs_are_kept_in_a_bounded_number() {
    let (page, seen) = (page(), Seen::default());
    let show = |template| {
        let mut host = TestHost::new([]);
        host.templates.insert("a".into(), template);
        let items = list([item([("template", "a"), ("name", "one")])]);
        rendered(&page, &mut host, &seen, "items", items);
    };
    let templates: Vec<_> = (0..600)
        .map(|number| Arc::new(row(&(number % 5).to_string())))
        .collect();
    for template in &templates {
        show(template.clone());
    }
    let kept = templates.iter().filter(|kept| Arc::strong_count(kept) > 1);
    assert_eq!(kept.count(), 256);
    let kept: Vec<_> = templates.iter().map(Arc::downgrade).collect();
    drop(templates);
    // Those that nobody else keeps are let go of when another one comes.
    show(Arc::new(row("0")));
    assert!(kept.iter().all(|kept| kept.strong_count() == 0));
    assert_eq!(counts(&seen), [5]);
    seen.forget();
    let mut host = host([("a", row("0"))]);
    let items = |name| list([item([("template", "a"), ("name", name)])]);
    let old = rendered(&page, &mut host, &seen, "items", items("one"));
    let new = rendered(&page, &mut host, &seen, "items", items("two"));
    assert_eq!(patches(&seen, &old, &new), r#"[["t",[0,0,0,0],"0two"]]"#);
    assert_eq!(counts(&seen), [5]);
}

/// Nodes below each other, so many levels deep and so many at each.
fn tree(levels: usize, width: usize, leaf: &str) -> Value {
    let mut node = map([("name", text(leaf)), ("nodes", list([]))]);
    for _ in 1..levels {
        let nodes = list((0..width).map(|_| node.clone()));
        node = map([("name", text("n")), ("nodes", nodes)]);
    }
    list([node])
}

fn branch() -> Program<Text> {
    program([each(
        "node",
        "nodes",
        [
            markup("<p>"),
            variable("node.name"),
            markup("</p>"),
            when(
                "node.nodes",
                [markup("<div>"), nested("node.nodes"), markup("</div>")],
            ),
        ],
    )])
}

/// An inclusion of `branch`, with its variable `nodes`.
fn nested(nodes: &str) -> Node<Text> {
    let include = Include {
        template: expression("\"branch\""),
        values: Box::new([("nodes".into(), expression(nodes))]),
        isolated: false,
    };
    tag(Tag::Include(include), "include")
}

#[test]
fn a_template_within_itself_is_known_at_each_level_up_to_a_bound() {
    let (page, seen) = (program([nested("tree")]), Seen::default());
    let mut host = host([("branch", branch())]);
    let old = rendered(&page, &mut host, &seen, "tree", tree(20, 1, "leaf"));
    assert_eq!(seen.count(), 21);
    let new = rendered(&page, &mut host, &seen, "tree", tree(20, 1, "changed"));
    let path = format!("[0,{}0,0]", "1,".repeat(19));
    assert_eq!(
        patches(&seen, &old, &new),
        format!(r#"[["t",{path},"changed"]]"#)
    );
    // Not that of the host, whose levels are two for each of the template's.
    host.levels = 1000;
    let old = rendered(&page, &mut host, &seen, "tree", tree(60, 1, "leaf"));
    let new = rendered(&page, &mut host, &seen, "tree", tree(60, 1, "changed"));
    assert!((30..60).contains(&seen.count()), "{}", seen.count());
    assert!(patches(&seen, &old, &new).ends_with(r#""changed"]]"#));
}

#[test]
fn a_recursion_that_branches_is_known_up_to_a_bound() {
    let (page, seen) = (program([include("\"0\"")]), Seen::default());
    let mut host = host_of_branching();
    let old = rendered(&page, &mut host, &seen, "x", text("old"));
    let new = rendered(&page, &mut host, &seen, "x", text("new"));
    assert_eq!(seen.count(), 256);
    assert!(patches(&seen, &old, &new).contains("new"));
}

/// Templates that include the next one twice, ten in a row.
fn host_of_branching() -> TestHost {
    let mut host = TestHost::new([]);
    for level in 0..10 {
        let next = format!("\"{}\"", level + 1);
        let nodes = [
            markup("<div>"),
            include(&next),
            include(&next),
            markup("</div>"),
        ];
        host.templates
            .insert(level.to_string(), Arc::new(program(nodes)));
    }
    let leaf = program([markup("<b>"), variable("x"), markup("</b>")]);
    host.templates.insert("10".into(), Arc::new(leaf));
    host
}

#[test]
fn a_long_template_is_a_value() {
    let (page, seen) = (page(), Seen::default());
    let mut host = host([("a", row(&"long ".repeat(200_000))), ("b", row("short "))]);
    let items =
        |name| list(["a", "b"].map(|template| item([("template", template), ("name", name)])));
    let old = rendered(&page, &mut host, &seen, "items", items("one"));
    let new = rendered(&page, &mut host, &seen, "items", items("two"));
    assert_eq!(counts(&seen), [1]);
    assert!(patches(&seen, &old, &new).contains("short two"));
}

#[test]
fn blocks_and_parents_are_known_as_templates_are() {
    let parent = tag(Tag::Extends(expression("parent")), "extends");
    let (page, seen) = (program([parent]), Seen::default());
    let layout = |title| {
        program([
            markup(title),
            block("a"),
            block("b"),
            block("foreign"),
            markup("."),
        ])
    };
    let mut host = host([
        ("one", layout("<h1>1</h1>")),
        ("two", layout("<h1>2</h1>")),
        (
            "part",
            program([markup("<b>"), variable("x"), markup("</b>")]),
        ),
    ]);
    let other = program([markup("<u>"), include("\"part\""), markup("</u>")]);
    host.overrides.insert("b".into(), Arc::new(other));
    host.scopes[0].insert("parent".into(), text("one"));
    let old = rendered(&page, &mut host, &seen, "x", text("old"));
    let html = "<h1>1</h1><i>old</i><u><b>old</b></u>rendered by the host.";
    assert_eq!(old.html, html);
    let new = rendered(&page, &mut host, &seen, "x", text("new"));
    let expected = r#"[["t",[0,1,0],"new"],["t",[0,2,0,0],"new"]]"#;
    assert_eq!(patches(&seen, &old, &new), expected);
    host.scopes[0].insert("parent".into(), text("two"));
    let next = rendered(&page, &mut host, &seen, "x", text("new"));
    assert_eq!(patches(&seen, &new, &next), r#"[["t",[0,0,0],"2"]]"#);
    // The body of its own comes first.
    assert_eq!(counts(&seen)[..6], [2, 1, 2, 1, 1, 1]);
}

#[test]
fn what_the_host_renders_itself_is_a_value() {
    let parent = tag(Tag::Extends(expression("\"elsewhere\"")), "extends");
    let (page, seen) = (program([variable("x"), parent]), Seen::default());
    let mut host = TestHost::new([]);
    let old = rendered(&page, &mut host, &seen, "x", text("a "));
    let new = rendered(&page, &mut host, &seen, "x", text("b "));
    let expected = r#"[["t",[0,0],"b rendered by the host"]]"#;
    assert_eq!(patches(&seen, &old, &new), expected);
}

#[test]
fn an_inclusion_tag_finds_its_template() {
    let inclusion = Inclusion {
        call: Call {
            keywords: Box::new([("x".into(), expression("x"))]),
            ..call("variables", &[])
        },
        chooses_first: false,
    };
    let page = program([tag(Tag::Inclusion(inclusion), "row")]);
    let seen = Seen::default();
    let mut host = host([(
        "row",
        program([markup("<b>"), variable("x"), markup("</b>")]),
    )]);
    let old = rendered(&page, &mut host, &seen, "x", text("a"));
    let new = rendered(&page, &mut host, &seen, "x", text("b"));
    assert_eq!(counts(&seen), [1]);
    assert_eq!(patches(&seen, &old, &new), r#"[["t",[0,0,0],"b"]]"#);
}

#[test]
fn an_error_in_a_template_that_was_found_leaves_all_as_it_was() {
    let (page, seen) = (page(), Seen::default());
    let mut host = host([("a", row("")), ("b", program([variable("broken")]))]);
    let items = |names: &[&str]| {
        let items = names.iter();
        list(items.map(|name| item([("template", "a"), ("name", name)])))
    };
    let old = rendered(&page, &mut host, &seen, "items", items(&["one"]));
    let broken = list([item([("template", "b"), ("name", "")])]);
    host.scopes[0].insert("items".into(), broken);
    let scopes = host.scopes.clone();
    assert!(traced(&page, &mut host, &seen).is_err());
    host.scopes = scopes;
    let new = rendered(&page, &mut host, &seen, "items", items(&["two"]));
    assert_eq!(patches(&seen, &old, &new), r#"[["t",[0,0,0,0],"two"]]"#);
}

#[test]
fn renderings_in_several_threads_find_the_same() {
    let (page, seen) = (page(), Seen::default());
    let names: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let renders = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (page, seen, names) = (&page, &seen, &names);
                scope.spawn(move || {
                    let mut host = TestHost::new([]);
                    for name in names {
                        let template = Arc::new(row(name));
                        host.templates.insert(name.clone(), template);
                    }
                    let mut order = names.clone();
                    order.rotate_left(thread * 3 % names.len());
                    let items = order
                        .iter()
                        .map(|name| item([("template", &**name), ("name", "x")]));
                    rendered(page, &mut host, seen, "items", list(items))
                })
            })
            .collect();
        let renders = threads.into_iter().map(|thread| thread.join().unwrap());
        renders.collect::<Vec<_>>()
    });
    assert_eq!(counts(&seen), [16]);
    for pair in renders.windows(2) {
        patches(&seen, &pair[0], &pair[1]);
    }
}
