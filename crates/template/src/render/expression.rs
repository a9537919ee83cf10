//! Expressions: an operand and its filters, as `FilterExpression.resolve` of `django.template.base` has it.

use super::{Output, Renderer};
use crate::filters::{self, Call, Reply};
use crate::host::{Host, Invalid, Lookup, Types, View};
use crate::program::{Expression, Filter, Operand, Symbols};

/// A value of the host, or text that the engine made and no host has seen yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<V> {
    /// A value of the host.
    Value(V),
    /// A value of the host that is text, and is markup whatever it says itself.
    Markup(V),
    /// Text, `is_safe` if it is markup.
    Text {
        /// The characters.
        text: String,
        /// Whether it is written without escaping.
        is_safe: bool,
    },
}

/// What stands for an expression whose variable does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhenMissing {
    /// The value that means no value.
    Nothing,
    /// What the host's settings say.
    Invalid,
}

type Name<H> = <<H as Types>::Symbols as Symbols>::Name;

impl<H: Host> Renderer<'_, H> {
    #[inline]
    pub(super) fn resolve(
        &mut self,
        expression: &Expression<H::Symbols>,
        when_missing: WhenMissing,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let value = match self.operand(&expression.operand, when_missing)? {
            Invalid::Input(value) => Resolved::Value(value),
            Invalid::Result(value) => return Ok(Resolved::Value(value)),
        };
        if expression.filters.is_empty() {
            return Ok(value);
        }
        self.filtered(&expression.filters, value)
    }

    /// The value of an operand, or what stands for it.
    #[inline]
    pub(super) fn operand_value(
        &mut self,
        operand: &Operand<H::Symbols>,
        when_missing: WhenMissing,
    ) -> Result<H::Value, H::Error> {
        let (Invalid::Input(value) | Invalid::Result(value)) =
            self.operand(operand, when_missing)?;
        Ok(value)
    }

    /// A value that went through filters.
    pub(super) fn filtered(
        &mut self,
        filters: &[Filter<H::Symbols>],
        mut value: Resolved<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        for filter in filters {
            value = self.filter(filter, value)?;
        }
        Ok(value)
    }

    /// What [`Self::write`] writes, as a value.
    pub(super) fn printed(&mut self, value: Resolved<H::Value>) -> Result<H::Value, H::Error> {
        let autoescape = self.host.autoescape();
        let mut out = Output::default();
        match value.view(self.host) {
            View::Text { is_safe, .. } if is_safe || !autoescape => return self.host_value(value),
            View::Text { text, .. } => out.push_escaped(text),
            // Unescaped numbers may be markup or not, by their type.
            View::Int(_) | View::Float(_) if autoescape => {
                let value = self.host_value(value)?;
                self.host.write(&value, &mut out)?;
            }
            _ => {
                let value = self.host_value(value)?;
                return self.host.printed(value);
            }
        }
        let text = self.output_value(out)?;
        self.host_value(text)
    }

    /// Sets a variable to what [`Self::write`] would write, or else writes it.
    pub(super) fn print(
        &mut self,
        value: Resolved<H::Value>,
        target: Option<&Name<H>>,
    ) -> Result<(), H::Error> {
        let Some(name) = target else {
            return self.write(&value);
        };
        let text = self.printed(value)?;
        self.host.assign(name, text)
    }

    /// The same, as a value of the host.
    pub(super) fn value(
        &mut self,
        expression: &Expression<H::Symbols>,
        when_missing: WhenMissing,
    ) -> Result<H::Value, H::Error> {
        let resolved = self.resolve(expression, when_missing)?;
        self.host_value(resolved)
    }

    pub(super) fn host_value(&mut self, value: Resolved<H::Value>) -> Result<H::Value, H::Error> {
        match value {
            Resolved::Value(value) => Ok(value),
            Resolved::Markup(value) => match self.host.view(&value) {
                View::Text { text, .. } => self.host.text(text, true),
                _ => self.host.escape(value),
            },
            Resolved::Text { text, is_safe } => self.host.text(&text, is_safe),
        }
    }

    #[inline]
    pub(super) fn write(&mut self, value: &Resolved<H::Value>) -> Result<(), H::Error> {
        match value {
            Resolved::Value(value) => self.host.write(value, &mut self.out),
            Resolved::Markup(value) => match self.host.view(value) {
                View::Text { text, .. } => {
                    self.out.push_str(text);
                    Ok(())
                }
                _ => self.host.write(value, &mut self.out),
            },
            Resolved::Text { text, is_safe } => {
                self.out.push_text(text, *is_safe, self.host.autoescape());
                Ok(())
            }
        }
    }

    #[inline]
    fn operand(
        &mut self,
        operand: &Operand<H::Symbols>,
        when_missing: WhenMissing,
    ) -> Result<Invalid<H::Value>, H::Error> {
        match (self.look_up(operand), when_missing) {
            (Ok(value), _) => Ok(Invalid::Input(value)),
            // Code that the look-up called may have missed a variable of its own, too.
            (Err(Some(error)), _) if !self.host.is_missing(&error) => Err(error),
            (Err(_), WhenMissing::Nothing) => Ok(Invalid::Input(self.host.none())),
            (Err(_), WhenMissing::Invalid) => self.host.invalid(operand),
        }
    }

    /// The value of an operand, if it exists.
    pub(super) fn found(
        &mut self,
        operand: &Operand<H::Symbols>,
    ) -> Result<Option<H::Value>, H::Error> {
        match self.look_up(operand) {
            Ok(value) => Ok(Some(value)),
            Err(Some(error)) if !self.host.is_missing(&error) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The value of an operand; without an error if it does not exist.
    #[inline]
    fn look_up(&mut self, operand: &Operand<H::Symbols>) -> Result<H::Value, Option<H::Error>> {
        match operand {
            Operand::Literal(literal) => Ok(self.host.literal(literal)),
            Operand::Path(path) => match self.path(path) {
                Ok(Path::Found(value)) => Ok(value),
                Ok(Path::Missing { .. }) => Err(None),
                Err(error) => Err(Some(error)),
            },
            Operand::Foreign(operand) => self.host.operand(operand).map_err(Some),
        }
    }

    /// A filter's argument, which has to exist.
    fn argument(&mut self, operand: &Operand<H::Symbols>) -> Result<H::Value, H::Error> {
        match operand {
            Operand::Literal(literal) => Ok(self.host.literal(literal)),
            Operand::Foreign(operand) => self.host.operand(operand),
            Operand::Path(path) => match self.path(path)? {
                Path::Found(value) => Ok(value),
                Path::Missing { object, name } => Err(self.host.missing(object.as_ref(), name)),
            },
        }
    }

    #[inline]
    fn path<'p>(&mut self, path: &'p [Name<H>]) -> Result<Path<'p, H>, H::Error> {
        let (first, rest) = path.split_first().expect("a path has at least one name");
        let mut object = match self.host.variable(first)? {
            Lookup::Found(value) => value,
            Lookup::Silenced(value) => return Ok(Path::Found(value)),
            Lookup::Missing => {
                return Ok(Path::Missing {
                    object: None,
                    name: first,
                });
            }
        };
        for name in rest {
            object = match self.host.member(&object, name)? {
                Lookup::Found(value) => value,
                Lookup::Silenced(value) => return Ok(Path::Found(value)),
                Lookup::Missing => {
                    let object = Some(object);
                    return Ok(Path::Missing { object, name });
                }
            };
        }
        Ok(Path::Found(object))
    }

    fn filter(
        &mut self,
        filter: &Filter<H::Symbols>,
        input: Resolved<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let (Some(native), [] | [_]) = (filter.native, &*filter.arguments) else {
            return self.host_filter(filter, input);
        };
        let argument = match filter.arguments.first() {
            Some(argument) => Some(self.argument(argument)?),
            None => None,
        };
        let call = Call {
            argument: argument.as_ref(),
            autoescape: self.host.autoescape(),
        };
        let input = filters::prepare(native, self.host, input)?;
        match filters::apply(native, self.host, &input, &call)? {
            Reply::Result(result) => Ok(result),
            Reply::Input => Ok(input),
            Reply::Markup => Ok(input.into_markup()),
            Reply::Declined => {
                let arguments = argument.into_iter().collect();
                self.call_filter(filter, input, arguments)
            }
        }
    }

    fn host_filter(
        &mut self,
        filter: &Filter<H::Symbols>,
        input: Resolved<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let arguments = filter
            .arguments
            .iter()
            .map(|argument| self.argument(argument))
            .collect::<Result<_, _>>()?;
        self.call_filter(filter, input, arguments)
    }

    fn call_filter(
        &mut self,
        filter: &Filter<H::Symbols>,
        input: Resolved<H::Value>,
        arguments: Vec<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let input = self.host_value(input)?;
        let result = self.host.filter(&filter.function, input, arguments)?;
        Ok(Resolved::Value(result))
    }
}

enum Path<'p, H: Host> {
    Found(H::Value),
    Missing {
        object: Option<H::Value>,
        name: &'p Name<H>,
    },
}

impl<V> Resolved<V> {
    /// What the engine can read of it.
    pub(crate) fn view<'v, H: Host<Value = V>>(&'v self, host: &H) -> View<'v> {
        match self {
            Self::Value(value) => host.view(value),
            Self::Markup(value) => match host.view(value) {
                View::Text { text, .. } => View::Text {
                    text,
                    is_safe: true,
                },
                other => other,
            },
            Self::Text { text, is_safe } => View::Text {
                text,
                is_safe: *is_safe,
            },
        }
    }

    /// The same text as markup.
    fn into_markup(self) -> Self {
        match self {
            Self::Value(value) | Self::Markup(value) => Self::Markup(value),
            Self::Text { text, .. } => Self::Text {
                text,
                is_safe: true,
            },
        }
    }
}
