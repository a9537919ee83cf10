"""Patches of the real differ on pages in use: each row is one statement about the client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from enliven import _core

from .behaviours import ROWS, Row

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

ADDRESS = "http://page.test/"
SUPPORT = (Path(__file__).parent / "behaviours/support.js").read_text(encoding="utf-8")
FRESH_CONTENT = """html => {
  const fresh = root.cloneNode(false);
  fresh.innerHTML = html;
  return fresh.isEqualNode(root) ? null : [root.innerHTML, fresh.innerHTML];
}"""
FRESH_PAGE = """html => {
  const fresh = new DOMParser().parseFromString(html, 'text/html').documentElement;
  for (const injected of root.querySelectorAll('[live-injected]')) injected.remove();
  return fresh.isEqualNode(root) ? null : [root.outerHTML, fresh.outerHTML];
}"""


def patches_of(row: Row) -> list[object]:
    document = _core.Document(row.page)
    document.reset(row.old)
    return json.loads(document.patch(row.new))


def source_of(row: Row) -> str:
    script = "".join(
        f'<script live-injected src="/{name}.js" defer></script>' for name in ("support", "enliven")
    )
    if row.page:
        return row.old.replace("</head>", f"{script}</head>")
    return (
        f'<!doctype html><html><head><meta charset="utf-8">{script}</head>'
        f'<body><div id="root">{row.old}</div></body></html>'
    )


def open_page(page: Page, row: Row, client_script: str) -> None:
    scripts = {f"{ADDRESS}support.js": SUPPORT, f"{ADDRESS}enliven.js": client_script}

    def answer(route: Route) -> None:
        if script := scripts.get(route.request.url):
            route.fulfill(body=script, content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body=source_of(row), content_type="text/html; charset=utf-8")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    element = "document.documentElement" if row.page else "document.getElementById('root')"
    page.evaluate(f"window.root = {element}")


def parameters() -> list[object]:
    return [
        pytest.param(
            row,
            id=row.id,
            marks=[pytest.mark.xfail(strict=True, reason=row.broken)] if row.broken else [],
        )
        for row in ROWS
    ]


@pytest.mark.parametrize("row", parameters())
def test_a_patch_meets_a_page_in_use(row: Row, page: Page, client_script: str) -> None:
    open_page(page, row, client_script)
    if row.keys:
        selector, text = row.keys
        page.focus(selector)
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
    page.evaluate(f"(async () => {{ {row.act} }})()")

    page.evaluate(
        "patches => { window.patches = patches; enliven.applyPatches(root, patches) }",
        patches_of(row),
    )

    assert page.evaluate(row.check) is True, row.statement
    if row.exact:
        fresh = FRESH_PAGE if row.page else FRESH_CONTENT
        assert page.evaluate(fresh, row.new) is None, row.statement


def test_every_statement_has_a_row() -> None:
    assert {row.id for row in ROWS} >= {f"D{number}" for number in range(1, 101)}
