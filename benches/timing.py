"""Measures callables: one by itself, printed as a row, or several against each other."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

LEAST_SECONDS = 0.5
LEAST_RUNS = 20
ROUNDS = 15
WARM_UP = 5
BATCH_SECONDS = 0.01

Work = Callable[[], object]


def median_seconds(work: Work) -> float:
    """Runs the work for a while; gives the median of its durations."""
    work()
    durations = []
    end = time.perf_counter() + LEAST_SECONDS
    while len(durations) < LEAST_RUNS or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def row(name: str, work: Work, remark: str = "") -> float:
    """Prints a figure; gives it in seconds."""
    seconds = median_seconds(work)
    print(f"{name:<52} {seconds * 1e6:>10.1f} µs  {remark}".rstrip())
    return seconds


def interleave(works: Mapping[str, Work], rounds: int = ROUNDS) -> dict[str, float]:
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


def repeats_of(work: Work) -> int:
    """How often a work fits into a round, once it is warm."""
    # The first runs lower templates, and resolve them with those that they name.
    cpu_seconds(work, WARM_UP)
    repeats = 1
    while (seconds := cpu_seconds(work, repeats)) * repeats < BATCH_SECONDS / 2:
        repeats *= 2
    return max(1, round(BATCH_SECONDS / seconds))


def cpu_seconds(work: Work, repeats: int) -> float:
    """What one of several runs costs this thread's CPU."""
    start = time.thread_time()
    for _ in range(repeats):
        work()
    return (time.thread_time() - start) / repeats
