"""Somebody presses the counter's buttons."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_count_goes_up_and_down(visitor):
    page = visitor.open("/counter/")
    expect(page.locator("output")).to_have_text("0")
    up, down = page.get_by_role("button", name="Up"), page.get_by_role("button", name="Down")
    for _ in range(3):
        up.click()
    down.click()
    expect(page.locator("output")).to_have_text("2")


def test_many_fast_presses_count_each(visitor):
    page = visitor.open("/counter/")
    page.evaluate(
        "for (let i = 0; i < 50; i++) document.querySelector('[live-click=increase]').click()"
    )
    expect(page.locator("output")).to_have_text("50")


def test_the_step_is_chosen_and_kept(visitor):
    page = visitor.open("/counter/")
    page.locator(".choices").get_by_text("100").click()
    page.get_by_role("button", name="Up").click()
    expect(page.locator("output")).to_have_text("100")
    expect(page.get_by_role("radio", name="100")).to_be_checked()


def test_reset_is_for_a_count_only(visitor):
    page = visitor.open("/counter/")
    reset = page.get_by_role("button", name="Reset")
    expect(reset).to_be_disabled()
    page.get_by_role("button", name="Down").click()
    expect(page.locator("output")).to_have_text("-1")
    reset.click()
    expect(page.locator("output")).to_have_text("0")
    expect(reset).to_be_disabled()


def test_each_visitor_has_a_count_of_their_own(visit, demo):
    ada, grace = visit(demo), visit(demo)
    ada.open("/counter/").get_by_role("button", name="Up").click()
    grace.open("/counter/")
    expect(ada.page.locator("output")).to_have_text("1")
    expect(grace.page.locator("output")).to_have_text("0")
