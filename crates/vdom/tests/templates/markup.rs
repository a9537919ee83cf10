//! Random markup with slots: valid, nearly valid and broken.

use enliven_vdom::layout::Part;
use proptest::collection::vec;
use proptest::prelude::*;

use super::KEY;
use super::words::{AROUND_TEXT, BLOCKS, FRAMES, ROWS, STRAY, TAGS, VOID};

fn text(markup: impl Into<String>) -> Part {
    Part::Text(markup.into().into())
}

fn slot() -> Part {
    Part::Value { line: 1 }
}

fn choice(branches: Vec<Vec<Part>>) -> Part {
    Part::Choice { branches, line: 1 }
}

fn template(known: Vec<Vec<Part>>) -> Part {
    Part::Template { known, line: 1 }
}

fn list(item: Vec<Part>, empty: Vec<Part>) -> Part {
    Part::List {
        item,
        empty,
        line: 1,
    }
}

fn around(start: impl Into<String>, parts: Vec<Part>, end: impl Into<String>) -> Vec<Part> {
    let mut all = vec![text(start)];
    all.extend(parts);
    all.push(text(end));
    all
}

/// Parts of text and attributes' values.
fn inline() -> impl Strategy<Value = Vec<Part>> {
    let words = || prop::sample::select(vec!["on", "x y", ""]);
    let texts = vec![
        "a", " ", "b c", "&amp;", "\n  ", "&lt", "\r\n", "&", ";", "é",
    ];
    let piece = prop_oneof![
        6 => prop::sample::select(texts).prop_map(|words| vec![text(words)]),
        6 => Just(vec![slot()]),
        2 => words().prop_map(|words| vec![choice(vec![vec![text(words)], vec![slot()]])]),
        1 => words().prop_map(|words| vec![template(vec![vec![slot()], vec![text(words)]])]),
        1 => words().prop_map(|words| vec![list(vec![slot(), text(words)], vec![text("none")])]),
        1 => words().prop_map(|words| vec![choice(vec![vec![], vec![text(words)]])]),
    ];
    vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn attribute() -> impl Strategy<Value = Vec<Part>> {
    let names = vec![
        "class", "title", "id", "live-key", "href", "data-x", "style", "CLASS", "value",
    ];
    prop_oneof![
        4 => (prop::sample::select(names.clone()), inline())
            .prop_map(|(name, value)| around(format!(" {name}=\""), value, "\"")),
        1 => (prop::sample::select(names.clone()), inline())
            .prop_map(|(name, value)| around(format!(" {name}='"), value, "'")),
        1 => (prop::sample::select(names.clone()), inline())
            .prop_map(|(name, value)| around(format!(" {name}="), value, " ")),
        1 => prop::sample::select(names).prop_map(|name| vec![text(format!(" {name}=\"1\""))]),
        1 => Just(vec![text(" "), slot()]),
        1 => Just(vec![slot()]),
        1 => Just(vec![text(" title="), slot()]),
        1 => Just(vec![text(" data-"), slot(), text("=1")]),
        2 => Just(vec![choice(vec![vec![text(" checked")]])]),
        1 => inline().prop_map(|value| vec![choice(vec![around(" class=\"", value, "\"")])]),
        1 => Just(vec![text(" class=\"a"), choice(vec![vec![text(" on\"")], vec![text("\"")]])]),
        1 => Just(vec![list(vec![text(" "), slot(), text("=\""), slot(), text("\"")], vec![])]),
    ]
}

fn element(
    tags: &'static [&'static str],
    content: impl Strategy<Value = Vec<Part>> + Clone,
) -> impl Strategy<Value = Vec<Part>> {
    let tag = prop::sample::select(tags.to_vec());
    (tag, vec(attribute(), 0..2), content).prop_map(|(tag, attributes, content)| {
        let mut parts = vec![text(format!("<{tag}"))];
        parts.extend(attributes.concat());
        parts.extend(around(">", content, format!("</{tag}>")));
        parts
    })
}

fn odd_element() -> impl Strategy<Value = Vec<Part>> {
    (prop::sample::select(AROUND_TEXT.to_vec()), inline())
        .prop_map(|((start, end), content)| around(start, content, end))
}

/// What is at the top of an item beside its element.
#[derive(Clone, Copy, Debug)]
enum Top {
    Element,
    Branch,
    Branches,
    Second,
    SecondBranch,
    TextBehind,
    SlotBehind,
    Comment,
    Unclosed,
}

/// A list as pages have it: an element for each item, with a key or without.
#[derive(Clone, Debug)]
struct Rows {
    row: (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    ),
    top: Top,
    key: &'static str,
    attributes: Vec<Part>,
    inside: Vec<Part>,
    /// What stands behind the list.
    beside: Vec<Part>,
    /// Before an item, behind it, before the list and behind it.
    spaces: (&'static str, &'static str, &'static str, &'static str),
    /// Whether something stands for the items of an empty list, a slot before the list, a second list and `beside` behind it.
    has: [bool; 4],
}

impl Rows {
    fn element(&self, key: &str) -> Vec<Part> {
        let (_, tag, open, close, _) = self.row;
        let mut parts = vec![text(format!("<{tag}"))];
        if !key.is_empty() {
            parts.extend([text(key), Part::Value { line: KEY }, text("\"")]);
        }
        parts.extend(self.attributes.iter().cloned());
        if VOID.contains(&tag) {
            parts.push(text(">"));
            return parts;
        }
        parts.extend(around(format!(">{open}"), self.inside.clone(), close));
        if !matches!(self.top, Top::Unclosed) {
            parts.push(text(format!("</{tag}>")));
        }
        parts
    }

    fn item(&self) -> Vec<Part> {
        let (before, after, _, _) = self.spaces;
        let mut item = vec![text(before)];
        let element = self.element(self.key);
        match self.top {
            Top::Branch => item.push(choice(vec![element])),
            Top::Branches => item.push(choice(vec![element, self.element("")])),
            _ => item.extend(element),
        }
        match self.top {
            Top::Second => item.extend(around(after, self.element(""), "")),
            Top::SecondBranch => item.push(choice(vec![self.element("")])),
            Top::TextBehind => item.push(text("t")),
            Top::SlotBehind => item.push(slot()),
            Top::Comment => item.push(text("<!-- c -->")),
            _ => {}
        }
        item.push(text(after));
        item
    }

    fn parts(&self) -> Vec<Part> {
        let (start, _, _, _, end) = self.row;
        let (_, _, lead, trail) = self.spaces;
        let [has_empty, has_slot, is_double, has_beside] = self.has;
        let empty = if has_empty {
            self.element("")
        } else {
            Vec::new()
        };
        let mut parts = vec![text(format!("{start}{lead}"))];
        if has_slot {
            parts.push(slot());
        }
        parts.push(list(self.item(), empty));
        if is_double {
            parts.extend([text(trail), list(self.item(), Vec::new())]);
        }
        if has_beside {
            parts.extend(around(trail, self.beside.clone(), ""));
        }
        parts.push(text(end));
        parts
    }
}

fn rows(content: impl Strategy<Value = Vec<Part>> + Clone) -> impl Strategy<Value = Vec<Part>> {
    let spaces = || prop::sample::select(vec!["", "\n", "\n  ", " "]);
    let tops = vec![
        Top::Element,
        Top::Element,
        Top::Element,
        Top::Element,
        Top::Branch,
        Top::Branches,
        Top::Second,
        Top::SecondBranch,
        Top::TextBehind,
        Top::SlotBehind,
        Top::Comment,
        Top::Unclosed,
    ];
    let keys = prop::sample::select(vec![
        " live-key=\"",
        " id=\"",
        " live-key=\"a-",
        " class=\"",
        "",
    ]);
    let parts = (content.clone(), content, vec(attribute(), 0..2));
    let choices = (
        prop::sample::select(ROWS.to_vec()),
        prop::sample::select(tops),
        keys,
    );
    let places = (spaces(), spaces(), spaces(), spaces());
    (parts, choices, places, any::<[bool; 4]>()).prop_map(
        |((inside, beside, attributes), (row, top, key), spaces, has)| {
            let attributes = attributes.concat();
            Rows {
                row,
                top,
                key,
                attributes,
                inside,
                beside,
                spaces,
                has,
            }
            .parts()
        },
    )
}

/// Markup as people mean it; with something odd in it here and there, if it may be.
fn tidy(depth: u32, is_odd: bool) -> BoxedStrategy<Vec<Part>> {
    if depth == 0 {
        return inline().boxed();
    }
    let inner = tidy(depth - 1, is_odd);
    let odd = if is_odd {
        odd_element().boxed()
    } else {
        inline().boxed()
    };
    let spaces = prop::sample::select(vec!["", "\n", " "]);
    let piece = prop_oneof![
        4 => element(BLOCKS, inner.clone()),
        3 => inline(),
        4 => rows(inner.clone()),
        1 => odd,
        3 => vec(inner.clone(), 1..3).prop_map(|branches| vec![choice(branches)]),
        3 => vec(inner.clone(), 0..4).prop_map(|known| vec![template(known)]),
        2 => vec(element(BLOCKS, inner.clone()), 1..3).prop_map(|known| vec![list(vec![template(known)], Vec::new())]),
        2 => (inner.clone(), inner.clone()).prop_map(|(item, empty)| vec![list(item, empty)]),
        3 => (element(BLOCKS, inner), spaces).prop_map(|(item, space)| vec![list(around(space, item, space), Vec::new())]),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat()).boxed()
}

fn content(depth: u32) -> BoxedStrategy<Vec<Part>> {
    if depth == 0 {
        return inline().boxed();
    }
    let inner = content(depth - 1);
    let spaces = prop::sample::select(vec!["", "\n", " "]);
    let piece = prop_oneof![
        4 => element(TAGS, inner.clone()),
        3 => inline(),
        3 => odd_element(),
        2 => rows(inner.clone()),
        1 => prop::sample::select(STRAY.to_vec()).prop_map(|tag| vec![text(tag)]),
        3 => vec(inner.clone(), 1..3).prop_map(|branches| vec![choice(branches)]),
        3 => vec(inner.clone(), 0..4).prop_map(|known| vec![template(known)]),
        3 => (inner.clone(), inner.clone()).prop_map(|(item, empty)| vec![list(item, empty)]),
        2 => (element(TAGS, inner), spaces).prop_map(|(item, space)| vec![list(around(space, item, space), Vec::new())]),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat()).boxed()
}

fn tidy_or_not(depth: u32) -> impl Strategy<Value = Vec<Part>> {
    prop_oneof![3 => tidy(depth, false), 2 => tidy(depth, true), 1 => content(depth), 1 => mixed(depth)]
}

/// Something broken in the midst of what is not.
fn mixed(depth: u32) -> impl Strategy<Value = Vec<Part>> {
    (
        tidy(depth - 1, false),
        content(depth - 1),
        tidy(depth - 1, false),
    )
        .prop_map(|(before, broken, after)| {
            [before, around("<div>", broken, "</div>"), after].concat()
        })
}

/// Static parts that stand beside each other as one, as a template's parser gives them.
fn merged(parts: Vec<Part>) -> Vec<Part> {
    let mut result: Vec<Part> = Vec::new();
    for part in parts {
        let part = match part {
            Part::Choice { branches, line } => Part::Choice {
                branches: branches.into_iter().map(merged).collect(),
                line,
            },
            Part::List { item, empty, line } => Part::List {
                item: merged(item),
                empty: merged(empty),
                line,
            },
            Part::Template { known, line } => Part::Template {
                known: known.into_iter().map(merged).collect(),
                line,
            },
            part => part,
        };
        match (result.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(markup)) => {
                *before = format!("{before}{markup}").into();
            }
            (_, part) => result.push(part),
        }
    }
    result
}

pub(crate) fn any_template() -> BoxedStrategy<Vec<Part>> {
    tidy_or_not(3).prop_map(merged).boxed()
}

/// Pages, some of which are one of several that are found while they are rendered.
pub(crate) fn any_page() -> BoxedStrategy<Vec<Part>> {
    prop_oneof![
        8 => written_page(),
        1 => (written_page(), written_page(), any::<bool>()).prop_map(|(one, other, is_blank)| {
            let blank = text(if is_blank { "\n" } else { "" });
            vec![blank.clone(), template(vec![one, other]), blank]
        }),
    ]
    .prop_map(merged)
    .boxed()
}

fn written_page() -> impl Strategy<Value = Vec<Part>> {
    let heads = prop_oneof![
        3 => Just(Vec::new()),
        3 => Just(vec![text("<title>"), slot(), text("</title>")]),
        2 => Just(vec![choice(vec![vec![text("<link rel=x>")]])]),
        2 => Just(vec![text("<meta name=x content=\""), slot(), text("\">\n"), choice(vec![vec![text("<link rel=x>\n")]])]),
        2 => Just(vec![list(vec![text("<link href=\""), Part::Value { line: KEY }, text("\">\n")], vec![])]),
        1 => Just(vec![slot()]),
        1 => inline().prop_map(|parts| around("<style>", parts, "</style>")),
        1 => inline().prop_map(|parts| around("<script>", parts, "</script>")),
        1 => inline(),
    ];
    let bodies = prop_oneof![
        6 => Just(Vec::new()),
        1 => Just(vec![slot()]),
        1 => inline().prop_map(|parts| around("<body class=\"", parts, "\">")),
        1 => inline().prop_map(|parts| around("<html class=\"", parts, "\">")),
    ];
    let frame = prop::sample::select(FRAMES.to_vec());
    (frame, heads, bodies, tidy_or_not(2), any::<bool>()).prop_map(
        |((head, body, end), in_head, in_body, content, is_plain)| {
            let mut parts = vec![text(head)];
            parts.extend(in_head);
            parts.push(text(body));
            if !is_plain {
                parts.extend(in_body);
            }
            parts.extend(content);
            parts.push(text(end));
            parts
        },
    )
}
