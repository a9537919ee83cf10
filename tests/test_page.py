"""What a page carries besides the render."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enliven._core import Dom
from enliven.page import inject, write_attributes

ATTRIBUTES = {"live-view": "topic", "live-token": "token"}
SCRIPT = '<script src="/x.js" live-injected></script>'

space = st.sampled_from(["", " ", "\n", "\t\r\n", "\f"])
comment = st.sampled_from(
    [
        "<!-- a -->",
        "<!---->",
        "<!-->",
        "<!--->",
        "<!-- > <html> --!>",
        "<!--<head>-->",
        "<?xml version='1.0'?>",
        "<!bogus>",
        "<![CDATA[x]]>",
        "</ bogus>",
        "</>",
        "</!>",
    ]
)
doctype = st.sampled_from(
    ["<!doctype html>", "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN' 'x'>", "<!doctype>"]
)
attributes = st.sampled_from(
    [
        "",
        " ",
        " lang=en",
        " lang='a>b' dir=\"x>y\"",
        " a = b/",
        " a='",
        " =x",
        " a b",
        "/",
        " a=>",
        " x='1'y=\"2\"",
        " live-view=mine",
        "\nclass\n=\n'c'\n",
    ]
)
html_tag = st.builds("<{}{}>".format, st.sampled_from(["html", "HTML", "Html"]), attributes)
head_tag = st.builds("<{}{}>".format, st.sampled_from(["head", "HEAD"]), attributes)
stray = st.sampled_from(
    ["</p>", "</head>", "</body>", "</html>", "</br>", "</title x='>'>", "</template>", "</svg>"]
)
content = st.sampled_from(
    [
        "text",
        "&amp;",
        "<title>t</title>",
        "<meta charset=utf-8>",
        "<header>h</header>",
        "<p>p",
        "<body class=b>",
        "<frameset>",
        "<script>1</script>",
        "<style>s</style>",
        "<htmlx>",
        "</head>",
        "<template>t</template>",
        "<table>x<tr>",
        "<noscript>n</noscript>",
        "<svg/>",
        "\x00",
        "<",
        "<1",
    ]
)
sources = st.lists(
    space | comment | doctype | html_tag | head_tag | stray | content, max_size=10
).map("".join)


def parse(html):
    return Dom.parse(html, page=True).html()


def without_additions(html):
    return html.replace(SCRIPT.replace("live-injected", 'live-injected=""'), "").replace(
        write_attributes(ATTRIBUTES), ""
    )


@given(sources)
@example("")
@example("<!doctype html>\n<!-- c -->\n<html>\n<!-- d -->\n<head>\n<title>t</title>")
@example("\ufeff<!doctype html><html><body>")
@example("<!doctype html><html><!-- c --> text")
@example("<html></p> <title>t</title>")
@example("<html><html lang=de> <head>")
@example("<!doctype html><header>h</header>")
def test_what_is_added_changes_nothing_else(html):
    injected = inject(html, ATTRIBUTES, SCRIPT)
    patched = Dom.parse(injected, page=True)
    [root] = patched.select(":root")
    assert root.attributes["live-view"] == "topic"
    assert root.attributes["live-token"] == "token"
    [script] = patched.select("script[live-injected]")
    assert script.parent.tag == "head"
    if "live-view=mine" not in html:
        assert without_additions(patched.html()) == parse(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<!doctype html><html lang=en><head><title>t",
            "<!doctype html><html+ lang=en><head>*<title>t",
        ),
        ("<!doctype html>\n<title>t", "<!doctype html>\n<html+>*<title>t"),
        ("<HTML>\n<!-- c -->\n<body>", "<HTML+>\n<!-- c -->\n*<body>"),
        ("<!-- c --><head\n class='a>b'><p>", "<!-- c --><html+><head\n class='a>b'>*<p>"),
        ("text", "<html+>*text"),
        ("<html", "<html+>*<html"),
        ("<!-- never closed", "<html+>*<!-- never closed"),
    ],
)
def test_additions_stand_at_the_root_and_first_in_the_head(html, expected):
    assert inject(html, {"x": ""}, "*") == expected.replace("+", ' x=""')


def test_attributes_are_escaped():
    assert write_attributes({"a": "\"<>&'"}) == ' a="&quot;&lt;&gt;&amp;&#x27;"'
