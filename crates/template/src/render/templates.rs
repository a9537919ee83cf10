//! Templates that others include, extend or render by a function.

use super::Renderer;
use super::expression::WhenMissing;
use crate::host::{BlockBody, Entered, Host};
use crate::program::{Block, Expression, Include, Inclusion, Source};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn include(
        &mut self,
        node: &Include<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let name = self.value(&node.template, WhenMissing::Invalid)?;
        let template = self.host.find_template(&source.node, name)?;
        let values = self.assignments(&node.values)?;
        if node.isolated {
            let frame = self.host.isolate(values)?;
            let result = self.included(&template);
            self.host.leave_template(frame)?;
            return result;
        }
        self.host.push_scope(values)?;
        let result = self.included(&template);
        self.host.pop_scope()?;
        result
    }

    fn included(&mut self, template: &H::Template) -> Result<(), H::Error> {
        let entered = self.host.enter_template(template, &mut self.out)?;
        self.entered(entered)
    }

    pub(super) fn extends(
        &mut self,
        parent: &Expression<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let parent = self.value(parent, WhenMissing::Invalid)?;
        let entered = self
            .host
            .enter_parent(&source.node, parent, &mut self.out)?;
        self.entered(entered)
    }

    fn entered(&mut self, entered: Entered<H>) -> Result<(), H::Error> {
        let Some((program, frame)) = entered else {
            return Ok(());
        };
        let result = self.body(&program.body);
        self.host.leave_template(frame)?;
        result
    }

    pub(super) fn block(
        &mut self,
        node: &Block<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let (body, frame) = self
            .host
            .enter_block(&source.node, node.is_visible, &mut self.out)?;
        let result = match &body {
            BlockBody::Own => self.body(&node.body),
            BlockBody::Override(program) => self.body(&program.body),
            BlockBody::Rendered => Ok(()),
        };
        self.host.leave_block(frame)?;
        result
    }

    pub(super) fn inclusion(
        &mut self,
        tag: &Inclusion<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        if tag.chooses_first {
            self.host.choose_template(&source.node)?;
        }
        let values = self.called(&tag.call, None)?;
        let (template, frame) = self.host.enter_inclusion(&source.node, values)?;
        let result = self.included(&template);
        self.host.leave_template(frame)?;
        result
    }
}
