"""What the author of a template may have meant: notes at exceptions whose text is Django's.

A note stands beside the message in tracebacks and on Django's debug page; `str()` of the exception
stays what Django's own engine gives.
"""

from __future__ import annotations

import ast
import inspect
import os
from difflib import get_close_matches
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django import contrib
from django.template.engine import Engine
from django.template.loaders import cached, filesystem, locmem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.template.base import Parser, Token
    from django.template.library import Library
    from django.template.loaders.base import Loader

#: How many templates are looked at for a name that is near.
MOST_TEMPLATES = 20_000
#: How alike two names must be, from 0 to 1; below, short names are taken for each other.
LEAST_LIKENESS = 0.7
#: How many letters a beginning must have to stand for the whole name.
LEAST_BEGINNING = 4
#: What Django calls that which other template languages call so.
OTHER_NAMES = {"count": "length", "elseif": "elif", "elsif": "elif", "size": "length"}


def add_note(error: BaseException, note: str | None) -> None:
    """Adds a note, if there is one."""
    if note:
        error.add_note(note)


def suggest_tag(parser: Parser, token: Token, name: str, expected: Iterable[str]) -> str | None:
    """Suggests what a tag that is not known was to be.

    Args:
        parser: The parser that came to it.
        token: The tag.
        name: Its name.
        expected: The tags that could end or divide the one that is open.
    """
    opener = name.removeprefix("end")
    if opener != name and opener in parser.tags:
        return _for_end(parser, token, opener)
    near = _nearest(name, expected)
    if near:
        return f"Did you mean '{near}'?"
    libraries = {label: library.tags for label, library in parser.libraries.items()}
    return _for_name(name, parser.tags, libraries, "tag")


def suggest_filter(parser: Parser, name: str) -> str | None:
    """Suggests what a filter that is not known was to be."""
    libraries = {label: library.filters for label, library in parser.libraries.items()}
    return _for_name(name, parser.filters, libraries, "filter")


def suggest_load(parser: Parser, token: Token) -> str | None:
    """Suggests what a `{% load %}` that failed was to name."""
    _, *names = token.contents.split()
    labels = names
    if "from" in names[-2:-1]:
        *names, _, label = names
        labels = [label]
    for label in labels:
        library = parser.libraries.get(label)
        if library is None:
            return _for_library(label, parser.libraries)
        if names is not labels:
            return _for_member(names, library)
    return None


def suggest_template(engine: Engine, names: Iterable[str]) -> str | None:
    """Suggests the template that one of these names was to be."""
    known = list(islice(_template_names(engine.template_loaders), MOST_TEMPLATES))
    # A template that extends itself is missed under a name that is right.
    unknown = (name for name in names if isinstance(name, str) and name not in known)
    notes = (_did_you_mean(name, known) for name in unknown)
    return next(filter(None, notes), None)


def suggest_option(given: Iterable[object]) -> str | None:
    """Suggests the option of a backend that one of these was to be; None if all are options."""
    beside = {"dirs", "app_dirs"}
    known = sorted({"lowering", *inspect.signature(Engine).parameters} - beside)
    unknown = [str(name).lower() for name in given if name not in known]
    if not unknown:
        return None
    notes = (_did_you_mean(name, known) for name in unknown)
    return next(filter(None, notes), f"The options are {', '.join(known)}.")


def _did_you_mean(name: str, known: Iterable[str]) -> str | None:
    near = get_close_matches(name, known, n=1, cutoff=LEAST_LIKENESS)
    return f"Did you mean '{near[0]}'?" if near else None


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """Finds the known name that is most like another, if one is like it at all."""
    known = sorted(set(known))
    if OTHER_NAMES.get(name) in known:
        return OTHER_NAMES[name]
    ranked = [(_likeness(name, one), -len(one), one) for one in known]
    likeness, _, near = max(ranked, default=(0.0, 0, None))
    return near if likeness >= LEAST_LIKENESS else None


def _likeness(name: str, other: str) -> float:
    """How alike two names are: 1 less the share of the longer one that would have to change.

    Two letters that change places count as half a change, and a beginning is like the whole.
    """
    longer = max(len(name), len(other))
    if abs(len(name) - len(other)) > longer * (1 - LEAST_LIKENESS):
        is_beginning = len(name) >= LEAST_BEGINNING and other.startswith(name)
        return LEAST_LIKENESS if is_beginning else 0.0
    before: list[float] = []
    last: list[float] = [*range(len(other) + 1)]
    for i, letter in enumerate(name):
        row: list[float] = [i + 1]
        for j, wanted in enumerate(other):
            least = min(last[j] + (letter != wanted), last[j + 1] + 1, row[j] + 1)
            if i and j and letter == other[j - 1] and wanted == name[i - 1]:
                least = min(least, before[j - 1] + 0.5)
            row.append(least)
        before, last = last, row
    return 1 - last[-1] / longer


def _for_end(parser: Parser, token: Token, opener: str) -> str:
    is_open = [(command, start) for command, start in parser.command_stack if start is not token]
    if opener not in (command for command, _ in is_open):
        return f"No {{% {opener} %}} is open here."
    command, start = is_open[-1]
    return f"{{% {command} %}} of line {start.lineno} must be closed first."


def _for_name(
    name: str,
    loaded: Iterable[str],
    libraries: Mapping[str, Mapping[str, object]],
    kind: str,
) -> str | None:
    places = {member: label for label, members in libraries.items() for member in members}
    if name in places:
        return f"'{name}' is in the library '{places[name]}': {{% load {places[name]} %}} first."
    missing = {
        member: (path.stem, _app_of(path))
        for path in _contrib_libraries()
        if path.stem not in libraries
        for member in _members(path, kind)
    }
    loaded = set(loaded)
    near = name if name in missing else _nearest(name, {*loaded, *places, *missing})
    if near is None:
        return None
    if near in loaded:
        return f"Did you mean '{near}'?"
    if near in places:
        label = places[near]
        return f"Did you mean '{near}' of the library '{label}'? {{% load {label} %}} first."
    label, app = missing[near]
    start = f"'{near}' is" if near == name else f"Did you mean '{near}'? It is"
    return f"{start} of '{label}', which needs '{app}' in INSTALLED_APPS."


def _for_library(label: str, libraries: dict[str, Library]) -> str | None:
    apps = {path.stem: _app_of(path) for path in _contrib_libraries()} | {"enliven": "enliven"}
    if label in apps:
        return f"'{label}' is a library of '{apps[label]}', which INSTALLED_APPS does not name."
    return _did_you_mean(label, libraries)


@cache
def _contrib_libraries() -> tuple[Path, ...]:
    """The files of the libraries that come with Django's apps."""
    paths = Path(contrib.__path__[0]).glob("*/templatetags/*.py")
    return tuple(path for path in paths if path.stem != "__init__")


def _app_of(path: Path) -> str:
    return f"django.contrib.{path.parts[-3]}"


@cache
def _members(path: Path, kind: str) -> frozenset[str]:
    """The tags or filters that a library registers, read: an app's models may not be imported."""
    functions = (
        node for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.FunctionDef)
    )
    return frozenset(
        function.name
        for function in functions
        for decorator in function.decorator_list
        if kind in ast.unparse(decorator).partition("(")[0]
    )


def _for_member(names: Iterable[str], library: Library) -> str | None:
    members = {*library.tags, *library.filters}
    unknown = next((name for name in names if name not in members), None)
    near = unknown and _nearest(unknown, members)
    return f"Did you mean '{near}'?" if near else None


def _template_names(loaders: Iterable[Loader]) -> Iterator[str]:
    for loader in loaders:
        if isinstance(loader, cached.Loader):
            yield from _template_names(loader.loaders)
        elif isinstance(loader, locmem.Loader):
            yield from loader.templates_dict
        elif isinstance(loader, filesystem.Loader):
            for directory in loader.get_dirs():
                yield from _file_names(Path(directory))


def _file_names(directory: Path) -> Iterator[str]:
    for parent, _, names in os.walk(directory):
        for name in names:
            yield (Path(parent) / name).relative_to(directory).as_posix()
