"""The server dies under a visitor, and comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import demo_server

pytestmark = pytest.mark.browser


@pytest.fixture
def mortal(tmp_path):
    server = demo_server(tmp_path)
    server.start()
    yield server
    server.kill()


def expect_to_fail_to_connect(visitor) -> None:
    """Takes note that the browser reports what it cannot get from a dead server as an error."""
    others = [text for text in visitor.complaints if "net::ERR_" not in text]
    visitor.complaints[:] = others


@pytest.mark.parametrize("path", ["/counter/", "/todo/"])
def test_the_page_shows_it_and_comes_back_by_itself(visit, mortal, path):
    visitor = visit(mortal)
    page = visitor.open(path)
    mortal.kill()
    expect(page.locator("html")).to_have_class("live-disconnected")
    expect(page.locator(".state")).to_have_text("Reconnecting", use_inner_text=True)
    mortal.start()
    expect(page.locator("html")).to_have_class("live-connected")
    expect(page.locator(".state")).to_have_text("Live", use_inner_text=True)
    expect_to_fail_to_connect(visitor)


def test_the_page_works_again_afterwards(visit, mortal):
    visitor = visit(mortal)
    page = visitor.open("/todo/")
    page.get_by_label("New task").fill("Before")
    page.keyboard.press("Enter")
    expect(page.locator(".tasks label")).to_have_text(["Before"])
    mortal.kill()
    expect(page.locator("html")).to_have_class("live-disconnected")
    mortal.start()
    expect(page.locator("html")).to_have_class("live-connected")
    page.get_by_label("New task").fill("After")
    page.keyboard.press("Enter")
    expect(page.locator(".tasks label")).to_have_text(["Before", "After"])
    expect_to_fail_to_connect(visitor)
