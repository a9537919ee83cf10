//! Patches that do not fit, and wire text that is not patches.

use enliven_vdom::{ErrorKind, Tree, apply, diff, replacement, wire};

fn refusal(patches: &str) -> (ErrorKind, String) {
    let mut tree = Tree::parse_fragment("<p class=a>text</p><!-- c -->");
    let outcome = wire::decode(patches).and_then(|patches| apply(&mut tree, &patches));
    let error = outcome.expect_err(patches);
    (error.kind(), error.to_string())
}

#[test]
fn markup_is_meant_for_the_mode_of_the_document_served() {
    let strict = Tree::parse_page("<!doctype html><div></div>");
    let quirky = Tree::parse_page("<div></div>");
    let content = "<div><p>a<table></table></p></div>";
    for (mut served, doctype) in [(strict, ""), (quirky, "<!doctype html>")] {
        let mut next = Tree::parse_page(&format!("{doctype}{content}"));
        let patches = diff(&served, &next);
        apply(&mut served, &patches).expect("the patches fit");
        assert!(served == next, "{}", served.to_html());
        next.keep_mode_of(&served);
        apply(&mut served, &replacement(&next)).expect("the patches fit");
        assert!(served == next, "{}", served.to_html());
    }
}

#[test]
fn a_patch_that_does_not_fit_says_why() {
    let cases = [
        (
            r#"[["t",[1],"x"]]"#,
            ErrorKind::UnknownAnchor,
            "patch 0: there is no anchor 1; the root is 0",
        ),
        (
            r#"[["t",[0,2],"x"]]"#,
            ErrorKind::NoSuchNode,
            "patch 0: step 0 of the path takes child 2 of 2",
        ),
        (
            r#"[["r",[0],1,2]]"#,
            ErrorKind::NoSuchNode,
            "patch 0: children 1 to 1+2 of 2",
        ),
        (
            r#"[["m",[0],0,2,1]]"#,
            ErrorKind::NoSuchNode,
            "patch 0: nodes go before child 2 of 1",
        ),
        (
            r#"[["i",[0],3,"x"]]"#,
            ErrorKind::NoSuchNode,
            "patch 0: nodes go before child 3 of 2",
        ),
        (
            r#"[["a",[0,0],"id",null]]"#,
            ErrorKind::NoSuchNode,
            "patch 0: there is no attribute \"id\" to remove",
        ),
        (
            r#"[["t",[0,0],"x"]]"#,
            ErrorKind::WrongNode,
            "patch 0: an element has no text of its own",
        ),
        (
            r#"[["t",[0,1],"x"],["h",[0,1],"x"]]"#,
            ErrorKind::WrongNode,
            "patch 1: the node is not an element",
        ),
    ];
    for (patches, kind, message) in cases {
        assert_eq!(refusal(patches), (kind, message.to_owned()), "{patches}");
    }
}

#[test]
fn text_that_is_not_patches_is_refused() {
    let nested = "[".repeat(100_000);
    let deep = format!(r#"[["i",[0],0,{nested}]]"#);
    for json in [
        "",
        "{}",
        "[1]",
        "[[]]",
        r#"[["x",[0]]]"#,
        r#"[["t",[],"x"]]"#,
        r#"[["t",[0]]]"#,
        r#"[["t",[0],"x",1]]"#,
        r#"[["t",[-1],"x"]]"#,
        r#"[["r",[0],0,1.5]]"#,
        r#"[["r",[0],0,4294967296]]"#,
        r#"[["i",[0],0,[{"text":"x"}]]]"#,
        r#"[["i",[0],0,[["p",{}]]]]"#,
        r#"[["i",[0],0,[["p",{},[],"xml"]]]]"#,
        r#"[["t",[0,0,0],"\ud800"]]"#,
        &deep,
    ] {
        assert_eq!(refusal(json).0, ErrorKind::MalformedPatch, "{json:.40}");
    }
}

#[test]
fn structured_nodes_become_what_they_say() {
    let mut tree = Tree::parse_fragment("<table></table>");
    let json = r##"[["i",[0,0],0,["a","b",["tr",{"class":"x"},[{"comment":" c "}]],["svg",{"viewBox":"0"},[["use",{"xlink:href":"#a"},[],"svg"]],"svg"],["mi",{},[],"math"]]]]"##;
    let patches = wire::decode(json).expect("these are patches");
    apply(&mut tree, &patches).expect("they fit");
    assert_eq!(
        tree.to_html(),
        "<table>ab<tr class=\"x\"><!-- c --></tr><svg viewBox=\"0\"><use xlink:href=\"#a\"></use></svg><mi></mi></table>"
    );
    assert_eq!(tree.children(tree.children(tree.root())[0]).len(), 5);
    assert_eq!(wire::encode(&patches), json);
}
