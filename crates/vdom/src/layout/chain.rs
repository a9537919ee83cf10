//! The elements that a piece of markup stands in, and whether it stays within them.

use std::sync::Arc;

use crate::dom::{Data, Element, NodeId, Tree};
use crate::serialize::start_tag_of;
use html5ever::{LocalName, local_name, ns};

use super::scan::{Scan, scan};
use super::source::Marks;

/// What is read behind a piece of markup to see where it leaves the parser.
pub(super) const PROBE: &str = "zqprobe";

/// Elements around a position, outermost first.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) is_page: bool,
    /// The doctype and the start tags.
    html: String,
    /// How many of them there are.
    pub(super) depth: usize,
    /// The innermost one; `None` at the top of a fragment.
    innermost: Option<Element>,
    parent: Option<Arc<Chain>>,
}

/// Markup that stays within its chain.
pub(super) struct Contained {
    pub(super) tree: Tree,
    /// The innermost element of the chain.
    pub(super) owner: NodeId,
}

impl Chain {
    pub(super) fn new(is_page: bool, doctype: &str) -> Self {
        Self {
            is_page,
            html: doctype.into(),
            depth: 0,
            innermost: None,
            parent: None,
        }
    }

    /// The chain of this element's content.
    pub(super) fn with(&self, element: &Element) -> Self {
        let mut html = self.opening();
        html.push_str(&start_tag_of(element));
        Self {
            is_page: self.is_page,
            html,
            depth: self.depth + 1,
            innermost: Some(element.clone()),
            parent: Some(Arc::new(self.clone())),
        }
    }

    /// What is read before markup that does not come first in its element.
    pub(super) fn opening(&self) -> String {
        // A line feed right behind these start tags is dropped: this one.
        let filler = match &self.innermost {
            Some(element) if drops_line_feed(element) => "\n",
            _ => "",
        };
        format!("{}{filler}", self.html)
    }

    /// Whether text that is put here stays here, and disturbs nothing.
    pub(super) fn takes_text(&self) -> bool {
        let Some(element) = &self.innermost else {
            return !self.is_page;
        };
        !(element.name.ns == ns!(html) && refuses_text(&element.name.local))
    }

    pub(super) fn drops_line_feed(&self) -> bool {
        self.innermost.as_ref().is_some_and(drops_line_feed)
    }

    pub(super) fn innermost(&self) -> Option<&Element> {
        self.innermost.as_ref()
    }

    /// Whether any of the elements has such a name.
    pub(super) fn has(&self, is_such: fn(&LocalName) -> bool) -> bool {
        let own = self.innermost.as_ref();
        own.is_some_and(|element| is_such(&element.name.local))
            || self
                .parent
                .as_ref()
                .is_some_and(|parent| parent.has(is_such))
    }

    /// The innermost element, if the parser has put the chain's elements into each other and nothing beside them.
    pub(super) fn find_in(&self, tree: &Tree, nodes: &[Option<NodeId>]) -> Option<NodeId> {
        let mut owner = tree.root();
        for (number, node) in nodes.iter().take(self.depth).enumerate() {
            let node = (*node)?;
            if number == 0 && self.is_page {
                if node != owner {
                    return None;
                }
                continue;
            }
            // The parser may have made up elements between, but nothing beside them.
            let mut at = node;
            while at != owner {
                let parent = tree.parent(at)?;
                let is_alone = |id: &NodeId| *id == at || is_made_up(tree, *id);
                if parent != owner && nodes.contains(&Some(parent))
                    || !tree.children(parent).iter().all(is_alone)
                {
                    return None;
                }
                at = parent;
            }
            owner = node;
        }
        Some(owner)
    }

    /// Parses markup in its place; `None` where it does not stay there or leaves the parser in another state than before.
    pub(super) fn contain(&self, markup: &str) -> Option<Contained> {
        if ends_unfinished(markup) {
            return None;
        }
        let (found, owner) = self.parse(markup, &Marks::unused())?;
        let is_sound = !found.outline.is_unsettled && found.nests_as_written(self.depth, owner);
        is_sound.then_some(Contained {
            tree: found.tree,
            owner,
        })
    }

    /// Parses all that the innermost element contains, which may leave to its end tag to close what is open.
    pub(super) fn contain_content(&self, content: &str, marks: &Marks) -> Option<Contained> {
        let (parent, element) = (self.parent.as_ref()?, self.innermost.as_ref()?);
        let start = start_tag_of(element);
        let markup = format!("{start}{content}</{}>", element.name.local);
        let (found, outer) = parent.parse(&markup, marks)?;
        let owner = (*found.nodes.get(parent.depth)?)?;
        let mut children = found.tree.children(outer).iter();
        let is_alone = children.all(|id| *id == owner || is_made_up(&found.tree, *id));
        let is_sound = is_alone && found.tree.parent(owner) == Some(outer);
        is_sound.then_some(Contained {
            tree: found.tree,
            owner,
        })
    }

    /// Parses markup and what tells that it has ended; gives the element that it stands in.
    fn parse(&self, markup: &str, marks: &Marks) -> Option<(Scan, NodeId)> {
        let opening = self.opening();
        let text = if self.takes_text() { "x" } else { "" };
        let html = format!("{opening}{markup}{text}<!--{PROBE}-->");
        let mut found = scan(&html, self.is_page, self.depth, marks)?;
        if found.has_clones || found.outline.leaks || found.outline.is_irregular_below(self.depth) {
            return None;
        }
        let mut elements = found.outline.elements.iter().zip(&found.nodes);
        if elements.any(|(element, node)| node.is_none() && acts_unseen(&element.name)) {
            return None;
        }
        let owner = self.find_in(&found.tree, &found.nodes)?;
        remove_probe(&mut found.tree, owner, text)?;
        Some((found, owner))
    }
}

/// Takes the probe out again, which has to stand at the end of the owner's content.
fn remove_probe(tree: &mut Tree, owner: NodeId, text: &str) -> Option<()> {
    let probe = *tree.children(owner).last()?;
    if !matches!(tree.data(probe), Data::Comment(data) if data == PROBE) {
        return None;
    }
    tree.remove_last_child(owner);
    if text.is_empty() {
        return Some(());
    }
    let last = *tree.children(owner).last()?;
    let Data::Text(data) = tree.data_mut(last) else {
        return None;
    };
    let rest = data.strip_suffix(text)?.into();
    *data = rest;
    if matches!(tree.data(last), Data::Text(data) if data.is_empty()) {
        tree.remove_last_child(owner);
    }
    Some(())
}

/// Whether it is a head or a body that the parser has made up to go beside the other.
fn is_made_up(tree: &Tree, id: NodeId) -> bool {
    let is_either = |name: &LocalName| matches!(*name, local_name!("head") | local_name!("body"));
    let element = tree.element(id);
    tree.children(id).is_empty() && element.is_some_and(|element| is_either(&element.name.local))
}

fn drops_line_feed(element: &Element) -> bool {
    element.name.ns == ns!(html)
        && matches!(
            element.name.local,
            local_name!("pre") | local_name!("listing") | local_name!("textarea")
        )
}

/// Elements whose tags do something to others where they make no element themselves.
fn acts_unseen(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("form")
            | local_name!("html")
            | local_name!("head")
            | local_name!("body")
            | local_name!("frameset")
    )
}

/// HTML elements in which the parser does not simply put text that is not white space.
fn refuses_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("html")
            | local_name!("head")
            | local_name!("table")
            | local_name!("tbody")
            | local_name!("thead")
            | local_name!("tfoot")
            | local_name!("tr")
            | local_name!("colgroup")
            | local_name!("frameset")
            | local_name!("template")
            | local_name!("select")
            | local_name!("optgroup")
    )
}

/// Whether what follows might be read as part of this: a tag, a character reference, or a line break.
pub(super) fn ends_unfinished(markup: &str) -> bool {
    if markup.ends_with('\r') {
        return true;
    }
    let tail = markup.trim_end_matches(|next: char| next.is_ascii_alphanumeric() || next == '#');
    tail.ends_with('&') || tail.ends_with('<') || tail.ends_with("</")
}
