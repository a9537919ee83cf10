//! Templates that others include, extend or render by a function.

use enliven_vdom::layout::Begun;

use super::Renderer;
use super::expression::WhenMissing;
use crate::host::{BlockBody, Entered, Host};
use crate::program::{Block, Expression, Include, Inclusion, Source};
use crate::variants::OWN;

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
            let result = self.included(&template, source);
            self.host.leave_template(frame)?;
            return result;
        }
        self.host.push_scope(values)?;
        let result = self.included(&template, source);
        self.host.pop_scope()?;
        result
    }

    fn included(
        &mut self,
        template: &H::Template,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let begun = self.begin();
        let entered = self.host.enter_template(template, &mut self.out)?;
        self.entered(entered, source, begun)
    }

    pub(super) fn extends(
        &mut self,
        parent: &Expression<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let parent = self.value(parent, WhenMissing::Invalid)?;
        let begun = self.begin();
        let entered = self
            .host
            .enter_parent(&source.node, parent, &mut self.out)?;
        self.entered(entered, source, begun)
    }

    fn entered(
        &mut self,
        entered: Entered<H>,
        source: &Source<H::Symbols>,
        begun: Option<Begun>,
    ) -> Result<(), H::Error> {
        let Some((program, frame)) = entered else {
            self.end(begun, 0);
            return Ok(());
        };
        let result = self.found_program(&program, source, begun);
        self.host.leave_template(frame)?;
        result
    }

    pub(super) fn block(
        &mut self,
        node: &Block<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let begun = self.begin();
        let (body, frame) = self
            .host
            .enter_block(&source.node, node.is_visible, &mut self.out)?;
        let result = match &body {
            BlockBody::Own => {
                let result = self.body(&node.body);
                self.end(begun, OWN);
                result
            }
            BlockBody::Override(program) => self.found_program(program, source, begun),
            BlockBody::Rendered => {
                self.end(begun, 0);
                Ok(())
            }
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
        let result = self.included(&template, source);
        self.host.leave_template(frame)?;
        result
    }
}
