//! What templates read of their contexts, with the templates that they name found through Django's engine.

use std::cell::RefCell;
use std::ops::Deref;

use enliven_template::analysis::{self, Templates, paths};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::host::{Django, ForeignOperand, Literal, Node, program_of_list};
use crate::program::Handle;

/// A place in the context that a template reads.
#[pyclass(frozen, eq, hash, get_all, module = "enliven._core")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Read {
    path: String,
    template: Option<String>,
    line: u32,
}

#[pymethods]
impl Read {
    fn __repr__(&self) -> String {
        let template = self.template.as_deref().unwrap_or("<unknown>");
        format!("<Read {} at {template}:{}>", self.path, self.line)
    }

    fn __str__(&self) -> &str {
        &self.path
    }
}

/// The places that a program reads; templates are found by this engine.
pub(crate) fn read_by(
    program: &enliven_template::Program<Django>,
    engine: &Bound<'_, PyAny>,
) -> PyResult<Vec<Read>> {
    let templates = PythonTemplates {
        engine,
        loaded: PyDict::new(engine.py()),
        failure: RefCell::new(None),
    };
    let found = paths(program, &templates);
    if let Some(error) = templates.failure.into_inner() {
        return Err(error);
    }
    let found = found.into_iter().map(|found| {
        let analysis::Read {
            path,
            template,
            line,
        } = found;
        Read {
            path,
            template,
            line,
        }
    });
    Ok(found.collect())
}

struct PythonTemplates<'e, 'py> {
    engine: &'e Bound<'py, PyAny>,
    /// Templates by how tags name them: without a cache of loaders each is another object at each look-up.
    loaded: Bound<'py, PyDict>,
    /// What loading a template failed with first.
    failure: RefCell<Option<PyErr>>,
}

/// A program, and the node list that it was lowered from.
#[derive(Clone)]
pub(crate) struct Found<'py> {
    list: Bound<'py, PyAny>,
    program: Handle<'py>,
}

impl Deref for Found<'_> {
    type Target = enliven_template::Program<Django>;

    fn deref(&self) -> &Self::Target {
        &self.program
    }
}

impl<'py> PythonTemplates<'_, 'py> {
    fn py(&self) -> Python<'py> {
        self.engine.py()
    }

    /// A result, or nothing and the failure kept.
    fn noted<T>(&self, result: PyResult<Option<T>>) -> Option<T> {
        result.unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            None
        })
    }

    fn load(&self, node: &Node, name: &Bound<'py, PyAny>) -> PyResult<Option<Found<'py>>> {
        let assistance = self.py().import("enliven.template.assistance")?;
        let arguments = (&node.0, self.engine, name, &self.loaded);
        let template = assistance.call_method1("load_constant", arguments)?;
        found(template.getattr("nodelist")?)
    }

    fn load_parent(&self, node: &Node) -> PyResult<Option<Found<'py>>> {
        let py = self.py();
        let name = node.0.bind(py).getattr(intern!(py, "parent_name"))?;
        let is_plain = !name.getattr(intern!(py, "filters"))?.is_truthy()?;
        let name = name.getattr(intern!(py, "var"))?;
        if !is_plain || !name.is_instance_of::<PyString>() {
            return Ok(None);
        }
        self.load(node, &name)
    }

    fn load_bodies(&self, node: &Node) -> PyResult<Option<Vec<Found<'py>>>> {
        let assistance = self.py().import("enliven.template.assistance")?;
        let lists = assistance.call_method1("node_lists", (&node.0,))?;
        let bodies = lists.try_iter()?.map(|list| found(list?));
        let bodies: Vec<Option<Found<'py>>> = bodies.collect::<PyResult<_>>()?;
        Ok(Some(bodies.into_iter().flatten().collect()))
    }

    fn load_blocks(&self, node: &Node) -> PyResult<Option<Vec<(String, Found<'py>)>>> {
        let py = self.py();
        let blocks = node.0.bind(py).getattr(intern!(py, "blocks"))?;
        let mut bodies = Vec::new();
        for (name, block) in blocks.cast::<PyDict>()? {
            if let Some(body) = found(block.getattr(intern!(py, "nodelist"))?)? {
                bodies.push((name.extract()?, body));
            }
        }
        Ok(Some(bodies))
    }
}

impl<'py> Templates<Django> for PythonTemplates<'_, 'py> {
    type Program = Found<'py>;

    fn name_of(&self, node: &Node) -> Option<String> {
        let py = self.py();
        let origin = node.0.bind(py).getattr(intern!(py, "origin")).ok()?;
        let name = origin.getattr(intern!(py, "template_name")).ok()?;
        name.extract().ok()
    }

    fn reads(&self, operand: &ForeignOperand) -> bool {
        match operand {
            ForeignOperand::Variable(variable) => {
                let lookups = variable.getattr(self.py(), intern!(self.py(), "lookups"));
                lookups.is_ok_and(|lookups| !lookups.is_none(self.py()))
            }
            ForeignOperand::Lazy(_) => false,
        }
    }

    fn text(&self, literal: &Literal) -> Option<String> {
        literal.0.extract(self.py()).ok()
    }

    fn included(&self, node: &Node, name: &Literal) -> Option<Found<'py>> {
        let name = name.0.bind(self.py());
        if !name.is_instance_of::<PyString>() {
            return None;
        }
        self.noted(self.load(node, name))
    }

    fn parent(&self, node: &Node) -> Option<Found<'py>> {
        self.noted(self.load_parent(node))
    }

    fn blocks(&self, node: &Node) -> Vec<(String, Found<'py>)> {
        self.noted(self.load_blocks(node)).unwrap_or_default()
    }

    fn assigned(&self, node: &Node) -> Option<String> {
        let assistance = self.py().import("enliven.template.assistance");
        let name = assistance.and_then(|assistance| {
            assistance
                .call_method1("assigned_variable", (&node.0,))?
                .extract()
        });
        self.noted(name)
    }

    fn bodies(&self, node: &Node) -> Vec<Found<'py>> {
        self.noted(self.load_bodies(node)).unwrap_or_default()
    }

    fn identity(&self, program: &Found<'py>) -> usize {
        program.list.as_ptr() as usize
    }
}

fn found(list: Bound<'_, PyAny>) -> PyResult<Option<Found<'_>>> {
    let program = program_of_list(&list)?;
    Ok(program.map(|program| Found { list, program }))
}
