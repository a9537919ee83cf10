//! Random templates, and random values for their slots.

use enliven_vdom::layout::{Part, Rendered};
use proptest::collection::vec;
use proptest::prelude::*;

/// Numbers that are the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("below a usize")
    }
}

/// What the slots of some parts hold.
#[derive(Clone, Debug)]
pub(crate) enum Filled {
    Value(&'static str),
    Choice(usize, Vec<Filled>),
    List(Vec<Vec<Filled>>, Vec<Filled>),
}

const PLAIN: &[&str] = &[
    "",
    "x",
    " ",
    "1",
    "2",
    "a &amp; b",
    "&lt;i&gt;",
    "\n",
    "é",
    "row",
];
const ODD: &[&str] = &[
    "<b>y</b>",
    "<p>z",
    "</div>",
    "<tr><td>1</td></tr>",
    "<li>q</li>",
    "<!--c-->",
    "<",
    "&am",
    "\"",
    "a\" b=\"c",
    "<i>1</i><i>2</i>",
    "text <u>u</u> text",
    "\r\n",
    "<a href=x>l</a>",
    "--",
    ">",
    "<div><p>1</p><p>2</p></div>",
    "</textarea>",
    "/",
    "=",
    "'",
    "p;",
    "&#",
    "<option>o</option>",
    "\0",
    "<br>",
    "<svg><g/></svg>",
    "<form><input></form>",
    "<td>c</td>",
    "<script>1<2</script>",
];

fn value(random: &mut Random) -> &'static str {
    if random.below(6) == 0 {
        ODD[random.below(ODD.len())]
    } else {
        PLAIN[random.below(PLAIN.len())]
    }
}

pub(crate) fn fill(parts: &[Part], random: &mut Random) -> Vec<Filled> {
    parts
        .iter()
        .filter_map(|part| match part {
            Part::Text(_) => None,
            _ => Some(fill_slot(part, random)),
        })
        .collect()
}

fn fill_slot(part: &Part, random: &mut Random) -> Filled {
    match part {
        Part::Text(_) | Part::Value { .. } => Filled::Value(value(random)),
        Part::Choice { branches, .. } => {
            let branch = random.below(branches.len() + 1);
            let inside = branch
                .checked_sub(1)
                .map_or(Vec::new(), |branch| fill(&branches[branch], random));
            Filled::Choice(branch, inside)
        }
        Part::List { item, empty, .. } => {
            let count = random.below(5);
            let items = (0..count).map(|_| fill(item, random)).collect();
            Filled::List(items, fill(empty, random))
        }
    }
}

/// Changes some of it.
pub(crate) fn refill(parts: &[Part], data: &mut [Filled], random: &mut Random) {
    let slots = parts.iter().filter(|part| !matches!(part, Part::Text(_)));
    for (part, filled) in slots.zip(data) {
        if random.below(4) == 0 {
            *filled = fill_slot(part, random);
            continue;
        }
        match (part, filled) {
            (Part::Choice { branches, .. }, Filled::Choice(branch, inside)) if *branch > 0 => {
                refill(&branches[*branch - 1], inside, random);
            }
            (Part::List { item, empty, .. }, Filled::List(items, stand_in)) => {
                for inside in items.iter_mut() {
                    if random.below(2) == 0 {
                        refill(item, inside, random);
                    }
                }
                reorder(item, items, random);
                refill(empty, stand_in, random);
            }
            _ => {}
        }
    }
}

fn reorder(item: &[Part], items: &mut Vec<Vec<Filled>>, random: &mut Random) {
    match random.below(6) {
        0 => {
            let at = random.below(items.len() + 1);
            items.insert(at, fill(item, random));
        }
        1 if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        2 if items.len() > 1 => {
            let (from, to) = (random.below(items.len()), random.below(items.len()));
            items.swap(from, to);
        }
        3 => items.reverse(),
        _ => {}
    }
}

pub(crate) fn render(parts: &[Part], data: &[Filled]) -> Rendered {
    let mut rendered = Rendered::default();
    write(parts, data, &mut rendered);
    rendered
}

fn write(parts: &[Part], data: &[Filled], out: &mut Rendered) {
    let mut slots = data.iter();
    for part in parts {
        if let Part::Text(markup) = part {
            out.html.push_str(markup);
            continue;
        }
        match (part, slots.next().expect("a value for each slot")) {
            (Part::Value { .. }, Filled::Value(value)) => {
                out.html.push_str(value);
                out.trace.value(value.len());
            }
            (Part::Choice { branches, .. }, Filled::Choice(branch, inside)) => {
                let begun = out.trace.begin(out.html.len());
                if let Some(branch) = branch.checked_sub(1) {
                    write(&branches[branch], inside, out);
                }
                out.trace.end(begun, *branch, out.html.len());
            }
            (Part::List { item, empty, .. }, Filled::List(items, stand_in)) => {
                let begun = out.trace.begin(out.html.len());
                for inside in items {
                    let begun = out.trace.begin_item(out.html.len());
                    write(item, inside, out);
                    out.trace.end_item(begun, out.html.len());
                }
                if items.is_empty() {
                    write(empty, stand_in, out);
                }
                out.trace.end(begun, items.len(), out.html.len());
            }
            _ => unreachable!("values of another form than the slots"),
        }
    }
}

const STRAY: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<li>",
    "<!--",
    "-->",
    "<a>",
    "</a>",
    "<select>",
    "<option>",
    "<svg>",
    "</svg>",
    "<",
    "&",
    "<textarea>",
    "<br/>",
    "</br>",
    "<form>",
    "</form>",
    "<template>",
    "</template>",
    "<title>",
    "<script>",
    "</script>",
    "<pre>",
    "<math>",
    "<i class=",
    "\"",
    ">",
    "<input ",
    "<nobr>",
    "<button>",
    "</button>",
    "<hr>",
    "<h1>",
    "</h2>",
];

const TAGS: &[&str] = &[
    "div",
    "p",
    "span",
    "b",
    "a",
    "ul",
    "li",
    "section",
    "h2",
    "em",
    "button",
    "form",
    "label",
    "pre",
    "article",
    "i",
    "dl",
    "dt",
    "dd",
    "svg",
    "g",
    "td",
    "nav",
    "main",
    "blockquote",
    "ruby",
    "rt",
];

fn text(markup: impl Into<String>) -> Part {
    Part::Text(markup.into().into())
}

fn slot() -> Part {
    Part::Value { line: 1 }
}

/// Parts of text and attributes' values.
fn inline() -> impl Strategy<Value = Vec<Part>> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec!["a", " ", "b c", "&amp;", "\n  "]).prop_map(|words| vec![text(words)]),
        3 => Just(vec![slot()]),
        1 => prop::sample::select(vec!["on", "x y", ""]).prop_map(|words| {
            vec![Part::Choice { branches: vec![vec![text(words)], vec![slot()]], line: 1 }]
        }),
    ];
    vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn attribute() -> impl Strategy<Value = Vec<Part>> {
    prop_oneof![
        3 => (prop::sample::select(vec!["class", "title", "id", "live-key", "href", "data-x"]), inline())
            .prop_map(|(name, value)| {
                let mut parts = vec![text(format!(" {name}=\""))];
                parts.extend(value);
                parts.push(text("\""));
                parts
            }),
        1 => Just(vec![text(" "), slot()]),
        1 => Just(vec![text(" title="), slot()]),
        1 => Just(vec![Part::Choice { branches: vec![vec![text(" checked")]], line: 1 }]),
    ]
}

fn element(content: impl Strategy<Value = Vec<Part>> + Clone) -> impl Strategy<Value = Vec<Part>> {
    let tag = prop::sample::select(TAGS.to_vec());
    (tag, vec(attribute(), 0..2), content).prop_map(|(tag, attributes, content)| {
        let mut parts = vec![text(format!("<{tag}"))];
        parts.extend(attributes.concat());
        parts.push(text(">"));
        parts.extend(content);
        parts.push(text(format!("</{tag}>")));
        parts
    })
}

fn odd_element() -> impl Strategy<Value = Vec<Part>> {
    let kinds = vec![
        ("<textarea>", "</textarea>"),
        ("<title>", "</title>"),
        ("<script>", "</script>"),
        ("<style>", "</style>"),
        ("<!-- ", " -->"),
        ("<select><option>", "</option></select>"),
        ("<table><tbody><tr><td>", "</td></tr></tbody></table>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<textarea>\n", "</textarea>"),
        ("<pre>", "</pre>"),
        ("<template>", "</template>"),
        ("<input value='", "'>"),
        ("<input value=", ">"),
        ("<svg viewBox=\"0\"><path d=\"", "\"/></svg>"),
        ("<math><mi>", "</mi></math>"),
        ("<noscript>", "</noscript>"),
        ("<h", ">t</h1>"),
        ("<x-", "></x->"),
    ];
    (prop::sample::select(kinds), inline()).prop_map(|((start, end), content)| {
        let mut parts = vec![text(start)];
        parts.extend(content);
        parts.push(text(end));
        parts
    })
}

fn table(content: impl Strategy<Value = Vec<Part>>) -> impl Strategy<Value = Vec<Part>> {
    let spaces = prop::sample::select(vec!["", "\n", "\n  "]);
    (content, spaces, any::<bool>()).prop_map(|(content, space, has_body)| {
        let mut row = vec![
            text(format!("{space}<tr live-key=\"")),
            slot(),
            text("\"><td>"),
        ];
        row.extend(content);
        row.push(text(format!("</td><td>{space}</td></tr>{space}")));
        let list = Part::List {
            item: row,
            empty: vec![text("<tr><td>none</td></tr>")],
            line: 1,
        };
        if has_body {
            vec![text("<table><tbody>"), list, text("</tbody></table>")]
        } else {
            vec![text("<table>"), list, text("</table>")]
        }
    })
}

fn content(depth: u32) -> BoxedStrategy<Vec<Part>> {
    if depth == 0 {
        return inline().boxed();
    }
    let inner = content(depth - 1);
    let piece = prop_oneof![
        4 => element(inner.clone()),
        3 => inline(),
        2 => odd_element(),
        1 => table(inner.clone()),
        1 => prop::sample::select(STRAY.to_vec()).prop_map(|tag| vec![text(tag)]),
        3 => vec(inner.clone(), 1..3).prop_map(|branches| vec![Part::Choice { branches, line: 1 }]),
        3 => (inner.clone(), inner.clone()).prop_map(|(item, empty)| vec![Part::List { item, empty, line: 1 }]),
        2 => (element(inner.clone()), prop::sample::select(vec!["", "\n", " "])).prop_map(|(item, space)| {
            let mut item = item;
            item.insert(0, text(space));
            item.push(text(space));
            vec![Part::List { item, empty: Vec::new(), line: 1 }]
        }),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat()).boxed()
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
    content(3).prop_map(merged).boxed()
}

pub(crate) fn any_page() -> BoxedStrategy<Vec<Part>> {
    let frames = vec![
        (
            "<!doctype html>\n<html>\n<head>\n<title>t</title>\n",
            "</head>\n<body class=\"x\">\n",
            "\n</body>\n</html>\n",
        ),
        (
            "<!DOCTYPE html><html lang=en><head>",
            "</head><body>",
            "</body></html>",
        ),
        ("<html><head></head><body>", "", "</body></html>"),
        ("<!doctype html><title>t</title>", "<main>", "</main>"),
        (
            "<!doctype html><html><head><meta charset=utf-8></head>",
            "<body>",
            "",
        ),
    ];
    let heads = prop_oneof![
        Just(Vec::new()),
        Just(vec![text("<title>"), slot(), text("</title>")]),
        Just(vec![Part::Choice {
            branches: vec![vec![text("<link rel=x>")]],
            line: 1
        }]),
        Just(vec![slot()]),
    ];
    (prop::sample::select(frames), heads, content(2))
        .prop_map(|((head, body, end), in_head, content)| {
            let mut parts = vec![text(head)];
            parts.extend(in_head);
            parts.push(text(body));
            parts.extend(content);
            parts.push(text(end));
            merged(parts)
        })
        .boxed()
}
