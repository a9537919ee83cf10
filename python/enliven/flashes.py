"""Django's messages in a live page: those of a step, shown by its render."""

from typing import Any

from django.contrib.messages.storage.base import BaseStorage, Message
from django.http import HttpRequest


class StepMessages(BaseStorage):
    """The messages that one step adds; nothing is read from the browser or kept for it."""

    def _get(self, *_args: Any, **_kwargs: Any) -> tuple[list[Message], bool]:
        return [], True

    def _store(self, *_args: Any, **_kwargs: Any) -> list[Message]:
        return []


class Flashes:
    """The request's messages around one step, where the project uses messages.

    Each event begins without any. What the page shows stays through a broadcast that adds none.

    Args:
        request: Request of the page.
        is_event: Whether the step is an event, and not a broadcast or a join.
    """

    def __init__(self, request: HttpRequest, *, is_event: bool) -> None:
        self._attributes = vars(request)
        self._is_event = is_event
        self._before: BaseStorage | None = self._attributes.get("_messages")
        self._fresh: BaseStorage | None = None
        if self._before is not None:
            self._fresh = StepMessages(request)
            self._fresh.level = self._before.level
            self._attributes["_messages"] = self._fresh

    def settle(self) -> None:
        """Choose what the render shows, after the handler."""
        if not self._is_event and self._fresh is not None and not self._fresh.added_new:
            self.restore()

    def restore(self) -> None:
        """Put back what was there before the step."""
        if self._before is not None:
            self._attributes["_messages"] = self._before
