//! Which text between nodes is which, once it is known of the nodes.

use super::expansion::Entry;

/// The side of a node on which the text stands that goes where it goes.
#[derive(Clone, Copy)]
enum Side {
    Before,
    Behind,
}

/// Pairs the texts among the entries of an element.
pub(super) fn match_texts(old: &[Entry], new: &[Entry], matches: &mut [Option<usize>]) {
    if matches.iter().flatten().is_sorted() {
        match_beside(old, new, matches);
        return;
    }
    // Where nodes move, each takes the text on one side along: on the side where fewer texts change.
    let before = pairs(old, new, matches, Side::Before);
    let paired = match count_different(old, new, &before) {
        0 => before,
        count => {
            let behind = pairs(old, new, matches, Side::Behind);
            if count_different(old, new, &behind) < count {
                behind
            } else {
                before
            }
        }
    };
    for pair in paired {
        if let (Some(old), Some(new)) = pair {
            matches[new] = Some(old);
        }
    }
}

/// The places of the texts beside the same nodes, and beside the element's end on that side, in both renders.
fn pairs(
    old: &[Entry],
    new: &[Entry],
    matches: &[Option<usize>],
    side: Side,
) -> Vec<(Option<usize>, Option<usize>)> {
    let kept = matches.iter().enumerate();
    let kept = kept.filter_map(|(new, old)| Some(((*old)?, new)));
    let beside =
        kept.map(|(before, after)| (text_of(old, before, side), text_of(new, after, side)));
    let outermost = (outermost_text(old, side), outermost_text(new, side));
    beside.chain([outermost]).collect()
}

fn text_of(entries: &[Entry], node: usize, side: Side) -> Option<usize> {
    let place = match side {
        Side::Before => node.checked_sub(1)?,
        Side::Behind => node + 1,
    };
    text_at(entries, place).and(Some(place))
}

/// The text that no node takes along.
fn outermost_text(entries: &[Entry], side: Side) -> Option<usize> {
    let place = match side {
        Side::Before => entries.len().checked_sub(1)?,
        Side::Behind => 0,
    };
    text_at(entries, place).and(Some(place))
}

fn text_at(entries: &[Entry], place: usize) -> Option<&str> {
    match entries.get(place)? {
        Entry::Text(text) => Some(text),
        Entry::Piece(_) => None,
    }
}

fn count_different(
    old: &[Entry],
    new: &[Entry],
    pairs: &[(Option<usize>, Option<usize>)],
) -> usize {
    let text = |entries, place: Option<usize>| text_at(entries, place?);
    let is_different = |(before, after): &&(_, _)| text(old, *before) != text(new, *after);
    pairs.iter().filter(is_different).count()
}

/// Pairs texts with those beside the same nodes, on either side: equal ones first.
fn match_beside(old: &[Entry], new: &[Entry], matches: &mut [Option<usize>]) {
    let mut is_free: Vec<bool> = old
        .iter()
        .map(|entry| matches!(entry, Entry::Text(_)))
        .collect();
    for must_be_equal in [true, false] {
        for index in 0..new.len() {
            let Entry::Text(text) = &new[index] else {
                continue;
            };
            if matches[index].is_some() {
                continue;
            }
            let behind = match index.checked_sub(1) {
                None => Some(0),
                Some(before) => matches[before].map(|old| old + 1),
            };
            let before = match matches.get(index + 1) {
                None => old.len().checked_sub(1),
                Some(after) => after.and_then(|old| old.checked_sub(1)),
            };
            let found = [behind, before].into_iter().flatten().find(|place| {
                is_free.get(*place) == Some(&true)
                    && (!must_be_equal || matches!(&old[*place], Entry::Text(old) if old == text))
            });
            if let Some(place) = found {
                is_free[place] = false;
                matches[index] = Some(place);
            }
        }
    }
}
