"""Chromium for the tests of a module, and a fresh page for each test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from . import chromium as chromium_module
from .live_page import LivePage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    Open = Callable[..., LivePage]

CLIENT = Path(__file__).parents[2] / "python/enliven/static/enliven/enliven.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; no longer than a module, as nothing asynchronous can run beside it."""
    if not any(map(shutil.which, chromium_module.NAMES)):
        pytest.fail("the browser tests need Chromium: apt-get install chromium", pytrace=False)
    with chromium_module.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def client_script() -> str:
    """The source of the built client."""
    if not CLIENT.exists():
        pytest.fail(
            "the client is not built: run `npm ci && npm run build` in client/", pytrace=False
        )
    return CLIENT.read_text(encoding="utf-8")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page of a profile of its own."""
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def live(page: Page, client_script: str) -> Open:
    """Opens a live page with the given content and, by name, headers."""
    return lambda content, **headers: LivePage(page, client_script, content, **headers)
