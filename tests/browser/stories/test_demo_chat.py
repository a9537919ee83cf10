"""Two people talk, each in a browser of their own."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def say(page, author: str, text: str) -> None:
    """Fills the form and presses Enter."""
    page.get_by_label("Your name").fill(author)
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")


def test_what_one_says_the_other_reads(visit, demo):
    ada, grace = visit(demo).open("/chat/"), visit(demo).open("/chat/")
    say(ada, "Ada", "Is anybody here?")
    for page in (ada, grace):
        expect(page.locator(".messages .text").last).to_have_text("Is anybody here?")
    say(grace, "Grace", "I am <here>.")
    for page in (ada, grace):
        expect(page.locator(".messages .text").last).to_have_text("I am <here>.")
        expect(page.locator(".messages .author").last).to_contain_text("Grace")
    expect(grace.locator(".messages li").last).to_have_class("mine")
    expect(ada.locator(".messages li").last).not_to_have_class("mine")


def test_the_field_is_emptied_and_stays_focused(visitor):
    page = visitor.open("/chat/")
    say(page, "Ada", "One")
    message = page.get_by_label("Message", exact=True)
    expect(message).to_have_value("")
    expect(message).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ada")
    page.keyboard.type("Two")
    page.keyboard.press("Enter")
    expect(page.locator(".messages .text").last).to_have_text("Two")


def test_what_is_being_written_survives_what_the_other_says(visit, demo):
    ada, grace = visit(demo).open("/chat/"), visit(demo).open("/chat/")
    draft = grace.get_by_label("Message", exact=True)
    draft.press_sequentially("A long tho")
    say(ada, "Ada", "Quick, say something!")
    expect(grace.locator(".messages .text").last).to_have_text("Quick, say something!")
    draft.press_sequentially("ught")
    expect(draft).to_have_value("A long thought")


def test_the_history_is_bounded_and_its_end_is_in_view(visit, demo):
    ada = visit(demo).open("/chat/")
    for number in range(55):
        say(ada, "Ada", f"Message {number}")
        ada.evaluate("enliven.idle()")
    texts = ada.locator(".messages .text")
    expect(texts).to_have_count(50)
    assert texts.first.text_content() == "Message 5"
    newcomer = visit(demo).open("/chat/")
    for page in (ada, newcomer):
        expect(page.locator(".messages .text")).to_have_count(50)
        expect(page.locator(".messages .text").last).to_have_text("Message 54")
        expect(page.locator(".messages .text").last).to_be_in_viewport()
