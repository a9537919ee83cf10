//! `{% translate %}`, `{% blocktranslate %}` and `{% language %}`, as the nodes of `django.templatetags.i18n` have them.

use std::borrow::Cow;

use super::Renderer;
use super::expression::{Resolved, WhenMissing};
use super::html::Output;
use crate::host::{Host, Id, Invalid, Types, View};
use crate::program::{BlockTranslate, Expression, Language, Source, Symbols, Translate};

/// Variables of a message, and what they print.
type Values<'t, H> = Vec<(
    &'t <<H as Types>::Symbols as Symbols>::Name,
    <H as Types>::Value,
    Resolved<<H as Types>::Value>,
)>;

impl<H: Host> Renderer<'_, H> {
    pub(super) fn translate(&mut self, tag: &Translate<H::Symbols>) -> Result<(), H::Error> {
        if let Some(id) = &tag.id
            && let Some(text) = self.host.translate(None, Id::Known(id))?
        {
            return self.finish_translation(tag, Resolved::Value(text), true);
        }
        let context = match &tag.context {
            Some(context) => Some(self.value(context, WhenMissing::Invalid)?),
            None => None,
        };
        let message = match self.found(&tag.message.operand)? {
            Some(message) if !tag.is_marked_only => message,
            found => {
                let value = self.resolve_found(&tag.message, found)?;
                return self.finish_translation(tag, value, false);
            }
        };
        if tag.message.filters.is_empty()
            && let Some((text, is_safe)) = self.translated(&message, context.as_ref())?
        {
            return self.finish_translation(tag, Resolved::Value(text), is_safe);
        }
        let lazy = self.host.lazy_translation(message, context)?;
        let value = self.filtered(&tag.message.filters, Resolved::Value(lazy))?;
        self.finish_translation(tag, value, false)
    }

    /// The translation of plain text, and whether it is markup.
    fn translated(
        &mut self,
        message: &H::Value,
        context: Option<&H::Value>,
    ) -> Result<Option<(H::Value, bool)>, H::Error> {
        let View::Text { text, is_safe } = self.host.view(message) else {
            return Ok(None);
        };
        let context = match context.map(|context| self.host.view(context)) {
            None | Some(View::None | View::Text { text: "", .. }) => None,
            Some(View::Text { text, .. }) => Some(text),
            Some(_) => return Ok(None),
        };
        let message = text.replace('%', "%%");
        let context = context.map(String::from);
        let id = Id::Text(&message);
        let text = self.host.translate(context.as_deref(), id)?;
        Ok(text.map(|text| (text, is_safe)))
    }

    /// Prints a value, or stores what it prints; `is_safe` says that it is markup whatever its type says.
    fn finish_translation(
        &mut self,
        tag: &Translate<H::Symbols>,
        value: Resolved<H::Value>,
        is_safe: bool,
    ) -> Result<(), H::Error> {
        let autoescape = self.host.autoescape();
        if let View::Text {
            text,
            is_safe: is_markup,
        } = value.view(self.host)
        {
            let is_safe = is_safe || is_markup;
            let text = restored(text);
            let Some(name) = &tag.target else {
                self.out.push_text(&text, is_safe, autoescape);
                return Ok(());
            };
            let mut out = Output::default();
            out.push_text(&text, is_safe, autoescape);
            let text = match out.into_text() {
                Ok(text) => self.host.text(&text, is_safe || autoescape)?,
                Err(output) => self.host.join(output)?,
            };
            return self.host.assign(name, text);
        }
        let value = self.printed(value)?;
        let value = self.host.restore_percents(value)?;
        match &tag.target {
            Some(name) => self.host.assign(name, value),
            None => self.host.append(value, &mut self.out),
        }
    }

    pub(super) fn block_translate(
        &mut self,
        tag: &BlockTranslate<H::Symbols>,
        source: &Source<H::Symbols>,
    ) -> Result<(), H::Error> {
        let context = self.message_context(tag.context.as_ref())?;
        let values = self.assignments(&tag.values)?;
        // As in Django, an error leaves the scope open.
        self.host.push_scope(values)?;
        let message = self.message(tag, source, context.as_deref())?;
        let plural = tag.plural.iter().flat_map(|plural| &plural.message.names);
        let mut values = Vec::with_capacity(tag.singular.names.len());
        for name in tag.singular.names.iter().chain(plural) {
            let value = match self.host.stored(name)? {
                Some(value) => value,
                None => self.host.absent(name)?,
            };
            let text = self.value_in_message(&value)?;
            values.push((name, value, text));
        }
        self.host.pop_scope()?;
        let result = self.interpolated(&message, values, source)?;
        let Some(name) = &tag.target else {
            return self.append(result);
        };
        let text = match result {
            Resolved::Text { text, .. } => self.host.text(&text, true)?,
            Resolved::Value(text) | Resolved::Markup(text) => {
                let mut out = Output::default();
                self.host.append(text, &mut out)?;
                self.host.join(out)?
            }
        };
        self.host.assign(name, text)
    }

    /// A message's context as text, unless it is false. No catalogue has text that is not Unicode.
    fn message_context(
        &mut self,
        context: Option<&Expression<H::Symbols>>,
    ) -> Result<Option<String>, H::Error> {
        let Some(context) = context else {
            return Ok(None);
        };
        let context = self.value(context, WhenMissing::Invalid)?;
        if !self.host.truth(&context)? {
            return Ok(None);
        }
        let text = self.host.text_of(&context)?;
        Ok(Some(match self.host.view(&text) {
            View::Text { text, .. } => text.into(),
            _ => String::from(char::REPLACEMENT_CHARACTER),
        }))
    }

    /// What a variable prints, as text if the type that it prints to is known.
    fn value_in_message(&mut self, value: &H::Value) -> Result<Resolved<H::Value>, H::Error> {
        if !self.host.autoescape() && self.host.view(value) == View::Other {
            return self.host.printed(value.clone()).map(Resolved::Value);
        }
        let mut out = Output::default();
        self.host.write(value, &mut out)?;
        match out.take_refused() {
            Some(value) => Ok(Resolved::Value(value)),
            None => self.output_value(out),
        }
    }

    /// The translation, before values are put into it.
    fn message(
        &mut self,
        tag: &BlockTranslate<H::Symbols>,
        source: &Source<H::Symbols>,
        context: Option<&str>,
    ) -> Result<H::Value, H::Error> {
        let singular = &tag.singular.id;
        let Some(plural) = &tag.plural else {
            let text = singular.as_ref();
            let id = if context.is_some() || text.contains('\r') {
                Id::Text(text)
            } else {
                Id::Known(singular)
            };
            return match self.host.translate(context, id)? {
                Some(text) => Ok(text),
                None => self.host.translate_otherwise(context, text),
            };
        };
        let count = self.value(&plural.count, WhenMissing::Invalid)?;
        if !self.host.is_number(&count)? {
            return Err(self.host.not_a_number(&source.node));
        }
        self.host.assign(&plural.name, count.clone())?;
        let forms = [singular, &plural.message.id];
        self.host.translate_plural(context, forms, &count)
    }

    fn interpolated(
        &mut self,
        message: &H::Value,
        values: Values<'_, H>,
        source: &Source<H::Symbols>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        if let View::Text { text, .. } = self.host.view(message) {
            let find = |wanted: &str| {
                let found = values
                    .iter()
                    .rev()
                    .find(|(name, ..)| name.as_ref() == wanted);
                match found?.2.view(self.host) {
                    View::Text { text, .. } => Some(text),
                    _ => None,
                }
            };
            if let Some(text) = interpolate(text, find) {
                return Ok(Resolved::Text {
                    text,
                    is_safe: false,
                });
            }
        }
        let mut own = Vec::with_capacity(values.len());
        for (name, value, text) in values {
            let text = if self.host.view(&value) == View::Other {
                self.host_value(text)?
            } else {
                self.host.printed(value)?
            };
            own.push((name, text));
        }
        let result = match self.host.interpolate(message, own)? {
            Some(text) => text,
            None => self.host.untranslated(&source.node)?,
        };
        Ok(Resolved::Value(result))
    }

    pub(super) fn language(&mut self, tag: &Language<H::Symbols>) -> Result<(), H::Error> {
        let language = self.value(&tag.language, WhenMissing::Invalid)?;
        let before = self.host.enter_language(language)?;
        let result = self.body(&tag.body);
        self.host.leave_language(before)?;
        result
    }

    /// The value of an expression whose operand was looked up already.
    fn resolve_found(
        &mut self,
        expression: &Expression<H::Symbols>,
        found: Option<H::Value>,
    ) -> Result<Resolved<H::Value>, H::Error> {
        let value = match found {
            Some(value) => value,
            None => match self.host.invalid(&expression.operand)? {
                Invalid::Input(value) => value,
                Invalid::Result(value) => return Ok(Resolved::Value(value)),
            },
        };
        self.filtered(&expression.filters, Resolved::Value(value))
    }
}

fn restored(text: &str) -> Cow<'_, str> {
    if text.contains("%%") {
        text.replace("%%", "%").into()
    } else {
        text.into()
    }
}

/// Puts values into a message whose only formats are `%(name)s` and `%%`; `None` for any other.
fn interpolate<'v>(message: &str, find: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (name, after) = after.strip_prefix('(')?.split_once(')')?;
        if name.contains('(') {
            return None;
        }
        text.push_str(find(name)?);
        rest = after.strip_prefix('s')?;
    }
    text.push_str(rest);
    Some(text)
}
