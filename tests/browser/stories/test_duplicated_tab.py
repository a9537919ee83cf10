"""Somebody duplicates a tab: the browser shows the copy from its cache, token and all."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COPY = """if (!sessionStorage.copied) addEventListener("readystatechange", () => {
  sessionStorage.copied = document.URL;
  for (const [name, value] of %s) document.documentElement.setAttribute(name, value);
}, { capture: true, once: true })"""


def test_the_copy_gets_a_count_of_its_own_and_the_first_tab_keeps_its(visitor):
    first = visitor.open("/counter/")
    first.get_by_role("button", name="Up").click()
    expect(first.locator("output")).to_have_text("1")
    root = first.locator("[live-view]")
    names = ("live-view", "live-token")
    copied = [(name, root.get_attribute(name)) for name in names]

    copy = first.context.new_page()
    copy.add_init_script(COPY % json.dumps(copied))
    topics = []

    def note(frame):
        topics.append(json.loads(frame)[1])

    copy.on("websocket", lambda socket: socket.on("framesent", note))
    copy.goto(first.url)
    expect(copy.locator("[live-view]")).to_have_class("live-connected")
    assert [topic == copied[0][1] for topic in topics] == [True, False]
    copy.get_by_role("button", name="Down").click()
    expect(copy.locator("output")).to_have_text("-1")

    expect(root).to_have_class("live-connected")
    first.get_by_role("button", name="Up").click()
    expect(first.locator("output")).to_have_text("2")
