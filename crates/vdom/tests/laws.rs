//! What holds for every pair of trees.

mod generate;

use enliven_vdom::{Patch, Tree, apply, diff, replacement, wire};
use generate::{any_html, any_page, list_html, mutated_html, mutated_page, sound_html};
use proptest::prelude::*;

/// Failures are kept as files in `cases`, where they can be read.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn patched(old: &Tree, patches: &[Patch]) -> Result<Tree, TestCaseError> {
    let mut tree = old.clone();
    // Fails where a patch names a node that does not exist.
    apply(&mut tree, patches).map_err(|error| TestCaseError::fail(error.to_string()))?;
    Ok(tree)
}

fn check_pair(old: &Tree, new: &Tree) -> Result<(), TestCaseError> {
    let patches = diff(old, new);
    let json = wire::encode(&patches);
    let result = patched(old, &patches)?;
    prop_assert!(result == *new, "{json} gave {}", result.to_html());
    let decoded = wire::decode(&json).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(decoded, patches);
    prop_assert_eq!(diff(new, new), []);
    prop_assert_eq!(diff(new, &result), []);
    Ok(())
}

/// Content and bare `html` attributes: a replacement cannot know what attributes the root must lose.
fn check_replacement(old: &Tree, new: &Tree) -> Result<(), TestCaseError> {
    let mut new = new.clone();
    new.keep_mode_of(old);
    let result = patched(old, &replacement(&new))?;
    prop_assert_eq!(result.inner_html(result.root()), new.inner_html(new.root()));
    Ok(())
}

fn check_round_trip(tree: &Tree) -> Result<(), TestCaseError> {
    let html = tree.to_html();
    let again = if tree.is_page() {
        Tree::parse_page(&html)
    } else {
        Tree::parse_fragment(&html)
    };
    prop_assert!(again == *tree, "{html} became {}", again.to_html());
    prop_assert_eq!(again.to_html(), html);
    Ok(())
}

fn list(items: &[String], layout: (&str, &str, &str)) -> Tree {
    Tree::parse_fragment(&list_html(items, layout))
}

/// The length of the longest increasing subsequence, by trying all ends.
fn longest_increasing(numbers: &[usize]) -> usize {
    let mut best: Vec<usize> = Vec::new();
    for (end, number) in numbers.iter().enumerate() {
        let before = (0..end).filter(|before| numbers[*before] < *number);
        best.push(1 + before.map(|before| best[before]).max().unwrap_or(0));
    }
    best.into_iter().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn applying_the_difference_gives_the_new_fragment(old in any_html(), new in any_html()) {
        check_pair(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
    }

    #[test]
    fn applying_the_difference_gives_the_new_page(old in any_page(), new in any_page()) {
        check_pair(&Tree::parse_page(&old), &Tree::parse_page(&new))?;
    }

    #[test]
    fn pages_follow_each_other_in_the_mode_of_the_first(pages in prop::collection::vec(any_page(), 2..5)) {
        let mut trees = pages.iter().map(|html| Tree::parse_page(html));
        let mut served = trees.next().expect("there are two at least");
        let mut kept = served.clone();
        for mut next in trees {
            served = patched(&served, &diff(&kept, &next))?;
            prop_assert!(served == next);
            next.keep_mode_of(&kept);
            prop_assert!(patched(&served, &replacement(&next))? == next);
            kept = next;
        }
    }

    #[test]
    fn a_mutated_fragment_is_reached((old, new) in mutated_html()) {
        check_pair(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
    }

    #[test]
    fn sound_markup_survives_serialization(html in sound_html()) {
        check_round_trip(&Tree::parse_fragment(&html))?;
        check_round_trip(&Tree::parse_page(&html))?;
    }

    #[test]
    fn a_replacement_gives_the_content_whatever_was_there(old in any_html(), new in any_html()) {
        check_replacement(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
        check_replacement(&Tree::parse_page(&old), &Tree::parse_page(&new))?;
    }

    #[test]
    fn patching_on_and_on_does_not_grow_the_arena(steps in prop::collection::vec(any_html(), 2..8)) {
        let mut tree = Tree::parse_fragment("");
        let mut largest = 0;
        for html in steps {
            let next = Tree::parse_fragment(&html);
            let patches = diff(&tree, &next);
            tree = patched(&tree, &patches)?;
            largest = largest.max(next.arena_len());
            prop_assert!(tree == next);
        }
        prop_assert!(tree.arena_len() <= 2 * largest, "{} > 2 * {largest}", tree.arena_len());
    }

    #[test]
    fn what_is_not_a_patch_is_refused(json in "[\\[\\]{}\",:0-9tairmhn ]{0,24}") {
        let mut tree = Tree::parse_fragment("<p>a</p>");
        if let Ok(patches) = wire::decode(&json) {
            // Refusing is fine, panicking is not.
            drop(apply(&mut tree, &patches));
        }
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_mutated_page_is_reached((old, new) in mutated_page()) {
        if old.starts_with("<!") {
            check_pair(&Tree::parse_page(&old), &Tree::parse_page(&new))?;
        } else {
            check_pair(&Tree::parse_fragment(&old), &Tree::parse_fragment(&new))?;
        }
    }

    #[test]
    fn moving_one_keyed_child_is_one_move(
        count in 2..30_usize, from in 0..30_usize, to in 0..30_usize, layout in generate::layout(),
    ) {
        let mut items: Vec<String> = (0..count).map(|key| key.to_string()).collect();
        let old = list(&items, layout);
        let item = items.remove(from % count);
        items.insert(to % count, item);
        let new = list(&items, layout);
        let patches = diff(&old, &new);
        check_pair(&old, &new)?;
        // Where white space only separates, the ends have none to take along: it moves by itself.
        let most = if layout.1 == layout.0 || layout.1 == layout.2 { 1 } else { 2 };
        prop_assert!(patches.len() <= most, "{patches:?}");
        prop_assert_eq!(patches.is_empty(), from % count == to % count);
        let is_moves = patches.iter().all(|patch| matches!(patch, Patch::Move { .. }));
        prop_assert!(is_moves, "{patches:?}");
    }

    #[test]
    fn inserting_one_keyed_child_is_one_insert_and_back_one_remove(
        count in 0..30_usize, at in 0..31_usize, layout in generate::layout(),
    ) {
        let mut items: Vec<String> = (0..count).map(|key| key.to_string()).collect();
        let old = list(&items, layout);
        items.insert(at % (count + 1), "new".to_owned());
        let new = list(&items, layout);
        check_pair(&old, &new)?;
        let there = diff(&old, &new);
        prop_assert!(matches!(there[..], [Patch::Insert { .. }]), "{there:?}");
        let back = diff(&new, &old);
        prop_assert!(matches!(back[..], [Patch::Remove { .. }]), "{back:?}");
    }

    #[test]
    fn a_shuffle_moves_as_few_children_as_can_be(
        order in Just((0..24_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let items = |order: &[usize]| order.iter().map(usize::to_string).collect::<Vec<_>>();
        let sorted: Vec<usize> = (0..order.len()).collect();
        let (old, new) = (list(&items(&sorted), ("", "", "")), list(&items(&order), ("", "", "")));
        check_pair(&old, &new)?;
        let moved: usize = diff(&old, &new)
            .iter()
            .map(|patch| match patch {
                Patch::Move { count, .. } => *count as usize,
                _ => usize::MAX,
            })
            .sum();
        prop_assert_eq!(moved, order.len() - longest_increasing(&order));
    }
}

#[test]
fn the_pages_survive_serialization() {
    for html in generate::PAGES {
        let tree = if html.starts_with("<!") {
            Tree::parse_page(html)
        } else {
            Tree::parse_fragment(html)
        };
        check_round_trip(&tree).unwrap_or_else(|error| panic!("{error}"));
    }
}
