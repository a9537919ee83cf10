//! `{% widthratio %}`.

use super::Renderer;
use super::expression::WhenMissing;
use crate::host::{Host, View};
use crate::program::WidthRatio;

impl<H: Host> Renderer<'_, H> {
    pub(super) fn width_ratio(&mut self, tag: &WidthRatio<H::Symbols>) -> Result<(), H::Error> {
        let operands = match self.operands_of_ratio(tag) {
            Ok(operands) => operands,
            Err(error) if self.host.is_missing(&error) => return Ok(()),
            Err(error) => return Err(self.host.ratio_error(error)),
        };
        let text = match ratio(operands.each_ref().map(|value| self.host.view(value))) {
            Some(text) if tag.target.is_none() => {
                self.out.push_str(&text);
                return Ok(());
            }
            Some(text) => self.host.text(&text, false)?,
            None => self.host.ratio(operands)?,
        };
        match &tag.target {
            Some(name) => self.host.assign(name, text),
            None => self.host.append(text, &mut self.out),
        }
    }

    fn operands_of_ratio(
        &mut self,
        tag: &WidthRatio<H::Symbols>,
    ) -> Result<[H::Value; 3], H::Error> {
        Ok([
            self.value(&tag.value, WhenMissing::Invalid)?,
            self.value(&tag.maximum, WhenMissing::Invalid)?,
            self.value(&tag.width, WhenMissing::Invalid)?,
        ])
    }
}

/// Whole numbers below it are written with all their digits; of larger ones the last would be zeros.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The rounded share of a width; `None` for values that are not plain numbers, and for large results.
fn ratio([value, maximum, width]: [View<'_>; 3]) -> Option<String> {
    let (value, maximum, width) = (number(value)?, number(maximum)?, whole(width)?);
    if maximum == 0.0 {
        return Some("0".into());
    }
    let share = (value / maximum * width).round_ties_even();
    if !share.is_finite() {
        return Some(String::new());
    }
    // Adding nothing takes the sign from a negative zero.
    (share.abs() < EXACT).then(|| format!("{}", share + 0.0))
}

/// As Python's `float` has it.
fn number(view: View<'_>) -> Option<f64> {
    match view {
        View::Float(number) => Some(number),
        other => whole(other),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Python rounds to the nearest float, too"
)]
fn whole(view: View<'_>) -> Option<f64> {
    match view {
        View::Int(number) => Some(number as f64),
        View::Bool(truth) => Some(f64::from(u8::from(truth))),
        _ => None,
    }
}
