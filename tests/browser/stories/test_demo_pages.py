"""Somebody looks around: the index, the navigation, the sources, the policy."""

import pytest
from playwright.sync_api import expect

from enliven.demo.pages import PAGES, ROOT

pytestmark = pytest.mark.browser

NAMES = [page.name for page in PAGES]


def test_the_index_leads_to_every_page(visitor):
    page = visitor.open("/")
    cards = page.locator(".card")
    expect(cards).to_have_count(len(PAGES))
    expect(page.locator(".card svg")).to_have_count(len(PAGES))
    for index, shown in enumerate(PAGES):
        visitor.open("/")
        cards.nth(index).click()
        expect(page.locator("html")).to_have_class("live-connected")
        expect(page.get_by_role("heading", level=1)).to_have_text(shown.title)
        expect(page.locator("nav [aria-current=page]")).to_have_text(shown.title)
        expect(page).to_have_title(f"{shown.title} · Enliven demo")


@pytest.mark.parametrize("shown", PAGES, ids=NAMES)
def test_a_page_shows_its_own_files(visitor, shown):
    page = visitor.open(f"/{shown.name}/")
    sources = page.locator(".source")
    expect(sources).to_have_count(len(shown.files))
    for index, name in enumerate(shown.files):
        expect(sources.nth(index).get_by_role("heading")).to_have_text(name)
        code = sources.nth(index).locator("code")
        assert code.evaluate("code => code.textContent") == (ROOT / name).read_text()
        assert code.locator("span[class^=code-]").count() > 5


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_that_it_is_live(visitor, name):
    page = visitor.open(f"/{name}/")
    expect(page.locator(".state")).to_have_text("Live", use_inner_text=True)


@pytest.mark.parametrize("path", ["", *(f"{name}/" for name in NAMES)])
def test_the_policy_allows_own_files_only(visitor, path):
    page = visitor.open(f"/{path}")
    policy = visitor.response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.locator("[style], script:not([src]), style").count() == 0


@pytest.mark.parametrize("path", ["", *(f"{name}/" for name in NAMES)])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_fits_its_window(visitor, path, width):
    visitor.page.set_viewport_size({"width": width, "height": 800})
    page = visitor.open(f"/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name(visitor, name):
    page = visitor.open(f"/{name}/")
    unnamed = page.evaluate(
        """() => Array.from(document.querySelectorAll("button, input, select, textarea"))
        .filter(({ labels, ariaLabel, textContent, type }) =>
            type !== "hidden" && !(labels?.length || ariaLabel || textContent.trim()))
        .map((control) => control.outerHTML)"""
    )
    assert unnamed == []
