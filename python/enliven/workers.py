"""The bounded thread pool in which sync handlers and renders run."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Protocol, TypeVar

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
    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(_get_pool(), context.run, _with_connections, work)
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return future.result()
    future.exception()  # nobody is left to hear of it
    raise cancelled


@cache
def _get_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(get_settings().workers, thread_name_prefix="enliven")


def _with_connections(work: Callable[[], Result]) -> Result:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
