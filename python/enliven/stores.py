"""Where sessions rest while no socket owns them, and are found when one comes."""

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from enliven.conf import get_settings

if TYPE_CHECKING:
    from enliven.session import Session


class MemoryStore:
    """Sessions of this process, by topic.

    A session is *pending* from the page's response until its first socket, *live* while a socket
    owns it, and *resting* after that socket dropped. Pending and resting sessions have a deadline
    and are bounded in number: the oldest goes first. One daemon thread drops what is overdue; it
    ends when nothing waits.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pending: OrderedDict[str, tuple[float, Session]] = OrderedDict()
        self._resting: OrderedDict[str, tuple[float, Session]] = OrderedDict()
        self._live: dict[str, Session] = {}
        self._sweeper: threading.Thread | None = None
        self._wakes_at = 0.0

    def put(self, session: "Session") -> None:
        """Keep a freshly mounted session until its page opens a socket."""
        settings = get_settings()
        self._wait(self._pending, session, settings.pending_seconds, settings.max_pending)

    def rest(self, session: "Session") -> None:
        """Keep a session whose socket dropped, unless it ended or another socket has taken it."""
        settings = get_settings()
        with self._changed:
            if self._live.get(session.topic) is not session or session.owner is not None:
                return
            del self._live[session.topic]
            self._wait(self._resting, session, settings.reconnect_seconds, settings.max_pending)

    def take(self, topic: str) -> "Session | None":
        """Give the session of a topic and count it as live; None where it is gone or never was."""
        with self._changed:
            for waiting in (self._pending, self._resting):
                entry = waiting.pop(topic, None)
                if entry is not None and entry[0] > time.monotonic():
                    self._live[topic] = entry[1]
            return self._live.get(topic)

    def find(self, topic: str) -> "Session | None":
        """Give the session of a topic without changing what it waits for."""
        with self._changed:
            for waiting in (self._pending, self._resting):
                entry = waiting.get(topic)
                if entry is not None and entry[0] > time.monotonic():
                    return entry[1]
            return self._live.get(topic)

    def drop(self, topic: str) -> None:
        """Forget a session."""
        with self._changed:
            self._live.pop(topic, None)
            self._pending.pop(topic, None)
            self._resting.pop(topic, None)

    def clear(self) -> None:
        """Forget all sessions."""
        with self._changed:
            self._live.clear()
            self._pending.clear()
            self._resting.clear()
            self._changed.notify()

    def __len__(self) -> int:
        with self._changed:
            return len(self._pending) + len(self._resting) + len(self._live)

    def _wait(
        self,
        waiting: "OrderedDict[str, tuple[float, Session]]",
        session: "Session",
        seconds: int,
        limit: int,
    ) -> None:
        with self._changed:
            waiting[session.topic] = (time.monotonic() + seconds, session)
            while len(waiting) > limit:
                waiting.popitem(last=False)
            if self._sweeper is None:
                self._sweeper = threading.Thread(
                    target=self._sweep, name="enliven-store", daemon=True
                )
                self._sweeper.start()
            elif waiting[session.topic][0] < self._wakes_at:
                self._changed.notify()

    def _sweep(self) -> None:
        with self._changed:
            while (next_deadline := self._drop_overdue()) is not None:
                self._wakes_at = next_deadline
                self._changed.wait(next_deadline - time.monotonic())
            self._sweeper = None

    def _drop_overdue(self) -> float | None:
        """Drop what is overdue; give the moment of the next deadline, None where nothing waits."""
        now = time.monotonic()
        deadlines = []
        for waiting in (self._pending, self._resting):
            while waiting:
                deadline, session = next(iter(waiting.values()))
                if deadline > now:
                    deadlines.append(deadline)
                    break
                del waiting[session.topic]
        return min(deadlines, default=None)


store = MemoryStore()
"""The store of this process."""
