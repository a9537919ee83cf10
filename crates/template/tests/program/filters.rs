//! Native filters on values of the tests' own host; `tests/test_template_filters.py` holds them to Django's.

use crate::build::{program, variable};
use crate::host::{TestHost, Value, text};
use enliven_template::render;

/// What `{{ x|filter }}` prints, unescaped text after the mark `plain`, markup after `markup`.
fn apply(input: Value, filter: &str) -> String {
    let kinds = ["x|", "x|"].map(|start| format!("{start}{filter}"));
    let mut host = TestHost::new([("x", input)]);
    let escaped = render(&program([variable(&kinds[0])]), &mut host);
    host.escape_is_off = true;
    let plain = render(&program([variable(&kinds[1])]), &mut host);
    let [escaped, plain] = [escaped, plain].map(|output| match output {
        Ok(output) => output.into_parts().0,
        Err(error) => error,
    });
    if escaped == plain {
        plain
    } else {
        format!("{plain}, escaped {escaped}")
    }
}

#[test]
fn text_filters() {
    let markup = |text: &str| Value::Markup(text.into());
    let table = [
        (text("a<B"), "upper"),
        (markup("a&lt;B"), "upper"),
        (text("A<b"), "lower"),
        (markup("A<b"), "lower"),
        (text("été"), "lower"),
        (text("ab<"), "capfirst"),
        (text(""), "capfirst"),
        (text("éa"), "capfirst"),
        (text("aé"), "capfirst"),
        (text("a'b\"c\\"), "addslashes"),
        (markup("&lt;b;"), "cut:\"b\""),
        (markup("&lt;b;"), "cut:\";\""),
        (text("abc"), "cut:\"\""),
        (text("<"), "escape"),
        (markup("<"), "escape"),
        (markup("<"), "force_escape"),
        (text("<"), "safe"),
        (Value::Int(1), "safe"),
    ];
    let lines = table
        .map(|(input, filter)| format!("{input:?}|{filter}: {}", apply(input.clone(), filter)));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn number_filters() {
    let table = [
        (Value::Int(4), "add:\"3\""),
        (Value::Int(4), "add:\"+3\""),
        (Value::Int(4), "add:\"3_0\""),
        (Value::Int(i64::MAX), "add:\"1\""),
        (text("4"), "add:\"3\""),
        (Value::Int(21), "divisibleby:\"7\""),
        (Value::Int(-21), "divisibleby:\"8\""),
        (Value::Int(21), "divisibleby:\"0\""),
        (text("aé"), "length"),
        (Value::List(vec![Value::None]), "length"),
        (Value::Int(5), "length"),
        (Value::Int(1), "pluralize"),
        (Value::Int(2), "pluralize"),
        (Value::Int(1), "pluralize:\"y,ies\""),
        (Value::Int(2), "pluralize:\"y,ies\""),
        (Value::Int(2), "pluralize:\"es\""),
        (Value::Int(1), "pluralize:\"es\""),
        (Value::Int(2), "pluralize:\"a,b,c\""),
        (text("2"), "pluralize"),
    ];
    let lines = table
        .map(|(input, filter)| format!("{input:?}|{filter}: {}", apply(input.clone(), filter)));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn truth_filters() {
    let table = [
        (text(""), "default:\"<i>\""),
        (text("<"), "default:\"-\""),
        (Value::Int(0), "default:\"-\""),
        (Value::Undecided("no truth"), "default:\"-\""),
        (Value::None, "default_if_none:\"-\""),
        (text(""), "default_if_none:\"-\""),
        (Value::Bool(true), "yesno:\"yes,no,maybe\""),
        (Value::Bool(false), "yesno:\"yes,no,maybe\""),
        (Value::None, "yesno:\"yes,no,maybe\""),
        (Value::None, "yesno:\"yes,no\""),
        (Value::None, "yesno:\"a,b,c,d\""),
        (Value::Int(3), "yesno:\"yes\""),
        (Value::Int(3), "yesno"),
    ];
    let lines = table
        .map(|(input, filter)| format!("{input:?}|{filter}: {}", apply(input.clone(), filter)));
    insta::assert_snapshot!(lines.join("\n"));
}
