//! Tags that call a function, as the nodes of `django.template.library` have it.

use super::Renderer;
use crate::host::{Host, View};
use crate::program::{Body, Call, CallBlock};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn call(&mut self, call: &Call<H::Symbols>) -> Result<(), H::Error> {
        let result = self.called(call, None)?;
        self.use_result(call, result)
    }

    pub(super) fn call_block(&mut self, tag: &CallBlock<H::Symbols>) -> Result<(), H::Error> {
        let result = self.called(&tag.call, Some(&tag.body))?;
        self.use_result(&tag.call, result)
    }

    /// What a tag's function returns; a body is rendered after the other arguments, and stands before them.
    pub(super) fn called(
        &mut self,
        call: &Call<H::Symbols>,
        body: Option<&Body<H::Symbols>>,
    ) -> Result<H::Value, H::Error> {
        let mut arguments = self.values(&call.arguments)?;
        let keywords = self.assignments(&call.keywords)?;
        if let Some(body) = body {
            let body = self.captured(body)?;
            arguments.insert(0, self.host_value(body)?);
        }
        self.host
            .call(&call.function, call.takes_context, arguments, keywords)
    }

    fn use_result(&mut self, call: &Call<H::Symbols>, result: H::Value) -> Result<(), H::Error> {
        if let Some(name) = &call.target {
            return self.host.assign(name, result);
        }
        // Unlike a variable's value, this is not localised.
        if self.host.autoescape()
            && let View::Int(number) = self.host.view(&result)
        {
            self.out.push_integer(number);
            return Ok(());
        }
        self.escape_and_append(result)
    }
}
