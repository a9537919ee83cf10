"""What the author of a template may have meant: notes at exceptions whose text is Django's.

A note stands beside the message in tracebacks and on Django's debug page; `str()` of the exception
stays what Django's own engine gives.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django import contrib
from django.template.loaders import cached, filesystem, locmem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.template.base import Parser, Token
    from django.template.engine import Engine
    from django.template.library import Library
    from django.template.loaders.base import Loader

#: How many templates are looked at for a name that is near.
MOST_TEMPLATES = 20_000


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
    libraries = {label: library.tags for label, library in parser.libraries.items()}
    return _for_name(name, [*expected, *parser.tags], libraries)


def suggest_filter(parser: Parser, name: str) -> str | None:
    """Suggests what a filter that is not known was to be."""
    libraries = {label: library.filters for label, library in parser.libraries.items()}
    return _for_name(name, parser.filters, libraries)


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
    notes = (_did_you_mean(name, known) for name in names if isinstance(name, str))
    return next(filter(None, notes), None)


def _did_you_mean(name: str, known: Iterable[str]) -> str | None:
    near = get_close_matches(name, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else None


def _for_end(parser: Parser, token: Token, opener: str) -> str:
    is_open = [(command, start) for command, start in parser.command_stack if start is not token]
    if opener not in (command for command, _ in is_open):
        return f"No {{% {opener} %}} is open here."
    command, start = is_open[-1]
    return f"{{% {command} %}} of line {start.lineno} must be closed first."


def _for_name(
    name: str, loaded: Iterable[str], libraries: Mapping[str, Mapping[str, object]]
) -> str | None:
    places = {member: label for label, members in libraries.items() for member in members}
    if name in places:
        return f"'{name}' is in the library '{places[name]}': {{% load {places[name]} %}} first."
    loaded = set(loaded)
    near = get_close_matches(name, sorted(loaded | places.keys()), n=1)
    if not near:
        return None
    if near[0] in loaded:
        return f"Did you mean '{near[0]}'?"
    label = places[near[0]]
    return f"Did you mean '{near[0]}' of the library '{label}'? {{% load {label} %}} first."


def _for_library(label: str, libraries: dict[str, Library]) -> str | None:
    for path in Path(contrib.__path__[0]).glob("*/templatetags/*.py"):
        if path.stem == label != "__init__":
            app = f"django.contrib.{path.parts[-3]}"
            return f"'{label}' is a library of '{app}', which INSTALLED_APPS does not name."
    return _did_you_mean(label, libraries)


def _for_member(names: Iterable[str], library: Library) -> str | None:
    members = {*library.tags, *library.filters}
    unknown = next((name for name in names if name not in members), None)
    return unknown and _did_you_mean(unknown, members)


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
