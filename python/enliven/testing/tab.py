"""The page that a person has of a live view, kept in step with the session behind it."""

import json
import weakref
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from asgiref.sync import async_to_sync, sync_to_async

from enliven._core import Dom
from enliven.errors import HandlerError, OracleError, Refusal, TestingError
from enliven.pubsub import Subscriber, hub
from enliven.testing.controls import Controls
from enliven.testing.oracle import require_agreement

if TYPE_CHECKING:
    from enliven.session import Outcome, Session
    from enliven.workers import Result, Run


class _Step(Protocol):
    def __call__(self, *, run: "Run") -> Awaitable["Outcome"]: ...


class Tab:
    """A joined session and its page, patched as a browser patches it.

    Attributes:
        session: The session, which runs in the thread of the test.
        dom: The page.
        controls: The page's form controls, with what was typed into them.
        raises: Whether refusals and failures are raised.
        errors: Those that were not.
        close: Ends the session; called at the latest when the tab is collected.
    """

    def __init__(self, session: "Session") -> None:
        self.session = session
        self.dom = Dom.parse(session.html, session.is_page)
        self.controls = Controls(self.dom)
        self.raises = True
        self.errors: list[Refusal] = []
        self._version = session.version
        self._ref = 0
        messages: deque[tuple[str, str]] = deque()
        self._messages = messages
        self._subscriber = Subscriber(lambda topic, text: messages.append((topic, text)))
        self._followed: set[str] = set()
        self.close = weakref.finalize(self, _unfollow, self._followed, self._subscriber)
        self._follow()

    def call(self, name: str, args: dict[str, Any], fields: list[tuple[str, str]]) -> bool:
        """Send an event; tell whether it was handled without a failure.

        Raises:
            TestingError: The session has ended.
        """
        if not self.close.alive:
            raise TestingError(
                f'"{name}" cannot be sent: this client of {self.session.name} was closed. Its page'
                " can still be read; for a new session, make another client"
            )
        self.receive()
        self._ref += 1
        has_worked = self._take(partial(self.session.handle, self._ref, name, args, fields))
        self.receive()
        return has_worked

    def receive(self) -> None:
        """Hand over the broadcasts that have arrived."""
        while self.close.alive and self._messages:
            topic, text = self._messages.popleft()
            if topic in self._followed:
                self._take(partial(self.session.receive, topic, json.loads(text)))

    def _take(self, step: _Step) -> bool:
        try:
            outcome = async_to_sync(step)(run=_in_this_thread)
        except Refusal as refusal:
            if refusal.hint is not None:
                refusal.add_note(refusal.hint())
            if not self.raises:
                self.errors.append(refusal)
                return False
            if isinstance(refusal, HandlerError) and refusal.__cause__ is not None:
                raise refusal.__cause__ from None
            raise
        self._show(outcome)
        self._follow()
        return True

    def _show(self, outcome: "Outcome") -> None:
        expected = self._version + (not outcome.is_empty)
        if outcome.version != expected:
            raise OracleError(f"version {outcome.version} follows {self._version}")
        self._version = outcome.version
        if not outcome.is_empty:
            self.dom.apply(outcome.patches)
        require_agreement(self.session, self.dom, outcome.patches)
        self.controls.settle()

    def _follow(self) -> None:
        wanted = self.session.subscriptions
        for topic in self._followed - wanted:
            hub.discard(topic, self._subscriber)
        for topic in wanted - self._followed:
            hub.add(topic, self._subscriber)
        self._followed.intersection_update(wanted)
        self._followed.update(wanted)


async def _in_this_thread(work: "Callable[[], Result]") -> "Result":
    return await sync_to_async(work)()


def _unfollow(topics: set[str], subscriber: Subscriber) -> None:
    for topic in topics:
        hub.discard(topic, subscriber)
