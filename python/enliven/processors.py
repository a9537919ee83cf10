"""What context processors give a live page: once for its request, and not at every render."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.contrib.messages.context_processors import messages
from django.http import HttpRequest
from django.template.engine import Engine

# As `TEMPLATES` names them; what they give is any mapping.
Processor: TypeAlias = Callable[[HttpRequest], Mapping[str, Any]]


class Processed:
    """What the context processors gave for one page, until its request has another user or session.

    Django's own for messages is asked for every render: each step has messages of its own.
    """

    def __init__(self) -> None:
        self._parts: list[dict[str, object] | Processor] = []
        self._origin: tuple[object, ...] | None = None

    def get_values(self, engine: Engine, request: HttpRequest) -> dict[str, object]:
        """Give the variables for one render, in a dictionary of its own."""
        origin = _origin_of(request)
        if self._origin is None or any(
            one is not other for one, other in zip(self._origin, origin, strict=True)
        ):
            self._run(engine, request)
        values: dict[str, object] = {}
        for part in self._parts:
            values.update(part if isinstance(part, dict) else part(request))
        return values

    def _run(self, engine: Engine, request: HttpRequest) -> None:
        self._origin = None
        values: dict[str, object] = {}
        parts: list[dict[str, object] | Processor] = [values]
        for processor in engine.template_context_processors:
            if processor is messages:
                values = {}
                parts += (processor, values)
            else:
                _add(values, processor, request)
        self._parts = parts
        self._origin = _origin_of(request)


def _add(values: dict[str, object], processor: Processor, request: HttpRequest) -> None:
    given = processor(request)
    try:
        values.update(given)
    except TypeError as error:
        name = getattr(processor, "__qualname__", repr(processor))
        message = f"Context processor {name} didn't return a dictionary."
        raise TypeError(message) from error


def _origin_of(request: HttpRequest) -> tuple[object, ...]:
    attributes = vars(request)
    return request, attributes.get("user"), attributes.get("session")
