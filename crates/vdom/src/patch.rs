//! Patches: one change to a DOM each, with the node it is about.
//!
//! `docs/internals/protocol.md` says what each means; [`crate::apply`] is that meaning in code.

use html5ever::{LocalName, Namespace, ns};

use crate::dom::{Attribute, Data, NodeId, Tree, attribute_name};

/// The way to a node: an anchor, then child indices. Elements, text and comments count alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// The element the way begins at; 0 is the root.
    pub anchor: u32,
    /// The child to take at each level.
    pub steps: Vec<u32>,
}

/// One change to a DOM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// The text node or comment gets this data.
    Text {
        /// The text node or comment.
        path: Path,
        /// Its whole new data.
        data: String,
    },
    /// An attribute is set or removed.
    Attribute {
        /// The element.
        path: Path,
        /// The name with its prefix, as in `xlink:href`.
        name: String,
        /// The new value; `None` removes.
        value: Option<String>,
    },
    /// Nodes are inserted.
    Insert {
        /// The element that gets the nodes.
        path: Path,
        /// The child before which they are put; the number of children to append.
        index: u32,
        /// The nodes.
        content: Content,
    },
    /// Adjacent children are removed.
    Remove {
        /// The element that loses them.
        path: Path,
        /// The first of them.
        index: u32,
        /// How many.
        count: u32,
    },
    /// Adjacent children are taken out and put back elsewhere in the same element.
    Move {
        /// The element.
        path: Path,
        /// The first of them.
        from: u32,
        /// The child before which they are put, counted after they were taken out.
        to: u32,
        /// How many.
        count: u32,
    },
    /// An element's content is replaced.
    Html {
        /// The element.
        path: Path,
        /// Its new content.
        html: String,
    },
}

impl Patch {
    /// The node or element this patch is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Text { path, .. }
            | Self::Attribute { path, .. }
            | Self::Insert { path, .. }
            | Self::Remove { path, .. }
            | Self::Move { path, .. }
            | Self::Html { path, .. } => path,
        }
    }
}

/// What an insertion inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Markup, parsed in the context of the element it is inserted into.
    Markup(String),
    /// The nodes themselves, where no markup gives them.
    Nodes(Vec<ContentNode>),
}

/// A node that is not written as markup; at most [`ContentNode::MAX_DEPTH`] levels deep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentNode {
    /// A text node.
    Text(String),
    /// A comment.
    Comment(String),
    /// An element.
    Element {
        /// The local name.
        tag: String,
        /// What the name is a name of.
        namespace: ContentNamespace,
        /// Names with their prefixes, and values.
        attributes: Vec<(String, String)>,
        /// The children; of a `template`, its content.
        children: Vec<ContentNode>,
    },
}

/// The namespaces the HTML parser knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentNamespace {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// `MathML`.
    MathMl,
}

impl ContentNamespace {
    pub(crate) fn namespace(self) -> Namespace {
        match self {
            Self::Html => ns!(html),
            Self::Svg => ns!(svg),
            Self::MathMl => ns!(mathml),
        }
    }

    fn of(namespace: &Namespace) -> Self {
        if *namespace == ns!(svg) {
            Self::Svg
        } else if *namespace == ns!(mathml) {
            Self::MathMl
        } else {
            Self::Html
        }
    }
}

impl ContentNode {
    /// How many levels of elements one insertion may have. What lies deeper is inserted by further patches, so that readers may
    /// recurse and keep within the nesting that JSON parsers allow.
    pub const MAX_DEPTH: usize = 48;

    /// Copies a subtree down to `depth` levels; the elements whose children are left out are added to `cut`.
    pub(crate) fn copy(tree: &Tree, id: NodeId, depth: usize, cut: &mut Vec<NodeId>) -> Self {
        match tree.data(id) {
            Data::Text(data) => Self::Text(data.to_string()),
            Data::Comment(data) => Self::Comment(data.to_string()),
            Data::Element(element) => {
                let children = if depth > 1 {
                    let children = tree.children(id).iter();
                    children
                        .map(|child| Self::copy(tree, *child, depth - 1, cut))
                        .collect()
                } else {
                    if !tree.children(id).is_empty() {
                        cut.push(id);
                    }
                    Vec::new()
                };
                Self::Element {
                    tag: element.name.local.to_string(),
                    namespace: ContentNamespace::of(&element.name.ns),
                    attributes: element.written_attributes(),
                    children,
                }
            }
            Data::Document | Data::Doctype(_) => {
                unreachable!("only the document outside the root has such a node")
            }
        }
    }

    /// Builds the node in a tree, detached.
    pub(crate) fn build(&self, tree: &mut Tree) -> NodeId {
        match self {
            Self::Text(data) => tree.create(Data::Text(data.into())),
            Self::Comment(data) => tree.create(Data::Comment(data.into())),
            Self::Element {
                tag,
                namespace,
                attributes,
                children,
            } => {
                let namespace = namespace.namespace();
                let attributes = attributes
                    .iter()
                    .map(|(name, value)| Attribute {
                        name: attribute_name(&namespace, name),
                        value: value.into(),
                    })
                    .collect();
                let name = html5ever::QualName::new(None, namespace, LocalName::from(tag.as_str()));
                let id = tree.create(Data::Element(crate::dom::Element { name, attributes }));
                for child in children {
                    let child = child.build(tree);
                    tree.append(id, child);
                }
                id
            }
        }
    }
}
