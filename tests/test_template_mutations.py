"""Templates with mistakes in them compile and render as with Django's engine, or fail as there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import agree, surroundings
from tests.strategies import corpus, mutations, values


@settings(deadline=None)
@given(source=mutations.mutants(), data=st.data(), where=surroundings)
def test_a_mutated_template_does_what_it_does_in_django(source, data, where):
    codes = data.draw(mutations.variables(source))
    agree(
        "{% load i18n l10n tz static humanize admin_urls %}" + source
        if data.draw(st.booleans())
        else source,
        lambda: {name: values.make(code) for name, code in codes.items()},
        corpus.shipped(),
        where,
    )
