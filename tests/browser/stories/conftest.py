"""A running demo, a browser, and people who visit with it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.server import Server, demo_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

expect.set_options(timeout=20_000)


@dataclass
class Visitor:
    """A person with a tab of the demo open."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)
    """What the browser's console reported as an error: violations of the policy among it."""

    def __post_init__(self):
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Opens a live page and waits until it is connected."""
        self.page.goto(f"{self.server.url}{path}")
        expect(self.page.locator("html")).to_have_class("live-connected")
        return self.page

    def settle(self) -> None:
        """Waits until everything that was done is answered and shown."""
        self.page.evaluate("enliven.idle()")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
