"""Values that bring markup which does not stay where they stand."""

import json
import logging

import pytest
from django.template import Library
from django.utils.safestring import mark_safe

from enliven import Document
from enliven.template import Engine

register = Library()

SOURCE = """<main><h1>{{ title }}</h1>
<section><div>{{ text|safe }}</div></section>
<ul>{% for item in items %}<li>{{ item }}</li>{% endfor %}</ul></main>"""


@register.simple_tag
def close(name):
    return mark_safe(f"</{name}>")


def patches_of(document, **context):
    return json.loads(document.patch({"title": "a", "items": [1, 2], **context}))


@pytest.fixture
def strayed():
    """A document that shows a value which closes the element it stands in."""
    document = Document(SOURCE)
    document.render({"title": "a", "items": [1, 2], "text": "x</div>y"})
    return document


def test_what_strays_costs_the_element_around_it_only():
    document = Document(SOURCE)
    document.render({"title": "a", "items": [1, 2], "text": "x"})
    assert patches_of(document, text="x</div>y") == [["i", [0, 0, 2], 1, "y"]]


def test_what_has_strayed_costs_nothing_elsewhere(strayed):
    found = patches_of(strayed, text="x</div>y", title="b", items=[1, 2, 3])
    assert found == [["t", [0, 0, 0, 0], "b"], ["i", [0, 0, 4], 2, "<li>3</li>"]]


def test_what_has_strayed_comes_back(strayed):
    assert patches_of(strayed, text="x") == [["r", [0, 0, 2], 1, 1]]
    assert patches_of(strayed, text="y") == [["t", [0, 0, 2, 0, 0], "y"]]


def test_formatting_that_is_left_open_costs_the_page_while_it_is_there(caplog):
    caplog.set_level(logging.DEBUG, "enliven.template")
    document = Document(SOURCE)
    document.render({"title": "a", "items": [1, 2], "text": "x"})
    patches_of(document, text="<b>x")
    assert patches_of(document, text="<b>x", title="b")[0] == ["t", [0, 0, 0, 0], "b"]
    (record,) = caplog.records
    assert "line 2: " in record.getMessage()
    assert "the whole page is compared while it is there" in record.getMessage()
    patches_of(document, text="x")
    assert document._core.strays() == []


def test_a_tag_of_ones_own_may_close_what_it_has_not_opened():
    engine = Engine(libraries={"strays": __name__})
    source = "{% load strays %}<main><p>{{ a }}</p><div><i>{{ b }}</i>{% close name %}</div></main>"
    document = Document(source, engine)
    document.render({"a": 1, "b": 1, "name": "p"})
    assert json.loads(document.patch({"a": 2, "b": 2, "name": "p"})) == [
        ["t", [0, 0, 0, 0], "2"],
        ["t", [0, 0, 1, 0, 0], "2"],
    ]


def test_a_line_that_strays_is_named_once(caplog):
    caplog.set_level(logging.DEBUG, "enliven.template")
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"strays.html": SOURCE})],
    )
    for _ in range(2):
        document = Document(engine.get_template("strays.html"))
        document.render({"text": "x"})
        document.patch({"text": "x</div>y"})
        document.patch({"text": "x</div>z"})
    (record,) = [record for record in caplog.records if "stay" in record.getMessage()]
    assert record.getMessage().startswith("strays.html, line 2: ")
    assert "the content of <section> is compared as a whole" in record.getMessage()
