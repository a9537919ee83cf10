"""The Channels consumer: one socket, its frames in and out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from channels.consumer import AsyncConsumer
from channels.security.websocket import AllowedHostsOriginValidator
from django.http import parse_cookie

from enliven.access import Credentials
from enliven.conf import get_settings
from enliven.errors import MalformedFrame, Overloaded, Refusal, UnknownTopic
from enliven.protocol import (
    Event,
    FrameRefused,
    Join,
    Leave,
    Ping,
    decode,
    encode_error,
    encode_pong,
)
from enliven.pubsub import Inbox
from enliven.seats import Seat

logger = logging.getLogger("enliven")

CLOSE_TOO_BIG = 1009
"""Close code of RFC 6455 for a frame over the size limit."""

# Channels' scopes and messages carry keys that asgiref's types do not know.
Scope: TypeAlias = Any
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Any], Awaitable[None]]


class LiveConsumer(AsyncConsumer):
    """Carries the sessions of one page.

    It reads the socket in a loop of its own: Channels' dispatch costs several times what a small
    event does. Broadcasts arrive through its `inbox`, not through the consumer's channel.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket; one whose origin is not allowed is refused before it opens."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            await self._serve(scope, receive, send)

        # Whoever routes to `websocket_urlpatterns` without a validator is protected all the same.
        await AllowedHostsOriginValidator(serve)(scope, receive, send)

    async def send_text(self, text: str) -> None:
        """Send a text frame; does nothing once the peer is gone."""
        try:
            await self._send({"type": "websocket.send", "text": text})
        except OSError:  # the ASGI specification: the peer is gone, `websocket.disconnect` follows
            logger.debug("a frame was not sent, the socket is closed")

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._send: Send = send
        self.inbox = Inbox()
        self.credentials = _read_credentials(scope)
        self._settings = get_settings()
        self._seats: dict[str, Seat] = {}
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        await self._send({"type": "websocket.accept"})
        try:
            await self._read(receive)
        finally:
            await asyncio.shield(asyncio.ensure_future(self._close()))

    async def _read(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            size = _size(text, message.get("bytes"))
            if size > self._settings.max_frame_bytes:
                logger.warning("closed a socket: a frame of %d bytes", size)
                await self._send({"type": "websocket.close", "code": CLOSE_TOO_BIG})
                return
            if text is None:
                await self._refuse(FrameRefused(None, "", MalformedFrame("frames are text")))
            else:
                await self._receive_text(text)

    async def _receive_text(self, text: str) -> None:
        try:
            frame = decode(text)
            if isinstance(frame, Ping):
                await self.send_text(encode_pong(frame.ref))
            else:
                self._enqueue(frame)
        except FrameRefused as refused:
            await self._refuse(refused)

    def _enqueue(self, frame: Join | Event | Leave) -> None:
        seat = self._seats.get(frame.topic)
        try:
            if seat is None:
                if not isinstance(frame, Join):
                    raise UnknownTopic("no view of this topic was joined over this socket")
                seat = self._make_seat(frame.topic)
            seat.enqueue(frame)
        except Refusal as refusal:
            raise FrameRefused(frame.ref, frame.topic, refusal) from refusal

    def _make_seat(self, topic: str) -> Seat:
        limit = self._settings.max_topics
        if len(self._seats) >= limit:
            self._seats = {t: seat for t, seat in self._seats.items() if not seat.is_vacant}
        if len(self._seats) >= limit:
            raise Overloaded(f"one socket carries at most {limit} views")
        seat = self._seats[topic] = Seat(self, topic, self._settings.max_queued)
        return seat

    async def _refuse(self, refused: FrameRefused) -> None:
        code, reason = refused.refusal.code, str(refused.refusal)
        logger.warning("refused %s: %r (topic %r)", code, reason, refused.topic)
        await self.send_text(encode_error(refused.ref, refused.topic, refused.refusal))

    async def _close(self) -> None:
        closing = (seat.close() for seat in self._seats.values())
        for outcome in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(outcome, BaseException):
                logger.error("a view of a closed socket could not be let go", exc_info=outcome)
        await self.inbox.close()


def _read_credentials(scope: Scope) -> Credentials:
    cookies = scope.get("cookies")
    if cookies is None:
        headers = dict(scope.get("headers", ()))
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return Credentials(cookies, scope.get("user"), scope.get("session"))


def _size(text: str | None, data: bytes | None) -> int:
    if text is None:
        return len(data or b"")
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))
