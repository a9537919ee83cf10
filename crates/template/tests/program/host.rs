//! A language of its own: values of an enum, templates in a map, text as errors.

use std::collections::BTreeMap;
use std::sync::Arc;

use enliven_template::formats::Fields;
use enliven_template::formats::date::Kind;
use enliven_template::host::{Case, Invalid, Lookup, Slice, TextValues, Types, View};
use enliven_template::program::{self, Relation};
use enliven_template::render::Output;
use enliven_template::render::html::escape_into;
use enliven_template::{Host, Program, Symbols};

use crate::formats::Place;

/// The symbols: text throughout.
#[derive(Clone)]
pub(crate) struct Text;

impl Symbols for Text {
    type Name = String;
    type Literal = Value;
    type Operand = String;
    type Filter = String;
    type Test = String;
    type Function = String;
    type Node = String;
    type Template = String;
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Decimal(String),
    Moment(Kind, Fields),
    Text(String),
    Markup(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
    /// Fails with this error whenever its truth is asked.
    Undecided(&'static str),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(number) => write!(f, "{number}"),
            Self::Text(text) | Self::Markup(text) => write!(f, "{text:?}"),
            other => write!(f, "{other:?}"),
        }
    }
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(crate) fn map<const N: usize>(items: [(&str, Value); N]) -> Value {
    Value::Map(
        items
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) scopes: Vec<BTreeMap<String, Value>>,
    pub(crate) templates: BTreeMap<String, Arc<Program<Text>>>,
    /// By block name.
    pub(crate) overrides: BTreeMap<String, Arc<Program<Text>>>,
    pub(crate) escape_is_off: bool,
    pub(crate) invalid: Option<String>,
    /// How often each `{% cycle %}` has moved on.
    pub(crate) turns: BTreeMap<String, usize>,
    /// What each `{% ifchanged %}` compares with.
    pub(crate) kept: BTreeMap<String, Value>,
    /// Whether flat programs do not hold any more.
    pub(crate) is_stale: bool,
    /// What flat programs have entered and noted, in order.
    pub(crate) steps: Vec<String>,
    /// Levels that may be entered; 0 stands for a hundred.
    pub(crate) levels: usize,
    pub(crate) place: Place,
    entered: Arc<()>,
}

impl TestHost {
    pub(crate) fn new<const N: usize>(variables: [(&str, Value); N]) -> Self {
        let scope = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect();
        Self {
            scopes: vec![scope],
            ..Self::default()
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<Value> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name))
            .cloned()
    }
}

pub(crate) type Result<T> = std::result::Result<T, String>;

pub(crate) fn to_text(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) | Value::Markup(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

impl Types for TestHost {
    type Symbols = Text;
    type Value = Value;
    type Error = String;
}

impl TextValues for TestHost {
    fn as_text(&mut self, value: &Value) -> Result<Option<Value>> {
        match value {
            Value::Undecided(error) => Err((*error).into()),
            _ => Ok(Some(Value::Text(to_text(value)))),
        }
    }

    fn change_case(&mut self, text: &str, case: Case) -> Result<String> {
        Ok(format!("{case:?} {text}"))
    }

    fn decompose(&mut self, text: &str) -> Result<String> {
        Ok(text.replace('é', "e\u{301}"))
    }

    fn count_items(&self, list: &Value) -> Option<usize> {
        match list {
            Value::List(items) => Some(items.len()),
            _ => None,
        }
    }

    fn item(&self, list: &Value, index: usize) -> Option<Value> {
        match list {
            Value::List(items) => items.get(index).cloned(),
            _ => None,
        }
    }

    fn slice(&mut self, list: &Value, slice: Slice) -> Result<Value> {
        Ok(text(&format!("{slice:?} of {}", to_text(list))))
    }

    fn choose(&mut self, list: &Value) -> Result<Value> {
        self.item(list, 0).ok_or_else(|| "nothing to choose".into())
    }

    fn sort(&mut self, list: &Value, names: &[&str], is_reversed: bool) -> Result<Option<Value>> {
        if names == ["missing"] {
            return Ok(None);
        }
        let order = if is_reversed { "down" } else { "up" };
        Ok(Some(text(&format!(
            "{} {order} by {names:?}",
            to_text(list)
        ))))
    }

    fn format(&mut self, value: &Value, directive: &str) -> Result<Option<Value>> {
        match value {
            Value::List(_) => Ok(None),
            _ => Ok(Some(text(&format!("{directive} of {}", to_text(value))))),
        }
    }

    fn json(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) | Value::Markup(text) => Some(format!("{text:?}")),
            _ => None,
        }
    }
}

impl Host for TestHost {
    type Items = std::vec::IntoIter<Value>;
    type Loop = Value;
    type Depth = Arc<()>;

    fn descend(&mut self) -> Result<Arc<()>> {
        let limit = if self.levels == 0 { 100 } else { self.levels };
        if Arc::strong_count(&self.entered) > limit {
            return Err("too deep".into());
        }
        Ok(self.entered.clone())
    }

    fn annotate(&mut self, node: &String, error: String) -> String {
        if error.contains(" at ") {
            error
        } else {
            format!("{error} at {node}")
        }
    }

    fn variable(&mut self, name: &String) -> Result<Lookup<Value>> {
        match name.as_str() {
            "broken" => Err("a property failed".into()),
            "undecodable" => Err("bytes are no text".into()),
            "silent" => Ok(Lookup::Silenced(text("silenced"))),
            _ => Ok(self.find(name).map_or(Lookup::Missing, Lookup::Found)),
        }
    }

    fn member(&mut self, object: &Value, name: &String) -> Result<Lookup<Value>> {
        let found = match object {
            Value::Map(items) => items.get(name).cloned(),
            Value::List(items) => name
                .parse()
                .ok()
                .and_then(|index: usize| items.get(index).cloned()),
            _ => None,
        };
        Ok(found.map_or(Lookup::Missing, Lookup::Found))
    }

    fn missing(&mut self, object: Option<&Value>, name: &String) -> String {
        format!("missing {name} in {object:?}")
    }

    fn invalid(&mut self, operand: &program::Operand<Text>) -> Result<Invalid<Value>> {
        Ok(match &self.invalid {
            Some(format) => {
                Invalid::Result(Value::Text(format.replace("%s", &operand.to_string())))
            }
            None => Invalid::Input(text("")),
        })
    }

    fn operand(&mut self, operand: &String) -> Result<Value> {
        Ok(text(&format!("translated {operand}")))
    }

    fn literal(&mut self, literal: &Value) -> Value {
        literal.clone()
    }

    fn none(&mut self) -> Value {
        Value::None
    }

    fn view<'v>(&self, value: &'v Value) -> View<'v> {
        match value {
            Value::None => View::None,
            Value::Bool(truth) => View::Bool(*truth),
            Value::Int(number) => View::Int(*number),
            Value::Float(number) => View::Float(*number),
            Value::Text(text) => View::Text {
                text,
                is_safe: false,
            },
            Value::Markup(text) => View::Text {
                text,
                is_safe: true,
            },
            _ => View::Other,
        }
    }

    fn text(&mut self, text: &str, is_safe: bool) -> Result<Value> {
        Ok(if is_safe {
            Value::Markup(text.into())
        } else {
            Value::Text(text.into())
        })
    }

    fn integer(&mut self, number: i64) -> Result<Value> {
        Ok(Value::Int(number))
    }

    fn boolean(&mut self, truth: bool) -> Value {
        Value::Bool(truth)
    }

    fn truth(&mut self, value: &Value) -> Result<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(truth) => *truth,
            Value::Int(number) => *number != 0,
            Value::Text(text) | Value::Markup(text) => !text.is_empty(),
            Value::List(items) => !items.is_empty(),
            Value::Map(items) => !items.is_empty(),
            Value::Undecided(error) => return Err((*error).into()),
            Value::Float(_) | Value::Decimal(_) | Value::Moment(..) => true,
        })
    }

    fn length(&mut self, value: &Value) -> Option<usize> {
        match value {
            Value::Text(text) | Value::Markup(text) => Some(text.chars().count()),
            Value::List(items) => Some(items.len()),
            _ => None,
        }
    }

    fn relate(&mut self, relation: Relation, left: &Value, right: &Value) -> Result<Value> {
        let holds = match (relation, right) {
            (Relation::Equal | Relation::Is, _) => left == right,
            (Relation::NotEqual | Relation::IsNot, _) => left != right,
            (Relation::In, Value::List(items)) => items.contains(left),
            (Relation::NotIn, Value::List(items)) => !items.contains(left),
            _ => return Err(format!("cannot relate {left:?} and {right:?}")),
        };
        Ok(Value::Bool(holds))
    }

    fn test(&mut self, test: &String) -> Result<Value> {
        Ok(text(test))
    }

    fn filter(&mut self, filter: &String, input: Value, arguments: Vec<Value>) -> Result<Value> {
        let arguments: Vec<String> = arguments.iter().map(to_text).collect();
        Ok(text(&format!(
            "{filter}({}; {})",
            to_text(&input),
            arguments.join(", ")
        )))
    }

    fn is_ordinary(&self, error: &String) -> bool {
        !error.contains("interrupt")
    }

    fn is_missing(&self, error: &String) -> bool {
        error.starts_with("missing")
    }

    fn is_undecodable(&self, error: &String) -> bool {
        error == "bytes are no text"
    }

    fn push_scope(&mut self, values: Vec<(&String, Value)>) -> Result<()> {
        let scope = values
            .into_iter()
            .map(|(name, value)| (name.clone(), value));
        self.scopes.push(scope.collect());
        Ok(())
    }

    fn pop_scope(&mut self) -> Result<()> {
        self.scopes.pop().map(drop).ok_or_else(|| "no scope".into())
    }

    fn assign(&mut self, name: &String, value: Value) -> Result<()> {
        let scope = self.scopes.last_mut().ok_or("no scope")?;
        scope.insert(name.clone(), value);
        Ok(())
    }

    fn unpack(&mut self, names: &[String], item: Value) -> Result<()> {
        let Value::List(parts) = item else {
            return Err("cannot unpack".into());
        };
        self.scopes.push(names.iter().cloned().zip(parts).collect());
        Ok(())
    }

    fn iterate(&mut self, value: Value, reversed: bool) -> Result<Option<(Self::Items, usize)>> {
        match value {
            Value::List(mut items) if !items.is_empty() => {
                if reversed {
                    items.reverse();
                }
                let length = items.len();
                Ok(Some((items.into_iter(), length)))
            }
            Value::List(_) | Value::None => Ok(None),
            other => Err(format!("cannot iterate over {other:?}")),
        }
    }

    fn start(&mut self, value: Value) -> Result<Self::Items> {
        let items = self.iterate(value, false)?;
        Ok(items.map_or_else(|| Vec::new().into_iter(), |(items, _)| items))
    }

    fn next(&mut self, items: &mut Self::Items) -> Result<Option<Value>> {
        Ok(items.next())
    }

    fn identify(&mut self, item: &Value, _is_unpacked: bool) -> u32 {
        let pk = match item {
            Value::Map(values) => values.get("pk"),
            _ => None,
        };
        match pk {
            Some(Value::Int(pk)) => u32::try_from(*pk).unwrap_or(0),
            _ => 0,
        }
    }

    fn new_loop(&mut self) -> Result<Value> {
        Ok(self.find("forloop").unwrap_or(Value::None))
    }

    fn show_loop(&mut self, _counters: &Value, _length: usize) -> Result<()> {
        Ok(())
    }

    fn count(&mut self, parent: &Value, index: usize, length: usize) -> Result<()> {
        let counter = i64::try_from(index).map_err(|error| error.to_string())? + 1;
        let counters = map([
            ("counter", Value::Int(counter)),
            ("last", Value::Bool(index + 1 == length)),
            ("parentloop", parent.clone()),
        ]);
        self.assign(&"forloop".into(), counters)
    }

    fn autoescape(&self) -> bool {
        !self.escape_is_off
    }

    fn set_autoescape(&mut self, on: bool) -> Result<Value> {
        let was_off = std::mem::replace(&mut self.escape_is_off, !on);
        Ok(Value::Bool(!was_off))
    }

    fn restore_autoescape(&mut self, before: Value) -> Result<()> {
        self.escape_is_off = !self.truth(&before)?;
        Ok(())
    }

    fn write(&mut self, value: &Value, out: &mut Output<Value>) -> Result<()> {
        match value {
            Value::None => out.push_str("None"),
            Value::Bool(true) => out.push_str("True"),
            Value::Bool(false) => out.push_str("False"),
            Value::Int(number) => out.push_integer(*number),
            Value::Text(text) => out.push_text(text, false, !self.escape_is_off),
            Value::Markup(text) => out.push_str(text),
            other => out.push_escaped(&format!("{other:?}")),
        }
        Ok(())
    }

    fn printed(&mut self, value: Value) -> Result<Value> {
        let mut out = Output::new();
        self.write(&value, &mut out)?;
        self.join(out)
    }

    fn join(&mut self, output: Output<Value>) -> Result<Value> {
        let (mut text, pieces) = output.into_parts();
        for (at, piece) in pieces.iter().rev() {
            text.insert_str(*at, &to_text(piece));
        }
        Ok(Value::Markup(text))
    }

    fn append(&mut self, value: Value, out: &mut Output<Value>) -> Result<()> {
        let (Value::Text(text) | Value::Markup(text)) = value else {
            return Err("not text".into());
        };
        out.push_str(&text);
        Ok(())
    }

    fn not_text(&mut self, index: usize, value: Value) -> String {
        format!("piece {index} is {value:?}")
    }

    fn escape(&mut self, value: Value) -> Result<Value> {
        let mut escaped = String::new();
        match &value {
            Value::Markup(_) => return Ok(value),
            other => escape_into(&mut escaped, &to_text(other)),
        }
        Ok(Value::Markup(escaped))
    }

    fn foreign(&mut self, node: &String, out: &mut Output<Value>) -> Result<()> {
        match node.as_str() {
            "{% fail %}" => Err("a foreign node failed".into()),
            "{% number %}" => {
                out.refuse(Value::Int(5));
                Ok(())
            }
            "{% surrogate %}" => {
                out.push_foreign(text("?"));
                Ok(())
            }
            other => {
                out.push_str(other);
                Ok(())
            }
        }
    }

    fn csrf_token(&mut self, _node: &String) -> Result<Option<Value>> {
        Ok(self.find("csrf_token"))
    }
}
