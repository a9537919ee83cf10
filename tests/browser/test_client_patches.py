"""`applyPatches` as scripts use it: no session, any content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Patch = "Callable[..., Any]"
APPLY = """([html, patches, script]) => {
  window.root = document.body.appendChild(document.createElement("main"));
  root.innerHTML = html;
  new Function(script)();
  enliven.applyPatches(root, patches);
  return root.innerHTML;
}"""


@pytest.fixture
def patch(page: Page, client_script: str) -> Patch:
    """Applies patches, after a script, to a new root, and gives its content."""
    page.add_script_tag(content=client_script)
    return lambda html, *patches, script="": page.evaluate(APPLY, [html, patches, script])


def test_content_may_be_nodes_one_by_one(patch: Patch, page: Page) -> None:
    nodes = [
        "one ",
        "two",
        {"comment": "note"},
        ["a", {"href": "#x", "@click": "y"}, [["a", {}, ["inner"]]]],
        ["svg", {"viewBox": "0 0 1 1"}, [["a", {"xlink:href": "#z"}, [], "svg"]], "svg"],
        ["math", {}, [["mi", {}, ["x"], "math"]], "math"],
        ["template", {}, [["tr", {}, []]]],
        ["script", {"src": "/never.js", "type": "text/javascript"}, []],
        ["script", {}, ["window.ran = 1"]],
        ["svg", {}, [["script", {}, ["window.ran = 2"], "svg"]], "svg"],
    ]
    assert patch("", ["i", [0], 0, nodes]) == (
        'one two<!--note--><a href="#x" @click="y"><a>inner</a></a>'
        '<svg viewBox="0 0 1 1"><a xlink:href="#z"></a></svg><math><mi>x</mi></math>'
        '<template><tr></tr></template><script src="/never.js" type="text/javascript"></script>'
        "<script>window.ran = 1</script><svg><script>window.ran = 2</script></svg>"
    )
    assert page.evaluate("root.querySelector('svg a').href.baseVal") == "#z"
    assert page.evaluate("root.querySelector('mi').namespaceURI").endswith("MathML")
    assert page.evaluate("root.firstChild.data") == "one "
    assert page.evaluate("window.ran") is None


def test_an_empty_script_that_is_filled_or_sent_elsewhere_does_not_run(
    patch: Patch, page: Page
) -> None:
    patch(
        "<p></p><script></script>",
        ["i", [0, 1], 0, "window.ran = 1"],
        ["a", [0, 1], "src", "data:text/javascript,window.ran=2"],
    )
    assert page.evaluate("root.querySelector('script').hasAttribute('type')") is False
    assert page.evaluate("new Promise((done) => setTimeout(() => done(window.ran), 50))") is None


def test_markup_is_parsed_where_it_goes(patch: Patch) -> None:
    html = "<table><tbody></tbody></table><svg></svg><select></select><noscript>a</noscript>"
    assert patch(
        html,
        ["i", [0, 0, 0], 0, "<tr><td>1</td></tr>"],
        ["i", [0, 1], 0, "<linearGradient></linearGradient>"],
        ["i", [0, 2], 0, "<option>o</option>"],
        ["h", [0, 3], "<b>text</b>"],
    ) == (
        "<table><tbody><tr><td>1</td></tr></tbody></table><svg><linearGradient></linearGradient></svg>"
        "<select><option>o</option></select><noscript><b>text</b></noscript>"
    )


def test_nodes_of_a_script_and_of_the_render_are_told_apart_before_the_first_patch(
    patch: Patch,
) -> None:
    script = "root.prepend(document.createElement('hr')); root.append('foreign')"
    assert (
        patch("<p>1</p>", ["t", [0, 0, 0], "2"], ["i", [0], 1, "<b></b>"], script=script)
        == "<hr><p>2</p><b></b>foreign"
    )


def test_a_patch_that_does_not_fit_is_an_error_and_those_before_it_hold(
    patch: Patch, page: Page
) -> None:
    with pytest.raises(Error, match="AddressError"):
        patch("<p>1</p>", ["t", [0, 0, 0], "2"], ["r", [0], 0, 2])
    assert page.evaluate("root.innerHTML") == "<p>2</p>"


@pytest.mark.parametrize("wrong", [["x", [0]], ["t", [0], 1], "text", ["r", [0], -1, 1]])
def test_what_is_no_patch_is_refused_before_anything_changes(
    patch: Patch, page: Page, wrong: object
) -> None:
    with pytest.raises(Error, match="FrameError"):
        patch("<p>1</p>", ["t", [0, 0, 0], "2"], wrong)
    assert page.evaluate("root.innerHTML") == "<p>1</p>"


def test_a_root_takes_new_content_when_it_is_told(patch: Patch, page: Page) -> None:
    patch("<p>1</p>", ["t", [0, 0, 0], "2"])
    page.evaluate("root.innerHTML = '<b>x</b><i>y</i>'; enliven.adopt(root)")
    page.evaluate("enliven.applyPatches(root, [['t', [0, 1, 0], 'z']])")
    assert page.evaluate("root.innerHTML") == "<b>x</b><i>z</i>"


def test_injected_elements_stay_where_a_resync_keeps_nothing_of_the_render(
    page: Page, client_script: str
) -> None:
    page.set_content(
        "<!doctype html><html><head><script live-injected>window.runs = (window.runs ?? 0) + 1"
        "</script><title>a</title></head><body><p>1</p></body></html>"
    )
    page.evaluate(client_script)
    page.evaluate(
        """() => {
          window.injected = document.querySelector("[live-injected]");
          const html = '<head><meta name="m"></head><body><b>2</b></body>';
          enliven.applyPatches(document.documentElement, [["h", [0], html]]);
          enliven.applyPatches(document.documentElement, [["i", [0, 0], 0, "<link><meta>"]]);
          enliven.applyPatches(document.documentElement, [["h", [0, 0], "<base>"]]);
        }"""
    )
    assert page.evaluate("[runs, injected.isConnected]") == [1, True]
    assert page.evaluate("document.head.querySelectorAll(':not([live-injected])').length") == 1
    assert page.evaluate("document.head.children.length") == 2
    assert page.inner_html("body") == "<b>2</b>"


def test_injected_elements_that_came_while_the_page_was_parsed_do_not_count(
    page: Page, client_script: str
) -> None:
    page.set_content(
        "<!doctype html><html><head></head><body><script>const ad = document.createElement('p');"
        " ad.setAttribute('live-injected', ''); document.body.prepend(ad);"
        "</script><p>one</p><p>two</p></body></html>"
    )
    page.evaluate(client_script)
    page.evaluate("enliven.applyPatches(document.documentElement, [['t', [0, 1, 1, 0], 'ONE']])")
    assert page.locator("p:not([live-injected])").all_inner_texts() == ["ONE", "two"]
