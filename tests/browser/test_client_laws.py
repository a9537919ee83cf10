"""Whatever changes: patches of the real differ make the page what a fresh parse would be."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from enliven import _core

from .random_markup import RandomMarkup

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STEPS = 5
SEQUENCES = 25
SHOW = """html => {
  window.root = document.createElement("main");
  root.innerHTML = html;
  document.body.replaceChildren(root);
}"""
STEP = """([patches, html, disturb]) => {
  if (disturb) {
    for (const element of [root, ...root.querySelectorAll("ul, div, tbody, li")]) {
      element.prepend(Object.assign(document.createElement("i"), { className: "foreign" }));
      element.append(Object.assign(document.createElement("i"), { className: "foreign" }));
    }
  }
  enliven.applyPatches(root, patches);
  const shown = root.cloneNode(true);
  for (const foreign of shown.querySelectorAll(".foreign")) foreign.remove();
  const fresh = document.createElement("main");
  fresh.innerHTML = html;
  return shown.isEqualNode(fresh) ? null : [shown.innerHTML, fresh.innerHTML];
}"""


@pytest.mark.parametrize("disturb", [False, True], ids=["alone", "among-foreign-nodes"])
@pytest.mark.parametrize("seed", range(8))
def test_the_page_equals_a_fresh_parse_after_every_step(
    seed: int, disturb: bool, page: Page, client_script: str
) -> None:
    page.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
    )
    page.goto("http://page.test/")
    page.add_script_tag(content=client_script)
    data = Random(seed)
    for number in range(SEQUENCES):
        markup = RandomMarkup(f"{seed}/{number}", data).content(4)
        document = _core.Document(False)
        document.reset(markup)
        page.evaluate(SHOW, markup)
        for _ in range(STEPS):
            previous = markup
            markup = RandomMarkup(f"{seed}/{number}", data).content(4)
            patches = json.loads(document.patch(markup))
            difference = page.evaluate(STEP, [patches, markup, disturb])
            assert difference is None, (previous, markup, patches)
    assert page.evaluate("window.ran") is None
