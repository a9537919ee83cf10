"""Native filters give what Django's functions give, whatever they are given."""

import pytest
from django.template import Context
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines import engines

NATIVE = {
    "add": "argument",
    "addslashes": None,
    "capfirst": None,
    "cut": "argument",
    "default": "argument",
    "default_if_none": "argument",
    "divisibleby": "argument",
    "escape": None,
    "force_escape": None,
    "length": None,
    "lower": None,
    "pluralize": "optional",
    "safe": None,
    "upper": None,
    "yesno": "optional",
}

texts = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="aB;&<>'\"\\, ", max_size=12),
    st.text(alphabet="0123456789+-_ .", max_size=6),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Lu", "Ll"]), max_size=4),
    st.sampled_from(
        ["yes,no", "y,ies", "a,b,c", "a,b,c,d", ",", "", "é", "ß", "Ǆa", "ΑΣ", "İ", "٣"]
    ),
)
values = st.one_of(
    texts,
    texts.map(SafeString),
    st.integers(),
    st.integers(min_value=-3, max_value=3),
    st.sampled_from([2**63 - 1, -(2**63), 2**63]),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=3),
    st.tuples(texts),
    st.dictionaries(texts, texts, max_size=2),
)


def result_of(template, variables, *, autoescape):
    context = Context(variables, autoescape=autoescape)
    try:
        return template.render(context)
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error), str(error)


def templates(filters):
    expression = "value" + "".join(f"|{name}" for name in filters)
    # The result's type shows as well: markup is not escaped, numbers are added.
    source = "{{ E }}{% if E %}+{% endif %}{% with r=E %}{{ r|add:r }}{{ r|length }}{% endwith %}"
    return [engine.from_string(source.replace("E", expression)) for engine in engines()]


def forms(name):
    kind = NATIVE[name]
    return {
        None: [name],
        "argument": [f"{name}:argument", f"{name}:'<;>'", f"{name}:3"],
        "optional": [name, f"{name}:argument", f"{name}:'a,<b>'"],
    }[kind]


@pytest.mark.parametrize("form", [form for name in NATIVE for form in forms(name)])
@settings(deadline=None)
@given(value=values, argument=values, autoescape=st.booleans())
def test_a_native_filter_gives_what_djangos_gives(form, value, argument, autoescape):
    variables = {"value": value, "argument": argument}
    django, ours = templates([form])
    expected = result_of(django, variables, autoescape=autoescape)
    assert result_of(ours, variables, autoescape=autoescape) == expected


chains = st.lists(
    st.sampled_from([form for name in NATIVE for form in forms(name)]), min_size=2, max_size=4
)


@settings(deadline=None)
@given(chain=chains, value=values, argument=values, autoescape=st.booleans())
def test_chains_of_filters_give_what_djangos_give(chain, value, argument, autoescape):
    variables = {"value": value, "argument": argument}
    django, ours = templates(chain)
    expected = result_of(django, variables, autoescape=autoescape)
    assert result_of(ours, variables, autoescape=autoescape) == expected
