"""A browser's end of the socket, against the real ASGI application."""

import json
import re
from itertools import count

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from tests.asgi import application

TIMEOUT_SECONDS = 10


def cookie_header(cookies):
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


class Page:
    """A page as Django's test client got it, with what its roots carry."""

    def __init__(self, client, path):
        self.response = client.get(path)
        self.cookie = cookie_header(client.cookies)
        html = self.response.content.decode()
        self.roots = re.findall(r'live-view="([^"]+)" live-token="([^"]+)"', html)
        self.topic, self.token = self.roots[0] if self.roots else ("", "")


async def load(path, client=None):
    """Get a page, outside the event loop as a server would."""
    return await sync_to_async(Page)(client or Client(), path)


def code_of(answer):
    """Give the code of an answer that must be an error."""
    kind, payload = answer
    assert kind == "error", answer
    return payload["code"]


class Socket(ApplicationCommunicator):
    """A WebSocket; frames are lists, references count up."""

    def __init__(self, cookie="", origin="http://testserver", app=application):
        headers = [(b"cookie", cookie.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        scope = {
            "type": "websocket",
            "path": "/enliven/socket/",
            "query_string": b"",
            "subprotocols": [],
            "headers": headers,
        }
        super().__init__(app, scope)
        self._refs = count(1)

    async def connect(self):
        await self.send_input({"type": "websocket.connect"})
        return await self.receive_output(TIMEOUT_SECONDS)

    async def __aenter__(self):
        opened = await self.connect()
        assert opened["type"] == "websocket.accept", opened
        return self

    async def __aexit__(self, *_):
        await self.disconnect()

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(TIMEOUT_SECONDS)

    async def send_text(self, text):
        await self.send_input({"type": "websocket.receive", "text": text})

    async def send(self, topic, kind, payload, ref=None):
        ref = next(self._refs) if ref is None else ref
        await self.send_text(json.dumps([ref, topic, kind, payload]))
        return ref

    async def receive(self):
        message = await self.receive_output(TIMEOUT_SECONDS)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def ask(self, topic, kind, payload, ref=None):
        """Send a frame and give the kind and payload of its answer, which is the next frame."""
        ref = await self.send(topic, kind, payload, ref)
        answer = await self.receive()
        assert answer[:2] == [ref, topic], answer
        return answer[2:]

    async def join(self, page, version=None, page_id=None):
        payload = {"token": page.token, "version": version}
        if page_id is not None:
            payload["page"] = page_id
        return await self.ask(page.topic, "join", payload)

    async def event(self, page, name, ref=None, fields=(), **args):
        payload = {"name": name, "args": args, "fields": list(fields)}
        return await self.ask(page.topic, "event", payload, ref)

    async def is_alive(self):
        """Whether the socket still answers, after everything that was sent before."""
        return await self.ask("", "ping", {}) == ["pong", {}]
