"""What a template renders to is what Django renders it to."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import Context
from django.utils import timezone, translation
from django.utils.functional import lazystr
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from tests.engines import compare, engines

CASES = Path(__file__).with_name("template_cases.txt").read_text(encoding="utf-8").splitlines()


class Plain:
    def __repr__(self):
        return f"<{type(self).__name__}>"


class Row(Plain):
    """An object with attributes of every kind that look-up treats apart."""

    name = "<row>"

    def __init__(self):
        self.calls = 0

    def method(self):
        self.calls += 1
        return f"called {self.calls}"

    def needs_argument(self, argument):
        return argument

    def fails(self):
        return 1 / 0

    def raises_type_error(self):
        raise TypeError("inside")

    def delete(self):
        raise AssertionError("must not be called")

    delete.alters_data = True

    @property
    def broken(self):
        return self.no_such_attribute

    @property
    def missing_key(self):
        return {}["key"]


class Silent(Exception):  # noqa: N818 - what it is
    silent_variable_failure = True


class Silencer(Plain):
    def __call__(self):
        raise Silent


class Uncalled(Plain):
    do_not_call_in_templates = True
    name = "not called"

    def __call__(self):
        raise AssertionError("must not be called")


class Markup(Plain):
    def __html__(self):
        return "<i>markup</i>"


class Unsized(Plain):
    def __iter__(self):
        return iter("ab")


class Undecided(Plain):
    def __bool__(self):
        raise ValueError("no truth")


class SubclassedText(str):
    __slots__ = ()

    def __str__(self):
        return "its own <str>"


def variables():
    return {
        "row": Row(),
        "text": "<b>'\"&",
        "safe": SafeString("<b>"),
        "markup": Markup(),
        "lazy": lazystr("<lazy>"),
        "translated": gettext_lazy("Yes"),
        "subclassed": SubclassedText("x"),
        "surrogate": "a\ud800<",
        "none": None,
        "number": 1234567,
        "big": 10**30,
        "fraction": 1234.5,
        "tiny": 1e-7,
        "endless": float("inf"),
        "flag": True,
        "items": [1, 2, 3],
        "tuple": ("a", "b"),
        "pairs": [(1, "a"), (2, "b")],
        "table": {"a": 1, "items": "shadowed"},
        "nested": {"list": [{"key": "deep"}]},
        "empty": [],
        "words": [{"name": name} for name in ("a", "A", "<b>", SafeString("<b>"), "a")],
        "spaces": " \x1c\x1f\x85\u2003\u200b",
        "unsized": Unsized(),
        "undecided": Undecided(),
        "silencer": Silencer(),
        "uncalled": Uncalled(),
        "day": dt.date(2026, 11, 20),
        "moment": dt.datetime(2026, 11, 20, 13, 0, tzinfo=dt.UTC),
        "x": "outer",
    }


NAMES = sorted(variables())
EXPRESSIONS = [
    *NAMES,
    "missing",
    "missing.deeper",
    *(f"row.{name}" for name in dir(Row) if not name.startswith("_")),
    *("row.missing", "row.method.upper", "table.a", "table.items", "table.missing", "table.keys"),
    *("items.1", "items.9", "items.x", "tuple.0", "text.0", "text.upper", "nested.list.0.key"),
    *("uncalled.name", "silencer.deeper", "number.real", "none.x", "row.1", "text.1_0"),
    *("True", "False", "None", "1.5", "-7", '"<quoted>"', '_("Yes")', "1e3"),
]
FILTERS = [
    *("upper", "lower", "capfirst", "title", "length", "escape", "force_escape", "safe"),
    *("default:'<d>'", "default_if_none:missing", "cut:'b'", "add:'2'", "add:items", "yesno"),
    *(
        "brackets",
        "tell_escape",
        "hour",
        "join:'<'",
        "first",
        "pluralize",
        "date:'Y'",
        "unlocalize",
    ),
    *("default:_('Yes')", "floatformat:2", "stringformat:'s'", "linebreaksbr", "yesno:'a,b'"),
]


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("string_if_invalid", ["", "no <%s>", "invalid"])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_prints_what_django_prints(expression, string_if_invalid, autoescape):
    source = "{{ " + expression + " }}"
    settings = {"autoescape": autoescape}
    compare(source, variables, context=settings, string_if_invalid=string_if_invalid)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_gives_what_django_gives(name):
    library = "{% load l10n %}"
    for expression in EXPRESSIONS:
        compare(f"{library}{{{{ {expression}|{name} }}}}", variables)
        compare(f"{library}{{{{ {expression}|{name}|upper|default:'-' }}}}", variables)


@pytest.mark.parametrize(
    "operator", ["and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
)
def test_a_condition_holds_when_it_does_in_django(operator):
    operands = [
        "missing",
        "none",
        "number",
        "text",
        "safe",
        "flag",
        "items",
        "undecided",
        "row.broken",
        "row.method",
    ]
    for left in operands:
        compare("{% if " + left + " %}yes{% else %}no{% endif %}", variables)
        compare("{% if not " + left + " %}yes{% else %}no{% endif %}", variables)
        for right in [*operands, '"<b>"', "1234567", "text|length", "missing|default:missing"]:
            condition = f"{left} {operator} {right}"
            compare("{% if " + condition + " %}yes{% else %}no{% endif %}", variables)
            compare("{% if none or not " + condition + " and flag %}yes{% endif %}", variables)


@pytest.mark.parametrize("source", [*CASES, "\ud800{{ x }}"])
def test_a_template_renders_as_in_django(source, settings):
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    templates = {
        "text": "({{ text }})",
        "counter": "{{ forloop.counter }}{{ x.counter }}",
        "cycle": "{% cycle 'a' 'b' %}{% cycle x 'c' as z %}",
        "changed": "{% ifchanged %}{{ x }}{% endifchanged %}"
        "{% ifchanged text %}t{% endifchanged %}",
        "base": "<{% block a %}a {{ x }}{% endblock %}|{% block b %}b{% endblock %}>",
        "child": "{% extends 'base' %}{% block a %}child {{ block.super }}{% endblock %}",
    }

    def all_variables():
        return {**variables(), "name": "text", "names": ["missing", "text"]}

    with translation.override("en"):
        compare(source, all_variables, templates)
        compare(source, all_variables, templates, context={"autoescape": False})


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
@pytest.mark.parametrize("use_l10n", [None, True, False])
@pytest.mark.parametrize("grouping", [True, False])
def test_numbers_follow_the_locale(language, use_l10n, grouping, settings):
    settings.USE_THOUSAND_SEPARATOR = grouping
    source = "{{ number }} {{ fraction }} {{ tiny }} {{ endless }} {{ big }} {{ flag }} {{ day }}"
    with translation.override(language):
        compare(source, variables, context={"use_l10n": use_l10n})


def test_a_language_that_a_node_leaves_active_holds_at_once():
    with translation.override("en"):
        text = compare("{{ fraction }} {% speak_german %}{{ fraction }}", variables)
    assert text == "1234.5 1234,5"


@pytest.mark.parametrize("use_tz", [None, True, False])
def test_moments_follow_the_time_zone(use_tz):
    with timezone.override("Asia/Tokyo"):
        compare("{{ moment }}{{ moment|hour }}", variables, context={"use_tz": use_tz})


@pytest.mark.parametrize("depth", [30, 200])
def test_nesting_of_any_depth_renders(depth):
    inner = "{{ x }}"
    for level in range(depth):
        inner = (
            ("{% if x %}" + inner + "{% endif %}")
            if level % 2
            else ("{% with y=x %}" + inner + "{% endwith %}")
        )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        assert compare(inner, variables) == "outer"
    finally:
        sys.setrecursionlimit(limit)


def test_a_condition_of_any_length_is_evaluated():
    assert (
        compare("{% if " + " or ".join(["none"] * 120) + " or x %}yes{% endif %}", variables)
        == "yes"
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'self' %}",
        "{% for x in items %}{% include 'self' %}{% endfor %}",
        "{% twice %}{% include 'self' %}{% endtwice %}",
        "{% include 'self' with a=x only %}",
        "{% if x %}{% with y=x %}{% include 'self' %}{% endwith %}{% endif %}",
        "{% autoescape off %}{% include 'self' %}{% endautoescape %}",
    ],
)
def test_endless_inclusion_is_a_recursion_error(source):
    _, ours = engines({"self": source})
    with pytest.raises(RecursionError):
        ours.get_template("self").render(Context(variables()))
    # And the counter is where it was.
    assert ours.from_string("{{ x }}").render(Context(variables())) == "outer"


ENDLESS = """
import sys, threading
import django
from django.conf import settings
from django.template import Context
from enliven.template import Engine

settings.configure()
django.setup()
source, kilobytes = sys.argv[1], int(sys.argv[2])
loader = ("django.template.loaders.locmem.Loader", {"self": source})
template = Engine(loaders=[loader]).get_template("self")
sys.setrecursionlimit(100_000)
outcome = []

def render():
    try:
        template.render(Context({"x": 1}))
    except RecursionError:
        outcome.append("RecursionError")

threading.stack_size(kilobytes * 1024)
thread = threading.Thread(target=render)
thread.start()
thread.join()
print(*outcome)
"""


@pytest.mark.parametrize("kilobytes", [256, 512])
@pytest.mark.parametrize(
    "source",
    [
        "{% include 'self' %}",
        "{% filter upper %}{% include 'self' %}{% endfilter %}",
        "{% for y in 'a' %}{% spaceless %}{% include 'self' %}{% endspaceless %}{% endfor %}",
    ],
)
def test_endless_inclusion_ends_before_the_stack_does(source, kilobytes):
    process = subprocess.run(
        [sys.executable, "-c", ENDLESS, source, str(kilobytes)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.stdout.strip(), process.returncode) == ("RecursionError", 0), process.stderr


def test_a_tree_is_rendered_by_a_template_that_includes_itself():
    tree = {"name": "0", "children": []}
    for level in range(1, 40):
        tree = {"name": str(level), "children": [tree]}
    children = "{% for child in node.children %}{% include 'node' with node=child %}{% endfor %}"
    source = "<li>{{ node.name }}" + children + "</li>"
    text = compare("{% include 'node' %}", lambda: {"node": tree}, {"node": source})
    assert text.count("<li>") == 40


def test_a_safe_string_comes_out():
    text = compare(
        "{{ a }}{% autoescape off %}{{ a }}{% endautoescape %}", lambda: {"a": mark_safe("<b>")}
    )
    assert type(text) is SafeString
