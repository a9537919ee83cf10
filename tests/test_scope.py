"""What a template sees of a view."""

import gc

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context
from django.template.engine import Engine as DjangoEngine

from enliven import LiveView, event
from enliven.errors import ScopeError
from enliven.scope import Scope
from enliven.session import Session
from enliven.template import Engine
from tests.app.views import Counter


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


class Tricky(Base):
    """Whose class answers some names before its instances do."""

    plain = "class"

    @property
    def doubled(self):
        return self.n * 2

    def bump(self):
        self.n += 1
        return ""

    def add(self):
        self.new = "new"
        return ""

    def drop(self):
        del self.plain
        return ""


class Own(Base):
    def __getattribute__(self, name):
        return "asked" if name == "n" else super().__getattribute__(name)


def render(view, source, **above):
    """Render with Rust and with Django's own engine, which have to agree."""
    outputs = []
    for engine in (Engine.get_default(), DjangoEngine()):
        made = view()
        context = Context({"below": "below", "request": "request", "new": "below"})
        context.dicts.append(Scope(made, lambda: "token"))
        context.push(**above)
        outputs.append(engine.from_string(source).render(context))
    assert outputs[0] == outputs[1]
    return outputs[0]


def make(cls, **attributes):
    def new():
        view = cls()
        vars(view).update(attributes)
        return view

    return new


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ n }} {{ below }} {{ request }} {{ csrf_token }} {{ plain }}", "1 below request token"),
        ("{{ n }}{{ bump }}{{ n }}{{ bump }}{{ n }} {{ doubled }}", "123 6"),
        ("{{ new }}{{ add }}{{ new }}", "belownew"),
        ("{{ plain }}{{ drop }}{{ plain }}", "instanceclass"),
        (
            "{% for i in rows %}{{ n }}{{ i }}{% if i == n %}!{% endif %}{{ bump }}{% endfor %}",
            None,
        ),
        ("{% for n in rows %}{{ n }}{% endfor %}{{ n }}", "1231"),
        ("{% for i in rows %}{% cycle 'a' 'b' as n %}{{ n }}{% endfor %}{{ n }}", None),
        ("{{ n }}{% with n=5 %}{{ n }}{% endwith %}{{ n }}{{ n }}{{ n }}", "15111"),
        ("{{ args }}{{ kwargs }}{{ handler }}{{ get }}|", "|"),
        ("{% for i in rows %}{{ below }}{{ bump }}{{ n }}{{ missing }}{% endfor %}", None),
    ],
)
def test_rust_finds_what_django_finds(source, expected):
    view = make(Tricky, n=1, rows=[1, 2, 3], plain="instance", request=0, args=1, kwargs={"a": 1})
    output = render(view, source)
    if expected is not None:
        assert output.startswith(expected)


def test_descriptors_are_asked_before_attributes():
    view = make(Tricky, n=2, doubled="shadowed")
    assert render(view, "{{ doubled }} {{ doubled }} {{ doubled }} {{ doubled }}") == "4 4 4 4"


def test_a_class_that_answers_everything_is_asked():
    assert render(make(Own, n=1), "{{ n }} {{ n }} {{ n }} {{ n }}") == "asked asked asked asked"


def test_overrides_come_first():
    view = make(Tricky, n=1)()
    scope = Scope(view, lambda: "token")
    scope["n"] = "set"
    context = Context()
    context.dicts.append(scope)
    context.push()
    template = Engine.get_default().from_string("{{ n }}{{ n }}{{ n }}{{ n }}")
    assert template.render(context) == "setsetsetset"


def test_looking_up_an_attribute_calls_nothing(monkeypatch):
    view = make(Tricky, n=1, rows=[1, 2])()
    context = Context({"below": "below"})
    context.dicts.append(Scope(view, lambda: "token"))
    context.push()

    def fail(*_):
        raise AssertionError("asked")

    monkeypatch.setattr(Scope, "__contains__", fail)
    monkeypatch.setattr(Scope, "__getitem__", fail)
    template = Engine.get_default().from_string("{% for i in rows %}{{ n }}{{ below }}{% endfor %}")
    assert template.render(context) == "1below1below"


def test_a_render_leaves_nothing_for_the_garbage_collector(rf):
    view = Counter()
    view.setup(rf.get("/"))
    session = Session(view, view.request, is_page=True)
    session.mount()
    session.serve()
    session.patch()
    view.count = 5
    gc.collect()
    gc.disable()
    try:
        assert not session.patch().is_empty
        assert gc.collect() == 0
    finally:
        gc.enable()
