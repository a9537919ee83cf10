//! HTML trees, their difference, and the patches that turn one into the other.
//!
//! | module | holds |
//! |---|---|
//! | `dom` | the arena tree, its nodes and their names |
//! | `parse` | html5ever's tree sink: markup to a tree |
//! | `serialize` | a tree to markup |
//! | `hash` | structural hashes, by which equal subtrees are told without a walk |
//! | `diff` | two trees to patches |
//! | `select` | elements by CSS selector |
//! | `patch` | the patches, their addresses and what they insert |
//! | [`apply`] | patches on a tree: the meaning the client must match |
//! | [`wire`] | patches to JSON and back |
//! | `work` | steps, counted in tests |
//!
//! ```
//! use enliven_vdom::{Tree, apply, diff, wire};
//!
//! let mut page = Tree::parse_fragment("<p>1</p>");
//! let next = Tree::parse_fragment("<p>2</p>");
//! let patches = diff(&page, &next);
//! assert_eq!(wire::encode(&patches), r#"[["t",[0,0,0],"2"]]"#);
//! apply(&mut page, &patches)?;
//! assert!(page == next);
//! # Ok::<(), enliven_vdom::Error>(())
//! ```

mod apply;
mod diff;
mod dom;
mod error;
mod hash;
pub mod layout;
mod parse;
mod patch;
mod select;
mod serialize;
pub mod wire;
mod work;

pub use apply::apply;
pub use diff::{diff, replacement};
pub use dom::{Attribute, Data, Doctype, Element, NodeId, Tree};
pub use error::{Error, ErrorKind};
pub use patch::{Content, ContentNode, Patch, Path};
