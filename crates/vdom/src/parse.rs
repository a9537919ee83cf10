//! Markup to a tree: html5ever's parser on an arena sink.
//!
//! The sink's nodes sit in a `RefCell` only while the parser runs; no method keeps a borrow beyond its own body.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use compact_str::{CompactString, format_compact};
use html5ever::driver::parse_fragment_for_element;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{
    Attribute as ParsedAttribute, ExpandedName, ParseOpts, QualName, local_name, parse_document,
};

use crate::dom::{Attribute, Children, Data, Doctype, Element, Node, NodeId, Tree, html_name};

const DOCUMENT: NodeId = NodeId::FIRST;

/// What may stand before a document, and is no part of it.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

impl Tree {
    /// Parses a whole document, scripting enabled.
    pub fn parse_page(html: &str) -> Self {
        // The tokenizer would drop one behind each script as well.
        let html = html.strip_prefix(BYTE_ORDER_MARK).unwrap_or(html);
        let options = ParseOpts {
            tokenizer: TokenizerOpts {
                discard_bom: false,
                ..Default::default()
            },
            tree_builder: TreeBuilderOpts {
                scripting_enabled: true,
                ..Default::default()
            },
        };
        let sink = parse_document(Sink::new(), options).one(html);
        let root = sink.root_element();
        sink.into_tree(root, true)
    }

    /// Parses the content of a `div`, scripting enabled, in a document without quirks.
    pub fn parse_fragment(html: &str) -> Self {
        let div = Element {
            name: html_name(local_name!("div")),
            attributes: Vec::new(),
        };
        Self::parse_in(&div, html, false)
    }

    /// Parses markup as `innerHTML` of this element does; the content is that of the new tree's root.
    pub(crate) fn parse_in(context: &Element, html: &str, is_quirky: bool) -> Self {
        let sink = Sink::new();
        let handle = html5ever::interface::create_element(
            &sink,
            context.name.clone(),
            context.attributes.iter().map(to_parsed).collect(),
        );
        let quirks_mode = if is_quirky {
            QuirksMode::Quirks
        } else {
            QuirksMode::NoQuirks
        };
        let options = ParseOpts {
            tokenizer: TokenizerOpts {
                discard_bom: false,
                ..Default::default()
            },
            tree_builder: TreeBuilderOpts {
                scripting_enabled: true,
                quirks_mode,
                ..Default::default()
            },
        };
        let root = handle.id;
        let sink = parse_fragment_for_element(sink, options, handle, true, None).one(html);
        sink.move_children(sink.root_element(), root);
        sink.is_quirky.set(is_quirky);
        sink.into_tree(root, false)
    }
}

/// Where html5ever builds its tree.
pub(crate) struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// `annotation-xml` elements whose content is HTML; few, if any.
    integration_points: RefCell<Vec<NodeId>>,
    /// Elements that got attributes from a later tag of their name.
    completed: RefCell<Vec<NodeId>>,
    is_quirky: Cell<bool>,
}

impl Sink {
    pub(crate) fn new() -> Self {
        let document = Node {
            parent: None,
            children: Children::new(),
            data: Data::Document,
        };
        Self {
            nodes: RefCell::new(vec![document]),
            integration_points: RefCell::default(),
            completed: RefCell::default(),
            is_quirky: Cell::new(false),
        }
    }

    fn create(&self, data: Data) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            parent: None,
            children: Children::new(),
            data,
        });
        NodeId::new(nodes.len() - 1)
    }

    /// The element child of the document: the parser makes one in every parse.
    pub(crate) fn root_element(&self) -> NodeId {
        let nodes = self.nodes.borrow();
        *nodes[DOCUMENT.index()]
            .children
            .iter()
            .find(|id| matches!(nodes[id.index()].data, Data::Element(_)))
            .expect("the parser ends every document with a root element")
    }

    /// A detached `div`, to take over the content of a fragment.
    pub(crate) fn create_fragment_root(&self) -> NodeId {
        self.create(Data::Element(Element {
            name: html_name(local_name!("div")),
            attributes: Vec::new(),
        }))
    }

    /// The elements that got attributes from a later tag of their name.
    pub(crate) fn take_completed(&self) -> Vec<NodeId> {
        self.completed.take()
    }

    fn into_tree(self, root: NodeId, is_page: bool) -> Tree {
        let mut tree = self.into_unhashed_tree(root, is_page);
        tree.keep_hashes();
        tree
    }

    /// A tree that is going to be changed.
    pub(crate) fn into_unhashed_tree(self, root: NodeId, is_page: bool) -> Tree {
        let mut nodes = self.nodes.into_inner();
        nodes.shrink_to_fit();
        Tree {
            nodes,
            free: Vec::new(),
            root,
            is_page,
            is_quirky: self.is_quirky.get(),
            hashes: None,
        }
    }

    pub(crate) fn move_children(&self, from: NodeId, to: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[from.index()].children);
        for child in &children {
            nodes[child.index()].parent = Some(to);
        }
        nodes[to.index()].children.extend(children);
    }

    /// Puts a node or text into `parent`, before the child at `index`.
    fn insert(&self, parent: NodeId, index: usize, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(id) => {
                let mut nodes = self.nodes.borrow_mut();
                nodes[id.index()].parent = Some(parent);
                nodes[parent.index()].children.insert(index, id);
            }
            NodeOrText::AppendText(text) => {
                if !self.extend_text(parent, index, &text) {
                    let id = self.create(Data::Text(CompactString::from(&*text)));
                    self.insert(parent, index, NodeOrText::AppendNode(id));
                }
            }
        }
    }

    /// Adds to the text node that ends before `index`, if there is one.
    fn extend_text(&self, parent: NodeId, index: usize, text: &str) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let Some(before) = index.checked_sub(1) else {
            return false;
        };
        let previous = nodes[parent.index()].children[before];
        match &mut nodes[previous.index()].data {
            Data::Text(data) => {
                data.push_str(text);
                true
            }
            _ => false,
        }
    }

    /// The node's parent and its position there, looked for from the end, where the parser works.
    fn position(&self, id: NodeId) -> Option<(NodeId, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id.index()].parent?;
        let position = nodes[parent.index()]
            .children
            .iter()
            .rposition(|child| *child == id)?;
        Some((parent, position))
    }
}

/// A node as the parser holds it, with an element's name at hand: the parser asks for it on every step through its stack.
#[derive(Clone)]
pub(crate) struct Handle {
    id: NodeId,
    name: Option<Rc<QualName>>,
}

impl Handle {
    fn unnamed(id: NodeId) -> Self {
        Self { id, name: None }
    }
}

fn by_id(child: NodeOrText<Handle>) -> NodeOrText<NodeId> {
    match child {
        NodeOrText::AppendNode(handle) => NodeOrText::AppendNode(handle.id),
        NodeOrText::AppendText(text) => NodeOrText::AppendText(text),
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle::unnamed(DOCUMENT)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        let name = target.name.as_ref();
        name.expect("the parser asks for names of elements only")
            .expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<ParsedAttribute>,
        flags: ElementFlags,
    ) -> Handle {
        let attributes = attributes.into_iter().map(from_parsed).collect();
        let shared = Rc::new(name.clone());
        let id = self.create(Data::Element(Element { name, attributes }));
        if flags.mathml_annotation_xml_integration_point {
            self.integration_points.borrow_mut().push(id);
        }
        Handle {
            id,
            name: Some(shared),
        }
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        Handle::unnamed(self.create(Data::Comment(CompactString::from(&*text))))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        Handle::unnamed(self.create(Data::Comment(format_compact!("?{target} {data}"))))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let end = self.nodes.borrow()[parent.id.index()].children.len();
        self.insert(parent.id, end, by_id(child));
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.position(element.id).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(
        &self,
        name: StrTendril,
        public_id: StrTendril,
        system_id: StrTendril,
    ) {
        let [name, public_id, system_id] =
            [name, public_id, system_id].map(|part| String::from(&*part));
        let doctype = self.create(Data::Doctype(Box::new(Doctype {
            name,
            public_id,
            system_id,
        })));
        self.append(
            &self.get_document(),
            NodeOrText::AppendNode(Handle::unnamed(doctype)),
        );
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, left: &Handle, right: &Handle) -> bool {
        left.id == right.id
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.is_quirky.set(mode == QuirksMode::Quirks);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(handle) = &child {
            self.remove_from_parent(handle);
        }
        if let Some((parent, index)) = self.position(sibling.id) {
            self.insert(parent, index, by_id(child));
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<ParsedAttribute>) {
        self.completed.borrow_mut().push(target.id);
        if let Data::Element(element) = &mut self.nodes.borrow_mut()[target.id.index()].data {
            for attribute in attributes {
                if element
                    .attributes
                    .iter()
                    .all(|present| present.name != attribute.name)
                {
                    element.attributes.push(from_parsed(attribute));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some((parent, index)) = self.position(target.id) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent.index()].children.remove(index);
            nodes[target.id.index()].parent = None;
        }
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.move_children(node.id, new_parent.id);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        self.integration_points.borrow().contains(&target.id)
    }
}

fn from_parsed(attribute: ParsedAttribute) -> Attribute {
    let mut name = attribute.name;
    // The parser writes the prefix of a bare `xmlns` as an empty one.
    name.prefix = name.prefix.filter(|prefix| !prefix.is_empty());
    Attribute {
        name,
        value: CompactString::from(&*attribute.value),
    }
}

fn to_parsed(attribute: &Attribute) -> ParsedAttribute {
    ParsedAttribute {
        name: attribute.name.clone(),
        value: StrTendril::from(attribute.value.as_str()),
    }
}
