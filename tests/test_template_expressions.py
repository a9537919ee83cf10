"""Random expressions of random values print what they print with Django's engine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import agree, surroundings
from tests.strategies import expressions as ex
from tests.strategies import values


def maker(codes):
    """Makes variables from the expressions that make their values."""
    return lambda: {name: values.make(code) for name, code in codes.items()}


FORMS = [
    "{{ $ }}",
    "{{ $ }}",
    "{% if $ %}yes{% else %}no{% endif %}",
    # The result's type shows as well: markup is not escaped, numbers are added.
    "{% with r=$ %}{{ r }}{{ r|add:r }}{{ r|length }}{% endwith %}",
    "{% for x in $ %}{{ x }}{{ forloop.counter }}{% empty %}none{% endfor %}",
    "{% if $ == other or other in $ %}yes{% endif %}",
    "{% firstof missing $ 'none' %}{% cycle $ as c %}{{ c }}",
]


@settings(deadline=None)
@given(
    expression=ex.expressions,
    form=st.sampled_from(FORMS),
    codes=ex.contexts(),
    where=surroundings,
)
def test_an_expression_means_what_it_means_in_django(expression, form, codes, where):
    agree(ex.LOADED + form.replace("$", expression), maker(codes), where=where)


@pytest.mark.parametrize("name", ex.FILTERS)
@settings(deadline=None, max_examples=max(1, settings().max_examples // 4))
@given(data=st.data(), codes=ex.contexts(), where=surroundings)
def test_a_filter_gives_what_it_gives_in_django(name, data, codes, where):
    expression = data.draw(ex.operands) + data.draw(ex.applied(name))
    form = data.draw(st.sampled_from(FORMS[:5]))
    agree(ex.LOADED + form.replace("$", expression), maker(codes), where=where)


@pytest.mark.parametrize("filter_", ["center:5", "upper", "cut:'x'", "title", "truncatechars:3"])
def test_a_text_that_prints_otherwise_is_not_printed_twice(filter_):
    codes = {"value": "Group(name=Text('ab'))"}
    agree("{{ value|" + filter_ + " }}", maker(codes))


@pytest.mark.parametrize("argument", ["", ":'x'", ":value"])
@pytest.mark.parametrize("name", ex.FILTERS)
def test_a_filter_takes_as_many_arguments_as_in_django(name, argument):
    source = ex.LOADED + "{{ value|" + name + argument + " }}"
    for code in ("'a b\\n<c>'", "[1, 'b']", "5"):
        agree(source, maker({"value": code}))
