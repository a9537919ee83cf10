//! Templates and values as text, for cases that are kept.
//!
//! A case is a template, what its slots hold, and what they hold next, with `---` between. `{v}` is a value, `{if}a{else}b{/if}` a choice of
//! branches, `{in}a{or}b{/in}` one of several templates, `{for}item{empty}none{/for}` a list. Values are JSON: a string; the number of a branch,
//! counted from 1, and what it holds; the same of a template, or a string for one that is not known; what each item holds, at its end the number
//! of the object that it stands for if there is one, and what the stand-in of an empty list does.

use enliven_vdom::layout::Part;
use serde_json::{Value, json};

use super::Filled;

/// A template, and what it holds in one render and in the next.
pub(crate) struct Case {
    pub(crate) parts: Vec<Part>,
    pub(crate) old: Vec<Filled>,
    pub(crate) new: Vec<Filled>,
}

pub(crate) fn read_case(text: &str) -> Case {
    let mut sections = text.trim_end_matches('\n').split("\n---\n");
    let mut next = || sections.next().expect("a case has three parts");
    let parts = read_parts(next());
    let mut data = || {
        let data: Value = serde_json::from_str(next()).expect("values are JSON");
        filled(&parts, &data)
    };
    let (old, new) = (data(), data());
    Case { parts, old, new }
}

pub(crate) fn read_parts(text: &str) -> Vec<Part> {
    let mut reader = Reader {
        rest: text,
        parts: vec![Vec::new()],
    };
    reader.read();
    reader.parts.pop().expect("the outermost parts are left")
}

pub(crate) fn write_case(parts: &[Part], old: &[Filled], new: &[Filled]) -> String {
    let mut text = String::new();
    write_parts(parts, &mut text);
    format!("{text}\n---\n{}\n---\n{}", values(old), values(new))
}

fn write_parts(parts: &[Part], text: &mut String) {
    for part in parts {
        match part {
            Part::Text(markup) => {
                let escaped = markup.replace('\r', "{cr}").replace('\0', "{nul}");
                text.push_str(&escaped);
            }
            Part::Value { .. } => text.push_str("{v}"),
            Part::Choice { branches, .. } => {
                for (index, branch) in branches.iter().enumerate() {
                    text.push_str(if index == 0 { "{if}" } else { "{else}" });
                    write_parts(branch, text);
                }
                text.push_str("{/if}");
            }
            Part::Template { known, .. } => {
                text.push_str("{in}");
                for (index, template) in known.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "{or}" });
                    write_parts(template, text);
                }
                text.push_str("{/in}");
            }
            Part::List { item, empty, .. } => {
                text.push_str("{for}");
                write_parts(item, text);
                text.push_str("{empty}");
                write_parts(empty, text);
                text.push_str("{/for}");
            }
        }
    }
}

fn values(data: &[Filled]) -> Value {
    let values = data.iter().map(|filled| match filled {
        Filled::Value(value) => json!(value),
        Filled::Choice(branch, inside) => json!([branch, values(inside)]),
        Filled::List(items, stand_in) => {
            let items: Vec<Value> = items.iter().map(|item| values(item)).collect();
            json!([items, values(stand_in)])
        }
        Filled::Object(object) => json!(object),
    });
    values.collect()
}

fn filled(parts: &[Part], data: &Value) -> Vec<Filled> {
    let slots = parts.iter().filter(|part| !matches!(part, Part::Text(_)));
    let values = data.as_array().expect("slots are an array");
    let pairs = slots.zip(values);
    pairs
        .map(|(part, value)| match part {
            Part::Choice { branches, .. }
            | Part::Template {
                known: branches, ..
            } if value.is_array() => {
                let branch = value[0].as_u64().expect("a branch has a number");
                let branch = usize::try_from(branch).expect("it is small");
                let inside = branch.checked_sub(1).map(|branch| &branches[branch]);
                let inside = inside.map(|branch| filled(branch, &value[1]));
                Filled::Choice(branch, inside.unwrap_or_default())
            }
            Part::List { item, empty, .. } => {
                let items = value[0].as_array().expect("items are an array");
                let items = items.iter().map(|data| {
                    let object = data.as_array().and_then(|data| data.last()?.as_u64());
                    let object = object.and_then(|object| u32::try_from(object).ok());
                    let mut item = filled(item, data);
                    item.extend(object.map(Filled::Object));
                    item
                });
                Filled::List(items.collect(), filled(empty, &value[1]))
            }
            _ => Filled::Value(value.as_str().expect("a value is a string").to_owned()),
        })
        .collect()
}

/// Reads a template; the innermost parts are the last ones.
struct Reader<'a> {
    rest: &'a str,
    parts: Vec<Vec<Part>>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut branches = Vec::new();
        while !self.rest.is_empty() {
            let (text, rest) = self.rest.split_once('{').unwrap_or((self.rest, ""));
            self.text(text);
            let Some((tag, rest)) = rest.split_once('}') else {
                return;
            };
            self.rest = rest;
            match tag {
                "v" => self.push(Part::Value { line: 1 }),
                "cr" => self.text("\r"),
                "nul" => self.text("\0"),
                "if" | "for" | "in" => {
                    branches.push(Vec::new());
                    self.parts.push(Vec::new());
                }
                "else" | "empty" | "or" => {
                    let ended = self.end();
                    branches.last_mut().expect("it has begun").push(ended);
                    self.parts.push(Vec::new());
                }
                _ => {
                    let ended = self.end();
                    let mut bodies: Vec<Vec<Part>> = branches.pop().expect("it has begun");
                    bodies.push(ended);
                    let line = 1;
                    self.push(match tag {
                        "/for" => {
                            let empty = bodies.pop().expect("a list has a stand-in");
                            let item = bodies.pop().expect("a list has an item");
                            Part::List { item, empty, line }
                        }
                        "/in" => {
                            let known = bodies;
                            Part::Template { known, line }
                        }
                        _ => {
                            let branches = bodies;
                            Part::Choice { branches, line }
                        }
                    });
                }
            }
        }
    }

    fn end(&mut self) -> Vec<Part> {
        self.parts.pop().expect("it has begun")
    }

    fn push(&mut self, part: Part) {
        self.parts.last_mut().expect("some are open").push(part);
    }

    fn text(&mut self, text: &str) {
        let parts = self.parts.last_mut().expect("some are open");
        match parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(before)) => *before = format!("{before}{text}").into(),
            _ => parts.push(Part::Text(text.into())),
        }
    }
}
