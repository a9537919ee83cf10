"""What a session keeps of its page."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from resource import getpagesize

from django.template import Context

from enliven import Document
from enliven.template import Template

from .events import TABLE, make_row

SIZES = (1, 100, 1000, 10_000)
#: Documents are made until they hold about this much, for their share of the process to show.
SAMPLE_BYTES = 64 * 1024 * 1024
BUDGET = 1.5


def resident_bytes() -> int:
    """The process's memory, once what is free was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize()


def make_document(template: Template, values: dict[str, object]) -> Document:
    """A document that has handled events."""
    document = Document(template)
    document.render(values)
    document.patch({"rows": []})
    document.patch(values)
    return document


def measured_bytes(template: Template, values: dict[str, object], size: int) -> float | None:
    """By how much the process grows for each document; None where the system does not tell."""
    if not Path("/proc/self/statm").exists():
        return None
    count = max(20, min(20_000, SAMPLE_BYTES // size))
    documents: list[Document | None] = [None] * count
    before = resident_bytes()
    for index in range(count):
        documents[index] = make_document(template, values)
    return (resident_bytes() - before) / count


def main() -> None:
    """Prints a row for each size of a table."""
    print(f"\n{__doc__} Budget: {BUDGET} times its HTML.\n")
    print("| rows | HTML | markup kept | trace kept | times the HTML | process grows by |")
    print("|--:|--:|--:|--:|--:|--:|")
    template = Template(TABLE)
    for size in SIZES:
        values: dict[str, object] = {"rows": [make_row(number) for number in range(size)]}
        html = len(template.render(Context(values)).encode())
        document = make_document(template, values)
        markup, trace = document._core.sizes()  # noqa: SLF001 - nobody else asks
        grown = measured_bytes(template, values, html)
        cells = [f"{size:,}", f"{html:,}", f"{markup:,}", f"{trace:,}"]
        cells += [f"{(markup + trace) / html:.2f}", f"{grown:,.0f}" if grown else ""]
        print(f"| {' | '.join(cells)} |", flush=True)
