//! Markup of every sort, sound and broken.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

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
        1 => select(ODDITIES).prop_map(str::to_owned),
    ]
}

/// Any markup: tags opened and closed at random.
pub(crate) fn any_html() -> impl Strategy<Value = String> {
    vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

/// Any markup, and the same with some pieces replaced, dropped, doubled or taken elsewhere.
pub(crate) fn mutated_html() -> impl Strategy<Value = (String, String)> {
    let changes = vec(
        (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            0..4,
            piece(),
        ),
        1..4,
    );
    (vec(piece(), 1..32), changes).prop_map(|(pieces, changes)| {
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
