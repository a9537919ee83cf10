"""Templates resolved with those that they extend and include, beside Django's own engine."""

import gc
import re
from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, RequestContext
from django.template.base import Template as DjangoTemplate
from django.template.base import TextNode
from django.template.engine import Engine as DjangoEngine
from django.template.loader_tags import BlockNode
from django.test import RequestFactory
from django.test.utils import instrumented_test_render
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven.template import Engine

CACHED = "django.template.loaders.cached.Loader"
LOCMEM = "django.template.loaders.locmem.Loader"
BUILTINS = ["tests.template_library", "tests.template_pages", "tests.inheritance_library"]

#: What stands in blocks and around them.
PIECES = [
    *("text", "{{ x }}", "{{ x.y }}", "{{ count.up }}", "{% tell_blocks %}", "{% block_name %}"),
    *("{{ forloop.counter }}", "{% cycle 'a' 'b' %}", "{% firstof x 'f' as z %}{{ z }}"),
    *("{% ifchanged %}{{ x }}{% endifchanged %}", "{{ block.name }}", "{% remember %}"),
    *("{% include 'leaf.html' %}", "{% include 'leaf.html' with x='w' %}", "{% include leaf %}"),
    *("{% include 'leaf.html' with x='o' only %}", "{% include 'family.html' %}", "{{ z }}"),
    *("{% include 'tree.html' with depth=depth|add:'-1' %}", "{% include 'blocks.html' %}"),
    *("{% include 'plain.html' %}", "{% include 'plain.html' with x=block.super %}"),
    *("{% drop_block %}", "{% repeat_block %}", "{% forget_blocks %}", "{% other_block %}"),
    *("{% change_leaf %}", "{% show x %}", "{{ block.super.super }}", "{% include 'none.html' %}"),
]
SUPERS = [
    *("{{ block.super }}", "{{ block.super|upper }}", "{% if block.super %}s{% endif %}"),
    *("{{ block.super|default:'<none>' }}", "{% with b=block %}{{ b.super }}{% endwith %}"),
    *("{% for block in 'ab' %}{{ block }}{{ block.super }}{% endfor %}", "{{ x|add:block.super }}"),
    *("{% for i in 'ab' %}{{ block.super }}{% endfor %}", "{% firstof x as block %}{{ block }}"),
    *(
        "{% inside %}{{ block.super }}{% endinside %}",
        "{% filter lower %}{{ block.super }}{% endfilter %}",
    ),
]
AROUND = [
    *("{}", "{}", "{}", "{{% if x %}}{}{{% endif %}}", "{{% for x in 'ab' %}}{}{{% endfor %}}"),
    *("{{% with x='w' %}}{}{{% endwith %}}", "{{% autoescape off %}}{}{{% endautoescape %}}"),
    *("{{% inside %}}{}{{% endinside %}}", "{{% twice %}}{}{{% endtwice %}}"),
    *("{{% spaceless %}}{}{{% endspaceless %}}", "{{% forgiving %}}{}{{% endforgiving %}}"),
]
INCLUDED = {
    "leaf.html": "[{{ x }}{{ forloop.counter }}{% cycle 'a' 'b' %}{{ block.name }}]",
    "plain.html": "({{ x }}{% firstof x as z %}{{ z }})",
    "family.html": "{% extends 'root.html' %}{% block p %}{{ block.super }}f{% endblock %}",
    "root.html": "2{% block p %}{{ x }}{% endblock %}{% block q %}{% tell_blocks %}{% endblock %}",
    "tree.html": "<{% if depth > 0 %}{% include 'tree.html' with depth=depth|add:'-1' %}"
    "{% endif %}>",
    "blocks.html": "{% block p %}own{{ block.name }}{% include 'plain.html' %}{% endblock %}",
}
NAMES = ["base.html", "middle.html", "upper.html", "page.html"]


@st.composite
def bodies(draw, depth=0):
    """What stands in a block or a template; `NEW` is for the names of nested blocks."""
    pieces = draw(st.lists(st.sampled_from([*PIECES, *SUPERS, *SUPERS]), max_size=3))
    if depth < 2 and draw(st.booleans()):
        nested = "{% block NEW %}" + draw(bodies(depth + 1)) + "{% endblock %}"
        pieces.insert(0, draw(st.sampled_from(AROUND)).format(nested))
    return "".join(pieces)


@st.composite
def sources(draw, level):
    """A template on one of the levels of a family."""
    source = f" {{% extends '{NAMES[level - 1]}' %}}" if level else "<html>"
    names = iter(draw(st.permutations("pqrstuv")))
    for _ in range(draw(st.integers(0, 2))):
        block = "{% block NEW %}" + draw(bodies()) + "{% endblock %}"
        source += "|" + draw(st.sampled_from(AROUND)).format(block)
        if not level:
            source += draw(st.sampled_from(PIECES))
    return re.sub("NEW", lambda _: next(names), source)


class Counter:
    """Counts how often it was asked."""

    def __init__(self):
        self.count = 0

    def up(self):
        self.count += 1
        return self.count


class Pair:
    """Both engines with the same templates in their caches."""

    def __init__(self, templates, **options):
        self.engines = [
            make(loaders=[(CACHED, [(LOCMEM, templates)])], builtins=BUILTINS, **options)
            for make in (DjangoEngine, Engine)
        ]

    def __iter__(self):
        return iter(self.engines)

    def render(self, name, variables):
        """What both give for a template, which is asserted to be the same."""
        reference, ours = (outcome(engine, name, variables) for engine in self.engines)
        assert ours == reference
        return ours

    def replace(self, name, source):
        for engine in self.engines:
            cache = engine.template_loaders[0].get_template_cache
            known = cache.get(name)
            if isinstance(known, DjangoTemplate):
                cache[name] = type(known)(source, known.origin, name, engine)

    def append(self, name, which):
        """Adds text to the list of a template, or of a block in it."""
        for engine in self.engines:
            known = engine.template_loaders[0].get_template_cache.get(name)
            if isinstance(known, DjangoTemplate):
                blocks = known.nodelist.get_nodes_by_type(BlockNode)
                lists = [known.nodelist, *(block.nodelist for block in blocks)]
                lists[which % len(lists)].append(TextNode("+"))

    def reset(self):
        for engine in self.engines:
            engine.template_loaders[0].reset()


def outcome(engine, name, variables):
    """What rendering a loaded template gives and leaves behind."""
    context = Context({**variables, "count": Counter()})
    try:
        result = engine.get_template(name).render(context)
    except RecursionError:
        return RecursionError
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        message = re.sub(r"sequence item .*|0x[0-9a-f]+", "", str(error))
        return type(error), message, len(context.dicts), len(context.render_context.dicts)
    return type(result), result, len(context.dicts), len(context.render_context.dicts)


STEPS = st.one_of(
    st.tuples(st.just("render"), st.sampled_from(NAMES)),
    st.tuples(st.just("render"), st.just("page.html")),
    st.tuples(st.just("append"), st.sampled_from([*NAMES, *INCLUDED]), st.integers(0, 3)),
    st.tuples(st.just("reset")),
    st.sampled_from(range(4)).flatmap(
        lambda level: st.tuples(st.just("replace"), st.just(NAMES[level]), sources(level))
    ),
    st.tuples(
        st.just("replace"), st.sampled_from(["leaf.html", "plain.html"]), st.sampled_from(PIECES)
    ),
)
VARIABLES = st.fixed_dictionaries(
    {
        "x": st.sampled_from(["<x>", 7, 1.5, None, ""]),
        "leaf": st.sampled_from(["leaf.html", "family.html", "none.html"]),
        "depth": st.integers(0, 3),
    }
)


@settings(deadline=None)
@given(
    st.tuples(*map(sources, range(4))),
    st.lists(STEPS, max_size=6),
    VARIABLES,
    st.sampled_from(["", "INVALID %s"]),
)
def test_families_render_as_with_django(family, steps, variables, invalid):
    pair = Pair({**INCLUDED, **dict(zip(NAMES, family, strict=True))}, string_if_invalid=invalid)
    for step, *arguments in [("render", "page.html")] * 3 + steps + [("render", "page.html")] * 2:
        if step == "render":
            pair.render(*arguments, variables)
        else:
            getattr(pair, step)(*arguments)


def family(page, base="<{% block p %}base{{ x }}{% endblock %}>", **others):
    """A pair of engines that has rendered its page, and so resolved it."""
    pair = Pair({"page.html": page, "base.html": base, **INCLUDED, **others})
    for _ in range(3):
        pair.render("page.html", {"x": "<x>"})
    return pair


EXTENDS = "{% extends 'base.html' %}"


def test_a_parent_that_was_replaced_counts():
    pair = family(EXTENDS + "{% block p %}{{ block.super }}!{% endblock %}")
    pair.replace("base.html", "[{% block p %}new{% endblock %}{% block q %}q{% endblock %}]")
    assert pair.render("page.html", {})[1] == "[new!q]"
    pair.reset()
    assert pair.render("page.html", {})[1] == "<base!>"


@pytest.mark.parametrize("which", [0, 1])
def test_a_node_list_of_a_parent_that_has_changed_counts(which):
    pair = family(EXTENDS + "{% block p %}{{ block.super }}!{% endblock %}")
    pair.append("base.html", which)
    assert "+" in pair.render("page.html", {})[1]


def test_what_was_put_behind_an_extends_counts():
    middle = {"middle.html": EXTENDS}
    pair = family("{% extends 'middle.html' %}{% block p %}won{% endblock %}", **middle)
    pair.append("middle.html", 0)
    assert pair.render("page.html", {})[1] == "<won>+"


@pytest.mark.parametrize("name", ["render", "_render"])
def test_a_parents_own_way_of_rendering_counts(monkeypatch, name):
    page = EXTENDS + "{% block p %}{% include 'plain.html' %}{% endblock %}"
    pair = family(page)
    for engine in pair:
        for owner in ["base.html", "plain.html"]:
            template = engine.get_template(owner)
            original = getattr(template, name)
            monkeypatch.setattr(
                template, name, lambda context, original=original: f"*{original(context)}*"
            )
    assert "*" in pair.render("page.html", {"x": 1})[1]


def test_the_test_client_is_told_of_every_template(monkeypatch):
    monkeypatch.setattr(DjangoTemplate, "_render", instrumented_test_render)
    from django.test.signals import template_rendered  # noqa: PLC0415 - after the patch

    pair = Pair(
        {"page.html": EXTENDS + "{% include 'plain.html' %}", "base.html": "{{ x }}", **INCLUDED}
    )
    told = []

    def tell(template, **_kwargs):
        told.append(template.name)

    template_rendered.connect(tell)
    try:
        pair.render("page.html", {})
        both = told[: len(told) // 2], told[len(told) // 2 :]
    finally:
        template_rendered.disconnect(tell)
    assert both[0] == both[1] == ["page.html", "base.html"]


def test_an_included_template_that_appears_later_is_found():
    page = "{% if y %}{% include 'late.html' %}{% endif %}{% include 'plain.html' %}"
    pair = family(page, **{"late.html": "late {{ x }}"})
    for _ in range(9):
        assert pair.render("page.html", {"y": 1, "x": 2})[1].startswith("late 2")


def replace_plain(engine):
    cache = engine.template_loaders[0].get_template_cache
    known = cache["plain.html"]
    new = type(known)("new{{ forloop.counter }}", known.origin, "plain.html", engine)
    cache["plain.html"] = new
    return ""


def append_to_plain(engine):
    engine.get_template("plain.html").nodelist.append(TextNode("new"))
    return ""


@pytest.mark.parametrize("change", [replace_plain, append_to_plain])
@pytest.mark.parametrize(
    "page",
    [
        "{{ change }}{% include 'plain.html' %}",
        "{{ change }}{% for x in 'ab' %}{% include 'plain.html' %}{% endfor %}",
        "{% for x in 'ab' %}{{ forloop.first }}{{ change }}{% include 'plain.html' %}{% endfor %}",
        "{% for x in 'ab' %}{% include name %}{{ change }}{% endfor %}{% include name %}",
        EXTENDS + "{% block p %}{{ change }}{% include 'plain.html' %}{% endblock %}",
    ],
)
def test_templates_that_a_variable_has_changed_count(page, change):
    pair = family(page)
    texts = []
    for engine in pair:
        variables = {"change": partial(change, engine), "name": "plain.html"}
        texts.append(engine.get_template("page.html").render(Context(variables)))
    assert texts[0] == texts[1]
    assert "new" in texts[0]


def test_what_a_parent_fails_with_silently_stands_for_super():
    class Missing:
        def __str__(self):
            raise ObjectDoesNotExist

    pair = family(
        EXTENDS + "{% block p %}[{{ block.super|default:'none' }}]{% endblock %}",
        "<{% block p %}before{{ x|upper }}{% endblock %}>",
    )
    result = pair.render("page.html", {"x": Missing()})
    assert result[1] == "<[none]>"


def test_an_error_leaves_what_djangos_leaves():
    pair = family(
        EXTENDS + "{% block p %}{% include 'fail.html' with d=x %}{% endblock %}",
        **{"fail.html": "{% divide d %}"},
    )
    assert pair.render("page.html", {"x": 0})[0] is ZeroDivisionError


@pytest.mark.parametrize("context_class", [Context, RequestContext])
def test_pages_with_a_request_are_resolved_too(context_class):
    pair = family(EXTENDS + "{% block p %}{{ request.path }}{% tell_blocks %}{% endblock %}")
    request = [RequestFactory().get("/p/")] if context_class is RequestContext else []
    texts = {
        engine.get_template("page.html").render(context_class(*request, {})) for engine in pair
    }
    assert len(texts) == 1


@pytest.mark.parametrize(
    "loop", ["{{ block.super }}", "{% with b=block %}{{ b.super }}{% endwith %}"]
)
@pytest.mark.parametrize("is_cached", [False, True])
def test_what_a_loop_renders_of_a_parent_sees_the_loop(loop, is_cached):
    templates = {
        "page.html": EXTENDS
        + "{% block p %}{% for i in 'ab' %}"
        + loop
        + "{% endfor %}{% endblock %}",
        "base.html": "{% block p %}{{ forloop.counter }}{% endblock %}",
    }
    loader = (LOCMEM, templates)
    engine = Engine(loaders=[(CACHED, [loader])] if is_cached else [loader])
    assert [engine.get_template("page.html").render(Context()) for _ in range(2)] == ["12"] * 2


def test_renderings_leave_no_garbage():
    pair = family(
        EXTENDS + "{% block p %}{{ block.super }}{% include 'plain.html' %}{% endblock %}"
    )
    gc.collect()
    gc.disable()
    try:
        template = pair.engines[1].get_template("page.html")
        for _ in range(5):
            template.render(Context({"x": 1}))
        assert gc.collect() == 0
    finally:
        gc.enable()
