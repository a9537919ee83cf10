//! Where a template's renders begin to be told.

use super::Layout;
use super::body::Body;
use super::compile::Compiler;
use super::instance::Instance;
use super::part::Part;
use super::rendered::{At, Rendered};

/// What a render is one of.
pub(super) enum Root {
    /// Of this body.
    Body(usize),
    /// Of one of these, as the one slot of the template tells: one that extends what a variable names.
    Templates(Vec<Root>),
    /// Of markup that can only be compared as a whole.
    Whole,
}

impl Root {
    pub(super) fn of(compiler: &mut Compiler, parts: &[Part], is_page: bool) -> Self {
        if let Some(slot) = only_slot(parts).filter(|_| is_page)
            && let Part::Template { known, .. } = &parts[slot]
        {
            let roots = known.iter().map(|template| {
                let parts = [&parts[..slot], template, &parts[slot + 1..]].concat();
                Self::of(compiler, &parts, is_page)
            });
            return Self::Templates(roots.collect());
        }
        let body = compiler.root(parts, is_page);
        body.map_or(Self::Whole, Self::Body)
    }

    /// Whether some renders need not be compared as wholes.
    pub(super) fn is_understood(&self) -> bool {
        match self {
            Self::Body(_) => true,
            Self::Templates(roots) => roots.iter().any(Self::is_understood),
            Self::Whole => false,
        }
    }
}

/// The one part that is more than white space.
fn only_slot(parts: &[Part]) -> Option<usize> {
    let is_blank =
        |part: &Part| matches!(part, Part::Text(markup) if markup.trim_ascii().is_empty());
    let index = parts.iter().position(|part| !is_blank(part))?;
    let is_alone = parts[index + 1..].iter().all(is_blank);
    is_alone.then_some(index)
}

impl Layout {
    /// The body that a render is one of, and its instance; `None` where it can only be compared as a whole.
    pub(super) fn whole<'a>(&'a self, rendered: &'a Rendered) -> Option<(usize, Instance<'a>)> {
        let mut root = &self.root;
        let mut at = At { trace: 0, html: 0 };
        loop {
            match root {
                Root::Whole => return None,
                Root::Templates(roots) => {
                    root = roots.get(rendered.count_at(at).checked_sub(1)?)?;
                    // White space before the slot belongs to the body.
                    at.trace = Rendered::inside(at).trace;
                }
                Root::Body(index) => {
                    let body: &Body = self.body(*index);
                    return Some((*index, Instance::new(body, rendered, at)));
                }
            }
        }
    }
}
