//! Two renders of one template to patches.
//!
//! Slots whose markup is equal are left alone. As in [`crate::diff`], a parent's children are put in order before anything below them is
//! patched, so that a path is the node's path in the new tree.

use html5ever::{local_name, ns};

use super::Layout;
use super::body::{Child, Children, Content, Kind, Neighbours, Role};
use super::check::{
    Stray, Value, check_before_root, check_text, content_chain, decode, read_tag, read_text,
    read_value,
};
use super::extent::{Extent, NODE, TEXT};
use super::instance::Instance;
use super::rendered::Rendered;
use super::source::Marks;
use super::strays::Strays;
use crate::diff::{attribute_changes, diff_within, number, weight};
use crate::dom::Element;
use crate::patch::{Content as Inserted, ContentNode, Patch, Path};

/// What a comparison goes through.
pub(super) struct Compare<'a> {
    pub(super) layout: &'a Layout,
    pub(super) patches: Vec<Patch>,
    /// The way to the element that is looked at.
    pub(super) steps: Vec<u32>,
    /// The strays of both renders; `None` where there are none in the old one, and nobody has looked at the new one.
    astray: Option<(&'a Strays, &'a Strays)>,
}

impl Layout {
    /// The patches from one render to the next; an error if one of them has markup that does not stay in its slot and is not among the
    /// strays of both.
    pub(super) fn compare(
        &self,
        old: &Rendered,
        new: &Rendered,
        astray: Option<(&Strays, &Strays)>,
    ) -> Result<Vec<Patch>, Stray> {
        let (root, old) = self.whole(old).ok_or(Stray)?;
        let (new_root, new) = self.whole(new).ok_or(Stray)?;
        if root != new_root {
            return Err(Stray);
        }
        let body = self.body(root);
        let mut compare = Compare {
            layout: self,
            patches: Vec::new(),
            steps: Vec::new(),
            astray,
        };
        for (slot, known) in body.slots.iter().enumerate() {
            if known.role == Role::BeforeRoot {
                check_before_root(&new, slot)?;
            }
        }
        match &*body.top {
            [Child::Node(root)] if self.is_page => compare.node(*root, &old, &new)?,
            _ => compare.children(&body.top, None, &old, &new)?,
        }
        Ok(compare.patches)
    }
}

impl<'a> Compare<'a> {
    pub(super) fn path(&self) -> Path {
        Path {
            anchor: 0,
            steps: self.steps.clone(),
        }
    }

    /// Compares one element in two instances of its body.
    pub(super) fn node(
        &mut self,
        index: usize,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<(), Stray> {
        let node = &new.body.nodes[index];
        if !new.differs(old, node.slots.clone()) {
            return Ok(());
        }
        if node.has_tag_slots && old.tag(node) != new.tag(node) {
            let (before, after) = (read_tag(old, index)?, read_tag(new, index)?);
            for (name, value) in attribute_changes(&before, &after) {
                let path = self.path();
                self.patches.push(Patch::Attribute { path, name, value });
            }
        }
        match node.content {
            _ if self.is_astray(index, old, new) => self.opaque(index, old, new),
            Content::Slots => {
                let first = self.patches.len();
                self.children(&node.children, Some(index), old, new)?;
                self.cut_over(first, index, new);
                Ok(())
            }
            Content::Text => self.text(index, old, new),
            Content::Opaque => self.opaque(index, old, new),
        }
    }

    /// Whether an element is compared as a whole for what strays in it.
    fn is_astray(&self, index: usize, old: &Instance, new: &Instance) -> bool {
        self.astray
            .is_some_and(|(before, after)| before.has(old, index) || after.has(new, index))
    }

    /// Whether all values of an item that is inserted stay where their slots are, or are known not to.
    pub(super) fn check_inserted(&self, item: &Instance) -> Result<(), Stray> {
        if self.is_checked() {
            return Ok(());
        }
        self.layout.check_instance(item)
    }

    /// Whether somebody has looked at all values of the new render.
    pub(super) fn is_checked(&self) -> bool {
        self.astray.is_some()
    }

    /// Sends an element's content instead of patches, counted from `first`, that would be longer.
    fn cut_over(&mut self, first: usize, index: usize, new: &Instance<'a>) {
        let patches = &self.patches[first..];
        let node = &new.body.nodes[index];
        if patches.len() < 2
            || self.is_checked()
            || !node.is_settled
            || !is_replaceable(&node.element)
        {
            return;
        }
        let Some(html) = new.content(node) else {
            return;
        };
        let path = self.path();
        let below = patches.iter().filter(|patch| {
            let steps = &patch.path().steps;
            steps.len() > path.steps.len() || !matches!(patch, Patch::Attribute { .. })
        });
        if below.map(weight).sum::<usize>() <= html.len() || keeps_state(html) {
            return;
        }
        let depth = path.steps.len();
        let mut position = 0;
        self.patches.retain(|patch| {
            position += 1;
            let is_own =
                patch.path().steps.len() == depth && matches!(patch, Patch::Attribute { .. });
            position <= first || is_own
        });
        let html = html.to_owned();
        self.patches.push(Patch::Html { path, html });
    }

    /// Compares an element that has nothing but text.
    fn text(&mut self, index: usize, old: &Instance<'a>, new: &Instance<'a>) -> Result<(), Stray> {
        let node = &new.body.nodes[index];
        let (before, after) = (
            old.content(node).ok_or(Stray)?,
            new.content(node).ok_or(Stray)?,
        );
        if before == after {
            return Ok(());
        }
        check_text(new, node, after)?;
        let chain = node.chain.as_ref().ok_or(Stray)?;
        let (before, after) = (read_text(chain, before)?, read_text(chain, after)?);
        if before == after {
            return Ok(());
        }
        let mut path = self.path();
        self.patches
            .push(match (before.is_empty(), after.is_empty()) {
                (true, _) => Patch::Insert {
                    path,
                    index: 0,
                    content: Inserted::Nodes(vec![ContentNode::Text(after.into_owned())]),
                },
                (_, true) => Patch::Remove {
                    path,
                    index: 0,
                    count: 1,
                },
                _ => {
                    path.steps.push(0);
                    let data = after.into_owned();
                    Patch::Text { path, data }
                }
            });
        Ok(())
    }

    /// Compares an element whose content has to be parsed.
    fn opaque(
        &mut self,
        index: usize,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<(), Stray> {
        let node = &new.body.nodes[index];
        let (before, after) = (
            old.parsed_content(node).ok_or(Stray)?,
            new.parsed_content(node).ok_or(Stray)?,
        );
        if before == after {
            return Ok(());
        }
        let chain = node.chain.as_ref().ok_or(Stray)?;
        let before = chain
            .contain_content(&before, &Marks::unused())
            .ok_or(Stray)?;
        let after = chain
            .contain_content(&after, &Marks::unused())
            .ok_or(Stray)?;
        let patches = diff_within(
            (&before.tree, before.owner),
            (&after.tree, after.owner),
            &self.steps,
        );
        self.patches.extend(patches);
        Ok(())
    }

    /// Compares the children of an element, or of the root.
    pub(super) fn children(
        &mut self,
        children: &'a Children,
        owner: Option<usize>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<(), Stray> {
        let mut changed = children
            .moving
            .iter()
            .enumerate()
            .filter_map(|(index, moving)| {
                let is_changed = |slot: &usize| new.differs(old, *slot..*slot + 1);
                let slot = children[moving.position].slot().filter(is_changed)?;
                Some((index, slot))
            });
        match (changed.next(), changed.next()) {
            (None, _) => {}
            (Some((moving, slot)), None)
                if self.only(
                    Spot {
                        children,
                        owner,
                        moving,
                        slot,
                    },
                    old,
                    new,
                )? => {}
            _ => return self.expanded(children, owner, old, new),
        }
        let first = children.moving.first();
        let mut known = (0, first.map_or(Extent::default(), |first| first.before));
        for (index, moving) in children.moving.iter().enumerate() {
            let Child::Node(node) = children[moving.position] else {
                continue;
            };
            if !new.differs(old, new.body.nodes[node].slots.clone()) {
                continue;
            }
            known = (
                index,
                self.layout
                    .extent_between(children, known, index, owner, new)?,
            );
            let step = known.1.then(NODE).count - 1;
            self.steps.push(number(step));
            self.node(node, old, new)?;
            self.steps.pop();
        }
        Ok(())
    }

    /// Compares the one slot among the children that has changed; false where that takes a look at all of them.
    fn only(
        &mut self,
        spot: Spot<'a>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<bool, Stray> {
        match new.body.slots[spot.slot].kind {
            Kind::Value => self.only_text(spot, old, new),
            Kind::List { .. } => self.rows(spot, old, new),
            Kind::Choice(_) | Kind::Template(_) => Ok(false),
        }
    }

    /// Compares a text that was there and still is, between static neighbours.
    fn only_text(
        &mut self,
        spot: Spot<'a>,
        old: &Instance<'a>,
        new: &Instance<'a>,
    ) -> Result<bool, Stray> {
        let Spot {
            children,
            owner,
            moving,
            slot,
        } = spot;
        let Some(Neighbours { left, right }) = children.neighbours(moving) else {
            return Ok(false);
        };
        let (before, after) = (old.markup(slot), new.markup(slot));
        let chain = content_chain(new, owner)?;
        if before.is_empty() || after.is_empty() || before.contains('<') {
            return Ok(false);
        }
        let Value::Text(after) = read_value(chain, after)? else {
            return Ok(false);
        };
        let extent = self.layout.extent_before(children, moving, owner, new)?;
        let write = |text: &str| match (left, right) {
            ("", "") => text.to_owned(),
            _ => format!("{left}{text}{right}"),
        };
        let (before, after) = (write(before), write(after));
        let (before, data) = (decode(chain, &before)?, decode(chain, &after)?);
        if before != data {
            let mut path = self.path();
            path.steps.push(number(extent.then(TEXT).count - 1));
            let data = data.into_owned();
            self.patches.push(Patch::Text { path, data });
        }
        Ok(true)
    }
}

/// A slot among the children of an element, or of a body.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) children: &'a Children,
    pub(super) owner: Option<usize>,
    /// Its number among those that move.
    pub(super) moving: usize,
    pub(super) slot: usize,
}

/// Whether markup put into an element gives what it gives in a document.
fn is_replaceable(element: &Element) -> bool {
    element.name.ns != ns!(html)
        || !matches!(
            element.name.local,
            local_name!("html")
                | local_name!("head")
                | local_name!("body")
                | local_name!("pre")
                | local_name!("listing")
        )
}

/// Whether a browser keeps something of the elements in it that new ones would not have: what was typed, where a video is.
fn keeps_state(html: &str) -> bool {
    const STATEFUL: [&str; 11] = [
        "<input",
        "<textarea",
        "<select",
        "<details",
        "<dialog",
        "<iframe",
        "<video",
        "<audio",
        "<canvas",
        "<object",
        "contenteditable",
    ];
    STATEFUL.iter().any(|start| html.contains(start))
}
