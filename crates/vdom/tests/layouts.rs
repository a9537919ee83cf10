//! Templates understood before they are rendered: patches between their renders give what the parser gives.

mod templates;

use enliven_vdom::layout::{Layout, Rendered};
use enliven_vdom::{Tree, apply, wire};
use proptest::prelude::*;
use templates::{Random, any_page, any_template, fill, refill, render};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// How many cases to try, as the environment says; few by default.
fn cases() -> u32 {
    std::env::var("FUZZ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(2_000)
}

fn parse(html: &str, is_page: bool) -> Tree {
    if is_page {
        Tree::parse_page(html)
    } else {
        Tree::parse_fragment(html)
    }
}

/// Whether the renders were compared slot by slot.
fn check(
    layout: &Layout,
    old: &Rendered,
    new: &Rendered,
    is_page: bool,
) -> Result<bool, TestCaseError> {
    if !layout.holds(old) {
        return Ok(false);
    }
    let Some(patches) = layout.diff(old, new) else {
        return Ok(false);
    };
    let mut tree = parse(&old.html, is_page);
    let json = wire::encode(&patches);
    let context = || format!("\nold {}\nnew {}\npatches {json}", old.html, new.html);
    apply(&mut tree, &patches)
        .map_err(|error| TestCaseError::fail(format!("{error}{}", context())))?;
    let expected = parse(&new.html, is_page);
    prop_assert!(
        tree == expected,
        "gave {}\nexpected {}{}",
        tree.to_html(),
        expected.to_html(),
        context()
    );
    Ok(true)
}

proptest! {
    #![proptest_config(config(cases()))]

    #[test]
    fn patches_between_renders_of_a_fragment_give_what_the_parser_gives(
        parts in any_template(), seed in any::<u64>(),
    ) {
        let layout = Layout::new(&parts, false);
        let mut random = Random::new(seed);
        let mut data = fill(&parts, &mut random);
        let mut old = render(&parts, &data);
        for _ in 0..3 {
            refill(&parts, &mut data, &mut random);
            let new = render(&parts, &data);
            check(&layout, &old, &new, false)?;
            old = new;
        }
    }

    #[test]
    fn patches_between_renders_of_a_page_give_what_the_parser_gives(
        parts in any_page(), seed in any::<u64>(),
    ) {
        let layout = Layout::new(&parts, true);
        let mut random = Random::new(seed);
        let mut data = fill(&parts, &mut random);
        let mut old = render(&parts, &data);
        for _ in 0..3 {
            refill(&parts, &mut data, &mut random);
            let new = render(&parts, &data);
            check(&layout, &old, &new, true)?;
            old = new;
        }
    }
}

#[test]
fn most_templates_are_compared_slot_by_slot() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut random = Random::new(1);
    let (mut compared, mut total) = (0, 0);
    for _ in 0..500 {
        let parts = any_template()
            .new_tree(&mut runner)
            .expect("a template")
            .current();
        let layout = Layout::new(&parts, false);
        let mut data = fill(&parts, &mut random);
        let old = render(&parts, &data);
        refill(&parts, &mut data, &mut random);
        let new = render(&parts, &data);
        total += 1;
        compared += usize::from(check(&layout, &old, &new, false).expect("equal trees"));
    }
    assert!(compared * 2 > total, "{compared} of {total}");
}
