"""Values that a view's class gives and each of its instances gets for itself.

A list in a class body is one list for all instances. The instances of a view are the pages of
different people, so each gets a copy; being in its attributes, the copy is part of the state that
is put back when a handler raises.
"""

import copy
import inspect
import re
import sys
from collections import deque
from dataclasses import is_dataclass
from functools import cache
from typing import Any, ClassVar, TypeAlias, TypeVar, get_origin

from pydantic import BaseModel

from enliven.errors import DefinitionError
from enliven.names import ViewClass, project_classes, reserved_names

Annotations: TypeAlias = dict[str, Any]

_CONTAINERS = (list, dict, set, deque, bytearray, tuple, BaseModel)
_CLASS_VAR = re.compile(r"(\w+\.)*ClassVar\b")

Value = TypeVar("Value")


def own_defaults(view_class: ViewClass) -> dict[str, object]:
    """Copy for one instance what its class holds by public names and an instance could change.

    What is annotated as `ClassVar` is shared.

    Raises:
        DefinitionError: A value cannot be copied.
    """
    names = _mutable_names(view_class)
    return {name: _copy(view_class, name, getattr(view_class, name)) for name in names}


def own_value(view_class: ViewClass, name: str, value: Value) -> Value:
    """Copy a value given to `as_view()`, which is one for all requests, if it could be changed.

    Raises:
        DefinitionError: It cannot be copied.
    """
    return _copy(view_class, name, value) if _is_container(value) else value


@cache
def _mutable_names(view_class: ViewClass) -> tuple[str, ...]:
    names = []
    seen = set(reserved_names(view_class)) - {"extra_context"}
    projects = set(project_classes(view_class))
    for base in view_class.__mro__:
        annotations = _annotations(base) if base in projects else {}
        for name, value in vars(base).items():
            if name in seen or name.startswith("_"):
                continue
            seen.add(name)
            is_shared = base not in projects or _is_class_var(annotations.get(name))
            # A tuple of texts is its own copy.
            if not is_shared and _is_container(value) and _copy(base, name, value) is not value:
                names.append(name)
    return tuple(names)


def _is_container(value: object) -> bool:
    is_instance = not isinstance(value, type)
    return isinstance(value, _CONTAINERS) or (is_instance and is_dataclass(value))


def _copy(view_class: ViewClass, name: str, value: Value) -> Value:
    try:
        return copy.deepcopy(value)
    except Exception as error:
        raise DefinitionError(
            f"{view_class.__qualname__}.{name} cannot be copied for each session: {error}; set it"
            ' in mount(), or annotate it as "ClassVar" if all sessions are to share it'
        ) from error


def _annotations(view_class: ViewClass) -> Annotations:
    if sys.version_info >= (3, 14):
        from annotationlib import Format  # noqa: PLC0415 - a module of Python 3.14

        return inspect.get_annotations(view_class, format=Format.FORWARDREF)
    return inspect.get_annotations(view_class)


def _is_class_var(annotation: object) -> bool:
    if isinstance(annotation, str):
        return _CLASS_VAR.match(annotation) is not None
    return annotation is ClassVar or get_origin(annotation) is ClassVar
