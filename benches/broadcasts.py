"""One chat line to 1,000 sessions, beside as many counter events."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from enliven import Document, LiveView, abroadcast, event
from enliven.template import Template

from .events import CHAT, COUNTER
from .sockets import Arrivals, close_pages, open_pages
from .timing import Step, interleave

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from django.http import HttpRequest

    from .sockets import Frame, Page
    from .timing import Work

SESSIONS = 1000
LINES = 50
TOPIC = "room"
INCREMENT: Frame = ("event", {"name": "increment", "args": {}, "fields": []})

Line = dict[str, object]


def make_line(number: int) -> Line:
    """A line of the chat."""
    return {"id": number, "author": f"Author {number % 7}", "text": f"Line {number} of the chat"}


class Chat(LiveView):
    """Shows the last lines of a room."""

    template = f"<html><body>{CHAT}</body></html>"
    room = "Lobby"
    lines: list[Line]

    def mount(self, request: HttpRequest) -> None:  # noqa: ARG002 - what every view is given
        """Begins with a full page."""
        self.lines = [make_line(number) for number in range(LINES)]
        self.subscribe(TOPIC)

    def received(self, topic: str, message: Line) -> None:  # noqa: ARG002 - it follows one only
        """Takes a line in."""
        self.lines = [*self.lines[1:], message]


class Counter(LiveView):
    """A number in a page of 100 kB."""

    template = f"<html><body>{COUNTER}</body></html>"
    count = 0

    @event
    def increment(self) -> None:
        """Counts."""
        self.count += 1


def document_step(source: str, before: dict[str, object], after: dict[str, object]) -> Step:
    """The same change in as many documents."""
    template = Template(source)
    documents = [Document(template) for _ in range(SESSIONS)]
    for document in documents:
        document.render(before)

    def patch_all(values: dict[str, object]) -> None:
        for document in documents:
            document.patch(values)

    return Step(lambda: patch_all(before), lambda: patch_all(after))


def measure_documents() -> dict[str, float]:
    """What rendering, comparing and encoding takes: the line, and the counter."""
    lines = [SimpleNamespace(**make_line(number)) for number in range(LINES + 1)]
    before: dict[str, object] = {"room": "Lobby", "lines": lines[:-1]}
    chat = document_step(CHAT, before, {"room": "Lobby", "lines": lines})
    counter = document_step(COUNTER, {"count": 1}, {"count": 2})
    return interleave({"line": chat, "counter": counter})


class Sockets:
    """Pages of both views, open in an event loop that runs while they are measured."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._number = LINES
        self._run(self._open())

    def measure(self) -> dict[str, float]:
        """What all takes between the frames: the line, and the counter."""
        works: dict[str, Work | Step] = {
            "line": lambda: self._run(self._say()),
            "counter": lambda: self._run(self._count()),
        }
        return interleave(works, clock=time.process_time)

    def close(self) -> None:
        """Closes all pages."""
        self._run(close_pages([*self._chats, *self._counters]))
        self._loop.close()

    def _run(self, work: Coroutine[object, object, None]) -> None:
        self._loop.run_until_complete(work)

    async def _open(self) -> None:
        self._arrivals = Arrivals()
        self._chats = await open_pages(Chat, SESSIONS, self._arrivals)
        self._counters = await open_pages(Counter, SESSIONS, self._arrivals)

    async def _say(self) -> None:
        self._number += 1
        line = make_line(self._number)
        await self._arrivals.wait_for(SESSIONS, lambda: abroadcast(TOPIC, line))
        check(self._chats, f"Line {self._number} of the chat")

    async def _count(self) -> None:
        async def begin() -> None:
            for page in self._counters:
                page.send(INCREMENT)

        await self._arrivals.wait_for(SESSIONS, begin)
        check(self._counters, '["t",')


def check(pages: list[Page], text: str) -> None:
    """Checks that all pages were told the same.

    Raises:
        ValueError: One was told something else.
    """
    for page in pages:
        if text not in page.latest:
            raise ValueError(f"a page without {text}: {page.latest}")


def main() -> None:
    """Prints what all sessions take together."""
    sockets = Sockets()
    measured = {
        "render, comparison and encoding": measure_documents(),
        "all, from frame to frame": sockets.measure(),
    }
    sockets.close()
    print(f"\n{__doc__} {LINES} lines are shown; the counter stands in a page of 100 kB.\n")
    print("| of 1,000 sessions | the line, ms | the counters, ms | ratio |")
    print("|---|--:|--:|--:|")
    for what, seconds in measured.items():
        line, counter = seconds["line"] * 1e3, seconds["counter"] * 1e3
        print(f"| {what} | {line:.1f} | {counter:.1f} | {line / counter:.2f} |")
