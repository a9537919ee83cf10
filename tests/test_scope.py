"""What a template sees of a view."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context

from enliven import LiveView, event
from enliven.errors import ScopeError
from enliven.scope import Scope
from enliven.template import Engine


class Base(LiveView):
    inherited = "inherited"

    @event
    def handler(self):
        pass


class View(Base):
    attribute = "class"
    annotated: int

    def __init__(self):
        super().__init__()
        self.request = None
        self.kwargs = {}
        self.own = "own"
        self._private = "private"

    @property
    def lazy(self):
        raise AssertionError("nobody asked")

    @property
    def fails(self):
        return {}["missing"]

    @property
    def silent(self):
        raise ObjectDoesNotExist

    def method(self):
        return self.own

    def raises(self):
        return {}["missing"]


@pytest.fixture
def view():
    return View()


@pytest.fixture
def scope(view):
    return Scope(view, lambda: "token")


def test_names_of_the_project_are_visible(scope, view):
    assert scope["own"] == "own"
    assert scope["attribute"] == "class"
    assert scope["inherited"] == "inherited"
    assert scope["method"]() == "own"
    assert scope["csrf_token"] == "token"
    view.later = 1
    view.attribute = "instance"
    assert scope["later"] == 1
    assert scope["attribute"] == "instance"


@pytest.mark.parametrize(
    "name",
    [
        "handler",
        "request",
        "kwargs",
        "mount",
        "get",
        "as_view",
        "template",
        "_private",
        "annotated",
        "__class__",
        "",
        1,
    ],
)
def test_other_names_are_not(scope, name):
    assert name not in scope
    with pytest.raises(KeyError):
        scope[name]
    assert scope.get(name, "default") == "default"


def test_presence_evaluates_nothing(scope):
    assert "lazy" in scope


def test_a_property_that_raises_is_named(scope):
    with pytest.raises(ScopeError, match=r"View\.fails raised KeyError") as caught:
        scope["fails"]
    assert isinstance(caught.value.__cause__, KeyError)


def test_what_a_called_method_raises_goes_out_as_it_is(scope):
    context = Context()
    context.dicts.append(scope)
    with pytest.raises(KeyError, match="missing"):
        Engine.get_default().from_string("{{ raises }}").render(context)


def test_what_django_silences_stays_so(scope):
    with pytest.raises(ObjectDoesNotExist):
        scope["silent"]


def test_what_tags_set_does_not_reach_the_view(scope, view):
    context = Context()
    context.dicts.append(scope)
    context.push()
    context.set_upward("own", "changed")
    assert context["own"] == "changed"
    assert view.own == "own"
    assert Scope(view, lambda: "")["own"] == "own"


def test_a_context_with_a_scope_can_be_flattened(view):
    View.lazy, lazy = "lazy", View.lazy
    View.fails, fails = "fails", View.fails
    View.silent, silent = "silent", View.silent
    try:
        context = Context()
        context.dicts.append(Scope(view, lambda: "token"))
        flat = context.flatten()
        assert (flat["own"], flat["lazy"], flat["csrf_token"]) == ("own", "lazy", "token")
        assert len(Scope(view, lambda: "")) == len(list(Scope(view, lambda: "")))
    finally:
        View.lazy, View.fails, View.silent = lazy, fails, silent
