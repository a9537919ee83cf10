//! What stands between html5ever's tokenizer and its tree builder: it numbers start tags, and turns marks in text into comments.

use std::cell::{Cell, RefCell};

use html5ever::interface::create_element;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, DoctypeToken, EndTag, StartTag, Tag, TagToken, Token, TokenSink,
    TokenSinkResult,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::source::Marks;
use crate::dom::html_name;
use crate::parse::{Handle, Sink};
use crate::serialize::is_void_name;

/// What the tokenizer has found.
pub(super) enum Event {
    Text(String),
    Slot(usize),
    Comment,
    Doctype,
    Start {
        name: LocalName,
        slots: Vec<usize>,
        is_closed: bool,
        is_raw: bool,
    },
    End(LocalName),
}

/// Stands between the tokenizer and the tree builder.
pub(super) struct Watcher<'a> {
    pub(super) builder: TreeBuilder<Handle, Sink>,
    marks: &'a Marks,
    pub(super) found: RefCell<Vec<Event>>,
    pending: RefCell<String>,
    /// Whether text was read since this was last asked.
    pub(super) has_text: Cell<bool>,
    is_raw: Cell<bool>,
    pub(super) has_paused: Cell<bool>,
    pub(super) has_unknown_tag: Cell<bool>,
    pub(super) starts: Cell<usize>,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(is_page: bool, marks: &'a Marks) -> Self {
        let options = TreeBuilderOpts {
            scripting_enabled: true,
            ..Default::default()
        };
        let sink = Sink::new();
        let builder = if is_page {
            TreeBuilder::new(sink, options)
        } else {
            let div = create_element(&sink, html_name(local_name!("div")), Vec::new());
            TreeBuilder::new_for_fragment(sink, div, None, options)
        };
        Self {
            builder,
            marks,
            found: RefCell::default(),
            pending: RefCell::default(),
            has_text: Cell::new(false),
            is_raw: Cell::new(false),
            has_paused: Cell::new(false),
            has_unknown_tag: Cell::new(false),
            starts: Cell::new(0),
        }
    }

    /// Passes on the text that was read so far, which may come in several tokens.
    fn flush(&self, line: u64) {
        let text = self.pending.take();
        if !text.is_empty() {
            self.text(&text, line);
        }
    }

    /// A tag whose name is not known may be any.
    fn check_name(&self, tag: &Tag) {
        if self.marks.occur_in(&tag.name) {
            self.has_unknown_tag.set(true);
        }
    }

    fn note(&self, event: Event) {
        self.found.borrow_mut().push(event);
    }

    fn pass(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        self.builder.process_token(token, line)
    }

    /// Text whose marks are turned into comments, which stay wherever they are put.
    fn text(&self, text: &str, line: u64) {
        let marks = self.marks.find(text);
        if self.is_raw.get() {
            return self.plain_text(text, line);
        }
        let mut from = 0;
        for (range, slot) in marks {
            self.plain_text(&text[from..range.start], line);
            let mark = StrTendril::from(&text[range.clone()]);
            self.note(Event::Slot(slot));
            let _ = self.pass(CommentToken(mark), line);
            from = range.end;
        }
        self.plain_text(&text[from..], line);
    }

    fn plain_text(&self, text: &str, line: u64) {
        if !text.is_empty() {
            self.note(Event::Text(String::from(text)));
            let _ = self.pass(CharacterTokens(StrTendril::from(text)), line);
        }
    }

    fn start(&self, mut tag: Tag, line: u64) -> TokenSinkResult<Handle> {
        let mut slots = Vec::new();
        for attribute in &tag.attrs {
            for text in [&*attribute.name.local, &*attribute.value] {
                slots.extend(self.marks.find(text).into_iter().map(|(_, slot)| slot));
            }
        }
        let is_foreign = self
            .builder
            .adjusted_current_node_present_but_not_in_html_namespace();
        let is_root = matches!(tag.name, local_name!("svg") | local_name!("math"));
        let is_closed = if is_foreign || is_root {
            tag.self_closing
        } else {
            is_void_name(&tag.name)
        };
        self.check_name(&tag);
        let number = self.starts.replace(self.starts.get() + 1);
        tag.attrs.push(Attribute {
            name: QualName::new(None, ns!(), LocalName::from(self.marks.attribute())),
            value: StrTendril::from(number.to_string()),
        });
        let name = tag.name.clone();
        let result = self.pass(TagToken(tag), line);
        self.has_paused
            .set(matches!(result, TokenSinkResult::EncodingIndicator(_)));
        let is_raw = matches!(
            result,
            TokenSinkResult::RawData(_) | TokenSinkResult::Plaintext
        );
        self.is_raw.set(is_raw);
        self.note(Event::Start {
            name,
            slots,
            is_closed,
            is_raw,
        });
        result
    }
}

impl TokenSink for Watcher<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if let CharacterTokens(text) = token {
            self.has_text.set(true);
            self.pending.borrow_mut().push_str(&text);
            return TokenSinkResult::Continue;
        }
        // An error may come in the middle of a text, and nobody asks for it.
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.flush(line);
        match token {
            TagToken(tag) if tag.kind == StartTag => self.start(tag, line),
            TagToken(tag) => {
                debug_assert_eq!(tag.kind, EndTag);
                self.is_raw.set(false);
                self.check_name(&tag);
                self.note(Event::End(tag.name.clone()));
                let result = self.pass(TagToken(tag), line);
                let is_pause = matches!(
                    result,
                    TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_)
                );
                self.has_paused.set(is_pause);
                result
            }
            CommentToken(data) => {
                self.note(Event::Comment);
                self.pass(CommentToken(data), line)
            }
            DoctypeToken(doctype) => {
                self.note(Event::Doctype);
                self.pass(DoctypeToken(doctype), line)
            }
            Token::NullCharacterToken => {
                self.has_text.set(true);
                self.note(Event::Text(String::from('\0')));
                self.pass(Token::NullCharacterToken, line)
            }
            other => self.pass(other, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}
