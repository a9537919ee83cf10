//! The tags that the engine knows, one type each.

use super::{Assignments, Body, Chosen, Condition, Expression, Extended, Included, Super, Symbols};

/// A tag that the engine knows.
#[derive(Clone)]
pub enum Tag<S: Symbols> {
    /// `{% if %}` with its `elif` and `else` branches.
    If(Box<[Branch<S>]>),
    /// `{% for %}`.
    For(For<S>),
    /// `{% with %}`.
    With(With<S>),
    /// `{% autoescape %}`.
    Autoescape(Autoescape<S>),
    /// `{% include %}`.
    Include(Include<S>),
    /// `{% extends %}`; the blocks of the child are programs of their own, found by the host.
    Extends(Expression<S>),
    /// `{% block %}`.
    Block(Block<S>),
    /// `{% csrf_token %}`.
    CsrfToken,
    /// `{% url %}`.
    Url(Url<S>),
    /// `{% static %}`.
    Static(Static<S>),
    /// `{% translate %}`.
    Translate(Translate<S>),
    /// `{% blocktranslate %}`.
    BlockTranslate(BlockTranslate<S>),
    /// `{% language %}`.
    Language(Language<S>),
    /// `{% localize %}`.
    Localize(Localize<S>),
    /// `{% localtime %}`.
    LocalTime(LocalTime<S>),
    /// `{% timezone %}`.
    Timezone(Timezone<S>),
    /// `{% now %}`.
    Now(Now<S>),
    /// `{% cycle %}`.
    Cycle(Cycle<S>),
    /// `{% firstof %}`.
    FirstOf(FirstOf<S>),
    /// `{% ifchanged %}`.
    IfChanged(IfChanged<S>),
    /// `{% regroup %}`.
    Regroup(Regroup<S>),
    /// `{% widthratio %}`.
    WidthRatio(WidthRatio<S>),
    /// `{% spaceless %}`.
    Spaceless(Body<S>),
    /// `{% filter %}`.
    Filter(FilterBlock<S>),
    /// A tag made by `@register.simple_tag`.
    Call(Call<S>),
    /// A tag made by `@register.simple_block_tag`.
    CallBlock(CallBlock<S>),
    /// A tag made by `@register.inclusion_tag`.
    Inclusion(Inclusion<S>),
    /// An `{% extends %}` with what the parents render, in a [flat](crate::flatten) program.
    Extended(Extended<S>),
    /// A `{% block %}` with the body that wins, in a [flat](crate::flatten) program.
    Chosen(Chosen<S>),
    /// A `{{ block.super }}` with what it renders, in a [flat](crate::flatten) program.
    Super(Super<S>),
    /// An `{% include %}` with what the template renders, in a [flat](crate::flatten) program.
    Included(Included<S>),
}

/// One arm of an `{% if %}`.
#[derive(Clone)]
pub struct Branch<S: Symbols> {
    /// `None` in `{% else %}`.
    pub condition: Option<Condition<S>>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% for names in sequence %}`.
#[derive(Clone)]
pub struct For<S: Symbols> {
    /// One name, or several that each item is unpacked into.
    pub names: Box<[S::Name]>,
    /// What is iterated over.
    pub sequence: Expression<S>,
    /// Whether from the last item to the first.
    pub reversed: bool,
    /// Whether the body can see `forloop`; see [`crate::analysis`].
    pub counts: bool,
    /// Whether the markup of its items says which they are; see [`crate::has_key`].
    pub has_key: bool,
    /// Rendered for each item.
    pub body: Body<S>,
    /// Rendered when there is no item.
    pub empty: Body<S>,
}

/// `{% with values %}`.
#[derive(Clone)]
pub struct With<S: Symbols> {
    /// What the body sees.
    pub values: Assignments<S>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% autoescape on|off %}`.
#[derive(Clone)]
pub struct Autoescape<S: Symbols> {
    /// Whether values are escaped.
    pub on: bool,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% include template with values only %}`.
#[derive(Clone)]
pub struct Include<S: Symbols> {
    /// A name, or a template object.
    pub template: Expression<S>,
    /// What the template sees besides.
    pub values: Assignments<S>,
    /// Whether it sees these values only.
    pub isolated: bool,
}

/// `{% block name %}`.
#[derive(Clone)]
pub struct Block<S: Symbols> {
    /// By which a child template overrides it.
    pub name: Box<str>,
    /// What it renders unless a child overrides it.
    pub body: Body<S>,
    /// Whether the body can see `block`; see [`crate::analysis`].
    pub is_visible: bool,
}

/// `{% url view arguments keywords as target %}`.
#[derive(Clone)]
pub struct Url<S: Symbols> {
    /// The view's name.
    pub view: Expression<S>,
    /// Positional arguments.
    pub arguments: Box<[Expression<S>]>,
    /// Keyword arguments.
    pub keywords: Assignments<S>,
    /// The variable that receives the address, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% static path as target %}`.
#[derive(Clone)]
pub struct Static<S: Symbols> {
    /// The file's path below the static root.
    pub path: Expression<S>,
    /// The variable that receives the address, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% translate message context context noop as target %}`.
#[derive(Clone)]
pub struct Translate<S: Symbols> {
    /// What is translated; filters run on the translation.
    pub message: Expression<S>,
    /// What catalogues have it under, if it is a constant without filters and has no context.
    pub id: Option<S::Name>,
    /// What tells equal messages of different meaning apart.
    pub context: Option<Expression<S>>,
    /// Whether the message is printed as it is, and only marked for translators.
    pub is_marked_only: bool,
    /// The variable that receives the text, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% blocktranslate with values count counter context context as target %}`.
#[derive(Clone)]
pub struct BlockTranslate<S: Symbols> {
    /// What the message sees besides.
    pub values: Assignments<S>,
    /// The message, and for one item if there is a plural.
    pub singular: Message<S>,
    /// The message for other counts.
    pub plural: Option<Plural<S>>,
    /// What tells equal messages of different meaning apart.
    pub context: Option<Expression<S>>,
    /// The variable that receives the text, if it is not printed.
    pub target: Option<S::Name>,
}

/// A message with variables in it.
#[derive(Clone)]
pub struct Message<S: Symbols> {
    /// As catalogues have it: `%(name)s` for a variable, `%%` for a percent sign.
    pub id: S::Name,
    /// The variables in it, in their order.
    pub names: Box<[S::Name]>,
}

/// The plural of a [`BlockTranslate`].
#[derive(Clone)]
pub struct Plural<S: Symbols> {
    /// The message.
    pub message: Message<S>,
    /// The variable that holds the number.
    pub name: S::Name,
    /// The number.
    pub count: Expression<S>,
}

/// `{% language language %}`.
#[derive(Clone)]
pub struct Language<S: Symbols> {
    /// The language's code.
    pub language: Expression<S>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% localize on|off %}`.
#[derive(Clone)]
pub struct Localize<S: Symbols> {
    /// Whether values are localised.
    pub on: bool,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% localtime on|off %}`.
#[derive(Clone)]
pub struct LocalTime<S: Symbols> {
    /// Whether times are converted to the current time zone.
    pub on: bool,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% timezone zone %}`.
#[derive(Clone)]
pub struct Timezone<S: Symbols> {
    /// The zone or its name.
    pub zone: Expression<S>,
    /// What it renders.
    pub body: Body<S>,
}

/// `{% now format as target %}`.
#[derive(Clone)]
pub struct Now<S: Symbols> {
    /// A format, or a format setting's name.
    pub format: S::Literal,
    /// The variable that receives the text, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% cycle values as target silent %}`.
#[derive(Clone)]
pub struct Cycle<S: Symbols> {
    /// Taken in turn.
    pub values: Box<[Expression<S>]>,
    /// By which the host knows the values, in their order.
    pub keys: Box<[S::Literal]>,
    /// The variable that receives the value as well.
    pub target: Option<S::Name>,
    /// Whether nothing is printed.
    pub is_silent: bool,
}

/// `{% firstof values as target %}`.
#[derive(Clone)]
pub struct FirstOf<S: Symbols> {
    /// Tried in order.
    pub values: Box<[Expression<S>]>,
    /// The variable that receives the text, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% ifchanged values %}`.
#[derive(Clone)]
pub struct IfChanged<S: Symbols> {
    /// What is compared with the last time; if empty, the output is.
    pub values: Box<[Expression<S>]>,
    /// What it renders after a change.
    pub body: Body<S>,
    /// What it renders else.
    pub otherwise: Body<S>,
}

/// `{% regroup sequence by key as target %}`.
#[derive(Clone)]
pub struct Regroup<S: Symbols> {
    /// What is grouped.
    pub sequence: Expression<S>,
    /// The variable `target` and what of it tells the groups apart.
    pub key: Expression<S>,
    /// The variable that receives the groups, and each item while its key is read.
    pub target: S::Name,
}

/// `{% widthratio value maximum width as target %}`.
#[derive(Clone)]
pub struct WidthRatio<S: Symbols> {
    /// The value.
    pub value: Expression<S>,
    /// What the value is measured by.
    pub maximum: Expression<S>,
    /// What the ratio is multiplied by.
    pub width: Expression<S>,
    /// The variable that receives the text, if it is not printed.
    pub target: Option<S::Name>,
}

/// `{% filter filters %}`.
#[derive(Clone)]
pub struct FilterBlock<S: Symbols> {
    /// The variable `var`, which is the body's output, and the filters.
    pub filters: Expression<S>,
    /// Whether the filters have a scope of their own with `var`: arguments may read it, or run code that assigns.
    pub has_scope: bool,
    /// What it renders.
    pub body: Body<S>,
}

/// A function's call: `{% name arguments keywords as target %}`.
#[derive(Clone)]
pub struct Call<S: Symbols> {
    /// What is called.
    pub function: S::Function,
    /// Whether the function receives all variables.
    pub takes_context: bool,
    /// Positional arguments.
    pub arguments: Box<[Expression<S>]>,
    /// Keyword arguments.
    pub keywords: Assignments<S>,
    /// The variable that receives the result, if it is not printed.
    pub target: Option<S::Name>,
}

/// A function's call that receives rendered text.
#[derive(Clone)]
pub struct CallBlock<S: Symbols> {
    /// The call; the text is its first argument, after the context.
    pub call: Call<S>,
    /// What it renders.
    pub body: Body<S>,
}

/// A template rendered with the variables that a function returns.
#[derive(Clone)]
pub struct Inclusion<S: Symbols> {
    /// The call; it has no target.
    pub call: Call<S>,
    /// Whether the template is chosen before the function is called, as the admin's tags do.
    pub chooses_first: bool,
}
