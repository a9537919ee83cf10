//! Tags that choose what to write: `{% cycle %}`, `{% firstof %}` and `{% ifchanged %}`.

use super::Renderer;
use super::expression::{Resolved, WhenMissing};
use crate::host::{Host, Turn, View};
use crate::program::{Cycle, FirstOf, IfChanged, Source};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn cycle(
        &mut self,
        tag: &Cycle<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let mut value = match self.host.advance(&source.node, &tag.keys)? {
            Turn::Own(index) => self.resolve(&tag.values[index], WhenMissing::Invalid)?,
            Turn::Foreign(value) => Resolved::Value(value),
        };
        if let Some(name) = &tag.target {
            let own = self.host_value(value)?;
            self.host.assign_upward(name, own.clone())?;
            value = Resolved::Value(own);
        }
        if tag.is_silent {
            return Ok(());
        }
        self.write(&value)
    }

    pub(super) fn first_of(&mut self, tag: &FirstOf<H::Symbols>) -> Result<(), H::Error> {
        for expression in &tag.values {
            let value = self.resolve(expression, WhenMissing::Nothing)?;
            if self.is_true(&value)? {
                return self.print(value, tag.target.as_ref());
            }
        }
        match &tag.target {
            Some(name) => {
                let empty = self.host.text("", false)?;
                self.host.assign(name, empty)
            }
            None => Ok(()),
        }
    }

    fn is_true(&mut self, value: &Resolved<H::Value>) -> Result<bool, H::Error> {
        match (value.view(self.host), value) {
            (View::Text { text, .. }, _) => Ok(!text.is_empty()),
            (_, Resolved::Value(value) | Resolved::Markup(value)) => self.host.truth(value),
            (_, Resolved::Text { text, .. }) => Ok(!text.is_empty()),
        }
    }

    pub(super) fn if_changed(
        &mut self,
        tag: &IfChanged<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let memory = self.host.memory(&source.node)?;
        if tag.values.is_empty() {
            let output = self.captured(&tag.body)?;
            let output = self.host_value(output)?;
            if !self.host.has_changed(&memory, &source.node, &output)? {
                return self.body(&tag.otherwise);
            }
            // Django takes an empty output for one that it has not rendered yet.
            if self.host.truth(&output)? {
                return self.host.append(output, &mut self.out);
            }
            return self.body(&tag.body);
        }
        let mut values = Vec::with_capacity(tag.values.len());
        for expression in &tag.values {
            values.push(self.value(expression, WhenMissing::Nothing)?);
        }
        let values = self.host.list(values)?;
        if self.host.has_changed(&memory, &source.node, &values)? {
            self.body(&tag.body)
        } else {
            self.body(&tag.otherwise)
        }
    }
}
