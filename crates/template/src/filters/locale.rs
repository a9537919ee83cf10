//! Filters whose result depends on the language, the time zone or the clock.

use super::date::Form;
use super::{Answer, Native, date, humanize, localized, since, size};
use crate::host::Host;
use crate::render::Resolved;

pub(super) fn apply<H: Host>(
    native: Native,
    host: &mut H,
    input: &Resolved<H::Value>,
    argument: Option<&H::Value>,
) -> Answer<H> {
    match native {
        Native::Date => date::date(host, Form::Date, input, argument),
        Native::Time => date::date(host, Form::Time, input, argument),
        Native::Timesince => since::timesince(host, input, argument, false),
        Native::Timeuntil => since::timesince(host, input, argument, true),
        Native::Naturalday => since::naturalday(host, input, argument),
        Native::Naturaltime => since::naturaltime(host, input),
        Native::Floatformat => localized::floatformat(host, input, argument),
        Native::Filesizeformat => size::filesizeformat(host, input),
        Native::Localize => localized::localize(host, input, true),
        Native::Unlocalize => localized::localize(host, input, false),
        Native::Intcomma => localized::intcomma(host, input, argument),
        Native::Intword => humanize::intword(host, input),
        Native::Apnumber => humanize::apnumber(host, input),
        Native::Ordinal => humanize::ordinal(host, input),
        _ => Ok(None),
    }
}
