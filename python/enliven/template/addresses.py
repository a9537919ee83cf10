"""What Rust needs to know to write the addresses of views without `django.urls.reverse`.

`reverse` tries the patterns of a view's name in turn. Which of them it tries first depends on the
number of arguments, or their names, and not on their values, so it is found out once. Rust then
puts the values in; whenever they might not fit, `reverse` itself is called.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from django import urls
from django.urls import base, converters, resolvers
from django.utils.translation import get_language

from enliven._core import Addresses

from .files import find_files

if TYPE_CHECKING:
    from collections.abc import Callable

    Shape = int | tuple[str, ...]
    #: A pattern as `URLResolver` keeps it: its text with the parameters' places, and their names.
    Candidate = tuple[str, list[str], str, dict[str, Any]]
    #: What `find_route` gives.
    Route = tuple[list[str], list[int], list[str] | None, Callable[[str], object] | None]

__all__ = ["UUID", "find_files", "find_route", "find_site"]

#: What `reverse` finds a site with: functions by their modules and names.
FUNCTIONS = [
    (vars(urls), "reverse", base.reverse),
    *((vars(base), f.__name__, f) for f in (base.get_urlconf, base.get_script_prefix)),
    *((vars(module), "get_resolver", resolvers.get_resolver) for module in (base, resolvers)),
    (vars(resolvers), "get_language", get_language),
]
#: The method of `URLResolver` that makes addresses.
REVERSE_WITH_PREFIX = vars(resolvers.URLResolver)["_reverse_with_prefix"]

#: Django's converters whose `to_url` is no more than `str`.
_CONVERTERS = {
    converters.IntConverter: "int",
    converters.StringConverter: "str",
    converters.SlugConverter: "slug",
    converters.PathConverter: "path",
    converters.UUIDConverter: "uuid",
}
_PARAMETER = re.compile(r"%\((\w+)\)s")

#: By language and script prefix: the resolver's table for the language, and what is known of it.
_Known = dict[tuple[str | None, str], tuple[object, Addresses]]
_known: WeakKeyDictionary[resolvers.URLResolver, _Known] = WeakKeyDictionary()

#: Languages and script prefixes remembered of a URL configuration.
_MOST_KNOWN = 256


class Site(NamedTuple):
    """What addresses depend on besides a tag's arguments.

    Attributes:
        known: What is known of them.
        resolver: That of the URL configuration.
        prefix: The script prefix.
        urlconf: The configuration's name, if it is not that of the settings.
        tables: The resolver's tables by language.
        language: The active language.
        table: That language's table.
    """

    known: Addresses
    resolver: resolvers.URLResolver
    prefix: str
    urlconf: object
    tables: dict[str | None, object]
    language: str | None
    table: object


def find_site() -> Site | None:
    """Finds the URL configuration, language and script prefix that `reverse` would use now.

    Returns:
        The site; None if someone has replaced how addresses are made.
    """
    urlconf = base.get_urlconf()
    resolver = resolvers.get_resolver(urlconf)
    if (
        any(module[name] is not function for module, name, function in FUNCTIONS)
        or type(resolver) is not resolvers.URLResolver
        or vars(resolvers.URLResolver)["_reverse_with_prefix"] is not REVERSE_WITH_PREFIX
    ):
        return None
    language, prefix = get_language(), base.get_script_prefix()
    tables = vars(resolver)["_reverse_dict"]
    table = tables.get(language)
    if table is None:
        table = resolver.reverse_dict
    known = _known.setdefault(resolver, {})
    found = known.get((language, prefix))
    if found is None or found[0] is not table:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        found = known[language, prefix] = (table, Addresses())
    return Site(found[1], resolver, prefix, urlconf, tables, language, table)


def find_route(
    root: resolvers.URLResolver, prefix: str, view: str, current_app: str | None, shape: Shape
) -> Route | bool | None:
    """Finds the pattern that `reverse` tries first for a view and arguments of this shape.

    Args:
        root: The resolver of the URL configuration.
        prefix: The script prefix.
        view: The view's name, with its namespaces.
        current_app: The application that namespaces are looked up in first.
        shape: The number of positional arguments, or the keyword arguments' names.

    Returns:
        The text around the parameters; the index of each parameter's argument; what the arguments
        have to be; and, where that is not known, what tells whether the address fits the pattern.
        False if there is no such view; None if only `reverse` can tell the address.
    """
    *namespaces, name = view.split(":")
    resolver = _find_resolver(root, namespaces, current_app)
    if resolver is not None and type(resolver) is not resolvers.URLResolver:
        return None
    if resolver is None or not resolver.reverse_dict.getlist(name):
        return False
    candidate = _find_candidate(resolver, name, shape)
    return None if candidate is None else _make_route(candidate, prefix, shape)


def _make_route(candidate: Candidate, prefix: str, shape: Shape) -> Route | None:
    text, parameters, pattern, known_converters = candidate
    names = list(parameters if isinstance(shape, int) else shape)
    pieces = _PARAMETER.split(text)
    literals, used = [piece.replace("%%", "%") for piece in pieces[::2]], pieces[1::2]
    is_plain = not any("%" in piece.replace("%%", "") for piece in pieces[::2])
    own = [known_converters.get(parameter) for parameter in used]
    if not is_plain or sorted(used) != sorted(names) or len(set(used)) != len(used):
        return None
    if any(converter is not None and type(converter) not in _CONVERTERS for converter in own):
        return None
    kinds = [_CONVERTERS.get(type(converter), "") for converter in own]
    groups = [f"(?P<{name}>{getattr(c, 'regex', '')})" for name, c in zip(used, own, strict=True)]
    is_composed = pattern == _interleave(list(map(re.escape, literals)), groups) + r"\Z"
    literals[0] = prefix + literals[0]
    search = re.compile(f"^{re.escape(prefix)}{pattern}").search
    if not used and search(literals[0]) is None:
        return None
    order = [names.index(parameter) for parameter in used]
    is_known = not used or (is_composed and all(kinds))
    return literals, order, kinds if is_known else None, None if is_known else search


def _interleave(outer: list[str], inner: list[str]) -> str:
    return "".join(map("".join, zip(outer, [*inner, ""], strict=True)))


def _find_resolver(
    resolver: resolvers.URLResolver, namespaces: list[str], current_app: str | None
) -> resolvers.URLResolver | None:
    """Finds the resolver that `reverse` asks for a view in these namespaces, if they exist."""
    expected = current_app.split(":") if current_app else []
    prefix, found_converters = "", {}
    for name in namespaces:
        wanted = expected.pop(0) if expected else None
        instances = resolver.app_dict.get(name)
        if instances is not None:
            if wanted and wanted in instances:
                name = wanted  # noqa: PLW2901 - an application's name stands for one of its instances
            elif name not in instances:
                name = instances[0]  # noqa: PLW2901 - as above
        if name != wanted:
            expected = []
        if name not in resolver.namespace_dict:
            return None
        extra, resolver = resolver.namespace_dict[name]
        prefix += extra
        found_converters.update(resolver.pattern.converters)
    if prefix:
        return resolvers.get_ns_resolver(prefix, resolver, tuple(found_converters.items()))
    return resolver


def _find_candidate(resolver: resolvers.URLResolver, name: str, shape: Shape) -> Candidate | None:
    """Finds the first pattern that takes arguments of this shape, whatever their values."""
    for possibility, pattern, defaults, known_converters in resolver.reverse_dict.getlist(name):
        for text, parameters in possibility:
            if isinstance(shape, int):
                if len(parameters) == shape:
                    return text, parameters, pattern, known_converters
            elif not (set(shape) ^ set(parameters)) - set(defaults):
                others = [v for k, v in defaults.items() if k not in parameters]
                # Others depend on what the arguments are, and on how they compare.
                fits = set(shape) == set(parameters) and all(v == v for v in others)  # noqa: PLR0124
                return (text, parameters, pattern, known_converters) if fits else None
    return None
