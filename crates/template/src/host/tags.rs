//! What single tags ask for.

use super::{Literal, Name, Node, Types};

/// What comes next in a cycle.
pub enum Turn<V> {
    /// The value of this index.
    Own(usize),
    /// A value that is not one of the tag's.
    Foreign(V),
}

/// What tags keep from one of their renderings to the next, where code of the host's language may see it too, and the values they
/// make.
#[expect(
    clippy::missing_errors_doc,
    reason = "every method fails with whatever its language throws"
)]
pub trait Tags: Types {
    /// Moves a `{% cycle %}` on; `keys` are those of its values.
    fn advance(
        &mut self,
        node: &Node<Self>,
        keys: &[Literal<Self>],
    ) -> Result<Turn<Self::Value>, Self::Error>;
    /// Sets a variable in the innermost scope that has it, or else in the innermost of all.
    fn assign_upward(&mut self, name: &Name<Self>, value: Self::Value) -> Result<(), Self::Error>;

    /// Where an `{% ifchanged %}` keeps what it compares with: the innermost loop, or the template.
    fn memory(&mut self, node: &Node<Self>) -> Result<Self::Value, Self::Error>;
    /// Whether a value is another than the one kept, which it then replaces.
    fn has_changed(
        &mut self,
        memory: &Self::Value,
        node: &Node<Self>,
        value: &Self::Value,
    ) -> Result<bool, Self::Error>;

    /// A list.
    fn list(&mut self, items: Vec<Self::Value>) -> Result<Self::Value, Self::Error>;
    /// Whether two values are the same or equal.
    fn equals(&mut self, left: &Self::Value, right: &Self::Value) -> Result<bool, Self::Error>;
    /// What `{% regroup %}` makes of items with an equal key.
    fn group(
        &mut self,
        key: Self::Value,
        items: Vec<Self::Value>,
    ) -> Result<Self::Value, Self::Error>;

    /// The text of a `{% widthratio %}` of values that are not all plain numbers.
    fn ratio(&mut self, operands: [Self::Value; 3]) -> Result<Self::Value, Self::Error>;
    /// The error of a `{% widthratio %}` whose operands fail with this one.
    fn ratio_error(&mut self, error: Self::Error) -> Self::Error;

    /// Text stripped of the white space around it and between tags.
    fn strip_spaces(&mut self, text: Self::Value) -> Result<Self::Value, Self::Error>;
}
