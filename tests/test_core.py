"""The Rust module's documents and trees, by themselves."""

import copy
import json
import threading

import pytest

from enliven._core import Document, Dom

ROWS = "".join(f"<tr live-key={row}><td>{row}</td></tr>" for row in range(3_000))


def patches(document: Document, html: str) -> list[list[object]]:
    return json.loads(document.patch(html))


def test_a_patch_leads_from_one_content_to_the_next():
    document = Document()
    document.reset("<p>1</p>")
    assert patches(document, "<p>2</p>") == [["t", [0, 0, 0], "2"]]
    assert patches(document, '<p class="x">2</p>') == [["a", [0, 0], "class", "x"]]
    assert document.html() == '<p class="x">2</p>'


def test_the_version_counts_what_changed():
    document = Document()
    assert (document.version, document.html()) == (0, "")
    document.reset("<p class=a id=b>1</p>")
    assert document.version == 1
    assert patches(document, "<p class=a id=b>1</p>") == []
    assert patches(document, "<p id='b' class='a'>1</p>") == []
    assert document.version == 1
    assert patches(document, "<p>1</p>")
    assert document.version == 2
    document.reset("<p>1</p>")
    assert document.version == 3


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><title>1</title>",
        "\n <!-- a --> <!-- b --><!doctype html><title>1</title>",
        "<HTML><title>1</title>",
        "<html>",
        "<html lang=en><title>1</title>",
    ],
)
def test_a_page_is_told_by_how_it_begins(html):
    document = Document()
    document.reset(html)
    assert patches(document, "<html lang=de>")[0] == ["a", [0], "lang", "de"]


@pytest.mark.parametrize(
    "html", ["", "<p>1</p>", "<htmlx>", "text <html lang=de>", "<!-- <html lang=de>", "<html5>"]
)
def test_anything_else_is_a_fragment(html):
    document = Document()
    document.reset(html)
    assert all(
        path != [0] or kind != "a" for kind, path, *_ in patches(document, "<html lang=de>x")
    )


def test_the_author_may_say_what_it_is():
    document = Document(page=True)
    document.reset("<p>1</p>")
    assert patches(document, "<p>2</p>") == [["t", [0, 1, 0, 0], "2"]]
    document = Document(page=False)
    document.reset("<html><p>1</p>")
    assert patches(document, "<html><p>2</p>") == [["t", [0, 0, 0], "2"]]


def test_without_content_there_is_nothing_to_compare():
    document = Document()
    with pytest.raises(RuntimeError, match="call reset"):
        document.patch("<p>1</p>")
    with pytest.raises(RuntimeError, match="call reset"):
        document.replacement()
    assert document.version == 0


@pytest.mark.parametrize("html", ["<p>\ud800</p>", "\udfff"])
def test_a_lone_surrogate_changes_nothing(html):
    document = Document()
    document.reset("<p>1</p>")
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        document.patch(html)
    with pytest.raises(UnicodeEncodeError):
        document.reset(html)
    assert (document.version, document.html()) == (1, "<p>1</p>")
    assert patches(document, "<p>2</p>") == [["t", [0, 0, 0], "2"]]


def test_text_is_kept_exactly():
    text = "\x00 \r\n é 😀 \u200b\N{HEBREW LETTER SHIN} \N{NO-BREAK SPACE}"
    document = Document()
    document.reset("")
    document.patch(text)
    assert document.html() == text


@pytest.mark.parametrize(
    "html",
    [
        "<p>1</p><!-- a -->",
        "<a>1<table><a>2",
        '<!DOCTYPE html><html lang="de"><title>t</title><body class="x"><p>1',
        "<!DOCTYPE html><a>1<table><a>2",
    ],
)
def test_a_replacement_suits_any_content(html):
    document = Document()
    document.reset(html)
    stale = Dom.parse("<ul><li>stale", page=html.startswith("<!"))
    stale.apply(document.replacement())
    assert stale == Dom.parse(html)
    assert document.version == 1


def test_a_replacement_is_one_patch_as_a_rule():
    document = Document()
    document.reset("<p>1</p>")
    assert json.loads(document.replacement()) == [["h", [0], "<p>1</p>"]]


@pytest.mark.parametrize(
    "doctypes", [("<!doctype html>", "", ""), ("<html>", "", "<!doctype html>")]
)
def test_the_mode_is_that_of_the_page_that_was_served(doctypes):
    served, *later = doctypes
    document = Document(page=True)
    document.reset(f"{served}<div></div>")
    shown = Dom.parse(f"{served}<div></div>", page=True)
    for text, doctype in enumerate(later):
        html = f"{doctype}<div id={text}><p>{text}<table></table></p></div>"
        shown.apply(document.patch(html))
        assert shown == Dom.parse(html, page=True)
        shown.apply(document.replacement())
        assert shown == Dom.parse(html, page=True)


def test_threads_wait_for_each_other():
    document = Document()
    document.reset(f"<table>{ROWS}</table>")
    dom = Dom.parse(document.html())
    answers: list[list[list[object]]] = []

    def change(number: int) -> None:
        answers.append(patches(document, f"<table>{ROWS}</table><p>{number}</p>"))

    threads = [threading.Thread(target=change, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert document.version == 9
    assert sorted(patch[0] for (patch,) in answers) == ["i"] + ["t"] * 7
    (insert,) = (answer for answer in answers if answer[0][0] == "i")
    dom.apply(json.dumps(insert).encode())
    dom.apply(
        json.dumps([["t", [0, 1, 0], Dom.parse(document.html()).select("p")[0].text]]).encode()
    )
    assert dom == Dom.parse(document.html())


def test_deep_markup_needs_no_stack():
    deep = "<span>" * 20_000
    document = Document()
    document.reset(f"{deep}a")
    (patch,) = patches(document, f"{deep}b")
    assert (patch[0], len(patch[1]), patch[2]) == ("t", 20_002, "b")


def test_a_dom_follows_patches():
    document = Document()
    document.reset("<ul><li live-key=1>a</li><li live-key=2>b</li></ul>")
    dom = Dom.parse(document.html())
    dom.apply(document.patch("<ul><li live-key=2>b</li><li live-key=3>c</li></ul>"))
    assert dom == Dom.parse(document.html())
    assert dom.html() == '<ul><li live-key="2">b</li><li live-key="3">c</li></ul>'


def test_doms_are_compared_by_content():
    dom = Dom.parse("<p id=a class=b>1</p>")
    assert dom == Dom.parse('<p class="b" id="a">1')
    assert dom == dom  # noqa: PLR0124 - a lock taken twice would never return
    assert dom != Dom.parse("<p id=a class=b>2</p>")
    assert dom != Dom.parse("<p id=a class=b>1</p>", page=True)
    assert dom != "<p>"


def test_elements_are_found_and_described():
    dom = Dom.parse(
        '<div class="a"><p id=x>hi <b>you</b><input NAME=q value="1 &amp; 2"></p></div>'
        "<svg viewBox='0 0 1 1'><use xlink:href='#a'/></svg>"
    )
    (field,) = dom.select("p > input")
    assert field.tag == "input"
    assert field.attributes == {"name": "q", "value": "1 & 2"}
    assert field.html == '<input name="q" value="1 &amp; 2">'
    assert repr(field) == '<enliven._core.Element <input name="q" value="1 &amp; 2">>'
    assert field.parent is not None
    assert field.parent.text == "hi you"
    assert field.closest(".a") == dom.select("div")[0]
    assert field.closest("form") is None
    assert field.closest("input") == field
    assert dom.select("div")[0].parent is None
    assert [element.tag for element in dom.select(".a")[0].select("*")] == ["p", "b", "input"]
    assert dom.select("use")[0].attributes == {"xlink:href": "#a"}
    assert dom.select("svg")[0].attributes == {"viewBox": "0 0 1 1"}


def test_elements_are_equal_if_they_are_one_node():
    dom = Dom.parse("<p>1</p><p>1</p>")
    first, second = dom.select("p")
    assert first == dom.select("p:first-child")[0]
    assert hash(first) == hash(dom.select("p:first-child")[0])
    assert first != second
    assert first != Dom.parse("<p>1</p><p>1</p>").select("p")[0]
    assert first != "p"


def test_an_element_found_before_a_patch_says_so():
    dom = Dom.parse("<p>1</p>")
    (element,) = dom.select("p")
    dom.apply(b'[["t",[0,0,0],"2"]]')
    for use in (lambda: element.tag, lambda: element.select("b"), lambda: element.parent):
        with pytest.raises(RuntimeError, match="select it again"):
            use()
    assert dom.select("p")[0].text == "2"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (b'[["t",[0,0,0],"2"],["t",[0,9],"x"]]', "patch 1: step 0 of the path takes child 9 of 1"),
        (b'[["t"]]', "not a JSON array of patches"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_patches_that_do_not_fit_change_nothing(given, message):
    dom = Dom.parse("<p>1</p>")
    (element,) = dom.select("p")
    with pytest.raises(ValueError, match=message):
        dom.apply(given)
    assert dom.html() == "<p>1</p>"
    assert element.text == "1"


@pytest.mark.parametrize(
    ("css", "reason"),
    [("p[", "not a CSS selector"), ("p:hover", "needs a browser"), ("", "not a CSS selector")],
)
def test_a_wrong_selector_is_named(css, reason):
    dom = Dom.parse("<p>1</p>")
    with pytest.raises(ValueError, match=reason):
        dom.select(css)
    with pytest.raises(ValueError, match=reason):
        dom.select("p")[0].closest(css)


def test_documents_cannot_be_copied():
    with pytest.raises(TypeError):
        copy.copy(Document())
