//! Templates that others include or extend, as the nodes of `django.template.loader_tags` and `Template.render` have them.

use enliven_template::host::{BlockBody, Entered, Values};
use enliven_template::render::Output;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use super::output::append;
use super::{Node, PythonHost, Value, scopes_of};
use crate::program::{Handle, Program};

/// What [`PythonHost::restore`] undoes.
pub(crate) enum Frame<'py> {
    /// The template that `render_context` named before, and whether a layer was pushed there.
    Template {
        render_context: Value<'py>,
        template: Value<'py>,
        has_layer: bool,
    },
    /// The context before an isolated one.
    Context(Value<'py>),
    /// The block taken out of its queue, and that queue's owner.
    Block(Option<(Value<'py>, Value<'py>, Value<'py>)>),
}

impl<'py> PythonHost<'py> {
    fn render_context(&self) -> PyResult<Value<'py>> {
        self.context.getattr(intern!(self.py, "render_context"))
    }

    /// `IncludeNode`'s way from what the tag names to a template.
    pub(super) fn included_template(&self, node: &Node, name: Value<'py>) -> PyResult<Value<'py>> {
        let is_text = name.is_exact_instance_of::<PyString>() || self.is_safe_string(&name);
        if is_text && let Some(template) = self.remembered_template(node, &name)? {
            return Ok(template);
        }
        self.assist("find_included", (&node.0, &self.context, name))
    }

    /// The template that this node found by this name before, in this rendering.
    fn remembered_template(&self, node: &Node, name: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let layers = self.render_context()?.getattr(intern!(py, "dicts"))?;
        let layer = layers.get_item(0)?;
        let Ok(layer) = layer.cast::<PyDict>() else {
            return Ok(None);
        };
        let Some(found) = layer.get_item(&node.0)? else {
            return Ok(None);
        };
        // Relative names are not found here: they are remembered by what they come to.
        found.cast::<PyDict>()?.get_item(PyTuple::new(py, [name])?)
    }

    /// `Template.render` within a context that is bound to a template.
    pub(super) fn enter_included(
        &mut self,
        template: &Value<'py>,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        let py = self.py;
        let is_bound = !self.context.getattr(intern!(py, "template"))?.is_none();
        let render = function_of(template, intern!(py, "render"))?;
        if !is_bound || !render.is_some_and(|render| render.is(&self.runtime.template_render)) {
            let text = template.call_method1(intern!(py, "render"), (&self.context,))?;
            self.refresh()?;
            append(text, out)?;
            return Ok(None);
        }
        let frame = self.push_state(template, true)?;
        self.enter(template, frame, out)
    }

    /// `ExtendsNode.render`.
    pub(super) fn enter_extended(
        &mut self,
        node: &Node,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<Entered<Self>> {
        let parent = self.assist("find_parent", (&node.0, &self.context))?;
        let frame = self.push_state(&parent, false)?;
        self.enter(&parent, frame, out)
    }

    /// `Template._render`.
    fn enter(
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
        append(text?, out)?;
        Ok(None)
    }

    /// The program of a template whose rendering nobody has replaced.
    fn program_of(&self, template: &Value<'py>) -> PyResult<Option<Handle<'py>>> {
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
        program_of_list(&template.getattr(intern!(py, "nodelist"))?)
    }

    /// `RenderContext.push_state`.
    fn push_state(&self, template: &Value<'py>, has_layer: bool) -> PyResult<Frame<'py>> {
        let py = self.py;
        let render_context = self.render_context()?;
        let name = intern!(py, "template");
        let before = render_context.getattr(name)?;
        render_context.setattr(name, template)?;
        if has_layer {
            scopes_of(&render_context)?.append(PyDict::new(py))?;
        }
        Ok(Frame::Template {
            render_context,
            template: before,
            has_layer,
        })
    }

    pub(super) fn isolate_scopes(&mut self, values: Values<'_, Self>) -> PyResult<Frame<'py>> {
        let values = self.scope_of(values)?;
        let inner = self
            .context
            .call_method1(intern!(self.py, "new"), (values,))?;
        let outer = std::mem::replace(&mut self.context, inner);
        self.refresh()?;
        Ok(Frame::Context(outer))
    }

    pub(super) fn restore(&mut self, frame: Frame<'py>) -> PyResult<()> {
        let py = self.py;
        match frame {
            Frame::Template {
                render_context,
                template,
                has_layer,
            } => {
                if has_layer {
                    let layers = scopes_of(&render_context)?;
                    layers.call_method0(intern!(py, "pop"))?;
                }
                render_context.setattr(intern!(py, "template"), template)
            }
            Frame::Context(outer) => {
                self.context = outer;
                self.refresh()
            }
            Frame::Block(Some((queues, name, block))) => {
                queues.call_method1(intern!(py, "push"), (name, block))?;
                Ok(())
            }
            Frame::Block(None) => Ok(()),
        }
    }

    /// `BlockNode.render`.
    pub(super) fn open_block(
        &mut self,
        node: &Node,
        is_visible: bool,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<(BlockBody<Handle<'py>>, Frame<'py>)> {
        let py = self.py;
        let node = node.0.bind(py);
        let layers = scopes_of(&self.render_context()?)?;
        let layer = layers.get_item(layers.len().saturating_sub(1))?;
        let key = intern!(py, "block_context");
        let queues = layer.call_method1(intern!(py, "get"), (key,))?;
        self.open_scope(Vec::new())?;
        if queues.is_none() {
            if is_visible {
                self.set_variable(intern!(py, "block"), node)?;
            }
            return Ok((BlockBody::Own, Frame::Block(None)));
        }
        let name = node.getattr(intern!(py, "name"))?;
        let taken = queues.call_method1(intern!(py, "pop"), (&name,))?;
        let (block, frame) = if taken.is_none() {
            (node.clone(), Frame::Block(None))
        } else {
            let frame = Frame::Block(Some((queues, name, taken.clone())));
            (taken, frame)
        };
        let result = self.block_body(node, &block, is_visible, out);
        match result {
            Ok(body) => Ok((body, frame)),
            Err(error) => {
                self.close_scope()?;
                self.restore(frame)?;
                Err(error)
            }
        }
    }

    fn block_body(
        &mut self,
        node: &Value<'py>,
        block: &Value<'py>,
        is_visible: bool,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<BlockBody<Handle<'py>>> {
        let py = self.py;
        if block.is(node) {
            if is_visible {
                self.show_block(block)?;
            }
            return Ok(BlockBody::Own);
        }
        let list = block.getattr(intern!(py, "nodelist"))?;
        let Some(program) = program_of_list(&list)? else {
            self.show_block(block)?;
            let text = list.call_method1(intern!(py, "render"), (&self.context,))?;
            self.refresh()?;
            append(text, out)?;
            return Ok(BlockBody::Rendered);
        };
        if program.sees_block() {
            self.show_block(block)?;
        }
        Ok(BlockBody::Override(program))
    }

    /// Sets `block` to a node of its own: it holds the context, and renderings may run at the same time.
    fn show_block(&mut self, block: &Value<'py>) -> PyResult<()> {
        let py = self.py;
        let name = block.getattr(intern!(py, "name"))?;
        let list = block.getattr(intern!(py, "nodelist"))?;
        let own = self.runtime.block_node.bind(py).call1((name, list))?;
        own.setattr(intern!(py, "context"), &self.context)?;
        self.set_variable(intern!(py, "block"), &own)
    }

    pub(super) fn find_csrf_token(&mut self, node: &Node) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let name = intern!(py, "csrf_token");
        let token = if self.has_plain_scopes {
            self.find_variable(name)?
        } else {
            Some(self.context.call_method1(intern!(py, "get"), (name,))?)
        };
        if let Some(token) = token
            && token.is_truthy()?
            && token.ne(intern!(py, "NOTPROVIDED"))?
        {
            return Ok(Some(token));
        }
        // Prints nothing, but may warn.
        node.0
            .bind(py)
            .call_method1(intern!(py, "render"), (&self.context,))?;
        Ok(None)
    }

    /// `URLNode.render`, its arguments resolved.
    pub(super) fn reverse_url(
        &self,
        view: &Value<'py>,
        arguments: Vec<Value<'py>>,
        keywords: Values<'_, Self>,
        is_optional: bool,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let named = self.scope_of(keywords)?;
        let options = PyDict::new(py);
        options.set_item(intern!(py, "args"), PyList::new(py, arguments)?)?;
        options.set_item(intern!(py, "kwargs"), named)?;
        options.set_item(intern!(py, "current_app"), self.current_app()?)?;
        let reverse = self.runtime.urls.bind(py).getattr(intern!(py, "reverse"))?;
        match reverse.call((view,), Some(&options)) {
            Err(error)
                if is_optional && error.is_instance(py, self.runtime.no_reverse_match.bind(py)) =>
            {
                Ok(PyString::new(py, "").into_any())
            }
            result => result,
        }
    }

    fn current_app(&self) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let Some(request) = self.context.getattr_opt(intern!(py, "request"))? else {
            return Ok(None);
        };
        if let Some(current_app) = request.getattr_opt(intern!(py, "current_app"))? {
            return Ok(Some(current_app));
        }
        match request.getattr_opt(intern!(py, "resolver_match"))? {
            Some(resolved) => resolved.getattr_opt(intern!(py, "namespace")),
            None => Ok(None),
        }
    }
}

/// The function behind a method of an object.
fn function_of<'py>(
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
