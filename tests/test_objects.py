"""Items of lists that are told apart by the model instances they stand for."""

import json
import uuid

import pytest
from django.db import models

from enliven import Document
from enliven._core import Dom
from tests.app.models import Note

ITEMS = "<ul>{% for note in notes %}<li>{{ note.text }}<input></li>{% endfor %}</ul>"
LINES = "<ul>\n{% for note in notes %}\n<li>{{ note.text }}</li>\n{% endfor %}</ul>"


class Draft(Note):
    """Notes by another name."""

    class Meta:
        app_label = "objects"
        proxy = True


class Chapter(Note):
    """Has the key of a note for its own."""

    class Meta:
        app_label = "objects"


class Ticket(models.Model):
    """Has a key that is no number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "objects"

    def __str__(self):
        return "ticket"


class Watched(models.Model):
    """Has code of its own wherever attributes are read."""

    class Meta:
        app_label = "objects"

    def __str__(self):
        return "watched"

    def __getattribute__(self, name):
        return super().__getattribute__(name)


def note(pk, text="same"):
    return Note(pk=pk, text=text)


def events(template, *states):
    """The patches from each state to the next, which are checked."""
    document, fresh = Document(template), Document(template)
    page = Dom.parse(document.render({"notes": states[0]}))
    # Where a test looks on, the first render tells nothing but its markup.
    assert document.patch({"notes": states[0]}) == b"[]"
    for state in states[1:]:
        patches = document.patch({"notes": state})
        page.apply(patches)
        assert page == Dom.parse(fresh.render({"notes": state}))
        yield json.loads(patches)


def event(template, before, after):
    (patches,) = events(template, before, after)
    return patches


def test_an_element_stays_with_its_object_when_another_comes_before_it():
    patches = event(ITEMS, [note(1), note(2)], [note(3), note(1), note(2)])
    assert patches == [["i", [0, 0], 0, "<li>same<input></li>"]]


def test_objects_of_equal_content_are_swapped():
    assert event(ITEMS, [note(1), note(2)], [note(2), note(1)]) == [["m", [0, 0], 1, 0, 1]]


def test_an_object_that_moves_and_changes_keeps_its_element():
    notes = [note(pk, f"text {pk}") for pk in range(5)]
    patches = event(LINES, notes, [note(4, "changed"), *notes[:4]])
    assert patches == [["m", [0, 0], 8, 0, 2], ["t", [0, 0, 1, 0], "changed"]]


def test_nothing_is_sent_for_the_same_objects():
    assert event(ITEMS, [note(1), note(2)], [note(1), note(2)]) == []


def test_keys_in_the_markup_come_first():
    keyed = ITEMS.replace("<li>", '<li id="{{ note.text }}">')
    patches = event(keyed, [note(1, "a"), note(2, "b")], [note(2, "a"), note(1, "b")])
    assert patches == []


def test_an_id_within_an_item_is_no_key_of_it():
    inner = ITEMS.replace("<input>", '<input id="name">')
    patches = event(inner, [note(1), note(2)], [note(2), note(1)])
    assert patches == [["m", [0, 0], 1, 0, 1]]


def test_the_first_instance_that_an_item_is_unpacked_to_names_it():
    template = (
        "{% for number, note, other in notes %}"
        "<p>{{ number }}{{ note.text }}<input></p>{% endfor %}"
    )
    other = note(9)
    before = [(1, note(1), other), (2, note(2), other)]
    patches = event(template, before, [(3, note(3), other), *before])
    assert patches == [["i", [0], 0, "<p>3same<input></p>"]]


def test_an_object_is_known_behind_conditions_and_in_inner_lists():
    template = (
        "{% for group in notes %}<div>{{ group.name }}"
        "{% for note in group.notes %}{% if note.text %}<p>{{ note.text }}<input></p>{% endif %}"
        "{% endfor %}</div>{% endfor %}"
    )
    first, second = [note(1), note(2)], [note(1), note(3)]
    before = [{"name": "a", "notes": first}, {"name": "b", "notes": second}]
    after = [{"name": "a", "notes": first}, {"name": "b", "notes": second[::-1]}]
    assert event(template, before, after) == [["m", [0, 1], 2, 1, 1]]


def test_a_proxy_is_its_model_and_a_child_is_not():
    assert event(ITEMS, [note(1)], [Draft(pk=1, text="same")]) == []
    kinds = [patch[0] for patch in event(ITEMS, [note(1)], [Chapter(pk=1, text="same")])]
    assert kinds == ["r", "i"]


def test_keys_that_are_no_numbers_are_keys():
    first, second = Ticket(), Ticket()
    assert event(ITEMS, [first, second], [second, first]) == [["m", [0, 0], 1, 0, 1]]


def unsaved(_):
    return Note(text="same")


def deferred(_):
    return Note.from_db("default", ["text"], ["same"])


def watched(pk):
    return Watched(pk=pk)


def dictionary(pk):
    return {"pk": pk, "text": "same"}


@pytest.mark.parametrize("make", [unsaved, deferred, watched, dictionary, int])
def test_what_has_no_key_to_read_is_told_by_its_content(make):
    notes = [make(1), make(2)]
    patches = event(ITEMS, notes, [make(3), *notes])
    assert [patch[0] for patch in patches] == ["i"]
    assert event(ITEMS, notes, notes[::-1]) == []


def test_an_object_that_is_shown_twice_does_no_harm():
    one = note(1)
    for patches in events(ITEMS, [one, one], [one], [note(2), one, one, one], [note(2)]):
        assert patches
