//! The tags of `django.templatetags.i18n`.

use enliven_template::program::{
    BlockTranslate, Expression, Language, Message, Operand, Plural, Translate,
};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::Lowering;
use crate::host::{Django, Name};

impl<'py> Lowering<'py> {
    pub(super) fn translate(self, node: &Bound<'py, PyAny>) -> Option<Translate<Django>> {
        let message = self.untranslated(&node.getattr("filter_expression").ok()?)?;
        let context = self.optional_expression(node, "message_context")?;
        let is_marked_only = node.getattr("noop").ok()?.is_truthy().ok()?;
        let id = if context.is_none() && !is_marked_only {
            self.id_of(&message)
        } else {
            None
        };
        Some(Translate {
            message,
            id,
            context,
            is_marked_only,
            target: self.target(node, "asvar")?,
        })
    }

    /// What catalogues have a constant message under.
    fn id_of(self, message: &Expression<Django>) -> Option<Name> {
        let Operand::Literal(literal) = &message.operand else {
            return None;
        };
        let literal = literal.0.bind(self.py);
        if !message.filters.is_empty() || !literal.get_type().is(&self.classes.safe_string) {
            return None;
        }
        let text = literal.cast::<PyString>().ok()?.to_str().ok()?;
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        Some(Name::new(self.py, &unified.replace('%', "%%")))
    }

    pub(super) fn block_translate(
        self,
        node: &Bound<'py, PyAny>,
    ) -> Option<BlockTranslate<Django>> {
        let plural = node.getattr("plural").ok()?;
        let counter = node.getattr("counter").ok()?;
        let name = node.getattr("countervar").ok()?;
        let mut counts = true;
        for part in [&plural, &counter, &name] {
            counts = counts && part.is_truthy().ok()?;
        }
        let plural = if counts {
            Some(Plural {
                message: self.message(node, &plural)?,
                name: self.name(&name)?,
                count: self.expression(&counter)?,
            })
        } else {
            None
        };
        Some(BlockTranslate {
            values: self.assignments_of(node, "extra_context")?,
            singular: self.message(node, &node.getattr("singular").ok()?)?,
            plural,
            context: self.optional_expression(node, "message_context")?,
            target: self.target(node, "asvar")?,
        })
    }

    fn message(
        self,
        node: &Bound<'py, PyAny>,
        tokens: &Bound<'py, PyAny>,
    ) -> Option<Message<Django>> {
        let message = node.call_method1("render_token_list", (tokens,)).ok()?;
        let (id, names): (Bound<'_, PyAny>, Bound<'_, PyAny>) = message.extract().ok()?;
        Some(Message {
            id: self.name(&id)?,
            names: self.names(&names)?,
        })
    }

    pub(super) fn language(self, node: &Bound<'py, PyAny>) -> Option<Language<Django>> {
        Some(Language {
            language: self.expression_of(node, "language")?,
            body: self.body_of(node, "nodelist")?,
        })
    }

    /// The expression in an attribute; the inner `None` means that there is none.
    #[expect(clippy::option_option, reason = "the outer one refuses the node")]
    fn optional_expression(
        self,
        node: &Bound<'py, PyAny>,
        attribute: &str,
    ) -> Option<Option<Expression<Django>>> {
        let expression = node.getattr(attribute).ok()?;
        if expression.is_none() {
            return Some(None);
        }
        self.expression(&expression).map(Some)
    }
}
