"""Somebody writes to us with the contact form."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LETTER = "I have read every page of the demo twice."


@pytest.fixture
def form(visitor):
    page = visitor.open("/contact/")
    expect(page.locator(".error:not(:empty)").filter(has_text="required")).to_have_count(0)
    return page


def error(page, label: str):
    """The message below a field."""
    field = page.get_by_label(label, exact=True)
    return page.locator(f"#{field.get_attribute('id')}_error")


def test_errors_come_and_go_while_typing(form):
    email = form.get_by_label("E-mail")
    email.press_sequentially("ada@")
    expect(error(form, "E-mail")).to_have_text("Enter a valid email address.")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    email.press_sequentially("example.org")
    expect(error(form, "E-mail")).to_have_text("")
    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    expect(email).to_have_value("ada@example.org")


def test_fields_not_yet_touched_have_no_errors(form):
    form.get_by_label("Message").press_sequentially("Too short")
    expect(error(form, "Message")).to_contain_text("at least 20 characters (it has 9)")
    for label in ("Name", "E-mail", "Topic"):
        expect(error(form, label)).to_have_text("")
        expect(form.get_by_label(label, exact=True)).not_to_have_attribute("aria-invalid", "true")


def test_the_forms_own_rules_hold_while_typing(form):
    form.get_by_label("Message").press_sequentially(LETTER.upper())
    expect(error(form, "Message")).to_have_text("There is no need to shout.")


def test_an_emptied_field_says_that_it_is_required(form):
    name = form.get_by_label("Name", exact=True)
    name.fill("Ada")
    form.evaluate("enliven.idle()")
    name.fill("")
    expect(error(form, "Name")).to_have_text("This field is required.")


def test_sending_too_early_shows_every_error(form):
    form.get_by_label("Name", exact=True).fill("Ada")
    form.get_by_role("button", name="Send").click()
    expect(form.locator(".error", has_text="This field is required.")).to_have_count(3)
    expect(form.get_by_label("Name", exact=True)).to_have_value("Ada")
    expect(error(form, "Name")).to_have_text("")


def test_a_complete_message_is_thanked_for(form):
    form.get_by_label("Name", exact=True).fill("Ada <Lovelace>")
    form.get_by_label("E-mail").fill("ada@example.org")
    form.get_by_label("Topic").select_option("praise")
    form.get_by_label("Message").fill(LETTER)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("heading", name="Thank you, Ada <Lovelace>.")).to_be_visible()
    again = form.get_by_role("button", name="Write another")
    expect(again).to_be_focused()
    again.click()
    for label in ("Name", "E-mail", "Message"):
        expect(form.get_by_label(label, exact=True)).to_have_value("")
    expect(form.locator("[aria-invalid=true]")).to_have_count(0)
