//! Random templates, and random values for their slots.

mod markup;
mod text;
mod words;

use enliven_vdom::layout::{Part, Rendered};

pub(crate) use markup::{any_page, any_template};
use words::{KEYS, ODD, PLAIN};

pub(crate) use text::{read_case, read_parts, write_case};

/// The line of slots whose values are keys.
pub(crate) const KEY: u32 = 2;

/// Numbers that are the same for the same seed.
pub(crate) struct Random {
    state: u64,
    /// One of how many values is odd; 0 for none.
    oddity: usize,
    has_objects: bool,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self {
            state: seed | 1,
            oddity: 0,
            has_objects: false,
        };
        random.oddity = [0, 0, 40, 5][random.below(4)];
        random.has_objects = random.below(2) == 0;
        random
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from((self.state >> 11) % bound as u64).expect("below a usize")
    }
}

/// What the slots of some parts hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filled {
    Value(String),
    Choice(usize, Vec<Filled>),
    List(Vec<Vec<Filled>>, Vec<Filled>),
    /// At the end of an item: what object it stands for.
    Object(u32),
}

/// How many objects there are.
const OBJECTS: usize = 12;

/// What the slots of an item hold, and at times what object it stands for.
fn fill_item(parts: &[Part], random: &mut Random) -> Vec<Filled> {
    let mut item = fill(parts, random);
    if random.has_objects && random.below(8) > 0 {
        let object = 1 + random.below(OBJECTS);
        item.push(Filled::Object(u32::try_from(object).expect("it is small")));
    }
    item
}

fn value(line: u32, random: &mut Random) -> String {
    let values = if random.oddity > 0 && random.below(random.oddity) == 0 {
        ODD
    } else if line == KEY {
        KEYS
    } else {
        PLAIN
    };
    values[random.below(values.len())].to_owned()
}

pub(crate) fn fill(parts: &[Part], random: &mut Random) -> Vec<Filled> {
    parts
        .iter()
        .filter(|part| !matches!(part, Part::Text(_)))
        .map(|part| fill_slot(part, random))
        .collect()
}

fn fill_slot(part: &Part, random: &mut Random) -> Filled {
    match part {
        Part::Text(_) => Filled::Value(String::new()),
        Part::Value { line } => Filled::Value(value(*line, random)),
        Part::Choice { branches, .. } => {
            let branch = random.below(branches.len() + 1);
            let inside = branch
                .checked_sub(1)
                .map_or(Vec::new(), |branch| fill(&branches[branch], random));
            Filled::Choice(branch, inside)
        }
        Part::Template { known, .. } if random.below(6) == 0 || known.is_empty() => {
            Filled::Value(value(1, random))
        }
        Part::Template { known, .. } => {
            let template = random.below(known.len());
            Filled::Choice(template + 1, fill(&known[template], random))
        }
        Part::List { item, empty, .. } => {
            let most = if random.below(4) == 0 { 9 } else { 4 };
            let count = random.below(most);
            let items = (0..count).map(|_| fill_item(item, random)).collect();
            Filled::List(items, fill(empty, random))
        }
    }
}

/// Changes some of it.
pub(crate) fn refill(parts: &[Part], data: &mut [Filled], random: &mut Random) {
    // Few changes or many: one changed slot takes other ways than several.
    let rarity = [2, 4, 12][random.below(3)];
    refill_slots(parts, data, rarity, random);
}

fn refill_slots(parts: &[Part], data: &mut [Filled], rarity: usize, random: &mut Random) {
    let slots = parts.iter().filter(|part| !matches!(part, Part::Text(_)));
    for (part, filled) in slots.zip(data) {
        let is_key = matches!(part, Part::Value { line: KEY });
        if random.below(if is_key { 4 * rarity } else { rarity }) == 0 {
            *filled = fill_slot(part, random);
            continue;
        }
        if let (Part::Template { known, .. }, Filled::Choice(template, inside)) = (part, &*filled)
            && random.below(6) == 0
        {
            // The same markup, but of a template that is not known.
            *filled = Filled::Value(render(&known[template - 1], inside).html);
            continue;
        }
        match (part, filled) {
            (
                Part::Choice { branches, .. }
                | Part::Template {
                    known: branches, ..
                },
                Filled::Choice(branch, inside),
            ) if *branch > 0 => {
                refill_slots(&branches[*branch - 1], inside, rarity, random);
            }
            (Part::List { item, empty, .. }, Filled::List(items, stand_in)) => {
                for inside in items.iter_mut() {
                    if random.below(2) == 0 {
                        refill_slots(item, inside, rarity, random);
                    }
                }
                for _ in 0..random.below(3) {
                    reorder(item, items, random);
                }
                refill_slots(empty, stand_in, rarity, random);
            }
            _ => {}
        }
    }
}

fn reorder(item: &[Part], items: &mut Vec<Vec<Filled>>, random: &mut Random) {
    let length = items.len();
    match random.below(8) {
        0 => {
            let at = random.below(length + 1);
            items.insert(at, fill_item(item, random));
        }
        1 if length > 0 => {
            items.remove(random.below(length));
        }
        2 if length > 1 => {
            let (from, to) = (random.below(length), random.below(length));
            items.swap(from, to);
        }
        3 => items.reverse(),
        4 if length > 1 => {
            let moved = items.remove(random.below(length));
            items.insert(random.below(length), moved);
        }
        5 if length > 0 => {
            let copied = items[random.below(length)].clone();
            items.insert(random.below(length + 1), copied);
        }
        6 => items.clear(),
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
            (Part::Template { .. }, Filled::Value(value)) => {
                let begun = out.trace.begin(out.html.len());
                out.html.push_str(value);
                out.trace.end(begun, 0, out.html.len());
            }
            (
                Part::Choice { branches, .. }
                | Part::Template {
                    known: branches, ..
                },
                Filled::Choice(branch, inside),
            ) => {
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
                let objects = objects(items);
                if objects.iter().any(|object| *object > 0) {
                    out.trace.objects(&objects);
                }
                out.trace.end(begun, items.len(), out.html.len());
            }
            _ => unreachable!("values of another form than the slots"),
        }
    }
}

fn objects(items: &[Vec<Filled>]) -> Vec<u32> {
    let objects = items.iter().map(|item| match item.last() {
        Some(Filled::Object(object)) => *object,
        _ => 0,
    });
    objects.collect()
}
