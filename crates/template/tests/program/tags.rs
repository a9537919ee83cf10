//! Tags that keep state, group and change what is written.

use enliven_template::host::{Tags, Turn};
use enliven_template::program::{
    Cycle, Expression, FilterBlock, FirstOf, IfChanged, Node, Regroup, Tag, WidthRatio,
};

use crate::build::{body, expression, foreign, markup, program, tag, variable};
use crate::host::{Result, TestHost, Text, Value, map, text, to_text};
use crate::rendering::{for_node, numbers, run};

impl Tags for TestHost {
    fn advance(&mut self, node: &String, keys: &[Value]) -> Result<Turn<Value>> {
        let turn = self.turns.entry(node.clone()).or_default();
        *turn += 1;
        Ok(if *turn == 5 {
            Turn::Foreign(text("<foreign>"))
        } else {
            Turn::Own((*turn - 1) % keys.len())
        })
    }

    fn assign_upward(&mut self, name: &String, value: Value) -> Result<()> {
        let found = self
            .scopes
            .iter()
            .rposition(|scope| scope.contains_key(name));
        let innermost = self.scopes.len().saturating_sub(1);
        let scope = self.scopes.get_mut(found.unwrap_or(innermost));
        scope.ok_or("no scope")?.insert(name.clone(), value);
        Ok(())
    }

    fn memory(&mut self, _node: &String) -> Result<Value> {
        Ok(Value::None)
    }

    fn has_changed(&mut self, _memory: &Value, node: &String, value: &Value) -> Result<bool> {
        Ok(self.kept.insert(node.clone(), value.clone()).as_ref() != Some(value))
    }

    fn list(&mut self, items: Vec<Value>) -> Result<Value> {
        Ok(Value::List(items))
    }

    fn equals(&mut self, left: &Value, right: &Value) -> Result<bool> {
        Ok(left == right)
    }

    fn group(&mut self, key: Value, items: Vec<Value>) -> Result<Value> {
        Ok(map([("grouper", key), ("list", Value::List(items))]))
    }

    fn ratio(&mut self, operands: [Value; 3]) -> Result<Value> {
        Ok(text(&operands.each_ref().map(to_text).join("/")))
    }

    fn ratio_error(&mut self, error: String) -> String {
        format!("no ratio: {error}")
    }

    fn strip_spaces(&mut self, text: Value) -> Result<Value> {
        Ok(Value::Text(format!("stripped {}", to_text(&text))))
    }
}

fn values<const N: usize>(values: [&str; N]) -> Box<[Expression<Text>]> {
    values.map(expression).into()
}

fn target(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.into())
}

fn cycle(name: &str, is_silent: bool) -> Node<Text> {
    let cycle = Cycle {
        values: values(["\"a\"", "item"]),
        keys: [text("a"), text("item")].into(),
        target: target(name),
        is_silent,
    };
    tag(Tag::Cycle(cycle), "cycle")
}

#[test]
fn a_cycle_takes_its_values_in_turn() {
    let program = program([for_node(&["item"], [cycle("", false), markup(",")], false)]);
    let mut host = TestHost::new([("items", numbers(&[1, 2, 3, 4, 5, 6]))]);
    let expected = "a,2,a,4,&lt;foreign&gt;,6,";
    assert_eq!(run(&program, &mut host).unwrap(), expected);
}

#[test]
fn a_cycle_sets_the_variable_where_it_is() {
    let loop_node = for_node(&["item"], [cycle("color", true)], false);
    let program = program([loop_node, variable("color")]);
    let mut host = TestHost::new([("items", numbers(&[1, 2])), ("color", text("outer"))]);
    assert_eq!(run(&program, &mut host).unwrap(), "2");
}

#[test]
fn the_first_true_value_is_printed() {
    let first = |names, name| {
        let tag = FirstOf {
            values: values(names),
            target: target(name),
        };
        crate::build::tag(Tag::FirstOf(tag), "firstof")
    };
    let program = program([
        first(["missing", "name"], ""),
        first(["missing", "name"], "found"),
        first(["missing", "number"], "count"),
        first(["missing", "empty"], "none"),
        markup("|"),
        variable("found"),
        variable("count"),
        variable("none"),
    ]);
    let mut host = TestHost::new([
        ("name", text("<a>")),
        ("empty", text("")),
        ("number", Value::Int(5)),
    ]);
    assert_eq!(run(&program, &mut host).unwrap(), "&lt;a&gt;|&lt;a&gt;5");
    assert_eq!(host.scopes[0]["none"], text(""));
}

fn if_changed(names: Box<[Expression<Text>]>, nodes: [Node<Text>; 1]) -> Node<Text> {
    let changed = IfChanged {
        values: names,
        body: body(nodes),
        otherwise: body([markup("-")]),
    };
    tag(Tag::IfChanged(changed), "ifchanged")
}

#[test]
fn a_body_is_rendered_when_its_values_or_its_output_change() {
    let items = numbers(&[1, 1, 2]);
    for changed in [
        if_changed(values(["item"]), [variable("item")]),
        if_changed(Box::new([]), [variable("item")]),
    ] {
        let program = program([for_node(&["item"], [changed], false)]);
        let mut host = TestHost::new([("items", items.clone())]);
        assert_eq!(run(&program, &mut host).unwrap(), "1-2");
    }
}

#[test]
fn an_empty_output_that_is_new_is_rendered_twice() {
    let changed = if_changed(Box::new([]), [cycle("", true)]);
    let mut host = TestHost::new([("item", text(""))]);
    assert_eq!(run(&program([changed]), &mut host).unwrap(), "");
    assert_eq!(host.turns["cycle"], 2);
}

#[test]
fn neighbours_with_an_equal_key_are_grouped() {
    let groups = Regroup {
        sequence: expression("rows"),
        key: expression("groups.kind"),
        target: "groups".into(),
    };
    let inner = [variable("item.grouper"), variable("item.list.0.name")];
    let program = program([
        tag(Tag::Regroup(groups), "regroup"),
        for_node(&["item"], inner, false),
    ]);
    let row = |kind, name| map([("kind", Value::Int(kind)), ("name", text(name))]);
    let rows = vec![row(1, "a"), row(1, "b"), row(2, "c"), row(1, "d")];
    let mut host = TestHost::new([("rows", Value::List(rows))]);
    run(&program, &mut host).unwrap();
    let groups = host.scopes[0]["groups"].clone();
    host.assign_upward(&"items".into(), groups).unwrap();
    assert_eq!(run(&program, &mut host).unwrap(), "1a2c1d");
}

#[test]
fn a_sequence_that_is_missing_has_no_groups() {
    let groups = Regroup {
        sequence: expression("missing"),
        key: expression("groups.kind"),
        target: "groups".into(),
    };
    let mut host = TestHost::new([]);
    run(&program([tag(Tag::Regroup(groups), "")]), &mut host).unwrap();
    assert_eq!(host.scopes[0]["groups"], Value::List(Vec::new()));
}

fn ratio(operands: [Value; 3]) -> Result<String> {
    let ratio = WidthRatio {
        value: expression("value|default:missing"),
        maximum: expression("maximum"),
        width: expression("width"),
        target: None,
    };
    let [value, maximum, width] = operands;
    let mut host = TestHost::new([
        ("value", value),
        ("maximum", maximum),
        ("width", width),
        ("missing", text("unused")),
    ]);
    run(
        &program([tag(Tag::WidthRatio(ratio), "widthratio")]),
        &mut host,
    )
}

#[test]
fn a_ratio_is_rounded_to_even() {
    for (value, maximum, width, expected) in [
        (175, 200, 100, "88"),
        (1, 2, 1, "0"),
        (3, 2, 1, "2"),
        (-1, 4, 1, "0"),
        (1, 0, 100, "0"),
        (360_287_970_189_641, 1, 100, "360287970189641/1/100"),
        (i64::MAX, 1, 1, "9223372036854775807/1/1"),
    ] {
        let result = ratio([value, maximum, width].map(Value::Int));
        assert_eq!(result.unwrap(), expected);
    }
    let with_text = [Value::Int(1), text("2"), Value::Int(3)];
    assert_eq!(ratio(with_text).unwrap(), "1/2/3");
}

#[test]
fn operands_of_a_ratio_that_fail_are_the_hosts_to_judge() {
    let ratio = || WidthRatio {
        value: expression("a|default:gone"),
        maximum: expression("broken"),
        width: expression("a"),
        target: None,
    };
    let program = program([tag(Tag::WidthRatio(ratio()), "widthratio")]);
    let mut host = TestHost::new([("a", Value::Int(1))]);
    assert_eq!(run(&program, &mut host).unwrap(), "");
    let mut host = TestHost::new([("a", Value::Int(1)), ("gone", Value::Int(1))]);
    let error = run(&program, &mut host).unwrap_err();
    assert_eq!(error, "no ratio: a property failed at widthratio");
}

#[test]
fn space_between_tags_is_left_out() {
    let spaceless = |nodes| tag(Tag::Spaceless(nodes), "spaceless");
    let html = "\x1c <p>\u{a0}\n<b> x </b>\u{200b}< > > </p> ";
    let text = program([spaceless(body([markup(html)]))]);
    let expected = "<p><b> x </b>\u{200b}< > ></p>";
    assert_eq!(run(&text, &mut TestHost::new([])).unwrap(), expected);
    let opaque = program([spaceless(body([
        markup(" <a>"),
        foreign("{% surrogate %}"),
    ]))]);
    let expected = "stripped  <a>?";
    assert_eq!(run(&opaque, &mut TestHost::new([])).unwrap(), expected);
}

#[test]
fn a_body_goes_through_filters() {
    let block = |filters: &str, has_scope| {
        let block = FilterBlock {
            filters: expression(filters),
            has_scope,
            body: body([markup("<a>"), variable("name")]),
        };
        tag(Tag::Filter(block), "filter")
    };
    let program = program([
        block("var|upper", false),
        block("var|brackets:var", true),
        variable("var"),
    ]);
    let mut host = TestHost::new([("name", text("&"))]);
    let html = "<A>&AMP;brackets(<a>&amp;; <a>&amp;)";
    assert_eq!(run(&program, &mut host).unwrap(), html);
}
