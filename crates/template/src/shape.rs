//! What a program is to `enliven_vdom`: static markup, and slots in between.
//!
//! [`crate::render::render_traced`] notes where each slot lies in a render, by the same [`Shape`]s.

use enliven_vdom::layout::Part;

use crate::program::{Body, Branch, For, Node, Program, Source, Symbols, Tag};

/// What a tag is among the slots of a template.
pub(crate) enum Shape<'p, S: Symbols> {
    /// It writes nothing.
    Nothing,
    /// What it writes is one value.
    Value,
    /// It renders one of these bodies, or none.
    Choice(&'p [Branch<S>]),
    /// It renders its body for each item.
    List(&'p For<S>),
    /// It renders this text and this body.
    Through(&'p str, &'p Body<S>),
    /// It renders a program that is found at run time, or this body of its own.
    Template(Option<&'p Body<S>>),
}

impl<S: Symbols> Tag<S> {
    pub(crate) fn shape(&self) -> Shape<'_, S> {
        match self {
            Self::If(branches) => Shape::Choice(branches),
            Self::For(tag) => Shape::List(tag),
            Self::With(tag) => Shape::Through("", &tag.body),
            Self::Autoescape(tag) => Shape::Through("", &tag.body),
            Self::Language(tag) => Shape::Through("", &tag.body),
            Self::Localize(tag) => Shape::Through("", &tag.body),
            Self::LocalTime(tag) => Shape::Through("", &tag.body),
            Self::Timezone(tag) => Shape::Through("", &tag.body),
            Self::Extended(tag) => Shape::Through(&tag.before, &tag.body),
            Self::Chosen(block) => Shape::Through("", &block.body),
            Self::Included(tag) => Shape::Through("", &tag.body),
            Self::Include(_) | Self::Inclusion(_) | Self::Extends(_) => Shape::Template(None),
            Self::Block(tag) => Shape::Template(Some(&tag.body)),
            Self::Regroup(_) => Shape::Nothing,
            Self::Url(_)
            | Self::Static(_)
            | Self::Translate(_)
            | Self::Now(_)
            | Self::FirstOf(_)
            | Self::WidthRatio(_)
            | Self::Call(_)
                if self.target().is_some() =>
            {
                Shape::Nothing
            }
            _ => Shape::Value,
        }
    }
}

/// How deep tags may nest in a program whose slots are known, those of the templates that it finds at run time included.
pub(crate) const DEEPEST: usize = 100;

/// A program's static markup and slots.
pub struct Parts<S: Symbols> {
    /// In order; for the line of a slot stands its number among `sources`, counted from 1.
    pub parts: Vec<Part>,
    /// Where the slots stand in their templates.
    pub sources: Vec<Source<S>>,
    /// Tags that render programs found at run time, in the order of their parts.
    pub(crate) finders: Vec<Finder>,
    /// How deep its tags nest.
    pub(crate) depth: usize,
}

/// A tag that renders a program found at run time.
pub(crate) struct Finder {
    /// What tells it from the others of its program.
    pub(crate) address: usize,
    /// How deep it stands.
    pub(crate) level: usize,
    /// Whether it may render a body of its own instead.
    pub(crate) has_own: bool,
}

/// What tells a tag from the others of its program, while there is that program.
pub(crate) fn address_of<S: Symbols>(source: &Source<S>) -> usize {
    std::ptr::from_ref(source).addr()
}

/// A program's static markup and slots; `None` if its tags nest too deep for it. Templates found at run time are not among them.
pub fn parts<S: Symbols>(program: &Program<S>) -> Option<Parts<S>> {
    let mut drawn = Parts {
        parts: Vec::new(),
        sources: Vec::new(),
        finders: Vec::new(),
        depth: 0,
    };
    drawn.parts = drawn.parts_of(&program.body, DEEPEST)?;
    Some(drawn)
}

impl<S: Symbols> Parts<S> {
    fn note(&mut self, source: &Source<S>) -> u32 {
        self.sources.push(source.clone());
        u32::try_from(self.sources.len()).unwrap_or(0)
    }

    fn parts_of(&mut self, nodes: &[Node<S>], levels: usize) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        self.add_parts(nodes, levels, &mut parts)?;
        Some(parts)
    }

    fn add_parts(&mut self, nodes: &[Node<S>], levels: usize, parts: &mut Vec<Part>) -> Option<()> {
        let levels = levels.checked_sub(1)?;
        self.depth = self.depth.max(DEEPEST - levels);
        for node in nodes {
            match node {
                Node::Text(text) => add_text(text, parts),
                Node::Variable(_, source) | Node::Foreign(source) => {
                    let line = self.note(source);
                    parts.push(Part::Value { line });
                }
                Node::Tag(tag, source) => {
                    let line = self.note(source);
                    let shape = tag.shape();
                    if let Shape::Template(own) = shape {
                        self.finders.push(Finder {
                            address: address_of(source),
                            level: DEEPEST - levels,
                            has_own: own.is_some(),
                        });
                    }
                    self.add_tag(&shape, line, levels, parts)?;
                }
            }
        }
        Some(())
    }

    fn add_tag(
        &mut self,
        shape: &Shape<'_, S>,
        line: u32,
        levels: usize,
        parts: &mut Vec<Part>,
    ) -> Option<()> {
        match shape {
            Shape::Nothing => {}
            Shape::Value => parts.push(Part::Value { line }),
            Shape::Choice(branches) => {
                let branches = branches.iter();
                parts.push(Part::Choice {
                    branches: branches
                        .map(|branch| self.parts_of(&branch.body, levels))
                        .collect::<Option<_>>()?,
                    line,
                });
            }
            Shape::List(tag) => parts.push(Part::List {
                item: self.parts_of(&tag.body, levels)?,
                empty: self.parts_of(&tag.empty, levels)?,
                line,
            }),
            Shape::Through(before, body) => {
                add_text(before, parts);
                self.add_parts(body, levels, parts)?;
            }
            Shape::Template(own) => {
                let own = own.map(|body| self.parts_of(body, levels));
                parts.push(Part::Template {
                    known: own.into_iter().collect::<Option<_>>()?,
                    line,
                });
            }
        }
        Some(())
    }
}

/// Text merges with what stands before it.
fn add_text(text: &str, parts: &mut Vec<Part>) {
    if text.is_empty() {
        return;
    }
    if let Some(Part::Text(before)) = parts.last_mut() {
        *before = format!("{before}{text}").into();
    } else {
        parts.push(Part::Text(text.into()));
    }
}
