//! Values that do not stay where their slots are, and the elements that keep them.

use std::collections::HashMap;
use std::ops::Range;

use super::Layout;
use super::body::{Content, Kind, Role};
use super::check::{
    Stray, check_before_root, check_inside, content_chain, is_plain_in_tag, read_tag, read_value,
};
use super::instance::Instance;
use super::notice::{Notice, Reason};
use super::rendered::{At, Rendered};
use super::source::Marks;

/// The elements of one render whose content has to be compared as a whole, for a value in it does not stay in its slot.
#[derive(Clone, Debug, Default)]
pub struct Strays {
    /// By where the instance begins in the trace, and the number of the element in its body.
    elements: HashMap<(usize, usize), Notice>,
    /// Where even the whole render does not tell what comes of a value.
    everywhere: Option<Notice>,
}

impl Strays {
    pub(super) fn everywhere(line: u32) -> Self {
        Self {
            elements: HashMap::new(),
            everywhere: Some(Notice {
                line,
                reason: Reason::Stray,
                element: None,
            }),
        }
    }

    /// Whether every value stays in its slot.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty() && self.everywhere.is_none()
    }

    /// Whether the render can only be compared as a whole.
    pub fn are_everywhere(&self) -> bool {
        self.everywhere.is_some()
    }

    /// Which values they are.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.elements.values().chain(&self.everywhere)
    }

    pub(super) fn has(&self, instance: &Instance, node: usize) -> bool {
        self.elements.contains_key(&(instance.number(), node))
    }
}

impl Layout {
    /// Looks at every value of a render.
    pub fn check(&self, rendered: &Rendered) -> Strays {
        let Some(root) = self.root else {
            return Strays::everywhere(0);
        };
        let start = At { trace: 0, html: 0 };
        let instance = Instance::new(self.body(root), rendered, start);
        let mut strays = Strays::default();
        match self.find_strays(&instance, &mut strays) {
            Ok(()) => strays,
            Err(line) => Strays::everywhere(line),
        }
    }

    /// Looks at every value of an instance; an error with the line of one that no element of it keeps.
    fn find_strays(&self, instance: &Instance, strays: &mut Strays) -> Result<(), u32> {
        let mut slots = 0..instance.body.slots.len();
        while let Some(slot) = slots.next() {
            let Err(line) = self.check_slot(instance, slot, Some(strays)) else {
                continue;
            };
            let above = match instance.body.slots[slot].role {
                Role::BeforeRoot => None,
                Role::Content(owner) => owner,
                Role::Tag(node) | Role::Inside(node) => instance.body.nodes[node].parent,
            };
            let keeper = keeper(instance, above).ok_or(line)?;
            let node = &instance.body.nodes[keeper];
            slots.start = slots.start.max(node.slots.end);
            let notice = Notice {
                line,
                reason: Reason::Stray,
                element: Some(node.element.name.local.to_string()),
            };
            strays.elements.insert((instance.number(), keeper), notice);
        }
        Ok(())
    }

    /// Whether all values of an instance stay where their slots are.
    pub(super) fn check_instance(&self, instance: &Instance) -> Result<(), Stray> {
        self.check_slots(instance, 0..instance.body.slots.len())
    }

    /// Whether those of an element do.
    pub(super) fn check_node(&self, instance: &Instance, node: usize) -> Result<(), Stray> {
        self.check_slots(instance, instance.body.nodes[node].slots.clone())
    }

    fn check_slots(&self, instance: &Instance, mut slots: Range<usize>) -> Result<(), Stray> {
        slots
            .try_for_each(|slot| self.check_slot(instance, slot, None))
            .map_err(|_| Stray)
    }

    /// Whether what a slot has rendered stays there; an error with the line of what does not. With `strays`, what elements below the
    /// slot keep is noted there, and no error.
    fn check_slot(
        &self,
        instance: &Instance,
        slot: usize,
        strays: Option<&mut Strays>,
    ) -> Result<(), u32> {
        let known = &instance.body.slots[slot];
        let stray = |_| known.line;
        match known.role {
            Role::BeforeRoot => check_before_root(instance, slot).map_err(stray),
            Role::Tag(node) if is_plain_in_tag(instance, slot, node) => Ok(()),
            Role::Tag(node) => read_tag(instance, node).map(drop).map_err(stray),
            Role::Inside(node) if is_looked_at(instance, slot, node) => Ok(()),
            Role::Inside(node) => check_inside(instance, node).map_err(stray),
            Role::Content(owner) if instance.is_value(slot) => content_chain(instance, owner)
                .and_then(|chain| read_value(chain, instance.markup(slot)))
                .map(drop)
                .map_err(stray),
            Role::Content(_) => self.check_group(instance, slot, strays),
        }
    }

    fn check_group(
        &self,
        instance: &Instance,
        slot: usize,
        mut strays: Option<&mut Strays>,
    ) -> Result<(), u32> {
        let line = instance.body.slots[slot].line;
        let mut check = |part: &Instance| match &mut strays {
            Some(strays) => self.find_strays(part, strays),
            None => self.check_instance(part).map_err(|_| line),
        };
        if let Kind::List { .. } = instance.body.slots[slot].kind {
            for span in instance.items(slot) {
                check(&instance.item(self, slot, &span).ok_or(line)?)?;
            }
        }
        let either = instance.branch(self, slot);
        let either = either.or_else(|| instance.empty(self, slot));
        either.map_or(Ok(()), |part| check(&part))
    }
}

/// Whether a slot before this one has had the element looked at that both lie in.
fn is_looked_at(instance: &Instance, slot: usize, node: usize) -> bool {
    let before = slot.checked_sub(1);
    before.is_some_and(|before| instance.body.slots[before].role == Role::Inside(node))
}

/// The innermost of these elements that keeps all that it contains, whatever comes of it.
fn keeper(instance: &Instance, mut next: Option<usize>) -> Option<usize> {
    while let Some(index) = next {
        let node = &instance.body.nodes[index];
        let keeps = || {
            let content = instance.parsed_content(node)?;
            let chain = node.chain.as_ref()?;
            chain.contain_content(&content, &Marks::unused())
        };
        if node.may_be_opaque && node.content == Content::Slots && keeps().is_some() {
            return Some(index);
        }
        next = node.parent;
    }
    None
}
