//! Comparing two renders of a template that is understood, beside parsing one of them.

use std::hint::black_box;

use divan::Bencher;
use enliven_vdom::Tree;
use enliven_vdom::layout::{Layout, Part, Rendered};

const ROWS: usize = 1_000;

fn main() {
    divan::main();
}

#[derive(Clone)]
struct Row {
    id: usize,
    cells: [String; 4],
}

fn row(id: usize) -> Row {
    let cells = ["title", "author", "section", "stock"].map(|name| format!("{name} {id}"));
    Row { id, cells }
}

fn rows() -> Vec<Row> {
    (0..ROWS).map(row).collect()
}

fn text(markup: &str) -> Part {
    Part::Text(markup.into())
}

fn parts() -> Vec<Part> {
    let slot = || Part::Value { line: 1 };
    let mut item = vec![text("\n<tr live-key=\""), slot(), text("\">")];
    for _ in 0..4 {
        item.extend([text("<td class=\"cell\">"), slot(), text("</td>")]);
    }
    item.push(text("</tr>\n"));
    let list = Part::List {
        item,
        empty: Vec::new(),
        line: 1,
    };
    vec![
        text("<main><h1>Articles</h1><table><thead><tr><th>a</th></tr></thead><tbody>"),
        list,
        text("</tbody></table></main>"),
    ]
}

fn render(rows: &[Row]) -> Rendered {
    let mut out = Rendered::default();
    out.html
        .push_str("<main><h1>Articles</h1><table><thead><tr><th>a</th></tr></thead><tbody>");
    let begun = out.trace.begin(out.html.len());
    for row in rows {
        let item = out.trace.begin_item(out.html.len());
        out.html.push_str("\n<tr live-key=\"");
        value(&mut out, &row.id.to_string());
        out.html.push_str("\">");
        for cell in &row.cells {
            out.html.push_str("<td class=\"cell\">");
            value(&mut out, cell);
            out.html.push_str("</td>");
        }
        out.html.push_str("</tr>\n");
        out.trace.end_item(item, out.html.len());
    }
    out.trace.end(begun, rows.len(), out.html.len());
    out.html.push_str("</tbody></table></main>");
    out
}

fn value(out: &mut Rendered, value: &str) {
    out.html.push_str(value);
    out.trace.value(value.len());
}

/// What happens to the rows, by name.
type Change = (&'static str, fn(&mut Vec<Row>));

fn changes() -> Vec<Change> {
    vec![
        ("no-op", |_| {}),
        ("update one", |rows| rows[500].cells[2] = "new".into()),
        ("update every 10th", |rows| {
            for row in rows.iter_mut().step_by(10) {
                row.cells[2] = "new".into();
            }
        }),
        ("swap rows", |rows| rows.swap(1, 998)),
        ("prepend one", |rows| rows.insert(0, row(5_000))),
        ("append 1,000", |rows| rows.extend((5_000..6_000).map(row))),
        ("remove one", |rows| drop(rows.remove(500))),
        ("clear", Vec::clear),
        ("reverse", |rows| rows.reverse()),
    ]
}

#[divan::bench(args = changes().into_iter().map(|(name, _)| name))]
fn compare(bencher: Bencher, name: &str) {
    let layout = Layout::new(&parts(), false);
    let mut rows = rows();
    let old = render(&rows);
    let change = changes().into_iter().find(|(other, _)| *other == name);
    change.expect("a change of this name").1(&mut rows);
    let new = render(&rows);
    let astray = layout.check(&old);
    assert!(astray.is_empty());
    bencher.bench_local(|| black_box(layout.diff(&old, &astray, &new)).expect("patches"));
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let rendered = render(&rows());
    bencher.bench_local(|| black_box(Tree::parse_fragment(&rendered.html)));
}

#[divan::bench]
fn check(bencher: Bencher) {
    let layout = Layout::new(&parts(), false);
    let rendered = render(&rows());
    bencher.bench_local(|| black_box(layout.check(&rendered)));
}
