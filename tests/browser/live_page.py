"""A page with a live view whose server the test plays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .chromium import complaints_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route, WebSocketRoute

ADDRESS = "http://page.test/"
IDLE = """() => Promise.race([
  enliven.idle(),
  new Promise((_, reject) => setTimeout(reject, 10000, new Error("the page is not idle"))),
])"""
END = '<button id="end" live-click="end">end</button>'
Patches = list[Any]


def no_change(_event: dict[str, Any]) -> Patches:
    """What a handler that changes nothing answers."""
    return []


class LivePage:
    """One root with the given content and a button behind it, and the server's end of its socket.

    `respond` gives the patches that answer an event; while `holds`, events wait for `answer`.
    """

    def __init__(self, page: Page, client_script: str, content: str, **headers: str) -> None:
        self.page = page
        self.respond: Callable[[dict[str, Any]], Patches] = no_change
        self.events: list[dict[str, Any]] = []
        self.joins: list[dict[str, Any]] = []
        self.resync: Patches = []
        self.version = 1
        self.holds = False
        self.complaints = complaints_of(page)
        self._waiting: list[tuple[int, dict[str, Any]]] = []
        self._socket: WebSocketRoute | None = None
        self._content = content + END
        self._client_script = client_script
        self._headers = headers
        page.route(f"{ADDRESS}**", self._serve)
        page.route_web_socket("**/enliven/socket/", self._accept)
        page.goto(ADDRESS)
        self.settle()

    def settle(self) -> None:
        """Waits until the page is connected and everything it did is answered."""
        self.page.evaluate(IDLE)

    def heard(self) -> list[dict[str, Any]]:
        """What came before a click on the button behind everything, which ends the wait."""
        self.page.click("#end")
        self.settle()
        assert self.events[-1]["name"] == "end"
        return self.events[:-1]

    def names(self) -> list[str]:
        """Events so far, by name."""
        return [event["name"] for event in self.events]

    def wait_for_events(self, count: int) -> None:
        """Waits until so many events have come."""
        for _ in range(1000):
            if len(self.events) >= count:
                return
            self.page.wait_for_timeout(5)
        msg = f"{len(self.events)} events came, not {count}"
        raise AssertionError(msg)

    def push(self, *patches: list[Any]) -> None:
        """Sends a change that nobody on this page asked for."""
        self.version += 1
        self._send(None, "patch", {"version": self.version, "patches": list(patches)})

    def answer(self) -> None:
        """Answers the oldest event that waits."""
        self._answer(*self._waiting.pop(0))

    def answer_all(self) -> None:
        """Answers what waits, and from now on at once."""
        self.holds = False
        while self._waiting:
            self.answer()

    def refuse(self, code: str, message: str, detail: str = "") -> None:
        """Refuses the oldest event that waits."""
        ref, _ = self._waiting.pop(0)
        self._send(ref, "error", {"code": code, "message": message, "detail": detail})

    def fail(self, code: str, message: str, detail: str = "") -> None:
        """Tells of a failure that answers nothing."""
        self._send(None, "error", {"code": code, "message": message, "detail": detail})

    def drop(self) -> None:
        """Breaks the connection."""
        assert self._socket is not None
        self._socket.close(code=1012)

    def _serve(self, route: Route) -> None:
        if route.request.url.endswith("/enliven.js"):
            route.fulfill(body=self._client_script, content_type="text/javascript; charset=utf-8")
        else:
            body = (
                '<!doctype html><html><head><meta charset="utf-8">'
                '<script src="/enliven.js" defer></script></head>'
                f'<body><live-view live-view="t" live-token="k">{self._content}</live-view></body>'
            )
            headers = {name.replace("_", "-"): value for name, value in self._headers.items()}
            headers["Content-Type"] = "text/html; charset=utf-8"
            route.fulfill(body=body, headers=headers)

    def _accept(self, socket: WebSocketRoute) -> None:
        self._socket = socket
        socket.on_message(self._receive)

    def _receive(self, text: str | bytes) -> None:
        ref, topic, kind, payload = json.loads(text)
        if kind == "ping":
            self._send(ref, "pong", {}, "")
        elif kind == "join":
            self.joins.append(payload)
            patches = self.resync if payload["version"] not in (None, self.version) else []
            self._send(ref, "ok", {"version": self.version, "patches": patches})
        else:
            assert topic == "t"
            self.events.append(payload)
            if self.holds:
                self._waiting.append((ref, payload))
            else:
                self._answer(ref, payload)

    def _answer(self, ref: int, event: dict[str, Any]) -> None:
        patches = self.respond(event)
        self.version += 1 if patches else 0
        self._send(ref, "ok", {"version": self.version, "patches": patches})

    def _send(self, ref: int | None, kind: str, payload: dict[str, Any], topic: str = "t") -> None:
        assert self._socket is not None
        self._socket.send(json.dumps([ref, topic, kind, payload]))
