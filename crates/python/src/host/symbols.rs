//! What a program stores of Python.

use std::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicU64, Ordering};

use enliven_template::Symbols;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{PyTraverseError, intern};

use enliven_template::walk::Symbol;

/// Programs lowered from Django's nodes.
#[derive(Clone)]
pub(crate) struct Django;

impl Symbols for Django {
    type Name = Name;
    type Literal = Literal;
    type Operand = ForeignOperand;
    type Filter = Filter;
    type Test = Test;
    type Function = Function;
    type Node = Node;
    type Template = Template;
}

/// An interned string, so that a dictionary finds it by identity.
pub(crate) struct Name {
    /// No other name has it, also of the same text, but for copies of this one.
    number: u64,
    /// The index that it is if it is no name.
    index: Option<usize>,
    text: Box<str>,
    object: Py<PyString>,
}

/// How many names there have been.
static NAMES: AtomicU64 = AtomicU64::new(0);

impl Name {
    pub(crate) fn new(py: Python<'_>, text: &str) -> Self {
        Self {
            number: NAMES.fetch_add(1, Ordering::Relaxed),
            // `int` reads other digits, too, and a sign; a template rarely has them.
            index: text
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| text.parse().ok())
                .flatten(),
            text: text.into(),
            object: PyString::intern(py, text).unbind(),
        }
    }

    pub(super) fn index(&self) -> Option<usize> {
        self.index
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn bind<'py>(&self, py: Python<'py>) -> &Bound<'py, PyString> {
        self.object.bind(py)
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A constant.
pub(crate) struct Literal(pub(crate) Py<PyAny>);

/// An operand with its own way of resolving.
pub(crate) enum ForeignOperand {
    /// A `Variable` that translates, or of a subclass.
    Variable(Py<PyAny>),
    /// A constant argument that is marked safe each time: a lazy text, which depends on the language.
    Lazy(Py<PyAny>),
}

/// A filter function and its declarations.
pub(crate) struct Filter {
    pub(crate) function: Py<PyAny>,
    pub(crate) expects_localtime: bool,
    pub(crate) needs_autoescape: bool,
    pub(crate) is_safe: bool,
}

/// An operator of an `{% if %}` that is not one of Django's.
pub(crate) struct Test(pub(crate) Py<PyAny>);

/// The function behind a tag.
pub(crate) struct Function {
    /// The tag's name, as the template has it.
    pub(crate) name: Box<str>,
    pub(crate) function: Py<PyAny>,
}

/// A node of Django's tree.
pub(crate) struct Node(pub(crate) Py<PyAny>);

/// A template that was found by its name.
pub(crate) struct Template(pub(crate) Py<PyAny>);

/// Another reference to the same object.
fn share<T>(object: &Py<T>) -> Py<T> {
    Python::attach(|py| object.clone_ref(py))
}

impl Clone for Name {
    fn clone(&self) -> Self {
        Self {
            number: self.number,
            index: self.index,
            text: self.text.clone(),
            object: share(&self.object),
        }
    }
}

impl Clone for Literal {
    fn clone(&self) -> Self {
        Self(share(&self.0))
    }
}

impl Clone for ForeignOperand {
    fn clone(&self) -> Self {
        match self {
            Self::Variable(variable) => Self::Variable(share(variable)),
            Self::Lazy(text) => Self::Lazy(share(text)),
        }
    }
}

impl Clone for Filter {
    fn clone(&self) -> Self {
        Self {
            function: share(&self.function),
            ..*self
        }
    }
}

impl Clone for Test {
    fn clone(&self) -> Self {
        Self(share(&self.0))
    }
}

impl Clone for Function {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            function: share(&self.function),
        }
    }
}

impl Clone for Node {
    fn clone(&self) -> Self {
        Self(share(&self.0))
    }
}

impl Clone for Template {
    fn clone(&self) -> Self {
        Self(share(&self.0))
    }
}

/// Shows Python's garbage collector one symbol's references.
pub(crate) fn traverse(
    symbol: &Symbol<'_, Django>,
    visit: &PyVisit<'_>,
) -> Result<(), PyTraverseError> {
    visit.call(match symbol {
        Symbol::Literal(literal) => &literal.0,
        Symbol::Operand(ForeignOperand::Variable(object) | ForeignOperand::Lazy(object)) => object,
        Symbol::Filter(filter) => &filter.function,
        Symbol::Test(test) => &test.0,
        Symbol::Function(function) => &function.function,
        Symbol::Node(node) => &node.0,
        Symbol::Template(template) => &template.0,
    })
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| print_constant(f, self.0.bind(py)))
    }
}

impl Display for ForeignOperand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| match self {
            Self::Variable(variable) => Display::fmt(variable.bind(py), f),
            Self::Lazy(text) => print_constant(f, text.bind(py)),
        })
    }
}

/// Text in quotes; lazy text as the call that translates it.
fn print_constant(f: &mut Formatter<'_>, value: &Bound<'_, PyAny>) -> fmt::Result {
    if value.is_instance_of::<PyString>() {
        return print_quoted(f, &value.to_string());
    }
    let arguments = value.getattr(intern!(value.py(), "_args"));
    match arguments.and_then(|arguments| arguments.get_item(0)) {
        Ok(message) if message.is_instance_of::<PyString>() => {
            f.write_str("_(")?;
            print_quoted(f, &message.to_string())?;
            f.write_str(")")
        }
        _ => Display::fmt(value, f),
    }
}

fn print_quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    let quote = if text.contains('"') { '\'' } else { '"' };
    write!(f, "{quote}{text}{quote}")
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| {
            let function = self.function.bind(py);
            let name = function
                .getattr(intern!(py, "_filter_name"))
                .or_else(|_| function.getattr(intern!(py, "__name__")));
            match name {
                Ok(name) => Display::fmt(&name, f),
                Err(_) => Display::fmt(function, f),
            }
        })
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| Display::fmt(self.0.bind(py), f))
    }
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| {
            let node = self.0.bind(py);
            let contents = node
                .getattr(intern!(py, "token"))
                .and_then(|token| token.getattr(intern!(py, "contents")));
            match contents {
                Ok(contents) => write!(f, "{{% {contents} %}}"),
                Err(_) => Display::fmt(node, f),
            }
        })
    }
}

impl Display for Template {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Python::attach(|py| match self.0.bind(py).getattr(intern!(py, "name")) {
            Ok(name) => Display::fmt(&name, f),
            Err(_) => Display::fmt(self.0.bind(py), f),
        })
    }
}
