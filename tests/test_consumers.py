"""Sockets, from the handshake to the close."""

import asyncio
import json
import logging

import pytest
from channels.routing import URLRouter
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enliven.routing import websocket_urlpatterns
from enliven.stores import store
from tests.sockets import Socket, code_of, load

# Threads of the pool look after database connections whether a view uses any or not.
pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_page_joins_and_its_events_change_it():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        assert await socket.join(page) == ["ok", {"version": 1, "patches": []}]
        kind, payload = await socket.event(page, "increment", by="3")
        assert (kind, payload["version"]) == ("ok", 2)
        assert "8" in json.dumps(payload["patches"])
        assert store.find(page.topic).view.count == 8


async def test_mount_runs_once():
    page = await load("/counter/5/")
    view = store.find(page.topic).view
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "increment")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert store.find(page.topic).view is view


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "null",
        "{}",
        "[1,2,3]",
        '[0,"","ping",{}]',
        '[-1,"","ping",{}]',
        '[true,"","ping",{}]',
        '[1.0,"","ping",{}]',
        '["1","","ping",{}]',
        '[1,null,"ping",{}]',
        '[1,"","ping",{"more":1}]',
        '[1,"","ping",NaN]',
        '[1,"t","join",{"token":1,"version":null}]',
        '[1,"t","join",{"token":"x"}]',
        '[1,"t","join",{"token":"x","version":"1"}]',
        '[1,"t","event",{"name":"x","args":[],"fields":[]}]',
        '[1,"t","event",{"name":"x","args":{},"fields":[["a"]]}]',
        '[1,"t","event",{"name":"x","args":{},"fields":[["a",1]]}]',
        '[1,"t","event",{"name":"x","args":{},"fields":{}}]',
        '[1,"t","event",{"name":null,"args":{},"fields":[]}]',
        '[1,"t","event",{"name":"\\ud800","args":{},"fields":[]}]',
        "[" * 50_000,
        '[1,"t","event",{"name":"x","args":{"a":' + "[" * 5000 + "]" * 5000 + '},"fields":[]}]',
        "[" + "9" * 5000 + ',"","ping",{}]',
        "\ud800",
    ],
    ids=lambda text: text[:40].encode("ascii", "replace").decode(),
)
async def test_a_malformed_frame_is_answered_and_the_socket_lives_on(text):
    async with Socket() as socket:
        await socket.send_text(text)
        _, _, kind, payload = await socket.receive()
        assert (kind, payload["code"]) == ("error", "malformed-frame")
        assert await socket.is_alive()


async def test_a_binary_frame_is_malformed():
    async with Socket() as socket:
        await socket.send_input({"type": "websocket.receive", "bytes": b'[1,"","ping",{}]'})
        assert (await socket.receive())[3]["code"] == "malformed-frame"
        assert await socket.is_alive()


@pytest.mark.parametrize("kind", ["dance", "", None, 1, ["join"], {}])
async def test_an_unknown_kind_is_refused(kind):
    async with Socket() as socket:
        assert code_of(await socket.ask("t", kind, {})) == "unknown-kind"
        assert await socket.is_alive()


@pytest.mark.parametrize(
    ("topic", "kind", "payload"),
    [
        ("nobody", "event", {"name": "increment", "args": {}, "fields": []}),
        ("nobody", "leave", {}),
        ("", "event", {"name": "increment", "args": {}, "fields": []}),
        ("", "join", {"token": "", "version": None}),
        ("somebody", "ping", {}),
    ],
)
async def test_an_unknown_topic_is_refused(topic, kind, payload):
    async with Socket() as socket:
        assert code_of(await socket.ask(topic, kind, payload)) == "unknown-topic"
        assert await socket.is_alive()


async def test_a_session_that_another_page_joined_is_unknown_to_this_socket():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as owner, Socket(page.cookie) as other:
        await owner.join(page)
        assert code_of(await other.event(page, "increment")) == "unknown-topic"
        assert store.find(page.topic).view.count == 5


@pytest.mark.parametrize(
    "name", ["reset", "mount", "count", "double", "get", "__init__", "_send", "nonsense", "", "é"]
)
async def test_only_marked_handlers_are_events(name, caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, name)) == "unknown-event"
        assert store.find(page.topic).view.count == 5
        assert "tests.app.views.Counter" in caplog.text
        assert repr(name) in caplog.text


@pytest.mark.parametrize("args", [{"by": "secret"}, {"by": [1]}, {"by": {}}, {"secret": 1}])
async def test_arguments_that_do_not_fit_are_refused(args, caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        kind, payload = await socket.event(page, "increment", **args)
        assert (kind, payload["code"]) == ("error", "invalid-arguments")
        assert "increment" in payload["message"]
        assert store.find(page.topic).view.log == []
        assert "tests.app.views.Counter" in caplog.text
        assert "'increment'" in caplog.text
        if "by" in args:
            assert "secret" not in payload["message"] + caplog.text
            assert "int | None" in payload["message"]


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10**6])
@pytest.mark.parametrize("key", ["text", "bytes"])
async def test_a_frame_over_the_limit_closes_the_socket(size, key):
    page = await load("/counter/5/")
    socket = Socket(page.cookie)
    await socket.connect()
    await socket.join(page)
    content = "é" * (size // 2) + " " * (size % 2)
    await socket.send_input(
        {"type": "websocket.receive", key: content if key == "text" else content.encode()}
    )
    assert await socket.receive_output() == {"type": "websocket.close", "code": 1009}
    await socket.wait()
    assert store.find(page.topic).view.count == 5


async def test_a_frame_at_the_limit_is_read(settings):
    settings.ENLIVEN = {"MAX_FRAME_BYTES": 1000}
    async with Socket() as socket:
        frame = '[1,"","ping",{}]'
        await socket.send_text(frame + " " * (1000 - len(frame)))
        assert await socket.receive() == [1, "", "pong", {}]


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "https://example.com.evil.test", "null", "", None, "//"]
)
@pytest.mark.parametrize("is_wrapped", [True, False])
async def test_a_foreign_origin_is_refused_before_the_socket_opens(origin, is_wrapped):
    bare = URLRouter(websocket_urlpatterns)
    socket = Socket(origin=origin) if is_wrapped else Socket(origin=origin, app=bare)
    assert (await socket.connect())["type"] == "websocket.close"


@pytest.mark.parametrize("origin", ["http://testserver", "https://testserver:8000"])
async def test_an_allowed_origin_opens_the_socket(origin):
    async with Socket(origin=origin, app=URLRouter(websocket_urlpatterns)) as socket:
        assert await socket.is_alive()


async def test_views_share_a_socket():
    client = Client()
    first, second = await load("/counter/1/", client), await load("/counter/2/", client)
    async with Socket(second.cookie) as socket:
        await socket.join(first)
        await socket.join(second)
        await socket.event(first, "increment")
        await socket.event(second, "increment", by=10)
        assert store.find(first.topic).view.count == 2
        assert store.find(second.topic).view.count == 12


async def test_the_views_on_a_socket_are_limited(settings):
    settings.ENLIVEN = {"MAX_TOPICS": 2}
    client = Client()
    pages = [await load("/counter/", client) for _ in range(3)]
    async with Socket(pages[0].cookie) as socket:
        await socket.join(pages[0])
        await socket.join(pages[1])
        assert code_of(await socket.join(pages[2])) == "overloaded"
        await socket.ask(pages[0].topic, "leave", {})
        assert (await socket.join(pages[2]))[0] == "ok"


async def test_a_log_line_repeats_no_long_name(caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, "n" * 1000)) == "unknown-event"
        assert "n" * 64 in caplog.text
        assert "n" * 65 not in caplog.text


async def test_a_channel_layer_that_fails_at_the_close_keeps_no_session(settings, monkeypatch):
    async def fail(self, *_):
        raise OSError("gone")

    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.test_pubsub.SharedLayer"}}
    monkeypatch.setattr("tests.test_pubsub.SharedLayer.group_discard", fail)
    client = Client()
    pages = [await load("/chat/a/", client), await load("/chat/b/", client)]
    async with Socket(pages[1].cookie) as socket:
        for page in pages:
            await socket.join(page)
    for page in pages:
        session = store.find(page.topic)
        assert session.owner is None
        assert page.topic in store._resting
        async with Socket(page.cookie) as socket:
            assert (await socket.join(page))[0] == "ok"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(frames=st.lists(st.text() | st.binary(), max_size=5))
def test_no_frame_ends_the_socket(frames):
    async def send_all():
        async with Socket() as socket:
            for frame in frames:
                key = "text" if isinstance(frame, str) else "bytes"
                await socket.send_input({"type": "websocket.receive", key: frame})
                assert (await socket.receive())[2] in ("error", "pong")
            assert await socket.is_alive()

    logging.getLogger("enliven").setLevel(logging.CRITICAL)
    asyncio.run(send_all())
    logging.getLogger("enliven").setLevel(logging.NOTSET)
