//! The blocks of a template and its parents while they are resolved, as `BlockContext` of `django.template.loader_tags` has them.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::{Definition, Unresolved};
use crate::program::{Expression, Node, Operand, Part, Symbols, Tag};

/// The variable that a block's body sees.
const BLOCK: &str = "block";

type Queues<S, P> = HashMap<Arc<str>, Vec<Rc<Definition<S, P>>>>;

/// Where flattening is.
pub(super) struct Place<S: Symbols, P> {
    /// The blocks that are left by name, the outermost child's last; `None` in a template that extends no other.
    queues: Option<Queues<S, P>>,
    /// The name of the block whose `super` is `{{ block.super }}` here.
    block: Option<Arc<str>>,
}

impl<S: Symbols, P> Default for Place<S, P> {
    fn default() -> Self {
        Self {
            queues: None,
            block: None,
        }
    }
}

impl<S: Symbols, P> Place<S, P> {
    pub(super) fn of_family() -> Self {
        Self {
            queues: Some(HashMap::new()),
            block: None,
        }
    }

    pub(super) fn is_of_family(&self) -> bool {
        self.queues.is_some()
    }

    /// Adds the blocks of the next parent.
    pub(super) fn add(&mut self, blocks: Vec<Definition<S, P>>) {
        let queues = self.queues.get_or_insert_default();
        for block in blocks {
            let queue = queues.entry(block.name.as_str().into()).or_default();
            queue.insert(0, Rc::new(block));
        }
    }

    /// The nodes of the blocks of a name that are left.
    pub(super) fn queue(&self, name: &str) -> Box<[S::Node]> {
        let queue = self.queues.as_ref().and_then(|queues| queues.get(name));
        let blocks = queue.into_iter().flatten();
        blocks.map(|block| block.node.clone()).collect()
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Rc<Definition<S, P>>> {
        self.queues.as_mut()?.get_mut(name)?.pop()
    }

    pub(super) fn give_back(&mut self, name: &str, block: Rc<Definition<S, P>>) {
        if let Some(queues) = &mut self.queues {
            queues.entry(name.into()).or_default().push(block);
        }
    }

    /// Enters a block's body; gives what [`Self::show_block`] takes.
    pub(super) fn enter_block(
        &mut self,
        name: &str,
        body: &[Node<S>],
    ) -> Result<Option<Arc<str>>, Unresolved> {
        let block = match assignment(body) {
            Assignment::None => Some(name.into()),
            Assignment::Here => None,
            Assignment::Anywhere => return Err(Unresolved),
        };
        Ok(std::mem::replace(&mut self.block, block))
    }

    /// Enters nodes that may see another `block`; gives what [`Self::show_block`] takes.
    pub(super) fn hide_block(&mut self, is_hidden: bool) -> Option<Arc<str>> {
        let block = self.block.clone();
        if is_hidden {
            self.block = None;
        }
        block
    }

    pub(super) fn show_block(&mut self, block: Option<Arc<str>>) {
        self.block = block;
    }

    /// Whether it is `block.super` of the block around, with any filters.
    pub(super) fn is_super(&self, expression: &Expression<S>) -> bool {
        let Operand::Path(path) = &expression.operand else {
            return false;
        };
        let names = path.iter().map(AsRef::as_ref);
        self.block.is_some() && names.eq([BLOCK, "super"])
    }

    /// The name of the block around, if it overrides one.
    pub(super) fn overridden(&self) -> Option<Arc<str>> {
        let name = self.block.as_ref()?;
        let queue = self.queues.as_ref()?.get(name)?;
        (!queue.is_empty()).then(|| name.clone())
    }
}

/// Whether a tag's bodies see another `block` than the tag.
pub(super) fn hides_block<S: Symbols>(tag: &Tag<S>) -> bool {
    match tag {
        Tag::For(tag) => tag.names.iter().any(|name| name.as_ref() == BLOCK),
        Tag::With(tag) => tag.values.iter().any(|(name, _)| name.as_ref() == BLOCK),
        _ => false,
    }
}

/// Where nodes assign to `block`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Assignment {
    None,
    /// In the innermost scope.
    Here,
    /// In any scope.
    Anywhere,
}

fn assignment<S: Symbols>(nodes: &[Node<S>]) -> Assignment {
    let mut found = Assignment::None;
    for node in nodes {
        if let Node::Tag(tag, _) = node
            && tag.target().is_some_and(|name| name.as_ref() == BLOCK)
        {
            let is_upward = matches!(&**tag, Tag::Cycle(_));
            found = found.max(if is_upward {
                Assignment::Anywhere
            } else {
                Assignment::Here
            });
        }
        let Ok(()) = node.each_part::<std::convert::Infallible>(&mut |part| {
            if let Part::Body(nodes) = part {
                found = found.max(assignment(nodes));
            }
            Ok(())
        });
    }
    found
}
