"""One chat line to 1,000 sessions."""

from __future__ import annotations

from types import SimpleNamespace

from enliven import Document
from enliven.template import Template

from .events import CHAT, COUNTER
from .timing import Step, interleave

SESSIONS = 1000
LINES = 50


def make_step(source: str, before: dict[str, object], after: dict[str, object]) -> Step:
    """The same change in the documents of all sessions."""
    template = Template(source)
    documents = [Document(template) for _ in range(SESSIONS)]
    for document in documents:
        document.render(before)

    def patch_all(values: dict[str, object]) -> None:
        for document in documents:
            document.patch(values)

    return Step(lambda: patch_all(before), lambda: patch_all(after))


def main() -> None:
    """Prints what all sessions take together, beside as many counters."""
    lines = [
        SimpleNamespace(id=number, author=f"Author {number % 7}", text=f"Line {number} of the chat")
        for number in range(LINES + 1)
    ]
    seconds = interleave(
        {
            "chat": make_step(
                CHAT, {"room": "Lobby", "lines": lines[:-1]}, {"room": "Lobby", "lines": lines}
            ),
            "counter": make_step(COUNTER, {"count": 1}, {"count": 2}),
        }
    )
    print(f"\n{__doc__}\n")
    print("| sessions | lines shown | the line, ms | a counter in 100 kB each, ms | ratio |")
    print("|--:|--:|--:|--:|--:|")
    chat, counter = seconds["chat"] * 1e3, seconds["counter"] * 1e3
    print(f"| {SESSIONS:,} | {LINES} | {chat:.1f} | {counter:.1f} | {chat / counter:.2f} |")
