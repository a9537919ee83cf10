//! Items of one shape put in order, each with a text beside it.
//!
//! White space between items goes where they go. The texts between them are all the same; where the one before the first item, or the one behind the last,
//! is so too, nothing else is to do. Where neither is, two texts change when the item at that end does.

use std::ops::Range;

use super::body::{Body, Child};
use super::chain::Chain;
use super::check::{Stray, decode};
use super::compare::{Compare, Spot};
use super::rows::Rows;
use crate::diff::{Edit, edits, number};
use crate::patch::{Content, Patch};

/// The texts around items, as markup.
pub(super) struct Texts {
    between: String,
    /// Before the first item and behind the last one; `None` if more than static text may merge there.
    before: Option<String>,
    behind: Option<String>,
}

impl Texts {
    pub(super) fn of(item: &Body, spot: &Spot) -> Self {
        let text = |child: Option<&Child>| match child {
            Some(Child::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let (lead, trail) = (text(item.top.first()), text(item.top.last()));
        let left = spot.children.text_before(spot.moving);
        let right = spot.children.text_behind(spot.moving);
        Self {
            before: left.map(|left| format!("{left}{lead}")),
            behind: right.map(|right| format!("{trail}{right}")),
            between: trail + &lead,
        }
    }
}

/// The text that goes along with an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Along {
    Nothing,
    TextBefore,
    TextBehind,
}

/// What is moved, removed and inserted in a list.
pub(super) struct Units {
    along: Along,
    between: String,
    /// The text at that end of the list. Where there is none, or it is not known, the item there stays, and is no unit.
    end: Option<String>,
}

impl Units {
    /// The units that cost least; `None` where no text is known that could go along.
    pub(super) fn new(texts: Texts, matches: &[Option<usize>], old_len: usize) -> Option<Self> {
        let Texts {
            between,
            before,
            behind,
        } = texts;
        let is_between = |text: &Option<String>| text.as_ref() == Some(&between);
        let known = |text: Option<String>| text.filter(|text| !text.is_empty());
        let first_stays = matches.first() == Some(&Some(0));
        let last_stays = matches.last() == Some(&old_len.checked_sub(1));
        let (along, end) = if between.is_empty() {
            (Along::Nothing, None)
        } else if is_between(&before) || first_stays {
            (Along::TextBefore, known(before))
        } else if is_between(&behind) || last_stays {
            (Along::TextBehind, known(behind))
        } else if let Some(before) = known(before) {
            (Along::TextBefore, Some(before))
        } else {
            (Along::TextBehind, Some(known(behind)?))
        };
        Some(Self {
            along,
            between,
            end,
        })
    }

    /// Which of so many items are units.
    fn range(&self, len: usize) -> Range<usize> {
        match self.along {
            Along::TextBefore if self.end.is_none() => 1..len,
            Along::TextBehind if self.end.is_none() => 0..len - 1,
            _ => 0..len,
        }
    }

    /// The item at the end of which something else than the text between items stands.
    fn outermost(&self, len: usize) -> usize {
        match self.along {
            Along::TextBehind => len - 1,
            Along::TextBefore | Along::Nothing => 0,
        }
    }

    /// The text that goes along with an item.
    fn text(&self, item: usize, len: usize) -> &str {
        match &self.end {
            Some(end) if item == self.outermost(len) => end,
            _ => &self.between,
        }
    }
}

impl<'a> Compare<'a> {
    /// Removes, moves and inserts items.
    pub(super) fn edit_rows(
        &mut self,
        rows: &Rows<'a>,
        units: &Units,
        matches: &[Option<usize>],
    ) -> Result<(), Stray> {
        let (old, new) = (
            units.range(rows.items.old.items.len()),
            units.range(matches.len()),
        );
        let stride = rows.shape.stride;
        let place = |unit: usize| number(rows.place(units, unit + new.start));
        let partners: Vec<Option<usize>> = matches[new.clone()]
            .iter()
            .map(|partner| partner.map(|partner| partner - old.start))
            .collect();
        for edit in edits(old.len(), &partners) {
            let path = self.path();
            let patch = match edit {
                Edit::Remove { index, count } => Patch::Remove {
                    path,
                    index: place(index),
                    count: number(count * stride),
                },
                Edit::Move { from, to, count } => Patch::Move {
                    path,
                    from: place(from),
                    to: place(to),
                    count: number(count * stride),
                },
                Edit::Insert { index, run } => {
                    let run = run.start + new.start..run.end + new.start;
                    for item in run.clone() {
                        let item = rows.items.new.item(item).ok_or(Stray)?;
                        self.check_inserted(&item)?;
                    }
                    Patch::Insert {
                        path,
                        index: place(index),
                        content: Content::Markup(rows.markup(units, run).ok_or(Stray)?),
                    }
                }
            };
            self.patches.push(patch);
        }
        Ok(())
    }

    /// Gives the text at the end of the list to the item that stands there now, and takes it from the one that did.
    pub(super) fn mend_texts(
        &mut self,
        rows: &Rows<'a>,
        units: &Units,
        matches: &[Option<usize>],
        chain: &Chain,
    ) -> Result<(), Stray> {
        let outermost = units.outermost(matches.len());
        let was = units.outermost(rows.items.old.items.len());
        let is_ended = units.end.as_ref().is_some_and(|end| *end != units.between);
        if !is_ended || matches[outermost] == Some(was) {
            return Ok(());
        }
        let moved = matches.iter().position(|partner| *partner == Some(was));
        let arrived = matches[outermost].map(|_| outermost);
        for item in [arrived, moved].into_iter().flatten() {
            let mut path = self.path();
            path.steps.push(number(rows.text_place(units, item)));
            let data = decode(chain, units.text(item, matches.len()))?.into_owned();
            self.patches.push(Patch::Text { path, data });
        }
        Ok(())
    }
}

impl Rows<'_> {
    /// Where an item begins, with the text that goes along.
    fn place(&self, units: &Units, item: usize) -> usize {
        let first = self.base + item * self.shape.stride;
        first - usize::from(units.along == Along::TextBefore)
    }

    fn text_place(&self, units: &Units, item: usize) -> usize {
        let first = self.base + item * self.shape.stride;
        match units.along {
            Along::TextBehind => first + self.shape.inner,
            Along::TextBefore | Along::Nothing => first - 1,
        }
    }

    /// New items with their texts.
    fn markup(&self, units: &Units, run: Range<usize>) -> Option<String> {
        let side = &self.items.new;
        let start = side.item(run.start)?.outer_range(self.shape.first())?.start;
        let end = side.item(run.end - 1)?.outer_range(self.shape.last())?.end;
        let (html, len) = (&side.rendered().html[start..end], side.items.len());
        Some(match units.along {
            Along::Nothing => html.to_owned(),
            Along::TextBefore => format!("{}{html}", units.text(run.start, len)),
            Along::TextBehind => format!("{html}{}", units.text(run.end - 1, len)),
        })
    }
}
