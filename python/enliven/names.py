"""Names of a view: which are the project's, and so the template's, and which are Enliven's."""

import inspect
from collections.abc import Mapping
from functools import cache, cached_property
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.functional import cached_property as django_cached_property

from enliven.errors import DefinitionError
from enliven.events import is_event

if TYPE_CHECKING:
    from enliven.views import LiveView

# A subclass of `LiveView`; mypy takes the `__hash__` of instances for that of the class.
ViewClass: TypeAlias = Any

_FRAMEWORK = ("enliven.views", "django.views.generic.base")


@cache
def class_names(view_class: ViewClass) -> frozenset[str]:
    """Name what the project's classes offer to the template: attributes, properties, methods."""
    names = {name for base in project_classes(view_class) for name in vars(base)}
    return frozenset(
        name
        for name in names - reserved_names(view_class)
        if not name.startswith("_") and not is_event(getattr(view_class, name, None))
    )


def project_classes(view_class: ViewClass) -> list[ViewClass]:
    """List the classes that are neither Django's nor `LiveView`, in the order of look-up."""
    return [
        base
        for base in view_class.__mro__
        if base is not object
        and base.__module__.partition(".")[0] != "django"
        and base.__module__ not in _FRAMEWORK
    ]


def _framework_classes(view_class: ViewClass) -> list[ViewClass]:
    return [base for base in view_class.__mro__ if base.__module__ in _FRAMEWORK]


@cache
def reserved_names(view_class: ViewClass) -> frozenset[str]:
    """Name what `LiveView` and Django's `View` define, on the class or on the instance."""
    names = {name for base in _framework_classes(view_class) for name in vars(base)}
    return frozenset(names | {"request", "args", "kwargs", "head"})


@cache
def described_names(view_class: ViewClass) -> frozenset[str] | None:
    """Name what descriptors of the classes answer before an instance's own attributes do.

    None where the class answers everything by a `__getattribute__` of its own.
    """
    if view_class.__getattribute__ is not object.__getattribute__:
        return None
    names = {name for base in view_class.__mro__ for name in vars(base)}
    kinds = ((name, type(inspect.getattr_static(view_class, name))) for name in names)
    return frozenset(
        name for name, kind in kinds if hasattr(kind, "__set__") or hasattr(kind, "__delete__")
    )


def refuse_names(view_class: ViewClass) -> None:
    """Refuse handlers and data of a class under names that `LiveView` needs itself.

    Raises:
        DefinitionError: There is such a handler, or data or a property in place of a method.
    """
    reserved = reserved_names(view_class)
    for base in view_class.__mro__:
        for name, value in vars(base).items():
            if is_event(value) and name in reserved.union(view_class.http_method_names):
                raise DefinitionError(
                    f"@event {value.__qualname__}: LiveView needs the name {name!r} itself;"
                    " rename the handler"
                )
    occupied = _method_names(view_class) | {"args", "kwargs", "head"}
    for base in project_classes(view_class):
        for name in occupied & vars(base).keys():
            if _is_data(vars(base)[name]):
                raise DefinitionError(
                    f"{base.__qualname__}.{name}: LiveView needs the name {name!r} itself, and"
                    " templates do not see it; rename the attribute"
                )


def reserved_values(view: "LiveView") -> dict[str, object]:
    """Give the attributes of an instance under reserved names: before `mount`, those of Django."""
    view_class: ViewClass = type(view)
    attributes = vars(view)
    return {name: attributes[name] for name in reserved_names(view_class) & attributes.keys()}


def refuse_reserved(view: "LiveView", given: Mapping[str, object]) -> None:
    """Refuse state under reserved names, which no template would see.

    Args:
        view: The instance.
        given: Its `reserved_values` before `mount`.

    Raises:
        DefinitionError: `mount` or a handler has assigned to such a name.
    """
    for name, value in reserved_values(view).items():
        if name not in given or given[name] is not value:
            raise DefinitionError(
                f"{type(view).__qualname__} assigns to self.{name}: LiveView needs the name"
                f" {name!r} itself, and templates do not see it. If it is state, rename it; if it"
                " configures the view, set it in the class, in as_view() or in setup()"
            )


def forget_cached(view: "LiveView") -> None:
    """Drop the values that cached properties of the view have kept."""
    view_class: ViewClass = type(view)
    attributes = vars(view)
    for name in _cached_names(view_class):
        attributes.pop(name, None)


@cache
def _cached_names(view_class: ViewClass) -> tuple[str, ...]:
    kinds = (cached_property, django_cached_property)
    names = {name for base in view_class.__mro__ for name in vars(base)}
    return tuple(
        name for name in names if isinstance(inspect.getattr_static(view_class, name), kinds)
    )


@cache
def _method_names(view_class: ViewClass) -> frozenset[str]:
    return frozenset(
        name
        for base in _framework_classes(view_class)
        for name, value in vars(base).items()
        if not name.startswith("_") and isinstance(value, FunctionType)
    )


def _is_data(value: object) -> bool:
    is_computed = isinstance(value, (property, cached_property, django_cached_property))
    return is_computed or not (callable(value) or hasattr(type(value), "__get__"))
