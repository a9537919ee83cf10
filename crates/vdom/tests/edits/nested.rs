//! What edits of lists within lists cost, by what their items are told by.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use enliven_vdom::layout::Layout;

use super::{compare, value};
use crate::costs::cost;
use crate::templates::{Filled, read_parts, render};

/// What an item is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum KeyKind {
    LiveKey,
    Id,
    Object,
    None,
}

const KEYS: [KeyKind; 4] = [
    KeyKind::LiveKey,
    KeyKind::Id,
    KeyKind::Object,
    KeyKind::None,
];

/// Templates of groups with lines; `KEY` stands for the attribute with an item's key, and `_` for white space.
const TEMPLATES: [(&str, &str, bool); 3] = [
    (
        "lists in a list",
        "<main>_{for}_<section KEY><h2>{v}</h2>_<ul>_{for}_<li KEY>{v}<b>line</b></li>_{empty}{/for}</ul></section>_{empty}{/for}</main>",
        false,
    ),
    (
        "items behind conditions",
        "<main>_{for}_{if}_<section KEY><h2>{v}</h2>_<ul>_{for}_{if}_<li KEY>{v}<b>line</b></li>_{/if}_{empty}{/for}</ul></section>_{/if}_{empty}{/for}</main>",
        true,
    ),
    (
        "several elements an item, and lists beside them",
        "<dl>_{for}_<dt KEY>{v}</dt>_<dd>text</dd>_{for}_<dt KEY>{v}</dt>_<dd>line</dd>_{empty}{/for}_{empty}{/for}</dl>",
        false,
    ),
];

#[derive(Clone)]
struct Line {
    key: u32,
    text: String,
}

#[derive(Clone)]
struct Group {
    key: u32,
    name: String,
    lines: Vec<Line>,
}

fn line(key: u32) -> Line {
    let text = format!("what the line {key} says");
    Line { key, text }
}

/// All groups have lines of the same keys, and the seventh looks like the third.
fn group(key: u32) -> Group {
    let name = format!("the name of group {}", if key == 7 { 3 } else { key });
    let lines = (1..7).map(line).collect();
    Group { key, name, lines }
}

type Edit = fn(&mut Vec<Group>);

const EDITS: [(&str, Edit); 13] = [
    ("update a line", |groups| {
        groups[3].lines[2].text = "something else".into();
    }),
    ("insert a line", |groups| {
        groups[3].lines.insert(2, line(20));
    }),
    ("remove a line", |groups| drop(groups[3].lines.remove(2))),
    ("move a line to the front", |groups| {
        groups[3].lines.rotate_right(1);
    }),
    ("move a line and change it", |groups| {
        groups[3].lines.rotate_right(1);
        groups[3].lines[0].text = "something else".into();
    }),
    ("take a line to another group", |groups| {
        let taken = groups[3].lines.remove(2);
        groups[5].lines.insert(2, taken);
    }),
    ("remove all lines of a group", |groups| {
        groups[3].lines.clear();
    }),
    ("move the last group to the front", |groups| {
        groups.rotate_right(1);
    }),
    ("move a group and change its name", |groups| {
        groups.rotate_right(1);
        groups[0].name = "another name".into();
    }),
    ("move a group and edit its lines", |groups| {
        groups.rotate_right(1);
        groups[0].lines.swap(0, 5);
        groups[0].lines.insert(3, line(20));
    }),
    ("insert a group", |groups| groups.insert(4, group(30))),
    ("remove the first group", |groups| drop(groups.remove(0))),
    ("swap two groups that look the same", |groups| {
        groups.swap(2, 6);
    }),
];

impl KeyKind {
    fn attribute(self) -> &'static str {
        match self {
            Self::LiveKey => " live-key=\"{v}\"",
            Self::Id => " id=\"{v}\"",
            Self::Object | Self::None => "",
        }
    }

    /// An item with its key.
    fn item(self, key: u32, mut content: Vec<Filled>, is_in_choice: bool) -> Vec<Filled> {
        if !self.attribute().is_empty() {
            content.insert(0, value(format!("k{key}")));
        }
        if is_in_choice {
            content = vec![Filled::Choice(1, content)];
        }
        if self == Self::Object {
            content.push(Filled::Object(key));
        }
        content
    }

    fn fill(self, groups: &[Group], is_in_choice: bool) -> Vec<Filled> {
        let groups = groups.iter().map(|group| {
            let lines = group.lines.iter();
            let lines =
                lines.map(|line| self.item(line.key, vec![value(&line.text)], is_in_choice));
            let lines = Filled::List(lines.collect(), Vec::new());
            self.item(group.key, vec![value(&group.name), lines], is_in_choice)
        });
        vec![Filled::List(groups.collect(), Vec::new())]
    }
}

#[test]
fn edits_of_nested_lists_cost_a_patch_for_each_run_move_and_slot() {
    let mut record = String::new();
    for (name, template, is_in_choice) in TEMPLATES {
        for (spaces, space) in [("no white space", ""), ("white space", "\n  ")] {
            writeln!(record, "{name}, {spaces}").expect("a string takes any text");
            let template = template.replace('_', space);
            for (edit, change) in EDITS {
                let mut costs: BTreeMap<String, Vec<KeyKind>> = BTreeMap::new();
                for kind in KEYS {
                    let template = template.replace(" KEY", kind.attribute());
                    let parts = read_parts(&template);
                    let mut groups: Vec<Group> = (1..13).map(group).collect();
                    let old = render(&parts, &kind.fill(&groups, is_in_choice));
                    change(&mut groups);
                    let new = render(&parts, &kind.fill(&groups, is_in_choice));
                    let patches = compare(&Layout::new(&parts, false), &old, &new);
                    let cost = match cost(&patches) {
                        nothing if nothing.is_empty() => String::from("nothing"),
                        cost => cost,
                    };
                    costs.entry(cost).or_default().push(kind);
                }
                let mut costs: Vec<_> = costs.into_iter().collect();
                costs.sort_by_key(|(_, kinds)| kinds[0]);
                let costs = costs
                    .iter()
                    .map(|(cost, kinds)| format!("{cost} {kinds:?}"));
                let costs: Vec<String> = costs.collect();
                writeln!(record, "    {edit}: {}", costs.join("; "))
                    .expect("a string takes any text");
            }
        }
    }
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        snapshot_path => "../snapshots",
        omit_expression => true,
    }, {
        insta::assert_snapshot!("nested_edits", record);
    });
}
