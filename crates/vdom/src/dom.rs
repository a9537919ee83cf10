//! The arena tree: nodes by number, children as lists of numbers.
//!
//! A node that is taken out is put on a free list, so that the arena never grows beyond the largest tree it held.
//! The children of a `template` element are those of its content: there is no separate fragment.
//! [`crate::parse`] builds trees.

use compact_str::CompactString;
use html5ever::{LocalName, Namespace, Prefix, QualName, local_name, namespace_prefix, ns};
use smallvec::SmallVec;

use crate::hash::Hashes;

/// A node's number within its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    pub(crate) const FIRST: Self = Self(0);

    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).expect("a tree of 2^32 nodes does not fit into memory"))
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// An attribute as the parser made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Prefix, namespace and local name.
    pub name: QualName,
    /// The value, character references resolved.
    pub value: CompactString,
}

/// An element's name and attributes.
#[derive(Clone, Debug)]
pub struct Element {
    /// Namespace and local name.
    pub name: QualName,
    /// In source order; names are unique.
    pub attributes: Vec<Attribute>,
}

impl Element {
    /// The value of the attribute with this name and no namespace.
    pub fn attribute(&self, name: &LocalName) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.local == *name && attribute.name.ns == ns!())
            .map(|attribute| attribute.value.as_str())
    }

    /// The attributes' names with their prefixes, and values, in source order.
    pub fn written_attributes(&self) -> Vec<(String, String)> {
        let attributes = self.attributes.iter();
        attributes
            .map(|attribute| (written_name(&attribute.name), attribute.value.to_string()))
            .collect()
    }

    /// Whether this is an element of HTML, not a foreign one.
    pub fn is_html(&self) -> bool {
        self.name.ns == ns!(html)
    }

    pub(crate) fn is_html_named(&self, name: &LocalName) -> bool {
        self.is_html() && self.name.local == *name
    }

    /// Whether both have the same attributes, in whatever order.
    pub(crate) fn has_attributes_of(&self, other: &Self) -> bool {
        self.attributes == other.attributes
            || self.attributes.len() == other.attributes.len()
                && self
                    .attributes
                    .iter()
                    .all(|attribute| other.attributes.contains(attribute))
    }
}

/// A document type declaration.
#[derive(Clone, Debug)]
pub struct Doctype {
    /// The name, `html` in a page of today.
    pub name: String,
    /// The public identifier, empty in a page of today.
    pub public_id: String,
    /// The system identifier, empty in a page of today.
    pub system_id: String,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Data {
    /// The document of a page: parent of the doctype, of outer comments and of the root.
    Document,
    /// A document type declaration.
    Doctype(Box<Doctype>),
    /// A text node.
    Text(CompactString),
    /// A comment.
    Comment(CompactString),
    /// An element.
    Element(Element),
}

/// A node's children; most elements have so few that no list need be allocated.
pub(crate) type Children = SmallVec<[NodeId; 4]>;

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Children,
    pub(crate) data: Data,
}

/// A document or a fragment.
///
/// Trees compare by the root's attributes and everything below it. The order of attributes does not count, nor does what stands
/// outside a page's root: doctype and outer comments cannot be patched.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) free: Vec<NodeId>,
    pub(crate) root: NodeId,
    pub(crate) is_page: bool,
    /// Decides whether a table closes an open paragraph, also in markup that is inserted later.
    pub(crate) is_quirky: bool,
    /// Absent once a patch has been applied.
    pub(crate) hashes: Option<Hashes>,
}

impl Tree {
    /// The element whose content this tree is about: `html` of a page, a synthetic `div` of a fragment.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// Whether this was parsed as a whole document.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// Takes over the mode, quirks or none, of the document that the other tree is in.
    ///
    /// A browser keeps the mode of the document that it was served, whatever doctype a later render has.
    pub fn keep_mode_of(&mut self, other: &Self) {
        self.is_quirky = other.is_quirky;
    }

    /// Hashes every node once for all comparisons, until the next change.
    pub(crate) fn keep_hashes(&mut self) {
        self.hashes = Some(Hashes::of(self));
    }

    /// What the node is.
    pub fn data(&self, id: NodeId) -> &Data {
        &self.nodes[id.index()].data
    }

    /// The element at this node, if it is one.
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match self.data(id) {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The node's parent; the root of a fragment has none.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.index()].parent
    }

    /// The node's children, in order.
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        &self.nodes[id.index()].children
    }

    /// The element this one lies in; none for a page's root and for what stands at the top of a fragment.
    pub fn parent_element(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let is_synthetic = !self.is_page && parent == self.root;
        (!is_synthetic && self.element(parent).is_some()).then_some(parent)
    }

    /// The text of the node and everything below it, template contents and comments left out.
    pub fn text(&self, id: NodeId) -> String {
        let mut text = String::new();
        let mut open = vec![id];
        while let Some(node) = open.pop() {
            match self.data(node) {
                Data::Text(data) => text.push_str(data),
                Data::Element(element)
                    if node != id && element.is_html_named(&local_name!("template")) => {}
                _ => open.extend(self.children(node).iter().rev()),
            }
        }
        text
    }

    /// How many nodes the arena has room for without growing; at least the nodes of the tree.
    pub fn arena_len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn create(&mut self, data: Data) -> NodeId {
        let node = Node {
            parent: None,
            children: Children::new(),
            data,
        };
        if let Some(id) = self.free.pop() {
            self.nodes[id.index()] = node;
            id
        } else {
            self.nodes.push(node);
            NodeId::new(self.nodes.len() - 1)
        }
    }

    pub(crate) fn data_mut(&mut self, id: NodeId) -> &mut Data {
        &mut self.nodes[id.index()].data
    }

    /// The elements of the arena, those of the tree among them.
    pub(crate) fn elements_mut(&mut self) -> impl Iterator<Item = (NodeId, &mut Element)> {
        let nodes = self.nodes.iter_mut().enumerate();
        nodes.filter_map(|(index, node)| match &mut node.data {
            Data::Element(element) => Some((NodeId::new(index), element)),
            _ => None,
        })
    }

    /// The comments of the arena, those of the tree among them.
    pub(crate) fn comments(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let nodes = self.nodes.iter().enumerate();
        nodes.filter_map(|(index, node)| match &node.data {
            Data::Comment(data) => Some((NodeId::new(index), data.as_str())),
            _ => None,
        })
    }

    /// Takes a node out of its parent.
    pub(crate) fn detach(&mut self, id: NodeId) {
        if let Some(parent) = self.nodes[id.index()].parent.take() {
            self.nodes[parent.index()]
                .children
                .retain(|child| *child != id);
        }
    }

    pub(crate) fn remove_last_child(&mut self, parent: NodeId) {
        if let Some(child) = self.nodes[parent.index()].children.pop() {
            self.release(child);
        }
    }

    /// Gives back a detached subtree.
    pub(crate) fn release(&mut self, id: NodeId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let node = &mut self.nodes[id.index()];
            node.parent = None;
            node.data = Data::Text(CompactString::default());
            open.extend(node.children.drain(..));
            self.free.push(id);
        }
    }
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        self.is_page == other.is_page && subtrees_equal(self, self.root, other, other.root)
    }
}

/// Whether two subtrees have the same names, attributes, text and shape.
pub(crate) fn subtrees_equal(left: &Tree, left_id: NodeId, right: &Tree, right_id: NodeId) -> bool {
    let mut open = vec![(left_id, right_id)];
    while let Some((left_id, right_id)) = open.pop() {
        let left_children = left.children(left_id);
        let right_children = right.children(right_id);
        if left_children.len() != right_children.len()
            || !data_equal(left.data(left_id), right.data(right_id))
        {
            return false;
        }
        open.extend(
            left_children
                .iter()
                .copied()
                .zip(right_children.iter().copied()),
        );
    }
    true
}

fn data_equal(left: &Data, right: &Data) -> bool {
    match (left, right) {
        (Data::Text(left), Data::Text(right)) | (Data::Comment(left), Data::Comment(right)) => {
            left == right
        }
        (Data::Element(left), Data::Element(right)) => {
            left.name == right.name && left.has_attributes_of(right)
        }
        _ => false,
    }
}

/// The attribute's name as `getAttributeNode().name` has it in a browser.
pub(crate) fn written_name(name: &QualName) -> String {
    match &name.prefix {
        Some(prefix) => format!("{prefix}:{}", name.local),
        None => name.local.to_string(),
    }
}

/// The name that an attribute written so has on an element of the given namespace.
///
/// "Adjust foreign attributes" of the HTML standard, section 13.2.6.1.
pub(crate) fn attribute_name(element: &Namespace, written: &str) -> QualName {
    if *element != ns!(html) {
        match written.split_once(':') {
            Some((
                "xlink",
                local @ ("actuate" | "arcrole" | "href" | "role" | "show" | "title" | "type"),
            )) => return foreign_name(namespace_prefix!("xlink"), ns!(xlink), local),
            Some(("xml", local @ ("lang" | "space"))) => {
                return foreign_name(namespace_prefix!("xml"), ns!(xml), local);
            }
            Some(("xmlns", "xlink")) => {
                return foreign_name(namespace_prefix!("xmlns"), ns!(xmlns), "xlink");
            }
            None if written == "xmlns" => {
                return QualName::new(None, ns!(xmlns), local_name!("xmlns"));
            }
            _ => {}
        }
    }
    QualName::new(None, ns!(), LocalName::from(written))
}

fn foreign_name(prefix: Prefix, namespace: Namespace, local: &str) -> QualName {
    QualName::new(Some(prefix), namespace, LocalName::from(local))
}

/// The qualified name of an HTML element.
pub(crate) fn html_name(local: LocalName) -> QualName {
    QualName::new(None, ns!(html), local)
}

#[cfg(test)]
mod tests {
    use super::{Data, Node, Tree};

    /// Every session keeps a tree.
    #[test]
    fn a_node_is_ten_words_and_a_parsed_tree_has_none_to_spare() {
        assert_eq!(size_of::<Data>(), 48);
        assert_eq!(size_of::<Node>(), 80);
        let tree = Tree::parse_fragment(&"<p class=a>text</p>".repeat(300));
        assert_eq!(tree.nodes.capacity(), tree.nodes.len());
        assert!(tree.nodes[5..].iter().all(|node| !node.children.spilled()));
    }
}
