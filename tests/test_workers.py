"""The pool that runs sync code."""

import asyncio
import contextvars
import threading

import pytest

from enliven.workers import in_worker

variable = contextvars.ContextVar("variable")

pytestmark = pytest.mark.django_db(transaction=True)


async def test_work_runs_in_another_thread_with_the_context():
    variable.set("here")
    seen = await in_worker(lambda: (variable.get(), threading.current_thread().name))
    assert seen[0] == "here"
    assert seen[1].startswith("enliven")


async def test_what_work_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        await in_worker(lambda: 1 // 0)


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
