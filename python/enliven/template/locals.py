"""What tells whether an `asgiref.local.Local` has changed without reading it."""

from __future__ import annotations

from contextvars import ContextVar, copy_context


def find_variable(local: object) -> ContextVar[object] | None:
    """Finds the context variable behind a `Local`, whose value is another object after each change.

    Returns:
        The variable; None if it is another kind of object, or works in another way.
    """
    storage = getattr(local, "__dict__", {}).get("_storage")
    variable = getattr(storage, "__dict__", {}).get("_data")
    if not isinstance(variable, ContextVar):
        return None
    return variable if copy_context().run(_changes_with, variable, local) else None


def _changes_with(variable: ContextVar[object], local: object) -> bool:
    states = [variable.get(None)]
    for value in (None, object(), None):
        setattr(local, "value", value)  # noqa: B010 - of whatever class it is
        states.append(variable.get(None))
    delattr(local, "value")
    states.append(variable.get(None))
    return len({id(state) for state in states}) == len(states)
