//! Tags that change what their body writes: `{% spaceless %}` and `{% filter %}`.

use super::Renderer;
use super::expression::Resolved;
use super::html::Output;
use crate::filters::is_space;
use crate::host::Host;
use crate::program::{Body, FilterBlock, Operand};

impl<H: Host> Renderer<'_, H> {
    /// Renders nodes apart from what was written before.
    pub(super) fn capture(
        &mut self,
        body: &Body<H::Symbols>,
    ) -> Result<Output<H::Value>, H::Error> {
        let outer = std::mem::take(&mut self.out);
        let result = self.body(body);
        let inner = std::mem::replace(&mut self.out, outer);
        result.map(|()| inner)
    }

    /// What nodes render to, as markup.
    pub(super) fn captured(
        &mut self,
        body: &Body<H::Symbols>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let output = self.capture(body)?;
        self.output_value(output)
    }

    /// Output as markup.
    pub(super) fn output_value(
        &mut self,
        output: Output<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        match output.into_text() {
            Ok(text) => Ok(Resolved::Text {
                text,
                is_safe: true,
            }),
            Err(output) => self.host.join(output).map(Resolved::Value),
        }
    }

    /// Writes what already is output.
    pub(super) fn append(&mut self, value: Resolved<H::Value>) -> Result<(), H::Error> {
        match value {
            Resolved::Value(value) | Resolved::Markup(value) => {
                self.host.append(value, &mut self.out)
            }
            Resolved::Text { text, .. } => {
                self.out.push_str(&text);
                Ok(())
            }
        }
    }

    pub(super) fn spaceless(&mut self, body: &Body<H::Symbols>) -> Result<(), H::Error> {
        match self.captured(body)? {
            Resolved::Text { text, .. } => {
                strip_spaces(&text, &mut self.out);
                Ok(())
            }
            Resolved::Value(text) | Resolved::Markup(text) => {
                let text = self.host.strip_spaces(text)?;
                self.host.append(text, &mut self.out)
            }
        }
    }

    pub(super) fn filter_block(&mut self, tag: &FilterBlock<H::Symbols>) -> Result<(), H::Error> {
        let output = self.captured(&tag.body)?;
        let Operand::Path(name) = &tag.filters.operand else {
            return self.append(output);
        };
        if !tag.has_scope {
            let result = self.filtered(&tag.filters.filters, output)?;
            return self.append(result);
        }
        let output = self.host_value(output)?;
        self.host.push_scope(vec![(&name[0], output.clone())])?;
        let result = self.filtered(&tag.filters.filters, Resolved::Value(output));
        self.host.pop_scope()?;
        self.append(result?)
    }
}

/// Writes text without the white space around it and that between tags, as `strip_spaces_between_tags` of `django.utils.html` does.
fn strip_spaces<V>(text: &str, out: &mut Output<V>) {
    let text = text.trim_matches(is_space);
    let mut written = 0;
    for (at, _) in text.match_indices('>') {
        let after = &text[at + 1..];
        let rest = after.trim_start_matches(is_space);
        if rest.len() < after.len() && rest.starts_with('<') {
            out.push_str(&text[written..=at]);
            written = text.len() - rest.len();
        }
    }
    out.push_str(&text[written..]);
}
