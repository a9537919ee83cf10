//! Numbers, dates and times of Python's own types, and the language they are written in.

use std::rc::Rc;

use enliven_template::formats::date::{Kind, Reads};
use enliven_template::formats::number::Number;
use enliven_template::formats::{Date, DateFormat, Decimal, Fields, NumberFormat, Time, Word};
use enliven_template::host::{Clock, Formats, Message, Setting};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt, PyString};

use super::{PythonHost, Value};

impl<'py> PythonHost<'py> {
    /// Whether a time zone is of a class whose methods do nothing but compute.
    pub(super) fn knows_zone(&self, zone: &Value<'py>) -> bool {
        let class = zone.get_type();
        let known = &self.runtime.localization.zones;
        known.iter().any(|known| class.is(known))
    }

    /// The time zone of a value of a known kind; a day has none.
    fn zone_of(&self, value: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        if value.get_type().is(&self.runtime.localization.date) {
            return Ok(None);
        }
        let zone = value.getattr(intern!(self.py, "tzinfo"))?;
        Ok((!zone.is_none()).then_some(zone))
    }

    /// Whether a time is in a time zone of a known class, or in none.
    fn kind_of_time(&mut self, value: &Value<'py>) -> PyResult<Option<Kind>> {
        let zone = value.getattr(intern!(self.py, "tzinfo"))?;
        if zone.is_none() {
            self.require_default_zone()?;
        } else if !self.knows_zone(&zone) {
            return Ok(None);
        }
        Ok(Some(Kind::DateTime))
    }
}

impl<'py> Formats for PythonHost<'py> {
    /// Django's `timezone.override`, entered.
    type Zone = Value<'py>;

    fn number_format(&mut self, is_localized: bool) -> PyResult<Option<Rc<NumberFormat>>> {
        self.read_number_format(is_localized)
    }

    fn number(&mut self, value: &Value<'py>) -> PyResult<Option<Number>> {
        if let Ok(number) = value.cast_exact::<PyInt>() {
            return Ok(number.extract().ok().map(Number::Integer));
        }
        if let Ok(number) = value.cast_exact::<PyFloat>() {
            return Ok(Some(Number::Float(number.value())));
        }
        if value.get_type().is(&self.runtime.localization.decimal) {
            let text = value.str()?;
            return Ok(Decimal::parse(text.to_str()?).map(Number::Decimal));
        }
        Ok(None)
    }

    fn word(&mut self, word: Word) -> PyResult<Option<&str>> {
        self.read_word(word)
    }

    fn message(&mut self, message: Message) -> PyResult<Option<Rc<str>>> {
        self.read_message(message)
    }

    fn kind(&mut self, value: &Value<'py>) -> PyResult<Option<Kind>> {
        let class = value.get_type();
        let types = &self.runtime.localization;
        if class.is(&types.datetime) {
            self.kind_of_time(value)
        } else if class.is(&types.date) {
            Ok(Some(Kind::Date))
        } else if class.is(&types.time) {
            Ok(Some(Kind::Time))
        } else {
            Ok(None)
        }
    }

    fn local_time(&mut self, value: &Value<'py>) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        if !value.get_type().is(&self.runtime.localization.datetime) {
            return Ok(Some(value.clone()));
        }
        let own = value.getattr(intern!(py, "tzinfo"))?;
        if own.is_none() || !self.use_tz()? {
            return Ok(Some(value.clone()));
        }
        // One that gives no offset makes a time naive.
        if !self.knows_zone(&own) {
            return Ok(None);
        }
        let Some(zone) = self.zone()? else {
            return Ok(None);
        };
        if own.is(&zone) {
            return Ok(Some(value.clone()));
        }
        value
            .call_method1(intern!(py, "astimezone"), (zone,))
            .map(Some)
    }

    fn date_format(&mut self, name: &str, is_localized: bool) -> PyResult<Option<Rc<DateFormat>>> {
        self.read_date_format(name, is_localized)
    }

    fn fields(&mut self, value: &Value<'py>, reads: Reads) -> PyResult<Fields> {
        let py = self.py;
        let mut fields = Fields::default();
        if reads.date {
            fields.date = Date {
                year: value.getattr(intern!(py, "year"))?.extract()?,
                month: value.getattr(intern!(py, "month"))?.extract()?,
                day: value.getattr(intern!(py, "day"))?.extract()?,
            };
        }
        if reads.time {
            fields.time = Time {
                hour: value.getattr(intern!(py, "hour"))?.extract()?,
                minute: value.getattr(intern!(py, "minute"))?.extract()?,
                second: value.getattr(intern!(py, "second"))?.extract()?,
                microsecond: value.getattr(intern!(py, "microsecond"))?.extract()?,
            };
        }
        Ok(fields)
    }

    fn date_letter(&mut self, value: &Value<'py>, letter: char) -> PyResult<String> {
        let py = self.py;
        if letter == 'c' {
            let text = value.call_method0(intern!(py, "isoformat"))?;
            return text.extract();
        }
        let formatter = self
            .runtime
            .localization
            .dateformat
            .bind(py)
            .call_method1(intern!(py, "DateFormat"), (value,))?;
        let text = formatter.call_method0(PyString::new(py, letter.encode_utf8(&mut [0; 4])))?;
        text.str()?.extract()
    }

    fn now(&mut self) -> PyResult<Value<'py>> {
        self.assist("now", ())
    }

    fn format_date(&mut self, value: &Value<'py>, format: &Value<'py>) -> PyResult<Value<'py>> {
        let text = self
            .runtime
            .localization
            .tags
            .bind(self.py)
            .call_method1(intern!(self.py, "date"), (value, format))?;
        self.refresh()?;
        Ok(text)
    }

    fn clock(&mut self, clock: Clock, value: &Value<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        let types = &self.runtime.localization;
        let zone = self.zone_of(value)?;
        let (clock, zone) = match clock {
            Clock::Since => {
                let module = types.timesince.bind(py).getattr(intern!(py, "datetime"))?;
                (module.getattr(intern!(py, "datetime"))?, zone)
            }
            Clock::NaturalDay => (
                types.humanize.bind(py).getattr(intern!(py, "datetime"))?,
                zone,
            ),
            Clock::NaturalTime => {
                let module = types.humanize.bind(py);
                // The module's name for it depends on Django's version.
                let utc = || match module.getattr_opt(intern!(py, "UTC"))? {
                    Some(utc) => Ok(utc),
                    None => module
                        .getattr(intern!(py, "timezone"))?
                        .getattr(intern!(py, "utc")),
                };
                let zone = zone.map(|_| utc()).transpose()?;
                (module.getattr(intern!(py, "datetime"))?, zone)
            }
        };
        let now = clock.call_method1(intern!(py, "now"), (zone,));
        // Tests put clocks of their own here.
        if clock.is(&types.datetime) {
            now
        } else {
            self.after(now)
        }
    }

    fn in_zone_of(
        &mut self,
        value: &Value<'py>,
        other: &Value<'py>,
    ) -> PyResult<Option<Value<'py>>> {
        match (self.zone_of(value)?, self.zone_of(other)?) {
            (None, None) => Ok(Some(value.clone())),
            (Some(own), Some(zone)) if own.is(&zone) => Ok(Some(value.clone())),
            (Some(_), Some(zone)) => value
                .call_method1(intern!(self.py, "astimezone"), (zone,))
                .map(Some),
            _ => Ok(None),
        }
    }

    fn microseconds_between(&mut self, from: &Value<'py>, to: &Value<'py>) -> PyResult<i64> {
        let py = self.py;
        let delta = to.sub(from)?;
        let days: i64 = delta.getattr(intern!(py, "days"))?.extract()?;
        let seconds: i64 = delta.getattr(intern!(py, "seconds"))?.extract()?;
        let microseconds: i64 = delta.getattr(intern!(py, "microseconds"))?.extract()?;
        Ok((days * 86_400 + seconds) * 1_000_000 + microseconds)
    }

    fn set(&mut self, setting: Setting, value: Value<'py>) -> PyResult<Value<'py>> {
        let name = match setting {
            Setting::UseL10n => intern!(self.py, "use_l10n"),
            Setting::UseTz => intern!(self.py, "use_tz"),
        };
        let before = self.context.getattr(name)?;
        self.context.setattr(name, value)?;
        self.locale.forget_settings();
        Ok(before)
    }

    fn enter_zone(&mut self, zone: Value<'py>) -> PyResult<Value<'py>> {
        let py = self.py;
        let timezone = self.runtime.localization.timezone.bind(py);
        let scope = timezone.call_method1(intern!(py, "override"), (zone,))?;
        scope.call_method0(intern!(py, "__enter__"))?;
        self.locale.forget_zone();
        Ok(scope)
    }

    fn leave_zone(&mut self, zone: Value<'py>) -> PyResult<()> {
        let py = self.py;
        zone.call_method1(intern!(py, "__exit__"), (py.None(), py.None(), py.None()))?;
        self.locale.forget_zone();
        Ok(())
    }
}
