"""A session's place at a socket: what arrives for one topic, handled one after the other."""

import asyncio
import json
import logging
import traceback
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from django.conf import settings

from enliven import access
from enliven.errors import HandlerError, NotJoined, Overloaded, Refusal, SessionExpired
from enliven.protocol import (
    Event,
    Join,
    Leave,
    StateKind,
    encode_error,
    encode_left,
    encode_state,
)
from enliven.stores import store
from enliven.workers import in_worker

if TYPE_CHECKING:
    from enliven.access import Credentials
    from enliven.pubsub import Inbox
    from enliven.session import Outcome, Session

logger = logging.getLogger("enliven")

_LOGGED_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Push:
    """A broadcast on its way to a session; `text` is JSON."""

    topic: str
    text: str


Item: TypeAlias = Join | Event | Leave | Push


class Socket(Protocol):
    """What a seat needs of the socket it belongs to."""

    credentials: "Credentials"
    inbox: "Inbox"

    async def send_text(self, text: str) -> None:
        """Send a text frame; does nothing once the peer is gone."""


class Seat:
    """One topic on one socket.

    Items wait in a bounded queue; a task exists only while there are some. The session, once
    joined, belongs to this seat until the page leaves, the socket drops, or another seat takes it
    over.
    """

    def __init__(self, socket: Socket, topic: str, max_queued: int) -> None:
        self._socket = socket
        self._topic = topic
        self._max_queued = max_queued
        self._queue: deque[Item] = deque()
        self._task: asyncio.Task[None] | None = None
        self._session: Session | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def is_vacant(self) -> bool:
        """Whether there is neither a session nor anything waiting."""
        return self._session is None and self._task is None

    @property
    def _name(self) -> str:
        return self._session.name if self._session else f"topic {self._topic!r}"

    def enqueue(self, item: Item) -> None:
        """Let an item wait for its turn.

        Raises:
            Overloaded: Too much waits already.
        """
        if len(self._queue) >= self._max_queued:
            raise Overloaded("too many events wait for this view")
        self._queue.append(item)
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    def deliver(self, topic: str, text: str) -> None:
        """Take a broadcast message; a session that cannot keep up misses it."""
        try:
            self.enqueue(Push(topic, text))
        except Overloaded:
            logger.warning("%s: a broadcast was dropped, %d wait", self._name, self._max_queued)

    async def release(self) -> None:
        """Let another seat have the session, after the step under way; the page is told."""
        if self._loop is asyncio.get_running_loop():
            # Whoever asked may be cancelled; what was begun ends all the same.
            await asyncio.shield(asyncio.ensure_future(self._release()))
        elif self._loop.is_running():
            future = asyncio.run_coroutine_threadsafe(self._release(), self._loop)
            await asyncio.wrap_future(future)
        else:
            self._let_go()

    async def close(self) -> None:
        """Give up what waits, let the step under way end, and let the session wait for its page."""
        await self._stop()
        await self._rest()

    async def _release(self) -> None:
        await self._stop()
        if self._let_go() is not None:
            await self._unfollow()
            refusal = NotJoined("another connection has taken this view over")
            await self._socket.send_text(encode_error(None, self._topic, refusal))

    async def _stop(self) -> None:
        """Let the step under way end; cancelled once, however many wait for it."""
        while (task := self._task) is not None:
            if not task.cancelling():
                task.cancel()
            await asyncio.wait([task])
            if self._task is task:  # one that was cancelled before it ran has not said so itself
                self._task = None
        self._queue.clear()

    def _let_go(self) -> "Session | None":
        """Own no session; `session.owner` is this seat exactly while `_session` is the session."""
        session, self._session = self._session, None
        if session is not None and session.owner is self:
            session.owner = None
        return session

    async def _rest(self) -> None:
        session = self._let_go()
        if session is not None:
            store.rest(session)
        await self._unfollow()

    async def _unfollow(self) -> None:
        try:
            await self._socket.inbox.follow(self, frozenset())
        except Exception:  # a layer raises what its driver raises
            logger.exception("topic %r: a broadcast topic could not be left", self._topic)

    async def _work(self) -> None:
        try:
            while self._queue:
                item = self._queue.popleft()
                try:
                    await self._handle(item)
                except Refusal as refusal:
                    await self._refuse(item, refusal)
                except Exception as error:
                    # Not the project's code, which the session guards: the page learns of it all
                    # the same, where silence would leave it waiting for ever.
                    logger.exception("%s: a frame could not be handled", self._name)
                    failure = HandlerError("the server failed")
                    failure.__cause__ = error
                    await self._refuse(item, failure)
        finally:
            self._task = None

    async def _handle(self, item: Item) -> None:
        match item:
            case Event():
                session = self._joined()
                outcome = await session.handle(
                    item.ref, item.name, item.args, item.fields, in_worker
                )
                await self._answer("ok", item.ref, outcome)
            case Push():
                if self._session is None:
                    return
                message = json.loads(item.text)
                outcome = await self._session.receive(item.topic, message, in_worker)
                if not outcome.is_empty:
                    await self._answer("patch", None, outcome)
            case Join():
                await self._join(item)
            case Leave():
                store.drop(self._joined().topic)
                self._let_go()
                await self._unfollow()
                await self._socket.send_text(encode_left(item.ref, self._topic))

    def _joined(self) -> "Session":
        if self._session is None:
            raise NotJoined("join the view first")
        return self._session

    async def _join(self, join: Join) -> None:
        try:
            session = await _admit(join, self._socket.credentials)
            await self._acquire(session, join.page)
            access.renew(session, self._socket.credentials)
            outcome = await self._catch_up(session, join.version)
        except Exception:
            await self._rest()
            raise
        await self._answer("ok", join.ref, outcome)

    async def _acquire(self, session: "Session", page: str) -> None:
        while session.owner is not None and session.owner is not self:
            if page != session.page:
                raise SessionExpired("another page shows this view; load the page again")
            await session.owner.release()
        session.owner = self
        self._session = session
        if store.take(session.topic) is not session:
            self._let_go()
            raise SessionExpired("the session is gone; load the page again")
        session.enter(page)

    async def _catch_up(self, session: "Session", version: int | None) -> "Outcome":
        """Give what a page that shows `version` lacks, missed broadcasts included."""
        outcome = session.confirm(version)
        is_current = outcome is not None
        if session.subscriptions:
            # In this order nothing is lost: what comes after the render is delivered.
            await self._socket.inbox.follow(self, session.subscriptions)
            outcome = await session.refresh(in_worker)
        if outcome is None or not is_current:
            outcome = await in_worker(partial(_replace, session))
        return outcome

    async def _answer(self, kind: StateKind, ref: int | None, outcome: "Outcome") -> None:
        try:
            await self._socket.inbox.follow(self, self._joined().subscriptions)
        except Exception:  # the event counts all the same; the next answer tries again
            logger.exception("%s: a broadcast topic could not be followed", self._name)
        frame = encode_state(kind, ref, self._topic, outcome.version, outcome.patches)
        await self._socket.send_text(frame)

    async def _refuse(self, item: Item, refusal: Refusal) -> None:
        ref = None if isinstance(item, Push) else item.ref
        detail = _detail(refusal) if settings.DEBUG else ""
        if not isinstance(refusal, HandlerError):  # the session has logged it, with its traceback
            name = item.name if isinstance(item, Event) else type(item).__name__.lower()
            what = (refusal.code, str(refusal), self._name, name[:_LOGGED_LENGTH])
            logger.warning("refused %s: %r (%s, %r)", *what)
        await self._socket.send_text(encode_error(ref, self._topic, refusal, detail))


def _detail(refusal: Refusal) -> str:
    """What a developer wants to see of a refusal."""
    if isinstance(refusal, HandlerError) and refusal.__cause__:
        return "".join(traceback.format_exception(refusal.__cause__))
    return "" if refusal.hint is None else refusal.hint()


async def _admit(join: Join, credentials: "Credentials") -> "Session":
    admit = partial(access.admit, join.topic, join.token, credentials)
    # Only these two read the database; a thread for the others would cost more than they do.
    session = await in_worker(admit) if settings.CSRF_USE_SESSIONS else admit()
    if access.has_rules(session):
        await in_worker(partial(_check, session, credentials))
    return session


def _check(session: "Session", credentials: "Credentials") -> None:
    with session.locale():
        access.check(session, credentials)


def _replace(session: "Session") -> "Outcome":
    with session.locale():
        return session.replace()
