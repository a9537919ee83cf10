//! A program run against a host.
//!
//! This module dispatches on nodes; [`expression`] and [`condition`] evaluate, [`html`] escapes and collects the output.

mod capture;
mod choice;
mod condition;
mod expression;
mod group;
pub mod html;
mod locale;
mod ratio;

use crate::host::{BlockBody, Entered, Host, Values};
use crate::program::{
    Assignments, Autoescape, Block, Body, Branch, For, Include, Node, Program, Source, Static, Tag,
    Url, With,
};
pub use expression::Resolved;
use expression::WhenMissing;
pub use html::Output;

/// Renders a program.
///
/// # Errors
///
/// Whatever the host's calls fail with, annotated with the innermost node.
pub fn render<H: Host>(
    program: &Program<H::Symbols>,
    host: &mut H,
) -> Result<Output<H::Value>, H::Error> {
    let mut renderer = Renderer {
        host,
        out: Output::new(),
    };
    renderer.body(&program.body)?;
    Ok(renderer.out)
}

struct Renderer<'h, H: Host> {
    host: &'h mut H,
    out: Output<H::Value>,
}

impl<H: Host> Renderer<'_, H> {
    fn body(&mut self, nodes: &Body<H::Symbols>) -> Result<(), H::Error> {
        let _depth = self.host.descend()?;
        self.nodes(nodes)
    }

    fn nodes(&mut self, nodes: &[Node<H::Symbols>]) -> Result<(), H::Error> {
        for node in nodes {
            let (result, source) = match node {
                Node::Text(text) => {
                    self.out.push_str(text);
                    continue;
                }
                Node::Foreign(source) => {
                    self.host.foreign(&source.node, &mut self.out)?;
                    continue;
                }
                Node::Variable(expression, source) => (self.variable(expression), source),
                Node::Tag(tag, source) => (self.tag(tag, source), source),
            };
            if let Err(error) = result {
                return Err(self.host.annotate(&source.node, error));
            }
        }
        Ok(())
    }

    fn tag(&mut self, tag: &Tag<H::Symbols>, source: &Source<H::Symbols>) -> Result<(), H::Error> {
        match tag {
            Tag::If(branches) => self.branches(branches),
            Tag::For(tag) => self.for_loop(tag),
            Tag::With(tag) => self.with(tag),
            Tag::Autoescape(tag) => self.autoescape(tag),
            Tag::Include(tag) => self.include(tag, source),
            Tag::Extends(_) => self.extends(source),
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
            Tag::Translate(_)
            | Tag::BlockTranslate(_)
            | Tag::Language(_)
            | Tag::Call(_)
            | Tag::CallBlock(_)
            | Tag::Inclusion(_) => self.host.foreign(&source.node, &mut self.out),
        }
    }

    fn variable(
        &mut self,
        expression: &crate::program::Expression<H::Symbols>,
    ) -> Result<(), H::Error> {
        match self.resolve(expression, WhenMissing::Invalid) {
            Ok(value) => self.write(&value),
            Err(error) if self.host.is_undecodable(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn branches(&mut self, branches: &[Branch<H::Symbols>]) -> Result<(), H::Error> {
        for branch in branches {
            let holds = match &branch.condition {
                None => true,
                Some(condition) => self.holds(condition)?,
            };
            if holds {
                return self.branch(&branch.body);
            }
        }
        Ok(())
    }

    /// A body that is no level of its own if nothing in it nests.
    fn branch(&mut self, nodes: &Body<H::Symbols>) -> Result<(), H::Error> {
        let nests = |node: &Node<_>| !matches!(node, Node::Text(_) | Node::Variable(..));
        if nodes.iter().any(nests) {
            self.body(nodes)
        } else {
            self.nodes(nodes)
        }
    }

    fn for_loop(&mut self, node: &For<H::Symbols>) -> Result<(), H::Error> {
        let counters = if node.counts {
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
        let Some((mut items, length)) = self.host.iterate(sequence, node.reversed)? else {
            return self.body(&node.empty);
        };
        if let Some(counters) = counters {
            self.host.show_loop(counters, length)?;
        }
        let _depth = self.host.descend()?;
        let mut index = 0;
        while let Some(item) = self.host.next(&mut items)? {
            if let Some(counters) = counters {
                self.host.count(counters, index, length)?;
            }
            self.item(node, item)?;
            index += 1;
        }
        Ok(())
    }

    fn item(&mut self, node: &For<H::Symbols>, item: H::Value) -> Result<(), H::Error> {
        if let [name] = &*node.names {
            self.host.assign(name, item)?;
            return self.nodes(&node.body);
        }
        self.host.unpack(&node.names, item)?;
        let result = self.nodes(&node.body);
        self.host.pop_scope()?;
        result
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
        self.host.set_autoescape(before)?;
        Ok(())
    }

    fn include(
        &mut self,
        node: &Include<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let name = self.value(&node.template, WhenMissing::Invalid)?;
        let template = self.host.find_template(&source.node, name)?;
        let values = self.assignments(&node.values)?;
        if node.isolated {
            let frame = self.host.isolate(values)?;
            let result = self.included(&template);
            self.host.leave_template(frame)?;
            return result;
        }
        self.host.push_scope(values)?;
        let result = self.included(&template);
        self.host.pop_scope()?;
        result
    }

    fn included(&mut self, template: &H::Template) -> Result<(), H::Error> {
        let entered = self.host.enter_template(template, &mut self.out)?;
        self.entered(entered)
    }

    fn extends(&mut self, source: &Source<H::Symbols>) -> Result<(), H::Error> {
        let entered = self.host.enter_parent(&source.node, &mut self.out)?;
        self.entered(entered)
    }

    fn entered(&mut self, entered: Entered<H>) -> Result<(), H::Error> {
        let Some((program, frame)) = entered else {
            return Ok(());
        };
        let result = self.body(&program.body);
        self.host.leave_template(frame)?;
        result
    }

    fn block(
        &mut self,
        node: &Block<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let (body, frame) = self
            .host
            .enter_block(&source.node, node.is_visible, &mut self.out)?;
        let result = match &body {
            BlockBody::Own => self.body(&node.body),
            BlockBody::Override(program) => self.body(&program.body),
            BlockBody::Rendered => Ok(()),
        };
        self.host.leave_block(frame)?;
        result
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

    fn url(&mut self, node: &Url<H::Symbols>) -> Result<(), H::Error> {
        let arguments = node
            .arguments
            .iter()
            .map(|argument| self.value(argument, WhenMissing::Invalid))
            .collect::<Result<_, _>>()?;
        let keywords = self.assignments(&node.keywords)?;
        let view = self.value(&node.view, WhenMissing::Invalid)?;
        let is_optional = node.target.is_some();
        let url = self.host.reverse(view, arguments, keywords, is_optional)?;
        match &node.target {
            Some(name) => self.host.assign(name, url),
            None => self.escape_and_append(url),
        }
    }

    fn static_file(&mut self, node: &Static<H::Symbols>) -> Result<(), H::Error> {
        let path = self.value(&node.path, WhenMissing::Invalid)?;
        let url = self.host.static_url(path)?;
        match &node.target {
            // Unlike `{% url %}`, Django escapes this one before it is stored.
            Some(name) if self.host.autoescape() => {
                let url = self.host.escape(url)?;
                self.host.assign(name, url)
            }
            Some(name) => self.host.assign(name, url),
            None => self.escape_and_append(url),
        }
    }

    fn escape_and_append(&mut self, value: H::Value) -> Result<(), H::Error> {
        let value = if self.host.autoescape() {
            self.host.escape(value)?
        } else {
            value
        };
        self.host.append(value, &mut self.out)
    }
}
