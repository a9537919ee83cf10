"""One change to a session, all or nothing: a handler, the render after it, and their failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from enliven._core import Memento
from enliven.errors import DefinitionError, Forbidden, HandlerError, Refusal
from enliven.flashes import Flashes
from enliven.workers import Run

if TYPE_CHECKING:
    from enliven.session import Outcome, Session

logger = logging.getLogger("enliven")

Work: TypeAlias = Callable[[], Any]


class Step:
    """One change to a session.

    Args:
        session: The session that changes.
        name: What runs, for logs and errors.
        ref: Reference of the event; None for what is none.
    """

    def __init__(self, session: "Session", name: str, ref: int | None = None) -> None:
        self._session = session
        self._name = name
        self._ref = ref
        self._memento: Memento | None = None
        self._flashes: Flashes | None = None

    async def take(self, work: Work, handler: Callable[..., Any], run: Run) -> "Outcome":
        """Run the handler, a coroutine function on the loop, then render where `run` does."""
        if not iscoroutinefunction(handler):
            return await run(partial(self._finish, work))
        with self.guard(), self._session.locale():
            await run(self._begin)
            check_result(await work(), self._label)
        return await run(partial(self._finish, None))

    @property
    def _label(self) -> str:
        return f"{self._session.name}.{self._name}"

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Put the state back if the body raises, and tell failures from refusals."""
        try:
            yield
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            self._restore()
            if isinstance(error, asyncio.CancelledError) and _is_being_cancelled():
                raise
            refusal = self._judge(error)
            if self._memento is not None and self._ref is not None:
                self._session.settle(self._ref, refusal)
            if refusal is error:
                raise
            raise refusal from error
        except BaseException:
            self._restore()
            raise

    def _judge(self, error: BaseException) -> Refusal:
        if isinstance(error, Refusal):
            return error
        if isinstance(error, PermissionDenied):
            return Forbidden("you are not allowed to do this")
        logger.exception("%s: %s raised", self._session.name, self._name)
        return HandlerError(f'"{self._name}" failed')

    def _begin(self) -> None:
        self._memento = Memento(vars(self._session.view))
        self._flashes = Flashes(self._session.request, is_event=self._ref is not None)

    def _restore(self) -> None:
        if self._flashes is not None:
            self._flashes.restore()
        if self._memento is not None:
            self._memento.restore()

    def _finish(self, work: Work | None) -> "Outcome":
        with self.guard():
            outcome = self._session.in_locale(partial(self._change, work))
        if self._ref is not None:
            self._session.settle(self._ref, None)
        return outcome

    def _change(self, work: Work | None) -> "Outcome":
        if work is not None:
            self._begin()
            check_result(work(), self._label)
        if self._flashes is not None:
            self._flashes.settle()
        return self._session.patch()


def check_result(result: object, name: str) -> None:
    """Refuse what a handler gave that would be lost without a word.

    Raises:
        DefinitionError: The result is a response, or is to be awaited.
    """
    if isinstance(result, HttpResponseBase):
        raise DefinitionError(
            f"{name} gave a {type(result).__name__}, and an event is not answered with a response:"
            " change the view's state, and let the template show a link where to go next"
        )
    refuse_awaitable(result, name)


def refuse_awaitable(result: object, name: str) -> None:
    """Refuse what a function gave that turned out to be async behind a decorator that is not.

    Raises:
        DefinitionError: The result is to be awaited, and nobody would.
    """
    if not isawaitable(result):
        return
    _close(result)
    raise DefinitionError(
        f'{name} gave a coroutine that nobody would await: it is "async def", and a decorator'
        ' around it is not; write the decorator\'s wrapper as "async def" and await in it'
    )


def _close(awaitable: Awaitable[object]) -> None:
    if iscoroutine(awaitable):
        awaitable.close()
    elif isinstance(awaitable, asyncio.Future):
        awaitable.cancel()


def _is_being_cancelled() -> bool:
    """Whether this very task was asked to end, and not one that it waits for."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a worker's thread, which nobody can cancel
        return False
    return task is not None and task.cancelling() > 0
