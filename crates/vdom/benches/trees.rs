//! What parsing and comparing a table of 1,000 rows costs.

use std::fmt::Write as _;

use divan::Bencher;
use enliven_vdom::{Tree, diff, wire};

const ROWS: usize = 1_000;

fn main() {
    divan::main();
}

fn table(rows: impl Iterator<Item = usize>, changed: Option<usize>) -> String {
    let mut html = String::from("<table>\n  <tbody>\n");
    for row in rows {
        let label = if changed == Some(row) {
            "changed"
        } else {
            "pretty red table"
        };
        write!(
            html,
            "    <tr live-key=\"{row}\" class=\"row\">\n      <td>{row}</td>\n      <td><a live-click=\"select\">{label}</a></td>\n      \
             <td>9.99</td>\n    </tr>\n"
        )
        .expect("a string takes any text");
    }
    html.push_str("  </tbody>\n</table>");
    html
}

fn bench_diff(bencher: Bencher, old: &str, new: &str) {
    let (old, new) = (Tree::parse_fragment(old), Tree::parse_fragment(new));
    bencher.bench(|| wire::encode(&diff(&old, &new)));
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let html = table(0..ROWS, None);
    bencher.bench(|| Tree::parse_fragment(&html));
}

#[divan::bench]
fn serialize(bencher: Bencher) {
    let tree = Tree::parse_fragment(&table(0..ROWS, None));
    bencher.bench(|| tree.to_html());
}

#[divan::bench]
fn diff_equal(bencher: Bencher) {
    let html = table(0..ROWS, None);
    bench_diff(bencher, &html, &html);
}

#[divan::bench]
fn diff_one_cell(bencher: Bencher) {
    bench_diff(
        bencher,
        &table(0..ROWS, None),
        &table(0..ROWS, Some(ROWS / 2)),
    );
}

#[divan::bench]
fn diff_prepended_row(bencher: Bencher) {
    bench_diff(bencher, &table(1..ROWS, None), &table(0..ROWS, None));
}

#[divan::bench]
fn diff_reversed(bencher: Bencher) {
    bench_diff(
        bencher,
        &table(0..ROWS, None),
        &table((0..ROWS).rev(), None),
    );
}
