//! Python as the engine's host.
//!
//! The `Context` is Django's and the only store of variables: what Rust reads and writes there, Python nodes see and change.
//! The host keeps no borrow of it while Python runs, and reads what it remembers of it again after every Python node.

mod addresses;
mod binding;
mod blocks;
mod cache;
mod calls;
mod catalogue;
mod classes;
mod contexts;
mod flattened;
mod formats;
mod forms;
mod inclusion;
mod json;
mod locale;
mod localization;
mod locals;
mod lookup;
mod loops;
mod objects;
mod output;
mod programs;
mod runtime;
mod site;
mod symbols;
mod tags;
mod templates;
mod text;
mod translations;
mod values;
mod variables;
mod versions;

use enliven_template::Host;
use enliven_template::host::{Invalid, Lookup, Types, Values, View};
use enliven_template::program::{self, Relation};
use enliven_template::render::Output;
use pyo3::exceptions::{PyException, PyUnicodeDecodeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyList};

use addresses::Files;
pub(crate) use cache::{Cache, is_relative};
use catalogue::Catalogue;
use classes::Classes;
use flattened::Flattened;
use locale::Locale;
use loops::Items;
use objects::Models;
pub(crate) use output::join;
pub(crate) use programs::{program_of_list, program_of_template};
pub(crate) use runtime::Runtime;
use site::LatestSite;
pub(crate) use symbols::{
    Django, Filter, ForeignOperand, Function, Literal, Name, Node, Template, Test, traverse,
};
use templates::Memory;
use variables::Variables;
pub(crate) use versions::{ByClass, is_watched};

use crate::recursion::Level;

/// One rendering of one node list, up to where Python code renders another.
pub(crate) struct PythonHost<'py> {
    py: Python<'py>,
    runtime: &'static Runtime,
    context: Bound<'py, PyAny>,
    /// `context.dicts`.
    scopes: Bound<'py, PyList>,
    /// Whether a look into `scopes` is all that the context's own methods do; else they are called.
    has_plain_scopes: bool,
    autoescape: bool,
    variables: Variables<'py>,
    classes: Classes<'py>,
    models: Models,
    locale: Locale<'py>,
    /// Templates found, and what belongs to them.
    memory: Memory<'py>,
    flattened: Flattened<'py>,
    catalogue: Catalogue<'py>,
    site: LatestSite<'py>,
    /// `None` until an address of a static file was asked for; the inner one if only Django can tell them.
    #[expect(clippy::option_option, reason = "not asked, not known, known")]
    files: Option<Option<Files<'py>>>,
}

impl<'py> PythonHost<'py> {
    pub(crate) fn new(context: Bound<'py, PyAny>) -> PyResult<Self> {
        let py = context.py();
        let runtime = Runtime::get(py)?;
        Ok(Self {
            py,
            runtime,
            scopes: scopes_of(&context)?,
            has_plain_scopes: has_plain_scopes(&context, runtime)?,
            autoescape: is_escaping(&context)?,
            context,
            variables: Variables::default(),
            classes: Classes::new(),
            models: Models::new(),
            locale: Locale::default(),
            memory: Memory::default(),
            flattened: Flattened::default(),
            catalogue: Catalogue::default(),
            site: LatestSite::default(),
            files: None,
        })
    }

    /// Reads again what Python code may have changed, and forgets what else is remembered. To be called after any code ran that is
    /// not known to leave contexts and settings alone.
    fn refresh(&mut self) -> PyResult<()> {
        self.variables.forget();
        self.classes.forget();
        self.locale.expire();
        self.memory.forget();
        self.catalogue.expire();
        self.site.expire();
        self.files = None;
        self.scopes = scopes_of(&self.context)?;
        self.has_plain_scopes = has_plain_scopes(&self.context, self.runtime)?;
        self.autoescape = is_escaping(&self.context)?;
        Ok(())
    }

    /// Passes on what code gave, after [`Self::refresh`].
    fn after<T>(&mut self, result: PyResult<T>) -> PyResult<T> {
        self.refresh()?;
        result
    }

    /// Calls a function of `enliven.template.assistance`.
    fn assist<A>(&self, name: &str, arguments: A) -> PyResult<Bound<'py, PyAny>>
    where
        A: pyo3::call::PyCallArgs<'py>,
    {
        self.runtime
            .assistance
            .bind(self.py)
            .getattr(name)?
            .call1(arguments)
    }
}

/// `dicts` of a context, or of a `render_context`.
pub(crate) fn scopes_of<'py>(context: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    Ok(context
        .getattr(intern!(context.py(), "dicts"))?
        .cast_into::<PyList>()?)
}

fn has_plain_scopes(context: &Bound<'_, PyAny>, runtime: &Runtime) -> PyResult<bool> {
    let class = context.get_type();
    Ok(class.is(&runtime.context)
        || class.is(&runtime.request_context)
        || runtime.keeps_context_methods(&class)?)
}

fn is_escaping(context: &Bound<'_, PyAny>) -> PyResult<bool> {
    let autoescape = context.getattr(intern!(context.py(), "autoescape"))?;
    autoescape.is_truthy()
}

type Value<'py> = Bound<'py, PyAny>;

impl<'py> Types for PythonHost<'py> {
    type Symbols = Django;
    type Value = Value<'py>;
    type Error = PyErr;
}

impl<'py> Host for PythonHost<'py> {
    type Items = Items<'py>;
    type Loop = loops::Loop<'py>;
    type Depth = Level<'py>;

    fn descend(&mut self) -> PyResult<Level<'py>> {
        Level::enter(self.py)
    }

    fn annotate(&mut self, node: &Node, error: PyErr) -> PyErr {
        if !error.is_instance_of::<PyException>(self.py) {
            return error;
        }
        let arguments = (&node.0, &self.context, error.value(self.py));
        match self.assist("annotate", arguments) {
            Ok(_) => error,
            Err(other) => other,
        }
    }

    fn variable(&mut self, name: &Name) -> PyResult<Lookup<Value<'py>>> {
        self.look_up_variable(name.bind(self.py))
    }

    fn member(&mut self, object: &Value<'py>, name: &Name) -> PyResult<Lookup<Value<'py>>> {
        self.look_up_member(object, name)
    }

    fn missing(&mut self, object: Option<&Value<'py>>, name: &Name) -> PyErr {
        let name = name.bind(self.py);
        let object = object.unwrap_or(&self.context);
        match self.assist("make_missing", (name, object)) {
            Ok(error) => PyErr::from_value(error),
            Err(error) => error,
        }
    }

    fn invalid(&mut self, operand: &program::Operand<Django>) -> PyResult<Invalid<Value<'py>>> {
        self.stand_in(operand)
    }

    fn operand(&mut self, operand: &ForeignOperand) -> PyResult<Value<'py>> {
        let value = match operand {
            ForeignOperand::Variable(variable) => variable
                .bind(self.py)
                .call_method1(intern!(self.py, "resolve"), (&self.context,)),
            ForeignOperand::Lazy(text) => self.runtime.mark_safe.bind(self.py).call1((text,)),
        };
        self.after(value)
    }

    fn literal(&mut self, literal: &Literal) -> Value<'py> {
        literal.0.bind(self.py).clone()
    }

    fn none(&mut self) -> Value<'py> {
        self.py.None().into_bound(self.py)
    }

    fn view<'v>(&self, value: &'v Value<'py>) -> View<'v> {
        self.view_of(value)
    }

    fn text(&mut self, text: &str, is_safe: bool) -> PyResult<Value<'py>> {
        self.new_text(text, is_safe)
    }

    fn integer(&mut self, number: i64) -> PyResult<Value<'py>> {
        values::integer(self.py, number)
    }

    fn boolean(&mut self, truth: bool) -> Value<'py> {
        values::boolean(self.py, truth)
    }

    fn truth(&mut self, value: &Value<'py>) -> PyResult<bool> {
        if let Ok(truth) = value.cast_exact::<PyBool>() {
            return Ok(truth.is_true());
        }
        if values::is_plain(value) {
            return value.is_truthy();
        }
        // Django's lazy texts are as long as what they stand for.
        if let Some((text, _)) = self.lazy_text(value)?
            && self.is_text(&text)
        {
            return text.is_truthy();
        }
        let truth = value.is_truthy();
        self.after(truth)
    }

    fn length(&mut self, value: &Value<'py>) -> Option<usize> {
        values::plain_length(value)
    }

    fn relate(
        &mut self,
        relation: Relation,
        left: &Value<'py>,
        right: &Value<'py>,
    ) -> PyResult<Value<'py>> {
        let runs_code = !self.relates_plainly(relation, left, right);
        let value = values::relate(relation, left, right);
        if runs_code { self.after(value) } else { value }
    }

    fn test(&mut self, test: &Test) -> PyResult<Value<'py>> {
        let test = test.0.bind(self.py);
        let value = test.call_method1(intern!(self.py, "eval"), (&self.context,));
        self.after(value)
    }

    fn filter(
        &mut self,
        filter: &Filter,
        input: Value<'py>,
        arguments: Vec<Value<'py>>,
    ) -> PyResult<Value<'py>> {
        self.apply_filter(filter, input, arguments)
    }

    fn is_ordinary(&self, error: &PyErr) -> bool {
        error.is_instance_of::<PyException>(self.py)
    }

    fn is_missing(&self, error: &PyErr) -> bool {
        let class = self.runtime.variable_does_not_exist.bind(self.py);
        error.is_instance(self.py, class)
    }

    fn is_undecodable(&self, error: &PyErr) -> bool {
        error.is_instance_of::<PyUnicodeDecodeError>(self.py)
    }

    fn push_scope(&mut self, values: Values<'_, Self>) -> PyResult<()> {
        self.open_scope(values)
    }

    fn pop_scope(&mut self) -> PyResult<()> {
        self.close_scope()
    }

    fn assign(&mut self, name: &Name, value: Value<'py>) -> PyResult<()> {
        self.set_variable(name.bind(self.py), &value)
    }

    fn unpack(&mut self, names: &[Name], item: Value<'py>) -> PyResult<()> {
        self.unpack_item(names, &item)
    }

    fn iterate(
        &mut self,
        value: Value<'py>,
        reversed: bool,
    ) -> PyResult<Option<(Items<'py>, usize)>> {
        self.start_iteration(value, reversed)
    }

    fn start(&mut self, value: Value<'py>) -> PyResult<Items<'py>> {
        self.start_plain_iteration(&value)
    }

    fn next(&mut self, items: &mut Items<'py>) -> PyResult<Option<Value<'py>>> {
        self.next_item(items)
    }

    fn identify(&mut self, item: &Value<'py>, is_unpacked: bool) -> u32 {
        self.identify_item(item, is_unpacked)
    }

    fn new_loop(&mut self) -> PyResult<loops::Loop<'py>> {
        self.make_loop()
    }

    fn show_loop(&mut self, counters: &loops::Loop<'py>, length: usize) -> PyResult<()> {
        self.publish_loop(counters, length)
    }

    fn count(&mut self, counters: &loops::Loop<'py>, index: usize, length: usize) -> PyResult<()> {
        counters.set(index, length)
    }

    fn autoescape(&self) -> bool {
        self.autoescape
    }

    fn set_autoescape(&mut self, on: bool) -> PyResult<Value<'py>> {
        let name = intern!(self.py, "autoescape");
        let before = self.context.getattr(name)?;
        self.context.setattr(name, on)?;
        self.autoescape = on;
        Ok(before)
    }

    fn restore_autoescape(&mut self, before: Value<'py>) -> PyResult<()> {
        self.context
            .setattr(intern!(self.py, "autoescape"), &before)?;
        self.autoescape = self.truth(&before)?;
        Ok(())
    }

    fn write(&mut self, value: &Value<'py>, out: &mut Output<Value<'py>>) -> PyResult<()> {
        self.write_value(value, out)
    }

    fn printed(&mut self, value: Value<'py>) -> PyResult<Value<'py>> {
        self.printed_value(&value)
    }

    fn join(&mut self, output: Output<Value<'py>>) -> PyResult<Value<'py>> {
        let text = join(self.py, output)?;
        self.runtime.safe_string.bind(self.py).call1((text,))
    }

    fn append(&mut self, value: Value<'py>, out: &mut Output<Value<'py>>) -> PyResult<()> {
        output::append(value, out);
        Ok(())
    }

    fn not_text(&mut self, index: usize, value: Value<'py>) -> PyErr {
        output::not_text(index, value)
    }

    fn escape(&mut self, value: Value<'py>) -> PyResult<Value<'py>> {
        let escape = self.runtime.conditional_escape.bind(self.py);
        let value = escape.call1((value,));
        self.after(value)
    }

    fn foreign(&mut self, node: &Node, out: &mut Output<Value<'py>>) -> PyResult<()> {
        self.show_families()?;
        let node = node.0.bind(self.py);
        let text = node.call_method1(intern!(self.py, "render_annotated"), (&self.context,));
        self.memory.age += 1;
        output::append(self.after(text)?, out);
        Ok(())
    }

    fn csrf_token(&mut self, node: &Node) -> PyResult<Option<Value<'py>>> {
        self.find_csrf_token(node)
    }
}
