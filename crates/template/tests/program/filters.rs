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

#[test]
fn list_filters() {
    let markup = |text: &str| Value::Markup(text.into());
    let list = |items: &[Value]| Value::List(items.to_vec());
    let mixed = list(&[text("<"), markup("<"), Value::Int(1), Value::None]);
    let nested = list(std::slice::from_ref(&mixed));
    let table = [
        (mixed.clone(), "join:\"&\""),
        (text("a<"), "join:\"-\""),
        (nested.clone(), "join:\"-\""),
        (mixed.clone(), "first"),
        (mixed.clone(), "last"),
        (list(&[]), "last"),
        (markup("<b"), "first"),
        (markup("<b"), "last"),
        (mixed.clone(), "slice:\"1:\""),
        (mixed.clone(), "slice:\"::0\""),
        (text("abc"), "slice:\"-2:\""),
        (mixed.clone(), "random"),
        (text("é<"), "make_list"),
        (mixed.clone(), "safeseq"),
        (mixed.clone(), "escapeseq"),
        (
            list(&[text("a"), mixed.clone(), text("b")]),
            "unordered_list",
        ),
        (nested.clone(), "unordered_list"),
        (mixed.clone(), "dictsort:\"name.x\""),
        (mixed.clone(), "dictsortreversed:\"missing\""),
        (mixed.clone(), "dictsort:\"_name\""),
        (mixed.clone(), "dictsort:\"nan\""),
        (mixed, "pluralize"),
    ];
    let lines = table
        .map(|(input, filter)| format!("{input:?}|{filter}: {}", apply(input.clone(), filter)));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_filter_on_text_takes_the_text_of_other_values() {
    let table = [
        (Value::Int(5), "ljust:\"3\""),
        (Value::None, "lower"),
        (Value::Bool(true), "upper"),
        (Value::List(vec![]), "title"),
        (Value::Undecided("has no text"), "title"),
        (text("été"), "slugify"),
        (text("ǆ"), "title"),
        (text("long text"), "truncatechars:\"5\""),
        (text("long text"), "truncatewords:\"1\""),
        (text("</b>"), "json_script:\"<\""),
        (Value::Int(-5), "stringformat:\"03d\""),
        (Value::Markup("<".into()), "stringformat:\"s\""),
        (text("1-800-Call"), "phone2numeric"),
        (text("no address."), "urlize"),
        (text("http://a.b"), "urlize"),
    ];
    let lines = table
        .map(|(input, filter)| format!("{input:?}|{filter}: {}", apply(input.clone(), filter)));
    insta::assert_snapshot!(lines.join("\n"));
}
