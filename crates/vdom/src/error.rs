//! What can go wrong between a patch and a tree.

use std::error::Error as StdError;
use std::fmt;

/// Why patches could not be read or applied, or a selector not be parsed.
pub struct Error(Box<Parts>);

struct Parts {
    kind: ErrorKind,
    what: String,
    at: Option<usize>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not a JSON array of patches.
    MalformedPatch,
    /// A path names an anchor that the tree does not have.
    UnknownAnchor,
    /// A path or an index leads to no node.
    NoSuchNode,
    /// The node at the path is of another type than the patch needs.
    WrongNode,
    /// The text is not a CSS selector, or uses one that is not supported.
    InvalidSelector,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            what: what.into(),
            at: None,
            source: None,
        }))
    }

    /// Names the patch, by its position in the array, that caused the error.
    pub(crate) fn at_patch(mut self, position: usize) -> Self {
        self.0.at = Some(position);
        self
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// What sort of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.0.at {
            write!(f, "patch {position}: ")?;
        }
        f.write_str(&self.0.what)?;
        if let Some(source) = &self.0.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.to_string())
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
