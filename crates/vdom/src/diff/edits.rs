//! From who is who to what to do: removals, then moves and insertions from left to right.

use std::ops::Range;

use super::lis::longest_increasing;

/// A change to a list of children; indices are those at the time of the edit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    Remove {
        index: usize,
        count: usize,
    },
    Move {
        from: usize,
        to: usize,
        count: usize,
    },
    Insert {
        index: usize,
        run: Range<usize>,
    },
}

/// The edits that turn `0..old_len` into the list whose items are old ones (`Some`) or new (`None`).
pub(crate) fn edits(old_len: usize, matches: &[Option<usize>]) -> Vec<Edit> {
    let mut is_kept = vec![false; old_len];
    for old in matches.iter().flatten() {
        is_kept[*old] = true;
    }
    let mut edits = removals(&is_kept);
    if matches.iter().flatten().is_sorted() {
        edits.extend(insertions(matches));
        return edits;
    }
    let mut ranks = vec![0; old_len];
    let mut kept = 0;
    for (old, is_kept) in is_kept.iter().enumerate() {
        ranks[old] = kept;
        kept += usize::from(*is_kept);
    }
    let ranked: Vec<Option<usize>> = matches
        .iter()
        .map(|old| old.map(|old| ranks[old]))
        .collect();
    Placement::new(&ranked, kept).run(&ranked, &mut edits);
    edits
}

/// From the end, so that an index is the same before and after the removals already listed.
fn removals(is_kept: &[bool]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut end = is_kept.len();
    while end > 0 {
        let mut start = end;
        while start > 0 && !is_kept[start - 1] {
            start -= 1;
        }
        if start < end {
            edits.push(Edit::Remove {
                index: start,
                count: end - start,
            });
        }
        end = start.saturating_sub(1);
    }
    edits
}

/// From the beginning, where all that is kept is in its place.
fn insertions(matches: &[Option<usize>]) -> impl Iterator<Item = Edit> {
    let mut end = 0;
    let runs = matches.chunk_by(|left, right| left.is_none() == right.is_none());
    runs.filter_map(move |run| {
        let start = end;
        end += run.len();
        run[0].is_none().then_some(Edit::Insert {
            index: start,
            run: start..end,
        })
    })
}

/// The list while it is put in order, from left to right.
///
/// Items that stay where they are split the list; those that wait to be moved ("stragglers") stand, in their old order, before the next
/// stayer of higher rank and behind everything that was placed after the stayer below.
struct Placement {
    stays: Vec<bool>,
    /// For each rank, the stayers below it.
    stayers_below: Vec<usize>,
    /// For each rank, the first stayer above it, as its index in the new list.
    next_stayer: Vec<Option<usize>>,
    stragglers: Counter,
    last_stayer: Option<usize>,
    stayers_placed: usize,
}

impl Placement {
    fn new(ranked: &[Option<usize>], kept: usize) -> Self {
        let order: Vec<usize> = ranked.iter().flatten().copied().collect();
        let mut stays = vec![false; kept];
        for (rank, is_member) in order.iter().zip(longest_increasing(&order)) {
            stays[*rank] = is_member;
        }
        let mut stayers_below = Vec::with_capacity(kept);
        let mut count = 0;
        for stays in &stays {
            stayers_below.push(count);
            count += usize::from(*stays);
        }
        let mut index_of = vec![0; kept];
        for (index, rank) in ranked.iter().enumerate() {
            if let Some(rank) = rank {
                index_of[*rank] = index;
            }
        }
        let mut next_stayer = vec![None; kept];
        let mut next = None;
        for rank in (0..kept).rev() {
            next_stayer[rank] = next;
            if stays[rank] {
                next = Some(index_of[rank]);
            }
        }
        let stragglers = Counter::new(&stays);
        Self {
            stays,
            stayers_below,
            next_stayer,
            stragglers,
            last_stayer: None,
            stayers_placed: 0,
        }
    }

    fn run(mut self, ranked: &[Option<usize>], edits: &mut Vec<Edit>) {
        let mut index = 0;
        while index < ranked.len() {
            let count = match ranked[index] {
                Some(rank) if self.stays[rank] => {
                    self.last_stayer = Some(rank);
                    self.stayers_placed += 1;
                    1
                }
                Some(rank) => self.move_run(ranked, index, rank, edits),
                None => {
                    let count = ranked[index..]
                        .iter()
                        .take_while(|rank| rank.is_none())
                        .count();
                    let run = index..index + count;
                    edits.push(Edit::Insert {
                        index: self.point(index),
                        run,
                    });
                    count
                }
            };
            index += count;
        }
    }

    /// Where the next item goes: behind the placed ones and the stragglers among them.
    fn point(&self, placed: usize) -> usize {
        placed
            + self
                .last_stayer
                .map_or(0, |rank| self.stragglers.below(rank))
    }

    fn move_run(
        &mut self,
        ranked: &[Option<usize>],
        index: usize,
        rank: usize,
        edits: &mut Vec<Edit>,
    ) -> usize {
        let count = (0..ranked.len() - index)
            .take_while(|offset| {
                ranked[index + offset] == Some(rank + offset) && !self.stays[rank + offset]
            })
            .count();
        let point = self.point(index);
        let from = self.stragglers.below(rank)
            + match self.last_stayer {
                Some(last) if rank < last => {
                    self.next_stayer[rank].expect("the last stayer is above this rank")
                }
                _ => index + self.stayers_below[rank] - self.stayers_placed,
            };
        let to = if from < point { point - count } else { point };
        if from != to {
            edits.push(Edit::Move { from, to, count });
        }
        for rank in rank..rank + count {
            self.stragglers.remove(rank);
        }
        count
    }
}

/// Counts the marked numbers below a bound: a Fenwick tree.
struct Counter(Vec<usize>);

impl Counter {
    /// Marks the numbers that are `false`.
    fn new(unmarked: &[bool]) -> Self {
        let mut sums = vec![0; unmarked.len() + 1];
        for (number, is_unmarked) in unmarked.iter().enumerate() {
            let node = number + 1;
            sums[node] += usize::from(!is_unmarked);
            let parent = node + (node & node.wrapping_neg());
            if parent < sums.len() {
                sums[parent] += sums[node];
            }
        }
        Self(sums)
    }

    fn below(&self, bound: usize) -> usize {
        let mut node = bound;
        let mut sum = 0;
        while node > 0 {
            sum += self.0[node];
            node &= node - 1;
        }
        sum
    }

    fn remove(&mut self, number: usize) {
        let mut node = number + 1;
        while node < self.0.len() {
            self.0[node] -= 1;
            node += node & node.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Edit, edits};

    /// Old items are their numbers; new ones are 1,000 and their place.
    fn perform(old_len: usize, edits: &[Edit]) -> Vec<usize> {
        let mut list: Vec<usize> = (0..old_len).collect();
        for edit in edits {
            match edit {
                Edit::Remove { index, count } => drop(list.drain(*index..index + count)),
                Edit::Move { from, to, count } => {
                    let run: Vec<usize> = list.drain(*from..from + count).collect();
                    list.splice(*to..*to, run);
                }
                Edit::Insert { index, run } => {
                    list.splice(*index..*index, run.clone().map(|place| 1_000 + place));
                }
            }
        }
        list
    }

    /// Old items, some of them left out.
    fn kept(old_len: usize) -> impl Strategy<Value = Vec<usize>> {
        let old: Vec<usize> = (0..old_len).collect();
        proptest::sample::subsequence(old, 0..=old_len)
    }

    fn lists() -> impl Strategy<Value = (usize, Vec<Option<usize>>)> {
        (0..40_usize).prop_flat_map(|old_len| {
            let kept = prop_oneof![kept(old_len), kept(old_len).prop_shuffle()];
            let list =
                (kept, proptest::collection::vec(0..60_usize, 0..10)).prop_map(|(kept, places)| {
                    let mut list: Vec<Option<usize>> = kept.into_iter().map(Some).collect();
                    for place in places {
                        list.insert(place.min(list.len()), None);
                    }
                    list
                });
            (Just(old_len), list)
        })
    }

    proptest! {
        #[test]
        fn performing_the_edits_gives_the_new_list((old_len, matches) in lists()) {
            let wanted: Vec<usize> = matches
                .iter()
                .enumerate()
                .map(|(place, old)| old.unwrap_or(1_000 + place))
                .collect();
            prop_assert_eq!(perform(old_len, &edits(old_len, &matches)), wanted);
        }

        #[test]
        fn one_run_taken_elsewhere_is_one_move(
            len in 2..40_usize, from in 0..40_usize, count in 1..4_usize, to in 0..40_usize,
        ) {
            let mut list: Vec<Option<usize>> = (0..len).map(Some).collect();
            let from = from % len;
            let count = count.min(len - from);
            let run: Vec<_> = list.drain(from..from + count).collect();
            let to = to % (list.len() + 1);
            list.splice(to..to, run);
            let edits = edits(len, &list);
            prop_assert_eq!(edits.len(), usize::from(from != to));
        }
    }
}
