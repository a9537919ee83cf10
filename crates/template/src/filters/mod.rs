//! Django's filters for plain values.
//!
//! A native filter answers for inputs of exactly the types it knows and where its result provably is what Django's function gives;
//! else it declines, and the host's function runs.
//!
//! These are Django's functions throughout, as their work is all in libraries of Python's: `pprint`, `truncatechars_html`,
//! `truncatewords_html`. So is `urlize` wherever there may be an address in a text, and `striptags` for more than plain tags.

mod case;
mod date;
mod html;
mod humanize;
mod list;
mod locale;
mod localized;
mod messages;
mod native;
mod number;
mod python;
mod since;
mod size;
mod slug;
mod text;
mod truncate;
mod truth;
mod url;

use std::borrow::Cow;

pub use native::Native;

use crate::host::{Host, Types, View};
use crate::render::Resolved;
pub(crate) use python::is_space;
use python::whole_number;
pub use python::write_plain;
use text::Alignment;
use truncate::Truncation;

/// What a native filter answers.
#[derive(Debug, PartialEq)]
pub enum Reply<V> {
    /// This.
    Result(Resolved<V>),
    /// The input as it is.
    Input,
    /// The input, which is text, as markup.
    Markup,
    /// Nothing: the host's function has to run.
    Declined,
}

/// What a filter is called with besides its input.
#[derive(Debug)]
pub struct Call<'c, H: Types> {
    /// Its argument.
    pub argument: Option<&'c H::Value>,
    /// Whether values are escaped.
    pub autoescape: bool,
}

/// A result, or `None` to decline.
type Answer<H> = Result<Option<Resolved<<H as Types>::Value>>, <H as Types>::Error>;
type Replied<H> = Result<Reply<<H as Types>::Value>, <H as Types>::Error>;

impl<V> Reply<V> {
    fn text(text: String, is_safe: bool) -> Self {
        Self::Result(Resolved::Text { text, is_safe })
    }

    fn markup(text: String) -> Self {
        Self::text(text, true)
    }

    fn integer<H: Host<Value = V>>(host: &mut H, number: usize) -> Replied<H> {
        Ok(match i64::try_from(number) {
            Ok(number) => Self::Result(Resolved::Value(host.integer(number)?)),
            Err(_) => Self::Declined,
        })
    }
}

impl<V> From<Option<Resolved<V>>> for Reply<V> {
    fn from(result: Option<Resolved<V>>) -> Self {
        result.map_or(Self::Declined, Self::Result)
    }
}

impl<'c, H: Host> Call<'c, H> {
    /// The argument if it is text, and whether it is markup.
    fn text(&self, host: &H) -> Option<(&'c str, bool)> {
        match host.view(self.argument?) {
            View::Text { text, is_safe } => Some((text, is_safe)),
            _ => None,
        }
    }

    /// The argument as `int` has it, if that is certain.
    fn number(&self, host: &H) -> Option<i64> {
        whole_number(host.view(self.argument?))
    }
}

/// Gives a filter that takes text the text of its input, as Django's decorator `stringfilter` does; other inputs stay.
///
/// # Errors
///
/// What making a text of the value fails with.
pub fn prepare<H: Host>(
    native: Native,
    host: &mut H,
    input: Resolved<H::Value>,
) -> Result<Resolved<H::Value>, H::Error> {
    let Resolved::Value(value) = &input else {
        return Ok(input);
    };
    if !native.takes_text() {
        return Ok(input);
    }
    let mut text = String::new();
    match host.view(value) {
        View::Text { .. } => Ok(input),
        view if write_plain(&mut text, view) => Ok(Resolved::Text {
            text,
            is_safe: false,
        }),
        _ => Ok(host.as_text(value)?.map_or(input, Resolved::Value)),
    }
}

/// Applies a native filter to an input that is [prepared](prepare).
///
/// # Errors
///
/// What the host's calls fail with.
pub fn apply<H: Host>(
    native: Native,
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    if !native.takes_text() {
        return apply_to_value(native, host, input, call);
    }
    match input.view(host) {
        View::Text { text, is_safe } => apply_to_text(native, host, text, is_safe, call),
        _ => Ok(Reply::Declined),
    }
}

fn apply_to_value<H: Host>(
    native: Native,
    host: &mut H,
    input: &Resolved<H::Value>,
    call: &Call<'_, H>,
) -> Replied<H> {
    let argument = call.argument;
    match native {
        Native::First => Ok(list::first(host, input)),
        Native::Last => Ok(list::last(host, input)),
        Native::Random => list::random(host, input),
        Native::Join => Ok(list::join(host, input, call)),
        Native::Slice => list::slice(host, input, call),
        Native::Safeseq => list::markup_of_each(host, input, false),
        Native::Escapeseq => list::markup_of_each(host, input, true),
        Native::Dictsort => list::dictsort(host, input, call, false),
        Native::Dictsortreversed => list::dictsort(host, input, call, true),
        Native::UnorderedList => Ok(list::unordered_list(host, input, call)),
        Native::Stringformat => text::stringformat(host, input, call),
        Native::JsonScript => html::json_script(host, input, call),
        Native::Phone2numeric => text::phone2numeric(host, input),
        Native::Pluralize => Ok(text::pluralize(host, input, call)),
        Native::Add => number::add(host, input, argument),
        Native::Divisibleby => Ok(number::divisibleby(host, input, argument).into()),
        Native::GetDigit => number::get_digit(host, input, call),
        Native::Length => number::length(host, input).map(Reply::from),
        Native::Default => truth::default(host, input, argument),
        Native::DefaultIfNone => Ok(truth::default_if_none(host, input, argument)),
        Native::Yesno => truth::yesno(host, input, argument),
        _ => locale::apply(native, host, input, argument).map(Reply::from),
    }
}

/// How a result's being markup follows from the input's.
#[derive(Clone, Copy)]
enum Safety {
    /// Markup if the input was; `is_safe` in Django.
    Kept,
    /// Plain text always.
    Lost,
    /// Markup always.
    Given,
}

fn apply_to_text<H: Host>(
    native: Native,
    host: &mut H,
    text: &str,
    is_safe: bool,
    call: &Call<'_, H>,
) -> Replied<H> {
    let changed = match native {
        Native::Wordcount => return Reply::integer(host, text::wordcount(text)),
        Native::MakeList => return list::make_list(host, text),
        Native::Lower => Some((case::lower(host, text)?, Safety::Kept)),
        Native::Upper => Some((case::upper(host, text)?, Safety::Lost)),
        Native::Capfirst => Some((case::capfirst(host, text)?, Safety::Kept)),
        Native::Title => case::title(host, text)?.map(|title| (title.into(), Safety::Kept)),
        Native::Slugify => Some((slug::slugify(host, text)?.into(), Safety::Kept)),
        Native::Truncatechars => truncatechars(host, text, call)?,
        _ => change(
            native,
            text,
            is_safe,
            call.text(host),
            call.number(host),
            call,
        ),
    };
    Ok(match changed {
        Some((result, safety)) => reply_with(text, is_safe, result, safety),
        None => Reply::Declined,
    })
}

type Changed<'t> = Option<(Cow<'t, str>, Safety)>;

fn truncatechars<'t, H: Host>(
    host: &mut H,
    text: &'t str,
    call: &Call<'_, H>,
) -> Result<Changed<'t>, H::Error> {
    let Some(length) = call.number(host) else {
        return Ok(None);
    };
    if truncate::fits(text, length) {
        return Ok(Some((Cow::Borrowed(text), Safety::Kept)));
    }
    let Some(format) = host.message(truncate::FORMAT)? else {
        return Ok(None);
    };
    Ok(Truncation::parse(&format)
        .and_then(|truncation| truncate::characters(text, length, truncation))
        .map(|text| (text, Safety::Kept)))
}

/// The filters that need nothing of the host; `None` to decline.
fn change<'t, H: Host>(
    native: Native,
    text: &'t str,
    is_safe: bool,
    argument: Option<(&str, bool)>,
    number: Option<i64>,
    call: &Call<'_, H>,
) -> Changed<'t> {
    let escapes = call.autoescape && !is_safe;
    let kept = |text: Cow<'t, str>| Some((text, Safety::Kept));
    let given = |text: Cow<'t, str>| Some((text, Safety::Given));
    match native {
        Native::Addslashes => kept(text::addslashes(text)),
        // Without its semicolons, a character reference is none.
        Native::Cut if argument?.0 == ";" => Some((text::cut(text, ";"), Safety::Lost)),
        Native::Cut => kept(text::cut(text, argument?.0)),
        Native::Ljust => kept(text::pad(text, number?, Alignment::Left)?),
        Native::Rjust => kept(text::pad(text, number?, Alignment::Right)?),
        Native::Center => kept(text::pad(text, number?, Alignment::Center)?),
        Native::Wordwrap => kept(text::wordwrap(text, number?)?.into()),
        Native::Truncatewords => kept(truncate::first_words(text, number?)),
        Native::Striptags => kept(html::striptags(text)?),
        Native::Iriencode => kept(url::quote(text, url::OF_IRIS)),
        Native::Urlencode => urlencode(text, argument, call),
        Native::Escapejs => given(html::escapejs(text)),
        Native::Linebreaks => given(html::linebreaks(text, escapes).into()),
        Native::Linebreaksbr => given(html::linebreaksbr(text, escapes).into()),
        Native::Linenumbers => given(html::linenumbers(text, escapes).into()),
        Native::Urlize if url::has_no_address(text) => given(html::escaped_if(text, escapes)),
        Native::Urlizetrunc if number.is_some() && url::has_no_address(text) => {
            given(html::escaped_if(text, escapes))
        }
        Native::Safe => given(Cow::Borrowed(text)),
        Native::Escape => given(html::escaped_if(text, !is_safe)),
        Native::ForceEscape => given(html::escaped_if(text, true)),
        _ => None,
    }
}

fn urlencode<'t, H: Host>(
    text: &'t str,
    safe: Option<(&str, bool)>,
    call: &Call<'_, H>,
) -> Changed<'t> {
    let safe = match (call.argument, safe) {
        (None, _) => url::OF_PATHS,
        (Some(_), safe) => safe?.0,
    };
    // Python gives empty text back as it is.
    let safety = if text.is_empty() {
        Safety::Kept
    } else {
        Safety::Lost
    };
    Some((url::quote(text, safe), safety))
}

/// The reply for a text that became another, or the same.
fn reply_with<V>(text: &str, was_safe: bool, result: Cow<'_, str>, safety: Safety) -> Reply<V> {
    let is_safe = match safety {
        Safety::Kept => was_safe,
        Safety::Lost => false,
        Safety::Given => true,
    };
    match result {
        Cow::Borrowed(part) if part.len() == text.len() && is_safe == was_safe => Reply::Input,
        Cow::Borrowed(part) if part.len() == text.len() && is_safe => Reply::Markup,
        result => Reply::text(result.into_owned(), is_safe),
    }
}
