//! Whether a value stays where its slot is, and what it comes to there.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use html5ever::{local_name, ns};
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use html5ever::buffer_queue::BufferQueue;

use super::body::{Content, Node};
use super::chain::{Chain, Contained};
use super::instance::Instance;
use super::source::Marks;
use crate::dom::{Attribute, Data, Element, Tree, html_name};

/// A value has brought markup that does not stay where its slot is.
#[derive(Debug)]
pub(super) struct Stray;

/// What the value of a slot in content is.
pub(super) enum Value<'a> {
    /// Text, as markup.
    Text(&'a str),
    /// Elements and text.
    Nodes(Contained),
}

/// Reads the value of a slot in content.
pub(super) fn read_value<'a>(chain: &Chain, markup: &'a str) -> Result<Value<'a>, Stray> {
    // One is dropped or replaced depending on where it stands, the other is part of a line feed behind it.
    if markup.contains('\0') || markup.ends_with('\r') {
        return Err(Stray);
    }
    if markup.contains('<') {
        return chain.contain(markup).map(Value::Nodes).ok_or(Stray);
    }
    let is_blank = markup.bytes().all(|byte| byte.is_ascii_whitespace());
    if is_blank || chain.takes_text() {
        Ok(Value::Text(markup))
    } else {
        Err(Stray)
    }
}

/// The text that markup without tags comes to.
pub(super) fn decode<'a>(chain: &Chain, markup: &'a str) -> Result<Cow<'a, str>, Stray> {
    if !markup.contains(['&', '<', '\r', '\0']) {
        return Ok(Cow::Borrowed(markup));
    }
    let div = Element {
        name: html_name(local_name!("div")),
        attributes: Vec::new(),
    };
    let context = chain.innermost().unwrap_or(&div);
    let tree = Tree::parse_in(context, markup, false);
    match tree.children(tree.root()) {
        [] => Ok(Cow::Borrowed("")),
        [id] => match tree.data(*id) {
            Data::Text(text) => Ok(Cow::Owned(text.to_string())),
            _ => Err(Stray),
        },
        _ => Err(Stray),
    }
}

/// The text of an element that has nothing but text, whatever it looks like.
pub(super) fn read_text<'a>(chain: &Chain, markup: &'a str) -> Result<Cow<'a, str>, Stray> {
    let text = decode(chain, markup)?;
    if chain.drops_line_feed() && text.starts_with('\n') {
        return Ok(Cow::Owned(text[1..].to_owned()));
    }
    Ok(text)
}

/// The chain of the elements around a node of a body.
pub(super) fn chain_around<'a>(
    instance: &Instance<'a>,
    node: &Node,
) -> Result<&'a Arc<Chain>, Stray> {
    match node.parent {
        None => Ok(&instance.body.chain),
        Some(parent) => instance.body.nodes[parent].chain.as_ref().ok_or(Stray),
    }
}

/// Whether a slot of a start tag cannot end it or the quotes it stands in, nor change the element's name.
pub(super) fn is_plain_in_tag(instance: &Instance, slot: usize, node: usize) -> bool {
    let markup = instance.markup(slot);
    let is_behind_name = instance.body.slots[slot].is_behind_name;
    instance.body.nodes[node].element.is_html()
        && !markup.contains(['<', '>', '"', '\''])
        && (!is_behind_name || markup.is_empty() || markup.starts_with(' '))
}

/// The chain of the content of an element, or of the body.
pub(super) fn content_chain<'a>(
    instance: &Instance<'a>,
    owner: Option<usize>,
) -> Result<&'a Arc<Chain>, Stray> {
    match owner {
        None => Ok(&instance.body.chain),
        Some(owner) => instance.body.nodes[owner].chain.as_ref().ok_or(Stray),
    }
}

/// Whether a value before a page's root is no node.
pub(super) fn check_before_root(instance: &Instance, slot: usize) -> Result<(), Stray> {
    let mut markup = instance.markup(slot).bytes();
    if markup.all(|byte| byte.is_ascii_whitespace()) {
        Ok(())
    } else {
        Err(Stray)
    }
}

/// Whether an element that is compared as a whole keeps what it contains.
pub(super) fn check_inside(instance: &Instance, index: usize) -> Result<(), Stray> {
    let node = &instance.body.nodes[index];
    match node.content {
        Content::Opaque => {
            let content = instance.parsed_content(node).ok_or(Stray)?;
            let chain = node.chain.as_ref().ok_or(Stray)?;
            chain
                .contain_content(&content, &Marks::unused())
                .map(drop)
                .ok_or(Stray)
        }
        Content::Text => check_text(instance, node, instance.content(node).ok_or(Stray)?),
        Content::Slots => Err(Stray),
    }
}

/// Whether what looks like text does not end its element.
pub(super) fn check_text(instance: &Instance, node: &Node, content: &str) -> Result<(), Stray> {
    if !content.contains('<') {
        return Ok(());
    }
    let chain = chain_around(instance, node)?;
    let outer = instance.outer(node).ok_or(Stray)?;
    let Contained { tree, owner } = chain.contain(outer).ok_or(Stray)?;
    let [element] = tree.children(owner) else {
        return Err(Stray);
    };
    let children = tree.children(*element);
    let is_text = children
        .iter()
        .all(|child| matches!(tree.data(*child), Data::Text(_)));
    if is_text { Ok(()) } else { Err(Stray) }
}

/// The element that a start tag with slots makes.
pub(super) fn read_tag(instance: &Instance, index: usize) -> Result<Element, Stray> {
    let node = &instance.body.nodes[index];
    let tag = instance.tag(node).ok_or(Stray)?;
    let name = &node.element.name;
    if name.ns != ns!(html) {
        return read_foreign_tag(instance, node, tag);
    }
    let read = tokenize(tag).ok_or(Stray)?;
    if read.name != name.local {
        return Err(Stray);
    }
    let attributes = read.attrs.into_iter().map(|attribute| Attribute {
        name: attribute.name,
        value: (&*attribute.value).into(),
    });
    Ok(Element {
        name: name.clone(),
        attributes: attributes.collect(),
    })
}

/// Attributes of foreign elements have names of their own; whether the tag closes itself decides on what follows.
fn read_foreign_tag(instance: &Instance, node: &Node, tag: &str) -> Result<Element, Stray> {
    let read = tokenize(tag).ok_or(Stray)?;
    let is_closed = node
        .places
        .and_then(|places| places.end_tag)
        .is_some_and(|(start, end)| start == end);
    if read.self_closing != is_closed {
        return Err(Stray);
    }
    let chain = chain_around(instance, node)?;
    let end = if is_closed {
        String::new()
    } else {
        format!("</{}>", node.element.name.local)
    };
    let Contained { tree, owner } = chain.contain(&format!("{tag}{end}")).ok_or(Stray)?;
    match tree.children(owner) {
        [id] => tree
            .element(*id)
            .filter(|element| element.name == node.element.name)
            .cloned()
            .ok_or(Stray),
        _ => Err(Stray),
    }
}

/// The one start tag that this is.
fn tokenize(tag: &str) -> Option<Tag> {
    #[derive(Default)]
    struct Tags(RefCell<Vec<Option<Tag>>>);
    impl TokenSink for Tags {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            match token {
                TagToken(tag) if tag.kind == StartTag => self.0.borrow_mut().push(Some(tag)),
                TagToken(tag) => {
                    debug_assert_eq!(tag.kind, EndTag);
                    self.0.borrow_mut().push(None);
                }
                Token::ParseError(_) | Token::EOFToken => {}
                _ => self.0.borrow_mut().push(None),
            }
            TokenSinkResult::Continue
        }
    }
    // Its last character ends it, and no other one.
    let start = tag.strip_suffix('>')?;
    let tokenizer = Tokenizer::new(
        Tags::default(),
        html5ever::tokenizer::TokenizerOpts::default(),
    );
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(start));
    let _ = tokenizer.feed(&queue);
    if !tokenizer.sink.0.borrow().is_empty() {
        return None;
    }
    queue.push_back(StrTendril::from(">"));
    let _ = tokenizer.feed(&queue);
    let is_ended = tokenizer.sink.0.borrow().len() == 1;
    tokenizer.end();
    let mut tags = tokenizer.sink.0.take();
    match tags.len() {
        1 if is_ended => tags.pop().flatten(),
        _ => None,
    }
}
