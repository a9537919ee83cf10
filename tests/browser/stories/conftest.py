"""A running demo, and people who visit it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.chromium import complaints_of
from tests.browser.server import Server, demo_server


@dataclass
class Visitor:
    """A person with a tab of the demo open."""

    page: Page
    server: Server
    complaints: list[str] = field(init=False)
    response: Response | None = None
    """What the page was opened with."""

    def __post_init__(self):
        self.complaints = complaints_of(self.page)

    def open(self, path: str) -> Page:
        """Opens a page; a live one, until it is connected."""
        self.response = self.page.goto(f"{self.server.url}{path}")
        if self.page.locator("[live-view]").count():
            expect(self.page.locator("[live-view]")).to_have_class("live-connected")
        return self.page

    def settle(self) -> None:
        """Waits until everything that was done is answered and shown."""
        self.page.evaluate("enliven.idle()")


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Server]:
    server = demo_server(tmp_path_factory.mktemp("demo"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def visit(chromium) -> Iterator[Callable[[Server], Visitor]]:
    """Opens a tab with cookies of its own; at the end its console must be silent."""
    visitors: list[Visitor] = []

    def come(server: Server) -> Visitor:
        visitors.append(Visitor(chromium.new_context().new_page(), server))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.complaints for visitor in visitors] == [[] for _ in visitors]


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(demo)
