"""Somebody works with the table of a thousand rows."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Row = tuple[int, str, int]

READ_ROWS = """() => Array.from(document.querySelectorAll("tbody tr"), (row) => {
    const [id, name, price] = Array.from(row.cells, (cell) => cell.textContent.trim());
    return [Number(id), name, Number(price)];
})"""


def rows(page: Page) -> list[Row]:
    """What the table shows."""
    return [tuple(row) for row in page.evaluate(READ_ROWS)]


@pytest.fixture
def table(visitor):
    """The table's page with its first thousand rows."""
    page = visitor.open("/table/")
    expect(page.locator(".empty")).to_have_text("No rows yet.")
    press(page, "Create 1,000")
    return page


def press(page: Page, name: str) -> None:
    """Clicks a button and waits for what it does."""
    page.get_by_role("button", name=name, exact=True).click()
    page.evaluate("enliven.idle()")


def tally(page: Page, text: str) -> None:
    """Expects this line beside the filter."""
    expect(page.locator(".tally")).to_have_text(text)


def test_create_makes_a_thousand_new_rows(table):
    before = rows(table)
    assert [row[0] for row in before] == list(range(1, 1001))
    tally(table, "1000 of 1000 rows")
    press(table, "Create 1,000")
    assert [row[0] for row in rows(table)] == list(range(1001, 2001))
    expect(table.locator(".empty")).to_have_count(0)


def test_append_adds_behind_and_keeps_the_rest(table):
    before = rows(table)
    table.evaluate("window.first = document.querySelector('tbody tr')")
    press(table, "Append 1,000")
    after = rows(table)
    assert after[:1000] == before
    assert [row[0] for row in after[1000:]] == list(range(1001, 2001))
    assert table.evaluate("first === document.querySelector('tbody tr')")


def test_update_changes_every_tenth_row(table):
    before = rows(table)
    press(table, "Update every 10th")
    expected = [
        (number, f"{name} *" if index % 10 == 0 else name, price)
        for index, (number, name, price) in enumerate(before)
    ]
    assert rows(table) == expected


def test_swap_moves_two_rows_and_keeps_their_elements(table):
    before = rows(table)
    table.evaluate("window.second = document.querySelectorAll('tbody tr')[1]")
    press(table, "Swap two")
    expected = list(before)
    expected[1], expected[-2] = expected[-2], expected[1]
    assert rows(table) == expected
    assert table.evaluate("second === document.querySelectorAll('tbody tr')[998]")


def test_select_marks_one_row_at_a_time(table):
    selected = table.locator("tr.selected td.id")
    table.locator("td.name button").nth(4).click()
    expect(selected).to_have_text("5")
    table.locator("td.name button").nth(7).click()
    expect(selected).to_have_text("8")
    table.locator("td.name button").nth(7).click()
    expect(selected).to_have_count(0)


def test_remove_takes_one_row_out(table):
    before = rows(table)
    press(table, "Remove row 3")
    assert rows(table) == before[:2] + before[3:]
    tally(table, "999 of 999 rows")


def test_clear_leaves_none(table):
    press(table, "Clear")
    assert rows(table) == []
    expect(table.locator(".empty")).to_have_text("No rows yet.")
    tally(table, "0 of 0 rows")


@pytest.mark.parametrize(("column", "place"), [("id", 0), ("name", 1), ("price", 2)])
def test_a_column_sorts_both_ways(table, column, place):
    before = rows(table)
    head = table.locator(f"th.{column}")
    press(table, column)
    expect(head).to_have_attribute("aria-sort", "ascending")
    ascending = sorted(before, key=lambda row: row[place])
    assert rows(table) == ascending
    press(table, column)
    expect(head).to_have_attribute("aria-sort", "descending")
    assert rows(table) == sorted(ascending, key=lambda row: row[place], reverse=True)


def test_the_filter_follows_the_typing_and_keeps_the_focus(table):
    before = rows(table)
    table.get_by_role("searchbox").press_sequentially("kite")
    matching = [row for row in before if "kite" in row[1]]
    tally(table, f"{len(matching)} of 1000 rows")
    assert rows(table) == matching
    assert 0 < len(matching) < 1000
    expect(table.get_by_role("searchbox")).to_be_focused()
    expect(table.get_by_role("searchbox")).to_have_value("kite")
    table.keyboard.press("Home")
    table.keyboard.type("xx ")
    expect(table.locator(".empty")).to_have_text("No name has “xx kite” in it.")
    assert table.evaluate("document.activeElement.selectionStart") == 3
    table.get_by_role("searchbox").fill("")
    tally(table, "1000 of 1000 rows")
    assert rows(table) == before


def test_what_is_done_to_filtered_rows_shows_when_the_filter_goes(table):
    before = rows(table)
    table.get_by_role("searchbox").fill("drum")
    first = next(row for row in before if "drum" in row[1])
    expect(table.locator("tbody td.id").first).to_have_text(str(first[0]))
    press(table, f"Remove row {first[0]}")
    table.get_by_role("searchbox").fill("")
    tally(table, "999 of 999 rows")
    assert rows(table) == [row for row in before if row != first]
