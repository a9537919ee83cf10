//! What a [flat](crate::flatten) program has in the place of tags that render other templates.
//!
//! What code of the host's has run meanwhile may have changed what they stand for; each asks the host, and is else rendered as the tag
//! that it was.

use super::Renderer;
use super::expression::Resolved;
use crate::host::{BlockBody, Host, Invalid};
use crate::program::{Chosen, Extended, Included, Source, Super};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn extended(&mut self, tag: &Extended<H::Symbols>) -> Result<(), H::Error> {
        let frame = self.host.enter_root(&tag.levels)?;
        self.out.push_str(&tag.before);
        let result = self.body(&tag.body);
        self.host.leave_template(frame)?;
        result
    }

    pub(super) fn chosen(
        &mut self,
        block: &Chosen<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        if let Some(frame) = self.host.enter_chosen(&source.node, block)? {
            let result = self.branch(&block.body);
            self.host.leave_block(frame)?;
            return result;
        }
        self.lose_trace();
        let (body, frame) = self.host.enter_changed_block(&source.node, &mut self.out)?;
        let result = match &body {
            BlockBody::Override(program) => self.body(&program.body),
            BlockBody::Own | BlockBody::Rendered => Ok(()),
        };
        self.host.leave_block(frame)?;
        result
    }

    pub(super) fn block_super(
        &mut self,
        tag: &Super<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        if !self.host.is_super_known() {
            return self.variable(&tag.expression);
        }
        let nothing = Resolved::Text {
            text: String::new(),
            is_safe: false,
        };
        let value = match &tag.overridden {
            None => Ok(nothing),
            Some(block) => match self.host.enter_chosen(&source.node, block)? {
                None => return self.variable(&tag.expression),
                Some(frame) => {
                    let output = self.capture(&block.body);
                    self.host.leave_block(frame)?;
                    output.and_then(|output| self.output_value(output))
                }
            },
        };
        match self.write_super(tag, value) {
            Err(error) if self.host.is_undecodable(&error) => Ok(()),
            written => written,
        }
    }

    fn write_super(
        &mut self,
        tag: &Super<H::Symbols>,
        value: Result<Resolved<H::Value>, H::Error>,
    ) -> Result<(), H::Error> {
        let value = match value.or_else(|error| self.failed_super(error)) {
            Ok(value) => value,
            Err(error) if self.host.is_missing(&error) => {
                match self.host.invalid(&tag.expression.operand)? {
                    Invalid::Input(value) => Resolved::Value(value),
                    Invalid::Result(value) => return self.host.write(&value, &mut self.out),
                }
            }
            Err(error) => return Err(error),
        };
        let value = self.filtered(&tag.expression.filters, value)?;
        self.write(&value)
    }

    fn failed_super(&mut self, error: H::Error) -> Result<Resolved<H::Value>, H::Error> {
        self.host.failed_super(error).map(Resolved::Value)
    }

    pub(super) fn included_body(
        &mut self,
        tag: &Included<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        if !self.host.is_flat()? {
            self.lose_trace();
            return self.include(&tag.tag, source);
        }
        self.host.note_included(&source.node, &tag.template)?;
        let values = self.assignments(&tag.tag.values)?;
        if tag.tag.isolated {
            let frame = self.host.isolate(values)?;
            let result = self.within_template(tag);
            self.host.leave_template(frame)?;
            return result;
        }
        self.host.push_scope(values)?;
        let result = self.within_template(tag);
        self.host.pop_scope()?;
        result
    }

    fn within_template(&mut self, tag: &Included<H::Symbols>) -> Result<(), H::Error> {
        if !tag.has_state {
            return self.branch(&tag.body);
        }
        let frame = self.host.enter_included(&tag.template)?;
        let result = self.body(&tag.body);
        self.host.leave_template(frame)?;
        result
    }
}
