//! Patches on a tree: the meaning the client must match.

use crate::dom::{Attribute, Data, Element, NodeId, Tree, attribute_name, written_name};
use crate::error::{Error, ErrorKind};
use crate::patch::{Content, Patch, Path};

/// Applies patches in order, each to the result of the ones before it.
///
/// # Errors
///
/// [`ErrorKind::UnknownAnchor`], [`ErrorKind::NoSuchNode`] or [`ErrorKind::WrongNode`] when a patch does not fit the tree. The
/// patches before it have been applied.
pub fn apply(tree: &mut Tree, patches: &[Patch]) -> Result<(), Error> {
    if !patches.is_empty() {
        tree.hashes = None;
    }
    for (position, patch) in patches.iter().enumerate() {
        apply_one(tree, patch).map_err(|error| error.at_patch(position))?;
    }
    Ok(())
}

fn apply_one(tree: &mut Tree, patch: &Patch) -> Result<(), Error> {
    let id = locate(tree, patch.path())?;
    match patch {
        Patch::Text { data, .. } => set_data(tree, id, data),
        Patch::Attribute { name, value, .. } => set_attribute(tree, id, name, value.as_deref()),
        Patch::Insert { index, content, .. } => insert(tree, id, *index as usize, content),
        Patch::Remove { index, count, .. } => {
            for child in take(tree, id, *index as usize, *count as usize)? {
                tree.release(child);
            }
            Ok(())
        }
        Patch::Move {
            from, to, count, ..
        } => {
            let run = take(tree, id, *from as usize, *count as usize)?;
            put(tree, id, *to as usize, run)
        }
        Patch::Html { html, .. } => {
            let count = tree.children(id).len();
            for child in take(tree, id, 0, count)? {
                tree.release(child);
            }
            insert(tree, id, 0, &Content::Markup(html.clone()))
        }
    }
}

fn locate(tree: &Tree, path: &Path) -> Result<NodeId, Error> {
    if path.anchor != 0 {
        let what = format!("there is no anchor {}; the root is 0", path.anchor);
        return Err(Error::new(ErrorKind::UnknownAnchor, what));
    }
    let mut id = tree.root();
    for (level, step) in path.steps.iter().enumerate() {
        let children = tree.children(id);
        id = *children.get(*step as usize).ok_or_else(|| {
            let count = children.len();
            let what = format!("step {level} of the path takes child {step} of {count}");
            Error::new(ErrorKind::NoSuchNode, what)
        })?;
    }
    Ok(id)
}

fn set_data(tree: &mut Tree, id: NodeId, new: &str) -> Result<(), Error> {
    match &mut tree.nodes[id.index()].data {
        Data::Text(data) | Data::Comment(data) => {
            *data = new.into();
            Ok(())
        }
        _ => Err(Error::new(
            ErrorKind::WrongNode,
            "an element has no text of its own",
        )),
    }
}

fn element_mut(tree: &mut Tree, id: NodeId) -> Result<&mut Element, Error> {
    match &mut tree.nodes[id.index()].data {
        Data::Element(element) => Ok(element),
        _ => Err(Error::new(
            ErrorKind::WrongNode,
            "the node is not an element",
        )),
    }
}

fn set_attribute(
    tree: &mut Tree,
    id: NodeId,
    name: &str,
    value: Option<&str>,
) -> Result<(), Error> {
    let element = element_mut(tree, id)?;
    let position = element
        .attributes
        .iter()
        .position(|attribute| written_name(&attribute.name) == name);
    match (position, value) {
        (Some(index), Some(value)) => element.attributes[index].value = value.into(),
        (Some(index), None) => {
            element.attributes.remove(index);
        }
        (None, Some(value)) => {
            let name = attribute_name(&element.name.ns, name);
            element.attributes.push(Attribute {
                name,
                value: value.into(),
            });
        }
        (None, None) => {
            let what = format!("there is no attribute \"{name}\" to remove");
            return Err(Error::new(ErrorKind::NoSuchNode, what));
        }
    }
    Ok(())
}

fn insert(tree: &mut Tree, id: NodeId, index: usize, content: &Content) -> Result<(), Error> {
    let context = element_mut(tree, id)?.clone();
    let run = match content {
        Content::Markup(html) => {
            let parsed = Tree::parse_in(&context, html, tree.is_quirky);
            tree.adopt(&parsed)
        }
        Content::Nodes(nodes) => nodes.iter().map(|node| node.build(tree)).collect(),
    };
    put(tree, id, index, run)
}

fn take(tree: &mut Tree, id: NodeId, index: usize, count: usize) -> Result<Vec<NodeId>, Error> {
    element_mut(tree, id)?;
    let children = &mut tree.nodes[id.index()].children;
    let end = index
        .checked_add(count)
        .filter(|end| *end <= children.len())
        .ok_or_else(|| {
            let what = format!("children {index} to {index}+{count} of {}", children.len());
            Error::new(ErrorKind::NoSuchNode, what)
        })?;
    Ok(children.drain(index..end).collect())
}

fn put(tree: &mut Tree, id: NodeId, index: usize, run: Vec<NodeId>) -> Result<(), Error> {
    let count = tree.children(id).len();
    if index > count {
        let what = format!("nodes go before child {index} of {count}");
        return Err(Error::new(ErrorKind::NoSuchNode, what));
    }
    for child in &run {
        tree.nodes[child.index()].parent = Some(id);
    }
    tree.nodes[id.index()].children.insert_many(index, run);
    Ok(())
}

impl Tree {
    pub(crate) fn append(&mut self, parent: NodeId, child: NodeId) {
        self.nodes[child.index()].parent = Some(parent);
        self.nodes[parent.index()].children.push(child);
    }

    /// Copies the content of another tree's root; the copies are detached.
    fn adopt(&mut self, other: &Self) -> Vec<NodeId> {
        let mut run = Vec::new();
        let mut open: Vec<(NodeId, Option<NodeId>)> = other
            .children(other.root)
            .iter()
            .rev()
            .map(|id| (*id, None))
            .collect();
        while let Some((source, parent)) = open.pop() {
            let copy = self.create(other.data(source).clone());
            match parent {
                Some(parent) => self.append(parent, copy),
                None => run.push(copy),
            }
            open.extend(
                other
                    .children(source)
                    .iter()
                    .rev()
                    .map(|id| (*id, Some(copy))),
            );
        }
        run
    }
}
