"""Measures a callable and prints the result as a row."""

import statistics
import time
from collections.abc import Callable

LEAST_SECONDS = 0.5
LEAST_RUNS = 20


def median_seconds(work: Callable[[], object]) -> float:
    """Runs the work for a while; gives the median of its durations."""
    work()
    durations = []
    end = time.perf_counter() + LEAST_SECONDS
    while len(durations) < LEAST_RUNS or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def row(name: str, work: Callable[[], object], remark: str = "") -> float:
    """Prints a figure; gives it in seconds."""
    seconds = median_seconds(work)
    print(f"{name:<52} {seconds * 1e6:>10.1f} µs  {remark}".rstrip())
    return seconds
