"""Templates that are found while a page renders cost what those that it names cost."""

import gc
import json
import logging
import threading
import weakref

import pytest
from django.template import TemplateDoesNotExist
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven import Document
from enliven._core import Dom
from enliven.errors import DuplicateKeyError
from enliven.template import Engine

#: A template in which one element appears before another that changes: told apart by their slots,
#: the first is new; as trees, it would be the second.
NOTED = """<li>{% if note %}<p>{{ note }}</p>{% endif %}<p>{{ text }}
<b>with more than enough beside it that stays the same in every render</b></p></li>"""
BEFORE, AFTER = {"text": "text"}, {"note": "new", "text": "changed"}


def noted(*path):
    """The patches from one of these states to the other, where the item is."""
    path = [0, *path]
    return [["i", path, 0, "<p>new</p>"], ["t", [*path, 1, 0], "changed\n"]]


def engine(*, cached=True, **templates):
    """An engine of ours with these templates."""
    loader = ("django.template.loaders.locmem.Loader", templates)
    loaders = [("django.template.loaders.cached.Loader", [loader])] if cached else [loader]
    return Engine(loaders=loaders, builtins=["tests.strategies.library"])


class Page:
    """What a browser shows of a template."""

    def __init__(self, own, source, state):
        self.document = Document(own.from_string(source))
        self.dom = Dom.parse(self.document.render(state))
        # The test client has the first render be Django's, which tells nothing of slots.
        assert self.patch(state) == []

    def patch(self, state):
        patches = self.document.patch(state)
        self.dom.apply(patches)
        return json.loads(patches)


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("<ul>{% include name %}</ul>", "item"),
        ("<ul>{% include name %}</ul>", ["nowhere", "item"]),
        ("<ul>{% include 'item' %}</ul>", None),
        ("<ul>{% with other=name %}{% include other %}{% endwith %}</ul>", "item"),
        ("<ul>{% include name with text=text note=note only %}</ul>", "item"),
        ("<ul>{% block a %}{% include name %}{% endblock %}</ul>", "item"),
        ("{% extends name %}", "parent"),
        ("{% extends 'parent' %}{% block a %}{% include name %}{% endblock %}", "item"),
        ("{% extends name %}{% block b %}{{ text }}{% endblock %}", "parent"),
        ("<ul>{% include name %}</ul>", "child"),
    ],
)
def test_a_change_in_a_template_is_one_of_its_slots(source, name, cached):
    own = engine(
        cached=cached,
        item=NOTED,
        parent="<ul>{% block a %}{% include 'item' %}{% endblock %}{% block b %}{% endblock %}"
        "</ul>",
        child="{% extends 'grandparent' %}{% block text %}{{ text }}\n{% endblock %}",
        grandparent=NOTED.replace("{{ text }}\n", "{% block text %}{% endblock %}"),
    )
    page = Page(own, source, {"name": name, **BEFORE})
    patches = page.patch({"name": name, **AFTER})
    if "block b" in source:
        assert patches.pop() == ["t", [0, 0, 1], "changed"]
    assert patches == noted(0, 0)


def test_a_template_object_is_included():
    own = engine()
    item, other = own.from_string(NOTED), own.from_string("<li>{{ text }}</li>")
    page = Page(own, "<ul>{% include item %}</ul>", {"item": item, **BEFORE})
    assert page.patch({"item": item, **AFTER}) == noted(0, 0)
    page.patch({"item": other, **AFTER})
    assert page.patch({"item": other, **BEFORE}) == [["t", [0, 0, 0, 0], "text"]]


def test_an_inclusion_tag_renders_a_body_of_its_own():
    part = (
        "<p>{% if value %}<b>{{ value }}</b>{% endif %}<b>{{ y }}</b>, text that stays in every"
        " render, and some more of it, so that a patch is shorter than all of this</p>"
    )
    source = "{% for x, y in rows %}{% included x y %}{% endfor %}"
    page = Page(engine(part=part), source, {"rows": [("", "1"), ("", "2")]})
    patches = page.patch({"rows": [("", "1"), ("new", "3")]})
    assert patches == [["i", [0, 1], 0, "<b>new</b>"], ["t", [0, 1, 1, 0], "3"]]


def test_one_of_many_items_costs_its_slot():
    own = engine(
        a="<li live-key='{{ row.id }}'><b>{{ row.name }}</b></li>",
        b="<li live-key='{{ row.id }}'><i>{{ row.name }}</i></li>",
    )

    def state(**names):
        rows = [{"id": n, "template": "ab"[n % 2], "name": f"row {n}"} for n in range(50)]
        for key, name in names.items():
            rows[int(key[1:])]["name"] = name
        return {"rows": rows}

    source = "<ul>{% for row in rows %}{% include row.template %}{% endfor %}</ul>"
    page = Page(own, source, state())
    assert page.patch(state(r7="seven")) == [["t", [0, 0, 7, 0, 0], "seven"]]
    assert page.patch({"rows": state(r7="seven")["rows"][1:]}) == [["r", [0, 0], 0, 1]]
    backwards = {"rows": state(r7="seven")["rows"][:0:-1]}
    assert {patch[0] for patch in page.patch(backwards)} == {"m"}


def test_a_template_within_itself_is_as_deep_as_it_is_shown():
    node = """<li>{% if node.note %}<p>{{ node.note }}</p>{% endif %}<p>{{ node.text }}</p>
        {% if node.below %}<ul>{% with node=node.below %}{% include "node" %}{% endwith %}</ul>
        {% endif %}LONG</li>""".replace("LONG", "text that makes patches the shorter way " * 30)

    def state(levels, **leaf):
        node = leaf
        for level in range(levels):
            node = {"text": level, "below": node}
        return {"node": node}

    source = "<ul>{% include 'node' %}</ul>"
    for levels in (3, 12, 20, 60):
        page = Page(engine(node=node), source, state(levels, text="leaf"))
        patches = page.patch(state(levels, text="changed", note="new"))
        kinds = [patch[0] for patch in patches]
        # Beyond a bound it is a value, whose nodes are told apart by what they are.
        assert kinds == ["i", "t"], levels
        assert len(patches[0][1]) == 3 + 2 * levels
        if levels < 60:
            assert patches[0][2:] == [0, "<p>new</p>"]


def test_a_template_becomes_another_between_events():
    own = engine(a="<p>{{ text }}</p>", b="<p>{{ text }}</p><b>{{ text }}</b>", c="<p>{{ text }}")
    page = Page(own, "<main>{% include name %}</main>", {"name": "a", "text": "1"})
    for name in "abcabbccaa":
        for text in "123":
            page.patch({"name": name, "text": text})
            markup = own.get_template(name).source.replace("{{ text }}", text)
            assert page.dom == Dom.parse(f"<main>{markup}</main>")


def test_a_template_that_does_not_stand_alone_leaves_the_others_their_slots():
    own = engine(item=NOTED, open="<li>{{ text }}</ul><p>")
    source = "<ul>{% include name %}</ul>"
    page = Page(own, source, {"name": "open", "text": "a"})
    page.patch({"name": "open", "text": "b"})
    page.patch({"name": "item", **BEFORE})
    assert page.patch({"name": "item", **AFTER}) == noted(0, 0)


def test_an_error_in_a_template_changes_nothing():
    own = engine(a="<p>{{ text }}</p>", b="<p>{{ text }}{{ fails }}</p>")
    page = Page(own, "<main>{% include name %}</main>", {"name": "a", "text": "1"})

    def fails():
        return 1 / 0

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            page.patch({"name": "b", "text": "2", "fails": fails})
        with pytest.raises(TemplateDoesNotExist):
            page.patch({"name": "nowhere"})
    assert page.patch({"name": "a", "text": "3"}) == [["t", [0, 0, 0, 0], "3"]]


def test_many_templates_in_one_place_are_right():
    templates = {f"t{n}": f"<li>{n}: {{{{ text }}}}</li>" for n in range(60)}
    own = engine(**templates)
    source = "<ul>{% for name in names %}{% include name %}{% endfor %}</ul>"
    names = list(templates)
    page = Page(own, source, {"names": names[:1], "text": "a"})
    for count in range(1, 60, 3):
        page.patch({"names": names[:count], "text": "ab"[count % 2]})
    patches = page.patch({"names": names, "text": "c"})
    assert len(patches) <= 61
    assert page.dom.select("li:nth-child(59)")[0].text == "58: c"


def test_templates_that_are_gone_are_not_kept():
    own = engine()
    page = Page(own, "<ul>{% include item %}</ul>", {"item": own.from_string(NOTED), **BEFORE})
    templates = []
    for number in range(600):
        item = own.from_string(NOTED)
        templates.append(weakref.ref(item))
        assert len(page.patch({"item": item, "text": str(number)})) == 1
    del item
    gc.collect()
    assert sum(template() is not None for template in templates) <= 1


def test_an_engine_and_its_templates_can_be_dropped():
    own = engine(item=NOTED, other="<ul>{% include name %}{% include 'page' %}</ul>", page="")
    own.get_template("page")
    page = Page(own, "{% include other %}", {"other": "other", "name": "item", **BEFORE})
    page.patch({"other": "other", "name": own.from_string(NOTED), **AFTER})
    reference = weakref.ref(own)
    del page, own
    gc.collect()
    assert reference() is None


def test_the_same_key_in_a_template_is_an_error(settings):
    settings.DEBUG = True
    own = engine(list="<ul>\n{% for x in xs %}<li live-key='{{ x }}'>{{ x }}</li>{% endfor %}</ul>")
    page = Page(own, "{% include name %}", {"name": "list", "xs": [1]})
    with pytest.raises(DuplicateKeyError, match=r'list, line 2: .*live-key="1"'):
        page.document.patch({"name": "list", "xs": [1, 1]})


def test_sessions_in_several_threads_find_templates_at_once():
    templates = {f"t{n}": f"<li>{n}: <b>{{{{ text }}}}</b></li>" for n in range(12)}
    own = engine(**templates)
    template = own.from_string("<ul>{% for n in names %}{% include n %}{% endfor %}</ul>")
    names, failures = list(templates), []
    barrier = threading.Barrier(6)

    def run(first):
        try:
            document = Document(template)
            own_names = names[first:] + names[:first]
            dom = Dom.parse(document.render({"names": own_names[:1], "text": "x"}))
            barrier.wait(timeout=60)
            for count in range(1, 13):
                text = str(count)
                dom.apply(document.patch({"names": own_names[:count], "text": text}))
                found = [item.text for item in dom.select("li")]
                assert found == [f"{name[1:]}: {text}" for name in own_names[:count]]
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    threads = [threading.Thread(target=run, args=(first * 2,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


_items = st.fixed_dictionaries(
    {
        "template": st.sampled_from(["a", "b", "c", "same", "open", "list"]),
        "id": st.integers(0, 5),
        "text": st.sampled_from(["x", "y & z", "", "<i>"]),
        "items": st.lists(st.sampled_from(["1", "2", "3"]), max_size=3),
    }
)
_states = st.lists(
    st.fixed_dictionaries(
        {
            "items": st.lists(_items, max_size=5),
            "base": st.sampled_from(["base", "other_base"]),
            "first": st.sampled_from(["a", "c", "open", "again"]),
        }
    ),
    min_size=2,
    max_size=6,
)
_ITEM = "<p live-key='{{ item.id }}'>{{ item.text }}</p>"
_TEMPLATES = {
    "a": _ITEM,
    "same": _ITEM,
    "b": "<p live-key='{{ item.id }}'><b>{{ item.text }}</b></p>{% include first %}",
    "c": "{% if item.text %}<b>{{ item.text|safe }}</b>{% endif %}{{ item.id }}",
    "open": "<div>{{ item.text }}",
    "list": "<ul>{% for x in item.items %}<li live-key='{{ x }}'>{{ x }}</li>{% endfor %}</ul>",
    "again": "<i>{% include 'c' %}</i>{% block b %}{{ item.id }}{% endblock %}",
    "base": "<main>{% block b %}{% endblock %}</main>{% include first %}",
    "other_base": "<div>{% block b %}<p>{{ first }}</p>{% endblock %}</div>",
}
_BODY = (
    "{% for item in items %}{% include item.template %}{% empty %}{% include first %}{% endfor %}"
)


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(
    "source",
    [
        f"<section>{_BODY}</section>",
        f"<table><tr><td>{_BODY}</td></tr></table>",
        f"{{% extends base %}}{{% block b %}}{_BODY}{{% endblock %}}",
        f"{{% block b %}}<div>{_BODY}</div>{{% endblock %}}{{{{ first }}}}",
    ],
)
@settings(deadline=None)
@given(states=_states)
def test_patches_lead_from_each_choice_of_templates_to_the_next(source, cached, states):
    own = engine(cached=cached, **_TEMPLATES)
    template = own.from_string(source)
    document, fresh = Document(template), Document(template)
    dom = Dom.parse(document.render(states[0]))
    for state in [*states, *states[::-1]]:
        dom.apply(document.patch(state))
        assert dom == Dom.parse(fresh.render(state))


def test_what_slows_a_template_down_is_told_when_the_template_is_found(caplog):
    own = engine(
        a="<p>{{ text }}</p>", b="<table>{% if text %}<tr><td>{{ text }}{% endif %}</table>"
    )
    page = Page(own, "<main>{% include name %}</main>", {"name": "a", "text": "1"})
    with caplog.at_level("DEBUG", logger="enliven.template"):
        for text in "123":
            page.patch({"name": "b", "text": text})
    [record] = caplog.records
    assert record.message.startswith("b, line 1: ")
    assert "the content of <table> is compared as a whole" in record.message


@pytest.mark.parametrize(
    "source", ["{% extends name %}{% block c %}{{ x }}{% endblock %}", "{% include name %}"]
)
def test_a_page_may_be_one_that_a_variable_names(source, caplog):
    caplog.set_level(logging.DEBUG, "enliven.template")
    page = (
        "<!doctype html><html><head></head><body>{% block c %}{{ x }}{% endblock %}</body></html>"
    )
    own = engine(page=page, other=page.replace("<body>", "<body><hr>"))
    document = Document(own.from_string(source))
    document.render({"name": "page", "x": 1})
    assert document.patch({"name": "page", "x": 1}) == b"[]"
    assert json.loads(document.patch({"name": "page", "x": 2})) == [["t", [0, 1, 0], "2"]]
    document.patch({"name": "other", "x": 2})
    assert json.loads(document.patch({"name": "other", "x": 3})) == [["t", [0, 1, 1], "3"]]
    document.patch({"name": "page", "x": 3})
    assert caplog.records == []
