"""Somebody keeps a to-do list."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def todo(visitor, demo):
    """The list with three tasks on it, and none that another test left."""
    with closing(sqlite3.connect(demo.directory / "data" / "demo.sqlite3")) as database:
        database.execute("DELETE FROM demo_task")
        database.commit()
    page = visitor.open("/todo/")
    for title in ("Sow", "Weed", "Reap"):
        page.get_by_label("New task").fill(title)
        page.keyboard.press("Enter")
        expect(page.get_by_label("New task")).to_have_value("")
    return page


def titles(page):
    """The tasks that are shown."""
    return page.locator(".tasks label span")


def show(page, which: str) -> None:
    """Chooses a filter."""
    page.get_by_role("button", name=which, exact=True).click()
    expect(page.get_by_role("button", name=which, exact=True)).to_have_attribute(
        "aria-current", "true"
    )


def test_tasks_are_added_in_order(todo):
    expect(titles(todo)).to_have_text(["Sow", "Weed", "Reap"])
    expect(todo.get_by_label("New task")).to_be_focused()
    expect(todo.locator(".tally")).to_have_text("3 left")


def test_a_blank_title_adds_nothing(todo):
    todo.get_by_label("New task").fill("   ")
    todo.keyboard.press("Enter")
    todo.evaluate("enliven.idle()")
    expect(titles(todo)).to_have_text(["Sow", "Weed", "Reap"])


def test_ticks_are_counted_and_filtered(todo):
    todo.get_by_label("Weed", exact=True).check()
    expect(todo.locator(".tally")).to_have_text("2 left")
    show(todo, "Done")
    expect(titles(todo)).to_have_text(["Weed"])
    show(todo, "Active")
    expect(titles(todo)).to_have_text(["Sow", "Reap"])
    show(todo, "All")
    expect(todo.get_by_label("Weed", exact=True)).to_be_checked()
    todo.get_by_label("Weed", exact=True).uncheck()
    expect(todo.locator(".tally")).to_have_text("3 left")


def test_a_title_is_edited_in_place(todo):
    todo.get_by_role("button", name="Edit Weed").click()
    title = todo.get_by_label("Title")
    expect(title).to_be_focused()
    title.fill("Weed & water")
    todo.keyboard.press("Enter")
    expect(titles(todo)).to_have_text(["Sow", "Weed & water", "Reap"])


def test_tasks_are_removed_one_by_one_or_when_done(todo):
    todo.get_by_role("button", name="Remove Sow").click()
    expect(titles(todo)).to_have_text(["Weed", "Reap"])
    expect(todo.get_by_role("button", name="Remove done")).to_be_disabled()
    todo.get_by_label("Reap", exact=True).check()
    todo.get_by_role("button", name="Remove done").click()
    expect(titles(todo)).to_have_text(["Weed"])


def test_the_list_outlives_a_reload(todo):
    todo.get_by_label("Sow", exact=True).check()
    expect(todo.locator(".tally")).to_have_text("2 left")
    todo.reload()
    expect(titles(todo)).to_have_text(["Sow", "Weed", "Reap"])
    expect(todo.get_by_label("Sow", exact=True)).to_be_checked()
