"""What a person does, and what the server hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Open

pytestmark = pytest.mark.browser


def test_a_click_calls_the_handler_of_the_nearest_element(live: Open) -> None:
    view = live(
        '<div live-click="outer"><p live-click="inner" live-value-item-id="3"><b>x</b></p></div>'
    )
    view.page.click("b")
    assert view.heard() == [{"name": "inner", "args": {"item_id": "3"}, "fields": []}]


def test_every_click_is_one_call_in_order(live: Open) -> None:
    view = live('<button id="a" live-click="a">a</button><button id="b" live-click="b">b</button>')
    view.holds = True
    for name in "ababbaabab":
        view.page.click(f"#{name}")
    view.wait_for_events(10)
    view.answer_all()
    view.heard()
    assert view.names()[:10] == list("ababbaabab")


def test_a_disabled_element_does_nothing(live: Open) -> None:
    view = live(
        '<button disabled live-click="no"><b>x</b></button>'
        '<div live-click="no"><button type="button" disabled><i>y</i></button></div>'
    )
    view.page.click("b", force=True)
    view.page.click("i", force=True)
    assert view.heard() == []


def test_a_click_on_a_label_is_one_call_for_what_holds_its_control(live: Open) -> None:
    view = live(
        '<ul><li live-click="outer"><label id="a">text <input type="checkbox"></label>'
        '<label id="b"><i>own</i> <input type="checkbox" live-click="own"></label>'
        '<label><a id="c" href="/x">link</a> <input type="checkbox"></label>'
        '<label id="d">no <input type="checkbox" disabled></label>'
        '<label id="e" for="far">far</label></li></ul><input type="checkbox" id="far">'
    )
    for selector in ("#a", "#a input", "#b i", "#c", "#d", "#e"):
        view.page.click(selector, position={"x": 2, "y": 2}, force=True)
    assert [event["name"] for event in view.heard()] == ["outer", "outer", "own", *["outer"] * 3]
    assert view.page.is_checked("#far")
    assert not view.page.is_checked("#a input")


def test_a_link_with_a_handler_does_not_lead_away(live: Open) -> None:
    view = live('<a href="/elsewhere" live-click="go">go</a>')
    view.page.click("a")
    assert [event["name"] for event in view.heard()] == ["go"]


def test_a_link_opened_in_a_new_tab_is_the_browsers(live: Open) -> None:
    view = live('<a href="/elsewhere" live-click="go">go</a>')
    with view.page.context.expect_page():
        view.page.click("a", modifiers=["ControlOrMeta"])
    assert view.heard() == []


def test_a_submit_sends_what_a_native_one_would(live: Open) -> None:
    view = live(
        """<form id="f" live-submit="save" live-value-kind="k" action="/elsewhere">
        <input type="hidden" name="csrfmiddlewaretoken" value="secret">
        <input name="a" value="1"><input name="a" value="2"><input name="x[y][]" value="é">
        <input type="checkbox" name="no"><select name="m" multiple><option>1</option></select>
        <fieldset disabled><input name="disabled" value="no"></fieldset>
        <input type="file" name="file"></form>
        <input name="outside" value="3" form="f">
        <button form="f" name="action" value="go" live-value-extra="e">go</button>"""
    )
    view.page.click("button[name=action]")
    assert view.heard() == [
        {
            "name": "save",
            "args": {"kind": "k", "extra": "e"},
            "fields": [
                ["a", "1"],
                ["a", "2"],
                ["x[y][]", "é"],
                ["outside", "3"],
                ["action", "go"],
            ],
        }
    ]
    assert view.page.url.endswith("page.test/")


def test_input_sends_the_one_field_or_the_whole_form(live: Open) -> None:
    view = live(
        '<input id="a" name="a" live-input="one"><input id="b" live-input="one">'
        '<form live-input="form"><input id="c" name="c"><input name="d" value="2"></form>'
    )
    for name in "abc":
        view.page.type(f"#{name}", name)
    assert [(event["args"], event["fields"]) for event in view.heard()] == [
        ({}, [["a", "a"]]),
        ({"value": "b"}, []),
        ({}, [["c", "c"], ["d", "2"]]),
    ]


def test_debounced_typing_is_one_event_with_the_last_text(live: Open) -> None:
    view = live('<input name="q" live-input="search" live-debounce="50">')
    view.page.type("input", "words")
    view.settle()
    assert [event["fields"] for event in view.events] == [[["q", "words"]]]


def test_what_waits_is_sent_before_a_submit(live: Open) -> None:
    view = live(
        '<form live-submit="save" live-input="check" live-debounce="60000"><input name="q"></form>'
    )
    view.page.type("input", "x")
    view.page.press("input", "Enter")
    assert [event["name"] for event in view.heard()] == ["check", "save"]


def test_what_waits_for_an_element_that_went_is_dropped(live: Open) -> None:
    view = live(
        '<p><input id="a" name="a" live-input="check" live-debounce="60000"></p>'
        '<form live-input="form"></form>'
    )
    view.page.type("#a", "x")
    view.push(["r", [0, 0], 0, 1])
    view.page.wait_for_selector("#a", state="detached")
    assert view.heard() == []


def test_blur_sends_what_waits_for_it_once(live: Open) -> None:
    view = live('<input name="a" live-input="check" live-debounce="blur"><input id="b">')
    view.page.type("[name=a]", "xyz")
    view.page.keyboard.press("Tab")
    view.settle()
    assert [event["fields"] for event in view.events] == [[["a", "xyz"]]]


def test_a_change_that_repeats_an_input_is_not_sent(live: Open) -> None:
    view = live(
        '<form live-input="check" live-change="check"><input name="a"><input id="b"></form>'
    )
    view.page.type("[name=a]", "xy")
    view.page.focus("#b")
    view.page.focus("[name=a]")
    view.page.keyboard.press("End")
    view.page.keyboard.type("z")
    assert [event["fields"] for event in view.heard()] == [
        [["a", text]] for text in ("x", "xy", "xyz")
    ]


def test_a_change_alone_is_sent_when_it_is_made(live: Open) -> None:
    view = live(
        '<input type="checkbox" name="c" value="1" live-change="tick">'
        '<select name="s" live-change="pick"><option>a</option><option>b</option></select>'
    )
    view.page.check("[name=c]")
    view.page.uncheck("[name=c]")
    view.page.select_option("select", "b")
    assert [event["fields"] for event in view.heard()] == [[["c", "1"]], [], [["s", "b"]]]


def test_a_number_that_is_none_is_not_sent(live: Open) -> None:
    view = live('<input type="number" name="n" live-input="check" live-change="check">')
    view.page.type("input", "1e")
    view.page.evaluate("document.activeElement.blur()")
    assert [event["fields"] for event in view.heard()] == [[["n", "1"]]]


def test_a_composition_is_one_event_at_its_end(live: Open) -> None:
    view = live('<input name="q" live-input="search">')
    view.page.focus("input")
    devtools = view.page.context.new_cdp_session(view.page)
    for text in ("k", "か", "かn"):
        devtools.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": 0, "selectionEnd": 0}
        )
    devtools.send("Input.insertText", {"text": "漢"})
    assert [event["fields"] for event in view.heard()] == [[["q", "漢"]]]


def test_what_is_done_while_the_connection_is_down_arrives(live: Open) -> None:
    view = live('<button id="a" live-click="a">a</button>')
    view.drop()
    view.page.wait_for_selector(".live-disconnected")
    view.page.click("#a")
    view.settle()
    assert view.names() == ["a"]
    assert view.joins[-1] == {"token": "k", "version": 1, "page": view.joins[0]["page"]}
    assert view.page.get_attribute("live-view", "class") == "live-connected"


def test_every_event_is_sent_once_more_if_its_answer_was_lost(live: Open) -> None:
    view = live('<button id="a" live-click="a">a</button>')
    view.holds = True
    view.page.click("#a")
    view.wait_for_events(1)
    view.holds = False
    view.drop()
    view.settle()
    assert view.names() == ["a", "a"]
