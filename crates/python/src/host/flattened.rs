//! The flat program that a rendering runs: whether it still holds, and what Django keeps of inheritance while it renders.
//!
//! Django's own `BlockContext` is made only before code runs that may look into it, in the state that it would have there. From then on
//! each block is compared with it, as that code may have changed it.

use std::collections::HashMap;
use std::sync::Arc;

use enliven_template::host::{BlockBody, EnteredBlock, Lookup};
use enliven_template::program::{self, Chosen, Level};
use enliven_template::render::Output;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use super::output::append;
use super::templates::Frame;
use super::{Django, Node, PythonHost, Value};
use crate::flat::Flat;

/// What a rendering knows of its flat program.
#[derive(Default)]
pub(super) struct Flattened<'py> {
    flat: Option<Bound<'py, Flat>>,
    /// `Memory::code_age` when the program was compared with the templates, and whether it was theirs.
    known: (u64, bool),
    /// The templates under way that extend others, outermost first.
    families: Vec<Family<'py>>,
    /// The templates included, by the addresses of the nodes.
    noted: HashMap<usize, Value<'py>>,
}

/// A template with its parents.
struct Family<'py> {
    levels: Arc<[Level<Django>]>,
    /// That of `render_context` which belongs to the template.
    layer: Value<'py>,
    /// The `BlockContext` in it, once there is one.
    queues: Option<Value<'py>>,
    under_way: Vec<UnderWay>,
}

/// A block that is rendering.
struct UnderWay {
    name: Arc<str>,
    /// Whether the block came out of the queue.
    is_taken: bool,
    /// `Memory::age` when it was entered.
    age: u64,
}

impl<'py> Flattened<'py> {
    /// Takes note of the program that is about to run and holds.
    pub(super) fn start(&mut self, flat: Bound<'py, Flat>) {
        self.flat = Some(flat);
        self.known = (0, true);
    }

    /// Whether no other code has run since the block around was entered.
    pub(super) fn is_super_known(&self, age: u64) -> bool {
        let block = self
            .families
            .last()
            .and_then(|family| family.under_way.last());
        block.is_some_and(|block| block.age == age)
    }

    pub(super) fn leave_family(&mut self) {
        self.families.pop();
    }

    pub(super) fn leave_block(&mut self) {
        if let Some(family) = self.families.last_mut() {
            family.under_way.pop();
        }
    }

    /// Notes the template of an `{% include %}`, which stays the same for the rest of the rendering.
    pub(super) fn note(&mut self, node: &Node, template: &Value<'py>) {
        let address = node.0.as_ptr().addr();
        self.noted
            .entry(address)
            .or_insert_with(|| template.clone());
    }

    /// The template that an `{% include %}` has rendered before.
    pub(super) fn noted(&self, node: &Node) -> Option<Value<'py>> {
        self.noted.get(&node.0.as_ptr().addr()).cloned()
    }
}

impl<'py> PythonHost<'py> {
    /// Runs a flat program, which is known to hold.
    pub(crate) fn run_flat(&mut self, flat: Bound<'py, Flat>) {
        self.flattened.start(flat);
    }

    pub(super) fn is_still_flat(&mut self) -> PyResult<bool> {
        let Some(flat) = self.flattened.flat.clone() else {
            return Ok(true);
        };
        let (age, holds) = self.flattened.known;
        if age == self.memory.code_age() {
            return Ok(holds);
        }
        let holds = self.may_lower()? && flat.get().holds(&self.context)?;
        self.flattened.known = (self.memory.code_age(), holds);
        Ok(holds)
    }

    pub(super) fn enter_family(&mut self, levels: &Arc<[Level<Django>]>) -> PyResult<Frame<'py>> {
        let py = self.py;
        let state = self.state()?;
        let name = intern!(py, "template");
        let template = state.object.getattr(name)?;
        if let Some(root) = levels.last() {
            state.object.setattr(name, &root.parent.0)?;
        }
        self.flattened.families.push(Family {
            levels: levels.clone(),
            layer: state.layer()?,
            queues: None,
            under_way: Vec::new(),
        });
        Ok(Frame::Root { state, template })
    }

    /// Makes Django's own `BlockContext`s, before code runs that may look into them.
    pub(super) fn show_families(&mut self) -> PyResult<()> {
        for index in 0..self.flattened.families.len() {
            let family = &self.flattened.families[index];
            if family.queues.is_none() {
                let queues = self.queues_for(family)?;
                self.flattened.families[index].queues = Some(queues);
            }
        }
        Ok(())
    }

    fn queues_for(&self, family: &Family<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        let origin = intern!(py, "origin");
        let history = PyList::empty(py);
        for (index, level) in family.levels.iter().enumerate() {
            let node = level.source.node.0.bind(py);
            let parent = level.parent.0.bind(py);
            if index == 0 {
                history.append(node.getattr(origin)?)?;
            }
            history.append(parent.getattr(origin)?)?;
            self.queue_blocks(node, parent, &family.layer)?;
        }
        family
            .layer
            .set_item(intern!(py, "extends_context"), history)?;
        let queues = family.layer.get_item(intern!(py, "block_context"))?;
        for block in family.under_way.iter().filter(|block| block.is_taken) {
            self.take_block(&queues, PyString::new(py, &block.name).as_any())?;
        }
        Ok(queues)
    }

    /// Opens the scope of a block; `None` if code has run that has changed what the block renders.
    pub(super) fn open_chosen(
        &mut self,
        node: &Node,
        block: &Chosen<Django>,
    ) -> PyResult<Option<Frame<'py>>> {
        if block.is_visible {
            self.show_families()?;
        }
        let Some(family) = self.flattened.families.last() else {
            return Ok(None);
        };
        let mut taken = None;
        if let Some(queues) = family.queues.clone() {
            if !self.is_still_flat()? {
                return Ok(None);
            }
            let name = PyString::new(self.py, &block.name).into_any();
            if !self.are_left(&queues, &name, block)? {
                return Ok(None);
            }
            let winner = self.take_block(&queues, &name)?;
            taken = winner.map(|winner| (queues, name, winner));
        }
        let is_text = |node: &program::Node<_>| matches!(node, program::Node::Text(_));
        let has_scope = !block.body.iter().all(is_text);
        if has_scope {
            self.open_scope(Vec::new())?;
        }
        if block.is_visible {
            let winner = block.queue.last().unwrap_or(node).0.bind(self.py);
            self.show_block(winner)?;
        }
        let age = self.memory.age;
        if let Some(family) = self.flattened.families.last_mut() {
            family.under_way.push(UnderWay {
                name: block.name.clone(),
                is_taken: !block.queue.is_empty(),
                age,
            });
        }
        Ok(Some(Frame::Chosen { taken, has_scope }))
    }

    /// Whether the blocks left of a name are those that flattening has found.
    fn are_left(
        &self,
        queues: &Value<'py>,
        name: &Value<'py>,
        block: &Chosen<Django>,
    ) -> PyResult<bool> {
        let Some(family) = self.flattened.families.last() else {
            return Ok(false);
        };
        let current = family.layer.get_item(intern!(self.py, "block_context"));
        if !current.is_ok_and(|current| current.is(queues)) {
            return Ok(false);
        }
        let Some(table) = self.queues_of(queues)? else {
            return Ok(false);
        };
        let Some(queue) = table.get_item(name)? else {
            return Ok(block.queue.is_empty());
        };
        let Ok(queue) = queue.cast_into_exact::<PyList>() else {
            return Ok(false);
        };
        let mut pairs = queue.iter().zip(&block.queue);
        Ok(queue.len() == block.queue.len() && pairs.all(|(left, node)| left.is(&node.0)))
    }

    /// Opens the scope of a block that Django's `BlockContext` is asked for.
    pub(super) fn open_changed_block(
        &mut self,
        node: &Node,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<EnteredBlock<Self>> {
        let (body, frame) = self.open_block(node, true, out)?;
        if !matches!(body, BlockBody::Own) {
            return Ok((body, frame));
        }
        match self.own_body(node, out) {
            Ok(body) => Ok((body, frame)),
            Err(error) => {
                self.close_scope()?;
                self.restore(frame)?;
                Err(error)
            }
        }
    }

    fn own_body(
        &mut self,
        node: &Node,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<BlockBody<crate::program::Handle<'py>>> {
        let py = self.py;
        let list = node.0.bind(py).getattr(intern!(py, "nodelist"))?;
        if let Some(program) = self.program_of_list(&list)? {
            return Ok(BlockBody::Override(program));
        }
        let text = list.call_method1(intern!(py, "render"), (&self.context,));
        append(self.after(text)?, out);
        Ok(BlockBody::Rendered)
    }

    /// What a call of `block.super` that has failed gives.
    pub(super) fn conclude_super(&mut self, error: PyErr) -> PyResult<Value<'py>> {
        match self.conclude(intern!(self.py, "super"), None, Err(error))? {
            Lookup::Found(value) | Lookup::Silenced(value) => Ok(value),
            Lookup::Missing => self.string_if_invalid(),
        }
    }
}
