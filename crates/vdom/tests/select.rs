//! CSS selectors on the arena tree.

use enliven_vdom::{ErrorKind, Tree};

fn texts(tree: &Tree, css: &str) -> Vec<String> {
    let found = tree.select(css).unwrap_or_else(|error| panic!("{error}"));
    found.into_iter().map(|id| tree.text(id)).collect()
}

fn sample() -> Tree {
    Tree::parse_fragment(
        "<ul id=list class='a b'><li class=first>1</li> <li live-key=2>2</li><!-- --><li title='x y'>3</li></ul>\
         <p>4 <b>5</b></p><svg viewBox='0 0 1 1'><title>6</title></svg>\
         <template><li>7</li></template><div></div>",
    )
}

#[test]
fn elements_are_found_in_document_order() {
    let tree = sample();
    assert_eq!(texts(&tree, "li"), ["1", "2", "3"]);
    assert_eq!(
        texts(&tree, "b, li.first, #list > [live-key]"),
        ["1", "2", "5"]
    );
    assert_eq!(texts(&tree, ".b li + li ~ li"), ["3"]);
    assert_eq!(texts(&tree, "[title~=y], [title^='x'][title$='y']"), ["3"]);
    assert_eq!(
        texts(&tree, "li:nth-child(2 of li), li:last-child, p:has(b)"),
        ["2", "3", "4 5"]
    );
    assert_eq!(texts(&tree, "ul :not(:is(.first, [title]))"), ["2"]);
    assert_eq!(texts(&tree, "div:empty"), [""]);
    assert_eq!(texts(&tree, "svg[viewBox] > title"), ["6"]);
}

#[test]
fn names_ignore_case_in_html_only() {
    let tree = sample();
    assert_eq!(texts(&tree, "LI[LIVE-KEY]"), ["2"]);
    assert!(texts(&tree, "svg[viewbox]").is_empty());
}

#[test]
fn the_root_of_a_fragment_is_no_element() {
    let tree = sample();
    assert!(texts(&tree, "div ul, :root, div > p").is_empty());
    assert_eq!(texts(&tree, "ul:first-child").len(), 1);
}

#[test]
fn a_page_has_a_root() {
    let tree = Tree::parse_page("<!DOCTYPE html><title>t</title><p>a");
    assert_eq!(texts(&tree, ":root > body > p"), ["a"]);
    assert_eq!(texts(&tree, "html"), ["ta"]);
}

#[test]
fn the_nearest_match_may_be_the_element_itself() {
    let tree = sample();
    let bold = tree.select("b").expect("it is a selector")[0];
    let closest = |css| tree.closest(bold, css).expect("it is a selector");
    assert_eq!(closest("b"), Some(bold));
    assert_eq!(closest("p"), tree.parent(bold));
    assert_eq!(closest("div"), None);
}

#[test]
fn a_search_below_an_element_leaves_it_out_and_knows_it_as_scope() {
    let tree = Tree::parse_fragment("<div id=a><div id=b><p>1</p></div><p>2</p></div>");
    let outer = tree.select("#a").expect("it is a selector")[0];
    let found = |css| tree.select_in(outer, css).expect("it is a selector").len();
    assert_eq!(found("div"), 1);
    assert_eq!(found(":scope > p"), 1);
    assert_eq!(found("#a p"), 2);
}

#[test]
fn what_is_no_supported_selector_is_refused() {
    let browser = "uses a pseudo-class or pseudo-element that needs a browser";
    for (css, reason) in [
        ("", "is not a CSS selector"),
        ("p[", "is not a CSS selector"),
        ("> p", "is not a CSS selector"),
        ("p >", "has a combinator with no selector beside it"),
        ("p,", "is not a CSS selector"),
        ("p:hover", browser),
        ("p::before", browser),
        ("ns|p", "uses a namespace prefix, and there are none"),
    ] {
        let error = sample().select(css).expect_err(css);
        assert_eq!(error.kind(), ErrorKind::InvalidSelector, "{css}");
        assert_eq!(error.to_string(), format!("\"{css}\" {reason}"));
    }
}

#[test]
fn a_long_selector_is_not_repeated_whole() {
    let css = format!("{}[", "é".repeat(200));
    let error = sample().select(&css).expect_err("a bracket is open");
    let shown = "é".repeat(80);
    assert_eq!(
        error.to_string(),
        format!("\"{shown}…\" is not a CSS selector")
    );
}
