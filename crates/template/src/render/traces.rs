//! Notes on where the slots of a render lie.

use enliven_vdom::layout::Begun;

use super::Renderer;
use crate::host::Host;
use crate::program::{For, Source, Symbols, Tag};
use crate::shape::Shape;
use crate::variants::{Cursor, Found};

/// What objects the items of a loop stand for.
pub(super) struct Objects {
    /// Whether it matters.
    are_keys: bool,
    is_unpacked: bool,
    /// Empty until one is known.
    numbers: Vec<u32>,
}

impl Objects {
    pub(super) fn of<S: Symbols>(node: &For<S>) -> Self {
        Self {
            are_keys: !node.has_key,
            is_unpacked: node.names.len() > 1,
            numbers: Vec::new(),
        }
    }
}

impl<H: Host> Renderer<'_, H> {
    /// Finds out what object the item of this index stands for, where it is asked for.
    #[inline]
    pub(super) fn identify(&mut self, item: &H::Value, index: usize, objects: &mut Objects) {
        if self.trace.is_none() || !objects.are_keys {
            return;
        }
        let number = self.host.identify(item, objects.is_unpacked);
        if number > 0 || !objects.numbers.is_empty() {
            objects.numbers.resize(index, 0);
            objects.numbers.push(number);
        }
    }

    pub(super) fn note_objects(&mut self, objects: &Objects) {
        if let Some(trace) = &mut self.trace {
            trace.objects(&objects.numbers);
        }
    }

    /// Renders a tag whose output is traced.
    pub(super) fn traced_tag(
        &mut self,
        tag: &Tag<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        match tag.shape() {
            Shape::Choice(_) | Shape::List(_) | Shape::Through(..) | Shape::Template(_) => {
                self.tag(tag, source)
            }
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

    /// Renders a program that a tag has found, which began with the output that it may have written itself.
    pub(super) fn found_program(
        &mut self,
        program: &H::Program,
        source: &Source<H::Symbols>,
        begun: Option<Begun>,
    ) -> Result<(), H::Error> {
        if begun.is_none() {
            return self.body(&program.body);
        }
        if let Some((number, inside)) = self.place_of(program, source) {
            let outside = self.cursor.replace(inside);
            let result = self.body(&program.body);
            self.cursor = outside;
            self.end(begun, number);
            return result;
        }
        let trace = self.trace.take();
        let result = self.body(&program.body);
        self.trace = trace;
        self.end(begun, 0);
        result
    }

    /// The number of a program among those that a tag has found, and what is known below it.
    fn place_of(
        &mut self,
        program: &H::Program,
        source: &Source<H::Symbols>,
    ) -> Option<(usize, Cursor)> {
        let (variants, cursor) = (self.variants?, self.cursor.as_ref()?);
        let place = cursor.of(source)?;
        match variants.find(place, program) {
            Found::Place(found) => found,
            Found::Unknown => {
                let kept = self.host.keep(program);
                variants.add(place, program, kept, |kept| self.host.is_last(kept))
            }
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
