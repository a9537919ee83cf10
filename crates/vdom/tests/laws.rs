//! What holds for every pair of trees.

mod generate;

use enliven_vdom::{Tree, apply, diff, wire};
use proptest::prelude::*;

fn check_pair(old: &Tree, new: &Tree) -> Result<(), TestCaseError> {
    let patches = diff(old, new);
    let mut patched = old.clone();
    apply(&mut patched, &patches).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(
        patched == *new,
        "{} gave {}",
        wire::encode(&patches),
        patched.to_html()
    );
    prop_assert_eq!(
        wire::decode(&wire::encode(&patches)).expect("it was encoded just now"),
        patches
    );
    prop_assert_eq!(diff(new, &patched), []);
    Ok(())
}

/// Failures are kept as files in `cases`, where they can be read.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn applying_the_difference_gives_the_new_fragment(
        old in generate::any_html(), new in generate::any_html(),
    ) {
        check_pair(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
    }

    #[test]
    fn applying_the_difference_gives_the_new_page(
        old in generate::any_html(), new in generate::any_html(),
    ) {
        check_pair(&Tree::parse_page(&old), &Tree::parse_page(&new))?;
    }

    #[test]
    fn a_mutated_fragment_is_reached(
        (old, new) in generate::mutated_html(),
    ) {
        check_pair(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
    }
}
