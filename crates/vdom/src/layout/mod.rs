//! Templates understood before they are rendered, so that a change costs what has changed.
//!
//! A template's parts ([`Part`]) are parsed once, each body in the place where it stands, with marks for its slots. Two renders ([`Rendered`]) of it are
//! then compared slot by slot: no markup is parsed but that of values which bring their own.
//!
//! | module | holds |
//! |---|---|
//! | `part` | what a template is to this crate |
//! | `source`, `scan`, `watcher`, `outline` | markup with marks, through the parser, and as its tags say |
//! | `chain` | the elements that a position lies in, and whether markup stays there |
//! | `root`, `compile`, `draft`, `agreement`, `opaque`, `implied`, `assemble`, `body` | from parts to bodies |
//! | `notice` | why a part costs more than its slots |
//! | `rendered`, `instance` | a render, and a body's slots in it |
//! | `duplicates` | keys that name more than one item |
//! | `check` | whether a value stays where its slot is |
//! | `strays` | the values of a render that do not, and the elements that keep them |
//! | `compare`, `children`, `expansion`, `texts`, `rows`, `units`, `items`, `extent`, `spans` | two renders to patches |

mod agreement;
mod assemble;
mod body;
mod chain;
mod check;
mod children;
mod compare;
mod compile;
mod draft;
mod duplicates;
mod expansion;
mod extent;
mod implied;
mod instance;
mod items;
mod notice;
mod opaque;
mod outline;
mod part;
mod rendered;
mod root;
mod rows;
mod scan;
mod source;
mod spans;
mod strays;
mod texts;
mod units;
mod watcher;

use body::Body;
use compile::Compiler;
use root::Root;

use crate::patch::Patch;
pub use duplicates::DuplicateKey;
pub use notice::{Notice, Reason};
pub use part::Part;
pub use rendered::{Begun, Rendered, Trace};
pub use strays::Strays;

/// A template whose markup is understood, shared by all that show it.
pub struct Layout {
    bodies: Vec<Body>,
    root: Root,
    is_page: bool,
    notices: Vec<Notice>,
}

impl Layout {
    /// Understands a template, as a whole page or as the content of a `div`.
    pub fn new(parts: &[Part], is_page: bool) -> Self {
        let mut compiler = Compiler::new(parts);
        let root = Root::of(&mut compiler, parts, is_page);
        let Compiler {
            bodies, notices, ..
        } = compiler;
        Self {
            bodies,
            root,
            is_page,
            notices,
        }
    }

    /// The layout of a template whose tags nest deeper than anybody looks.
    pub fn too_deep(is_page: bool) -> Self {
        Self {
            bodies: Vec::new(),
            root: Root::Whole,
            is_page,
            notices: vec![Notice::too_deep()],
        }
    }

    /// Whether its renders are whole pages.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// Whether some renders need not be compared as wholes.
    pub fn is_understood(&self) -> bool {
        self.root.is_understood()
    }

    /// Why parts of it are parsed at run time.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The patches from a render to the next one, and the strays of that one.
    ///
    /// # Errors
    ///
    /// One of them can only be compared as a whole; the strays of the next one.
    pub fn diff(
        &self,
        old: &Rendered,
        astray: &Strays,
        new: &Rendered,
    ) -> Result<(Vec<Patch>, Strays), Strays> {
        if astray.is_empty()
            && let Ok(patches) = self.compare(old, new, None)
        {
            return Ok((patches, Strays::default()));
        }
        let strays = self.check_next(new, Some((old, astray)));
        if astray.are_everywhere() || strays.are_everywhere() {
            return Err(strays);
        }
        match self.compare(old, new, Some((astray, &strays))) {
            Ok(patches) => Ok((patches, strays)),
            Err(_) => Err(strays),
        }
    }

    /// Whether two renders have the same markup, for the same objects.
    pub fn are_same(&self, old: &Rendered, new: &Rendered) -> bool {
        let may_differ = || {
            let whole = self.whole(new);
            whole.is_some_and(|(_, whole)| whole.body.has_objects()) && old.trace != new.trace
        };
        old.html == new.html && !may_differ()
    }

    fn body(&self, index: usize) -> &Body {
        &self.bodies[index]
    }
}
