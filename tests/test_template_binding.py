"""Where a rendering begins: a context is bound to a template, unless that has been replaced."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.template import Context
from django.template.base import Template as PlainTemplate
from django.template.context import RenderContext
from django.template.engine import Engine as PlainEngine

from enliven.template import Engine, Template


def make(templates=None):
    return Engine(loaders=[("django.template.loaders.locmem.Loader", templates or {})])


def state(context):
    """What rendering sets for its own time."""
    render_context = context.render_context
    return context.template, render_context.template, len(render_context.dicts)


@pytest.mark.parametrize("owner", [PlainTemplate, Template])
def test_a_replaced_public_render_is_called(monkeypatch, owner):
    template = make({"part": "part"}).from_string("{% include 'part' %}")
    assert template.render(Context()) == "part"
    original = owner.render
    monkeypatch.setattr(owner, "render", lambda *args: f"<{original(*args)}>")
    assert template.render(Context()) == "<<part>>"
    monkeypatch.undo()
    assert template.render(Context()) == "part"


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        *[("base.Template", "render"), ("base.Template", "_render")],
        ("context.Context", "bind_template"),
        *[("base.Node", "render_annotated"), ("base.VariableNode", "render")],
        *[("base.FilterExpression", "resolve"), ("base.Variable", "_resolve_lookup")],
        *[("base.Variable", "resolve"), ("loader_tags.IncludeNode", "render")],
    ],
)
def test_what_was_replaced_before_the_import_is_called(owner, name):
    script = (
        "from functools import wraps\n"
        "from django.template import base, context, loader_tags\n"
        f"original, called = {owner}.{name}, []\n"
        "@wraps(original)\n"
        "def replaced(self, *args, **kwargs):\n"
        "    called.append(getattr(self, 'name', None))\n"
        "    return original(self, *args, **kwargs)\n"
        f"{owner}.{name} = replaced\n"
        "import enliven.template, django; from django.conf import settings\n"
        "settings.configure(); django.setup()\n"
        "loader = ('django.template.loaders.locmem.Loader', {'part': '{{ a }}'})\n"
        "template = enliven.template.Engine(loaders=[loader])"
        ".from_string('{% include \"part\" %}')\n"
        "print(template.render(django.template.Context({'a': 1})), len(called))\n"
        "called.clear()\n"
        "plain = base.Template('{% include \"part\" %}', engine=django.template.Engine("
        "loaders=[loader]))\n"
        "print(plain.render(django.template.Context({'a': 1})), len(called))"
    )
    command = [sys.executable, "-c", script]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    ours, djangos = process.stdout.splitlines()
    assert ours == djangos


@pytest.mark.parametrize(
    ("owner", "name"), [(Context, "bind_template"), (RenderContext, "push_state")]
)
def test_what_a_rendering_begins_with_may_be_replaced(monkeypatch, owner, name):
    called = []
    original = getattr(owner, name)

    def replaced(*args, **kwargs):
        called.append(name)
        return original(*args, **kwargs)

    template = make().from_string("{{ a }}")
    monkeypatch.setattr(owner, name, replaced)
    assert template.render(Context({"a": 1})) == "1"
    assert called == [name]


@pytest.mark.parametrize("source", ["{{ see }}", "{{ see }}{{ fail }}"])
def test_a_context_is_bound_for_as_long_as_the_rendering_lasts(source):
    seen = []
    template = make({"page": source}).get_template("page")
    context = Context()

    def see():
        seen.append((*state(context), context.template_name))

    def fail():
        raise KeyError(1)

    context.update({"see": see, "fail": fail})
    before = state(context)
    if "fail" in source:
        with pytest.raises(KeyError):
            template.render(context)
    else:
        template.render(context)
    assert seen == [(template, template, before[2] + 1, "page")]
    assert state(context) == before
    assert context.template_name == "page"


def test_a_bound_context_stays_bound():
    inner = make().from_string("{{ block }}")
    context = Context({"block": lambda: state(context)[:2]})
    context.template = outer = make().from_string("")
    assert inner.render(context)
    assert context.template is outer


def test_a_class_of_contexts_with_methods_of_its_own_is_bound_by_them():
    class Bound(Context):
        @contextmanager
        def bind_template(self, template):
            with super().bind_template(template):
                self["bound"] = template
                yield

    template = make().from_string("{% if bound %}yes{% endif %}")
    assert template.render(Bound()) == "yes"


def test_what_is_no_context_fails_as_in_django():
    for engine in (make(), PlainEngine()):
        with pytest.raises(AttributeError, match="render_context"):
            engine.from_string("").render({})
