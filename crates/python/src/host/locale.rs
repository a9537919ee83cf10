//! What a rendering remembers of the active language, the settings and the time zone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use enliven_template::formats::{DateFormat, NumberFormat, Word};
use enliven_template::host::Message;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyString, PyTuple};

use super::{PythonHost, Value};

/// What stands for `use_l10n` of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UseL10n {
    /// Values are written in the active language.
    On,
    /// Values are written as for no language.
    Off,
    /// Not one of Django's own values.
    Unknown,
}

impl UseL10n {
    fn of(value: &Value<'_>) -> Self {
        if value.is_none() {
            return Self::On;
        }
        match value.extract() {
            Ok(true) => Self::On,
            Ok(false) => Self::Off,
            Err(_) => Self::Unknown,
        }
    }
}

/// What was read, if it is known how to apply it.
#[derive(Clone, Default)]
enum Reading<T> {
    #[default]
    Unread,
    /// Only Django can apply it.
    Foreign,
    Read(T),
}

impl<T> From<Option<T>> for Reading<T> {
    fn from(known: Option<T>) -> Self {
        known.map_or(Self::Foreign, Self::Read)
    }
}

/// Read once, and again after Python code ran; emptied if the language or the settings then are others.
#[derive(Default)]
pub(super) struct Locale<'py> {
    is_current: bool,
    /// Whether whole numbers are known to be written as Python does.
    pub(super) writes_plain_integers: bool,
    tables: Kept,
    words: Vec<Option<Box<str>>>,
    messages: HashMap<Message, Rc<str>>,
    use_l10n: Option<UseL10n>,
    use_tz: Option<bool>,
    /// The current time zone, if it is of a class that the host knows.
    zone: Reading<Value<'py>>,
    has_default_zone: bool,
}

/// Formats, for no language and for the active one.
#[derive(Default)]
struct Tables {
    key: Option<Key>,
    numbers: [Reading<Rc<NumberFormat>>; 2],
    dates: [HashMap<Box<str>, Option<Rc<DateFormat>>>; 2],
}

/// Date formats remembered at a time; a filter's argument may be a new one at each rendering.
const DATE_FORMATS: usize = 64;

/// Tables that the thread's next rendering begins with. What they depend on is compared before they are used.
#[derive(Default)]
struct Kept(Tables);

thread_local! {
    static LATEST: RefCell<Option<Tables>> = const { RefCell::new(None) };
}

impl Drop for Kept {
    fn drop(&mut self) {
        let tables = std::mem::take(&mut self.0);
        if tables.key.is_some() {
            // A thread that ends keeps nothing.
            drop(LATEST.try_with(|latest| latest.replace(Some(tables))));
        }
    }
}

/// What all that is remembered depends on.
struct Key {
    language: Py<PyAny>,
    settings: Settings,
}

/// What the active language and its formats depend on, compared by identity.
struct Settings {
    /// `django.utils.formats` replaces its cache when settings change.
    formats: Py<PyAny>,
    default_language: Py<PyAny>,
    groups_digits: bool,
    /// Another object after each change of the active language; `None` if that is not known.
    state: Option<Py<PyAny>>,
}

impl Settings {
    fn are_same(&self, other: &Self) -> bool {
        self.formats.is(&other.formats)
            && self.default_language.is(&other.default_language)
            && self.groups_digits == other.groups_digits
    }

    /// Whether the language is known to be the same.
    fn have_same_language(&self, other: &Self) -> bool {
        match (&self.state, &other.state) {
            (Some(state), Some(other)) => state.is(other),
            _ => false,
        }
    }
}

impl Locale<'_> {
    /// Has the settings of the context read again.
    pub(super) fn forget_settings(&mut self) {
        self.use_l10n = None;
        self.use_tz = None;
        self.writes_plain_integers = false;
    }

    /// Has the current time zone read again.
    pub(super) fn forget_zone(&mut self) {
        self.zone = Reading::Unread;
    }

    /// Has everything looked at again before it is used.
    pub(super) fn expire(&mut self) {
        self.is_current = false;
        self.writes_plain_integers = false;
    }
}

impl<'py> PythonHost<'py> {
    fn locale(&mut self) -> PyResult<&mut Locale<'py>> {
        if self.locale.is_current {
            return Ok(&mut self.locale);
        }
        if self.locale.tables.0.key.is_none()
            && let Some(latest) = LATEST.take()
        {
            self.locale.tables = Kept(latest);
        }
        let settings = self.locale_settings()?;
        if self.is_same_locale(&settings)? {
            self.locale.forget_settings();
            self.locale.forget_zone();
            if let Some(key) = &mut self.locale.tables.0.key {
                key.settings = settings;
            }
        } else {
            let key = Key {
                language: self.active_language()?.unbind(),
                settings,
            };
            self.locale = Locale {
                tables: Kept(Tables {
                    key: Some(key),
                    ..Tables::default()
                }),
                ..Locale::default()
            };
        }
        self.locale.is_current = true;
        Ok(&mut self.locale)
    }

    fn is_same_locale(&self, settings: &Settings) -> PyResult<bool> {
        let Some(known) = &self.locale.tables.0.key else {
            return Ok(false);
        };
        if !known.settings.are_same(settings) {
            return Ok(false);
        }
        Ok(known.settings.have_same_language(settings)
            || self.active_language()?.eq(&known.language)?)
    }

    /// `get_language()`, as `django.utils.formats` knows it.
    fn active_language(&self) -> PyResult<Value<'py>> {
        let name = intern!(self.py, "get_language");
        self.runtime.localization.of_formats(name)?.call0()
    }

    fn locale_settings(&self) -> PyResult<Settings> {
        let py = self.py;
        let localization = &self.runtime.localization;
        let function = localization.of_formats(intern!(py, "get_language"))?;
        Ok(Settings {
            formats: localization
                .of_formats(intern!(py, "_format_cache"))?
                .unbind(),
            default_language: localization.setting(intern!(py, "LANGUAGE_CODE"))?.unbind(),
            groups_digits: self.groups_digits()?,
            state: if function.is(&localization.get_language) {
                localization.language_state(py)?.map(Bound::unbind)
            } else {
                None
            },
        })
    }

    /// Whether whole numbers are written as Python does in whatever language: it takes as long to find out which one is active as to
    /// render a small template.
    pub(super) fn are_integers_plain(&self) -> PyResult<bool> {
        let use_l10n = self.context.getattr(intern!(self.py, "use_l10n"))?;
        Ok(match UseL10n::of(&use_l10n) {
            UseL10n::On => !self.groups_digits()?,
            UseL10n::Off => true,
            UseL10n::Unknown => false,
        })
    }

    fn groups_digits(&self) -> PyResult<bool> {
        let name = intern!(self.py, "USE_THOUSAND_SEPARATOR");
        self.runtime.localization.setting(name)?.is_truthy()
    }

    pub(super) fn use_l10n(&mut self) -> PyResult<UseL10n> {
        if let Some(known) = self.locale()?.use_l10n {
            return Ok(known);
        }
        let value = self.context.getattr(intern!(self.py, "use_l10n"))?;
        let use_l10n = UseL10n::of(&value);
        self.locale.use_l10n = Some(use_l10n);
        Ok(use_l10n)
    }

    /// Whether times are converted to the current time zone.
    pub(super) fn use_tz(&mut self) -> PyResult<bool> {
        if let Some(known) = self.locale()?.use_tz {
            return Ok(known);
        }
        let py = self.py;
        let mut value = self.context.getattr(intern!(py, "use_tz"))?;
        if value.is_none() {
            value = self.runtime.localization.setting(intern!(py, "USE_TZ"))?;
        }
        let use_tz = value.is_truthy()?;
        self.locale.use_tz = Some(use_tz);
        Ok(use_tz)
    }

    /// The current time zone, if it is of a class that the host knows.
    pub(super) fn zone(&mut self) -> PyResult<Option<Value<'py>>> {
        match &self.locale()?.zone {
            Reading::Unread => {}
            Reading::Foreign => return Ok(None),
            Reading::Read(zone) => return Ok(Some(zone.clone())),
        }
        let py = self.py;
        let zone = self
            .runtime
            .localization
            .timezone
            .bind(py)
            .call_method0(intern!(py, "get_current_timezone"))?;
        let zone = self.knows_zone(&zone).then_some(zone);
        self.locale.zone = zone.clone().into();
        Ok(zone)
    }

    /// Fails if there is no default time zone, as Django does for every time without one.
    pub(super) fn require_default_zone(&mut self) -> PyResult<()> {
        if !self.locale()?.has_default_zone {
            let py = self.py;
            let timezone = self.runtime.localization.timezone.bind(py);
            timezone.call_method0(intern!(py, "get_default_timezone"))?;
            self.locale.has_default_zone = true;
        }
        Ok(())
    }

    /// `get_format` of `django.utils.formats`.
    fn get_format(&self, name: &str, is_localized: bool) -> PyResult<Value<'py>> {
        let py = self.py;
        let language = match &self.locale.tables.0.key {
            Some(key) if is_localized => key.language.bind(py).clone(),
            _ => py.None().into_bound(py),
        };
        let formats = self.runtime.localization.formats.bind(py);
        formats.call_method1(intern!(py, "get_format"), (name, language, is_localized))
    }

    pub(super) fn read_number_format(
        &mut self,
        is_localized: bool,
    ) -> PyResult<Option<Rc<NumberFormat>>> {
        let place = usize::from(is_localized);
        match &self.locale()?.tables.0.numbers[place] {
            Reading::Unread => {}
            Reading::Foreign => return Ok(None),
            Reading::Read(format) => return Ok(Some(format.clone())),
        }
        let decimal_separator = self.get_format("DECIMAL_SEPARATOR", is_localized)?;
        let grouping = self.get_format("NUMBER_GROUPING", is_localized)?;
        let thousand_separator = self.get_format("THOUSAND_SEPARATOR", is_localized)?;
        let groups_digits = self
            .locale
            .tables
            .0
            .key
            .as_ref()
            .is_some_and(|key| key.settings.groups_digits);
        let format = exact_text(&decimal_separator)
            .zip(exact_text(&thousand_separator))
            .zip(group_sizes(&grouping))
            .map(|((decimal_separator, thousand_separator), group_sizes)| {
                Rc::new(NumberFormat {
                    decimal_separator,
                    thousand_separator,
                    group_sizes,
                    groups_digits: is_localized && groups_digits,
                })
            });
        self.locale.tables.0.numbers[place] = format.clone().into();
        Ok(format)
    }

    pub(super) fn read_date_format(
        &mut self,
        name: &str,
        is_localized: bool,
    ) -> PyResult<Option<Rc<DateFormat>>> {
        let place = usize::from(is_localized);
        if let Some(known) = self.locale()?.tables.0.dates[place].get(name) {
            return Ok(known.clone());
        }
        let source = self.get_format(name, is_localized)?.str()?;
        let format = source
            .to_str()
            .ok()
            .map(|source| Rc::new(DateFormat::new(source)));
        let dates = &mut self.locale.tables.0.dates[place];
        if dates.len() == DATE_FORMATS {
            dates.clear();
        }
        dates.insert(name.into(), format.clone());
        Ok(format)
    }

    pub(super) fn read_word(&mut self, word: Word) -> PyResult<Option<&str>> {
        let place = word.index();
        let words = &mut self.locale()?.words;
        if words.is_empty() {
            words.resize(Word::COUNT, None);
        }
        if words[place].is_none() {
            let text = self.find_word(word)?.str()?;
            let Ok(text) = text.to_str() else {
                return Ok(None);
            };
            self.locale.words[place] = Some(text.into());
        }
        Ok(self.locale.words[place].as_deref())
    }

    fn find_word(&self, word: Word) -> PyResult<Value<'py>> {
        let py = self.py;
        let dates = self.runtime.localization.dateformat.bind(py);
        let of = |table: &str, place: u8| dates.getattr(table)?.get_item(place);
        let translate = |text: &str| dates.call_method1(intern!(py, "_"), (text,));
        match word {
            Word::Month(month) => of("MONTHS", month),
            Word::MonthShort(month) => of("MONTHS_3", month),
            Word::MonthTitled(month) => of("MONTHS_3", month)?.call_method0("title"),
            Word::MonthPress(month) => of("MONTHS_AP", month),
            Word::MonthAlternative(month) => of("MONTHS_ALT", month),
            Word::Weekday(day) => of("WEEKDAYS", day),
            Word::WeekdayShort(day) => of("WEEKDAYS_ABBR", day),
            Word::Morning => translate("a.m."),
            Word::Afternoon => translate("p.m."),
            Word::MorningUpper => translate("AM"),
            Word::AfternoonUpper => translate("PM"),
            Word::Midnight => translate("midnight"),
            Word::Noon => translate("noon"),
        }
    }

    pub(super) fn read_message(&mut self, message: Message) -> PyResult<Option<Rc<str>>> {
        if let Some(known) = self.locale()?.messages.get(&message) {
            return Ok(Some(known.clone()));
        }
        let py = self.py;
        let translation = self.runtime.localization.translation.bind(py);
        let Message {
            context,
            text,
            plural,
        } = message;
        let text = match (context, plural) {
            (None, None) => translation.call_method1(intern!(py, "gettext"), (text,)),
            (None, Some((plural, count))) => {
                translation.call_method1(intern!(py, "ngettext"), (text, plural, count))
            }
            (Some(context), None) => {
                translation.call_method1(intern!(py, "pgettext"), (context, text))
            }
            (Some(context), Some((plural, count))) => {
                let arguments = (context, text, plural, count);
                translation.call_method1(intern!(py, "npgettext"), arguments)
            }
        }?
        .str()?;
        let Ok(text) = text.to_str() else {
            return Ok(None);
        };
        let text: Rc<str> = text.into();
        self.locale.messages.insert(message, text.clone());
        Ok(Some(text))
    }
}

fn exact_text(value: &Value<'_>) -> Option<Box<str>> {
    let text = value.cast_exact::<PyString>().ok()?;
    Some(text.to_str().ok()?.into())
}

/// `NUMBER_GROUPING` as sizes of groups; `None` for what is no whole number and no sequence of them.
fn group_sizes(grouping: &Value<'_>) -> Option<Box<[i64]>> {
    let size =
        |value: &Value<'_>| -> Option<i64> { value.cast_exact::<PyInt>().ok()?.extract().ok() };
    if let Some(size) = size(grouping) {
        return Some(if size == 0 {
            Box::new([])
        } else {
            Box::new([size, 0])
        });
    }
    if !grouping.is_exact_instance_of::<PyTuple>() && !grouping.is_exact_instance_of::<PyList>() {
        return None;
    }
    let sizes: Box<[i64]> = grouping
        .try_iter()
        .ok()?
        .map(|value| size(&value.ok()?))
        .collect::<Option<_>>()?;
    (!sizes.is_empty()).then_some(sizes)
}
