//! Numbers, dates and times as text: what `django.utils.formats`, `numberformat` and `dateformat` do.
//!
//! Everything here is a function of its arguments. What depends on the language (separators, formats, the names of months) comes
//! through [`crate::host::Formats`].

pub mod calendar;
pub mod date;
pub mod decimal;
mod float;
mod localize;
pub mod number;
pub mod since;

pub use calendar::Date;
pub use date::{DateFormat, Fields, Time, Word};
pub use decimal::Decimal;
pub use localize::{localize, localize_number};
pub use number::NumberFormat;
