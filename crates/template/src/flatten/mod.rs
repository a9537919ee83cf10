//! A program and those that it names by constants, resolved into one: a *flat* program.
//!
//! A flat program has, in the place of
//!
//! | tag | node |
//! |---|---|
//! | `{% extends "constant" %}` | [`Extended`]: the nodes of the root template |
//! | `{% block %}` below it | [`Chosen`]: the body that wins |
//! | `{{ block.super }}` | [`Super`]: the body that is overridden |
//! | `{% include "constant" %}` | [`Included`]: the nodes of the template |
//!
//! so that what it renders can be seen without looking anything up. All else stands as it did, node for node: each keeps its
//! [`Source`], and so tells which template and which line it comes from; what stands in a [`Chosen`] comes from the template of the
//! last node of its queue. An [`Extended`] at the root leaves no `{% extends %}` and no `{% block %}` but those in nodes of the host's
//! own. An `{% include %}` stays what it is where its template is not found, or is under way too often already: a template may include
//! itself, and is then resolved a few times over.
//!
//! A flat program renders the same as the one it was made of for as long as the names stand for the same templates; it is for the
//! host to know for how long. [`Templates`] is what flattening asks of the host.

mod blocks;

use std::marker::PhantomData;
use std::ops::Deref;

use blocks::{Place, hides_block};

use crate::analysis::{keeps_state, nodes_see};
use crate::keys::has_key;
use crate::program::{
    Body, Chosen, Expression, Extended, Include, Included, Level, Node, Operand, Part, Program,
    Source, Super, Symbols, Tag,
};

/// Access to the templates that a program names.
pub trait Templates<S: Symbols> {
    /// A template's program, or a node list's.
    type Program: Deref<Target = Program<S>>;

    /// The template that an `{% include %}` of this constant renders.
    fn included(
        &mut self,
        node: &S::Node,
        name: &S::Literal,
    ) -> Option<(S::Template, Self::Program)>;
    /// The template that an `{% extends %}` of this constant names; `levels` are those between it and the outermost child.
    fn parent(
        &mut self,
        node: &S::Node,
        name: &S::Literal,
        levels: &[Level<S>],
    ) -> Option<(S::Template, Self::Program)>;
    /// The blocks of a template that extends another, by the node of its `{% extends %}`.
    fn blocks(&mut self, node: &S::Node) -> Option<Vec<Definition<S, Self::Program>>>;
    /// The blocks of a template that extends no other.
    fn root_blocks(&mut self, template: &S::Template) -> Option<Vec<Definition<S, Self::Program>>>;
    /// Whether two templates are one.
    fn are_same(&self, one: &S::Template, other: &S::Template) -> bool;
}

/// A block as a template defines it.
pub struct Definition<S: Symbols, P> {
    /// The name.
    pub name: String,
    /// The node.
    pub node: S::Node,
    /// What it renders.
    pub program: P,
}

/// A flat program.
pub struct Flat<S: Symbols> {
    /// The program.
    pub program: Program<S>,
    /// Whether all templates were found that it names by constants.
    pub is_complete: bool,
}

/// Nodes that a flat program has at most: templates that include each other often could come to any number.
const MOST_NODES: usize = 10_000;

/// How often a template is resolved within itself.
const MOST_LEVELS: usize = 8;

/// How often templates are resolved within themselves, all together.
const MOST_AGAIN: usize = 32;

/// How deep nodes nest in a flat program at most.
const DEEPEST: usize = 50;

/// The program cannot be resolved, or would be too large.
struct Unresolved;

impl<S: Symbols> Program<S> {
    /// Whether it names other templates by constants.
    pub fn names_templates(&self) -> bool {
        nodes_name_templates(&self.body)
    }

    /// Whether it extends another template.
    pub fn extends_another(&self) -> bool {
        split_at_extends(&self.body).is_some()
    }
}

fn nodes_name_templates<S: Symbols>(nodes: &[Node<S>]) -> bool {
    nodes.iter().any(|node| {
        let names_one = match node {
            Node::Tag(tag, _) => match &**tag {
                Tag::Include(include) => constant(&include.template).is_some(),
                Tag::Extends(parent) => constant(parent).is_some(),
                _ => false,
            },
            _ => false,
        };
        let in_parts = &mut |part: Part<'_, S>| match part {
            Part::Body(nodes) if nodes_name_templates(nodes) => Err(()),
            _ => Ok(()),
        };
        names_one || node.each_part(in_parts).is_err()
    })
}

/// Resolves a program and the templates that it names; `None` if there is nothing to resolve, or a parent is not found.
pub fn flatten<S: Symbols, T: Templates<S>>(
    program: &Program<S>,
    templates: &mut T,
) -> Option<Flat<S>> {
    let mut flattening = Flattening {
        templates,
        entered: Vec::new(),
        nodes_left: MOST_NODES,
        again_left: MOST_AGAIN,
        depth: 0,
        is_changed: false,
        is_complete: true,
        _symbols: PhantomData,
    };
    let body = flattening.template(program).ok()?;
    flattening.is_changed.then_some(Flat {
        program: Program { body },
        is_complete: flattening.is_complete,
    })
}

struct Flattening<'t, S: Symbols, T: Templates<S>> {
    templates: &'t mut T,
    /// The templates under way.
    entered: Vec<S::Template>,
    nodes_left: usize,
    again_left: usize,
    depth: usize,
    is_changed: bool,
    is_complete: bool,
    _symbols: PhantomData<S>,
}

impl<S: Symbols, T: Templates<S>> Flattening<'_, S, T> {
    /// The nodes of a template, those of its parents in the place of what names them.
    fn template(&mut self, program: &Program<S>) -> Result<Body<S>, Unresolved> {
        let Some((before, parent, source)) = split_at_extends(&program.body) else {
            let mut body = program.body.clone();
            self.nodes(&mut body, &mut Place::default())?;
            return Ok(body);
        };
        let extended = self.extended(parent, source)?;
        let extended = Node::Tag(Box::new(Tag::Extended(extended)), source.clone());
        Ok(before.iter().cloned().chain([extended]).collect())
    }

    fn extended(
        &mut self,
        parent: &Expression<S>,
        source: &Source<S>,
    ) -> Result<Extended<S>, Unresolved> {
        let known = self.entered.len();
        let mut levels = Vec::new();
        let mut before = String::new();
        let mut program = self.parent(parent, source, &mut levels)?;
        while let Some((texts, parent, source)) = split_at_extends(&program.body) {
            before.extend(texts.iter().filter_map(text_of));
            let next = self.parent(parent, source, &mut levels)?;
            program = next;
        }
        let mut place = self.queues(&levels)?;
        let mut body = program.body.clone();
        self.nodes(&mut body, &mut place)?;
        self.entered.truncate(known);
        self.is_changed = true;
        Ok(Extended {
            levels: levels.into(),
            before: before.into(),
            body,
        })
    }

    fn parent(
        &mut self,
        name: &Expression<S>,
        source: &Source<S>,
        levels: &mut Vec<Level<S>>,
    ) -> Result<T::Program, Unresolved> {
        let name = constant(name).ok_or(Unresolved)?;
        let (parent, program) = self
            .templates
            .parent(&source.node, name, levels)
            .ok_or(Unresolved)?;
        self.enter(&parent, 1)?;
        let source = source.clone();
        levels.push(Level { source, parent });
        Ok(program)
    }

    fn is_entered(&self, template: &S::Template) -> bool {
        let mut entered = self.entered.iter();
        entered.any(|other| self.templates.are_same(template, other))
    }

    fn enter(&mut self, template: &S::Template, most: usize) -> Result<(), Unresolved> {
        let entered = self.entered.iter();
        let is_it = |other: &&S::Template| self.templates.are_same(template, other);
        if entered.filter(is_it).count() >= most {
            return Err(Unresolved);
        }
        self.entered.push(template.clone());
        Ok(())
    }

    fn nodes(
        &mut self,
        nodes: &mut [Node<S>],
        place: &mut Place<S, T::Program>,
    ) -> Result<(), Unresolved> {
        if self.depth == DEEPEST {
            return Err(Unresolved);
        }
        self.depth += 1;
        for node in nodes {
            self.nodes_left = self.nodes_left.checked_sub(1).ok_or(Unresolved)?;
            match node {
                Node::Variable(expression, source) if place.is_super(expression) => {
                    let tag = Tag::Super(self.block_super(expression, place)?);
                    *node = Node::Tag(Box::new(tag), source.clone());
                }
                Node::Tag(tag, source) => self.tag(tag, source, place)?,
                _ => {}
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn tag(
        &mut self,
        tag: &mut Tag<S>,
        source: &Source<S>,
        place: &mut Place<S, T::Program>,
    ) -> Result<(), Unresolved> {
        match tag {
            Tag::Block(block) if place.is_of_family() => {
                let body = std::mem::take(&mut block.body);
                *tag = Tag::Chosen(self.chosen(&block.name, body, place)?);
            }
            Tag::Block(block) => self.nodes(&mut block.body, place)?,
            // One that something follows: it asks for blocks that only the host has.
            Tag::Extends(_) => return Err(Unresolved),
            Tag::Include(include) => {
                if let Some(included) = self.included(include, source) {
                    *tag = Tag::Included(included);
                }
            }
            _ => {
                let block = place.hide_block(hides_block(tag));
                for body in tag.bodies_mut() {
                    self.nodes(body, place)?;
                }
                place.show_block(block);
            }
        }
        if let Tag::For(tag) = tag {
            tag.counts = tag.counts && nodes_see(&tag.body, "forloop");
            tag.has_key = has_key(&tag.body);
        }
        Ok(())
    }

    fn included(&mut self, include: &Include<S>, source: &Source<S>) -> Option<Included<S>> {
        let name = constant(&include.template)?;
        let found = self.templates.included(&source.node, name);
        let Some((template, program)) = found else {
            self.is_complete = false;
            return None;
        };
        let (known, depth) = (self.entered.len(), self.depth);
        let is_again = self.is_entered(&template);
        if is_again && (self.again_left == 0 || self.nodes_left < MOST_NODES / 2) {
            return None;
        }
        self.again_left -= usize::from(is_again);
        let body = match self.enter(&template, MOST_LEVELS) {
            Ok(()) => self.template(&program),
            Err(unresolved) => Err(unresolved),
        };
        self.entered.truncate(known);
        self.depth = depth;
        let body = body.ok()?;
        self.is_changed = true;
        Some(Included {
            tag: include.clone(),
            template,
            has_state: keeps_state(&body),
            body,
        })
    }

    /// A block of this name, whose own body this is.
    fn chosen(
        &mut self,
        name: &str,
        own: Body<S>,
        place: &mut Place<S, T::Program>,
    ) -> Result<Chosen<S>, Unresolved> {
        let queue = place.queue(name);
        let winner = place.take(name);
        let mut body = match &winner {
            Some(winner) => winner.program.body.clone(),
            None => own,
        };
        let outer = place.enter_block(name, &body)?;
        self.nodes(&mut body, place)?;
        place.show_block(outer);
        if let Some(winner) = winner {
            place.give_back(name, winner);
        }
        Ok(Chosen {
            name: name.into(),
            queue,
            is_visible: nodes_see(&body, "block"),
            body,
        })
    }

    fn block_super(
        &mut self,
        expression: &Expression<S>,
        place: &mut Place<S, T::Program>,
    ) -> Result<Super<S>, Unresolved> {
        let overridden = match place.overridden() {
            Some(name) => Some(self.chosen(&name, Body::default(), place)?),
            None => None,
        };
        Ok(Super {
            expression: expression.clone(),
            overridden,
        })
    }

    /// The blocks of a template and its parents.
    fn queues(&mut self, levels: &[Level<S>]) -> Result<Place<S, T::Program>, Unresolved> {
        let mut place = Place::of_family();
        for level in levels {
            place.add(
                self.templates
                    .blocks(&level.source.node)
                    .ok_or(Unresolved)?,
            );
        }
        let root = levels.last().ok_or(Unresolved)?;
        place.add(self.templates.root_blocks(&root.parent).ok_or(Unresolved)?);
        Ok(place)
    }
}

type AtExtends<'n, S> = (&'n [Node<S>], &'n Expression<S>, &'n Source<S>);

/// What stands before an `{% extends %}`, and the tag; nothing stands after it.
fn split_at_extends<S: Symbols>(nodes: &[Node<S>]) -> Option<AtExtends<'_, S>> {
    let (last, before) = nodes.split_last()?;
    match last {
        Node::Tag(tag, source) => match &**tag {
            Tag::Extends(parent) => Some((before, parent, source)),
            _ => None,
        },
        _ => None,
    }
}

fn text_of<S: Symbols>(node: &Node<S>) -> Option<&str> {
    match node {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

/// What an expression is that is nothing but a constant.
fn constant<S: Symbols>(expression: &Expression<S>) -> Option<&S::Literal> {
    match (&expression.operand, &*expression.filters) {
        (Operand::Literal(literal), []) => Some(literal),
        _ => None,
    }
}
