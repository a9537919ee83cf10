//! What tags keep and make, as the nodes of `django.template.defaulttags` do.

use enliven_template::host::{Tags, Turn};
use pyo3::exceptions::{PyException, PyStopIteration, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyIterator, PyList, PyString, PyType};

use super::{Literal, Name, Node, PythonHost, Value, scopes_of};

/// Django's and Python's objects for tags.
struct Parts {
    cycle: Py<PyAny>,
    render_context: Py<PyType>,
    grouped_result: Py<PyAny>,
    /// `enliven.template.tag_assistance`.
    assistance: Py<PyModule>,
}

static PARTS: PyOnceLock<Parts> = PyOnceLock::new();

impl Parts {
    fn get(py: Python<'_>) -> PyResult<&'static Self> {
        PARTS.get_or_try_init(py, || Self::import(py))
    }

    fn import(py: Python<'_>) -> PyResult<Self> {
        let context = py.import("django.template.context")?;
        let class = context.getattr("RenderContext")?;
        Ok(Self {
            cycle: py.import("itertools")?.getattr("cycle")?.unbind(),
            render_context: class.cast_into::<PyType>()?.unbind(),
            grouped_result: py
                .import("django.template.defaulttags")?
                .getattr("GroupedResult")?
                .unbind(),
            assistance: py.import("enliven.template.tag_assistance")?.unbind(),
        })
    }
}

impl<'py> PythonHost<'py> {
    /// Where nodes of the current template keep their state: what looks and behaves like a dictionary.
    fn template_memory(&self) -> PyResult<Value<'py>> {
        let py = self.py;
        let memory = self.context.getattr(intern!(py, "render_context"))?;
        if !memory.get_type().is(&Parts::get(py)?.render_context) {
            return Ok(memory);
        }
        let layers = scopes_of(&memory)?;
        layers.get_item(layers.len().saturating_sub(1))
    }

    /// `name in context`, and the variable as it is stored.
    pub(super) fn stored_variable(
        &mut self,
        name: &Bound<'py, PyString>,
    ) -> PyResult<Option<Value<'py>>> {
        if self.has_plain_scopes {
            return self.find_variable(name);
        }
        let found = match self.context.contains(name) {
            Ok(true) => self.context.get_item(name).map(Some),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        self.after(found)
    }

    fn kept(&self, memory: &Value<'py>, node: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        if let Some(memory) = self.as_plain_dict(memory) {
            memory.get_item(node)
        } else if memory.contains(node)? {
            memory.get_item(node).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Whether comparing a value, or the items of a list, runs no code but Python's own.
    fn compares_plainly(&self, value: &Value<'py>) -> bool {
        match value.cast_exact::<PyList>() {
            Ok(items) => items.iter().all(|item| self.is_plain_operand(&item)),
            Err(_) => self.is_plain_operand(value),
        }
    }

    fn assist_tag<A>(&mut self, name: &str, arguments: A) -> PyResult<Value<'py>>
    where
        A: pyo3::call::PyCallArgs<'py>,
    {
        let assistance = Parts::get(self.py)?.assistance.bind(self.py);
        let result = assistance.getattr(name)?.call1(arguments);
        self.after(result)
    }
}

impl<'py> Tags for PythonHost<'py> {
    fn advance(&mut self, node: &Node, keys: &[Literal]) -> PyResult<Turn<Value<'py>>> {
        let py = self.py;
        let node = node.0.bind(py);
        let memory = self.template_memory()?;
        let cycle = if let Some(cycle) = self.kept(&memory, node)? {
            cycle
        } else {
            let values = node.getattr(intern!(py, "cyclevars"))?;
            let cycle = Parts::get(py)?.cycle.bind(py).call1((values,))?;
            memory.set_item(node, &cycle)?;
            cycle
        };
        let Ok(mut values) = cycle.cast::<PyIterator>().cloned() else {
            let class = cycle.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "'{class}' object is not an iterator"
            )));
        };
        let Some(value) = values.next().transpose()? else {
            return Err(PyStopIteration::new_err(()));
        };
        if let Some(index) = keys.iter().position(|key| value.is(&key.0)) {
            return Ok(Turn::Own(index));
        }
        let value = value.call_method1(intern!(py, "resolve"), (&self.context,));
        self.after(value).map(Turn::Foreign)
    }

    fn assign_upward(&mut self, name: &Name, value: Value<'py>) -> PyResult<()> {
        let name = name.bind(self.py).clone();
        self.set_variable_upward(&name, &value)
    }

    fn memory(&mut self, node: &Node) -> PyResult<Value<'py>> {
        let py = self.py;
        let memory = match self.stored_variable(intern!(py, "forloop"))? {
            Some(counters) => counters,
            None => self.template_memory()?,
        };
        let node = node.0.bind(py);
        if self.as_plain_dict(&memory).is_none() {
            let result = memory.call_method1(intern!(py, "setdefault"), (node,));
            self.after(result)?;
        } else if self.kept(&memory, node)?.is_none() {
            memory.set_item(node, py.None())?;
        }
        Ok(memory)
    }

    fn has_changed(
        &mut self,
        memory: &Value<'py>,
        node: &Node,
        value: &Value<'py>,
    ) -> PyResult<bool> {
        let node = node.0.bind(self.py);
        let kept = memory.get_item(node)?;
        let has_changed = value.ne(&kept);
        let has_changed = if self.compares_plainly(value) && self.compares_plainly(&kept) {
            has_changed?
        } else {
            self.after(has_changed)?
        };
        if has_changed {
            memory.set_item(node, value)?;
        }
        Ok(has_changed)
    }

    fn list(&mut self, items: Vec<Value<'py>>) -> PyResult<Value<'py>> {
        Ok(PyList::new(self.py, items)?.into_any())
    }

    fn equals(&mut self, left: &Value<'py>, right: &Value<'py>) -> PyResult<bool> {
        if left.is(right) {
            return Ok(true);
        }
        let are_equal = left.eq(right);
        if self.compares_plainly(left) && self.compares_plainly(right) {
            return are_equal;
        }
        self.after(are_equal)
    }

    fn group(&mut self, key: Value<'py>, items: Vec<Value<'py>>) -> PyResult<Value<'py>> {
        let items = PyList::new(self.py, items)?;
        let class = Parts::get(self.py)?.grouped_result.bind(self.py);
        class.call1((key, items))
    }

    fn ratio(&mut self, operands: [Value<'py>; 3]) -> PyResult<Value<'py>> {
        let [value, maximum, width] = operands;
        self.assist_tag("ratio", (value, maximum, width))
    }

    fn ratio_error(&mut self, error: PyErr) -> PyErr {
        if !error.is_instance_of::<PyException>(self.py) {
            return error;
        }
        match self.assist_tag("fail_ratio", (error.value(self.py),)) {
            Ok(_) => error,
            Err(error) => error,
        }
    }

    fn strip_spaces(&mut self, text: Value<'py>) -> PyResult<Value<'py>> {
        self.assist_tag("strip_spaces", (text,))
    }
}
