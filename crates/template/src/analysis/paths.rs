//! What of the data a template reads.
//!
//! The program is run without data: each variable stands for the places that it may come from. A loop's body is run until
//! nothing new is found, and each branch of a condition once. The result covers every read that rendering makes: where code
//! that cannot be looked into receives a value, all below it counts as read.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::ops::Deref;

use super::scopes::{Scope, Scopes};
use super::values::Value;
use crate::program::{
    Assignments, Block, BlockTranslate, Branch, Call, Cycle, Expression, For, Include, Node,
    Operand, Part, Program, Regroup, Source, Symbols, Tag,
};

/// One place in the data, and where a template reads it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// Names with dots between them, `[]` for an item of an iteration, `.*` at the end for anything below; `*` alone is all of
    /// the data.
    pub path: String,
    /// The template's name, if it has one.
    pub template: Option<String>,
    /// The line, counted from 1; 0 if the front end does not know.
    pub line: u32,
}

/// Access to the templates that a program names.
pub trait Templates<S: Symbols> {
    /// A template's program.
    type Program: Deref<Target = Program<S>> + Clone;

    /// The name of the template in which a node stands.
    fn name_of(&self, node: &S::Node) -> Option<String>;
    /// Whether an operand of the host's own may read variables.
    fn reads(&self, operand: &S::Operand) -> bool;
    /// A constant's text, if it is text.
    fn text(&self, literal: &S::Literal) -> Option<String>;
    /// The template that an `{% include %}` of this constant name renders.
    fn included(&self, node: &S::Node, name: &S::Literal) -> Option<Self::Program>;
    /// The template that a child extends, if its name is constant.
    fn parent(&self, node: &S::Node) -> Option<Self::Program>;
    /// The blocks of a child by name.
    fn blocks(&self, node: &S::Node) -> Vec<(String, Self::Program)>;
    /// The variable that a node of the host's own sets to something of its making, if that is known to be all that it does.
    fn assigned(&self, node: &S::Node) -> Option<String>;
    /// The node lists in a node of the host's own.
    fn bodies(&self, node: &S::Node) -> Vec<Self::Program>;
    /// What tells programs apart.
    fn identity(&self, program: &Self::Program) -> usize;
}

/// How often a loop's body is run at most; each run beyond the first follows one more assignment from item to item. What changes
/// even then counts as anything.
const RUNS: usize = 3;

/// Nodes that are run at most; templates that include each other often would take for ever. What remains counts as anything.
const MOST_NODES: usize = 50_000;

/// Templates that include each other are followed this deep.
const DEEPEST: usize = 50;

/// Every place in the data that a program reads, in the order in which it is met.
pub fn paths<S: Symbols, T: Templates<S>>(program: &Program<S>, templates: &T) -> Vec<Read> {
    let mut reader = Reader {
        templates,
        scopes: Scopes::of_template(),
        overrides: Vec::new(),
        entered: Vec::new(),
        supers: Vec::new(),
        found: Vec::new(),
        known: BTreeSet::new(),
        nodes_left: MOST_NODES,
        _symbols: PhantomData,
    };
    reader.nodes(&program.body);
    reader.found
}

pub(super) struct Reader<'t, S: Symbols, T: Templates<S>> {
    pub(super) templates: &'t T,
    pub(super) scopes: Scopes,
    /// Blocks of the children, the outermost child's first.
    overrides: Vec<(String, T::Program)>,
    /// The templates under way, and the scopes in which they were entered.
    entered: Vec<(usize, Scopes)>,
    /// For each block under way, the scopes in which `block.super` was read.
    supers: Vec<Vec<Scopes>>,
    found: Vec<Read>,
    known: BTreeSet<Read>,
    nodes_left: usize,
    _symbols: PhantomData<S>,
}

impl<S: Symbols, T: Templates<S>> Reader<'_, S, T> {
    fn nodes(&mut self, nodes: &[Node<S>]) {
        for node in nodes {
            let Some(source) = node.source() else {
                continue;
            };
            if self.nodes_left == 0 {
                return self.all(source);
            }
            self.nodes_left -= 1;
            match node {
                Node::Text(_) => {}
                Node::Variable(expression, source) => {
                    self.read(expression, source);
                }
                Node::Tag(tag, source) => self.tag(tag, source),
                Node::Foreign(source) => self.foreign(source),
            }
        }
    }

    /// Runs the node lists of a node of the host's own, which may have set any variables before.
    fn foreign(&mut self, source: &Source<S>) {
        if let Some(name) = self.templates.assigned(&source.node) {
            return self.scopes.set(&name, Value::made());
        }
        self.all(source);
        for program in self.templates.bodies(&source.node) {
            self.scopes.push(Scope::new());
            self.enter(&program, source);
            self.scopes.pop();
        }
    }

    /// Notes that a place is read.
    pub(super) fn note(&mut self, path: &str, source: &Source<S>) {
        let path = Read {
            path: path.to_owned(),
            template: self.templates.name_of(&source.node),
            line: source.line,
        };
        if self.known.insert(path.clone()) {
            self.found.push(path);
        }
    }

    pub(super) fn note_value(&mut self, value: &Value, source: &Source<S>) {
        if value.is_anything {
            self.all(source);
        }
        for place in &value.places {
            self.note(place, source);
        }
    }

    /// Notes that anything below a value may be read.
    pub(super) fn open(&mut self, value: &Value, source: &Source<S>) {
        if value.is_anything {
            self.all(source);
        }
        for place in &value.places {
            self.note(&format!("{place}.*"), source);
        }
        for place in value.grouped.iter().chain(&value.groups) {
            self.note(&format!("{place}[].*"), source);
        }
    }

    /// Notes that anything may be read.
    pub(super) fn all(&mut self, source: &Source<S>) {
        self.note("*", source);
    }

    /// Notes that `block.super` is rendered here.
    pub(super) fn note_super(&mut self) {
        if let Some(scopes) = self.supers.last_mut()
            && !scopes.contains(&self.scopes)
        {
            scopes.push(self.scopes.clone());
        }
    }

    fn tag(&mut self, tag: &Tag<S>, source: &Source<S>) {
        match tag {
            Tag::If(branches) => self.branches(branches, source),
            Tag::For(tag) => self.for_loop(tag, source),
            Tag::With(tag) => {
                let scope = self.assignments(&tag.values, source);
                self.within(scope, &tag.body);
            }
            Tag::Include(tag) => self.include(tag, source),
            Tag::Extends(parent) => self.extends(parent, source),
            Tag::Block(tag) => self.block(tag),
            Tag::CsrfToken => self.named("csrf_token", source),
            Tag::BlockTranslate(tag) => self.block_translate(tag, source),
            Tag::Cycle(tag) => self.cycle(tag, source),
            Tag::IfChanged(tag) => {
                self.expressions(&tag.values, source);
                self.alternatives([&*tag.body, &*tag.otherwise]);
            }
            Tag::Regroup(tag) => self.regroup(tag, source),
            Tag::Filter(tag) => {
                self.nodes(&tag.body);
                let scope = Scope::from([(String::from("var"), Value::made())]);
                self.scopes.push(scope);
                self.read(&tag.filters, source);
                self.scopes.pop();
            }
            Tag::Call(call) => self.call(call, source),
            Tag::CallBlock(tag) => {
                self.nodes(&tag.body);
                self.call(&tag.call, source);
            }
            Tag::Inclusion(tag) => {
                self.call(&tag.call, source);
                self.named("csrf_token", source);
            }
            _ => self.parts(tag, source),
        }
    }

    /// Runs a tag that evaluates its parts in their order, and makes a text of its own.
    fn parts(&mut self, tag: &Tag<S>, source: &Source<S>) {
        let Ok(()) = tag.each_part::<Infallible>(&mut |part| {
            match part {
                Part::Expressions(expressions) => self.expressions(expressions, source),
                Part::Assignments(values) => drop(self.assignments(values, source)),
                Part::Condition(condition) => drop(self.condition(condition, source)),
                Part::Body(nodes) => self.nodes(nodes),
                Part::Literal(_) | Part::Function(_) | Part::Named(_) | Part::Template(_) => {}
            }
            Ok(())
        });
        self.set(tag.target(), Value::made());
    }

    fn set(&mut self, target: Option<&S::Name>, value: Value) {
        if let Some(name) = target {
            self.scopes.set(name.as_ref(), value);
        }
    }

    fn named(&mut self, name: &str, source: &Source<S>) {
        let value = self.scopes.get(name);
        self.note_value(&value, source);
    }

    fn within(&mut self, scope: Scope, body: &[Node<S>]) {
        self.scopes.push(scope);
        self.nodes(body);
        self.scopes.pop();
    }

    fn expressions(&mut self, expressions: &[Expression<S>], source: &Source<S>) {
        for expression in expressions {
            self.read(expression, source);
        }
    }

    fn assignments(&mut self, values: &Assignments<S>, source: &Source<S>) -> Scope {
        values
            .iter()
            .map(|(name, value)| (name.as_ref().to_owned(), self.read(value, source)))
            .collect()
    }

    fn branches(&mut self, branches: &[Branch<S>], source: &Source<S>) {
        for branch in branches {
            if let Some(condition) = &branch.condition {
                self.condition(condition, source);
            }
        }
        let has_else = branches.iter().any(|branch| branch.condition.is_none());
        let nothing: &[Node<S>] = &[];
        let bodies = branches.iter().map(|branch| &*branch.body);
        self.alternatives(bodies.chain((!has_else).then_some(nothing)));
    }

    /// Runs bodies of which one is rendered.
    fn alternatives<'n>(&mut self, bodies: impl IntoIterator<Item = &'n [Node<S>]>)
    where
        S: 'n,
    {
        let before = self.scopes.clone();
        let mut after: Option<Scopes> = None;
        for body in bodies {
            self.scopes.clone_from(&before);
            self.nodes(body);
            let scopes = std::mem::take(&mut self.scopes);
            after = Some(match after {
                Some(other) => other.or(&scopes),
                None => scopes,
            });
        }
        self.scopes = after.unwrap_or(before);
    }

    fn for_loop(&mut self, tag: &For<S>, source: &Source<S>) {
        self.scopes.push(Scope::new());
        let item = self.read(&tag.sequence, source).item();
        let before = self.scopes.clone();
        self.nodes(&tag.empty);
        let unlooped = std::mem::replace(&mut self.scopes, before);
        self.scopes.set("forloop", Value::made());
        for run in 1..=RUNS {
            if let [name] = &*tag.names {
                self.scopes.set(name.as_ref(), item.clone());
            }
            let before = self.scopes.clone();
            self.item(tag, &item);
            if self.scopes == before {
                break;
            }
            self.scopes = std::mem::take(&mut self.scopes).or(&before);
            if run == RUNS {
                self.scopes.forget_changed(&before);
                self.item(tag, &item);
                self.scopes.forget_changed(&before);
            }
        }
        self.scopes = std::mem::take(&mut self.scopes).or(&unlooped);
        self.scopes.pop();
    }

    fn item(&mut self, tag: &For<S>, item: &Value) {
        if tag.names.len() == 1 {
            return self.nodes(&tag.body);
        }
        let parts = tag.names.iter().enumerate();
        let parts =
            parts.map(|(index, name)| (name.as_ref().to_owned(), item.member(&index.to_string())));
        self.within(parts.collect(), &tag.body);
    }

    fn include(&mut self, tag: &Include<S>, source: &Source<S>) {
        self.read(&tag.template, source);
        let values = self.assignments(&tag.values, source);
        let (Operand::Literal(name), []) = (&tag.template.operand, &*tag.template.filters) else {
            return self.all(source);
        };
        let Some(program) = self.templates.included(&source.node, name) else {
            return self.all(source);
        };
        let overrides = std::mem::take(&mut self.overrides);
        if tag.isolated {
            let outer = std::mem::replace(&mut self.scopes, Scopes::isolated(values));
            self.enter(&program, source);
            self.scopes = outer;
        } else {
            self.scopes.push(values);
            self.enter(&program, source);
            self.scopes.pop();
        }
        self.overrides = overrides;
    }

    /// Runs another template, unless it is under way: then all that it would see in another way counts as read.
    fn enter(&mut self, program: &T::Program, source: &Source<S>) {
        let identity = self.templates.identity(program);
        let under_way = self.entered.iter().rfind(|(other, _)| *other == identity);
        if let Some((_, scopes)) = under_way {
            for value in scopes.new_in(&self.scopes) {
                self.open(&value, source);
            }
            return;
        }
        if self.entered.len() == DEEPEST {
            return self.all(source);
        }
        self.entered.push((identity, self.scopes.clone()));
        let supers = std::mem::take(&mut self.supers);
        self.nodes(&program.body);
        self.supers = supers;
        self.entered.pop();
    }

    fn extends(&mut self, parent: &Expression<S>, source: &Source<S>) {
        self.read(parent, source);
        let Some(program) = self.templates.parent(&source.node) else {
            return self.all(source);
        };
        let known = self.overrides.len();
        let blocks = self.templates.blocks(&source.node);
        self.overrides.extend(blocks);
        self.enter(&program, source);
        self.overrides.truncate(known);
    }

    fn block(&mut self, tag: &Block<S>) {
        let scope = Scope::from([(String::from("block"), Value::block())]);
        self.scopes.push(scope);
        let is_same = |(name, _): &&(String, T::Program)| **name == *tag.name;
        let overrides = self.overrides.iter().filter(is_same);
        let overrides: Vec<T::Program> = overrides.map(|(_, body)| body.clone()).collect();
        for _ in 0..RUNS {
            let before = self.scopes.clone();
            let mut views = vec![before.clone()];
            for program in &overrides {
                views = self.block_body(&program.body, views);
            }
            self.block_body(&tag.body, views);
            // What the inner body sets, the outer one may read.
            if self.scopes == before || overrides.is_empty() {
                break;
            }
        }
        self.scopes.pop();
    }

    /// Runs one of a block's bodies; gives the scopes in which the next one is rendered as `block.super`.
    fn block_body(&mut self, body: &[Node<S>], views: Vec<Scopes>) -> Vec<Scopes> {
        self.supers.push(Vec::new());
        for view in views {
            let outer = std::mem::replace(&mut self.scopes, view);
            self.nodes(body);
            let inner = std::mem::replace(&mut self.scopes, outer);
            self.scopes = std::mem::take(&mut self.scopes).or(&inner);
        }
        self.supers.pop().unwrap_or_default()
    }

    fn block_translate(&mut self, tag: &BlockTranslate<S>, source: &Source<S>) {
        self.expressions(tag.context.as_slice(), source);
        let values = self.assignments(&tag.values, source);
        self.scopes.push(values);
        let mut names: Vec<&S::Name> = tag.singular.names.iter().collect();
        if let Some(plural) = &tag.plural {
            let count = self.read(&plural.count, source);
            self.scopes.set(plural.name.as_ref(), count);
            names.extend(&plural.message.names);
        }
        for name in names {
            self.named(name.as_ref(), source);
        }
        self.scopes.pop();
        self.set(tag.target.as_ref(), Value::made());
    }

    fn cycle(&mut self, tag: &Cycle<S>, source: &Source<S>) {
        let values = tag.values.iter().map(|value| self.read(value, source));
        let value = values.fold(Value::made(), Value::or);
        if let Some(name) = &tag.target {
            self.scopes.set_upward(name.as_ref(), value);
        }
    }

    fn regroup(&mut self, tag: &Regroup<S>, source: &Source<S>) {
        let sequence = self.read(&tag.sequence, source);
        self.scopes.set(tag.target.as_ref(), sequence.item());
        self.read(&tag.key, source);
        self.scopes.set(tag.target.as_ref(), sequence.regrouped());
    }

    fn call(&mut self, call: &Call<S>, source: &Source<S>) {
        let keywords = call.keywords.iter().map(|(_, value)| value);
        for argument in call.arguments.iter().chain(keywords) {
            let value = self.read(argument, source);
            self.open(&value, source);
        }
        if call.takes_context {
            self.all(source);
        }
        self.set(call.target.as_ref(), Value::made());
    }
}
