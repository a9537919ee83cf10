//! The one trait through which the engine asks for anything outside itself.
//!
//! The host owns the data and the stack of scopes in which variables live. The engine holds no borrow of either while a method
//! runs, so that host code may come back into the engine, with the same scopes, at any call.

mod addresses;
mod calls;
mod formats;
mod tags;
mod templates;
mod text;
mod translations;

pub use addresses::Addresses;
pub use calls::Calls;
pub use templates::{BlockBody, Entered, EnteredBlock, Templates};

use crate::program::{self, Relation, Symbols};
use crate::render::Output;
pub use text::{Case, Slice, TextValues};

pub use formats::{Clock, Formats, Message, Setting};
pub use tags::{Tags, Turn};
pub use translations::{Id, Translations};

/// A value as far as the engine can read it without the host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum View<'v> {
    /// No value.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number in the range of `i64`.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text; `is_safe` if it is markup already.
    Text {
        /// The characters.
        text: &'v str,
        /// Whether it is written without escaping.
        is_safe: bool,
    },
    /// Anything else, also subclasses of the above and text that is not valid Unicode.
    Other,
}

/// What became of a look-up.
pub enum Lookup<V> {
    /// This is the value.
    Found(V),
    /// There is no such variable or attribute of the object.
    Missing,
    /// The look-up failed silently: this stands for the whole path.
    Silenced(V),
}

/// What stands for a variable that does not exist.
pub enum Invalid<V> {
    /// The value that the filters receive.
    Input(V),
    /// The result, which no filter touches.
    Result(V),
}

/// The types of the language that owns the data, for [`Host`] and the traits it consists of.
pub trait Types {
    /// The symbols of the programs this host runs.
    type Symbols: Symbols;
    /// A value. Cloning is cheap.
    type Value: Clone;
    /// Whatever the language throws.
    type Error;
}

/// The language that owns the data.
///
/// Methods follow Django's semantics where they name them; errors pass through the engine untouched.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Host:
    Types + Formats + Tags + TextValues + Translations + Templates + Calls + Addresses
{
    /// An iteration under way.
    type Items;
    /// The `forloop` of a loop under way.
    type Loop;
    /// Held while a body renders; dropping it gives back what [`Host::descend`] counted.
    type Depth;

    /// Enters one more level of nesting, or fails if there are too many.
    fn descend(&mut self) -> Result<Self::Depth, Self::Error>;
    /// Notes at an error which node it came from, unless that is known.
    fn annotate(&mut self, node: &Node<Self>, error: Self::Error) -> Self::Error;

    /// Looks a variable up in the scopes, innermost first, and calls what can be called.
    fn variable(&mut self, name: &Name<Self>) -> Result<Lookup<Self::Value>, Self::Error>;
    /// Looks up a key, an attribute or an index of an object, and calls what can be called.
    fn member(
        &mut self,
        object: &Self::Value,
        name: &Name<Self>,
    ) -> Result<Lookup<Self::Value>, Self::Error>;
    /// The error for a look-up that failed where a value is required; no object means the scopes.
    fn missing(&mut self, object: Option<&Self::Value>, name: &Name<Self>) -> Self::Error;
    /// What stands for an operand that does not exist.
    fn invalid(
        &mut self,
        operand: &program::Operand<Self::Symbols>,
    ) -> Result<Invalid<Self::Value>, Self::Error>;
    /// Resolves an operand of the host's own.
    fn operand(&mut self, operand: &Operand<Self>) -> Result<Self::Value, Self::Error>;
    /// A constant's value.
    fn literal(&mut self, literal: &Literal<Self>) -> Self::Value;
    /// The value that means no value.
    fn none(&mut self) -> Self::Value;

    /// What the engine can read of a value.
    fn view<'v>(&self, value: &'v Self::Value) -> View<'v>;
    /// A value of this text; `is_safe` if it is markup.
    fn text(&mut self, text: &str, is_safe: bool) -> Result<Self::Value, Self::Error>;
    /// A whole number.
    fn integer(&mut self, number: i64) -> Result<Self::Value, Self::Error>;
    /// A truth value.
    fn boolean(&mut self, truth: bool) -> Self::Value;
    /// Whether a value is true.
    fn truth(&mut self, value: &Self::Value) -> Result<bool, Self::Error>;
    /// The number of items of a sized value; `None` if it has no size that the `length` filter would find.
    fn length(&mut self, value: &Self::Value) -> Option<usize>;
    /// Compares two values.
    fn relate(
        &mut self,
        relation: Relation,
        left: &Self::Value,
        right: &Self::Value,
    ) -> Result<Self::Value, Self::Error>;
    /// Evaluates a condition of the host's own.
    fn test(&mut self, test: &Test<Self>) -> Result<Self::Value, Self::Error>;
    /// Applies a filter function.
    fn filter(
        &mut self,
        filter: &Filter<Self>,
        input: Self::Value,
        arguments: Vec<Self::Value>,
    ) -> Result<Self::Value, Self::Error>;
    /// Whether an operator of an `{% if %}` turns this error into false.
    fn is_ordinary(&self, error: &Self::Error) -> bool;
    /// Whether this error says that a variable does not exist.
    fn is_missing(&self, error: &Self::Error) -> bool;
    /// Whether this error says that bytes are not text, which prints nothing.
    fn is_undecodable(&self, error: &Self::Error) -> bool;

    /// Opens a scope with these variables.
    fn push_scope(&mut self, values: Values<'_, Self>) -> Result<(), Self::Error>;
    /// Closes the innermost scope.
    fn pop_scope(&mut self) -> Result<(), Self::Error>;
    /// Sets a variable of the innermost scope.
    fn assign(&mut self, name: &Name<Self>, value: Self::Value) -> Result<(), Self::Error>;
    /// Opens a scope with an item's parts under these names.
    fn unpack(&mut self, names: &[Name<Self>], item: Self::Value) -> Result<(), Self::Error>;

    /// Starts an iteration; `None` if there is nothing to iterate over. Also gives the number of items.
    fn iterate(
        &mut self,
        value: Self::Value,
        reversed: bool,
    ) -> Result<Option<(Self::Items, usize)>, Self::Error>;
    /// Starts an iteration over whatever can be iterated over, without asking for its length.
    fn start(&mut self, value: Self::Value) -> Result<Self::Items, Self::Error>;
    /// The next item.
    fn next(&mut self, items: &mut Self::Items) -> Result<Option<Self::Value>, Self::Error>;
    /// A number for the object that an item of a list stands for, the same whenever it is met; 0 where nothing says so. Of an item that is
    /// unpacked, the first part that is such an object counts. Nothing of the context or the settings changes.
    fn identify(&mut self, item: &Self::Value, is_unpacked: bool) -> u32;
    /// Makes a `forloop`, inside that of the scopes if there is one; not yet visible.
    fn new_loop(&mut self) -> Result<Self::Loop, Self::Error>;
    /// Sets `forloop` in the innermost scope.
    fn show_loop(&mut self, counters: &Self::Loop, length: usize) -> Result<(), Self::Error>;
    /// Moves the counters to the item of this index, counted from 0.
    fn count(
        &mut self,
        counters: &Self::Loop,
        index: usize,
        length: usize,
    ) -> Result<(), Self::Error>;

    /// Whether values are escaped.
    fn autoescape(&self) -> bool;
    /// Switches escaping on or off and gives the setting before.
    fn set_autoescape(&mut self, on: bool) -> Result<Self::Value, Self::Error>;
    /// Goes back to a setting, which may be any value that is true or false.
    fn restore_autoescape(&mut self, before: Self::Value) -> Result<(), Self::Error>;
    /// Writes a value: localised, and escaped if values are.
    fn write(
        &mut self,
        value: &Self::Value,
        out: &mut Output<Self::Value>,
    ) -> Result<(), Self::Error>;
    /// What [`Host::write`] writes, as a value.
    fn printed(&mut self, value: Self::Value) -> Result<Self::Value, Self::Error>;
    /// Output as a value, which is markup.
    fn join(&mut self, output: Output<Self::Value>) -> Result<Self::Value, Self::Error>;
    /// Writes what already is output text; anything else is refused there.
    fn append(
        &mut self,
        value: Self::Value,
        out: &mut Output<Self::Value>,
    ) -> Result<(), Self::Error>;
    /// The error for the piece of this index, which is no text.
    fn not_text(&mut self, index: usize, value: Self::Value) -> Self::Error;
    /// The value as markup, escaped unless it says that it is markup.
    fn escape(&mut self, value: Self::Value) -> Result<Self::Value, Self::Error>;

    /// Renders a node of the host's own.
    fn foreign(
        &mut self,
        node: &Node<Self>,
        out: &mut Output<Self::Value>,
    ) -> Result<(), Self::Error>;
    /// The token for forms; `None` if there is nothing to print.
    fn csrf_token(&mut self, node: &Node<Self>) -> Result<Option<Self::Value>, Self::Error>;
}

/// Values and their names, in the order of the template.
pub type Values<'n, H> = Vec<(&'n Name<H>, <H as Types>::Value)>;

type Name<H> = <<H as Types>::Symbols as Symbols>::Name;
type Literal<H> = <<H as Types>::Symbols as Symbols>::Literal;
type Operand<H> = <<H as Types>::Symbols as Symbols>::Operand;
type Filter<H> = <<H as Types>::Symbols as Symbols>::Filter;
type Test<H> = <<H as Types>::Symbols as Symbols>::Test;
type Function<H> = <<H as Types>::Symbols as Symbols>::Function;
type Node<H> = <<H as Types>::Symbols as Symbols>::Node;
type Template<H> = <<H as Types>::Symbols as Symbols>::Template;
