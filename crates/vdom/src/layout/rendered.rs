//! One render: its markup, and a trace of where the slots lie in it.
//!
//! The trace is a list of numbers, slot after slot in the order of the template:
//!
//! | slot | numbers |
//! |---|---|
//! | value | bytes of its markup |
//! | choice | the branch, counted from 1, or 0; numbers of the branch's slots; bytes of its markup; the branch's slots |
//! | template | the number of the template, counted from 1, or 0 for one that is not known; the rest as of a choice, nothing for 0 |
//! | list | items; numbers up to its end; bytes of its markup; for each item its numbers, its bytes and its slots, and behind them, unless no item stands for an object, one number for each item's object or 0; without items, the slots of what stands for them |
//!
//! Lengths instead of offsets make equal items equal wherever they stand.

/// The numbers before the slots of a choice's branch, or of a list's items.
pub(super) const HEAD: usize = 3;

/// The numbers before the slots of one item.
pub(super) const ITEM_HEAD: usize = 2;

/// A render with its trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The markup.
    pub html: String,
    /// Where the slots lie in it.
    pub trace: Trace,
}

/// Where slots lie in a render's markup; written while it is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace(pub(super) Vec<u32>);

/// A choice, a list or an item that has begun.
#[derive(Debug)]
#[must_use]
pub struct Begun {
    head: usize,
    html: usize,
}

impl Trace {
    /// A trace with room for so many numbers.
    pub fn with_capacity(numbers: usize) -> Self {
        Self(Vec::with_capacity(numbers))
    }

    /// How many numbers it has.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Notes a value that took this many bytes.
    pub fn value(&mut self, bytes: usize) {
        self.0.push(number(bytes));
    }

    /// Begins a choice, a template or a list, at this length of the markup.
    pub fn begin(&mut self, html: usize) -> Begun {
        let head = self.0.len();
        self.0.extend([0; HEAD]);
        Begun { head, html }
    }

    /// Ends a choice with the branch it took, or a template with its number, counted from 1, or 0; or a list with the number of its items.
    #[expect(clippy::needless_pass_by_value, reason = "what has ended is used up")]
    pub fn end(&mut self, begun: Begun, branch_or_count: usize, html: usize) {
        let Begun { head, html: before } = begun;
        self.0[head] = number(branch_or_count);
        self.0[head + 1] = number(self.0.len() - head - HEAD);
        self.0[head + 2] = number(html - before);
    }

    /// Begins an item of a list.
    pub fn begin_item(&mut self, html: usize) -> Begun {
        let head = self.0.len();
        self.0.extend([0; ITEM_HEAD]);
        Begun { head, html }
    }

    /// Ends an item.
    #[expect(clippy::needless_pass_by_value, reason = "what has ended is used up")]
    pub fn end_item(&mut self, begun: Begun, html: usize) {
        let Begun { head, html: before } = begun;
        self.0[head] = number(self.0.len() - head - ITEM_HEAD);
        self.0[head + 1] = number(html - before);
    }

    /// Notes for each item of a list that is about to end what object it stands for, as a number that is the same in other renders; 0 where
    /// that is not known. Nothing is noted of a list of which nothing is known.
    pub fn objects(&mut self, objects: &[u32]) {
        self.0.extend(objects);
    }

    /// How much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        self.0.capacity() * size_of::<u32>()
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).expect("markup of 4 GiB does not fit into a page")
}

/// A place in a render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) trace: usize,
    pub(super) html: usize,
}

/// One slot of a render.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: At,
    pub(super) end: At,
}

impl Rendered {
    /// Gives back room that is not used.
    pub fn shrink(&mut self) {
        self.html.shrink_to_fit();
        self.trace.0.shrink_to_fit();
    }

    fn numbers(&self, at: usize) -> (usize, usize, usize) {
        let numbers = &self.trace.0[at..at + HEAD];
        (
            numbers[0] as usize,
            numbers[1] as usize,
            numbers[2] as usize,
        )
    }

    /// A value that begins here.
    pub(super) fn value_at(&self, start: At) -> Span {
        let bytes = self.trace.0[start.trace] as usize;
        let end = At {
            trace: start.trace + 1,
            html: start.html + bytes,
        };
        Span { start, end }
    }

    /// A choice, a template or a list that begins here.
    pub(super) fn group_at(&self, start: At) -> Span {
        let (_, numbers, bytes) = self.numbers(start.trace);
        let end = At {
            trace: start.trace + HEAD + numbers,
            html: start.html + bytes,
        };
        Span { start, end }
    }

    /// The branch of the choice, or the number of items of the list, that begins here.
    pub(super) fn count_at(&self, start: At) -> usize {
        self.numbers(start.trace).0
    }

    /// Where the slots of a choice, a list or an empty list's stand-in begin.
    pub(super) fn inside(start: At) -> At {
        At {
            trace: start.trace + HEAD,
            html: start.html,
        }
    }

    /// The items of the list that begins here.
    pub(super) fn items(&self, start: At) -> Vec<Span> {
        let mut at = Self::inside(start);
        let count = self.count_at(start);
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            let numbers = self.trace.0[at.trace] as usize;
            let bytes = self.trace.0[at.trace + 1] as usize;
            let start = At {
                trace: at.trace + ITEM_HEAD,
                html: at.html,
            };
            let end = At {
                trace: start.trace + numbers,
                html: start.html + bytes,
            };
            items.push(Span { start, end });
            at = end;
        }
        items
    }

    /// What objects the items of the list that begins here stand for; empty where nothing is known.
    pub(super) fn objects(&self, start: At, items: &[Span]) -> &[u32] {
        let end = self.group_at(start).end.trace;
        items
            .last()
            .map_or(&[], |last| &self.trace.0[last.end.trace..end])
    }

    /// The numbers of a span.
    pub(super) fn numbers_of(&self, span: &Span) -> &[u32] {
        &self.trace.0[span.start.trace..span.end.trace]
    }

    pub(super) fn markup(&self, span: &Span) -> &str {
        &self.html[span.start.html..span.end.html]
    }
}
