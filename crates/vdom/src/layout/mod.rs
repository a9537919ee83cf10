//! Templates understood before they are rendered, so that a change costs what has changed.
//!
//! A template's parts ([`Part`]) are parsed once, each body in the place where it stands, with marks for its slots. Two renders ([`Rendered`]) of it are
//! then compared slot by slot: no markup is parsed but that of values which bring their own.
//!
//! | module | holds |
//! |---|---|
//! | `part` | what a template is to this crate |
//! | `source`, `scan`, `outline` | markup with marks, through the parser, and as its tags say |
//! | `chain` | the elements that a position lies in, and whether markup stays there |
//! | `compile`, `draft`, `assemble`, `body` | from parts to bodies |
//! | `notice` | why a part costs more than its slots |
//! | `rendered`, `instance` | a render, and a body's slots in it |
//! | `duplicates` | keys that name more than one item |
//! | `check` | whether values stay where their slots are |
//! | `compare`, `children`, `expansion`, `texts`, `rows`, `units`, `items`, `extent`, `spans` | two renders to patches |

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
mod instance;
mod items;
mod notice;
mod outline;
mod part;
mod rendered;
mod rows;
mod scan;
mod source;
mod spans;
mod texts;
mod units;

use body::Body;
use compile::Compiler;
use instance::Instance;
use rendered::At;

use crate::patch::Patch;
pub use duplicates::DuplicateKey;
pub use notice::{Notice, Reason};
pub use part::Part;
pub use rendered::{Begun, Rendered, Trace};

/// A template whose markup is understood, shared by all that show it.
pub struct Layout {
    bodies: Vec<Body>,
    /// `None` where renders can only be compared as wholes.
    root: Option<usize>,
    is_page: bool,
    notices: Vec<Notice>,
}

impl Layout {
    /// Understands a template, as a whole page or as the content of a `div`.
    pub fn new(parts: &[Part], is_page: bool) -> Self {
        let mut compiler = Compiler::new(parts);
        let root = compiler.root(parts, is_page);
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
            root: None,
            is_page,
            notices: vec![Notice::too_deep()],
        }
    }

    /// Whether its renders are whole pages.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// Whether renders need not be compared as wholes.
    pub fn is_understood(&self) -> bool {
        self.root.is_some()
    }

    /// Why parts of it are parsed at run time.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether every value of a render stays where its slot is. Only such renders can be compared.
    pub fn holds(&self, rendered: &Rendered) -> bool {
        let Some(root) = self.root else {
            return false;
        };
        let start = At { trace: 0, html: 0 };
        let instance = Instance::new(self.body(root), rendered, start);
        self.check_instance(&instance).is_ok()
    }

    /// The patches from a render that holds to the next one; `None` if that one does not hold.
    pub fn diff(&self, old: &Rendered, new: &Rendered) -> Option<Vec<Patch>> {
        if old.html == new.html {
            return Some(Vec::new());
        }
        self.compare(old, new).ok()
    }

    fn body(&self, index: usize) -> &Body {
        &self.bodies[index]
    }
}
