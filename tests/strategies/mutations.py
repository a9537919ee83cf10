"""Templates that are almost right: parts deleted, doubled, exchanged or replaced."""

import re

from django.template.base import tag_re
from hypothesis import strategies as st

from .corpus import sources
from .expressions import FILTERS, NAMES, draw_expression, quote
from .values import WORDS

#: More than so many tokens of a template are cut away: it takes long, and shows no more.
_LONGEST = 60
_WRAPPERS = [
    *("if x", "for x in items", "with x=y", "autoescape off", "spaceless", "filter upper"),
    *("block a", "ifchanged", "twice", "forgiving", "blocktranslate", "localize off", "verbatim"),
    *(
        "comment",
        "with_y",
        "language 'de'",
        "timezone 'Asia/Tokyo'",
        "ifchanged x",
        "for a, b in x",
    ),
]
_TAGS = [
    *("{% else %}", "{% empty %}", "{% elif x %}", "{% endif %}", "{% endfor %}", "{% endblock %}"),
    *("{% cycle 'a' 'b' %}", "{% cycle 'a' x as c %}", "{% resetcycle %}", "{% firstof a b %}"),
    *("{% include 'admin/filter.html' %}", "{% extends 'admin/base.html' %}", "{{ block.super }}"),
    *("{{ forloop.counter }}", "{% escape_off %}", "{% speak_german %}", "{% pop_scopes %}"),
    *(
        "{% plural %}",
        "{% load i18n %}",
        "{% show x %}",
        "{% widthratio a b 100 %}",
        "{#",
        "{% now",
    ),
    *(
        "{% number %}",
        "{% surrogate %}",
        "{% divide 0 %}",
        "{% remember %}",
        "{{",
        "}}",
        "{%",
        "%}",
    ),
]
_CHARACTERS = "|:.,=\"'%{}()_-+ \t\nax1<&é\ud800"
#: The values of all names that a template mentions.
_VALUES = [
    *("'<b>text'", "3", "[1, 2, 3]", "True", "None", "1234.5", "SafeString('<i>')", "'a b'", "0"),
    *("Row(a=[1, 2], b={'a': 1}, text='<i>')", "[[1, '<a>'], (2, 'b')]", "{'a': 1, 'b': [1]}"),
    *("dt.datetime(2026, 11, 20, 13, 5, tzinfo=dt.timezone.utc)", "Method('called')", "[]", "''"),
    *("[{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}]", "gettext_lazy('Yes')", "(x for x in 'ab')"),
    *("dt.date(2026, 1, 2)", "Decimal('1.50')", "Markup('<i>')", "'admin/filter.html'", "-1"),
]
_NAME = re.compile(r"[A-Za-z]\w*")


@st.composite
def mutants(draw):
    """The source of a template with one to four mutations."""
    tokens = tag_re.split(draw(st.sampled_from(sources())))
    if len(tokens) > _LONGEST:
        start = draw(st.integers(0, len(tokens) - _LONGEST))
        tokens = tokens[start : start + _LONGEST]
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        draw(st.sampled_from(_MUTATIONS))(draw, tokens)
    return "".join(tokens)


@st.composite
def variables(draw, source):
    """Gives every name that a template mentions a value, by the expression that makes it."""
    mentioned = sorted({name for tag in tag_re.findall(source) for name in _NAME.findall(tag)})
    if not mentioned:
        return {}
    given = draw(st.lists(st.sampled_from(mentioned), unique=True, max_size=12))
    return {name: draw(st.sampled_from(_VALUES)) for name in given}


def _pick(draw, items):
    return draw(st.integers(0, max(0, len(items) - 1)))


def _delete(draw, tokens):
    if tokens:
        del tokens[_pick(draw, tokens)]


def _double(draw, tokens):
    if tokens:
        tokens.insert(_pick(draw, tokens), tokens[_pick(draw, tokens)])


def _exchange(draw, tokens):
    if tokens:
        one, other = _pick(draw, tokens), _pick(draw, tokens)
        tokens[one], tokens[other] = tokens[other], tokens[one]


def _insert(draw, tokens):
    kind = draw(st.integers(0, 2))
    if kind == 0:
        new = draw(st.sampled_from(_TAGS))
    elif kind == 1:
        new = "{{ " + draw_expression(draw) + " }}"
    else:
        new = draw(st.sampled_from(tag_re.split(draw(st.sampled_from(sources())))))
    tokens.insert(draw(st.integers(0, len(tokens))), new)


def _wrap(draw, tokens):
    start = draw(st.integers(0, len(tokens)))
    start, end = draw(st.sampled_from([(0, len(tokens)), (start, start + 1), (start, start + 3)]))
    wrapper = draw(st.sampled_from(_WRAPPERS))
    tokens.insert(end, f"{{% end{wrapper.split()[0]} %}}")
    tokens.insert(start, f"{{% {wrapper} %}}")


def _tag(draw, tokens):
    """Where a tag or a variable is."""
    places = [place for place, token in enumerate(tokens) if token.startswith(("{%", "{{"))]
    return places[_pick(draw, places)] if places else None


def _in_tag(change):
    """A mutation of one tag's content."""

    def mutate(draw, tokens):
        place = _tag(draw, tokens)
        if place is not None:
            token = tokens[place]
            tokens[place] = token[:2] + change(draw, token[2:-2]) + token[-2:]

    return mutate


@_in_tag
def _change_character(draw, content):
    at = draw(st.integers(0, len(content)))
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return content[:at] + content[at + 1 :]
    new = draw(st.sampled_from(_CHARACTERS)) if kind == 1 else content[at : at + 1]
    return content[:at] + new + content[at:]


@_in_tag
def _change_bits(draw, content):
    bits = content.split()
    if not bits:
        return content
    one, other, kind = _pick(draw, bits), _pick(draw, bits), draw(st.integers(0, 3))
    if kind == 0:
        del bits[one]
    elif kind == 1:
        bits.insert(one, bits[other])
    elif kind == 2:
        bits[one], bits[other] = bits[other], bits[one]
    else:
        bits[one] = draw(st.sampled_from([*NAMES, "as", "with", "only", "not", "in", "and", "=="]))
    return f" {' '.join(bits)} "


@_in_tag
def _change_filter(draw, content):
    parts = content.split("|")
    name = draw(st.sampled_from(FILTERS))
    if len(parts) == 1:
        return f"{content.rstrip()}|{name} "
    at = draw(st.integers(1, len(parts) - 1))
    parts[at] = re.sub(r"^\w+", name, parts[at])
    return "|".join(parts)


@_in_tag
def _change_constant(draw, content):
    new = quote(draw(st.sampled_from(WORDS))) if draw(st.booleans()) else draw_expression(draw)
    constants = list(re.finditer(r"\"[^\"]*\"|'[^']*'|\b\d+\b|(?<= )\w+(?= )", content))
    if not constants:
        return content
    found = constants[_pick(draw, constants)]
    return content[: found.start()] + new + content[found.end() :]


_MUTATIONS = [
    *(_delete, _double, _exchange, _insert, _insert, _wrap, _wrap, _wrap, _change_character),
    *(_change_bits, _change_bits, _change_filter, _change_filter, _change_filter),
    *(_change_constant, _change_constant, _change_constant),
]
