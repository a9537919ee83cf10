//! Programs and those that they name, resolved into one.

use std::collections::BTreeMap;
use std::sync::Arc;

use enliven_template::flatten::{Definition, Flat, Templates, flatten};
use enliven_template::program::{
    Autoescape, Block, Cycle, For, Include, Level, Node, Now, Tag, With,
};
use enliven_template::{Program, render};

use crate::build::{body, expression, foreign, markup, program, tag, variable};
use crate::host::{Result, TestHost, Text, Value, text};

fn extends<const N: usize>(parent: &str, blocks: [Node<Text>; N]) -> Template {
    let parent = expression(parent);
    let tag = tag(Tag::Extends(parent), "extends");
    Template {
        program: Arc::new(program([markup("before "), tag])),
        blocks: definitions(&body(blocks)),
    }
}

fn root<const N: usize>(nodes: [Node<Text>; N]) -> Template {
    Template {
        blocks: definitions(&nodes),
        program: Arc::new(program(nodes)),
    }
}

fn block<const N: usize>(name: &str, nodes: [Node<Text>; N]) -> Node<Text> {
    let block = Block {
        name: name.into(),
        body: body(nodes),
        is_visible: true,
    };
    tag(Tag::Block(block), name)
}

fn include(template: &str, isolated: bool) -> Node<Text> {
    let include = Include {
        template: expression(template),
        values: Box::new([("y".into(), expression("x"))]),
        isolated,
    };
    tag(Tag::Include(include), "include")
}

fn each<const N: usize>(name: &str, nodes: [Node<Text>; N]) -> Node<Text> {
    let tag_for = For {
        names: Box::new([name.into()]),
        sequence: expression("items"),
        reversed: false,
        counts: true,
        has_key: false,
        body: body(nodes),
        empty: body([]),
    };
    tag(Tag::For(tag_for), "for")
}

fn now_as(target: &str) -> Node<Text> {
    let now = Now {
        format: text("Y"),
        target: Some(target.into()),
    };
    tag(Tag::Now(now), "now")
}

/// A template, and the blocks in it by name.
#[derive(Clone)]
struct Template {
    program: Arc<Program<Text>>,
    blocks: Vec<(String, Arc<Program<Text>>)>,
}

fn definitions(nodes: &[Node<Text>]) -> Vec<(String, Arc<Program<Text>>)> {
    let mut found = Vec::new();
    for node in nodes {
        let Node::Tag(tag, _) = node else { continue };
        match &**tag {
            Tag::Block(block) => {
                let body = block.body.clone();
                found.extend(definitions(&body));
                found.push((block.name.to_string(), Arc::new(Program { body })));
            }
            Tag::For(tag) => found.extend(definitions(&tag.body)),
            _ => {}
        }
    }
    found
}

/// Templates by their names. A node of `{% extends %}` is told apart by the level that it is on.
#[derive(Default)]
struct Family {
    page: Option<Template>,
    templates: BTreeMap<String, Template>,
    entered: Vec<String>,
}

impl Family {
    fn of<const N: usize>(page: Template, templates: [(&str, Template); N]) -> Self {
        let templates = templates.map(|(name, template)| (name.into(), template));
        Self {
            page: Some(page),
            templates: templates.into(),
            entered: Vec::new(),
        }
    }

    fn flatten(mut self) -> Option<Flat<Text>> {
        let page = self.page.clone()?;
        flatten(&page.program, &mut self)
    }

    fn printed(self) -> String {
        match self.flatten() {
            Some(flat) => flat.program.to_string(),
            None => String::from("nothing"),
        }
    }

    fn found(&self, name: &Value) -> Option<(String, Arc<Program<Text>>)> {
        let Value::Markup(name) = name else {
            return None;
        };
        let template = self.templates.get(name)?;
        Some((name.clone(), template.program.clone()))
    }

    fn defined(template: &Template, owner: &str) -> Vec<Definition<Text, Arc<Program<Text>>>> {
        let blocks = template.blocks.iter();
        let blocks = blocks.map(|(name, program)| Definition {
            name: name.clone(),
            node: format!("{owner}.{name}"),
            program: program.clone(),
        });
        blocks.collect()
    }
}

impl Templates<Text> for Family {
    type Program = Arc<Program<Text>>;

    fn included(&mut self, _: &String, name: &Value) -> Option<(String, Self::Program)> {
        self.found(name)
    }

    fn parent(
        &mut self,
        _: &String,
        name: &Value,
        _: &[Level<Text>],
    ) -> Option<(String, Self::Program)> {
        let found = self.found(name)?;
        self.entered.push(found.0.clone());
        Some(found)
    }

    fn blocks(&mut self, _: &String) -> Option<Vec<Definition<Text, Self::Program>>> {
        // The page, then each parent that extends another.
        let Some(page) = &self.page.take() else {
            let name = self.entered.remove(0);
            return Some(Self::defined(self.templates.get(&name)?, &name));
        };
        Some(Self::defined(page, "page"))
    }

    fn root_blocks(&mut self, root: &String) -> Option<Vec<Definition<Text, Self::Program>>> {
        Some(Self::defined(self.templates.get(root)?, root))
    }

    fn are_same(&self, one: &String, other: &String) -> bool {
        one == other
    }
}

fn base() -> Template {
    root([
        markup("<html>"),
        block("head", [markup("base head")]),
        each("item", [block("row", [variable("item")])]),
        block("foot", [markup("base foot")]),
    ])
}

fn three_levels() -> Family {
    let middle = extends(
        "\"base\"",
        [
            block("head", [variable("block.super|upper"), markup(" middle")]),
            block("foot", [foreign("{% foreign %}"), variable("block.super")]),
        ],
    );
    let page = extends(
        "\"middle\"",
        [
            block("head", [markup("page "), variable("block.super")]),
            block("row", [markup("- "), variable("block.super")]),
        ],
    );
    Family::of(page, [("base", base()), ("middle", middle)])
}

#[test]
fn blocks_are_replaced_by_those_that_win() {
    insta::assert_snapshot!(three_levels().printed());
}

#[test]
fn a_flat_program_renders_as_its_templates_do() -> Result<()> {
    let flat = three_levels().flatten().ok_or("not flat")?;
    let mut host = TestHost::new([("items", Value::List(vec![text("1"), text("2")]))]);
    let output = render(&flat.program, &mut host)?.into_text();
    insta::assert_snapshot!(output.ok().ok_or("foreign pieces")?);
    insta::assert_debug_snapshot!(host.steps);
    Ok(())
}

#[test]
fn what_does_not_hold_is_rendered_as_the_tags_it_was() -> Result<()> {
    let flat = three_levels().flatten().ok_or("not flat")?;
    let mut host = TestHost::new([("items", Value::List(vec![text("1")]))]);
    host.is_stale = true;
    let changed = Arc::new(program([markup("changed "), variable("block")]));
    for name in ["head", "row", "foot"] {
        host.overrides.insert(name.into(), changed.clone());
    }
    let output = render(&flat.program, &mut host)?.into_text();
    insta::assert_snapshot!(output.ok().ok_or("foreign pieces")?);
    Ok(())
}

#[test]
fn a_nested_block_is_overridden_wherever_it_stands() {
    let base = root([block("a", [block("b", [markup("b")])])]);
    let middle = extends(
        "\"base\"",
        [block("a", [markup("["), variable("block.super")])],
    );
    let page = extends(
        "\"middle\"",
        [block("b", [markup("new "), variable("block.super")])],
    );
    let family = Family::of(page, [("base", base), ("middle", middle)]);
    insta::assert_snapshot!(family.printed());
}

#[test]
fn another_variable_called_block_is_left_alone() {
    let with = With {
        values: Box::new([("block".into(), expression("x"))]),
        body: body([variable("block.super")]),
    };
    let off = Autoescape {
        on: false,
        body: body([variable("block.super")]),
    };
    let page = extends(
        "\"base\"",
        [
            block(
                "head",
                [
                    tag(Tag::With(with), "with"),
                    each("block", [variable("block.super")]),
                    tag(Tag::Autoescape(off), "autoescape"),
                ],
            ),
            block("foot", [now_as("block"), variable("block.super")]),
        ],
    );
    insta::assert_snapshot!(Family::of(page, [("base", base())]).printed());
}

#[test]
fn a_cycle_may_set_the_variable_block_of_any_scope() {
    let cycle = Cycle {
        values: Box::new([expression("x")]),
        keys: Box::new([]),
        target: Some("block".into()),
        is_silent: false,
    };
    let page = extends(
        "\"base\"",
        [block("head", [tag(Tag::Cycle(cycle), "cycle")])],
    );
    assert!(Family::of(page, [("base", base())]).flatten().is_none());
}

fn including() -> Family {
    let page = root([
        each(
            "x",
            [include("\"plain\"", false), include("\"stateful\"", true)],
        ),
        each("x", [include("\"counting\"", false)]),
        include("\"child\"", false),
        include("\"missing\"", false),
        include("variable", false),
    ]);
    let child = Template {
        program: extends("\"base\"", []).program,
        blocks: Vec::new(),
    };
    let templates = [
        ("plain", root([variable("y")])),
        ("stateful", root([foreign("{% foreign %}")])),
        ("counting", root([variable("forloop.counter")])),
        ("child", child),
        ("base", base()),
    ];
    Family {
        page: Some(Template {
            blocks: Vec::new(),
            program: page.program,
        }),
        ..Family::of(root([]), templates)
    }
}

#[test]
fn templates_of_constant_names_are_included() -> Result<()> {
    let flat = including().flatten().ok_or("not flat")?;
    assert!(!flat.is_complete);
    insta::assert_snapshot!(flat.program);
    Ok(())
}

#[test]
fn what_a_loops_body_includes_tells_whether_it_sees_the_loop() -> Result<()> {
    let flat = including().flatten().ok_or("not flat")?;
    let counts = flat.program.body.iter().filter_map(|node| match node {
        Node::Tag(tag, _) => match &**tag {
            Tag::For(tag) => Some(tag.counts),
            _ => None,
        },
        _ => None,
    });
    // A foreign node may look for `forloop`, too.
    assert_eq!(counts.collect::<Vec<_>>(), [true, true]);
    let page = root([each("x", [include("\"plain\"", false)])]);
    let family = Family::of(page, [("plain", root([variable("y")]))]);
    let flat = family.flatten().ok_or("not flat")?;
    let Node::Tag(tag, _) = &flat.program.body[0] else {
        return Err("no tag".into());
    };
    assert!(matches!(&**tag, Tag::For(tag) if !tag.counts));
    Ok(())
}

#[test]
fn includes_are_entered_with_as_little_as_they_need() -> Result<()> {
    let page = root([include("\"plain\"", false), include("\"cycling\"", true)]);
    let cycle = Cycle {
        values: Box::new([expression("\"a\"")]),
        keys: Box::new([text("a")]),
        target: None,
        is_silent: false,
    };
    let templates = [
        ("plain", root([variable("y")])),
        (
            "cycling",
            root([tag(Tag::Cycle(cycle), "cycle"), variable("y")]),
        ),
    ];
    let flat = Family::of(page, templates).flatten().ok_or("not flat")?;
    let mut host = TestHost::new([("x", text("<x>"))]);
    let output = render(&flat.program, &mut host)?.into_text();
    assert_eq!(output.ok().as_deref(), Some("&lt;x&gt;a&lt;x&gt;"));
    assert_eq!(
        host.steps,
        ["include plain", "include cycling", "state of cycling"]
    );
    Ok(())
}

#[test]
fn a_template_that_includes_itself_is_resolved_a_few_times_over() {
    let tree = root([markup("<"), include("\"tree\"", false), markup(">")]);
    let page = root([include("\"tree\"", false)]);
    insta::assert_snapshot!(Family::of(page, [("tree", tree)]).printed());
}

#[test]
fn templates_that_include_each_other_too_often_stay_apart() {
    let twice = |name: &str| root([include(name, false), include(name, false)]);
    let names: Vec<String> = (0..40).map(|number| format!("\"t{number}\"")).collect();
    let mut family = Family::of(twice(&names[0]), []);
    for pair in names.windows(2) {
        let name = pair[0].trim_matches('"').to_owned();
        family.templates.insert(name, twice(&pair[1]));
    }
    family.templates.insert("t39".into(), root([variable("x")]));
    assert!(family.flatten().is_none());
}

#[test]
fn parents_that_extend_each_other_are_not_resolved() {
    let a = extends("\"b\"", []);
    let b = extends("\"a\"", []);
    let family = Family::of(extends("\"a\"", []), [("a", a), ("b", b)]);
    assert!(family.flatten().is_none());
}

#[test]
fn a_parent_that_is_not_constant_or_not_found_is_not_resolved() {
    assert!(Family::of(extends("name", []), []).flatten().is_none());
    assert!(Family::of(extends("\"none\"", []), []).flatten().is_none());
}

#[test]
fn only_programs_that_name_templates_have_a_flat_form() {
    let nested = root([each("x", [include("\"plain\"", false)])]);
    assert!(nested.program.names_templates());
    assert!(extends("\"base\"", []).program.names_templates());
    assert!(!extends("parent", []).program.names_templates());
    assert!(!base().program.names_templates());
    assert!(base().program.body.len() == 4 && !base().program.extends_another());
}
