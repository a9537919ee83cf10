"""Marking handlers, and binding arguments to them."""

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field

from enliven import LiveView, event
from enliven.errors import DefinitionError, InvalidArguments
from enliven.events import find_handler, get_binder, handler_names, show_type


class Colour(enum.Enum):
    RED = "red"


class View(LiveView):
    @event
    def nothing(self):
        pass

    @event
    def anything(self, value):
        pass

    @event
    def number(self, n: int, step: int = 1):
        pass

    @event
    def keyword(self, *, n: int):
        pass

    @event
    def many(self, tags: list[int]):
        pass

    @event
    def optional(self, day: dt.date | None, note: str | None = None):
        pass

    @event
    def flag(self, on: bool = False):
        pass

    @event
    def query(self, data: QueryDict, page: int = 1):
        pass

    @event
    def rest(self, n: int, **more: int):
        pass

    @event
    def query_and_rest(self, data: QueryDict, **more):
        pass

    @event
    def rich(
        self,
        amount: Decimal,
        key: UUID,
        colour: Colour,
        size: Literal["s", "m"],
        short: Annotated[str, Field(max_length=3)] = "",
    ):
        pass


def bind(name, args=None, fields=()):
    return get_binder(find_handler(View, name)).bind(args or {}, list(fields))


def refusal(name, args=None, fields=()):
    with pytest.raises(InvalidArguments) as caught:
        bind(name, args, fields)
    return str(caught.value)


def test_text_is_converted_to_the_annotated_type():
    assert bind("number", {"n": "3"}) == {"n": 3}
    assert bind("number", {"n": "3"}, [("step", "4")]) == {"n": 3, "step": 4}
    assert bind("keyword", {"n": 3}) == {"n": 3}
    assert bind("flag", {}, [("on", "on")]) == {"on": True}
    assert bind("flag") == {}
    assert bind(
        "rich",
        {
            "amount": "1.10",
            "key": "12345678-1234-5678-1234-567812345678",
            "colour": "red",
            "size": "m",
        },
    ) == {
        "amount": Decimal("1.10"),
        "key": UUID("12345678-1234-5678-1234-567812345678"),
        "colour": Colour.RED,
        "size": "m",
    }


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_a_parameter_without_annotation_takes_anything(value):
    assert bind("anything", {"value": value}) == {"value": value}


def test_repeated_fields_are_a_list():
    assert bind("anything", {}, [("value", "a"), ("value", "b")]) == {"value": ["a", "b"]}
    assert bind("many", {}, [("tags", "1"), ("tags", "2")]) == {"tags": [1, 2]}
    assert bind("many", {}, [("tags", "1")]) == {"tags": [1]}
    assert bind("many") == {"tags": []}
    assert "must be int" in refusal("number", {}, [("n", "1"), ("n", "2")])


def test_empty_text_is_none_where_text_is_not_allowed():
    assert bind("optional", {"day": ""}, [("note", "")]) == {"day": None, "note": ""}
    assert bind("optional", {"day": "2026-01-02"}) == {"day": dt.date(2026, 1, 2)}


def test_an_argument_wins_over_a_field():
    assert bind("number", {"n": "1"}, [("n", "2")]) == {"n": 1}


def test_the_csrf_token_is_no_field():
    assert bind("nothing", {}, [("csrfmiddlewaretoken", "x")]) == {}
    assert bind("query", {}, [("csrfmiddlewaretoken", "x")])["data"] == QueryDict("")


def test_a_query_dict_takes_all_fields():
    bound = bind("query", {}, [("a[b]", "1"), ("a[b]", "2"), ("page", "3")])
    assert bound["page"] == 3
    assert bound["data"].getlist("a[b]") == ["1", "2"]
    assert bound["data"]["page"] == "3"
    with pytest.raises(AttributeError, match="immutable"):
        bound["data"]["x"] = 1
    assert 'unknown argument "x"' in refusal("query", {"x": 1})
    assert 'unknown argument "data"' in refusal("query", {"data": 1})


def test_keywords_take_the_rest():
    assert bind("rest", {"n": 1, "x": "2"}, [("y", "3")]) == {"n": 1, "x": 2, "y": 3}
    assert refusal("rest", {"n": 1, "x": "many"}) == 'event "rest": argument "x" must be int'
    assert bind("query_and_rest", {"x": 1}, [("y", "2")]) == {
        "data": QueryDict("y=2"),
        "x": 1,
        "y": "2",
    }


@pytest.mark.parametrize("name", ["rest", "query_and_rest", "nothing", "query"])
@pytest.mark.parametrize("field", [True, False])
def test_self_is_no_argument(name, field):
    args, fields = ({}, [("self", "x")]) if field else ({"self": "x"}, [])
    if name == "query" and field:
        assert bind(name, {}, fields)["data"]["self"] == "x"
    else:
        args |= {"n": 1} if name == "rest" else {}
        assert 'unknown argument "self"' in refusal(name, args, fields)


def test_messages_name_handler_argument_and_type_and_no_value():
    assert refusal("number") == 'event "number": argument "n" (int) is missing'
    assert refusal("number", {"n": "hunter2"}) == 'event "number": argument "n" must be int'
    assert refusal("number", {"n": 1, "m": "hunter2"}) == (
        'event "number": unknown argument "m"; it takes "n", "step"'
    )
    assert refusal("nothing", {"m": 1}) == (
        'event "nothing": unknown argument "m"; it takes no arguments'
    )
    assert refusal("many", {"tags": ["hunter2"]}).endswith('"tags" must be list[int]')
    assert refusal("optional", {"day": "hunter2"}).endswith('"day" must be date | None')
    assert len(refusal("number", {"x" * 10_000: 1})) < 200


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers() | st.lists(st.text())))
def test_binding_refuses_or_gives_exactly_the_declared(args):
    try:
        bound = bind("number", args)
    except InvalidArguments:
        return
    assert set(bound) <= {"n", "step"}
    assert all(type(value) is int for value in bound.values())


def test_annotations_may_be_text():
    class Later(LiveView):
        @event
        def go(self, n: "int"):
            pass

    assert get_binder(Later.go).bind({"n": "1"}, []) == {"n": 1}


def test_a_validator_of_the_project_may_fail_in_its_own_way():
    def explode(value: str) -> str:
        raise ZeroDivisionError

    class Exploding(LiveView):
        @event
        def go(self, text: Annotated[str, AfterValidator(explode)]):
            pass

    with pytest.raises(ZeroDivisionError):
        get_binder(Exploding.go).bind({"text": "x"}, [])


@pytest.mark.parametrize(
    ("annotation", "shown"),
    [
        (int, "int"),
        (list[str], "list[str]"),
        (dt.date | None, "date | None"),
        (Literal["a", 1], "Literal['a', 1]"),
        (Annotated[int, Field(gt=0)], "int"),
        (dict[str, Any], "dict[str, Any]"),
    ],
)
def test_types_are_shown_as_they_are_written(annotation, shown):
    assert show_type(annotation) == shown


def test_only_marked_methods_are_handlers():
    assert handler_names(View) == sorted(
        name for name, value in vars(View).items() if callable(value) and not name.startswith("_")
    )


def test_an_override_without_mark_is_no_handler():
    class Child(View):
        def nothing(self):
            pass

    assert find_handler(Child, "nothing") is None
    assert find_handler(Child, "number") is View.number


def test_handlers_come_from_every_base():
    class Mixin:
        @event
        def mixed(self, number: int):
            pass

        @event
        def number(self):
            pass

    class Child(Mixin, View):
        @event
        def mixed(self, text: str):
            pass

    assert find_handler(Child, "mixed") is Child.mixed
    assert find_handler(Child, "number") is Mixin.number
    assert find_handler(Child, "nothing") is View.nothing
    assert get_binder(Child.mixed).bind({"text": "a"}, []) == {"text": "a"}


def test_what_hides_a_handler_takes_it_away():
    class Mixin:
        nothing = None

        @property
        def number(self):
            return 1

    class Child(Mixin, View):
        pass

    assert {"nothing", "number"}.isdisjoint(handler_names(Child))


@pytest.mark.parametrize(
    ("define", "message"),
    [
        (lambda: event(lambda _, x, /: x), "positional-only"),
        (lambda: event(lambda _, *xs: xs), "cannot be filled"),
        (lambda: event(lambda: None), '"self"'),
        (lambda: event(staticmethod(print)), "marks a method"),
        (lambda: event(name="x"), "unexpected keyword"),
        (lambda: event(View), "marks a method"),
    ],
)
def test_a_handler_that_cannot_be_called_by_name_is_refused_when_defined(define, message):
    with pytest.raises(TypeError, match=message):
        define()


def test_a_private_name_is_refused():
    def _hidden(self):
        pass

    with pytest.raises(DefinitionError, match="underscore"):
        event(_hidden)


@pytest.mark.parametrize("name", ["mount", "get", "dispatch", "request", "template", "received"])
def test_a_handler_does_not_hide_what_the_view_needs(name):
    def handler(self):
        pass

    handler.__name__ = handler.__qualname__ = name
    with pytest.raises(DefinitionError, match="rename the handler"):
        type("Hiding", (LiveView,), {name: event(handler)})


def test_annotations_that_cannot_be_used_are_reported():
    class Broken(LiveView):
        @event
        def go(self, n: "Missing"):  # noqa: F821 - that is the mistake
            pass

    with pytest.raises(DefinitionError, match="Missing"):
        get_binder(Broken.go)
