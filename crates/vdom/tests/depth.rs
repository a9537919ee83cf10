//! Trees far deeper than any stack: nothing may recurse over them.
//!
//! They are made of `span`s and `b`s: for a `div`, the parser looks through all open elements for a paragraph to close.

use enliven_vdom::{Tree, apply, diff, wire};

const DEPTH: usize = 100_000;

fn nested(open: &str, inner: &str) -> String {
    format!("{}{inner}", open.repeat(DEPTH))
}

fn check(old: &str, new: &str) -> usize {
    let (old, new) = (Tree::parse_fragment(old), Tree::parse_fragment(new));
    let patches = diff(&old, &new);
    let decoded = wire::decode(&wire::encode(&patches)).expect("what was encoded can be read");
    let mut patched = old.clone();
    apply(&mut patched, &decoded).expect("the patches fit the old tree");
    assert!(patched == new);
    assert!(patched.text(patched.root()) == new.text(new.root()));
    assert!(patched.to_html() == new.to_html());
    patches.len()
}

#[test]
fn a_change_at_the_bottom_is_found() {
    assert_eq!(check(&nested("<span>", "a"), &nested("<span>", "b")), 1);
}

#[test]
fn a_deep_tree_is_inserted_and_removed() {
    let deep = nested("<span>", "a");
    assert_eq!(check("<p>a</p>", &format!("<p>a</p>{deep}")), 1);
    assert_eq!(check(&format!("<p>a</p>{deep}"), "<p>a</p>"), 1);
}

#[test]
fn a_change_on_every_level_replaces_the_page() {
    assert_eq!(check(&nested("<b>", "a"), &nested("<b class=x>", "a")), 1);
}
