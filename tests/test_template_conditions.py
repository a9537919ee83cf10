"""Conditions of plain values, which Rust compares itself."""

from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from tests.engines import compare

OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "and", "or")

EDGES = [2**31 - 1, 2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**400, 0.0, -0.0]
NUMBERS = st.one_of(st.sampled_from(EDGES), st.integers(), st.integers(-3, 3), st.floats())
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    NUMBERS.filter(lambda number: abs(number) < 10**300).map(float),
    st.text("abé\U0001f600\ud800", max_size=3),
    st.text("ab<", max_size=2).map(mark_safe),
    st.lists(st.one_of(st.none(), st.booleans(), st.integers(-2, 2)), max_size=2),
)


@given(st.tuples(PLAIN, PLAIN) | PLAIN.map(lambda value: (value, value)))
def test_plain_values_compare_as_in_python(pair):
    chosen = "".join(
        f"{{% if left {operator} right %}}{operator};{{% endif %}}"
        f"{{% if not left {operator} right %}}not {operator};{{% endif %}}"
        for operator in OPERATORS
    )
    compare(chosen, lambda: {"left": pair[0], "right": pair[1]})
