//! Templates that others include or extend, as the nodes of `django.template.loader_tags` and `Template.render` have them.

use std::collections::HashMap;
use std::sync::Arc;

use enliven_template::host::{Entered, EnteredBlock, Templates, Values};
use enliven_template::program::{Chosen, Level};
use enliven_template::render::Output;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::output::append;
use super::versions::has_one_owner;
use super::{Django, Node, PythonHost, Template, Value, scopes_of};
use crate::program::{Handle, Program};

/// What [`Templates::leave_template`] undoes.
pub(crate) enum Frame<'py> {
    /// The template that `render_context` named before, and whether a layer was pushed there.
    Template {
        state: State<'py>,
        template: Value<'py>,
        has_layer: bool,
    },
    /// The context before an isolated one, and what [`PythonHost::leave_new_context`] takes.
    Context { outer: Value<'py>, age: Option<u64> },
    /// The block taken out of its queue, and that queue's owner.
    Block(Option<(Value<'py>, Value<'py>, Value<'py>)>),
    /// The root of a template that extends others: the template that `render_context` named before.
    Root {
        state: State<'py>,
        template: Value<'py>,
    },
    /// A block of a flat program; what [`Frame::Block`] has, and whether a scope was opened.
    Chosen {
        taken: Option<(Value<'py>, Value<'py>, Value<'py>)>,
        has_scope: bool,
    },
}

/// `context.render_context`.
#[derive(Clone)]
pub(crate) struct State<'py> {
    pub(super) object: Value<'py>,
    /// Its `dicts`.
    pub(super) layers: Bound<'py, PyList>,
}

impl<'py> State<'py> {
    /// The layer of the template that is rendering.
    pub(super) fn layer(&self) -> PyResult<Value<'py>> {
        self.layers.get_item(self.layers.len().saturating_sub(1))
    }
}

/// A template, and its program if nobody has replaced how it renders.
pub(crate) struct Found<'py> {
    pub(super) template: Value<'py>,
    pub(super) program: Option<Handle<'py>>,
}

/// What an `{% include %}` has found.
pub(super) struct Included<'py> {
    pub(super) name: Value<'py>,
    pub(super) template: Value<'py>,
    pub(super) program: Handle<'py>,
    /// [`Memory::code_age`] when the program was known to be the template's.
    pub(super) age: u64,
}

/// What a rendering has found.
#[derive(Default)]
pub(super) struct Memory<'py> {
    /// How often nodes of Python have run.
    pub(super) age: u64,
    /// How often code has run that may have changed anything.
    code_age: u64,
    state: Option<State<'py>>,
    /// Whether node lists may be run by Rust.
    pub(super) lowers: Option<bool>,
    /// By the addresses of the nodes, which live as long as the program that runs.
    pub(super) included: HashMap<usize, Included<'py>>,
}

impl Memory<'_> {
    /// Drops what code may have changed.
    pub(super) fn forget(&mut self) {
        self.code_age += 1;
        self.state = None;
        self.lowers = None;
    }

    /// How often code has run that may have changed anything.
    pub(super) fn code_age(&self) -> u64 {
        self.code_age
    }

    /// Drops what is known of a `render_context`, for that of another context.
    pub(super) fn forget_state(&mut self) {
        self.state = None;
    }
}

impl<'py> Templates for PythonHost<'py> {
    type Program = Handle<'py>;
    type Kept = Py<Program>;
    type Template = Found<'py>;
    type Frame = Frame<'py>;

    fn find_template(&mut self, node: &Node, name: Value<'py>) -> PyResult<Found<'py>> {
        self.included_template(node, name)
    }

    fn isolate(&mut self, values: Values<'_, Self>) -> PyResult<Frame<'py>> {
        let values = self.scope_of(values)?;
        self.enter_new_context(values.as_any())
    }

    fn choose_template(&mut self, node: &Node) -> PyResult<()> {
        self.choose_by_model(node)
    }

    fn enter_inclusion(
        &mut self,
        node: &Node,
        values: Value<'py>,
    ) -> PyResult<(Found<'py>, Frame<'py>)> {
        self.open_inclusion(node, &values)
    }

    fn enter_template(
        &mut self,
        found: &Found<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        self.enter_found(found, out)
    }

    fn enter_parent(
        &mut self,
        node: &Node,
        parent: Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        let parent = self.extended_template(node, &parent)?;
        let frame = self.push_state(&parent, false)?;
        self.enter(&parent, frame, out)
    }

    fn keep(&self, program: &Handle<'py>) -> Py<Program> {
        program.0.clone().unbind()
    }

    fn is_last(&self, kept: &Py<Program>) -> bool {
        has_one_owner(kept.bind(self.context.py()))
    }

    fn leave_template(&mut self, frame: Frame<'py>) -> PyResult<()> {
        self.restore(frame)
    }

    fn enter_block(
        &mut self,
        node: &Node,
        is_visible: bool,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<EnteredBlock<Self>> {
        self.open_block(node, is_visible, out)
    }

    fn leave_block(&mut self, frame: Frame<'py>) -> PyResult<()> {
        if !matches!(
            frame,
            Frame::Chosen {
                has_scope: false,
                ..
            }
        ) {
            self.close_scope()?;
        }
        self.restore(frame)
    }

    fn is_flat(&mut self) -> PyResult<bool> {
        self.is_still_flat()
    }

    fn enter_root(&mut self, levels: &Arc<[Level<Django>]>) -> PyResult<Frame<'py>> {
        self.enter_family(levels)
    }

    fn enter_chosen(
        &mut self,
        node: &Node,
        block: &Chosen<Django>,
    ) -> PyResult<Option<Frame<'py>>> {
        self.open_chosen(node, block)
    }

    fn is_super_known(&self) -> bool {
        self.flattened.is_super_known(self.memory.age)
    }

    fn enter_changed_block(
        &mut self,
        node: &Node,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<EnteredBlock<Self>> {
        self.open_changed_block(node, out)
    }

    fn failed_super(&mut self, error: PyErr) -> PyResult<Value<'py>> {
        self.conclude_super(error)
    }

    fn note_included(&mut self, node: &Node, template: &Template) -> PyResult<()> {
        self.flattened.note(node, template.0.bind(self.py));
        Ok(())
    }

    fn enter_included(&mut self, template: &Template) -> PyResult<Frame<'py>> {
        self.push_state(template.0.bind(self.py), true)
    }
}

impl<'py> PythonHost<'py> {
    /// `context.render_context`.
    pub(super) fn state(&mut self) -> PyResult<State<'py>> {
        if let Some(state) = &self.memory.state {
            return Ok(state.clone());
        }
        let object = self.context.getattr(intern!(self.py, "render_context"))?;
        let layers = scopes_of(&object)?;
        let state = State { object, layers };
        Ok(self.memory.state.insert(state).clone())
    }

    /// `Template.render` within a context that is bound to a template.
    fn enter_found(
        &mut self,
        found: &Found<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        let py = self.py;
        let template = &found.template;
        if let Some(program) = &found.program {
            let frame = self.push_state(template, true)?;
            return Ok(Some((program.clone(), frame)));
        }
        let is_bound = !self.context.getattr(intern!(py, "template"))?.is_none();
        if !is_bound || !self.runtime.binding.is_rendered_by_us(template)? {
            let text = template.call_method1(intern!(py, "render"), (&self.context,))?;
            self.refresh()?;
            append(text, out);
            return Ok(None);
        }
        let frame = self.push_state(template, true)?;
        self.enter(template, frame, out)
    }

    /// `Template._render`.
    pub(super) fn enter(
        &mut self,
        template: &Value<'py>,
        frame: Frame<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        let text = match self.program_of(template) {
            Ok(Some(program)) => return Ok(Some((program, frame))),
            Ok(None) => template.call_method1(intern!(self.py, "_render"), (&self.context,)),
            Err(error) => Err(error),
        };
        self.restore(frame)?;
        self.refresh()?;
        append(text?, out);
        Ok(None)
    }

    /// `RenderContext.push_state`.
    pub(super) fn push_state(
        &mut self,
        template: &Value<'py>,
        has_layer: bool,
    ) -> PyResult<Frame<'py>> {
        let py = self.py;
        let state = self.state()?;
        let name = intern!(py, "template");
        let before = state.object.getattr(name)?;
        state.object.setattr(name, template)?;
        if has_layer {
            state.layers.append(PyDict::new(py))?;
        }
        Ok(Frame::Template {
            state,
            template: before,
            has_layer,
        })
    }

    pub(super) fn restore(&mut self, frame: Frame<'py>) -> PyResult<()> {
        let py = self.py;
        match frame {
            Frame::Template {
                state,
                template,
                has_layer,
            } => {
                if has_layer {
                    // As `BaseContext.pop` does, from what `dicts` is now.
                    let layers = scopes_of(&state.object)?;
                    layers.del_item(layers.len().saturating_sub(1))?;
                }
                state.object.setattr(intern!(py, "template"), template)
            }
            Frame::Context { outer, age } => self.leave_new_context(outer, age),
            Frame::Block(Some((queues, name, block))) => self.give_back(&queues, &name, &block),
            Frame::Block(None) => Ok(()),
            Frame::Root { state, template } => {
                self.flattened.leave_family();
                state.object.setattr(intern!(py, "template"), template)
            }
            Frame::Chosen { taken, .. } => {
                self.flattened.leave_block();
                match taken {
                    Some((queues, name, block)) => self.give_back(&queues, &name, &block),
                    None => Ok(()),
                }
            }
        }
    }
}
