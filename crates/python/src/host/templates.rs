//! Templates that others include or extend, as the nodes of `django.template.loader_tags` and `Template.render` have them.

use std::collections::HashMap;

use enliven_template::host::{Entered, EnteredBlock, Templates, Values};
use enliven_template::render::Output;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use super::output::append;
use super::{Node, PythonHost, Runtime, Value, scopes_of};
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
    template: Value<'py>,
    program: Option<Handle<'py>>,
}

/// What an `{% include %}` has found.
struct Included<'py> {
    name: Value<'py>,
    template: Value<'py>,
    program: Handle<'py>,
    /// [`Memory::age`] when the program was known to be the template's.
    age: u64,
}

/// What a rendering has found.
#[derive(Default)]
pub(super) struct Memory<'py> {
    /// How often nodes of Python have run.
    age: u64,
    /// How often code has run that may have changed anything.
    code_age: u64,
    state: Option<State<'py>>,
    /// Whether node lists may be run by Rust.
    lowers: Option<bool>,
    /// By the addresses of the nodes, which live as long as the program that runs.
    included: HashMap<usize, Included<'py>>,
}

impl Memory<'_> {
    /// Drops what code may have changed.
    pub(super) fn forget(&mut self) {
        self.code_age += 1;
        self.state = None;
    }

    /// How often code has run that may have changed anything.
    pub(super) fn code_age(&self) -> u64 {
        self.code_age
    }

    /// Drops what is known of a `render_context`, for that of another context.
    pub(super) fn forget_state(&mut self) {
        self.state = None;
    }

    /// Drops what a node may have changed that renders others, or knows the templates.
    pub(super) fn forget_templates(&mut self) {
        self.age += 1;
        self.lowers = None;
    }
}

impl<'py> Templates for PythonHost<'py> {
    type Program = Handle<'py>;
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
        self.enter_included(found, out)
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
        self.close_scope()?;
        self.restore(frame)
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

    /// `IncludeNode`'s way from what the tag names to a template.
    fn included_template(&mut self, node: &Node, name: Value<'py>) -> PyResult<Found<'py>> {
        if let Some(found) = self.remembered_template(node, &name) {
            return Ok(found);
        }
        let is_text = name.is_exact_instance_of::<PyString>() || self.is_safe_string(&name);
        let loaded = if is_text {
            self.loaded_template(node, &name)?
        } else {
            None
        };
        let template = match loaded {
            Some(template) => template,
            None => self.assist("find_included", (&node.0, &self.context, &name))?,
        };
        if is_text {
            return self.remember_template(node, name, template);
        }
        let program = self.plain_program(&template)?;
        Ok(Found { template, program })
    }

    /// What this node has found by this name, or object, if no other code has run since.
    pub(super) fn remembered_template(&self, node: &Node, name: &Value<'py>) -> Option<Found<'py>> {
        let known = self.memory.included.get(&node.0.as_ptr().addr())?;
        (known.age == self.memory.age && known.name.is(name)).then(|| Found {
            template: known.template.clone(),
            program: Some(known.program.clone()),
        })
    }

    pub(super) fn remember_template(
        &mut self,
        node: &Node,
        name: Value<'py>,
        template: Value<'py>,
    ) -> PyResult<Found<'py>> {
        let program = self.plain_program(&template)?;
        if let Some(program) = &program {
            let included = Included {
                name,
                template: template.clone(),
                program: program.clone(),
                age: self.memory.age,
            };
            let key = node.0.as_ptr().addr();
            self.memory.included.insert(key, included);
        }
        Ok(Found { template, program })
    }

    /// The template that an `{% include %}` by this name has found before in this rendering, or that a loader has in its cache.
    fn loaded_template(&mut self, node: &Node, name: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let layer = self.state()?.layers.get_item(0)?;
        let Ok(layer) = layer.cast_exact::<PyDict>() else {
            return Ok(None);
        };
        let names = PyTuple::new(py, [name])?;
        let found = layer.get_item(&node.0)?;
        if let Some(found) = &found {
            // Relative names are not found here: they are remembered by what they come to.
            let found = found.cast::<PyDict>()?;
            if let Some(template) = found.get_item(&names)? {
                return Ok(Some(template));
            }
        }
        let is_relative = name.cast::<PyString>()?.to_str().map_or(true, |name| {
            let name = name.trim_matches(['"', '\'']);
            name.starts_with("./") || name.starts_with("../")
        });
        if is_relative {
            return Ok(None);
        }
        let Some(template) = self.cached_template(name)? else {
            return Ok(None);
        };
        if let Some(found) = found {
            found.set_item(names, &template)?;
        } else {
            let found = PyDict::new(py);
            found.set_item(names, &template)?;
            layer.set_item(&node.0, found)?;
        }
        Ok(Some(template))
    }

    /// The template that the engine's first loader has in its cache, if that is all the engine would look at.
    pub(super) fn cached_template(&self, name: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        // A partial of a template, as from Django 6.0 on.
        if name
            .cast::<PyString>()?
            .to_str()
            .map_or(true, |name| name.contains('#'))
        {
            return Ok(None);
        }
        let template = self.context.getattr(intern!(py, "template"))?;
        let Some(engine) = template.getattr_opt(intern!(py, "engine"))? else {
            return Ok(None);
        };
        if !engine.get_type().is(&self.runtime.engine) {
            return Ok(None);
        }
        let loaders = engine.getattr(intern!(py, "template_loaders"))?;
        let Ok(loader) = loaders.get_item(0) else {
            return Ok(None);
        };
        if !loader.get_type().is(&self.runtime.cached_loader) {
            return Ok(None);
        }
        let cache = loader.getattr(intern!(py, "get_template_cache"))?;
        let Ok(cache) = cache.cast_into_exact::<PyDict>() else {
            return Ok(None);
        };
        let cached = cache.get_item(name)?;
        // What else is cached tells that there is no such template.
        Ok(cached.filter(|cached| cached.get_type().is(&self.runtime.template)))
    }

    /// The program of a template that renders as `Template.render` does.
    fn plain_program(&mut self, template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        let py = self.py;
        if self.context.getattr(intern!(py, "template"))?.is_none()
            || !template.get_type().is(&self.runtime.template)
        {
            return Ok(None);
        }
        let inner = function_of(template, intern!(py, "_render"))?;
        if !inner.is_some_and(|inner| inner.is(&self.runtime.template_inner_render))
            || !self.runtime.binding.is_rendered_by_us(template)?
        {
            return Ok(None);
        }
        self.program_of_list(&template.getattr(intern!(py, "nodelist"))?)
    }

    /// `Template.render` within a context that is bound to a template.
    fn enter_included(
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

    /// The program of a template whose rendering nobody has replaced.
    fn program_of(&mut self, template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        let py = self.py;
        if !template.get_type().is(&self.runtime.template) {
            return Ok(None);
        }
        let Some(inner) = function_of(template, intern!(py, "_render"))? else {
            return Ok(None);
        };
        if !inner.is(&self.runtime.template_inner_render) {
            // The test client's replacement does no more than to tell; a profiler's is called.
            let arguments = (inner, template, &self.context);
            if !self.assist("tell_test_client", arguments)?.is_truthy()? {
                return Ok(None);
            }
        }
        self.program_of_list(&template.getattr(intern!(py, "nodelist"))?)
    }

    /// The program of a node list that Rust may run.
    pub(super) fn program_of_list(&mut self, list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
        let py = self.py;
        if list.get_type().is(&self.runtime.lowered_list) {
            let lowers = match self.memory.lowers {
                Some(lowers) => lowers,
                None => self.runtime.are_in_place(py)?,
            };
            self.memory.lowers = Some(lowers);
            if !lowers {
                return Ok(None);
            }
            if let Some(program) = fresh_program(list)? {
                return Ok(Some(program));
            }
        }
        program_of_list(list)
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
        }
    }
}

/// The program that a list holds, if the list has not changed since.
fn fresh_program<'py>(list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = list.py();
    let tree = list.getattr(intern!(py, "_tree"))?;
    if tree.is_none() {
        return Ok(None);
    }
    let changes = tree.getattr(intern!(py, "changes"))?;
    if !changes.eq(list.getattr(intern!(py, "_seen"))?)? {
        return Ok(None);
    }
    let program = list.getattr(intern!(py, "_program"))?;
    Ok(program.cast_into::<Program>().ok().map(Handle))
}

/// The program of a template of ours whose `_render` nobody has replaced.
pub(crate) fn program_of_template<'py>(template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = template.py();
    let runtime = Runtime::get(py)?;
    if !template.get_type().is(&runtime.template) {
        return Ok(None);
    }
    let inner = function_of(template, intern!(py, "_render"))?;
    if !inner.is_some_and(|inner| inner.is(&runtime.template_inner_render)) {
        return Ok(None);
    }
    let list = template.getattr(intern!(py, "nodelist"))?;
    if list.get_type().is(&runtime.lowered_list)
        && runtime.are_in_place(py)?
        && let Some(program) = fresh_program(&list)?
    {
        return Ok(Some(program));
    }
    program_of_list(&list)
}

/// The function behind a method of an object.
pub(super) fn function_of<'py>(
    object: &Value<'py>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Value<'py>>> {
    match object.getattr_opt(name)? {
        Some(method) => method.getattr_opt(intern!(object.py(), "__func__")),
        None => Ok(None),
    }
}

/// The program of a node list that Rust may run.
pub(crate) fn program_of_list<'py>(list: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
    let py = list.py();
    let Some(method) = list.getattr_opt(intern!(py, "program"))? else {
        return Ok(None);
    };
    let program = method.call0()?;
    if program.is_none() {
        return Ok(None);
    }
    Ok(Some(Handle(program.cast_into::<Program>()?)))
}
