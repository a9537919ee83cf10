//! Pairs of markup in `cases/*.txt`, old `---` new, and the patches between them.
//!
//! Each is also written to `tests/vectors/` of the project, which the client's tests read; `UPDATE_VECTORS=1` brings that file up to date.

mod costs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use costs::cost;
use enliven_vdom::{Patch, Tree, apply, diff, wire};
use serde_json::{Value, json};

struct Case {
    old: String,
    new: String,
}

fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn cases() -> BTreeMap<String, Case> {
    let files = fs::read_dir(directory("tests/cases")).expect("the cases are there");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    paths
        .map(|path| {
            let name = path
                .file_stem()
                .expect("it is a file")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a case is text");
            let (old, new) = text.split_once("\n---\n").expect("a case has two halves");
            (
                name,
                Case {
                    old: old.to_owned(),
                    new: new.trim_end_matches('\n').to_owned(),
                },
            )
        })
        .collect()
}

fn parse(html: &str) -> Tree {
    if html.starts_with("<!DOCTYPE") {
        Tree::parse_page(html)
    } else {
        Tree::parse_fragment(html)
    }
}

fn patches(case: &Case) -> Vec<Patch> {
    let (mut tree, new) = (parse(&case.old), parse(&case.new));
    let patches = diff(&tree, &new);
    apply(&mut tree, &patches).expect("the patches fit the old tree");
    assert!(
        tree == new,
        "{} gave {}",
        wire::encode(&patches),
        tree.to_html()
    );
    patches
}

#[test]
fn patches_are_as_recorded() {
    for (name, case) in cases() {
        let patches = patches(&case);
        let mut record = cost(&patches);
        for patch in &patches {
            write!(record, "\n{}", wire::encode(std::slice::from_ref(patch)))
                .expect("a string takes any text");
        }
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            description => format!("{}\n---\n{}", case.old, case.new),
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, record);
        });
    }
}

#[test]
fn vectors_are_up_to_date() {
    let vectors: Vec<Value> = cases()
        .iter()
        .map(|(name, case)| {
            let patches: Value =
                serde_json::from_str(&wire::encode(&patches(case))).expect("the wire is JSON");
            json!({"name": name, "old": case.old, "new": case.new, "patches": patches})
        })
        .collect();
    let text = serde_json::to_string_pretty(&vectors).expect("values are JSON") + "\n";
    let path = directory("../../tests/vectors/patches.json");
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        fs::create_dir_all(path.parent().expect("it has a directory")).expect("it can be made");
        fs::write(&path, &text).expect("the vectors can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "run the tests once with UPDATE_VECTORS=1, and look at what changes"
    );
}
