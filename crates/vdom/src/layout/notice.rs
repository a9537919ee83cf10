//! Why a part of a template costs more than its slots.

use std::fmt;

/// A place in a template whose markup has to be parsed at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What [`super::Part`] has as the line of the tag or variable.
    pub line: u32,
    /// What stands in the way.
    pub reason: Reason,
    /// The element whose content is parsed whenever it has changed; `None` for the whole template.
    pub element: Option<String>,
}

/// What keeps markup from being understood before it is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Tags are not closed where they are opened.
    Unbalanced,
    /// The parser puts elements or text elsewhere than their tags stand.
    Moved,
    /// The parser adds elements between, such as a `tbody`.
    MadeUp,
    /// A slot stands in a tag's name, a comment or another odd place.
    OddPlace,
    /// White space at the beginning of the element may be dropped.
    LineFeed,
    /// The markup cannot be read as tags.
    Unreadable,
    /// Text or elements beside `head` and `body`.
    OutsideBody,
    /// Elements or tags nest deeper than anybody looks.
    TooDeep,
    /// A value has brought markup that does not stay where it is.
    Stray,
}

impl Reason {
    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Unbalanced => {
                "close every element, within the branch, loop or block that opens it"
            }
            Self::Moved => {
                "close every element, and put only what may stand there into tables and paragraphs"
            }
            Self::MadeUp => {
                "write the element that the browser adds: <tbody> around table rows, <tr> around cells, <colgroup> around columns"
            }
            Self::OddPlace => "use variables and tags in content and attribute values only",
            Self::LineFeed => "begin the element with text or an element",
            Self::Unreadable => "write the tags out",
            Self::Stray => {
                "close in a value or a tag of your own all that it opens, and open what it closes"
            }
            Self::TooDeep => "nest fewer elements and tags",
            Self::OutsideBody => {
                "write <html>, <head> and <body> out, and put everything into them"
            }
        }
    }
}

impl Notice {
    pub(super) fn too_deep() -> Self {
        Self {
            line: 0,
            reason: Reason::TooDeep,
            element: None,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.reason {
            Reason::Unbalanced => "opens or closes elements of its surroundings",
            Reason::Moved => "stands where the browser moves it elsewhere",
            Reason::MadeUp => "stands where the browser adds elements around it",
            Reason::OddPlace => "stands where no slot can be",
            Reason::LineFeed => "may begin with a line break that the browser drops",
            Reason::Unreadable => "makes tags that cannot be told",
            Reason::Stray => "has brought markup that does not stay where it stands",
            Reason::TooDeep => "lies too deep",
            Reason::OutsideBody => "stands outside head and body",
        };
        write!(f, "{what}; ")?;
        match &self.element {
            Some(element) => write!(f, "the content of <{element}> is compared as a whole")?,
            None if self.reason == Reason::Stray => {
                f.write_str("the whole page is compared while it is there")?;
            }
            None => f.write_str("the whole page is compared whenever it has changed")?,
        }
        write!(f, ". Remedy: {}", self.reason.remedy())
    }
}
