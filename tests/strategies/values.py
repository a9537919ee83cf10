"""Values of every type that a template may be given, as the Python expressions that make them.

An expression, unlike a value, can be evaluated once for each engine, so that no engine meets what
the other has used up or changed; and a failure shows it as one would write it in a test.
"""

import datetime as dt
from collections import OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group, User
from django.db.models import TextChoices
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject, lazy, lazystr
from django.utils.safestring import SafeString
from django.utils.timezone import get_fixed_timezone
from django.utils.translation import gettext_lazy, ngettext_lazy
from hypothesis import strategies as st


class Shown:
    """Prints as the text it is given."""

    def __init__(self, text, *, fails=None):
        self.text, self.fails = text, fails

    def __str__(self):
        if self.fails:
            raise self.fails
        return self.text

    def __repr__(self):
        return f"<{type(self).__name__} {self.text!r}>"


class Markup(Shown):
    def __html__(self):
        return self.text


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "<" + self[:] + ">"


class SafeText(SafeString):
    __slots__ = ()


class Whole(int):
    def __str__(self):
        return "<whole>"


class Real(float):
    def __str__(self):
        return "<real>"


class Moment(dt.datetime):
    def strftime(self, form):
        return "<moment>"


class Colour(TextChoices):
    RED = "<r>", "<Red>"
    BLUE = "b", "Blue"


class Method:
    """Something to call, with the marks that templates look at."""

    def __init__(self, result, **marks):
        self.result, self.calls = result, 0
        vars(self).update(marks)

    def __call__(self):
        self.calls += 1
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    def __repr__(self):
        return f"<method {self.calls}>"


class Unsized:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        return iter(self.items)

    def __repr__(self):
        return "<unsized>"


class Once(Unsized):
    """An iterator, which is empty after its first use."""

    def __init__(self, items):
        super().__init__(iter(items))

    def __next__(self):
        return next(self.items)

    def __iter__(self):
        return self


class Row:
    """An object with attributes of several kinds, and a key."""

    title = "<title>"

    def __init__(self, **attributes):
        vars(self).update(attributes)

    def __repr__(self):
        return "<row>"

    def __getitem__(self, key):
        if key == "key":
            return "<by key>"
        raise KeyError(key)

    @property
    def broken(self):
        return self.no_such_attribute

    def method(self):
        return self.title

    def wants(self, argument):
        return argument


Pair = namedtuple("Pair", "left right")

NAMESPACE = {
    "Shown": Shown,
    "Markup": Markup,
    "Text": Text,
    "SafeText": SafeText,
    "Whole": Whole,
    "Real": Real,
    "Moment": Moment,
    "Colour": Colour,
    "Method": Method,
    "Unsized": Unsized,
    "Once": Once,
    "Row": Row,
    "Pair": Pair,
    "SafeString": SafeString,
    "Decimal": Decimal,
    "dt": dt,
    "Fraction": Fraction,
    "ZoneInfo": ZoneInfo,
    "OrderedDict": OrderedDict,
    "deque": deque,
    "defaultdict": defaultdict,
    "MappingProxyType": MappingProxyType,
    "Group": Group,
    "SimpleNamespace": SimpleNamespace,
    "User": User,
    "MultiValueDict": MultiValueDict,
    "SimpleLazyObject": SimpleLazyObject,
    "lazy": lazy,
    "lazystr": lazystr,
    "gettext_lazy": gettext_lazy,
    "ngettext_lazy": ngettext_lazy,
    "get_fixed_timezone": get_fixed_timezone,
    "inf": float("inf"),
    "nan": float("nan"),
}


def make(expression):
    """Makes the value of an expression; what it contains is made anew."""
    return eval(expression, dict(NAMESPACE))


WORDS = [
    *("", " ", "a", "<b>", "x & y", '"', "'", "\\", "\n", "a\nb\r\nc", "\t", ",", ";", "yes,no"),
    *("ß", "é", "Ǆ", "ΑΣ", "İ", "ﬁ", "٣", "漢字", "🎉", "e\u0301", "\u200d", "\ud800", "a\udfff<"),
    *("one two three four", "Hello World", "a-b_c d", "don't", "&amp; &lt;b&gt;", "<p>a <b>c</b>"),
    *("http://e.xy/?a=b&c=d", "www.example.com, me@example.org", "x.com/<b>", "<!-- c --><br/>"),
    *("0", "1", "-1", "3.7", "1,5", " 12 ", "+5", "1_000", "0x1f", "1e5", "nan", "inf", "-inf"),
    *("true", "None", "2026-11-20", "Y-m-d", "%s", "%(a)s", "{}", "</script><!--", "]]>", "\x00"),
    *("de", "en", "pt-br", "Europe/Berlin", "UTC", "Yes", "Monday", "a" * 60, "ab " * 30),
]

texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.text(alphabet="aB;&<>'\"\\, \n", max_size=20),
    st.text(alphabet="0123456789+-_ .,eE%", max_size=8),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Lu", "Ll", "Mn"]), max_size=4),
)


WORDS = [
    *("", " ", "a", "<b>", "x & y", '"', "'", "\\", "\n", "a\nb\r\nc", "\t", ",", ";", "yes,no"),
    *("ß", "é", "Ǆ", "ΑΣ", "İ", "ﬁ", "٣", "漢字", "🎉", "e\u0301", "\u200d", "\ud800", "a\udfff<"),
    *("one two three four", "Hello World", "a-b_c d", "don't", "&amp; &lt;b&gt;", "<p>a <b>c</b>"),
    *("http://e.xy/?a=b&c=d", "www.example.com, me@example.org", "x.com/<b>", "<!-- c --><br/>"),
    *("0", "1", "-1", "3.7", "1,5", " 12 ", "+5", "1_000", "0x1f", "1e5", "nan", "inf", "-inf"),
    *("true", "None", "2026-11-20", "Y-m-d", "%s", "%(a)s", "{}", "</script><!--", "]]>", "\x00"),
    *("de", "en", "pt-br", "Europe/Berlin", "UTC", "Yes", "Monday", "a" * 60, "ab " * 30),
]

texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.text(alphabet="aB;&<>'\"\\, \n", max_size=20),
    st.text(alphabet="0123456789+-_ .,eE%", max_size=8),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Lu", "Ll", "Mn"]), max_size=4),
)


def opaque(strategy):
    """The same strategy, of which a failure shows no more than a name."""

    @st.composite
    def drawn(draw):
        return draw(strategy)

    return drawn()


def call(name, *arguments):
    """An expression that calls something of the namespace with drawn arguments' values."""
    return st.tuples(*arguments).map(lambda drawn: f"{name}({', '.join(map(repr, drawn))})")


def wrap(form, inner):
    """An expression around others."""
    return inner.map(lambda code: form.replace("$", code))


def named(function):
    """A strategy of what a function draws; a failure shows the result, and no more than a name."""

    @st.composite
    def drawn(draw):
        return "".join((function(draw), ""))

    return drawn()


_TEXT_TYPES = ["", "", "SafeString", "lazystr", "gettext_lazy", "Text", "SafeText"]
_NUMBERS = [
    *("True", "False", "Fraction(1, 3)", "1.5+2j", "10**4999", "Whole(3)", "Real(1.5)"),
    *("lazy(lambda: 5, int)()", "lazy(lambda: 1.5, float)()"),
]
#: Small enough to be a width.
counts = st.integers(-20, 200)
_wholes = st.one_of(
    counts,
    st.sampled_from([0, 1, 2, -1, 10, 1000, 999_999, 1_000_000, -1_234_567, 10**12, 1024**3]),
    st.sampled_from([2**31, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**64, 10**30, -(10**100)]),
    st.integers(),
)
_decimals = st.one_of(
    st.decimals(-(10**20), 10**20),
    st.decimals(places=2, min_value=-(10**9), max_value=10**9),
    st.sampled_from(["1E+400", "-0", "-0.00", "1E-400", "12345678.90", "2.675", "NaN", "sNaN"]),
    st.sampled_from(["Infinity", "-Infinity", "0.5", "1e3", "1.10", "99.995"]),
)
_floats = st.one_of(
    st.floats(width=16),
    st.floats(),
    st.sampled_from([0.0, -0.0, 0.5, 1.5, 2.675, -1234567.891, 1e15, 1e16, 1e22, 1e-5, 1.7e308]),
)
_ZONES = [
    *("dt.timezone.utc", "ZoneInfo('Europe/Berlin')", "ZoneInfo('Asia/Kathmandu')"),
    *("ZoneInfo('America/New_York')", "dt.timezone(dt.timedelta(hours=-5))"),
    *("get_fixed_timezone(90)", "dt.timezone(dt.timedelta(seconds=3723), '<z>')"),
]
_MOMENTS = [
    *("Moment(2026, 1, 2)", "dt.time(1, 2, tzinfo=dt.timezone.utc)", "dt.datetime.min"),
    *("dt.datetime.max", "dt.datetime.max.replace(tzinfo=dt.timezone.utc)"),
    # An hour that is missing, and one that comes twice.
    "dt.datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo('Europe/Berlin'))",
    "dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo('Europe/Berlin'))",
]
_days = st.one_of(
    st.dates(),
    st.dates(dt.date(1969, 1, 1), dt.date(2040, 1, 1)),
    st.sampled_from([dt.date.min, dt.date.max, dt.date(2024, 2, 29), dt.date(2026, 12, 31)]),
)
_clocks = st.one_of(
    st.times(),
    st.sampled_from([dt.time(0), dt.time(12), dt.time(12, 30), dt.time(23, 59, 59, 999999)]),
)
_spans = st.one_of(st.timedeltas(), st.timedeltas(dt.timedelta(days=-400), dt.timedelta(days=400)))
_OBJECTS = [
    *("None", "None", "None", "...", "range(3)", "range(10, 0, -3)", "b'<\\xff>'"),
    *("bytearray(b'ab')", "Colour.RED", "Colour", "User", "int", "len"),
    *("User(username='<u>', pk=3)", "Row()", "ValueError('<v>')", "NotImplemented"),
    *("Method(ValueError('failed'))", "Shown('x', fails=ValueError('no text'))", "dt.date.today"),
    *("ngettext_lazy('%d thing', '%d things')", "lazystr(5)", "SimpleLazyObject(list)"),
    *("Markup('<i>')", "Shown('<i>')"),
]
_AROUND_ITEMS = [
    *("[$]", "[$]", "[$]", "($,)", "Once([$])", "deque([$])", "Unsized([$])"),
    *("lazy(lambda: [$], list)()", "[[1, $], (2, [$])]", "dict(enumerate([$]))"),
]
_AROUND_TABLE = [
    *("$", "$", "$", "$.items()", "$.values()", "$.keys()", "OrderedDict($)", "MultiValueDict($)"),
    *("MappingProxyType($)", "defaultdict(list, $)"),
]
_AROUND_ONE = [
    *("Pair($, 1)", "Method($)", "Row(a=$, title=$)", "SimpleNamespace(a=$, b=1)", "Group(name=$)"),
    *("SimpleLazyObject(Method($))", "[{'a': $}, {'a': 1}]", "[Row(a=$), Row(a=$), 5]"),
    *("Method($, alters_data=True)", "Method($, do_not_call_in_templates=True, a=$)"),
]
_KEYS = ["'a'", "'b'", "'items'", "'0'", "0", "None", "'title'", "'key'"]


@named
def strings(draw):
    kind, text = draw(st.sampled_from(_TEXT_TYPES)), draw(texts)
    return f"{kind}({text!r})" if kind else repr(text)


@named
def numbers(draw):
    kind = draw(st.integers(0, 6))
    if kind > 4:
        return repr(draw(_floats))
    if kind > 3:
        return draw(st.sampled_from(_NUMBERS))
    if kind > 2:
        return f"Decimal({str(draw(_decimals))!r})"
    return repr(draw(_wholes))


@named
def moments(draw):
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return draw(st.sampled_from(_MOMENTS))
    if kind == 1:
        return _short(draw(_spans))
    if kind == 2:
        return _short(draw(_clocks))
    if kind == 3:
        return _short(draw(_days))
    moment = _short(dt.datetime.combine(draw(_days), draw(_clocks)))
    if kind == 4:
        return moment
    zone, fold = draw(st.sampled_from(_ZONES)), draw(st.integers(0, 1))
    return f"{moment}.replace(tzinfo={zone}, fold={fold})"


def _short(value):
    return repr(value).replace("datetime", "dt", 1)


def _draw_simple(draw):
    kind = draw(st.integers(0, 7))
    if kind < 3:
        return draw(strings)
    if kind < 5:
        return draw(numbers)
    if kind < 6:
        return draw(moments)
    if kind < 7:
        return draw(st.sampled_from(_OBJECTS))
    return repr(draw(st.binary(max_size=6)))


def _draw_value(draw, depth=3):
    kind = draw(st.integers(0, 9)) if depth else 0
    if kind < 6:
        return _draw_simple(draw)
    if kind == 6:
        one = _draw_value(draw, depth - 1)
        return draw(st.sampled_from(_AROUND_ONE)).replace("$", one)
    if kind == 7:
        pairs = [(_draw_key(draw), _draw_value(draw, depth - 1)) for _ in range(_size(draw))]
        table = "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        return draw(st.sampled_from(_AROUND_TABLE)).replace("$", table)
    if kind == 8:
        items = ", ".join(_draw_key(draw) for _ in range(_size(draw)))
        return draw(st.sampled_from(["{*[$]}", "frozenset([$])"])).replace("$", items)
    items = ", ".join(_draw_value(draw, depth - 1) for _ in range(_size(draw) or 1))
    return draw(st.sampled_from(_AROUND_ITEMS)).replace("$", items)


def _size(draw):
    return draw(st.integers(0, 3))


def _draw_key(draw):
    return draw(st.sampled_from(_KEYS)) if draw(st.booleans()) else repr(draw(texts))


#: Every kind of value.
values = named(_draw_value)
