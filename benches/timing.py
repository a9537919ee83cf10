"""Measures callables against each other, in CPU time."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 15
WARM_UP = 5
BATCH_SECONDS = 0.01

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Step:
    """A work that something has to be done for each time, which is not measured."""

    before: Work
    work: Work


def interleave(
    works: Mapping[str, Work | Step], rounds: int = ROUNDS, clock: Clock = time.thread_time
) -> dict[str, float]:
    """Runs several works in turns, so that what disturbs the machine meets all of them.

    Args:
        works: What is measured, by name.
        rounds: How often each has its turn.
        clock: Tells the CPU seconds so far: of this thread, or `time.process_time` for all.

    Returns:
        For each the median CPU seconds of one run. A round runs each work as often as fits into ten
        milliseconds, at least once, with the garbage collector waiting, as `timeit` has it.
    """
    repeats = {name: repeats_of(work, clock) for name, work in works.items()}
    measured: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in works.items():
                measured[name].append(cpu_seconds(work, repeats[name], clock))
                gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def repeats_of(work: Work | Step, clock: Clock) -> int:
    """How often a work fits into a round, once it is warm."""
    # The first runs lower templates, and resolve them with those that they name.
    cpu_seconds(work, WARM_UP, clock)
    repeats = 1
    while (seconds := cpu_seconds(work, repeats, clock)) * repeats < BATCH_SECONDS / 2:
        repeats *= 2
    return max(1, round(BATCH_SECONDS / seconds))


def cpu_seconds(work: Work | Step, repeats: int, clock: Clock) -> float:
    """What one of several runs costs."""
    if isinstance(work, Step):
        return statistics.median(step_seconds(work, clock) for _ in range(repeats))
    start = clock()
    for _ in range(repeats):
        work()
    return (clock() - start) / repeats


def step_seconds(step: Step, clock: Clock) -> float:
    """What one run of a step's work costs."""
    step.before()
    start = clock()
    step.work()
    return clock() - start
