"""The pool that runs sync code."""

import asyncio
import contextvars
import gc
import threading
import time
import weakref
from functools import partial

import pytest

from enliven.conf import get_settings
from enliven.workers import in_worker

variable = contextvars.ContextVar("variable")

pytestmark = pytest.mark.django_db(transaction=True)


async def test_work_runs_in_another_thread_with_the_context():
    variable.set("here")
    seen = await in_worker(lambda: (variable.get(), threading.current_thread().name))
    assert seen[0] == "here"
    assert seen[1].startswith("enliven")


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, asyncio.CancelledError])
async def test_what_work_raises_is_raised(error):
    def work():
        raise error

    with pytest.raises(error):
        await in_worker(work)


async def test_more_work_than_threads_is_all_done():
    threads = set()

    def work(number):
        threads.add(threading.get_ident())
        time.sleep(0.001)
        return number

    calls = (in_worker(partial(work, number)) for number in range(200))
    assert await asyncio.gather(*calls) == list(range(200))
    assert 1 < len(threads) <= get_settings().workers


def test_work_of_a_loop_that_ended_keeps_nobody_waiting():
    gate, started = threading.Event(), threading.Event()

    def work():
        started.set()
        gate.wait(10)

    loop = asyncio.new_event_loop()
    task = loop.create_task(in_worker(work))
    loop.run_until_complete(asyncio.sleep(0))
    assert started.wait(10)
    task._log_destroy_pending = False
    loop.close()
    gate.set()
    assert asyncio.run(in_worker(lambda: "next")) == "next"


async def test_several_run_at_once():
    meeting = threading.Barrier(3)
    await asyncio.gather(*(in_worker(lambda: meeting.wait(10)) for _ in range(3)))


async def test_a_caller_cancelled_again_and_again_leaves_when_the_work_has_ended():
    started, gate, log = threading.Event(), threading.Event(), []

    def work():
        started.set()
        gate.wait(10)
        log.append("worked")

    async def call():
        try:
            await in_worker(work)
        finally:
            log.append("left")

    task = asyncio.create_task(call())
    await asyncio.to_thread(started.wait, 10)
    for _ in range(3):
        task.cancel()
        for _ in range(3):
            await asyncio.sleep(0)
    assert log == []
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert log == ["worked", "left"]


def test_a_loop_that_has_ended_is_not_kept():
    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(in_worker(lambda: 1)) == 1
    loop.close()
    ended = weakref.ref(loop)
    del loop
    gc.collect()
    assert ended() is None
