//! `{% localize %}`, `{% localtime %}`, `{% timezone %}` and `{% now %}`.

use super::Renderer;
use super::expression::WhenMissing;
use crate::host::{Host, Setting, View};
use crate::program::{Body, LocalTime, Localize, Now, Symbols, Timezone};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn localize(&mut self, tag: &Localize<H::Symbols>) -> Result<(), H::Error> {
        self.with_setting(Setting::UseL10n, tag.on, &tag.body)
    }

    pub(super) fn local_time(&mut self, tag: &LocalTime<H::Symbols>) -> Result<(), H::Error> {
        self.with_setting(Setting::UseTz, tag.on, &tag.body)
    }

    fn with_setting(
        &mut self,
        setting: Setting,
        is_on: bool,
        body: &Body<H::Symbols>,
    ) -> Result<(), H::Error> {
        let value = self.host.boolean(is_on);
        let before = self.host.set(setting, value)?;
        // As in Django, an error leaves the setting as it is.
        self.body(body)?;
        self.host.set(setting, before)?;
        Ok(())
    }

    pub(super) fn timezone(&mut self, tag: &Timezone<H::Symbols>) -> Result<(), H::Error> {
        let zone = self.value(&tag.zone, WhenMissing::Invalid)?;
        let before = self.host.enter_zone(zone)?;
        let result = self.body(&tag.body);
        self.host.leave_zone(before)?;
        result
    }

    pub(super) fn now(&mut self, tag: &Now<H::Symbols>) -> Result<(), H::Error> {
        let now = self.host.now()?;
        let format = self.host.literal(&tag.format);
        let Some(text) = self.format_now(&now, &format)? else {
            let text = self.host.format_date(&now, &format)?;
            return self.print_or_assign(text, tag.target.as_ref());
        };
        if tag.target.is_none() {
            self.out.push_str(&text);
            return Ok(());
        }
        let text = self.host.text(&text, false)?;
        self.print_or_assign(text, tag.target.as_ref())
    }

    fn print_or_assign(
        &mut self,
        text: H::Value,
        target: Option<&<H::Symbols as Symbols>::Name>,
    ) -> Result<(), H::Error> {
        match target {
            Some(name) => self.host.assign(name, text),
            None => self.host.append(text, &mut self.out),
        }
    }

    /// What the filter `date` makes of a time that is local already; `None` if the host has to call it.
    fn format_now(
        &mut self,
        now: &H::Value,
        format: &H::Value,
    ) -> Result<Option<String>, H::Error> {
        let View::Text { text: name, .. } = self.host.view(format) else {
            return Ok(None);
        };
        let name = if name.is_empty() { "DATE_FORMAT" } else { name };
        let Some(kind) = self.host.kind(now)? else {
            return Ok(None);
        };
        let format = self.host.date_format(name, true)?;
        let Some(format) = format.filter(|format| format.suits(kind)) else {
            return Ok(None);
        };
        let fields = self.host.fields(now, format.reads())?;
        format.format(self.host, now, &fields)
    }
}
