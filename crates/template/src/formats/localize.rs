//! Values as `django.utils.formats.localize` writes them.

use super::date::Kind;
use super::number::{Localized, Number};
use crate::host::Formats;

/// Writes a number, a date or a time in the active language, or as the settings have it for none.
///
/// `None` for other values, and for what only the host can write.
///
/// # Errors
///
/// What asking the host fails with.
pub fn localize<H: Formats + ?Sized>(
    host: &mut H,
    value: &H::Value,
    is_localized: bool,
) -> Result<Option<Localized>, H::Error> {
    let Some(number) = host.number(value)? else {
        return localize_moment(host, value, is_localized);
    };
    localize_number(host, &number, is_localized)
}

/// Writes a number in the active language, or as Python does.
///
/// # Errors
///
/// What asking the host fails with.
pub fn localize_number<H: Formats + ?Sized>(
    host: &mut H,
    number: &Number,
    is_localized: bool,
) -> Result<Option<Localized>, H::Error> {
    if !is_localized {
        return Ok(number.to_python().map(plain));
    }
    let format = host.number_format(true)?;
    Ok(format.and_then(|format| format.localize(number, false)))
}

fn localize_moment<H: Formats + ?Sized>(
    host: &mut H,
    value: &H::Value,
    is_localized: bool,
) -> Result<Option<Localized>, H::Error> {
    let Some(kind) = host.kind(value)? else {
        return Ok(None);
    };
    let name = match kind {
        Kind::DateTime => "DATETIME_FORMAT",
        Kind::Date => "DATE_FORMAT",
        Kind::Time => "TIME_FORMAT",
    };
    let Some(format) = host.date_format(name, is_localized)? else {
        return Ok(None);
    };
    if !format.suits(kind) {
        return Ok(None);
    }
    let fields = host.fields(value, format.reads())?;
    Ok(format.format(host, value, &fields)?.map(plain))
}

fn plain(text: String) -> Localized {
    Localized {
        text,
        is_safe: false,
    }
}
