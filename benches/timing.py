"""Measures callables against each other, in CPU time of this thread."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 15
WARM_UP = 5
BATCH_SECONDS = 0.01

Work = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """A work that something has to be done for each time, which is not measured."""

    before: Work
    work: Work


def interleave(works: Mapping[str, Work | Step], rounds: int = ROUNDS) -> dict[str, float]:
    """Runs several works in turns, so that what disturbs the machine meets all of them.

    Returns:
        For each the median CPU seconds of one run. A round runs each work as often as fits into ten
        milliseconds, at least once, with the garbage collector waiting, as `timeit` has it.
    """
    repeats = {name: repeats_of(work) for name, work in works.items()}
    measured: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in works.items():
                measured[name].append(cpu_seconds(work, repeats[name]))
                gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def repeats_of(work: Work | Step) -> int:
    """How often a work fits into a round, once it is warm."""
    # The first runs lower templates, and resolve them with those that they name.
    cpu_seconds(work, WARM_UP)
    repeats = 1
    while (seconds := cpu_seconds(work, repeats)) * repeats < BATCH_SECONDS / 2:
        repeats *= 2
    return max(1, round(BATCH_SECONDS / seconds))


def cpu_seconds(work: Work | Step, repeats: int) -> float:
    """What one of several runs costs this thread's CPU."""
    if isinstance(work, Step):
        return statistics.median(step_seconds(work) for _ in range(repeats))
    start = time.thread_time()
    for _ in range(repeats):
        work()
    return (time.thread_time() - start) / repeats


def step_seconds(step: Step) -> float:
    """What one run of a step's work costs."""
    step.before()
    start = time.thread_time()
    step.work()
    return time.thread_time() - start
