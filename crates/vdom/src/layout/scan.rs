//! Markup through html5ever, with an eye on where each tag stands.
//!
//! The tokenizer gets the markup in pieces that end before and after `<` and after `>`: a tag ends with the piece that makes it a token, and
//! begins with the last `<` that came while text was read.

use std::ops::Range;

use html5ever::LocalName;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};

use crate::dom::{NodeId, Tree};
use crate::parse::{BYTE_ORDER_MARK, Sink};

use super::outline::{Outline, Piece};
use super::source::Marks;
use super::watcher::{Event, Watcher};

/// What markup is: by its tags, and by the parser.
pub(super) struct Scan {
    pub(super) outline: Outline,
    /// Marks of slots in content are comments.
    pub(super) tree: Tree,
    /// The node that each start tag has made, by the tag's number; `None` for none, or for several.
    pub(super) nodes: Vec<Option<NodeId>>,
    /// By a node's index, whether a start tag has made it.
    is_numbered: Vec<bool>,
    ends_with_comment: bool,
    /// Whether the parser has made several elements of one tag. It would have made fewer where equal tags repeat, as their numbers make
    /// them differ here ("Noah's Ark clause" of the HTML standard, 13.2.4.3).
    pub(super) has_clones: bool,
}

/// Reads a document, or the content of a `div`; `None` where the tags cannot be told.
///
/// `base`: how many start tags at the beginning are left open on purpose.
pub(super) fn scan(html: &str, is_page: bool, base: usize, marks: &Marks) -> Option<Scan> {
    let watcher = Watcher::new(is_page, marks);
    // Each piece is the start of something to the tokenizer; a page's mark of its byte order is passed by here.
    let options = TokenizerOpts {
        discard_bom: false,
        ..Default::default()
    };
    let has_mark = is_page && html.starts_with(BYTE_ORDER_MARK);
    let start = if has_mark {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let tokenizer = Tokenizer::new(watcher, options);
    let mut feeder = Feeder {
        html,
        tokenizer,
        queue: BufferQueue::default(),
        outline: Outline::default(),
        tag_start: start,
        last_end: start,
        was_text: false,
        ends_with_comment: false,
    };
    feeder.run(start)?;
    let Feeder {
        tokenizer,
        mut outline,
        ends_with_comment,
        ..
    } = feeder;
    if tokenizer.sink.has_unknown_tag.get() {
        return None;
    }
    outline.finish(base);
    let sink = tokenizer.sink.builder.sink;
    let root = sink.root_element();
    let root = if is_page {
        root
    } else {
        let div = sink.create_fragment_root();
        sink.move_children(root, div);
        div
    };
    Some(Scan::new(
        sink,
        root,
        is_page,
        outline,
        marks,
        ends_with_comment,
    ))
}

impl Scan {
    fn new(
        sink: Sink,
        root: NodeId,
        is_page: bool,
        outline: Outline,
        marks: &Marks,
        ends_with_comment: bool,
    ) -> Self {
        let completed = sink.take_completed();
        let mut tree = sink.into_unhashed_tree(root, is_page);
        let (mut nodes, has_clones) =
            take_numbers(&mut tree, &marks.attribute(), outline.elements.len());
        // What stands before such a tag is in the element, too.
        for node in &mut nodes {
            *node = node.filter(|id| !completed.contains(id));
        }
        let mut is_numbered = vec![false; tree.arena_len()];
        for node in nodes.iter().flatten() {
            is_numbered[node.index()] = true;
        }
        Self {
            outline,
            tree,
            nodes,
            is_numbered,
            ends_with_comment,
            has_clones,
        }
    }

    /// Whether each element stands in the one that its tags stand in, whatever the parser has made up between them.
    ///
    /// `owner` is what the elements from the number `base` on stand in.
    pub(super) fn nests_as_written(&self, base: usize, owner: NodeId) -> bool {
        let elements = self.outline.elements.iter().enumerate().skip(base);
        let mut elements = elements.map(|(number, element)| (self.nodes[number], element.parent));
        elements.all(|(node, parent)| {
            let parent = match parent {
                Some(parent) if parent >= base => self.nodes[parent],
                _ => Some(owner),
            };
            node.is_some_and(|node| parent.is_some() && self.numbered_parent(node, owner) == parent)
        })
    }

    /// Whether a comment was the last thing read, and was read as one.
    pub(super) fn ends_with_comment(&self) -> bool {
        self.ends_with_comment
    }

    /// Takes the last comment with this text out of the tree and the outline.
    pub(super) fn remove_last_comment(&mut self, data: &str) {
        let found = self.tree.comments().filter(|(_, text)| *text == data);
        if let Some((id, _)) = found.last() {
            self.tree.detach(id);
        }
        self.outline.remove_last_comment();
    }

    /// The nearest element above that a tag has made, or `owner`.
    pub(super) fn numbered_parent(&self, node: NodeId, owner: NodeId) -> Option<NodeId> {
        let mut parent = self.tree.parent(node)?;
        while parent != owner && !self.is_numbered[parent.index()] {
            parent = self.tree.parent(parent)?;
        }
        Some(parent)
    }
}

/// Takes the numbers of tags from the elements that they have made; says whether any has made several.
fn take_numbers(tree: &mut Tree, name: &str, count: usize) -> (Vec<Option<NodeId>>, bool) {
    let name = LocalName::from(name);
    let mut nodes = vec![None; count];
    let mut is_taken = vec![false; count];
    let mut has_clones = false;
    for (id, element) in tree.elements_mut() {
        let position = element
            .attributes
            .iter()
            .rposition(|attribute| attribute.name.local == name);
        let Some(position) = position else {
            continue;
        };
        let number = element.attributes.remove(position).value.parse::<usize>();
        let Some(number) = number.ok().filter(|number| *number < count) else {
            continue;
        };
        let is_second = std::mem::replace(&mut is_taken[number], true);
        nodes[number] = (!is_second).then_some(id);
        has_clones |= is_second;
    }
    (nodes, has_clones)
}

/// How many elements may be open: reading more costs their number at each tag.
const MOST_OPEN: usize = 1_000;

struct Feeder<'a> {
    html: &'a str,
    tokenizer: Tokenizer<Watcher<'a>>,
    queue: BufferQueue,
    outline: Outline,
    /// The last `<` that came while text was read.
    tag_start: usize,
    /// Where the last token that is no text ended.
    last_end: usize,
    was_text: bool,
    ends_with_comment: bool,
}

impl Feeder<'_> {
    fn run(&mut self, mut start: usize) -> Option<()> {
        while start < self.html.len() {
            let end = piece_end(self.html, start);
            self.feed(start..end)?;
            start = end;
        }
        self.tokenizer.end();
        // A tag or a comment that only the end has ended goes on in what follows.
        let found = self.tokenizer.sink.found.borrow();
        let is_text = |event: &Event| matches!(event, Event::Text(_) | Event::Slot(_));
        let is_unfinished = !found.iter().all(is_text);
        drop(found);
        if is_unfinished {
            return None;
        }
        self.take(start)
    }

    fn feed(&mut self, piece: Range<usize>) -> Option<()> {
        let is_opening = &self.html[piece.clone()] == "<";
        let queue = &self.queue;
        queue.push_back(StrTendril::from(&self.html[piece.clone()]));
        loop {
            let _ = self.tokenizer.feed(queue);
            // It stops behind a script, for it to run.
            if !self.tokenizer.sink.has_paused.take() {
                break;
            }
        }
        let has_text = self.tokenizer.sink.has_text.take();
        if is_opening && (self.was_text || has_text || self.last_end == piece.start) {
            self.tag_start = piece.start;
        }
        self.was_text = has_text;
        self.take(piece.end)
    }

    /// Adds what the tokenizer has found up to here to the outline.
    fn take(&mut self, end: usize) -> Option<()> {
        let found = self.tokenizer.sink.found.take();
        let is_tag = |event: &&Event| !matches!(event, Event::Text(_) | Event::Slot(_));
        if found.iter().filter(is_tag).count() > 1 {
            return None;
        }
        if let Some(last) = found.last() {
            self.ends_with_comment = matches!(last, Event::Comment);
        }
        for event in found {
            let tag = self.tag_start..end;
            match event {
                Event::Text(text) => self.outline.push(Piece::Text(text)),
                Event::Slot(slot) => self.outline.push(Piece::Slot(slot)),
                Event::Comment => {
                    self.outline.push(Piece::Comment(tag));
                    self.last_end = end;
                }
                Event::Doctype => self.last_end = end,
                Event::Start {
                    name,
                    slots,
                    is_closed,
                    is_raw,
                } => {
                    self.check(&tag, "<", &name)?;
                    self.outline.start(name, tag, slots, is_closed);
                    if self.outline.depth() > MOST_OPEN {
                        return None;
                    }
                    if is_raw {
                        self.outline.mark_raw();
                    }
                    self.last_end = end;
                }
                Event::End(name) => {
                    self.check(&tag, "</", &name)?;
                    self.outline.end(&name, tag);
                    self.last_end = end;
                }
            }
        }
        Some(())
    }

    fn check(&self, tag: &Range<usize>, opening: &str, name: &str) -> Option<()> {
        let rest = self.html.get(tag.clone())?.strip_prefix(opening)?;
        let written = rest.get(..name.len())?;
        written.eq_ignore_ascii_case(name).then_some(())
    }
}

/// Where the piece that begins here ends.
fn piece_end(html: &str, start: usize) -> usize {
    if html.as_bytes()[start] == b'<' {
        return start + 1;
    }
    match html[start..].find(['<', '>']) {
        None => html.len(),
        Some(length) if html.as_bytes()[start + length] == b'>' => start + length + 1,
        Some(length) => start + length,
    }
}
