"""The patches that the crates' tests record mean in the browser what they mean there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .test_client_laws import SHOW, STEP

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "patches.json").read_text(encoding="utf-8")
)
PAGES = [vector for vector in VECTORS if vector["old"].lower().startswith("<!doctype")]
FRAGMENTS = [vector for vector in VECTORS if vector not in PAGES]
STEP_PAGE = """([patches, html]) => {
  enliven.applyPatches(document.documentElement, patches);
  const fresh = new DOMParser().parseFromString(html, "text/html").documentElement;
  const shown = document.documentElement;
  return shown.isEqualNode(fresh) ? null : [shown.outerHTML, fresh.outerHTML];
}"""


@pytest.mark.parametrize("disturb", [False, True], ids=["alone", "among-foreign-nodes"])
def test_recorded_patches_lead_to_the_new_markup(
    disturb: bool, page: Page, client_script: str
) -> None:
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.goto("http://page.test/")
    page.add_script_tag(content=client_script)
    for vector in FRAGMENTS:
        page.evaluate(SHOW, vector["old"])
        difference = page.evaluate(STEP, [vector["patches"], vector["new"], disturb])
        assert difference is None, vector["name"]


@pytest.mark.parametrize("vector", PAGES, ids=[vector["name"] for vector in PAGES])
def test_recorded_patches_lead_to_the_new_page(
    vector: dict[str, Any], page: Page, client_script: str
) -> None:
    page.add_init_script(client_script)
    page.route("**/*", lambda route: route.fulfill(body=vector["old"], content_type="text/html"))
    page.goto("http://page.test/")
    assert page.evaluate(STEP_PAGE, [vector["patches"], vector["new"]]) is None
