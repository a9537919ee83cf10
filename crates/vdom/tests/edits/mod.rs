//! What edits of representative templates cost, in patches.

mod nested;

use std::fmt::Write as _;

use enliven_vdom::layout::{Layout, Part, Rendered};
use enliven_vdom::{Patch, Tree, apply};

use crate::costs::cost;
use crate::templates::{Filled, read_parts, render};

type Items = Vec<Vec<Filled>>;
type Edit = fn(&mut Items);

/// What is done to the items of a list.
const EDITS: [(&str, Edit); 14] = [
    ("nothing", |_| {}),
    ("update one", |items| update(&mut items[5])),
    ("update every tenth", |items| {
        items.iter_mut().step_by(10).for_each(|item| update(item));
    }),
    ("prepend one", |items| items.insert(0, item(5000))),
    ("append three", |items| items.extend((5000..5003).map(item))),
    ("insert two in the middle", |items| {
        let middle = items.len() / 2;
        items.splice(middle..middle, (5000..5002).map(item));
    }),
    ("insert at two places", |items| {
        items.insert(2, item(5000));
        items.insert(9, item(5001));
    }),
    ("remove the first", |items| drop(items.remove(0))),
    ("remove a run", |items| drop(items.drain(3..7))),
    ("swap the second and the one before the last", |items| {
        let last = items.len() - 2;
        items.swap(1, last);
    }),
    ("move the last to the front", |items| items.rotate_right(1)),
    ("move, remove, insert and update", |items| {
        let moved = items.remove(8);
        items.insert(2, moved);
        items.remove(5);
        items.insert(10, item(5000));
        update(&mut items[0]);
    }),
    ("reverse", |items| items.reverse()),
    ("clear", Vec::clear),
];

fn value(text: impl Into<String>) -> Filled {
    Filled::Value(text.into())
}

/// A key, whether it is shown or marked, and two texts.
fn item(number: usize) -> Vec<Filled> {
    vec![
        value(format!("k{number}")),
        Filled::Choice(number % 2, Vec::new()),
        value(format!("name {number}")),
        value(format!("{}", number * 7 % 100)),
    ]
}

fn update(item: &mut [Filled]) {
    item[2] = value("another name");
}

/// The slots of an item are its key, a choice, and two texts.
const TEMPLATES: [(&str, &str, usize); 12] = [
    (
        "a keyed table",
        "<table><tbody>{for}\n<tr live-key=\"{v}\"{if} class=\"odd\"{/if}><td>{v}</td><td>{v}</td></tr>\n{empty}{/for}</tbody></table>",
        1000,
    ),
    (
        "a table keyed by id",
        "<table><tbody>{for}<tr id=\"{v}\"{if} class=\"odd\"{/if}><td>{v}</td><td>{v}</td></tr>{empty}{/for}</tbody></table>",
        50,
    ),
    (
        "a list without keys",
        "<ul>{for}<li title=\"{v}\"{if} class=\"odd\"{/if}>{v}: <b>{v}</b></li>\n{empty}{/for}</ul>",
        50,
    ),
    (
        "a choice around the item",
        "<ul>{for}{if}<li live-key=\"{v}\">{v}: <b>{v}</b></li>{/if}{empty}{/for}</ul>",
        50,
    ),
    (
        "text between items",
        "<p>{for}<i live-key=\"{v}\"{if} class=\"odd\"{/if}>{v}</i> is {v}, {empty}{/for}</p>",
        50,
    ),
    (
        "two elements an item",
        "<dl>{for}<dt live-key=\"{v}\"{if} class=\"odd\"{/if}>{v}</dt><dd>{v}</dd>{empty}{/for}</dl>",
        50,
    ),
    (
        "a list between others",
        "<div><h2>a</h2>{for}<section live-key=\"{v}\"{if} class=\"odd\"{/if}><p>{v}</p>{v}</section>{empty}<p>none</p>{/for}<hr></div>",
        50,
    ),
    (
        "lines of their own",
        "<ul>\n  {for}\n  <li live-key=\"{v}\"{if} class=\"odd\"{/if}>{v}: <b>{v}</b></li>\n  {empty}{/for}\n</ul>",
        50,
    ),
    (
        "white space behind each",
        "<ul>{for}<li live-key=\"{v}\"{if} class=\"odd\"{/if}>{v}: <b>{v}</b></li>\n{empty}{/for}</ul>",
        50,
    ),
    (
        "a value before the list",
        "<ul>{v}{for} <li live-key=\"{v}\"{if} class=\"odd\"{/if}>{v}: <b>{v}</b></li> {empty}{/for}</ul>",
        50,
    ),
    (
        "a choice around the item, on lines of their own",
        "<ul>\n  {for}\n  {if}\n  <li live-key=\"{v}\">{v}: <b>{v}</b></li>\n  {/if}\n  {empty}{/for}\n</ul>",
        50,
    ),
    (
        "a choice around the item, and other white space at the ends",
        "<ul>{for} {if}<li live-key=\"{v}\">{v}: <b>{v}</b></li>{/if} {empty}{/for}</ul>",
        50,
    ),
];

/// Where the item's only slot is a choice, its content is what the choice has.
fn fitted(parts: &[Part], items: &Items) -> Vec<Filled> {
    let slots = parts.iter().filter(|part| !matches!(part, Part::Text(_)));
    slots
        .map(|part| match part {
            Part::List { item, .. } => {
                let fit = |values| {
                    if is_in_choice(item) {
                        in_choice(values)
                    } else {
                        values
                    }
                };
                Filled::List(items.iter().cloned().map(fit).collect(), Vec::new())
            }
            _ => value("some text"),
        })
        .collect()
}

fn is_in_choice(item: &[Part]) -> bool {
    let mut slots = item.iter().filter(|part| !matches!(part, Part::Text(_)));
    matches!(
        (slots.next(), slots.next()),
        (Some(Part::Choice { .. }), None)
    )
}

fn in_choice(mut values: Vec<Filled>) -> Vec<Filled> {
    values.remove(1);
    vec![Filled::Choice(1, values)]
}

/// The patches between two renders, which lead from one to the other.
fn compare(layout: &Layout, old: &Rendered, new: &Rendered) -> Vec<Patch> {
    let astray = layout.check(old);
    assert!(astray.is_empty());
    let (patches, _) = layout.diff(old, &astray, new).expect("the values are text");
    let mut tree = Tree::parse_fragment(&old.html);
    apply(&mut tree, &patches).expect("the patches fit");
    assert!(tree == Tree::parse_fragment(&new.html), "to {}", new.html);
    patches
}

#[test]
fn edits_of_lists_cost_a_patch_for_each_run_move_and_slot() {
    let mut record = String::new();
    for (name, template, count) in TEMPLATES {
        let parts = read_parts(template);
        let layout = Layout::new(&parts, false);
        writeln!(record, "{name}, {count} items").expect("a string takes any text");
        for (edit, change) in EDITS {
            let before: Items = (0..count).map(item).collect();
            let mut after = before.clone();
            change(&mut after);
            let old = render(&parts, &fitted(&parts, &before));
            let new = render(&parts, &fitted(&parts, &after));
            let patches = compare(&layout, &old, &new);
            let found = cost(&patches);
            writeln!(record, "    {edit}: {found}").expect("a string takes any text");
        }
    }
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        snapshot_path => "../snapshots",
        omit_expression => true,
    }, {
        insta::assert_snapshot!("edits", record);
    });
}
