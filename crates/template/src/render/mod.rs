//! A program run against a host.
//!
//! This module dispatches on nodes; [`expression`] and [`condition`] evaluate, [`html`] escapes and collects the output. Tags are in
//! modules by what they ask of the host.

mod addresses;
mod calls;
mod capture;
mod choice;
mod condition;
mod expression;
mod flat;
mod group;
pub mod html;
mod locale;
mod ratio;
mod templates;
mod traces;
mod translation;

use crate::host::{Host, Values, View};
use crate::program::{
    Assignments, Autoescape, Body, Branch, Expression, For, Node, Program, Source, Tag, With,
};
pub use expression::Resolved;
use expression::WhenMissing;
pub use html::Output;
use traces::Objects;

use enliven_vdom::layout::Trace;

use crate::variants::{Cursor, Variants};

/// Renders a program.
///
/// # Errors
///
/// Whatever the host's calls fail with, annotated with the innermost node.
pub fn render<H: Host>(
    program: &Program<H::Symbols>,
    host: &mut H,
) -> Result<Output<H::Value>, H::Error> {
    render_into(program, host, Output::new())
}

/// Renders a program after what was written before.
///
/// # Errors
///
/// As [`render`].
pub fn render_into<H: Host>(
    program: &Program<H::Symbols>,
    host: &mut H,
    out: Output<H::Value>,
) -> Result<Output<H::Value>, H::Error> {
    let mut renderer = Renderer {
        host,
        out,
        trace: None,
        variants: None,
        cursor: None,
    };
    renderer.body(&program.body)?;
    Ok(renderer.out)
}

/// Renders a program, and notes in an empty trace where its slots lie ([`Variants::parts`]); `None` where the host has rendered something
/// else than the program says. Templates that it finds are added to `variants`, which are those of this program alone.
///
/// # Errors
///
/// As [`render`].
pub fn render_traced<H: Host>(
    program: &Program<H::Symbols>,
    host: &mut H,
    out: Output<H::Value>,
    trace: Trace,
    variants: &Variants<H::Symbols, H::Kept>,
) -> Result<Traced<H::Value>, H::Error> {
    let mut renderer = Renderer {
        host,
        out,
        trace: Some(trace),
        variants: Some(variants),
        cursor: variants.start(program),
    };
    renderer.body(&program.body)?;
    Ok((renderer.out, renderer.trace))
}

/// Output, and where the slots lie in it if that is known.
pub type Traced<V> = (Output<V>, Option<Trace>);

struct Renderer<'h, H: Host> {
    host: &'h mut H,
    out: Output<H::Value>,
    /// Where slots lie in `out`, if that is asked for; not while a value is made.
    trace: Option<Trace>,
    /// The templates found in renders that were traced.
    variants: Option<&'h Variants<H::Symbols, H::Kept>>,
    /// The one among them that is rendering; not known of a program whose tags nest too deep.
    cursor: Option<Cursor>,
}

/// What the nodes of a list, or of all of a loop's rounds, give, which the host would join.
struct Pieces<V> {
    /// How many there are before this round.
    before: usize,
    /// The first that is no text, and which it is.
    refused: Option<(usize, V)>,
}

impl<V> Default for Pieces<V> {
    fn default() -> Self {
        Self {
            before: 0,
            refused: None,
        }
    }
}

impl<H: Host> Renderer<'_, H> {
    fn body(&mut self, nodes: &Body<H::Symbols>) -> Result<(), H::Error> {
        let _depth = self.host.descend()?;
        let mut pieces = Pieces::default();
        self.nodes(nodes, &mut pieces)?;
        self.join(pieces)
    }

    fn nodes(
        &mut self,
        nodes: &[Node<H::Symbols>],
        pieces: &mut Pieces<H::Value>,
    ) -> Result<(), H::Error> {
        for (index, node) in nodes.iter().enumerate() {
            let (result, source) = match node {
                Node::Text(text) => {
                    self.out.push_str(text);
                    continue;
                }
                Node::Foreign(source) => {
                    let start = self.out.size();
                    self.host.foreign(&source.node, &mut self.out)?;
                    self.note_value(start);
                    self.check_written(index, pieces);
                    continue;
                }
                Node::Variable(expression, source) => {
                    let start = self.out.size();
                    let result = self.variable(expression);
                    self.note_value(start);
                    (result, source)
                }
                Node::Tag(tag, source) if self.trace.is_some() => {
                    (self.traced_tag(tag, source), source)
                }
                Node::Tag(tag, source) => (self.tag(tag, source), source),
            };
            if let Err(error) = result {
                return Err(self.host.annotate(&source.node, error));
            }
            self.check_written(index, pieces);
        }
        Ok(())
    }

    fn check_written(&mut self, index: usize, pieces: &mut Pieces<H::Value>) {
        if let Some(value) = self.out.take_refused() {
            pieces.refused.get_or_insert((pieces.before + index, value));
        }
    }

    fn join(&mut self, pieces: Pieces<H::Value>) -> Result<(), H::Error> {
        match pieces.refused {
            Some((index, value)) => Err(self.host.not_text(index, value)),
            None => Ok(()),
        }
    }

    fn tag(&mut self, tag: &Tag<H::Symbols>, source: &Source<H::Symbols>) -> Result<(), H::Error> {
        match tag {
            Tag::If(branches) => self.branches(branches),
            Tag::For(tag) => self.for_loop(tag),
            Tag::With(tag) => self.with(tag),
            Tag::Autoescape(tag) => self.autoescape(tag),
            Tag::Include(tag) => self.include(tag, source),
            Tag::Extends(parent) => self.extends(parent, source),
            Tag::Block(tag) => self.block(tag, source),
            Tag::CsrfToken => self.csrf_token(source),
            Tag::Url(tag) => self.url(tag),
            Tag::Static(tag) => self.static_file(tag),
            Tag::Localize(tag) => self.localize(tag),
            Tag::LocalTime(tag) => self.local_time(tag),
            Tag::Timezone(tag) => self.timezone(tag),
            Tag::Now(tag) => self.now(tag),
            Tag::Cycle(tag) => self.cycle(tag, source),
            Tag::FirstOf(tag) => self.first_of(tag),
            Tag::IfChanged(tag) => self.if_changed(tag, source),
            Tag::Regroup(tag) => self.regroup(tag),
            Tag::WidthRatio(tag) => self.width_ratio(tag),
            Tag::Spaceless(body) => self.spaceless(body),
            Tag::Filter(tag) => self.filter_block(tag),
            Tag::Call(call) => self.call(call),
            Tag::CallBlock(tag) => self.call_block(tag),
            Tag::Inclusion(tag) => self.inclusion(tag, source),
            Tag::Translate(tag) => self.translate(tag),
            Tag::BlockTranslate(tag) => self.block_translate(tag, source),
            Tag::Language(tag) => self.language(tag),
            Tag::Extended(tag) => self.extended(tag),
            Tag::Chosen(block) => self.chosen(block, source),
            Tag::Super(tag) => self.block_super(tag, source),
            Tag::Included(tag) => self.included_body(tag, source),
        }
    }

    fn variable(&mut self, expression: &Expression<H::Symbols>) -> Result<(), H::Error> {
        match self.resolve(expression, WhenMissing::Invalid) {
            Ok(Resolved::Value(value)) => self.host.write(&value, &mut self.out),
            Ok(value) => self.write(&value),
            Err(error) if self.host.is_undecodable(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn branches(&mut self, branches: &[Branch<H::Symbols>]) -> Result<(), H::Error> {
        let begun = self.begin();
        let mut taken = 0;
        for (index, branch) in branches.iter().enumerate() {
            let holds = match &branch.condition {
                None => true,
                Some(condition) => self.holds(condition)?,
            };
            if holds {
                self.branch(&branch.body)?;
                taken = index + 1;
                break;
            }
        }
        self.end(begun, taken);
        Ok(())
    }

    /// A body that is no level of its own if nothing in it nests.
    fn branch(&mut self, nodes: &Body<H::Symbols>) -> Result<(), H::Error> {
        let nests = |node: &Node<_>| !matches!(node, Node::Text(_) | Node::Variable(..));
        if nodes.iter().any(nests) {
            self.body(nodes)
        } else {
            // Variables always give text.
            self.nodes(nodes, &mut Pieces::default())
        }
    }

    fn for_loop(&mut self, node: &For<H::Symbols>) -> Result<(), H::Error> {
        // An include that has come to render something else may see what the one before did not.
        let counters = if node.counts || !self.host.is_flat()? {
            Some(self.host.new_loop()?)
        } else {
            None
        };
        self.host.push_scope(Vec::new())?;
        let result = self.iterate(node, counters.as_ref());
        self.host.pop_scope()?;
        result
    }

    fn iterate(
        &mut self,
        node: &For<H::Symbols>,
        counters: Option<&H::Loop>,
    ) -> Result<(), H::Error> {
        let sequence = self.value(&node.sequence, WhenMissing::Nothing)?;
        let begun = self.begin();
        let Some((mut items, length)) = self.host.iterate(sequence, node.reversed)? else {
            self.body(&node.empty)?;
            self.end(begun, 0);
            return Ok(());
        };
        if let Some(counters) = counters {
            self.host.show_loop(counters, length)?;
        }
        let _depth = self.host.descend()?;
        let mut index = 0;
        let mut pieces = Pieces::default();
        let mut objects = Objects::of(node);
        while let Some(item) = self.host.next(&mut items)? {
            if let Some(counters) = counters {
                self.host.count(counters, index, length)?;
            }
            pieces.before = index * node.body.len();
            self.identify(&item, index, &mut objects);
            let begun = self.begin_item();
            self.item(node, item, &mut pieces)?;
            self.end_item(begun);
            index += 1;
        }
        self.note_objects(&objects);
        self.end(begun, index);
        self.join(pieces)
    }

    fn item(
        &mut self,
        node: &For<H::Symbols>,
        item: H::Value,
        pieces: &mut Pieces<H::Value>,
    ) -> Result<(), H::Error> {
        if let [name] = &*node.names {
            self.host.assign(name, item)?;
            return self.nodes(&node.body, pieces);
        }
        self.host.unpack(&node.names, item)?;
        let result = self.nodes(&node.body, pieces);
        self.host.pop_scope()?;
        result
    }

    fn values(&mut self, values: &[Expression<H::Symbols>]) -> Result<Vec<H::Value>, H::Error> {
        values
            .iter()
            .map(|expression| self.value(expression, WhenMissing::Invalid))
            .collect()
    }

    fn assignments<'n>(
        &mut self,
        values: &'n Assignments<H::Symbols>,
    ) -> Result<Values<'n, H>, H::Error> {
        values
            .iter()
            .map(|(name, expression)| Ok((name, self.value(expression, WhenMissing::Invalid)?)))
            .collect()
    }

    fn with(&mut self, node: &With<H::Symbols>) -> Result<(), H::Error> {
        let values = self.assignments(&node.values)?;
        self.host.push_scope(values)?;
        let result = self.body(&node.body);
        self.host.pop_scope()?;
        result
    }

    fn autoescape(&mut self, node: &Autoescape<H::Symbols>) -> Result<(), H::Error> {
        let before = self.host.set_autoescape(node.on)?;
        // As in Django, an error leaves the setting as it is.
        self.body(&node.body)?;
        self.host.restore_autoescape(before)
    }

    fn csrf_token(&mut self, source: &Source<H::Symbols>) -> Result<(), H::Error> {
        let Some(token) = self.host.csrf_token(&source.node)? else {
            return Ok(());
        };
        self.out
            .push_str(r#"<input type="hidden" name="csrfmiddlewaretoken" value=""#);
        let token = self.host.escape(token)?;
        self.host.append(token, &mut self.out)?;
        self.out.push_str(r#"">"#);
        Ok(())
    }

    fn escape_and_append(&mut self, value: H::Value) -> Result<(), H::Error> {
        if !self.host.autoescape() {
            return self.host.append(value, &mut self.out);
        }
        if let View::Text { text, is_safe } = self.host.view(&value) {
            self.out.push_text(text, is_safe, true);
            return Ok(());
        }
        let value = self.host.escape(value)?;
        self.host.append(value, &mut self.out)
    }
}
