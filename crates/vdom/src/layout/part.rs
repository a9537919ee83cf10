//! What a template is to this crate: static markup with slots in between.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Markup that every render has.
    Text(Box<str>),
    /// One piece of output whose markup is not known before it is rendered.
    Value {
        /// The line in its template, or whatever else [`super::Notice`]s are to tell it by; 0 if nobody knows.
        line: u32,
    },
    /// At most one of several branches.
    Choice {
        /// What each of them renders.
        branches: Vec<Vec<Part>>,
        /// As of [`Part::Value`].
        line: u32,
    },
    /// What one of several templates renders, or one that is not among them.
    ///
    /// A layout of the same template with further ones behind those of this layout understands its renders.
    Template {
        /// What each of them renders.
        known: Vec<Vec<Part>>,
        /// As of [`Part::Value`].
        line: u32,
    },
    /// Any number of items of one form.
    List {
        /// What an item renders.
        item: Vec<Part>,
        /// What is rendered where there are no items.
        empty: Vec<Part>,
        /// As of [`Part::Value`].
        line: u32,
    },
}
