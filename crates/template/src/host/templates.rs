//! Templates that others include, extend or render by a function.

use std::ops::Deref;
use std::sync::Arc;

use super::{Node, Template, Types, Values};
use crate::program::{Chosen, Level, Program};
use crate::render::Output;

/// What an entered block renders.
pub enum BlockBody<P> {
    /// The body of the node itself.
    Own,
    /// That of a child template.
    Override(P),
    /// Nothing more: the host has rendered it.
    Rendered,
}

/// Where templates come from, and what belongs to each while it renders.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Templates: Types {
    /// A program found while rendering.
    type Program: Deref<Target = Program<Self::Symbols>>;
    /// What keeps a program in place.
    type Kept;
    /// A loaded template.
    type Template;
    /// What [`Templates::leave_template`] and [`Templates::leave_block`] need to restore the state before.
    type Frame;

    /// The template that an `{% include %}` names.
    fn find_template(
        &mut self,
        node: &Node<Self>,
        name: Self::Value,
    ) -> Result<Self::Template, Self::Error>;
    /// Replaces all scopes by one with these variables.
    fn isolate(&mut self, values: Values<'_, Self>) -> Result<Self::Frame, Self::Error>;
    /// Chooses the template of an inclusion tag that does so before its function is called.
    fn choose_template(&mut self, node: &Node<Self>) -> Result<(), Self::Error>;
    /// Finds the template of an inclusion tag, and replaces all scopes by what the tag's function has returned.
    fn enter_inclusion(
        &mut self,
        node: &Node<Self>,
        values: Self::Value,
    ) -> Result<(Self::Template, Self::Frame), Self::Error>;
    /// Enters a template and gives its program; `None` if the host has rendered it instead.
    fn enter_template(
        &mut self,
        template: &Self::Template,
        out: &mut Output<Self::Value>,
    ) -> Result<Entered<Self>, Self::Error>;
    /// Enters the template of this name or object, which this one extends; `None` if the host has rendered it instead.
    fn enter_parent(
        &mut self,
        node: &Node<Self>,
        parent: Self::Value,
        out: &mut Output<Self::Value>,
    ) -> Result<Entered<Self>, Self::Error>;
    /// Keeps a program in place for as long as there is what this gives.
    fn keep(&self, program: &Self::Program) -> Self::Kept;
    /// Whether this is all that keeps its program.
    fn is_last(&self, kept: &Self::Kept) -> bool;
    /// Undoes what `isolate` or one of the `enter` methods did.
    fn leave_template(&mut self, frame: Self::Frame) -> Result<(), Self::Error>;
    /// Opens a block's scope and says what to render in it; `is_visible` says whether the block's own body can see `block`.
    fn enter_block(
        &mut self,
        node: &Node<Self>,
        is_visible: bool,
        out: &mut Output<Self::Value>,
    ) -> Result<EnteredBlock<Self>, Self::Error>;
    /// Closes a block's scope.
    fn leave_block(&mut self, frame: Self::Frame) -> Result<(), Self::Error>;

    /// Whether the [flat](crate::flatten) program under way, if it is one, would still come out the same.
    fn is_flat(&mut self) -> Result<bool, Self::Error>;
    /// Enters the root of a template that extends others.
    fn enter_root(
        &mut self,
        levels: &Arc<[Level<Self::Symbols>]>,
    ) -> Result<Self::Frame, Self::Error>;
    /// Opens the scope of a block whose body is known; `None` if it may be another by now. [`Templates::leave_block`] closes it.
    fn enter_chosen(
        &mut self,
        node: &Node<Self>,
        block: &Chosen<Self::Symbols>,
    ) -> Result<Option<Self::Frame>, Self::Error>;
    /// Whether `{{ block.super }}` is still that of the block around it.
    fn is_super_known(&self) -> bool;
    /// Opens a block's scope where [`Templates::enter_chosen`] did not; never says that it has the node's own body.
    fn enter_changed_block(
        &mut self,
        node: &Node<Self>,
        out: &mut Output<Self::Value>,
    ) -> Result<EnteredBlock<Self>, Self::Error>;
    /// What stands for `{{ block.super }}` if it fails with this error.
    fn failed_super(&mut self, error: Self::Error) -> Result<Self::Value, Self::Error>;
    /// Notes that a template is included, as it was found when the program was made.
    fn note_included(
        &mut self,
        node: &Node<Self>,
        template: &Template<Self>,
    ) -> Result<(), Self::Error>;
    /// Enters an included template that keeps state.
    fn enter_included(&mut self, template: &Template<Self>) -> Result<Self::Frame, Self::Error>;
}

/// A program that was entered and how to leave it.
pub type Entered<H> = Option<(<H as Templates>::Program, <H as Templates>::Frame)>;

/// What a block renders and how to leave it.
pub type EnteredBlock<H> = (
    BlockBody<<H as Templates>::Program>,
    <H as Templates>::Frame,
);
