//! Templates that extend others, as the nodes of `django.template.loader_tags` have them.

use enliven_template::host::{BlockBody, EnteredBlock};
use enliven_template::render::Output;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::output::append;
use super::templates::{Frame, State};
use super::{Node, PythonHost, Value};
use crate::program::Handle;

impl<'py> PythonHost<'py> {
    /// Finds what `{% extends %}` names and queues the blocks, as `ExtendsNode.render` does.
    pub(super) fn extended_template(
        &mut self,
        node: &Node,
        parent: &Value<'py>,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let node = node.0.bind(py);
        let state = self.state()?;
        let parent = match self.cached_parent(node, parent, &state)? {
            Some(template) => template,
            None => self.assist("find_parent", (node, &self.context, parent))?,
        };
        self.queue_blocks(node, &parent, &state.layer()?)?;
        Ok(parent)
    }

    /// The template that `ExtendsNode.find_template` would find in a loader's cache.
    fn cached_parent(
        &self,
        node: &Value<'py>,
        name: &Value<'py>,
        state: &State<'py>,
    ) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let is_text = name.is_exact_instance_of::<PyString>() || self.is_safe_string(name);
        if !is_text || !name.is_truthy()? {
            return Ok(None);
        }
        let layer = state.layer()?;
        let Some(layer) = self.as_plain_dict(&layer) else {
            return Ok(None);
        };
        let key = intern!(py, "extends_context");
        let history = layer.get_item(key)?;
        let own = node.getattr(intern!(py, "origin"))?;
        let visited = match &history {
            None => PyList::new(py, [&own])?,
            Some(history) => match history.cast_exact::<PyList>() {
                Ok(history) => history.clone(),
                Err(_) => return Ok(None),
            },
        };
        // A template that extends its namesake of another directory is found by another key.
        for origin in &visited {
            if origin.getattr(intern!(py, "template_name"))?.eq(name)? {
                return Ok(None);
            }
        }
        let Some(template) = self.cached_template(name)? else {
            return Ok(None);
        };
        visited.append(template.getattr(intern!(py, "origin"))?)?;
        if history.is_none() {
            layer.set_item(key, visited)?;
        }
        Ok(Some(template))
    }

    /// Adds the blocks of a template, and those of its parent if that extends no other.
    pub(super) fn queue_blocks(
        &self,
        node: &Value<'py>,
        parent: &Value<'py>,
        layer: &Value<'py>,
    ) -> PyResult<()> {
        let py = self.py;
        let own = node.getattr(intern!(py, "blocks"))?;
        let list = parent.getattr(intern!(py, "nodelist"))?;
        let roots = if list.get_type().is(&self.runtime.lowered_list) {
            list.call_method0(intern!(py, "root_blocks"))?
        } else {
            self.assist("find_root_blocks", (list,))?
        };
        let key = intern!(py, "block_context");
        let queues = match layer.call_method1(intern!(py, "get"), (key,))? {
            queues if queues.is_none() => {
                let queues = self.runtime.block_context.bind(py).call0()?;
                layer.set_item(key, &queues)?;
                queues
            }
            queues => queues,
        };
        for blocks in [own, roots] {
            if !blocks.is_none() {
                self.add_blocks(&queues, &blocks)?;
            }
        }
        Ok(())
    }

    /// `BlockContext.add_blocks`.
    fn add_blocks(&self, queues: &Value<'py>, blocks: &Value<'py>) -> PyResult<()> {
        let (Some(table), Ok(blocks)) = (self.queues_of(queues)?, blocks.cast_exact::<PyDict>())
        else {
            let name = intern!(self.py, "add_blocks");
            queues.call_method1(name, (blocks,))?;
            return Ok(());
        };
        for (name, block) in blocks {
            match table.get_item(&name)? {
                Some(queue) => queue.cast::<PyList>()?.insert(0, block)?,
                None => table.set_item(name, PyList::new(self.py, [block])?)?,
            }
        }
        Ok(())
    }

    /// The queues of a `BlockContext`; `None` if it is of another class.
    pub(super) fn queues_of(&self, queues: &Value<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        if !queues.get_type().is(&self.runtime.block_context) {
            return Ok(None);
        }
        let table = queues.getattr(intern!(self.py, "blocks"))?;
        Ok(table.cast_into::<PyDict>().ok())
    }

    /// `BlockContext.pop`.
    pub(super) fn take_block(
        &self,
        queues: &Value<'py>,
        name: &Value<'py>,
    ) -> PyResult<Option<Value<'py>>> {
        let Some(table) = self.queues_of(queues)? else {
            let block = queues.call_method1(intern!(self.py, "pop"), (name,))?;
            return Ok((!block.is_none()).then_some(block));
        };
        let Some(queue) = table.get_item(name)? else {
            return Ok(None);
        };
        let queue = queue.cast_into::<PyList>()?;
        let Some(last) = queue.len().checked_sub(1) else {
            return Ok(None);
        };
        let block = queue.get_item(last)?;
        queue.del_item(last)?;
        Ok(Some(block))
    }

    /// `BlockContext.push`.
    pub(super) fn give_back(
        &self,
        queues: &Value<'py>,
        name: &Value<'py>,
        block: &Value<'py>,
    ) -> PyResult<()> {
        if let Some(table) = self.queues_of(queues)?
            && let Some(queue) = table.get_item(name)?
        {
            return queue.cast::<PyList>()?.append(block);
        }
        queues.call_method1(intern!(self.py, "push"), (name, block))?;
        Ok(())
    }

    /// `BlockNode.render`.
    pub(super) fn open_block(
        &mut self,
        node: &Node,
        is_visible: bool,
        out: &mut Output<Value<'py>>,
    ) -> PyResult<EnteredBlock<Self>> {
        let py = self.py;
        let node = node.0.bind(py);
        let layer = self.state()?.layer()?;
        let key = intern!(py, "block_context");
        let queues = match self.as_plain_dict(&layer) {
            Some(layer) => layer.get_item(key)?,
            None => Some(layer.call_method1(intern!(py, "get"), (key,))?),
        };
        self.open_scope(Vec::new())?;
        let Some(queues) = queues.filter(|queues| !queues.is_none()) else {
            if is_visible {
                self.set_variable(intern!(py, "block"), node)?;
            }
            return Ok((BlockBody::Own, Frame::Block(None)));
        };
        let name = node.getattr(intern!(py, "name"))?;
        let (block, frame) = match self.take_block(&queues, &name)? {
            None => (node.clone(), Frame::Block(None)),
            Some(block) => {
                let frame = Frame::Block(Some((queues, name, block.clone())));
                (block, frame)
            }
        };
        match self.block_body(node, &block, is_visible, out) {
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
        let Some(program) = self.program_of_list(&list)? else {
            self.show_block(block)?;
            let text = list.call_method1(intern!(py, "render"), (&self.context,))?;
            self.refresh()?;
            append(text, out);
            return Ok(BlockBody::Rendered);
        };
        if program.sees_block() {
            self.show_block(block)?;
        }
        Ok(BlockBody::Override(program))
    }

    /// Sets `block` to a node of its own: it holds the context, and renderings may run at the same time.
    pub(super) fn show_block(&mut self, block: &Value<'py>) -> PyResult<()> {
        let py = self.py;
        let name = block.getattr(intern!(py, "name"))?;
        let list = block.getattr(intern!(py, "nodelist"))?;
        let own = self.runtime.block_node.bind(py).call1((name, list))?;
        own.setattr(intern!(py, "context"), &self.context)?;
        self.set_variable(intern!(py, "block"), &own)
    }
}
