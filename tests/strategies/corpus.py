"""Templates that people wrote: ours, those that Django ships, and those of its tests if fetched."""

import ast
from functools import cache
from pathlib import Path

import django

_TESTS = Path(__file__).parents[1]
_DJANGO = Path(django.__file__).parent
_FETCHED = _TESTS.parent / ".cache" / "django" / f"django-{django.get_version()}" / "tests"


@cache
def shipped():
    """The templates of Django's applications by the names they are loaded by."""
    found = {}
    for folder in (*_DJANGO.glob("contrib/*/templates"), _DJANGO / "forms" / "templates"):
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        found |= {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in files}
    return found


@cache
def sources():
    """The source of every template."""
    cases = (_TESTS / "template_cases.txt").read_text(encoding="utf-8").splitlines()
    return sorted({*cases, *shipped().values(), *_of_djangos_tests()})


def _of_djangos_tests():
    folder = _FETCHED / "template_tests"
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "setup":
                yield from _texts(node.args)


def _texts(arguments):
    for argument in arguments:
        for value in argument.values if isinstance(argument, ast.Dict) else ():
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value
