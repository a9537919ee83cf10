//! The templates that a program names, found in the cache of the engine's first loader, to make a flat program of.

use enliven_template::flatten::{self, Definition, flatten};
use enliven_template::program::Level;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::{Flat, Member, Tree, Use, is_plain};
use crate::host::{Cache, Django, Literal, Node, Runtime, Template, is_relative, program_of_list};
use crate::layout::Layouts;
use crate::program::Handle;

/// What a flat program is made of, as far as it was found.
pub(super) struct Flattening<'c, 'py> {
    cache: &'c Cache<'py>,
    runtime: &'static Runtime,
    use_: Use,
    members: Vec<Member>,
    trees: Vec<Tree>,
    /// What Python has failed with.
    failure: Option<PyErr>,
}

impl<'c, 'py> Flattening<'c, 'py> {
    pub(super) fn new(cache: &'c Cache<'py>, runtime: &'static Runtime, use_: Use) -> Self {
        Self {
            cache,
            runtime,
            use_,
            members: Vec::new(),
            trees: Vec::new(),
            failure: None,
        }
    }

    pub(super) fn run(
        mut self,
        program: &enliven_template::Program<Django>,
    ) -> PyResult<Option<Flat>> {
        let py = self.cache.engine.py();
        let block_super = self
            .runtime
            .block_node
            .bind(py)
            .getattr(intern!(py, "super"))?;
        if !block_super.is(&self.runtime.block_super) {
            return Ok(None);
        }
        let flat = flatten(program, &mut self);
        if let Some(error) = self.failure {
            return Err(error);
        }
        Ok(flat.map(|flat| Flat {
            is_child: program.extends_another(),
            program: flat.program,
            is_complete: flat.is_complete,
            use_: self.use_,
            layouts: Layouts::default(),
            engine: self.cache.engine.clone().unbind(),
            members: self.members,
            trees: self.trees,
        }))
    }

    /// A result, or nothing and the failure kept.
    fn noted<T>(&mut self, result: PyResult<Option<T>>) -> Option<T> {
        result.unwrap_or_else(|error| {
            self.failure.get_or_insert(error);
            None
        })
    }

    fn find(&mut self, name: &Bound<'py, PyAny>) -> PyResult<Option<(Template, Handle<'py>)>> {
        let py = name.py();
        let Some(template) = self.cache.get(name, self.runtime)? else {
            return Ok(None);
        };
        if !is_plain(&template, self.runtime, self.use_)? {
            return Ok(None);
        }
        let list = template.getattr(intern!(py, "nodelist"))?;
        let Some(program) = self.program(&list)? else {
            return Ok(None);
        };
        self.members.push(Member {
            name: name.clone().unbind(),
            template: template.clone().unbind(),
            list: list.unbind(),
        });
        Ok(Some((Template(template.unbind()), program)))
    }

    /// The program of a node list that tells of its changes.
    fn program(&mut self, list: &Bound<'py, PyAny>) -> PyResult<Option<Handle<'py>>> {
        let py = list.py();
        if !list.get_type().is(&self.runtime.lowered_list) {
            return Ok(None);
        }
        let Some(program) = program_of_list(list)? else {
            return Ok(None);
        };
        let tree = list.getattr(intern!(py, "_tree"))?;
        if !self.trees.iter().any(|known| tree.is(&known.tree)) {
            self.trees.push(Tree {
                changes: tree.getattr(intern!(py, "changes"))?.unbind(),
                tree: tree.unbind(),
            });
        }
        Ok(Some(program))
    }

    fn find_included(&mut self, name: &Literal) -> PyResult<Option<(Template, Handle<'py>)>> {
        match self.text(name) {
            Some(name) if !is_relative(&name) => self.find(name.as_any()),
            _ => Ok(None),
        }
    }

    fn find_parent(
        &mut self,
        node: &Node,
        name: &Literal,
        levels: &[Level<Django>],
    ) -> PyResult<Option<(Template, Handle<'py>)>> {
        let Some(name) = self.text(name) else {
            return Ok(None);
        };
        // A template that extends its namesake of another directory is found by another key.
        let first = levels.first().map_or(node, |level| &level.source.node);
        let parents = levels.iter().map(|level| &level.parent.0);
        for owner in [&first.0].into_iter().chain(parents) {
            let py = name.py();
            let origin = owner.bind(py).getattr(intern!(py, "origin"))?;
            if origin.getattr(intern!(py, "template_name"))?.eq(&name)? {
                return Ok(None);
            }
        }
        self.find(name.as_any())
    }

    /// A constant that is a name.
    fn text(&self, name: &Literal) -> Option<Bound<'py, PyString>> {
        let name = name.0.bind(self.cache.engine.py());
        let is_text = name.is_exact_instance_of::<PyString>()
            || name.get_type().is(&self.runtime.safe_string);
        let name = name.clone().cast_into::<PyString>().ok()?;
        (is_text && !name.is_empty().unwrap_or(true)).then_some(name)
    }

    fn definitions(
        &mut self,
        blocks: Bound<'py, PyAny>,
    ) -> PyResult<Option<Vec<Definition<Django, Handle<'py>>>>> {
        let Ok(blocks) = blocks.cast_into_exact::<PyDict>() else {
            return Ok(None);
        };
        let mut definitions = Vec::new();
        for (name, node) in blocks {
            let list = node.getattr(intern!(node.py(), "nodelist"))?;
            let Some(program) = self.program(&list)? else {
                return Ok(None);
            };
            let Ok(name) = name.extract() else {
                return Ok(None);
            };
            definitions.push(Definition {
                name,
                node: Node(node.unbind()),
                program,
            });
        }
        Ok(Some(definitions))
    }
}

impl<'py> flatten::Templates<Django> for Flattening<'_, 'py> {
    type Program = Handle<'py>;

    fn included(&mut self, _node: &Node, name: &Literal) -> Option<(Template, Handle<'py>)> {
        let found = self.find_included(name);
        self.noted(found)
    }

    fn parent(
        &mut self,
        node: &Node,
        name: &Literal,
        levels: &[Level<Django>],
    ) -> Option<(Template, Handle<'py>)> {
        let found = self.find_parent(node, name, levels);
        self.noted(found)
    }

    fn blocks(&mut self, node: &Node) -> Option<Vec<Definition<Django, Handle<'py>>>> {
        let py = self.cache.engine.py();
        let blocks = node.0.bind(py).getattr(intern!(py, "blocks"));
        let definitions = blocks.and_then(|blocks| self.definitions(blocks));
        self.noted(definitions)
    }

    fn root_blocks(&mut self, template: &Template) -> Option<Vec<Definition<Django, Handle<'py>>>> {
        let py = self.cache.engine.py();
        let list = template.0.bind(py).getattr(intern!(py, "nodelist"));
        let blocks = list.and_then(|list| list.call_method0(intern!(py, "root_blocks")));
        let definitions = blocks.and_then(|blocks| {
            if blocks.is_none() {
                // A template of nothing but text.
                return Ok(Some(Vec::new()));
            }
            self.definitions(blocks)
        });
        self.noted(definitions)
    }

    fn are_same(&self, one: &Template, other: &Template) -> bool {
        one.0.is(&other.0)
    }
}
