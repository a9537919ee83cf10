"""Random templates of all tags render as with Django's engine, again and again, in any thread."""

import re
from concurrent.futures import ThreadPoolExecutor

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.oracle import Surroundings, agree, pair, rendered, surroundings
from tests.strategies import expressions as ex
from tests.strategies import templates as grammar
from tests.strategies import values

#: What depends on more than the template and the context: the clock, chance, a shared cache.
SHARED = re.compile(r"cache 9|lorem|random|now|natural|timesince|timeuntil")
LOADED = "{% load i18n l10n tz humanize static cache %}"


def load(source):
    """Loads the tags' libraries, behind `{% extends %}` if there is one."""
    if source.startswith("{% extends"):
        return source.replace("%}", "%}" + LOADED, 1)
    return LOADED + source


def maker(codes):
    return lambda: {name: values.make(code) for name, code in codes.items()}


@st.composite
def renderings(draw):
    """A page, the templates it needs, and variables to render it with, one after the other."""
    page, parts = draw(grammar.pages())
    plain = ex.PLAIN | {"name": repr(draw(grammar.names)), "x": "'<x>'"}
    contexts = [plain, draw(ex.contexts()) | {"name": plain["name"]}, plain]
    parts = {name: load(source) for name, source in parts.items()}
    return load(page), parts, [maker(codes) for codes in contexts]


@settings(deadline=None)
@given(page=renderings(), where=surroundings)
def test_a_page_of_any_tags_renders_as_in_django(page, where):
    source, templates, makers = page
    agree(source, makers, templates, where)


@settings(deadline=None, max_examples=max(1, settings().max_examples // 4))
@given(page=renderings())
def test_renderings_in_several_threads_do_not_meet(page):
    source, templates, makers = page
    assume(not any(map(SHARED.search, [source, *templates.values()])))
    where, both = Surroundings(), pair()
    both.load(templates)
    agree(source, makers, templates, where)
    try:
        template = both.engines[1].from_string(source)
    except Exception:  # noqa: BLE001 - compared above
        return

    def render(make_variables):
        return rendered(template, make_variables, Surroundings())

    alone = [render(make_variables) for make_variables in makers]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(render, makers * 4))
    assert together == alone * 4
