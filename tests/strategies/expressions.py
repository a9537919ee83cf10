"""Variables, look-ups on them, and the filters they go through."""

from hypothesis import strategies as st

from .values import WORDS, counts, named, texts, values

#: Variables of any value; what is around them is below.
NAMES = ["value", "other", "name", "count", "row", "rows", "missing", "rows.0"]


@st.composite
def contexts(draw):
    """Variables, by the expressions that make them."""
    value, other = draw(values), draw(values)
    return {
        "value": value,
        "other": other,
        "name": repr(draw(texts)),
        "count": repr(draw(counts)),
        "row": f"Row(a={value}, b={{'a': 1, 0: {other}}}, text='<i>')",
        "rows": f"[{{'a': 1, 'b': {value}}}, {{'a': 2, 'b': {other}}}, Row(a=2, b=3)]",
    }


#: For tests that are not about values.
PLAIN = {
    "value": "'<b>'",
    "other": "1234.5",
    "name": "'name'",
    "count": "3",
    "row": "Row(a=[1, 2], b={'a': 1, 0: 'zero'}, text='<i>')",
    "rows": "[{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}, Row(a=2, b=3)]",
}

#: Filters that pad to a width or to a number of digits: no random number of theirs may be huge.
_WIDTHS = ["center", "ljust", "rjust"]
_NARROW = [*_WIDTHS, "floatformat", "stringformat"]
_FORMATS = {
    "date": [
        *("d", "jS F Y", "D, d M y", "N j, Y", "P", "c", "r", "U", "e T O Z", "L t z W o w", "B"),
        *("\\d\\e d", "H:i:s.u", "g A", "DATE_FORMAT", "SHORT_DATETIME_FORMAT", "E", "f", "", "\\"),
        *("aAbBcdDeEfFgGhHiIjlLmMnNoOPrsStTuUwWyYzZ", "é l ñ", "MONTH_DAY_FORMAT", "Y<b>", "xXvV"),
    ],
    "time": ["H:i", "P", "f a", "TIME_FORMAT", "g:i A", "e", "O", "T", "Z", "u", "d", "", "\\H"],
    "floatformat": [
        *(
            "0",
            "1",
            "2",
            "-1",
            "-3",
            "2g",
            "-2g",
            "3u",
            "2gu",
            "ug",
            "g",
            "u",
            "",
            "x",
            "-0",
            "007",
        ),
        *("20", "-20", "1.5", " 2", "+2", "2 ", "٣", "-", "2ug", "200"),
    ],
    "stringformat": [
        *("s", "d", "r", "05d", ".2f", "x", "e", "+d", "-5s", "%", "", "c", "a", "(a)s", "*d", "z"),
        *("5.1f", "#x", " d", "i", "E", "g", "10s", ".0s", "s%s", "s<b>"),
    ],
    "slice": [
        ":2",
        "1:",
        "::-1",
        ":",
        "-2:",
        "0:1:2",
        "::0",
        "a",
        "1",
        "",
        "1:2:3:4",
        ":-1",
        "1.5",
    ],
    "pluralize": ["es", "y,ies", ",", "a,b,c", "", "<b>", "s"],
    "yesno": ["yes,no", "yes,no,maybe", "a", "", "a,b,c,d", "<b>,&", ","],
    "dictsort": [
        "a",
        "b",
        "0",
        "a.b",
        "title",
        "-a",
        "",
        "_x",
        "method",
        "broken",
        "1.5",
        "a.real",
    ],
    "get_digit": ["1", "2", "0", "-1", "x"],
    "json_script": ["id", "<id>", ""],
    "intcomma": ["False", "0", ""],
    "timezone": ["UTC", "Asia/Tokyo", "Europe/Berlin", "nowhere", ""],
    "join": [", ", "<br>", "", "&", "é"],
    "urlencode": ["", "/", "a", "é", "&="],
    "truncatechars": ["1", "2", "5", "10", "0", "-1", "x", "1.5", "100"],
    "default": ["", "<d>", "d"],
    "add": ["1", "-5", "x", "1.5", "", " 7 ", "99999999999999999999"],
    "cut": ["a", " ", ";", "", "<", "ab", "\ud800"],
    "divisibleby": ["1", "2", "0", "-3", "x"],
    "urlizetrunc": ["5", "15", "0", "-1", "x"],
    "wordwrap": ["1", "5", "20", "0", "-3", "x"],
}
_LIKE = {
    "dictsortreversed": "dictsort",
    "truncatechars_html": "truncatechars",
    "truncatewords": "truncatechars",
    "truncatewords_html": "truncatechars",
    "default_if_none": "default",
    "timesince": "date",
    "timeuntil": "date",
    "naturalday": "date",
}
#: Whether a filter takes an argument: never, always, or both.
ARGUMENTS = {
    "never": [
        *("addslashes", "capfirst", "escape", "escapejs", "escapeseq", "filesizeformat", "first"),
        *("force_escape", "iriencode", "last", "length", "linebreaks", "linebreaksbr", "lower"),
        *("linenumbers", "make_list", "phone2numeric", "pprint", "random", "safe", "safeseq"),
        *("slugify", "striptags", "title", "unordered_list", "upper", "urlize", "wordcount"),
        *("language_bidi", "language_name", "language_name_local", "language_name_translated"),
        *("localtime", "utc", "localize", "unlocalize", "apnumber", "intword", "naturaltime"),
        *("ordinal", "brackets", "tell_escape", "hour"),
    ],
    "always": [
        *("add", "cut", "default", "default_if_none", "dictsort", "dictsortreversed", "join"),
        *("divisibleby", "get_digit", "slice", "stringformat", "truncatechars", "truncatewords"),
        *("truncatechars_html", "truncatewords_html", "urlizetrunc", "wordwrap", "timezone"),
        *_WIDTHS,
    ],
    "either": [
        *("date", "time", "floatformat", "json_script", "pluralize", "timesince", "timeuntil"),
        *("urlencode", "yesno", "intcomma", "naturalday"),
    ],
}
FILTERS = sorted(name for names in ARGUMENTS.values() for name in names)

LOADED = "{% load i18n l10n tz humanize %}"


def quote(text):
    """A text as a template writes it; what it cannot write is left out."""
    for mark in ("\n", "%}", "}}", "{%", "{{", "#}", "{#", "\\"):
        text = text.replace(mark, "")
    return f'"{text}"' if '"' not in text else "'" + text.replace("'", "") + "'"


steps = st.sampled_from(
    [
        *("a", "a", "b", "0", "0", "1", "title", "text", "key", "items", "keys", "method", "wants"),
        *("broken", "missing", "real", "year", "tzinfo", "upper", "pk", "name", "left", "count"),
        *("-1", "1_0", "٣", "label", "args", "label.upper", "copy", "2026", "resolution", "a.b"),
    ]
)
_CONSTANTS = ['_("Yes")', '_("Monday")', "True", "False", "None", "1e3", "-7", "1.5", "0", '""']


@named
def paths(draw):
    length = draw(st.sampled_from([0, 0, 0, 1, 1, 2]))
    first = "value" if draw(st.booleans()) else draw(st.sampled_from(NAMES))
    return ".".join([first, *(draw(steps) for _ in range(length))])


@named
def constants(draw):
    kind = draw(st.integers(0, 4))
    if kind < 2:
        text = quote(draw(texts if kind else st.sampled_from(WORDS)))
        return f"_({text})" if draw(st.integers(0, 5)) == 0 else text
    if kind == 2:
        return draw(st.sampled_from(_CONSTANTS))
    if kind == 3:
        return str(draw(st.integers()))
    return format(draw(st.floats(allow_nan=False, allow_infinity=False, width=16)), "f")


operands = st.one_of(paths, paths, paths, constants)


def _draw_argument(draw, name):
    known = _FORMATS.get(_LIKE.get(name, name))
    if name in _WIDTHS:
        known = ["5", "x", "", "0", "-3"]
    elif draw(st.integers(0, 3)) == 0 and known is None:
        return draw(constants)
    if known is not None and draw(st.booleans()):
        return quote(draw(st.sampled_from(known)))
    if draw(st.booleans()):
        return str(draw(counts))
    if name in _NARROW:
        return draw(st.sampled_from(["count", "count", "1.5", "None", "missing", "True"]))
    return draw(constants) if draw(st.integers(0, 3)) == 0 else draw(paths)


def _draw_filter(draw, name):
    if name in ARGUMENTS["never"] or (name in ARGUMENTS["either"] and draw(st.booleans())):
        return f"|{name}"
    return f"|{name}:{_draw_argument(draw, name)}"


def applied(name):
    """A filter with what belongs behind it."""
    return named(lambda draw: _draw_filter(draw, name))


def draw_expression(draw):
    """An operand and the filters that it goes through."""
    names = draw(st.lists(st.sampled_from(FILTERS), max_size=3))
    return draw(operands) + "".join(_draw_filter(draw, name) for name in names)


def draw_plain(draw):
    """A constant, or an operand with a filter that takes no argument."""
    if draw(st.booleans()):
        return draw(constants)
    return f"{draw(paths)}|{draw(st.sampled_from(ARGUMENTS['never']))}"


expressions = named(draw_expression)
