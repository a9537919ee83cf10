//! What a node consists of, for all that goes through a program without rendering it.

use super::{
    Assignments, Autoescape, Block, BlockTranslate, Call, CallBlock, Chosen, Condition, Cycle,
    Expression, Extended, FilterBlock, FirstOf, Included, Language, LocalTime, Localize, Node, Now,
    Source, Static, Symbols, Tag, Timezone, Translate, Url, WidthRatio, With,
};

/// A part of a node.
pub enum Part<'p, S: Symbols> {
    /// Expressions that are evaluated.
    Expressions(&'p [Expression<S>]),
    /// Expressions that are evaluated, and the names that their values get.
    Assignments(&'p Assignments<S>),
    /// A condition that is evaluated.
    Condition(&'p Condition<S>),
    /// Nodes that are rendered.
    Body(&'p [Node<S>]),
    /// A constant.
    Literal(&'p S::Literal),
    /// A function that is called.
    Function(&'p S::Function),
    /// Nodes that are only named.
    Named(&'p S::Node),
    /// A template that is only named.
    Template(&'p S::Template),
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "deriving would ask the symbols to be `Copy`"
)]
impl<S: Symbols> Clone for Part<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Symbols> Copy for Part<'_, S> {}

impl<S: Symbols> Node<S> {
    /// Where it stands; text has no place.
    pub fn source(&self) -> Option<&Source<S>> {
        match self {
            Self::Text(_) => None,
            Self::Variable(_, source) | Self::Tag(_, source) | Self::Foreign(source) => {
                Some(source)
            }
        }
    }

    /// Calls a function with each part, in the order of the template, until one call fails.
    ///
    /// # Errors
    ///
    /// The function's.
    pub fn each_part<'p, E>(
        &'p self,
        visit: &mut dyn FnMut(Part<'p, S>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Text(_) | Self::Foreign(_) => Ok(()),
            Self::Variable(expression, _) => visit(one(expression)),
            Self::Tag(tag, _) => tag.each_part(visit),
        }
    }
}

type Visit<'v, 'p, S, E> = &'v mut dyn FnMut(Part<'p, S>) -> Result<(), E>;

impl<S: Symbols> Tag<S> {
    #[expect(clippy::too_many_lines, reason = "a flat match, one arm a tag")]
    pub(crate) fn each_part<'p, E>(&'p self, visit: Visit<'_, 'p, S, E>) -> Result<(), E> {
        use Part::{Assignments, Body, Expressions, Literal};
        match self {
            Self::CsrfToken => Ok(()),
            Self::If(branches) => branches.iter().try_for_each(|branch| {
                if let Some(condition) = &branch.condition {
                    visit(Part::Condition(condition))?;
                }
                visit(Body(&branch.body))
            }),
            Self::For(tag) => all(
                [one(&tag.sequence), Body(&tag.body), Body(&tag.empty)],
                visit,
            ),
            Self::With(tag) => all([Assignments(&tag.values), Body(&tag.body)], visit),
            Self::Extends(parent) => visit(one(parent)),
            Self::Include(tag) => all([one(&tag.template), Assignments(&tag.values)], visit),
            Self::Url(tag) => {
                let arguments = Expressions(&tag.arguments);
                all(
                    [one(&tag.view), arguments, Assignments(&tag.keywords)],
                    visit,
                )
            }
            Self::Static(tag) => visit(one(&tag.path)),
            Self::Translate(tag) => all([one(&tag.message), optional(tag.context.as_ref())], visit),
            Self::BlockTranslate(tag) => {
                let count = optional(tag.plural.as_ref().map(|plural| &plural.count));
                all(
                    [
                        Assignments(&tag.values),
                        count,
                        optional(tag.context.as_ref()),
                    ],
                    visit,
                )
            }
            Self::Language(tag) => all([one(&tag.language), Body(&tag.body)], visit),
            Self::Timezone(tag) => all([one(&tag.zone), Body(&tag.body)], visit),
            Self::Now(tag) => visit(Literal(&tag.format)),
            Self::Cycle(tag) => {
                visit(Expressions(&tag.values))?;
                tag.keys.iter().try_for_each(|key| visit(Literal(key)))
            }
            Self::FirstOf(tag) => visit(Expressions(&tag.values)),
            Self::IfChanged(tag) => all(
                [
                    Expressions(&tag.values),
                    Body(&tag.body),
                    Body(&tag.otherwise),
                ],
                visit,
            ),
            Self::Regroup(tag) => all([one(&tag.sequence), one(&tag.key)], visit),
            Self::WidthRatio(tag) => {
                all([one(&tag.value), one(&tag.maximum), one(&tag.width)], visit)
            }
            Self::Autoescape(Autoescape { body, .. })
            | Self::Block(Block { body, .. })
            | Self::Localize(Localize { body, .. })
            | Self::LocalTime(LocalTime { body, .. })
            | Self::Spaceless(body) => visit(Body(body)),
            Self::Filter(tag) => all([one(&tag.filters), Body(&tag.body)], visit),
            Self::Call(call) => all(parts_of_call(call), visit),
            Self::CallBlock(tag) => {
                all(parts_of_call(&tag.call), visit)?;
                visit(Body(&tag.body))
            }
            Self::Inclusion(tag) => all(parts_of_call(&tag.call), visit),
            Self::Extended(tag) => {
                for level in &*tag.levels {
                    let parts = [
                        Part::Named(&level.source.node),
                        Part::Template(&level.parent),
                    ];
                    all(parts, visit)?;
                }
                visit(Body(&tag.body))
            }
            Self::Chosen(block) => block.each_part(visit),
            Self::Super(tag) => {
                visit(one(&tag.expression))?;
                tag.overridden
                    .iter()
                    .try_for_each(|block| block.each_part(visit))
            }
            Self::Included(tag) => {
                let values = Assignments(&tag.tag.values);
                all([one(&tag.tag.template), values], visit)?;
                all([Part::Template(&tag.template), Body(&tag.body)], visit)
            }
        }
    }

    /// The lists of nodes in it.
    pub(crate) fn bodies_mut(&mut self) -> Vec<&mut super::Body<S>> {
        match self {
            Self::If(branches) => branches.iter_mut().map(|branch| &mut branch.body).collect(),
            Self::For(tag) => vec![&mut tag.body, &mut tag.empty],
            Self::IfChanged(tag) => vec![&mut tag.body, &mut tag.otherwise],
            Self::With(With { body, .. })
            | Self::Autoescape(Autoescape { body, .. })
            | Self::Block(Block { body, .. })
            | Self::Language(Language { body, .. })
            | Self::Timezone(Timezone { body, .. })
            | Self::Localize(Localize { body, .. })
            | Self::LocalTime(LocalTime { body, .. })
            | Self::Filter(FilterBlock { body, .. })
            | Self::CallBlock(CallBlock { body, .. })
            | Self::Extended(Extended { body, .. })
            | Self::Chosen(Chosen { body, .. })
            | Self::Included(Included { body, .. })
            | Self::Spaceless(body) => vec![body],
            Self::Super(tag) => tag
                .overridden
                .iter_mut()
                .map(|block| &mut block.body)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The variable that receives what would be printed.
    pub fn target(&self) -> Option<&S::Name> {
        match self {
            Self::Url(Url { target, .. })
            | Self::Static(Static { target, .. })
            | Self::Translate(Translate { target, .. })
            | Self::BlockTranslate(BlockTranslate { target, .. })
            | Self::Now(Now { target, .. })
            | Self::Cycle(Cycle { target, .. })
            | Self::FirstOf(FirstOf { target, .. })
            | Self::WidthRatio(WidthRatio { target, .. })
            | Self::Call(Call { target, .. }) => target.as_ref(),
            Self::CallBlock(tag) => tag.call.target.as_ref(),
            Self::Regroup(tag) => Some(&tag.target),
            _ => None,
        }
    }
}

impl<S: Symbols> Chosen<S> {
    fn each_part<'p, E>(&'p self, visit: Visit<'_, 'p, S, E>) -> Result<(), E> {
        self.queue
            .iter()
            .try_for_each(|node| visit(Part::Named(node)))?;
        visit(Part::Body(&self.body))
    }
}

fn one<S: Symbols>(expression: &Expression<S>) -> Part<'_, S> {
    Part::Expressions(std::slice::from_ref(expression))
}

fn optional<S: Symbols>(expression: Option<&Expression<S>>) -> Part<'_, S> {
    Part::Expressions(expression.map_or(&[], std::slice::from_ref))
}

fn parts_of_call<S: Symbols>(call: &Call<S>) -> [Part<'_, S>; 3] {
    [
        Part::Function(&call.function),
        Part::Expressions(&call.arguments),
        Part::Assignments(&call.keywords),
    ]
}

fn all<'p, S: Symbols, E, const N: usize>(
    parts: [Part<'p, S>; N],
    visit: Visit<'_, 'p, S, E>,
) -> Result<(), E> {
    parts.into_iter().try_for_each(visit)
}
