//! Markup of every sort, sound and broken.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Tags whose parsing rules interact, and some ordinary ones.
const TAGS: &[&str] = &[
    "a",
    "address",
    "annotation-xml",
    "article",
    "b",
    "body",
    "br",
    "button",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "desc",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "font",
    "foreignObject",
    "form",
    "frameset",
    "h1",
    "h2",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "linearGradient",
    "listing",
    "marquee",
    "math",
    "mi",
    "mtext",
    "nobr",
    "noembed",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "path",
    "plaintext",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "script",
    "section",
    "select",
    "selectedcontent",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "u",
    "ul",
    "x-part",
    "xmp",
];

const TEXTS: &[&str] = &[
    "a",
    "b",
    "one two",
    " ",
    "\n",
    "\n  ",
    "\r\n",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "&#13;",
    "é",
    "\u{1f600}",
    "\u{feff}",
    "\0",
    "<",
    "&",
    "&notit;",
    "</",
    "]]>",
    "-->",
    "--!>",
    "\u{c}",
];

const ATTRIBUTES: &[&str] = &[
    " id=1",
    " id=2",
    " id=3",
    " live-key=1",
    " live-key=2",
    " live-key=3",
    " live-key=\"\"",
    " class='a  b'",
    " class",
    " disabled",
    " xlink:href='#a'",
    " viewBox='0 0 1 1'",
    " xmlns=x",
    " live-click=go",
    " @click='x'",
    " :x",
    " x-on:a.b=1",
    " value=\"'&quot;<>&amp;\"",
    " encoding=text/html",
    " type=hidden",
    " name=n",
    " xml:lang=de",
    " a=\"&#13;&#10;&nbsp;\"",
    " shadowrootmode=open",
    " =\"",
    " a'b=1",
];

const ODDITIES: &[&str] = &[
    "<!-- note -->",
    "<!---->",
    "<!--->",
    "<!-->",
    "<!->",
    "<?php x ?>",
    "<!doctype html>",
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2//EN\">",
    "<![CDATA[x]]>",
    "</>",
    "</br>",
    "</p>",
    "<!--a--!>",
    "<!-- -- -->",
    "<!x--!>",
    "<div",
    "<p x='",
    "</div x>",
    "<p><table>",
    "<p>a<table><td>",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (select(TAGS), vec(select(ATTRIBUTES), 0..3), any::<bool>()).prop_map(
            |(tag, attributes, closes_itself)| {
                let slash = if closes_itself && tag.len() % 3 == 0 { "/" } else { "" };
                format!("<{tag}{}{slash}>", attributes.concat())
            }
        ),
        3 => select(TAGS).prop_map(|tag| format!("</{tag}>")),
        3 => select(TEXTS).prop_map(str::to_owned),
        2 => select(ODDITIES).prop_map(str::to_owned),
    ]
}

/// Any markup: tags opened and closed at random.
pub(crate) fn any_html() -> impl Strategy<Value = String> {
    vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

/// Any markup, with a doctype, without one, or with one that asks for quirks.
pub(crate) fn any_page() -> impl Strategy<Value = String> {
    let doctype = select(vec![
        "<!doctype html>",
        "",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2//EN\">",
    ]);
    (doctype, any_html()).prop_map(|(doctype, html)| format!("{doctype}{html}"))
}

/// The pieces with one to three of them replaced, dropped, doubled or taken elsewhere.
fn mutated(pieces: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = (String, String)> {
    let change = (any::<Index>(), any::<Index>(), 0..4, piece());
    (pieces, vec(change, 1..4)).prop_map(|(pieces, changes)| {
        let mut changed = pieces.clone();
        for (at, to, kind, piece) in changes {
            if changed.is_empty() {
                break;
            }
            let at = at.index(changed.len());
            match kind {
                0 => changed[at] = piece,
                1 => drop(changed.remove(at)),
                2 => changed.insert(at, piece),
                _ => {
                    let taken = changed.remove(at);
                    changed.insert(to.index(changed.len() + 1), taken);
                }
            }
        }
        (pieces.concat(), changed.concat())
    })
}

/// Any markup, and the same with some changes.
pub(crate) fn mutated_html() -> impl Strategy<Value = (String, String)> {
    mutated(vec(piece(), 1..32))
}

/// Pages as projects have them.
pub(crate) const PAGES: &[&str] = &[
    include_str!("../pages/changelist.html"),
    include_str!("../pages/form.html"),
    include_str!("../pages/blog.html"),
    include_str!("../pages/table.html"),
];

/// A page, and the same with some changes between its tags.
pub(crate) fn mutated_page() -> impl Strategy<Value = (String, String)> {
    mutated(select(PAGES).prop_map(|page| page.split_inclusive('>').map(str::to_owned).collect()))
}

/// What stands before, between and after the items of a list.
pub(crate) fn layout() -> impl Strategy<Value = (&'static str, &'static str, &'static str)> {
    select(vec![
        ("", "", ""),
        ("\n  ", "\n  ", "\n"),
        ("\n  ", "\n  ", "\n  "),
        ("\n\n  ", "\n\n  ", "\n\n"),
        ("", "\n", "\n"),
        ("", " ", ""),
    ])
}

/// A list of keyed items, one a key.
pub(crate) fn list_html(keys: &[String], layout: (&str, &str, &str)) -> String {
    let (before, between, after) = layout;
    let items: Vec<String> = keys
        .iter()
        .map(|key| format!("<li live-key=\"{key}\">item {key}</li>"))
        .collect();
    if items.is_empty() {
        return "<ul></ul>".to_owned();
    }
    format!("<ul>{before}{}{after}</ul>", items.join(between))
}

/// Elements that may hold any other of them; none closes another by itself.
const SOUND_TAGS: &[&str] = &[
    "div",
    "section",
    "article",
    "blockquote",
    "ul",
    "details",
    "x-part",
    "main",
    "template",
];

const SOUND_LEAVES: &[&str] = &[
    "<br>",
    "<img alt='a  b'>",
    "<input value=\"'&quot;<>&amp;\" disabled>",
    "<hr>",
    "<!-- note -->",
    "<p>one <b>two</b> <i>three</i></p>",
    "<pre>\n\n a\n</pre>",
    "<pre>a</pre>",
    "<listing>\n\n</listing>",
    "<textarea>\n\n<b> &amp;</textarea>",
    "<script>1 < 2 && '</p>'</script>",
    "<style>a > b {}</style>",
    "<noscript><p>a &amp; b</noscript>",
    "<iframe><p></iframe>",
    "<xmp><b></xmp>",
    "<table><caption>c</caption><colgroup><col></colgroup><tr><th>1<td>2</table>",
    "<select><option selected>a<optgroup label=x><option>b</select>",
    "<svg viewBox='0 0 1 1' xmlns='http://www.w3.org/2000/svg'><linearGradient/><use xlink:href='#a'/></svg>",
    "<svg><foreignObject><p>a</p></foreignObject><title>t &lt;</title></svg>",
    "<math><mi>x</mi><annotation-xml encoding='text/html'><p>a</annotation-xml></math>",
    "a",
    " ",
    "\n  ",
    "&amp;lt; &nbsp;",
    "&#13;",
    "é \u{1f600}",
    "<ruby>a<rt>b</ruby>",
    "<dl><dt>a<dd>b</dl>",
];

/// Markup that says what tree it means: every element closed, nothing where the parser would put it elsewhere.
pub(crate) fn sound_html() -> impl Strategy<Value = String> {
    let leaf = select(SOUND_LEAVES).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 6, |inner| {
        (
            select(SOUND_TAGS),
            vec(select(SOUND_ATTRIBUTES), 0..2),
            vec(inner, 0..6),
        )
            .prop_map(|(tag, attributes, children)| {
                format!(
                    "<{tag}{}>{}</{tag}>",
                    attributes.concat(),
                    children.concat()
                )
            })
    })
}

const SOUND_ATTRIBUTES: &[&str] = &[
    " id=1",
    " live-key=2",
    " class='a  b'",
    " @click=x",
    " a=\"&#13;&#10;&nbsp;\"",
    " hidden",
];
