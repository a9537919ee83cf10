"""What templates are lowered to, as printed: cases with what they print beside them."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from tests.oracle import pair
from tests.strategies import corpus
from tests.strategies import templates as grammar

#: Each case is a template, its program as printed, and what Python still runs of it.
CASES = (Path(__file__).with_name("lowering_cases.txt")).read_text(encoding="utf-8")
LOADED = "{% load i18n l10n tz humanize static cache admin_list admin_modify admin_urls %}"


def compile_with_libraries(source):
    """Compiles a template, the libraries loaded behind `{% extends %}` if there is one."""
    if source.lstrip().startswith("{% extends"):
        source = source.replace("%}", "%}" + LOADED, 1)
    else:
        source = LOADED + source
    return pair().engines[1].from_string(source).nodelist.program()


@pytest.mark.parametrize("case", CASES.split("\n\n"))
def test_a_template_is_lowered_as_it_was(case):
    source, printed, foreign = case.rstrip("\n").split("\n---\n")
    program = compile_with_libraries(source)
    assert str(program) == printed
    assert (", ".join(program.foreign()) or "nothing") == foreign.removeprefix("Python: ")


def check_printing(source):
    """What is printed, compiled again, prints the same.

    Not so where a body belongs to a node of Python, text looks like a tag, or a tag's author has
    named its end: Django's nodes do not keep that name.
    """
    try:
        program = compile_with_libraries(source)
    except Exception:  # noqa: BLE001 - not every template of the corpus compiles
        return False
    is_whole = not any(text.startswith("{%") for text in program.foreign())
    if not is_whole or any(tag in source for tag in ("verbatim", "templatetag", "opened")):
        return False
    printed = str(program)
    assert str(compile_with_libraries(printed)) == printed
    return True


def test_programs_of_the_corpus_print_what_they_are():
    assert sum(map(check_printing, corpus.sources())) > 100


@settings(deadline=None)
@given(page=grammar.pages())
def test_a_program_prints_what_it_is(page):
    assume(check_printing(page[0]))
