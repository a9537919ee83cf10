"""A template's output as a document that tells what changed."""

import json

import pytest
from django.template import Context, RequestContext
from django.template import Template as PlainTemplate
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven import Document
from enliven._core import Dom
from enliven.errors import DocumentError, DuplicateKeyError, Error
from enliven.oracle import verify
from enliven.template import Engine


def test_a_render_sets_what_patches_are_told_from():
    document = Document("<p>{{ count }}</p>")
    assert document.version == 0
    assert document.render({"count": 1}) == "<p>1</p>"
    assert document.version == 1
    assert json.loads(document.patch({"count": 2})) == [["t", [0, 0, 0], "2"]]
    assert document.version == 2
    assert document.patch({"count": 2}) == b"[]"
    assert document.version == 2
    assert document.render({"count": 5}) == "<p>5</p>"
    assert json.loads(document.patch({"count": 6})) == [["t", [0, 0, 0], "6"]]


def test_a_render_is_plain_text():
    assert type(Document("<p>{{ count }}</p>").render({"count": 1})) is str


def test_making_text_plain_does_not_look_at_each_character():
    class Counted(SafeString):
        __slots__ = ()

        def __iter__(self):
            raise AssertionError("a document must not take its markup apart")

    class Own(PlainTemplate):
        def render(self, context):
            return Counted("<p>own</p>")

    html = Document(Own("")).render()
    assert (type(html), html) == (str, "<p>own</p>")


def test_a_patch_needs_a_render_before_it():
    document = Document("<p></p>")
    with pytest.raises(DocumentError, match=r"call render\(\)") as caught:
        document.patch({})
    assert isinstance(caught.value, Error)
    assert document.version == 0


def test_an_exception_changes_nothing():
    document = Document("<p>{{ count }}{{ fails.now }}</p>")

    class Fails:
        def now(self):
            return 1 / 0

    document.render({"count": 1})
    with pytest.raises(ZeroDivisionError):
        document.patch({"count": 2, "fails": Fails()})
    with pytest.raises(ZeroDivisionError):
        document.render({"count": 3, "fails": Fails()})
    assert document.version == 1
    assert json.loads(document.patch({"count": 4})) == [["t", [0, 0, 0], "4"]]


def test_output_that_no_page_can_hold_changes_nothing():
    document = Document("<p>{{ text }}</p>")
    document.render({"text": "a"})
    for change in (document.patch, document.render):
        with pytest.raises(
            DocumentError, match=r"surrogate '\\ud800' at character 4, after '<p>é'"
        ):
            change({"text": "é\ud800"})
    assert document.version == 1
    assert json.loads(document.patch({"text": "b"})) == [["t", [0, 0, 0], "b"]]


def test_the_first_render_decides_whether_all_are_pages():
    template = "{{ before }}<!doctype html><html class='{{ name }}'><body></body></html>"
    for first, later in (("x", ""), ("", "x")):
        document = Document(template)
        shown = document.render({"before": first, "name": "a"})
        is_page = not first
        for name in ("b", "c"):
            context = {"before": later, "name": name}
            page = Dom.parse(shown, is_page)
            page.apply(document.patch(context))
            shown = Document(template).render(context)
            assert page == Dom.parse(shown, is_page)


def test_a_template_object_of_any_kind_is_taken():
    for template in (
        get_template("app/counter.html"),
        get_template("app/counter.html").template,
        PlainTemplate("<b>{{ count }}</b>"),
    ):
        assert "7" in Document(template).render({"count": 7})


def test_text_is_compiled_by_the_engine_that_is_given():
    engine = Engine(string_if_invalid="?", autoescape=False)
    assert Document("{{ a }}{{ b }}", engine).render({"b": "<"}) == "?<"


@pytest.mark.parametrize("template", [None, 5, b"<p></p>", Context()])
def test_what_is_no_template_is_refused(template):
    with pytest.raises(TypeError, match=type(template).__name__):
        Document(template)


def test_a_whole_context_is_taken():
    document = Document("{{ a }}{{ request.path }}")
    request = RequestFactory().get("/path/")
    assert document.render(Context({"a": "<"}, autoescape=False)) == "<"
    assert document.render(RequestContext(request, {"a": 1})) == "1/path/"
    assert document.render({"a": 2}, request) == "2/path/"
    assert document.render({"a": 2}, request=request) == "2/path/"
    assert document.render() == ""


def test_a_context_and_a_request_exclude_each_other():
    document = Document("")
    with pytest.raises(TypeError, match="RequestContext"):
        document.render(Context(), RequestFactory().get("/"))
    with pytest.raises(TypeError, match="list"):
        document.render([("a", 1)])


def test_a_document_may_be_rendered_within_itself():
    document = Document("<p>{{ text }}{{ again }}</p>")
    document.render({"text": "a"})

    def again():
        return document.patch({"text": "b"}).decode()

    inner = Dom.parse("<p>b</p>")
    inner.apply(document.patch({"text": "c", "again": again}))
    assert inner.select("p")[0].text == 'c[["t",[0,0,0],"b"]]'
    assert document.version == 3


def test_the_same_markup_out_of_other_slots_is_looked_at_anew():
    document = Document("<div>{{ a }}</div>{{ b }}<p>{{ c }}</p>")
    whole = {"a": "", "b": mark_safe("<div></div>")}
    divided = {"a": mark_safe("</div><div>"), "b": ""}
    contexts = [
        *({**whole, "c": number} for number in range(3)),
        *({**divided, "c": number} for number in range(2, 4)),
    ]
    page = Dom.parse(document.render(contexts[0]))
    for context in contexts[1:]:
        page.apply(document.patch(context))
    assert page.html() == "<div></div><div></div><p>3</p>"


rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 9),
            "name": st.text(alphabet="ab<&\"' \n", max_size=4),
            "tags": st.lists(st.sampled_from(["x", "<b>y</b>", "<i>", ""]), max_size=3),
        }
    ),
    max_size=6,
)
contexts = st.fixed_dictionaries(
    {
        "rows": rows,
        "title": st.text(alphabet="ab<&> ", max_size=4),
        "markup": st.sampled_from(["", "<p>one", "<table><tr><td>", "text", "</div>", "<!--c-->"]),
        "is_open": st.booleans(),
    }
)
PAGE = """<!doctype html><html><head><title>{{ title }}</title></head><body>BODY</body></html>"""
BODY = """
<h1 class="{% if is_open %}open{% endif %}" {% if rows %}data-rows="{{ rows|length }}"{% endif %}>
{{ title }}</h1>
<ul>{% for row in rows %}
  <li id="r{{ row.id }}" title="{{ row.name }}">{{ row.name }}
  {% for tag in row.tags %}{{ tag|safe }}{% endfor %}</li>
{% empty %}<li>nothing</li>{% endfor %}</ul>
{% if is_open %}<div>{{ markup|safe }}</div>{% endif %}<p>{{ markup }}{{ markup|safe }}</p>
"""


@pytest.mark.parametrize("source", [BODY, PAGE.replace("BODY", BODY)])
@settings(deadline=None)
@given(states=st.lists(contexts, min_size=2, max_size=4))
def test_patches_lead_from_each_render_to_the_next(source, states):
    document = Document(source)
    fresh = Document(source)
    page = Dom.parse(document.render(states[0]))
    for state in states[1:]:
        version = document.version
        patches = document.patch(state)
        page.apply(patches)
        assert page == Dom.parse(fresh.render(state))
        assert document.version == version + (patches != b"[]")


def test_a_duplicate_key_is_an_error_that_names_key_and_line(settings):
    settings.DEBUG = True
    document = Document(
        "<ul>\n{% for x in items %}<li live-key={{ x }}>{{ x }}</li>{% endfor %}</ul>"
    )
    document.render({"items": [1]})
    with pytest.raises(DuplicateKeyError, match='line 2: two items of this list have live-key="1"'):
        document.patch({"items": [1, 2, 1]})
    assert document.patch({"items": [1, 2]}) != b"[]"


@pytest.mark.parametrize(
    "source",
    [
        "<table>\n{% for x in items %}<tr live-key={{ x }}><td>{{ x }}{% endfor %}</table>",
        "<!doctype html>\n{% for x in items %}<p live-key={{ x }}>{{ x }}</p>{% endfor %}",
    ],
)
def test_a_duplicate_key_is_an_error_where_markup_is_compared_as_a_whole(settings, source):
    settings.DEBUG = True
    document = Document(source)
    document.render({"items": [1]})
    with pytest.raises(DuplicateKeyError, match='line 2: two items of this list have live-key="1"'):
        document.patch({"items": [1, 2, 1]})
    assert document.patch({"items": [1, 2]}) != b"[]"


def test_keys_of_lists_beside_each_other_do_not_collide_because_of_other_markup(settings):
    settings.DEBUG = True
    document = Document(
        "<div>{% for x in items %}<p live-key={{ x }}>{{ x }}</p>{% endfor %}<hr>"
        "{% for x in items %}<p live-key={{ x }}>{{ x }}</p>{% endfor %}</div>"
        "<table>{% for x in items %}<tr><td>{{ x }}</td></tr>{% endfor %}</table>"
    )
    document.render({"items": [1]})
    assert document.patch({"items": [1, 2]}) != b"[]"


def test_keys_of_nested_lists_do_not_collide_and_duplicates_do_no_harm_without_debug(settings):
    document = Document(
        "{% for row in rows %}<ul live-key={{ row.0 }}>"
        "{% for x in row %}<li live-key={{ x }}>{{ x }}</li>{% endfor %}</ul>{% endfor %}"
    )
    document.render({"rows": [[1, 2], [2, 1]]})
    settings.DEBUG = True
    document.patch({"rows": [[2, 1], [1, 2]]})
    settings.DEBUG = False
    document.patch({"rows": [[1, 1, 2], [1, 2, 2]]})
    document.patch({"rows": [[1, 2], [1, 1], [2]]})


def test_what_was_a_part_of_a_page_stays_one_whatever_it_looks_like():
    document = Document(
        "{{ before }}<!doctype html><html class='{{ a }}'><body>{{ a }}</body></html>"
    )
    document.render({"before": "x", "a": "1"})
    for a in "23":
        before = document._core.html()
        patches = document.patch({"before": "", "a": a})
        verify(before, document._core.html(), patches, page=False)
