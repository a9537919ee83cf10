//! Values that do not stay where their slots are, and the elements that keep them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Layout;
use super::body::{Content, Kind, Role};
use super::check::{
    Stray, check_before_root, check_inside, content_chain, is_plain_in_tag, read_tag, read_value,
};
use super::instance::Instance;
use super::notice::{Notice, Reason};
use super::rendered::Rendered;
use super::source::Marks;

/// The elements of one render whose content has to be compared as a whole, for a value in it does not stay in its slot.
#[derive(Clone, Debug, Default)]
pub struct Strays {
    /// By where the instance begins in the trace, and the number of the element in its body.
    elements: BTreeMap<(usize, usize), Notice>,
    /// Whether the render can only be compared as a whole.
    are_everywhere: bool,
    /// The value that no element keeps.
    loose: Option<Notice>,
}

impl Strays {
    /// Those of a render of which nothing is known.
    fn unknown() -> Self {
        Self {
            are_everywhere: true,
            ..Self::default()
        }
    }

    /// Those of a render in which the value of this line is kept by no element.
    fn loose(line: u32) -> Self {
        Self {
            loose: Some(Notice {
                line,
                reason: Reason::Stray,
                element: None,
            }),
            ..Self::unknown()
        }
    }

    /// Whether every value stays in its slot.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty() && !self.are_everywhere
    }

    /// Whether the render can only be compared as a whole.
    pub fn are_everywhere(&self) -> bool {
        self.are_everywhere
    }

    /// Which values they are.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.elements.values().chain(&self.loose)
    }

    pub(super) fn has(&self, instance: &Instance, node: usize) -> bool {
        self.elements.contains_key(&(instance.number(), node))
    }

    /// Whether a slot lies in an element of its instance that keeps strays.
    fn are_around(&self, instance: &Instance, slot: usize) -> bool {
        let number = instance.number();
        let mut elements = self.elements.range((number, 0)..(number + 1, 0));
        elements.any(|((_, node), _)| instance.body.nodes[*node].slots.contains(&slot))
    }

    /// Whether something strays in what a slot has rendered.
    fn are_within(&self, instance: &Instance, slot: usize) -> bool {
        let numbers = instance.trace_range(slot);
        let mut elements = self.elements.range((numbers.start, 0)..(numbers.end, 0));
        elements.next().is_some()
    }
}

impl Layout {
    /// Looks at every value of a render.
    pub fn check(&self, rendered: &Rendered) -> Strays {
        self.check_next(rendered, None)
    }

    /// The same, but for values that are as they were in another render, whose strays are known.
    pub(super) fn check_next(
        &self,
        rendered: &Rendered,
        known: Option<(&Rendered, &Strays)>,
    ) -> Strays {
        let Some((root, whole)) = self.whole(rendered) else {
            return Strays::unknown();
        };
        let known = known.filter(|(_, strays)| !strays.are_everywhere());
        let none = Strays::default();
        let mut survey = Survey {
            layout: self,
            known: known.map_or(&none, |(_, strays)| strays),
            strays: Strays::default(),
        };
        let old = known.and_then(|(old, _)| self.whole(old));
        let old = old.filter(|(other, _)| *other == root);
        match survey.look_at(&whole, old.as_ref().map(|(_, old)| old)) {
            Ok(()) => survey.strays,
            Err(line) => Strays::loose(line),
        }
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
        slots.try_for_each(|slot| match instance.body.slots[slot].role {
            Role::Content(_) if !instance.is_value(slot) => {
                let parts = self.parts_of(instance, slot)?;
                parts.iter().try_for_each(|part| self.check_instance(part))
            }
            _ => check_value(instance, slot),
        })
    }

    /// What a slot that is no value has rendered.
    fn parts_of<'a>(
        &'a self,
        instance: &Instance<'a>,
        slot: usize,
    ) -> Result<Vec<Instance<'a>>, Stray> {
        if let Kind::List { .. } = instance.body.slots[slot].kind
            && instance.count(slot) > 0
        {
            let items = instance.items(slot);
            let items = items.iter().map(|item| instance.item(self, slot, item));
            return items.collect::<Option<_>>().ok_or(Stray);
        }
        let either = instance.branch(self, slot);
        let either = either.or_else(|| instance.empty(self, slot));
        Ok(either.into_iter().collect())
    }
}

/// A look at the values of a render.
struct Survey<'a> {
    layout: &'a Layout,
    /// The strays of the render before.
    known: &'a Strays,
    strays: Strays,
}

impl Survey<'_> {
    /// Looks at every value of an instance, but for those that are as before; an error with the line of one that no element of it keeps.
    fn look_at(&mut self, instance: &Instance, old: Option<&Instance>) -> Result<(), u32> {
        let mut slots = 0..instance.body.slots.len();
        while let Some(slot) = slots.next() {
            let Err(line) = self.look_at_slot(instance, old, slot) else {
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
            let key = (instance.number(), keeper);
            self.strays.elements.insert(key, notice);
        }
        Ok(())
    }

    fn look_at_slot(
        &mut self,
        instance: &Instance,
        old: Option<&Instance>,
        slot: usize,
    ) -> Result<(), u32> {
        let known = &instance.body.slots[slot];
        if !matches!(known.role, Role::Content(_)) {
            return check_value(instance, slot).map_err(|_| known.line);
        }
        // Nobody has looked at all that lies in an element with strays.
        let old = old.filter(|old| !self.known.are_around(old, slot));
        if let Some(old) = old
            && !instance.differs(old, slot..slot + 1)
            && !self.known.are_within(old, slot)
        {
            return Ok(());
        }
        if instance.is_value(slot) {
            return check_value(instance, slot).map_err(|_| known.line);
        }
        let parts = |instance| self.layout.parts_of(instance, slot);
        let new = parts(instance).map_err(|_| known.line)?;
        let is_same = |old: &&Instance| old.count(slot) == instance.count(slot);
        let before = old.filter(is_same).and_then(|old| parts(old).ok());
        for (index, part) in new.iter().enumerate() {
            let before = before.as_ref().and_then(|before| before.get(index));
            self.look_at(part, before)?;
        }
        Ok(())
    }
}

/// Whether what a slot has rendered stays there, or its element is sound for which it is looked at.
fn check_value(instance: &Instance, slot: usize) -> Result<(), Stray> {
    match instance.body.slots[slot].role {
        Role::BeforeRoot => check_before_root(instance, slot),
        Role::Tag(node) if is_plain_in_tag(instance, slot, node) => Ok(()),
        Role::Tag(node) => read_tag(instance, node).map(drop),
        Role::Inside(node) if is_looked_at(instance, slot, node) => Ok(()),
        Role::Inside(node) => check_inside(instance, node),
        Role::Content(owner) => {
            let chain = content_chain(instance, owner)?;
            read_value(chain, instance.markup(slot)).map(drop)
        }
    }
}

/// Whether a slot before this one has had the element looked at that both lie in.
fn is_looked_at(instance: &Instance, slot: usize, node: usize) -> bool {
    let before = slot.checked_sub(1);
    before.is_some_and(|before| instance.body.slots[before].role == Role::Inside(node))
}

/// Bytes up to which an element's content is parsed by itself, however much of the page it is.
const SMALL: usize = 4096;

/// The innermost of these elements that keeps all that it contains, whatever comes of it, and is not the better part of the page, which is
/// parsed faster as a whole.
fn keeper(instance: &Instance, mut next: Option<usize>) -> Option<usize> {
    while let Some(index) = next {
        let node = &instance.body.nodes[index];
        let keeps = || {
            let content = instance.parsed_content(node)?;
            let most = SMALL.max(instance.rendered.html.len() / 2);
            if content.len() > most {
                return None;
            }
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
