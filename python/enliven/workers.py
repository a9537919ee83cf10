"""The bounded pool of threads in which sync handlers and renders run."""

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary, ref

from django.db import close_old_connections

from enliven.conf import get_settings

Result = TypeVar("Result")


class Run(Protocol):
    """A way to run sync code from a coroutine: in the pool, or in the thread of a test."""

    def __call__(self, work: Callable[[], Result], /) -> Awaitable[Result]:
        """Run `work` and give its result."""


async def in_worker(work: Callable[[], Result]) -> Result:
    """Run `work` in the pool, in a copy of the caller's context.

    Database connections are cared for as around a request. A thread cannot be stopped: a caller
    that is cancelled, even more than once, leaves when the work has ended, so that nothing changes
    behind its back.
    """
    loop = asyncio.get_running_loop()
    job = Job(work, _get_outbox(loop))
    _get_pool().submit(job)
    cancelled: asyncio.CancelledError | None = None
    while not job.is_settled:
        job.waiter = loop.create_future()
        try:
            await job.waiter
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    if job.error is not None:
        try:
            raise job.error
        finally:
            job.error = None  # its traceback refers to the job
    result: Result = job.result
    return result


class Job:
    """Work for the pool, and what came of it.

    Attributes:
        result: What the work returned.
        error: What it raised.
        waiter: What its caller waits for, in the loop's thread.
        is_settled: Whether the caller may know of the outcome, in the loop's thread.
    """

    def __init__(self, work: Callable[[], Any], outbox: "Outbox") -> None:
        self._work = work
        self._context = contextvars.copy_context()
        self._outbox = outbox
        self.result: Any = None
        self.error: BaseException | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.is_settled = False

    def run(self) -> None:
        """Do the work, in a thread of the pool."""
        try:
            self.result = self._context.run(_with_connections, self._work)
        except BaseException as error:  # noqa: BLE001 - the caller's, whatever it is
            self.error = error
        self._outbox.put(self)

    def settle(self) -> None:
        """Let the caller go on, in the loop's thread."""
        self.is_settled = True
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)


class Outbox:
    """Jobs that have ended, on their way back to an event loop, which is woken once for several."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # The table of outboxes is by loop: one that kept its loop would stay in it for ever.
        self._loop = ref(loop)
        self._lock = threading.Lock()
        self._jobs: list[Job] = []

    def put(self, job: Job) -> None:
        """Hand a job over, from any thread."""
        with self._lock:
            self._jobs.append(job)
            is_first = len(self._jobs) == 1
        loop = self._loop()
        if is_first and loop is not None:
            # Nobody waits in a loop that has ended.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._empty)

    def _empty(self) -> None:
        with self._lock:
            jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.settle()


class Pool:
    """Threads that each take the next job, without one being woken for every job."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="enliven")
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._busy = 0

    def submit(self, job: Job) -> None:
        """Have a job done as soon as a thread is free."""
        with self._lock:
            self._jobs.append(job)
            has_free = self._busy < self._size
            self._busy += has_free
        if has_free:
            self._threads.submit(self._work)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._busy -= 1
                    return
                job = self._jobs.popleft()
            job.run()


@cache
def _get_pool() -> Pool:
    return Pool(get_settings().workers)


_outboxes: "WeakKeyDictionary[asyncio.AbstractEventLoop, Outbox]" = WeakKeyDictionary()


def _get_outbox(loop: asyncio.AbstractEventLoop) -> Outbox:
    outbox = _outboxes.get(loop)
    if outbox is None:
        outbox = _outboxes[loop] = Outbox(loop)
    return outbox


def _with_connections(work: Callable[[], Result]) -> Result:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
