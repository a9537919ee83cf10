//! Contexts made anew for what must not see the outer variables, as `Context.new` has them.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyType};

use super::templates::Frame;
use super::{PythonHost, Value, scopes_of};

impl<'py> PythonHost<'py> {
    /// Goes on in `context.new(values)`.
    pub(super) fn enter_new_context(&mut self, values: &Value<'py>) -> PyResult<Frame<'py>> {
        let class = self.context.get_type();
        let is_plain = class.is(&self.runtime.context) || class.is(&self.runtime.request_context);
        let scopes = if is_plain {
            self.new_scopes(values)?
        } else {
            None
        };
        let Some(scopes) = scopes else {
            let name = intern!(self.py, "new");
            let inner = self.context.call_method1(name, (values,))?;
            let outer = std::mem::replace(&mut self.context, inner);
            self.refresh()?;
            return Ok(Frame::Context { outer, age: None });
        };
        let inner = self.new_context(&class, &scopes)?;
        let outer = std::mem::replace(&mut self.context, inner);
        self.switch_scopes()?;
        let age = Some(self.memory.code_age());
        Ok(Frame::Context { outer, age })
    }

    /// Goes back to a context; `age` is what [`super::templates::Memory::code_age`] was when it was left for one with its settings.
    pub(super) fn leave_new_context(
        &mut self,
        outer: Value<'py>,
        age: Option<u64>,
    ) -> PyResult<()> {
        self.context = outer;
        if age == Some(self.memory.code_age()) {
            return self.switch_scopes();
        }
        self.refresh()
    }

    /// Reads what differs between contexts of one class and the same settings.
    fn switch_scopes(&mut self) -> PyResult<()> {
        self.scopes = scopes_of(&self.context)?;
        self.variables.forget();
        self.memory.forget_state();
        Ok(())
    }

    /// What `_reset_dicts` makes of a dictionary or another plain context; `None` for anything else.
    fn new_scopes(&self, values: &Value<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        let py = self.py;
        let constants = PyDict::new(py);
        constants.set_item(intern!(py, "True"), true)?;
        constants.set_item(intern!(py, "False"), false)?;
        constants.set_item(intern!(py, "None"), py.None())?;
        if self.as_plain_dict(values).is_some() {
            return PyList::new(py, [constants.as_any(), values]).map(Some);
        }
        let class = values.get_type();
        if !class.is(&self.runtime.context) && !class.is(&self.runtime.request_context) {
            return Ok(None);
        }
        let given = values.getattr(intern!(py, "dicts"))?;
        let Ok(given) = given.cast_into_exact::<PyList>() else {
            return Ok(None);
        };
        let scopes = given.get_slice(0, given.len());
        match scopes.len() {
            0 => scopes.append(constants)?,
            _ => scopes.set_item(0, constants)?,
        }
        Ok(Some(scopes))
    }

    fn new_context(
        &self,
        class: &Bound<'py, PyType>,
        scopes: &Bound<'py, PyList>,
    ) -> PyResult<Value<'py>> {
        let py = self.py;
        let (context, attributes) = copy_of(&self.context, class)?;
        attributes.set_item(intern!(py, "dicts"), scopes)?;
        let name = intern!(py, "render_context");
        if let Some(state) = attributes.get_item(name)? {
            attributes.set_item(name, self.copy_of_state(&state)?)?;
        }
        if class.is(&self.runtime.request_context) {
            let name = intern!(py, "_processors_index");
            if attributes.contains(name)? {
                attributes.del_item(name)?;
            }
        }
        Ok(context)
    }

    /// `copy(render_context)`.
    fn copy_of_state(&self, state: &Value<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        let class = state.get_type();
        if !class.is(&self.runtime.render_context) {
            return state.call_method0(intern!(py, "__copy__"));
        }
        let (copy, attributes) = copy_of(state, &class)?;
        let name = intern!(py, "dicts");
        if let Some(layers) = attributes.get_item(name)? {
            let layers = layers.cast_into::<PyList>()?;
            attributes.set_item(name, layers.get_slice(0, layers.len()))?;
        }
        Ok(copy)
    }
}

/// Another object with the same attributes, and its dictionary.
fn copy_of<'py>(
    object: &Value<'py>,
    class: &Bound<'py, PyType>,
) -> PyResult<(Value<'py>, Bound<'py, PyDict>)> {
    let py = object.py();
    let copy = class.call_method1(intern!(py, "__new__"), (class,))?;
    let name = intern!(py, "__dict__");
    let attributes = copy.getattr(name)?.cast_into::<PyDict>()?;
    attributes.update(object.getattr(name)?.cast::<PyDict>()?.as_mapping())?;
    Ok((copy, attributes))
}
