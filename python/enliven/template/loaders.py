"""Loaders whose templates are of a given class.

Django's loaders name the `Template` class in one place, `Loader.get_template` of the base class. A
loader object is given a class that has another `get_template` between its own class and that base,
so that whatever the loader adds (a cache, its sources, a third party's override that calls
`super()`) works as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from django.template import TemplateDoesNotExist
from django.template.loaders.base import Loader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.template.base import Origin, Template

    class HasContents(Protocol):
        """What every loader that Django's base class can work with has besides."""

        def get_contents(self, origin: Origin) -> str:
            """Reads a template's source."""


_derived: dict[tuple[type[Loader], type[Template]], type[Loader]] = {}


def make_own(loader: Loader, template_class: type[Template]) -> Loader:
    """Lets a loader make templates of this class; one not derived from Django's is left alone."""
    if isinstance(loader, Loader):
        loader.__class__ = derive(type(loader), template_class)
    return loader


def derive(loader_class: type[Loader], template_class: type[Template]) -> type[Loader]:
    """Gives the class of loaders that differs from another in what it makes."""
    key = (loader_class, template_class)
    return _derived.get(key) or _derived.setdefault(key, _derive(*key))


def _derive(loader_class: type[Loader], template_class: type[Template]) -> type[Loader]:
    class Making(Loader):
        def get_template(
            self, template_name: str, skip: Iterable[Origin] | None = None
        ) -> Template:
            tried = []
            for origin in self.get_template_sources(template_name):
                if skip is not None and origin in skip:
                    tried.append((origin, "Skipped to avoid recursion"))
                    continue
                try:
                    contents = cast("HasContents", self).get_contents(origin)
                except TemplateDoesNotExist:
                    tried.append((origin, "Source does not exist"))
                    continue
                name = cast("str", origin.template_name)
                return template_class(contents, origin, name, self.engine)
            raise TemplateDoesNotExist(template_name, tried=tried)

    names = ("__module__", "__qualname__", "__doc__")
    namespace = {name: getattr(loader_class, name) for name in names}
    return type(loader_class.__name__, (loader_class, Making), namespace)
