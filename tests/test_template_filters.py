"""Filters give what Django's functions give, whatever they are given."""

import datetime as dt
import random
import sys
from decimal import Decimal
from functools import cache

import pytest
from django.template import Context, defaultfilters
from django.utils import translation
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines import compare, engines

#: Filters and the arguments they are tried with; those of `LOCALIZED` have tests of their own.
FORMS = {
    "addslashes": [""],
    "capfirst": [""],
    "center": [":argument", ":7", ":'4'"],
    "cut": [":argument", ":'<;>'", ":';'", ":'a'"],
    "escape": [""],
    "escapejs": [""],
    "force_escape": [""],
    "iriencode": [""],
    "linebreaks": [""],
    "linebreaksbr": [""],
    "linenumbers": [""],
    "ljust": [":argument", ":7"],
    "lower": [""],
    "make_list": [""],
    "rjust": [":argument", ":7"],
    "safe": [""],
    "slugify": [""],
    "striptags": [""],
    "title": [""],
    "truncatechars": [":argument", ":3", ":'4'", ":0"],
    "truncatechars_html": [":argument", ":3"],
    "truncatewords": [":argument", ":2"],
    "truncatewords_html": [":argument", ":2"],
    "upper": [""],
    "urlencode": ["", ":argument", ":''", ":'<é/ '"],
    "urlize": [""],
    "urlizetrunc": [":argument", ":7"],
    "wordcount": [""],
    "wordwrap": [":argument", ":5"],
    "add": [":argument", ":'<;>'", ":3"],
    "default": [":argument", ":'<;>'"],
    "default_if_none": [":argument", ":'<;>'"],
    "dictsort": [":argument", ":'name'", ":'name.0'", ":1"],
    "dictsortreversed": [":'name'", ":'n'"],
    "divisibleby": [":argument", ":3"],
    "escapeseq": [""],
    "first": [""],
    "get_digit": [":argument", ":2"],
    "join": [":argument", ":'<&>'"],
    "json_script": ["", ":argument", ":'<id>'"],
    "last": [""],
    "length": [""],
    "phone2numeric": [""],
    "pluralize": ["", ":argument", ":'a,<b>'"],
    "pprint": [""],
    "random": [""],
    "safeseq": [""],
    "slice": [":argument", ":':2'", ":'-2:'", ":'1:-1:2'", ":3"],
    "stringformat": [":argument", ":'s'", ":'05d'", ":'.2f'", ":'r'"],
    "unordered_list": [""],
    "yesno": ["", ":argument", ":'a,<b>'"],
}
LOCALIZED = {"date", "filesizeformat", "floatformat", "time", "timesince", "timeuntil"}


class Markup:
    """Converts to markup, and is some itself."""

    name = "<object>"

    def __str__(self):
        return SafeString("<i>markup</i>")

    def __html__(self):
        return "<b>html</b>"


class Failing:
    def __str__(self):
        raise ValueError("no text")

    @property
    def name(self):
        raise KeyError("no name")


class Subclass(str):
    __slots__ = ()

    def __str__(self):
        return "its own <str>"


characters = st.one_of(
    st.characters(),
    st.sampled_from("aB1 '\"<>&;\\-_.,:%/@\n\r\t\x0b\x1c\x85\xa0\u2028"),
    st.sampled_from("éßŉÿµİıſΣςǄǅ…\u0301\u0345\u200d\ufe0f\u3099かガ한عح٣१ﬁÅ中👍🏽"),
)
words = st.sampled_from(
    [
        *(
            "a",
            "Zoë",
            "o'neil's",
            "1st",
            "they're",
            "x'y'z",
            "1a",
            "٣a",
            "e\u0301",
            "  ",
            "\n\n",
            "\r\n",
        ),
        *(
            "<p>",
            '<b class="x y">',
            "</b>",
            "<br/>",
            "<br />",
            "<script>",
            "<!-- c -->",
            "<a href=x>",
        ),
        *(
            "&amp;",
            "&#39;",
            "&lt",
            "&",
            "<",
            ">",
            "www.a.b",
            "http://x.y/?a=b&c",
            "a@b.org",
            "a.com,",
        ),
        *("e.g.", "1:2", "(a.net)", "-", "…", " …", "\u2013", "%s", "title", "<title>", "ﬁ", "Ⅷ"),
    ]
)
texts = st.one_of(
    st.text(characters, max_size=12),
    st.lists(words, max_size=8).map(" ".join),
    st.lists(words, max_size=5).map("".join),
    st.text(alphabet="0123456789+-_ .e", max_size=6),
    st.text(alphabet="0123-:", max_size=6),
    st.sampled_from(["yes,no", "y,ies", "a,b,c", "a,b,c,d", ",", "", "name", "inf", "_name", "s"]),
    st.sampled_from(["05.1f", "x", "e", "c", "%", "10s", "-5d", " d", "d d", "i", "(name)s"]),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Lu", "Ll"]), max_size=4),
)
plain = st.one_of(
    texts,
    texts.map(SafeString),
    st.integers(min_value=-20, max_value=20),
    st.integers(),
    st.sampled_from([2**63 - 1, -(2**63), 2**63, 0, 1, True, False, None]),
    st.floats(),
    st.sampled_from([0.0, -0.0, 1.0, 1.5, 1e16, 1e-5]),
)
names = st.sampled_from(["name", "n", "0", "<", "é"])
lists = st.recursive(
    st.one_of(st.lists(plain, max_size=4), st.lists(texts, max_size=3)),
    lambda inner: st.lists(st.one_of(plain, inner), max_size=4),
    max_leaves=8,
)
rows = st.one_of(
    st.lists(st.dictionaries(names, texts, min_size=1, max_size=3), max_size=4),
    st.lists(st.fixed_dictionaries({"name": st.integers(0, 3), "n": texts}), max_size=4),
    st.lists(st.fixed_dictionaries({"name": st.tuples(plain)}), max_size=4),
)
objects = st.sampled_from(
    [
        *(Markup(), Failing(), Subclass("x"), lazystr("<lazy> Text"), Decimal("1.50"), b"bytes"),
        *(
            dt.date(2026, 11, 20),
            [Markup(), Markup()],
            [Failing()],
            [Subclass("b"), "a"],
            {},
            set(),
        ),
        *(SimpleLazyObject(lambda: 1.5), SimpleLazyObject(lambda: "<lazy>"), 1j),
        *(range(5), iter(()), [[1, 2], [0]], ("a", "b"), (1, [2, (3,)]), [Decimal("1.0")]),
    ]
)
values = st.one_of(plain, lists, lists.map(tuple), rows, objects, st.dictionaries(names, plain))
#: No widths between what is quick and what no memory can hold.
arguments = st.one_of(
    texts,
    texts.map(SafeString),
    st.integers(min_value=-30, max_value=30),
    st.sampled_from([2**63 - 1, -(2**63), 2**63, None, True, 1.5, [], Markup(), Subclass("a")]),
)


def result_of(template, variables, *, autoescape):
    random.seed(1)
    try:
        return template.render(Context(variables, autoescape=autoescape))
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error), str(error)


@cache
def templates(filters):
    expression = "value" + "".join(f"|{name}" for name in filters)
    source = "{{ E }}{% if E %}+{% endif %}{% with r=E %}{% describe r %}{% endwith %}"
    return [engine.from_string(source.replace("E", expression)) for engine in engines()]


def assert_same(filters, value, argument, *, autoescape):
    variables = {"value": value, "argument": argument}
    django, ours = templates(tuple(filters))
    expected = result_of(django, variables, autoescape=autoescape)
    assert result_of(ours, variables, autoescape=autoescape) == expected


@settings(deadline=None, max_examples=150)
@given(value=values, autoescape=st.booleans())
def test_a_value_is_printed_as_django_prints_it(value, autoescape):
    variables = {"value": value}
    source = "{{ value }}{% for x in items %}{{ value }}{% endfor %}"
    django, ours = (engine.from_string(source) for engine in engines())
    expected = result_of(django, variables | {"items": "ab"}, autoescape=autoescape)
    assert result_of(ours, variables | {"items": "ab"}, autoescape=autoescape) == expected


def test_every_filter_is_compared():
    assert {*FORMS} | LOCALIZED == {*defaultfilters.register.filters}


@pytest.mark.parametrize("form", [name + form for name, forms in FORMS.items() for form in forms])
@settings(deadline=None, max_examples=40)
@given(value=values, argument=arguments, autoescape=st.booleans())
def test_a_filter_gives_what_djangos_gives(form, value, argument, autoescape):
    assert_same([form], value, argument, autoescape=autoescape)


chains = st.lists(
    st.sampled_from(
        [
            name + form
            for name, forms in FORMS.items()
            for form in forms
            if name not in {"pprint", "json_script"}
        ]
    ),
    min_size=2,
    max_size=4,
)


@settings(deadline=None, max_examples=200)
@given(chain=chains, value=values, argument=arguments, autoescape=st.booleans())
def test_chains_of_filters_give_what_djangos_give(chain, value, argument, autoescape):
    assert_same(chain, value, argument, autoescape=autoescape)


#: The scripts that Rust knows itself, and one character in a hundred of the others.
CHARACTERS = [
    chr(code)
    for code in [*range(0x530), *range(0x2000, 0x20C0), *range(0x530, sys.maxunicode + 1, 101)]
    if not 0xD7FF < code < 0xE000
]


@pytest.mark.parametrize("name", ["lower", "upper", "capfirst", "title", "slugify", "wordcount"])
def test_a_filter_knows_the_characters_as_python_does(name):
    variables = {"characters": CHARACTERS, "text": "a".join(CHARACTERS)}
    source = f"{{{{ text|{name} }}}}{{% for x in characters %}}{{{{ x|{name} }}}},{{% endfor %}}"
    compare(source, lambda: variables, context={"autoescape": False})


def test_characters_are_truncated_where_django_truncates_them():
    variables = {"texts": [f"a{it}b{it}{it}c" for it in CHARACTERS]}
    source = "{% for x in texts %}{{ x|truncatechars:4 }}{{ x|truncatechars:6 }}{% endfor %}"
    compare(source, lambda: variables)


@pytest.mark.parametrize("language", ["de", "fa", "ja", "ru", "zh-hant"])
def test_the_sign_of_truncation_is_the_languages(language):
    with translation.override(language):
        compare("{{ x|truncatechars:4 }}{{ x|truncatewords:1 }}", lambda: {"x": "Ein Haus am See"})


def test_the_sign_of_truncation_follows_a_change_of_language():
    source = "{{ x|truncatechars:4 }}"
    source += "{% load i18n %}{% language 'ja' %}" + source + "{% endlanguage %}" + source
    compare(source, lambda: {"x": "Ein Haus am See"})


@pytest.mark.parametrize("form", ["stringformat:'r'", "lower", "last"])
def test_markup_that_is_not_unicode_stays_markup(form):
    assert_same([form], SafeString("<\ud800"), "", autoescape=True)


def test_a_random_item_is_the_one_python_chooses():
    django, ours = templates(("random",))
    for value in [[1, 2, 3], ("a", "b"), [], "", "abc", range(9)]:
        for _ in range(5):
            expected = result_of(django, {"value": value}, autoescape=True)
            assert result_of(ours, {"value": value}, autoescape=True) == expected


def test_what_a_filter_changes_of_the_context_is_seen():
    class Sly:
        def __init__(self, context):
            self.context = context

        def __str__(self):
            self.context.autoescape = False
            return "<sly>"

    results = []
    for engine in engines():
        context = Context()
        context["value"] = Sly(context)
        source = "{{ value|linebreaks }}{{ value|lower }}{{ value|join:'' }}"
        results.append(engine.from_string(source).render(context))
    assert results[0] == results[1]


@pytest.mark.parametrize("argument", ["'x'", "none", "3"])
@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_numbers_that_are_none_are_added_as_in_django(number, argument):
    compare(f"{{{{ number|add:{argument} }}}}", lambda: {"number": number, "none": None})
