"""Rendering and compiling templates, beside the engines that projects choose between.

CPU microseconds, medians of rounds in which the engines take turns; equal output, checked.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from .cases import CASES
from .contenders import CONTENDERS, normalise
from .machine import environment
from .pages import (
    changelist_pages,
    changelist_templates,
    compilations,
    create_articles,
    form_renderings,
    without_token,
)
from .timing import interleave

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .timing import Work

PEER = "minijinja"


@dataclass(frozen=True)
class Result:
    """CPU seconds by engine for one case."""

    name: str
    seconds: Mapping[str, float]
    is_pure: bool = False

    def ratio(self, engine: str) -> float | None:
        """How many times Enliven's time another engine takes."""
        return self.seconds[engine] / self.seconds["Enliven"] if engine in self.seconds else None


def measure(name: str, works: Mapping[str, Work], *, is_pure: bool = False) -> Result:
    """Checks that all engines give the same, and measures them.

    Raises:
        AssertionError: The output of one is another than Django's.
    """
    expected = comparable(works["Django"]())
    for engine, work in works.items():
        if comparable(work()) != expected:
            raise AssertionError(f"{name}: {engine} and Django disagree")
    return Result(name, interleave(works), is_pure)


def comparable(output: object) -> object:
    """The output without what may differ."""
    return without_token(normalise(output)) if isinstance(output, str) else output


def results() -> Iterator[Result]:
    """Measures everything, one case after the other."""
    for case in CASES:
        with translation.override(case.language):
            prepared = {name: prepare(case) for name, prepare in CONTENDERS.items()}
            works = {name: work for name, work in prepared.items() if work}
            yield measure(case.name, works, is_pure=case.is_pure)
    create_articles()
    with translation.override(settings.LANGUAGE_CODE):
        yield measure("form of 8 fields", form_renderings())
        yield measure("admin changelist of 100 rows, whole page", changelist_pages())
        with changelist_templates() as works:
            yield measure("the same, its templates' share", works)
        yield measure("compiling the templates in Django", compilations())


def mean(found: list[Result], engine: str) -> float:
    """The geometric mean of the ratios, of the cases that the engine can express."""
    return statistics.geometric_mean(filter(None, (result.ratio(engine) for result in found)))


def line(name: str, seconds: Mapping[str, float], ratios: Mapping[str, float | None]) -> str:
    """A row of the table."""
    times = [f"{seconds[name] * 1e6:,.0f}" if name in seconds else "" for name in CONTENDERS]
    return f"| {' | '.join([name, *times, *(f'{r:.1f}' if r else '' for r in ratios.values())])} |"


def main() -> None:
    """Prints the table."""
    print(f"{environment('Django', 'Jinja2', 'minijinja')}\n")
    print(f"| case | {' | '.join(CONTENDERS)} | Django / Enliven | {PEER} / Enliven |")
    print(f"|---|{'--:|' * (len(CONTENDERS) + 2)}")
    found = []
    for result in results():
        found.append(result)
        ratios = {name: result.ratio(name) for name in ("Django", PEER)}
        name = f"{result.name} ¹" if result.is_pure else result.name
        print(line(name, result.seconds, ratios), flush=True)
    groups = {
        "geometric mean of ¹": [result for result in found if result.is_pure],
        "geometric mean of all templates": found[: len(CASES)],
    }
    for name, group in groups.items():
        print(line(name, {}, {engine: mean(group, engine) for engine in ("Django", PEER)}))
