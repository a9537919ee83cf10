"""Lists and objects in a class body, and whose they are."""

import threading
import typing
from collections import deque
from dataclasses import dataclass
from typing import ClassVar

import pytest
from pydantic import BaseModel

from enliven import LiveView, event
from enliven.errors import DefinitionError
from enliven.testing import LiveClient


@dataclass
class Filter:
    words: list[str]


class Basket(BaseModel):
    names: list[str] = []


class Listed(LiveView):
    template = "<!doctype html>{{ items }}"
    items: list[str] = []  # noqa: RUF012 - what a project may write
    nested = ({"a": []}, deque([1]))
    chosen = {1}  # noqa: RUF012
    filter = Filter([])
    basket = Basket()
    table: ClassVar = {"a": 1}
    named: "typing.ClassVar[list[int]]" = []  # noqa: RUF012
    words = ("a", "b")
    extra_context = {"seen": []}  # noqa: RUF012
    _cache = {}  # noqa: RUF012

    @event
    def add(self, text: str):
        self.items.append(text)
        self.nested[0]["a"].append(text)
        self.nested[1].append(2)
        self.chosen.add(2)
        self.filter.words.append(text)
        self.basket.names.append(text)
        self.extra_context["seen"].append(text)
        if text == "fail":
            raise RuntimeError


def state_of(view):
    return (view.items, view.nested, view.chosen, view.filter, view.basket, view.extra_context)


def test_what_a_class_body_holds_is_each_sessions_own():
    first, second = LiveClient(Listed), LiveClient(Listed)
    before = repr(state_of(Listed))
    first.send("add", text="x")
    assert first.view.items == ["x"]
    assert repr(state_of(second.view)) == repr(state_of(Listed)) == before


def test_what_a_class_body_holds_is_put_back_after_a_failure():
    client = LiveClient(Listed)
    client.send("add", text="x")
    before = repr(state_of(client.view))
    with pytest.raises(RuntimeError):
        client.send("add", text="fail")
    assert repr(state_of(client.view)) == before


def test_class_variables_and_private_names_are_shared():
    view = Listed()
    assert view.table is Listed.table
    assert view.named is Listed.named
    assert view._cache is Listed._cache
    assert "words" not in vars(view)


def test_a_subclass_may_replace_a_list_by_something_else():
    class Computed(Listed):
        @property
        def items(self):
            return ["computed"]

    assert Computed().items == ["computed"]
    assert "items" not in vars(Computed())


def test_values_given_in_the_urlconf_are_each_sessions_own():
    given = ["given"]
    view = Listed(items=given)
    assert view.items == given
    assert view.items is not given


def test_a_value_that_cannot_be_copied_is_named():
    class Locked(LiveView):
        template = "<!doctype html>"
        locks = {"a": threading.Lock()}  # noqa: RUF012 - that is the mistake

    with pytest.raises(DefinitionError, match=r"Locked\.locks cannot be copied .*ClassVar"):
        Locked()
