"""Answers, broadcasts and failures on a page in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Open

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; connect-src *;"
    " require-trusted-types-for 'script'; trusted-types enliven"
)


def echo(event: dict[str, list[list[str]]]) -> list[list[object]]:
    return [["a", [0, 0, 0], "value", event["fields"][0][1]]]


def test_fast_typing_under_latency_loses_nothing(live: Open) -> None:
    view = live('<form live-input="check"><input name="q" value=""></form><p>0</p>')
    view.holds = True
    view.respond = echo
    text = "The quick brown fox jumps over the lazy dog, twice"
    for number, letter in enumerate(text):
        view.page.keyboard.press("ArrowRight") if number else view.page.focus("input")
        view.page.keyboard.type(letter)
        if number > 4:
            view.answer()
    view.answer_all()
    view.settle()
    assert view.page.input_value("input") == text
    assert view.page.get_attribute("input", "value") == text
    assert view.page.evaluate("document.activeElement.selectionStart") == len(text)


def test_a_form_keeps_its_controls_until_its_last_event_is_answered(live: Open) -> None:
    view = live(
        '<form live-change="check"><input name="a" value="1"><input name="b" value="2">'
        '<input type="checkbox" name="c"></form><p>0</p>'
    )
    view.holds = True
    view.page.check("[name=c]")
    view.page.uncheck("[name=c]")
    view.wait_for_events(2)
    view.page.evaluate(
        "document.activeElement.blur(); document.querySelector('[name=a]').value = 'x'"
    )
    view.push(
        ["a", [0, 0, 0], "value", "new"], ["a", [0, 0, 2], "checked", ""], ["t", [0, 1, 0], "1"]
    )
    view.page.wait_for_function("document.querySelector('p').textContent === '1'")
    shown = "[document.querySelector('[name=a]').value, document.querySelector('[name=c]').checked]"
    assert view.page.evaluate(shown) == ["x", False]
    view.answer()
    view.push(["t", [0, 1, 0], "2"])
    view.page.wait_for_function("document.querySelector('p').textContent === '2'")
    assert view.page.evaluate(shown) == ["x", False]
    view.answer()
    view.settle()
    assert view.page.evaluate(shown) == ["new", True]


def test_a_submitted_field_shows_what_the_server_makes_of_it_though_focused(live: Open) -> None:
    view = live('<form live-submit="add"><input name="q" value="x"></form>')
    view.respond = lambda _event: [["a", [0, 0, 0], "value", ""]]
    view.page.fill("input", "typed")
    view.page.press("input", "Enter")
    view.settle()
    assert view.page.input_value("input") == ""
    assert view.page.evaluate("document.activeElement.name") == "q"


def test_a_form_with_live_reset_is_emptied_but_for_what_was_typed_since(live: Open) -> None:
    view = live(
        '<form live-submit="add" live-reset><input name="a"><input name="b">'
        "<button>add</button></form>"
    )
    view.holds = True
    view.page.fill("[name=b]", "sent")
    view.page.fill("[name=a]", "sent")
    view.page.press("[name=a]", "Enter")
    view.page.fill("[name=a]", "typed since")
    view.wait_for_events(1)
    view.answer()
    view.settle()
    assert view.page.input_value("[name=a]") == "typed since"
    assert view.page.input_value("[name=b]") == ""


def test_a_submit_that_failed_keeps_what_was_typed(live: Open) -> None:
    view = live('<form live-submit="add" live-reset><input name="a"></form>')
    view.holds = True
    view.page.fill("[name=a]", "precious")
    view.page.press("[name=a]", "Enter")
    view.wait_for_events(1)
    view.refuse("handler-error", "no")
    view.settle()
    assert view.page.input_value("[name=a]") == "precious"


def test_a_resync_keeps_what_the_person_did(live: Open) -> None:
    rows = "".join(f"<p>row {number}</p>" for number in range(50))
    content = (
        '<h1>{0}</h1><form><input id="a" value="1"><input id="b" value="1"></form>'
        "<details><summary>more</summary>text {0}</details>"
        f'<div id="s" style="height: 50px; overflow: auto">{rows}</div>'
    )
    view = live(content.format("old"))
    view.page.click("summary")
    view.page.fill("#b", "unsaved")
    view.page.fill("#a", "being typed")
    view.page.evaluate(
        "document.querySelector('#s').scrollTop = 99; window.a = document.activeElement"
    )
    view.version = 7
    view.resync = [["h", [0], content.format("new")]]
    view.drop()
    view.page.wait_for_function("document.querySelector('h1').textContent === 'new'")
    view.settle()
    assert view.page.evaluate(
        "[document.activeElement === a && a.value, document.querySelector('#b').value,"
        " document.querySelector('details').open, document.querySelector('#s').scrollTop]"
    ) == ["being typed", "unsaved", True, 99]
    assert view.page.inner_text("details").endswith("text new")


def test_the_state_classes_survive_a_patch_of_the_roots_class(live: Open) -> None:
    view = live("<p>0</p>")
    view.push(["a", [0], "class", "wide"])
    view.page.wait_for_selector(".wide.live-connected")
    view.push(["a", [0], "class", None])
    view.page.wait_for_selector("live-view[class=live-connected]")


def test_a_page_under_a_strict_policy_with_trusted_types_works(live: Open) -> None:
    view = live("<p>0</p>", Content_Security_Policy=POLICY)
    view.push(
        ["h", [0], "<p>1</p><iframe></iframe><div @click='x'></div><script></script>"],
        ["a", [0, 1], "srcdoc", "<p>frame</p>"],
        ["a", [0, 2], "@click", "y"],
        ["a", [0, 3], "src", "/never.js"],
        ["i", [0, 3], 0, ["window.ran = true"]],
    )
    view.page.wait_for_function("document.querySelector('p').textContent === '1'")
    view.settle()
    assert view.page.get_attribute("div", "@click") == "y"
    assert view.page.evaluate("window.ran") is None
    assert view.complaints == []


def test_a_traceback_is_shown_over_the_page_until_it_is_closed(live: Open) -> None:
    view = live('<button live-click="go">go</button>')
    view.holds = True
    view.page.evaluate(
        "window.failures = []; addEventListener('live:error', (e) => failures.push(e.detail.code))"
    )
    view.page.click("[live-click=go]")
    view.wait_for_events(1)
    view.refuse(
        "handler-error", "division by zero", 'Traceback …\n  File "views.py", line 3\n<b>x</b>'
    )
    view.settle()
    dialog = view.page.locator("dialog")
    dialog.wait_for()
    assert "division by zero" in dialog.inner_text()
    assert "<b>x</b>" in dialog.inner_text()
    view.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert view.page.evaluate("failures") == ["handler-error"]


def test_a_broadcast_that_failed_is_shown_and_the_view_goes_on(live: Open) -> None:
    view = live("<p>0</p>")
    view.fail("handler-error", "division by zero", "Traceback …")
    dialog = view.page.locator("dialog")
    dialog.wait_for()
    assert "division by zero" in dialog.inner_text()
    view.page.keyboard.press("Escape")
    view.push(["t", [0, 0, 0], "1"])
    view.page.wait_for_function("document.querySelector('p').textContent === '1'")
    assert view.page.get_attribute("live-view", "class") == "live-connected"
    assert any("division by zero" in text for text in view.complaints)


def test_a_page_whose_session_another_page_took_is_loaded_again(live: Open) -> None:
    view = live("<p>0</p>")
    with view.page.expect_navigation():
        view.fail("not-joined", "another connection has taken this view over")
    view.settle()
    assert [join["version"] for join in view.joins] == [None, None]
    assert view.page.get_attribute("live-view", "class") == "live-connected"


def test_without_a_traceback_nothing_is_shown(live: Open) -> None:
    view = live('<button live-click="go">go</button>')
    view.holds = True
    view.page.click("[live-click=go]")
    view.wait_for_events(1)
    view.refuse("handler-error", "the event failed")
    view.settle()
    assert view.page.locator("dialog").count() == 0
    assert any("handler-error" in text for text in view.complaints)
