//! Templates understood before they are rendered: patches between their renders give what the parser gives.
//!
//! `FUZZ_CASES` says how many random templates to try. A failure is printed as a case for `tests/layouts/`.

mod costs;
mod edits;
mod templates;

use std::fs;
use std::path::Path;

use costs::cost;
use enliven_vdom::layout::{Layout, Part, Rendered, Strays};
use enliven_vdom::{Patch, Tree, apply, wire};
use proptest::prelude::*;
use templates::{Random, any_page, any_template, fill, read_case, refill, render, write_case};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
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

/// Renders of one template, one after the other, and what is known of the last one.
struct Shown<'a> {
    layout: &'a Layout,
    is_page: bool,
    last: Rendered,
    /// Found out when it is asked for, or told by the last comparison.
    astray: Option<Strays>,
}

/// What came of a comparison.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Unchanged,
    Compared,
    /// With elements compared as wholes for values that do not stay in their slots.
    Widened,
    Doubtful,
}

impl Shown<'_> {
    fn next(&mut self, new: Rendered) -> Result<Outcome, String> {
        let layout = self.layout;
        let old = std::mem::replace(&mut self.last, new);
        let new = &self.last;
        if layout.are_same(&old, new) {
            self.astray = self.astray.take().filter(|_| old.trace == new.trace);
            return Ok(Outcome::Unchanged);
        }
        let astray = self.astray.take().unwrap_or_else(|| layout.check(&old));
        let (patches, strays) = match layout.diff(&old, &astray, new) {
            Ok((patches, strays)) => (Some(patches), strays),
            Err(strays) => (None, strays),
        };
        let is_widened = !(astray.is_empty() && strays.is_empty());
        if has_overlooked(layout, new, &strays) {
            let htmls = (&old.html, &new.html);
            return Err(format!("overlooked strays: {htmls:?}"));
        }
        self.astray = Some(strays);
        let Some(patches) = patches else {
            return Ok(Outcome::Doubtful);
        };
        agree(&old.html, &new.html, &patches, self.is_page)?;
        Ok(if is_widened {
            Outcome::Widened
        } else {
            Outcome::Compared
        })
    }
}

/// Whether a render has other strays than a comparison has found.
fn has_overlooked(layout: &Layout, new: &Rendered, found: &Strays) -> bool {
    let all = layout.check(new);
    let lines = |strays: &Strays| strays.notices().cloned().collect::<Vec<_>>();
    lines(found) != lines(&all)
}

/// Whether the patches lead from one render to the other.
fn agree(old: &str, new: &str, patches: &[Patch], is_page: bool) -> Result<(), String> {
    let mut tree = parse(old, is_page);
    let context = || format!("\nold {old}\nnew {new}\npatches {}", wire::encode(patches));
    apply(&mut tree, patches).map_err(|error| format!("{error}{}", context()))?;
    let expected = parse(new, is_page);
    if tree == expected {
        return Ok(());
    }
    let (found, expected) = (tree.to_html(), expected.to_html());
    Err(format!("gave {found}\nexpected {expected}{}", context()))
}

/// What became of random renders.
#[derive(Default)]
struct Counts {
    unchanged: usize,
    compared: usize,
    widened: usize,
    doubtful: usize,
}

/// Compares renders of a random template.
fn try_out(
    parts: &[Part],
    seed: u64,
    is_page: bool,
    counts: &mut Counts,
) -> Result<(), TestCaseError> {
    let layout = Layout::new(parts, is_page);
    let mut random = Random::new(seed);
    let mut data = fill(parts, &mut random);
    let mut shown = Shown {
        layout: &layout,
        is_page,
        last: render(parts, &data),
        astray: None,
    };
    let mut steps = vec![data.clone()];
    for _ in 0..4 {
        refill(parts, &mut data, &mut random);
        steps.push(data.clone());
    }
    steps.extend_from_within(2..4);
    for pair in steps.windows(2) {
        let outcome = shown.next(render(parts, &pair[1])).map_err(|difference| {
            let case = write_case(parts, &pair[0], &pair[1]);
            TestCaseError::fail(format!("{difference}\ncase:\n{case}\n"))
        })?;
        *match outcome {
            Outcome::Unchanged => &mut counts.unchanged,
            Outcome::Compared => &mut counts.compared,
            Outcome::Widened => &mut counts.widened,
            Outcome::Doubtful => &mut counts.doubtful,
        } += 1;
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(cases()))]

    #[test]
    fn patches_between_renders_of_a_fragment_give_what_the_parser_gives(
        parts in any_template(), seed in any::<u64>(),
    ) {
        try_out(&parts, seed, false, &mut Counts::default())?;
    }

    #[test]
    fn patches_between_renders_of_a_page_give_what_the_parser_gives(
        parts in any_page(), seed in any::<u64>(),
    ) {
        try_out(&parts, seed, true, &mut Counts::default())?;
    }
}

/// The parts as they are before the last template was known in each place.
fn before_growth(parts: &[Part]) -> Vec<Part> {
    let parts = parts.iter().map(|part| match part {
        Part::Choice { branches, line } => Part::Choice {
            branches: branches
                .iter()
                .map(|branch| before_growth(branch))
                .collect(),
            line: *line,
        },
        Part::Template { known, line } => Part::Template {
            known: (known.iter().rev().skip(1).rev())
                .map(|template| before_growth(template))
                .collect(),
            line: *line,
        },
        Part::List { item, empty, line } => Part::List {
            item: before_growth(item),
            empty: before_growth(empty),
            line: *line,
        },
        part => part.clone(),
    });
    parts.collect()
}

proptest! {
    #![proptest_config(config(cases() / 4))]

    #[test]
    fn what_becomes_known_later_changes_nothing_for_other_renders(
        parts in any_template(), seed in any::<u64>(),
    ) {
        let known = before_growth(&parts);
        let (before, after) = (Layout::new(&known, false), Layout::new(&parts, false));
        let mut random = Random::new(seed);
        let mut data = fill(&known, &mut random);
        let old = render(&known, &data);
        refill(&known, &mut data, &mut random);
        let new = render(&known, &data);
        let (astray, later) = (before.check(&old), after.check(&old));
        prop_assert_eq!(astray.is_empty(), later.is_empty());
        prop_assert_eq!(astray.are_everywhere(), later.are_everywhere());
        let patches = |layout: &Layout, astray| Some(layout.diff(&old, astray, &new).ok()?.0);
        prop_assert_eq!(patches(&before, &astray), patches(&after, &later));
    }
}

fn counts(templates: &BoxedStrategy<Vec<Part>>, is_page: bool) -> Counts {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut counts = Counts::default();
    for seed in 0..300 {
        let tree = templates.new_tree(&mut runner).expect("a template");
        try_out(&tree.current(), seed, is_page, &mut counts).expect("equal trees");
    }
    counts
}

#[test]
fn many_templates_are_compared_slot_by_slot() {
    for (counts, least) in [
        (counts(&any_template(), false), 35),
        (counts(&any_page(), true), 15),
    ] {
        let Counts {
            compared,
            widened,
            doubtful,
            ..
        } = counts;
        let total = compared + widened + doubtful;
        let text = format!("{compared} compared, {widened} widened, {doubtful} doubtful");
        assert!(compared * 100 / total > least, "{text}");
        assert!(widened * 100 / total > 2, "{text}");
    }
}

/// A case's name is that of its file; those of pages begin with `page_`.
#[test]
fn patches_of_cases_are_as_recorded() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts");
    let files = fs::read_dir(directory).expect("the cases are there");
    let mut failures = Vec::new();
    for file in files {
        let path = file.expect("the directory can be read").path();
        let name = path.file_stem().expect("it is a file").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a case is text");
        let is_page = name.starts_with("page_");
        let case = read_case(&text);
        let layout = Layout::new(&case.parts, is_page);
        let (old, new) = (
            render(&case.parts, &case.old),
            render(&case.parts, &case.new),
        );
        let diff = layout.diff(&old, &layout.check(&old), &new).ok();
        let record = match diff {
            None => String::from("compared as wholes"),
            Some((patches, strays)) => {
                if let Err(difference) = agree(&old.html, &new.html, &patches, is_page) {
                    failures.push(format!("{name}: {difference}"));
                }
                if has_overlooked(&layout, &new, &strays) {
                    failures.push(format!("{name} has strays that nobody knows of"));
                }
                let lines = patches
                    .iter()
                    .map(|patch| wire::encode(std::slice::from_ref(patch)));
                let lines: Vec<String> = lines.collect();
                format!("{}\n{}", cost(&patches), lines.join("\n"))
            }
        };
        let notices = layout.notices().iter().map(|notice| format!("\n{notice}"));
        let record = format!("{record}{}", notices.collect::<String>());
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/layouts",
            description => text.trim_end(),
            omit_expression => true,
        }, {
            insta::assert_snapshot!(&*name, record);
        });
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
