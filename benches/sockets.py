"""Pages with a socket each, without a network: frames go into the consumer and come out of it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from django.test import RequestFactory

from enliven.consumers import LiveConsumer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from enliven import LiveView

Frame = tuple[str, dict[str, object]]


class Arrivals:
    """Counts the frames that pages receive."""

    def __init__(self) -> None:
        self._missing = 0
        self._all_here = asyncio.Event()

    async def wait_for(self, count: int, begin: Callable[[], Awaitable[object]]) -> None:
        """Begins something, and waits until that many frames have come of it."""
        self._missing = count
        self._all_here.clear()
        await begin()
        await self._all_here.wait()

    def note(self) -> None:
        """Notes one."""
        self._missing -= 1
        if self._missing == 0:
            self._all_here.set()


class Page:
    """A page of a view, joined over a socket of its own.

    Attributes:
        latest: What it received last.
    """

    def __init__(self, view: type[LiveView], arrivals: Arrivals) -> None:
        response = view.as_view()(RequestFactory().get("/"))
        root = re.search(r'live-view="([^"]+)" live-token="([^"]+)"', response.content.decode())
        if root is None:
            raise ValueError("the response has no live view")
        self._topic, self._token = root.groups()
        self._arrivals = arrivals
        self._ref = 0
        self._sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._sent.put_nowait({"type": "websocket.connect"})
        self.latest = ""
        scope = {
            "type": "websocket",
            "headers": [(b"origin", b"http://testserver")],
            "cookies": {name: morsel.value for name, morsel in response.cookies.items()},
        }
        consumer: Any = LiveConsumer()
        self._task = asyncio.create_task(consumer(scope, self._sent.get, self._receive))

    async def join(self) -> None:
        """Joins the view."""
        payload = {"token": self._token, "version": None}

        async def begin() -> None:
            self.send(("join", payload))

        await self._arrivals.wait_for(1, begin)

    def send(self, frame: Frame) -> None:
        """Sends a frame; the answer arrives later."""
        self._ref += 1
        text = json.dumps([self._ref, self._topic, *frame])
        self._sent.put_nowait({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        """Leaves."""
        self._sent.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self._task

    async def _receive(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            self.latest = message["text"]
            self._arrivals.note()


async def open_pages(view: type[LiveView], count: int, arrivals: Arrivals) -> list[Page]:
    """Opens so many pages of a view."""
    pages = []
    for _ in range(count):
        pages.append(Page(view, arrivals))
        await pages[-1].join()
    return pages


async def close_pages(pages: Iterable[Page]) -> None:
    """Leaves them all."""
    await asyncio.gather(*(page.close() for page in pages))
