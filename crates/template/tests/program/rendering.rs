//! Programs built by hand, run against a host of the tests' own.

use std::sync::Arc;

use crate::build::{body, expression, foreign, markup, program, tag, value, variable};
use crate::host::{TestHost, Text, Value, map, text};
use enliven_template::program::{
    Autoescape, Block, Branch, Condition, For, Include, Node, Relation, Static, Tag, Url, With,
};
use enliven_template::{Program, render};

pub(crate) fn run(program: &Program<Text>, host: &mut TestHost) -> Result<String, String> {
    render(program, host).map(|output| output.into_parts().0)
}

fn if_node(condition: Condition<Text>) -> Program<Text> {
    let yes = Branch {
        condition: Some(condition),
        body: body([markup("yes")]),
    };
    let no = Branch {
        condition: None,
        body: body([markup("no")]),
    };
    program([tag(Tag::If(Box::new([yes, no])), "if")])
}

pub(crate) fn for_node<const N: usize>(
    names: &[&str],
    nodes: [Node<Text>; N],
    counts: bool,
) -> Node<Text> {
    let node = For {
        names: names.iter().map(|name| String::from(*name)).collect(),
        sequence: expression("items"),
        reversed: false,
        counts,
        has_key: false,
        body: body(nodes),
        empty: body([markup("nothing")]),
    };
    tag(Tag::For(node), "for")
}

pub(crate) fn numbers(numbers: &[i64]) -> Value {
    Value::List(numbers.iter().copied().map(Value::Int).collect())
}

#[test]
fn variables_are_escaped_unless_they_are_markup() {
    let program = program([variable("name"), markup(" & "), variable("link")]);
    let mut host = TestHost::new([
        ("name", text(r#"<a href='x' title="&">"#)),
        ("link", Value::Markup("<b>".into())),
    ]);
    let html = "&lt;a href=&#x27;x&#x27; title=&quot;&amp;&quot;&gt; & <b>";
    assert_eq!(run(&program, &mut host).unwrap(), html);
}

#[test]
fn a_missing_variable_prints_what_the_host_says() {
    let program = program([variable("user.name|upper")]);
    let mut host = TestHost::new([]);
    assert_eq!(run(&program, &mut host).unwrap(), "");
    host.invalid = Some("no %s".into());
    assert_eq!(run(&program, &mut host).unwrap(), "no user.name");
}

#[test]
fn a_silenced_look_up_stands_for_the_whole_path() {
    let program = program([variable("silent.deeper.still|upper")]);
    assert_eq!(run(&program, &mut TestHost::new([])).unwrap(), "SILENCED");
}

#[test]
fn a_missing_argument_is_an_error() {
    let program = program([variable("name|cut:other.part")]);
    let mut host = TestHost::new([("name", text("x")), ("other", Value::Int(1))]);
    let error = run(&program, &mut host).unwrap_err();
    assert_eq!(error, "missing part in Some(Int(1)) at name|cut:other.part");
}

#[test]
fn what_a_native_filter_cannot_answer_goes_to_the_host() {
    let program = program([
        variable("name|truncatechars:\"x\""),
        markup(" "),
        variable("list|add:\"1\""),
    ]);
    let mut host = TestHost::new([("name", text("é")), ("list", numbers(&[1]))]);
    let html = "truncatechars(é; x) add(List([Int(1)]); 1)";
    assert_eq!(run(&program, &mut host).unwrap(), html);
}

#[test]
fn errors_carry_the_innermost_node() {
    let inner = With {
        values: Box::new([]),
        body: body([variable("broken")]),
    };
    let program = program([tag(Tag::With(inner), "with")]);
    let error = run(&program, &mut TestHost::new([])).unwrap_err();
    assert_eq!(error, "a property failed at broken");
}

#[test]
fn a_foreign_node_names_itself_in_errors() {
    let error = run(&program([foreign("{% fail %}")]), &mut TestHost::new([])).unwrap_err();
    assert_eq!(error, "a foreign node failed");
}

#[test]
fn what_is_no_text_is_an_error_after_its_neighbours() {
    let number = || foreign("{% number %}");
    let fails = |nodes: [_; 2]| run(&program(nodes), &mut TestHost::new([])).unwrap_err();
    let error = fails([markup("a"), number()]);
    assert_eq!(error, "piece 1 is Int(5)");
    let error = fails([number(), foreign("{% fail %}")]);
    assert_eq!(error, "a foreign node failed");
}

#[test]
fn bytes_that_are_no_text_print_nothing() {
    let program = program([markup("["), variable("undecodable"), markup("]")]);
    assert_eq!(run(&program, &mut TestHost::new([])).unwrap(), "[]");
}

#[test]
fn loops_unpack_count_and_fall_back() {
    let counted = [variable("item"), variable("forloop.counter"), markup(";")];
    let counted = program([for_node(&["item"], counted, true)]);
    let mut host = TestHost::new([("items", numbers(&[7, 8]))]);
    assert_eq!(run(&counted, &mut host).unwrap(), "71;82;");
    assert_eq!(host.scopes.len(), 1);

    let pairs = program([for_node(&["a", "b"], [variable("b"), variable("a")], false)]);
    let items = Value::List(vec![numbers(&[1, 2]), numbers(&[3, 4])]);
    let mut host = TestHost::new([("items", items)]);
    assert_eq!(run(&pairs, &mut host).unwrap(), "2143");
    assert_eq!(host.scopes.len(), 1);

    assert_eq!(run(&pairs, &mut TestHost::new([])).unwrap(), "nothing");
}

#[test]
fn an_error_in_a_loop_leaves_the_scopes_as_they_were() {
    let pairs = program([for_node(&["a", "b"], [variable("broken")], false)]);
    let mut host = TestHost::new([("items", Value::List(vec![numbers(&[1, 2])]))]);
    run(&pairs, &mut host).unwrap_err();
    assert_eq!(host.scopes.len(), 1);
}

#[test]
fn a_bare_operand_fails_where_an_operator_is_false() {
    let mut host = TestHost::new([("x", Value::Undecided("no truth"))]);
    assert!(run(&if_node(value("x")), &mut host).is_err());
    let negated = Condition::Not(Box::new(value("x")));
    assert_eq!(run(&if_node(negated), &mut host).unwrap(), "no");
    let left = Condition::Or(Box::new([value("x"), value("y")]));
    assert_eq!(run(&if_node(left), &mut host).unwrap(), "no");
    // The operand that decides is given on, and its truth is asked outside of the operator.
    let right = Condition::Or(Box::new([value("y"), value("x")]));
    assert!(run(&if_node(right), &mut host).is_err());
}

#[test]
fn what_stops_the_program_stops_an_operator_too() {
    let mut host = TestHost::new([("x", Value::Undecided("interrupt"))]);
    let negated = Condition::Not(Box::new(value("x")));
    assert!(run(&if_node(negated), &mut host).is_err());
}

#[test]
fn a_missing_argument_in_a_condition_is_false() {
    let mut host = TestHost::new([("x", text("x"))]);
    assert_eq!(
        run(&if_node(value("x|default:nothing")), &mut host).unwrap(),
        "no"
    );
}

#[test]
fn plain_values_are_compared_without_the_host() {
    let mut host = TestHost::new([
        ("one", Value::Int(1)),
        ("two", Value::Int(2)),
        ("a", text("a")),
        ("z", Value::Markup("z".into())),
        ("list", numbers(&[1])),
    ]);
    let mut holds = |left: &str, relation, right: &str| {
        let pair = Box::new([value(left), value(right)]);
        run(&if_node(Condition::Relation(relation, pair)), &mut host).unwrap() == "yes"
    };
    assert!(holds("one", Relation::Less, "two"));
    assert!(!holds("one", Relation::GreaterEqual, "two"));
    assert!(holds("a", Relation::NotEqual, "z"));
    assert!(holds("z", Relation::Greater, "a"));
    assert!(holds("one", Relation::In, "list"));
    assert!(!holds("one", Relation::NotIn, "list"));
    // The host cannot order a list and a number: false, as any error in an operator.
    assert!(!holds("list", Relation::Less, "one"));
}

#[test]
fn autoescape_holds_for_its_body() {
    let off = Autoescape {
        on: false,
        body: body([variable("x")]),
    };
    let program = program([variable("x"), tag(Tag::Autoescape(off), ""), variable("x")]);
    let mut host = TestHost::new([("x", text("<"))]);
    assert_eq!(run(&program, &mut host).unwrap(), "&lt;<&lt;");
}

fn include(isolated: bool) -> Node<Text> {
    let values = Box::new([(String::from("y"), expression("x|upper"))]);
    let template = expression("\"part\"");
    let include = Include {
        template,
        values,
        isolated,
    };
    tag(Tag::Include(include), "include")
}

#[test]
fn an_included_template_sees_the_scopes_unless_it_is_isolated() {
    let part = Arc::new(program([
        variable("x"),
        markup("/"),
        variable("y"),
        markup(" "),
    ]));
    let mut host = TestHost::new([("x", text("a"))]);
    host.templates.insert("part".into(), part);
    let program = program([include(false), include(true), variable("x")]);
    assert_eq!(run(&program, &mut host).unwrap(), "a/A /A a");
}

#[test]
fn a_template_that_includes_itself_fails_and_does_not_overflow() {
    let mut host = TestHost::new([("x", text("a"))]);
    host.templates
        .insert("part".into(), Arc::new(program([include(false)])));
    let error = run(&program([include(false)]), &mut host).unwrap_err();
    assert_eq!(error, "too deep at include");
}

fn block(name: &str) -> Node<Text> {
    let block = Block {
        name: name.into(),
        body: body([markup("own")]),
        is_visible: false,
    };
    tag(Tag::Block(block), name)
}

#[test]
fn blocks_are_overridden_by_the_host() {
    let mut host = TestHost::new([]);
    let layout = program([
        markup("<"),
        block("a"),
        markup("|"),
        block("b"),
        block("foreign"),
        markup(">"),
    ]);
    host.templates.insert("layout".into(), Arc::new(layout));
    host.overrides
        .insert("b".into(), Arc::new(program([markup("other ")])));
    let parent = expression("\"layout\"");
    let page = program([tag(Tag::Extends(parent), "{% layout %}")]);
    assert_eq!(
        run(&page, &mut host).unwrap(),
        "<own|other rendered by the host>"
    );
}

#[test]
fn a_parent_may_be_rendered_by_the_host() {
    let parent = expression("\"elsewhere\"");
    let page = program([tag(Tag::Extends(parent), "{% elsewhere %}")]);
    assert_eq!(
        run(&page, &mut TestHost::new([])).unwrap(),
        "rendered by the host"
    );
}

fn url(view: &str, target: Option<&str>) -> Node<Text> {
    let url = Url {
        view: expression(view),
        arguments: Box::new([expression("x")]),
        keywords: Box::new([(String::from("y"), expression("x"))]),
        target: target.map(String::from),
    };
    tag(Tag::Url(url), "url")
}

#[test]
fn addresses_are_escaped_or_stored() {
    let mut host = TestHost::new([("x", text("&"))]);
    let printed = program([url("\"page\"", None)]);
    assert_eq!(run(&printed, &mut host).unwrap(), "/page/&amp;/&amp;/");
    let stored = program([
        url("\"nowhere\"", Some("to")),
        markup("["),
        variable("to"),
        markup("]"),
    ]);
    assert_eq!(run(&stored, &mut host).unwrap(), "[]");
    assert!(run(&program([url("\"nowhere\"", None)]), &mut host).is_err());
}

#[test]
fn a_stored_static_address_is_markup_already() {
    let mut host = TestHost::new([]);
    let node = Static {
        path: expression("\"a&b\""),
        target: Some("to".into()),
    };
    let program = program([tag(Tag::Static(node), "static"), variable("to")]);
    assert_eq!(run(&program, &mut host).unwrap(), "/static/a&amp;b");
}

#[test]
fn the_token_for_forms_is_escaped_even_where_nothing_is() {
    let mut host = TestHost::new([("csrf_token", text("\""))]);
    host.escape_is_off = true;
    let program = program([tag(Tag::CsrfToken, "csrf")]);
    let html = r#"<input type="hidden" name="csrfmiddlewaretoken" value="&quot;">"#;
    assert_eq!(run(&program, &mut host).unwrap(), html);
}

#[test]
fn text_of_the_host_keeps_its_place() {
    let program = program([markup("ab"), foreign("{% surrogate %}"), markup("c")]);
    let output = render(&program, &mut TestHost::new([])).unwrap();
    let expected = (String::from("abc"), vec![(2, text("?"))]);
    assert_eq!(output.into_parts(), expected);
}

#[test]
fn only_what_may_read_a_variable_sees_it() {
    let sees = |node| program([node]).can_see("forloop");
    assert!(!sees(markup("forloop")));
    assert!(!sees(variable("x.forloop")));
    assert!(sees(variable("forloop.counter")));
    assert!(sees(variable("x|default:forloop")));
    assert!(sees(for_node(&["x"], [variable("forloop")], false)));
    assert!(sees(foreign("{% cycle %}")));
    assert!(sees(include(true)));
    assert!(sees(block("a")));
    assert!(!sees(url("x", None)));
    assert!(sees(url("forloop.counter", None)));
}

#[test]
fn every_symbol_is_walked() {
    let nodes = [
        url("x|upper", None),
        for_node(&["x"], [include(false)], false),
        block("name"),
        tag(
            Tag::If(Box::new([Branch {
                condition: Some(Condition::Foreign("test".into())),
                body: body([variable("a|cut:\"b\"")]),
            }])),
            "if",
        ),
    ];
    let mut found = Vec::new();
    enliven_template::walk::walk(&program(nodes), |symbol| {
        use enliven_template::walk::Symbol;
        found.push(match symbol {
            Symbol::Literal(literal) => literal.to_string(),
            Symbol::Operand(text)
            | Symbol::Filter(text)
            | Symbol::Test(text)
            | Symbol::Function(text)
            | Symbol::Node(text)
            | Symbol::Template(text) => text.clone(),
        });
        Ok::<(), ()>(())
    })
    .unwrap();
    insta::assert_snapshot!(found.join(" "));
}

#[test]
fn a_map_member_is_found() {
    let program = program([variable("user.tags.1")]);
    let tags = Value::List(vec![text("a"), text("b")]);
    let mut host = TestHost::new([("user", map([("tags", tags)]))]);
    assert_eq!(run(&program, &mut host).unwrap(), "b");
}
