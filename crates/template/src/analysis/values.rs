//! What analysis knows of a value: where in the template's data it came from.

use std::collections::BTreeSet;

/// What a value may be. Several sources are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    /// Places in the data that it may be, such as `orders[].customer`.
    pub(super) places: BTreeSet<String>,
    /// Places whose items it may hold in groups, as `{% regroup %}` makes them.
    pub(super) grouped: BTreeSet<String>,
    /// Places whose items it may be a group of.
    pub(super) groups: BTreeSet<String>,
    /// Whether it may be the block under way, whose `super` renders the block that it overrides.
    pub(super) is_block: bool,
    /// Whether it may be anything in the data.
    pub(super) is_anything: bool,
}

/// A value of more places than this, or of a longer one in bytes, counts as anything: loops that assign could go on for ever.
const MOST_PLACES: usize = 32;
const LONGEST_PLACE: usize = 1000;

impl Value {
    /// A value that the template or a function has made.
    pub(super) fn made() -> Self {
        Self::default()
    }

    /// The variable of the data that has this name.
    pub(super) fn of_data(name: &str) -> Self {
        Self::at(BTreeSet::from([name.to_owned()]))
    }

    /// The variable `block`.
    pub(super) fn block() -> Self {
        Self {
            is_block: true,
            ..Self::default()
        }
    }

    /// A value that may be anything in the data.
    pub(super) fn anything() -> Self {
        Self {
            is_anything: true,
            ..Self::default()
        }
    }

    fn at(places: BTreeSet<String>) -> Self {
        Self {
            places,
            ..Self::default()
        }
    }

    fn limited(self) -> Self {
        let mut all = self.places.iter().chain(&self.grouped).chain(&self.groups);
        let is_too_long = all.any(|place| place.len() > LONGEST_PLACE);
        let count = self.places.len() + self.grouped.len() + self.groups.len();
        if self.is_anything || is_too_long || count > MOST_PLACES {
            return Self {
                is_block: self.is_block,
                ..Self::anything()
            };
        }
        self
    }

    /// What `{% regroup %}` makes of its items.
    pub(super) fn regrouped(self) -> Self {
        Self {
            grouped: self.places,
            is_anything: self.is_anything,
            ..Self::default()
        }
    }

    /// This value or another.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.places.extend(other.places);
        self.grouped.extend(other.grouped);
        self.groups.extend(other.groups);
        self.is_block |= other.is_block;
        self.is_anything |= other.is_anything;
        self.limited()
    }

    /// What a look-up of this name on it gives.
    pub(super) fn member(&self, name: &str) -> Self {
        let places = self.places.iter().map(|place| format!("{place}.{name}"));
        let mut found = Self::at(places.collect());
        // A group is a pair of what its items have in common and the list of them.
        if matches!(name, "list" | "1") {
            found.places.extend(self.groups.iter().cloned());
        }
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            found.groups.extend(self.grouped.iter().cloned());
        }
        found.is_anything = self.is_anything;
        found.limited()
    }

    /// What an iteration over it gives.
    pub(super) fn item(&self) -> Self {
        Self {
            places: self
                .places
                .iter()
                .map(|place| format!("{place}[]"))
                .collect(),
            groups: self.grouped.clone(),
            is_anything: self.is_anything,
            ..Self::default()
        }
        .limited()
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn groups_lead_back_to_the_items() {
        let groups = Value::of_data("people").regrouped();
        let group = groups.item();
        assert_eq!(group.member("grouper"), Value::made());
        let person = group.member("list").item();
        assert_eq!(person, Value::of_data("people[]"));
        assert_eq!(groups.member("0").member("1"), Value::of_data("people"));
    }

    #[test]
    fn alternatives_are_followed_together() {
        let value = Value::of_data("a")
            .or(Value::of_data("b"))
            .item()
            .member("c");
        let expected = Value::of_data("a[].c").or(Value::of_data("b[].c"));
        assert_eq!(value, expected);
    }
}
