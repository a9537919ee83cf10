//! Likeness: pairs between two short runs of unmatched nodes, in order, that keep as much as possible.

use html5ever::{LocalName, local_name};

use crate::dom::{Data, Element};

use super::children::{Key, Side};

/// Runs whose lengths multiply to more are paired one by one.
const MAX_CELLS: usize = 40_000;

/// How far ahead a long run is searched for a node of the same kind.
const LOOK_AHEAD: usize = 8;

const EQUAL: u32 = 64;

/// Pairs of indices from `old` and `new`, ascending on both sides.
pub(super) fn align(
    old_side: &Side,
    old: &[usize],
    new_side: &Side,
    new: &[usize],
) -> Vec<(usize, usize)> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let likeness = Likeness {
        old: old_side,
        new: new_side,
    };
    if old.len() * new.len() <= MAX_CELLS {
        align_best(&likeness, old, new)
    } else {
        align_in_turn(&likeness, old, new)
    }
}

/// The pairs with the greatest sum of likeness: dynamic programming from the ends, ties going to the earlier pair.
fn align_best(likeness: &Likeness, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut scores = vec![0; old.len() * new.len()];
    let mut best = vec![0; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let score = likeness.score(old[i], new[j]);
            scores[i * new.len() + j] = score;
            let paired = if score > 0 {
                score + best[(i + 1) * width + j + 1]
            } else {
                0
            };
            best[i * width + j] = paired
                .max(best[(i + 1) * width + j])
                .max(best[i * width + j + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let score = scores[i * new.len() + j];
        let here = best[i * width + j];
        if score > 0 && here == score + best[(i + 1) * width + j + 1] {
            pairs.push((old[i], new[j]));
            i += 1;
            j += 1;
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Each new node with the next old one of its kind: for runs too long to weigh all pairs.
fn align_in_turn(likeness: &Likeness, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut at = 0;
    for new in new {
        let ahead = old.iter().enumerate().skip(at).take(LOOK_AHEAD);
        let found = ahead
            .into_iter()
            .find(|(_, old)| likeness.score(**old, *new) > 0);
        if let Some((position, old)) = found {
            pairs.push((*old, *new));
            at = position + 1;
        }
    }
    pairs
}

struct Likeness<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
}

impl Likeness<'_> {
    /// 0 where the one cannot become the other.
    fn score(&self, old: usize, new: usize) -> u32 {
        let is_equal = self.old.hash(old) == self.new.hash(new);
        match (self.old.data(old), self.new.data(new)) {
            (Data::Element(left), Data::Element(right)) if left.name == right.name => {
                if is_equal {
                    EQUAL
                } else {
                    self.score_elements(old, left, new, right)
                }
            }
            (Data::Text(left), Data::Text(right)) => {
                let is_blank = |text: &str| text.bytes().all(|byte| byte.is_ascii_whitespace());
                if is_equal {
                    EQUAL
                } else {
                    2 + u32::from(is_blank(left) == is_blank(right))
                }
            }
            (Data::Comment(_), Data::Comment(_)) => {
                if is_equal {
                    EQUAL
                } else {
                    3
                }
            }
            _ => 0,
        }
    }

    fn score_elements(&self, old: usize, left: &Element, new: usize, right: &Element) -> u32 {
        let keys = (self.old.key(old), self.new.key(new));
        let score = match keys {
            (Some(Key::Live(_)), _) | (_, Some(Key::Live(_))) => return 0,
            (Some(_), Some(_)) if self.is_among_keyed(left) => return 0,
            (Some(_), Some(_)) => 4,
            (None, None) => 10,
            _ => 6,
        };
        let content = if self.begins_alike(old, new) { 8 } else { 0 };
        (score + content + score_attributes(left, right))
            .saturating_sub(6)
            .max(1)
    }

    /// Whether ids tell elements of this name apart here; then another id is another element.
    fn is_among_keyed(&self, element: &Element) -> bool {
        self.old.is_keyed_name(&element.name) || self.new.is_keyed_name(&element.name)
    }

    fn begins_alike(&self, old: usize, new: usize) -> bool {
        let first = |side: &Side, index: usize| {
            let child = side.tree.children(side.nodes[index]).first()?;
            Some(side.hashes.get(*child))
        };
        let left = first(self.old, old);
        left.is_some() && left == first(self.new, new)
    }
}

/// From 0 to 18, 6 where nothing speaks for or against.
fn score_attributes(left: &Element, right: &Element) -> u32 {
    if left.has_attributes_of(right) {
        return 18;
    }
    let mut score = 6;
    for (name, weight) in [
        (local_name!("name"), 6),
        (local_name!("type"), 2),
        (local_name!("class"), 2),
    ] {
        score = weigh(score, left, right, &name, weight);
    }
    score.min(17)
}

fn weigh(score: u32, left: &Element, right: &Element, name: &LocalName, weight: u32) -> u32 {
    match (left.attribute(name), right.attribute(name)) {
        (None, None) => score,
        (left, right) if left == right => score + weight,
        _ => score.saturating_sub(weight),
    }
}

#[cfg(test)]
mod tests {
    use crate::work::steps_of;
    use crate::{Tree, diff};

    fn list(unkeyed: usize, prefix: &str) -> Tree {
        let keyed: Vec<String> = (0..190)
            .map(|item| format!("<li id={prefix}{item}>{prefix}{item}</li>"))
            .collect();
        let html = format!("<ul>{}{}", "<li>x</li>".repeat(unkeyed), keyed.concat());
        Tree::parse_fragment(&html)
    }

    #[test]
    fn siblings_that_stay_are_not_looked_at_for_each_pair_that_is_weighed() {
        let steps = |unkeyed| {
            let (old, new) = (list(unkeyed, "a"), list(unkeyed, "b"));
            steps_of(|| diff(&old, &new))
        };
        let (few, many) = (steps(0), steps(1_000));
        assert!(many - few <= 10 * 1_000, "{few} keys read, then {many}");
    }
}
