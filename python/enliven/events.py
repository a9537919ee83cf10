"""`@event`: marking handlers, and binding what a browser sends to their parameters."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    Required,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from django.http import QueryDict
from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from enliven.errors import DefinitionError, InvalidArguments

_MARK = "__enliven_event__"
_CSRF_FIELD = "csrfmiddlewaretoken"
_LISTS = (list, tuple, set, frozenset, Sequence)
_SHOWN_NAME_LENGTH = 64

Annotation: TypeAlias = Any
"""Whatever stands behind the colon of a parameter."""

Handler = TypeVar("Handler", bound=Callable[..., Any])


def event(handler: Handler) -> Handler:
    """Offer a method of a `LiveView` to the browser.

    ```python
    class Todos(LiveView):
        @event
        def add(self, title: str, important: bool = False):
            ...
    ```

    Only marked methods can be called, only with the parameters they declare. Values that arrive as
    text are converted to the annotated type.

    Raises:
        DefinitionError: The method's signature cannot be called by name.
    """
    if not inspect.isfunction(handler):
        raise DefinitionError(
            f"@event marks a method, not {type(handler).__name__}; write it bare, directly above"
            ' "def" or "async def", without parentheses'
        )
    where = f"@event {handler.__qualname__}"
    if handler.__name__.startswith("_"):
        raise DefinitionError(f"{where}: a handler's name does not begin with an underscore")
    parameters = list(inspect.signature(handler).parameters.values())
    if not parameters or parameters[0].kind not in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
    ):
        raise DefinitionError(f'{where}: the first parameter must be "self"')
    for parameter in parameters[1:]:
        if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise DefinitionError(
                f'{where}: "{parameter.name}" is positional-only, and arguments arrive by name;'
                ' remove the "/"'
            )
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            raise DefinitionError(
                f'{where}: "*{parameter.name}" cannot be filled, arguments arrive by name; use a'
                f' list parameter ("{parameter.name}: list[str]") or "**{parameter.name}"'
            )
    setattr(handler, _MARK, True)
    return handler


def is_event(value: object) -> bool:
    """Tell whether a class attribute is a function marked with `@event`."""
    return inspect.isfunction(value) and getattr(value, _MARK, False) is True


def find_handler(view_class: type, name: str) -> Callable[..., Any] | None:
    """Give the handler of this name, or None where the class offers none."""
    if name.startswith("_"):
        return None
    for base in view_class.__mro__:
        if name in vars(base):
            value = vars(base)[name]
            return value if is_event(value) else None
    return None


def explain_missing(view_class: type, name: str) -> str:
    """Tell a developer why a view has no event of this name, and which it has."""
    where = f"{view_class.__module__}.{view_class.__qualname__}"
    method = inspect.getattr_static(view_class, name, None)
    if inspect.isfunction(method) and not name.startswith("_"):
        return f'{where}.{name} is not offered to the browser. Mark it with "@event".'
    names = handler_names(view_class)
    near = get_close_matches(name, names, n=1)
    guess = f' Did you mean "{near[0]}"?' if near else ""
    return f"{where} offers {', '.join(names) or 'no events'}.{guess}"


def handler_names(view_class: type) -> list[str]:
    """List the names of the events that a view offers."""
    return [name for name in dir(view_class) if find_handler(view_class, name)]


@cache
def get_binder(handler: Callable[..., Any]) -> "Binder":
    """Give the binder of a handler; its annotations are read once.

    Raises:
        DefinitionError: An annotation cannot be resolved or validated.
    """
    binder = Binder(handler)
    try:
        binder.check()
    except DefinitionError:
        raise
    except Exception as error:
        raise DefinitionError(
            f"@event {handler.__qualname__}: the annotations cannot be used: {error}"
        ) from error
    return binder


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    annotation: Annotation
    is_required: bool

    @property
    def is_list(self) -> bool:
        return any(_is_list(part) for part in _alternatives(self.annotation))

    @property
    def shown(self) -> str:
        return show_type(self.annotation)


class Binder:
    """Turns arguments and form fields into the keyword arguments of one handler."""

    def __init__(self, handler: Callable[..., Any]) -> None:
        self._handler = handler
        self.event = handler.__name__

    def check(self) -> None:
        """Read all annotations now, so that a mistake in them shows."""
        _ = self._adapter, self._rest

    def bind(self, args: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Give the keyword arguments for one call.

        A name in `args` wins over a field of that name. A field that occurs several times is a
        list.

        Raises:
            InvalidArguments: A name is unknown, missing, or its value does not fit.
        """
        fields = [(name, value) for name, value in fields if name != _CSRF_FIELD]
        raw = _group(fields)
        if self._query_names and self._rest is None:
            raw = {name: value for name, value in raw.items() if name in self._parameters}
        raw.update(args)
        known = {name: raw.pop(name) for name in list(raw) if name in self._parameters}
        rest = self._bind_rest(raw)
        bound = self._validate(known)
        for name in self._query_names:
            bound[name] = _query_dict(fields)
        return {**rest, **bound}

    def _bind_rest(self, raw: dict[str, Any]) -> dict[str, Any]:
        reserved = {self._self_name, *self._query_names}
        for name in raw if self._rest is None else raw.keys() & reserved:
            names = ", ".join(f'"{known}"' for known in self._parameters) or "no arguments"
            raise self._refusal(f'unknown argument "{name[:_SHOWN_NAME_LENGTH]}"; it takes {names}')
        return self._run(self._rest, raw) if self._rest and raw else {}

    def _validate(self, known: dict[str, Any]) -> dict[str, Any]:
        for parameter in self._parameters.values():
            name = parameter.name
            if parameter.is_list:
                if name not in known and parameter.is_required:
                    known[name] = []
                elif isinstance(known.get(name), str):
                    known[name] = [known[name]]
            elif name not in known and parameter.is_required:
                raise self._refusal(f'argument "{name}" ({parameter.shown}) is missing')
        return self._run(self._adapter, known)

    def _run(self, adapter: TypeAdapter[Any], values: dict[str, Any]) -> dict[str, Any]:
        try:
            validated: dict[str, Any] = adapter.validate_python(values)
        except ValidationError as error:
            name = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
            parameter = self._parameters.get(name)
            shown = parameter.shown if parameter else show_type(self._hints.get(self._rest_name))
            message = f'argument "{name[:_SHOWN_NAME_LENGTH]}" must be {shown}'
            raise self._refusal(message) from None
        return validated

    def _refusal(self, message: str) -> InvalidArguments:
        return InvalidArguments(f'event "{self.event}": {message}', self._describe)

    def _describe(self) -> str:
        handler = self._handler
        where = f"{handler.__module__}.{handler.__qualname__}"
        return f"The handler is {where}{inspect.signature(handler)}."

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self._handler, include_extras=True)

    @cached_property
    def _signature(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self._handler).parameters.values())

    @cached_property
    def _self_name(self) -> str:
        return self._signature[0].name

    @cached_property
    def _query_names(self) -> list[str]:
        """Parameters that take all fields at once."""
        return [p.name for p in self._signature if self._hints.get(p.name) is QueryDict]

    @cached_property
    def _rest_name(self) -> str:
        kind = inspect.Parameter.VAR_KEYWORD
        return next((p.name for p in self._signature if p.kind is kind), "")

    @cached_property
    def _rest(self) -> TypeAdapter[Any] | None:
        """What checks the values that `**kwargs` takes; None without such a parameter."""
        if not self._rest_name:
            return None
        annotation = self._hints.get(self._rest_name, Any)
        return TypeAdapter(dict[str, annotation])  # type: ignore[valid-type]

    @cached_property
    def _parameters(self) -> dict[str, _Parameter]:
        return {
            p.name: _Parameter(p.name, self._hints.get(p.name, Any), p.default is p.empty)
            for p in self._signature[1:]
            if p.name not in self._query_names and p.name != self._rest_name
        }

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        members: dict[str, Any] = {}
        for parameter in self._parameters.values():
            annotation = _accept_empty(parameter.annotation)
            presence: Any = Required if parameter.is_required else NotRequired
            members[parameter.name] = presence[annotation]
        make: Any = TypedDict
        shape = make(self.event, members)
        shape.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
        return TypeAdapter(shape)


def show_type(annotation: Annotation) -> str:
    """Write an annotation as a reader of a message knows it: `int`, `list[str]`, `date | None`."""
    if annotation in (None, NoneType):
        return "None"
    origin: Any = get_origin(annotation)
    if origin is Annotated:
        return show_type(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return " | ".join(show_type(part) for part in get_args(annotation))
    if origin is not None and isinstance(origin, type):
        inner = ", ".join(show_type(part) for part in get_args(annotation))
        return f"{origin.__name__}[{inner}]"
    if isinstance(annotation, type):
        return annotation.__name__
    return str(annotation).replace("typing.", "")


def _alternatives(annotation: Annotation) -> list[Annotation]:
    """Take an annotation apart: `Annotated` away, a union into its members."""
    origin: Any = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [part for member in get_args(annotation) for part in _alternatives(member)]
    return [annotation]


def _is_list(annotation: Annotation) -> bool:
    origin: Any = get_origin(annotation)
    return (origin or annotation) in _LISTS


def _accept_empty(annotation: Annotation) -> Annotation:
    """Let empty text mean None where None is allowed and text is not; forms cannot send None."""
    parts = _alternatives(annotation)
    if NoneType not in parts or str in parts or Any in parts:
        return annotation
    return Annotated[annotation, BeforeValidator(lambda value: None if value == "" else value)]


def _group(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for name, value in fields:
        if name not in grouped:
            grouped[name] = value
        elif isinstance(grouped[name], list):
            grouped[name].append(value)
        else:
            grouped[name] = [grouped[name], value]
    return grouped


def _query_dict(fields: Sequence[tuple[str, str]]) -> QueryDict:
    query = QueryDict(mutable=True, encoding="utf-8")
    for name, value in fields:
        query.appendlist(name, value)
    query._mutable = False  # noqa: SLF001 - as Django's own request parsing leaves it
    return query
