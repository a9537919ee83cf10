//! A template's parts to bodies: each parsed once, in its place, with marks for its slots.
//!
//! What the parser makes of a body is compared with what its tags say ([`super::outline`]). A slot is sound where both agree on the elements around it;
//! otherwise the nearest element that is sound is compared as a whole, or the body is doubtful, and with it the element that it stands in.

use std::sync::Arc;

use super::body::{Body, Kind, Role};
use super::chain::{Chain, PROBE, ends_unfinished};
use super::draft::Draft;
use super::notice::{Notice, Reason};
use super::part::Part;
use super::scan::{Scan, scan};
use super::source::{Marks, Source};

/// A body that does not stand alone.
pub(super) struct Doubt {
    pub(super) line: u32,
    pub(super) reason: Reason,
}

/// Bodies by number, and what slows them down.
pub(super) struct Compiler {
    pub(super) bodies: Vec<Body>,
    pub(super) notices: Vec<Notice>,
    marks: Marks,
}

impl Compiler {
    pub(super) fn new(parts: &[Part]) -> Self {
        Self {
            bodies: Vec::new(),
            notices: Vec::new(),
            marks: Marks::for_parts(parts),
        }
    }

    /// Compiles a template; `None` where its renders can only be compared as wholes.
    pub(super) fn root(&mut self, parts: &[Part], is_page: bool) -> Option<usize> {
        let chain = Arc::new(Chain::new(is_page, ""));
        let (bodies, notices) = (self.bodies.len(), self.notices.len());
        match self.body(parts, &chain, true) {
            Ok(body) => Some(body),
            Err(doubt) => {
                self.bodies.truncate(bodies);
                self.notices.truncate(notices);
                self.notices.push(Notice {
                    line: doubt.line,
                    reason: doubt.reason,
                    element: None,
                });
                None
            }
        }
    }

    fn body(&mut self, parts: &[Part], chain: &Arc<Chain>, is_root: bool) -> Result<usize, Doubt> {
        let source = Source::new(parts, &self.marks);
        let line = source.slots.first().map_or(0, |slot| line_of(slot));
        let doubt = |reason| Doubt { line, reason };
        let opening = chain.opening();
        let html = format!("{opening}{}<!--{PROBE}-->", source.html);
        let mut scan = scan(&html, chain.is_page, chain.depth, &self.marks)
            .filter(Scan::ends_with_comment)
            .ok_or_else(|| doubt(Reason::Unreadable))?;
        scan.remove_last_comment(PROBE);
        if !is_root && ends_unfinished(&source.html) {
            return Err(doubt(Reason::Unreadable));
        }
        if scan.has_clones {
            return Err(doubt(Reason::Moved));
        }
        if scan.outline.is_too_deep {
            return Err(doubt(Reason::TooDeep));
        }
        let leaks = scan.outline.leaks || !is_root && scan.outline.is_unsettled;
        if leaks || scan.outline.is_irregular_below(chain.depth) {
            return Err(doubt(Reason::Unbalanced));
        }
        let owner = chain
            .find_in(&scan.tree, &scan.nodes)
            .ok_or_else(|| doubt(Reason::Moved))?;
        let marks = self.marks.clone();
        let mut draft = Draft::new(&source, &scan, chain, owner, opening.len(), &marks);
        if is_root {
            draft.be_root();
        }
        let stands_alone = is_root
            || draft.has_same_children(draft.base()) && scan.nests_as_written(chain.depth, owner);
        if !stands_alone {
            let is_made_up = draft.has_made_up_children(Some(draft.owner));
            return Err(doubt(if is_made_up {
                Reason::MadeUp
            } else {
                Reason::Moved
            }));
        }
        self.finish(draft)
    }

    /// Compiles what the slots of a body render, and gives up on elements that a slot does not stand alone in.
    fn finish(&mut self, mut draft: Draft) -> Result<usize, Doubt> {
        draft.find_slots();
        let mut kinds: Vec<Kind> = Vec::new();
        for slot in 0..draft.source.slots.len() {
            let kind = match draft.roles[slot] {
                Some(Role::Content(owner)) if draft.opaque_above(owner).is_none() => {
                    self.kind(&mut draft, slot, owner)
                }
                _ => no_kind(draft.source.slots[slot]),
            };
            kinds.push(kind);
        }
        if let Some(doubt) = draft.doubt.take() {
            return Err(doubt);
        }
        self.notices.extend(draft.notices());
        let body = draft.into_body(kinds, &self.bodies);
        self.bodies.push(body);
        Ok(self.bodies.len() - 1)
    }

    fn kind(&mut self, draft: &mut Draft, slot: usize, owner: Option<usize>) -> Kind {
        let part = draft.source.slots[slot];
        if matches!(part, Part::Value { .. }) {
            return Kind::Value;
        }
        let chain = draft.chain_of(owner);
        let compiled = match part {
            Part::Choice { branches, .. } => branches
                .iter()
                .map(|branch| self.body(branch, &chain, false))
                .collect::<Result<_, _>>()
                .map(Kind::Choice),
            Part::Template { known, .. } => Ok(Kind::Template(
                known
                    .iter()
                    .map(|template| self.template(template, &chain))
                    .collect(),
            )),
            Part::List { item, empty, .. } => self.body(item, &chain, false).and_then(|item| {
                Ok(Kind::List {
                    item: Some(item),
                    empty: Some(self.body(empty, &chain, false)?),
                })
            }),
            Part::Value { .. } | Part::Text(_) => Ok(Kind::Value),
        };
        compiled.unwrap_or_else(|doubt| {
            let line = if doubt.line == 0 {
                line_of(part)
            } else {
                doubt.line
            };
            draft.give_up(owner, line, doubt.reason);
            no_kind(part)
        })
    }
}

impl Compiler {
    /// Compiles a template whose place may have others as well; `None` if it does not stand alone, which is no fault of its surroundings.
    fn template(&mut self, parts: &[Part], chain: &Arc<Chain>) -> Option<usize> {
        let (bodies, notices) = (self.bodies.len(), self.notices.len());
        let body = self.body(parts, chain, false).ok();
        if body.is_none() {
            self.bodies.truncate(bodies);
            self.notices.truncate(notices);
        }
        body
    }
}

pub(super) fn line_of(part: &Part) -> u32 {
    match part {
        Part::Text(_) => 0,
        Part::Value { line }
        | Part::Choice { line, .. }
        | Part::Template { line, .. }
        | Part::List { line, .. } => *line,
    }
}

/// The kind of a slot whose inside does not matter.
fn no_kind(part: &Part) -> Kind {
    match part {
        Part::Text(_) | Part::Value { .. } => Kind::Value,
        Part::Choice { .. } => Kind::Choice(Vec::new()),
        Part::Template { .. } => Kind::Template(Vec::new()),
        Part::List { .. } => Kind::List {
            item: None,
            empty: None,
        },
    }
}
