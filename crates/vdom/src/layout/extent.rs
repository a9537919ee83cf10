//! How many nodes something comes to.

/// A number of nodes, and whether they begin and end with text, which merges with what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Extent {
    pub(super) count: usize,
    begins_with_text: bool,
    ends_with_text: bool,
}

/// An element or a comment.
pub(super) const NODE: Extent = Extent {
    count: 1,
    begins_with_text: false,
    ends_with_text: false,
};

/// A text that is not empty.
pub(super) const TEXT: Extent = Extent {
    count: 1,
    begins_with_text: true,
    ends_with_text: true,
};

impl Extent {
    /// The extent of so many nodes that are no text, or of as many as merge to so many.
    pub(super) fn times(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// The extent of one thing and another behind it.
    pub(super) fn then(self, next: Self) -> Self {
        if self.count == 0 {
            return next;
        }
        if next.count == 0 {
            return self;
        }
        let merged = usize::from(self.ends_with_text && next.begins_with_text);
        Self {
            count: self.count + next.count - merged,
            begins_with_text: self.begins_with_text,
            ends_with_text: next.ends_with_text,
        }
    }
}
