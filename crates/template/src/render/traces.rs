//! Notes on where the slots of a render lie.

use enliven_vdom::layout::Begun;

use super::Renderer;
use crate::host::Host;
use crate::program::{Source, Tag};
use crate::shape::Shape;

impl<H: Host> Renderer<'_, H> {
    /// Renders a tag whose output is traced.
    pub(super) fn traced_tag(
        &mut self,
        tag: &Tag<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        match tag.shape() {
            Shape::Choice(_) | Shape::List(_) | Shape::Through(..) => self.tag(tag, source),
            shape => {
                // What is rendered on the way to a value is no slot of its own.
                let trace = self.trace.take();
                let start = self.out.size();
                let result = self.tag(tag, source);
                self.trace = trace;
                match shape {
                    Shape::Nothing if self.out.size() == start => {}
                    Shape::Nothing => self.lose_trace(),
                    _ => self.note_value(start),
                }
                result
            }
        }
    }

    #[inline]
    pub(super) fn note_value(&mut self, start: usize) {
        if let Some(trace) = &mut self.trace {
            trace.value(self.out.size() - start);
        }
    }

    pub(super) fn begin(&mut self) -> Option<Begun> {
        let size = self.out.size();
        self.trace.as_mut().map(|trace| trace.begin(size))
    }

    pub(super) fn end(&mut self, begun: Option<Begun>, branch_or_count: usize) {
        if let (Some(trace), Some(begun)) = (&mut self.trace, begun) {
            trace.end(begun, branch_or_count, self.out.size());
        }
    }

    pub(super) fn begin_item(&mut self) -> Option<Begun> {
        let size = self.out.size();
        self.trace.as_mut().map(|trace| trace.begin_item(size))
    }

    pub(super) fn end_item(&mut self, begun: Option<Begun>) {
        if let (Some(trace), Some(begun)) = (&mut self.trace, begun) {
            trace.end_item(begun, self.out.size());
        }
    }

    /// Gives the trace up: what is rendered is not what the program says.
    pub(super) fn lose_trace(&mut self) {
        self.trace = None;
    }
}
