"""Sockets, from the handshake to the close."""

import asyncio
import json
import logging
import re

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.test import Client
from django.urls import clear_script_prefix, get_script_prefix, set_script_prefix
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enliven import abroadcast
from enliven.errors import DefinitionError
from enliven.routing import websocket_urlpatterns
from enliven.stores import store
from tests.app import views
from tests.app.models import Note
from tests.sockets import Page, Socket, load
from tests.test_pubsub import SharedLayer

# Threads of the pool look after database connections whether a view uses any or not.
pytestmark = pytest.mark.django_db(transaction=True)


def code_of(answer):
    kind, payload = answer
    assert kind == "error", answer
    return payload["code"]


async def test_a_page_joins_and_its_events_change_it():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        assert await socket.join(page) == ["ok", {"version": 1, "patches": []}]
        kind, payload = await socket.event(page, "increment", by="3")
        assert (kind, payload["version"]) == ("ok", 2)
        assert "8" in json.dumps(payload["patches"])
        assert store.find(page.topic).view.count == 8


async def test_an_async_handler_changes_the_page():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        _, payload = await socket.event(page, "increment_async")
        assert payload["version"] == 2
        assert store.find(page.topic).view.count == 6


async def test_an_event_without_effect_keeps_the_version():
    page = await load("/counter/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert await socket.event(page, "nothing") == ["ok", {"version": 1, "patches": []}]


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


@pytest.mark.parametrize(
    "name",
    [
        "fail",
        "fail_async",
        "break_render",
        "leave_process",
        "stop_iteration",
        "cancel_a_task",
        "raise_cancelled",
        "half_async",
    ],
)
async def test_a_handler_that_raises_changes_nothing(name, caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        kind, payload = await socket.event(page, name)
        assert (kind, payload["code"], payload["detail"]) == ("error", "handler-error", "")
        assert "secret" not in payload["message"]
        session = store.find(page.topic)
        assert (session.view.count, session.view.log, session.version) == (5, [], 1)
        assert "tests.app.views.Counter" in caplog.text
        assert name in caplog.text
        _, payload = await socket.event(page, "increment")
        assert (payload["version"], session.view.count, session.view.log) == (2, 6, ["increment"])


@pytest.mark.parametrize("name", ["fail", "fail_async"])
async def test_under_debug_the_browser_gets_the_traceback(name, settings):
    settings.DEBUG = True
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        _, payload = await socket.event(page, name)
        assert "RuntimeError: secret reason" in payload["detail"]
        assert "tests/app/views.py" in payload["detail"]


async def test_a_handler_may_deny_permission():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, "refuse")) == "forbidden"


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


async def test_events_of_one_view_are_handled_in_order_and_views_do_not_wait_for_each_other():
    client = Client()
    slow, other = await load("/slow/?gate=order", client), await load("/counter/", client)
    view = views.gates["order"]
    async with Socket(slow.cookie) as socket:
        await socket.join(slow)
        await socket.join(other)
        waiting = await socket.send(slow.topic, "event", {"name": "wait", "args": {}, "fields": []})
        quick = await socket.send(slow.topic, "event", {"name": "quick", "args": {}, "fields": []})
        await view._started.wait()
        assert (await socket.event(other, "increment"))[0] == "ok"
        assert view.done == 1
        view._gate.set()
        assert [(await socket.receive())[0] for _ in range(2)] == [waiting, quick]
        assert view.done == 111


async def test_events_beyond_the_queue_are_refused(settings):
    settings.ENLIVEN = {"MAX_QUEUED": 2}
    page = await load("/slow/?gate=queue")
    view = views.gates["queue"]
    event = {"name": "wait", "args": {}, "fields": []}
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.send(page.topic, "event", event)
        await view._started.wait()
        refs = [await socket.send(page.topic, "event", event) for _ in range(3)]
        ref, _, kind, payload = await socket.receive()
        assert (ref, kind, payload["code"]) == (refs[2], "error", "overloaded")
        view._gate.set()
        assert [(await socket.receive())[2] for _ in range(3)] == ["ok"] * 3


async def test_an_event_sent_again_is_handled_once():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "increment", ref=7)
        assert await socket.event(page, "increment", ref=7) == ["ok", {"version": 2, "patches": []}]
        assert await socket.event(page, "increment", ref=3) == ["ok", {"version": 2, "patches": []}]
        assert store.find(page.topic).view.count == 6


@pytest.mark.parametrize(("name", "code"), [("fail", "handler-error"), ("refuse", "forbidden")])
async def test_an_event_that_failed_is_handled_once_and_fails_again(name, code, monkeypatch):
    calls = []
    monkeypatch.setattr(views, "note_call", calls.append)
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        first = await socket.event(page, name, ref=7)
        assert code_of(first) == code
        assert await socket.event(page, name, ref=7) == first
        assert calls == [name]
        await socket.event(page, "increment", ref=8)
        assert (await socket.event(page, name, ref=7))[0] == "ok"
        assert calls == [name]


async def test_a_failure_is_not_repeated_for_another_page():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page, page_id="one")
        assert code_of(await socket.event(page, "fail", ref=7)) == "handler-error"
    async with Socket(page.cookie) as socket:
        await socket.join(page, page_id="two")
        assert (await socket.event(page, "increment", ref=7))[0] == "ok"


async def test_a_coroutine_behind_a_sync_decorator_is_named(caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, "half_async")) == "handler-error"
        assert "Counter.half_async gave a coroutine" in caplog.text
    with pytest.raises(DefinitionError, match=r"HalfAsyncMount\.mount gave a coroutine"):
        await load("/half-async-mount/")
    page = await load("/half-async/a/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await abroadcast("chat a", "x")
        assert (await socket.receive())[3]["code"] == "handler-error"
        assert "HalfAsync.received gave a coroutine" in caplog.text


async def test_urls_are_those_of_the_page_in_events_too():
    @sync_to_async
    def load_below():
        set_script_prefix("/app/")
        try:
            return Page(Client(), "/linked/")
        finally:
            clear_script_prefix()

    page = await load_below()
    assert "href='/app/there/'" in page.response.content.decode()
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        for name, n in (("increment", 1), ("increment_async", 1 + len("/app/there/"))):
            _, payload = await socket.event(page, name)
            assert "there" not in json.dumps(payload["patches"])
            assert store.find(page.topic).view.n == n
            assert store.find(page.topic).html.count("/app/there/") == 1
    assert get_script_prefix() == "/"


async def test_a_urlconf_of_the_request_counts_in_events_too():
    page = await load("/linked/", Client(headers={"x-urlconf": "tests.other_urls"}))
    assert "href='/elsewhere/'" in page.response.content.decode()
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "increment")
        assert "href='/elsewhere/'" in store.find(page.topic).html


async def test_a_subscribed_page_gets_what_it_missed_while_its_socket_was_away():
    page = await load("/subscribed-notes/")
    await Note.objects.acreate(text="before")
    async with Socket(page.cookie) as socket:
        kind, payload = await socket.join(page)
        assert (kind, payload["version"]) == ("ok", 2)
        assert "before" in json.dumps(payload["patches"])
        assert payload["patches"][0][0] != "h"
    await Note.objects.acreate(text="away")
    async with Socket(page.cookie) as socket:
        kind, payload = await socket.join(page, version=2)
        assert payload["version"] == 3
        assert "away" in json.dumps(payload["patches"])
        assert "before" not in json.dumps(payload["patches"])
        assert await socket.join(page, version=3) == ["ok", {"version": 3, "patches": []}]
        _, payload = await socket.join(page, version=-1)
        assert payload["version"] == 3
        assert payload["patches"][-1][0] == "h"
        await Note.objects.acreate(text="pushed")
        await abroadcast("notes", None)
        assert (await socket.receive())[3]["version"] == 4


async def test_a_join_that_cannot_follow_is_refused_and_tried_again(settings, monkeypatch):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.test_pubsub.SharedLayer"}}
    add, failures = SharedLayer.group_add, [OSError("gone")]

    async def fail_once(self, *args):
        if failures:
            raise failures.pop()
        await add(self, *args)

    monkeypatch.setattr(SharedLayer, "group_add", fail_once)
    page = await load("/chat/a/")
    async with Socket(page.cookie) as socket:
        assert code_of(await socket.join(page)) == "handler-error"
        assert store.find(page.topic).owner is None
        assert (await socket.join(page))[0] == "ok"
        await abroadcast("chat a", "heard")
        assert (await socket.receive())[2] == "patch"
        failures.append(OSError("gone"))
        assert (await socket.event(page, "move", room="b"))[0] == "ok"
        await socket.event(page, "move", room="b")
        await abroadcast("chat b", "heard too")
        assert (await socket.receive())[2] == "patch"
        assert store.find(page.topic).view.lines == ["heard", "heard too"]


async def test_messages_show_once_and_only_those_of_events_that_worked():
    page = await load("/flash/")

    def shown():
        return re.findall("<p>(.*?)</p>", store.find(page.topic).html)

    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert shown() == ["mounted"]
        for event, text, expected in (
            ("add", "one", ["one"]),
            ("add", "two", ["two"]),
            ("fail", None, ["two"]),
            ("add", "three", ["three"]),
            ("nothing", None, []),
            ("add", "four", ["four"]),
        ):
            await socket.event(page, event, **({"text": text} if text else {}))
            assert shown() == expected
        for message, expected in (("", ["four"]), ("five", ["five"]), ("six", ["six"])):
            await abroadcast("flash", message)
            await socket.receive()
            assert shown() == expected
        await socket.join(page)
        assert shown() == ["six"]


async def test_a_page_that_comes_back_gets_what_it_missed():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "increment", ref=5)
    async with Socket(page.cookie) as socket:
        assert await socket.join(page, version=2) == ["ok", {"version": 2, "patches": []}]
        for version in (None, 1, 3, -1):
            kind, payload = await socket.join(page, version=version)
            assert (kind, payload["version"]) == ("ok", 2)
            *attributes, [operation, path, html] = payload["patches"]
            assert attributes == [["a", [0], "lang", "en"]]
            assert (operation, path) == ("h", [0])
            assert '<p id="count">6</p>' in html
        assert (await socket.event(page, "increment", ref=5))[1]["patches"] == []
        assert store.find(page.topic).view.count == 6


async def test_the_later_socket_has_the_session():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as first, Socket(page.cookie) as second:
        await first.join(page)
        await first.event(page, "increment", ref=5)
        assert (await second.join(page, version=2))[0] == "ok"
        ref, topic, kind, payload = await first.receive()
        assert (ref, topic, kind, payload["code"]) == (None, page.topic, "error", "not-joined")
        assert code_of(await first.event(page, "increment", ref=6)) == "not-joined"
        assert (await second.event(page, "increment", ref=7))[0] == "ok"
        assert store.find(page.topic).view.count == 7
        await first.disconnect()
        assert (await second.event(page, "increment", ref=8))[0] == "ok"


async def test_a_second_page_with_the_same_token_does_not_get_a_session_in_use():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as first, Socket(page.cookie) as second:
        await first.join(page, page_id="one")
        assert code_of(await second.join(page, page_id="two")) == "session-expired"
        assert code_of(await second.event(page, "increment")) == "not-joined"
        assert (await first.event(page, "increment"))[0] == "ok"
        assert store.find(page.topic).view.count == 6


async def test_the_same_page_takes_its_session_over():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as first, Socket(page.cookie) as second:
        await first.join(page, page_id="one")
        await first.event(page, "increment", ref=5)
        assert (await second.join(page, version=2, page_id="one"))[0] == "ok"
        assert (await first.receive())[3]["code"] == "not-joined"
        assert (await second.event(page, "increment", ref=5))[1]["patches"] == []
        assert store.find(page.topic).view.count == 6


async def test_another_page_of_a_resting_session_counts_its_events_anew():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as first:
        await first.join(page, page_id="one")
        await first.event(page, "increment", ref=5)
    async with Socket(page.cookie) as second:
        assert (await second.join(page, page_id="two"))[0] == "ok"
        assert (await second.event(page, "increment", ref=2))[1]["patches"]
        assert store.find(page.topic).view.count == 7


async def test_a_refused_join_lets_go_of_the_session():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        token, page.token = page.token, "forged"
        assert code_of(await socket.join(page)) == "bad-token"
        assert code_of(await socket.event(page, "increment")) == "not-joined"
        assert page.topic in store._resting
        page.token = token
        assert (await socket.join(page))[0] == "ok"


async def test_a_log_line_repeats_no_long_name(caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, "n" * 1000)) == "unknown-event"
        assert "n" * 64 in caplog.text
        assert "n" * 65 not in caplog.text


async def test_a_session_is_taken_over_between_two_events_only():
    page = await load("/slow/?gate=takeover")
    view = views.gates["takeover"]
    async with Socket(page.cookie) as first, Socket(page.cookie) as second:
        await first.join(page)
        await first.send(page.topic, "event", {"name": "wait", "args": {}, "fields": []})
        await view._started.wait()
        assert (await second.join(page))[0] == "ok"
        assert view.done == 0
        await second.event(page, "quick", ref=9)
        assert view.done == 100


@pytest.mark.parametrize("name", ["wait", "quick"])
async def test_a_socket_that_drops_during_an_event_leaves_the_state_whole(name):
    page = await load(f"/slow/?gate=drop-{name}")
    view = views.gates[f"drop-{name}"]
    socket = Socket(page.cookie)
    await socket.connect()
    await socket.join(page)
    await socket.send(page.topic, "event", {"name": name, "args": {}, "fields": []}, ref=5)
    if name == "wait":
        await view._started.wait()
    await socket.disconnect()
    session = store.find(page.topic)
    assert view.done == (100 if session.last_ref == 5 else 0)
    async with Socket(page.cookie) as again:
        await again.join(page, session.version)
        await again.event(page, "quick", ref=5)
        assert view.done == 100


async def test_an_event_that_outlasts_its_sockets_is_handled_once():
    page = await load("/blocking/")
    event = {"name": "block", "args": {}, "fields": []}
    sockets = [Socket(page.cookie) for _ in range(3)]
    for socket in sockets:
        await socket.connect()
    await sockets[0].join(page)
    await sockets[0].send(page.topic, "event", event, ref=5)
    await asyncio.to_thread(views.Blocking.started.wait, 10)
    await sockets[0].send_input({"type": "websocket.disconnect", "code": 1001})
    for socket in sockets[1:]:
        await socket.send(page.topic, "join", {"token": page.token, "version": 1})
        assert await socket.is_alive()
        await socket.send(page.topic, "event", event, ref=5)
        assert await socket.is_alive()
    assert store.find(page.topic).view.done == 0
    views.Blocking.gate.set()
    await sockets[0].wait()
    for socket in sockets[1:]:
        await socket.disconnect()
    async with Socket(page.cookie) as last:
        assert (await last.join(page))[0] == "ok"
        assert (await last.event(page, "block", ref=5))[1]["patches"] == []
        assert store.find(page.topic).view.done == 1


async def test_leaving_ends_the_session():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert await socket.ask(page.topic, "leave", {}) == ["ok", {}]
        assert store.find(page.topic) is None
        assert code_of(await socket.event(page, "increment")) == "not-joined"
        assert code_of(await socket.join(page)) == "session-expired"
        assert code_of(await socket.event(page, "increment")) == "not-joined"


async def test_a_session_that_ends_during_a_take_over_is_expired(monkeypatch):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as first, Socket(page.cookie) as second:
        await first.join(page)
        session = store.find(page.topic)
        release = type(session.owner).release

        async def leave_first(seat):
            await first.ask(page.topic, "leave", {})
            await release(seat)

        monkeypatch.setattr(type(session.owner), "release", leave_first)
        assert code_of(await second.join(page)) == "session-expired"
        assert session.owner is None
        assert await first.is_alive()
        assert await second.is_alive()


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


@pytest.mark.parametrize("kind", ["chat", "async-chat"])
async def test_a_broadcast_reaches_every_subscribed_page(kind):
    client = Client()
    pages = [await load(f"/{kind}/{room}/", client) for room in ("a", "a", "b")]
    async with Socket(pages[2].cookie) as first, Socket(pages[2].cookie) as second:
        await first.join(pages[0])
        await second.join(pages[1])
        await second.join(pages[2])
        await abroadcast("chat a", {"hello": 1})
        for socket, page in ((first, pages[0]), (second, pages[1])):
            ref, topic, frame, payload = await socket.receive()
            assert (ref, topic, frame, payload["version"]) == (None, page.topic, "patch", 2)
            assert store.find(page.topic).view.lines == [{"hello": 1}]
        assert store.find(pages[2].topic).view.lines == []
        assert await first.is_alive()
        assert await second.is_alive()


@pytest.mark.parametrize("name", ["say", "say_async"])
async def test_a_handler_broadcasts_to_its_own_page_after_its_answer(name):
    page = await load("/chat/lobby/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        ref = await socket.send(
            page.topic, "event", {"name": name, "args": {"line": "hi"}, "fields": []}
        )
        frames = [await socket.receive(), await socket.receive()]
        assert [frame[0] for frame in frames] == [ref, None]
        assert [frame[3]["version"] for frame in frames] == [1, 2]


async def test_subscriptions_follow_the_view():
    page = await load("/chat/a/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "move", room="b")
        await abroadcast("chat a", "old")
        await abroadcast("chat b", "new")
        assert (await socket.receive())[2] == "patch"
        assert store.find(page.topic).view.lines == ["new"]
        assert code_of(await socket.event(page, "subscribe_and_fail")) == "handler-error"
        await abroadcast("chat elsewhere", "unheard")
        assert await socket.is_alive()


async def test_a_failing_receiver_changes_nothing_and_hears_the_next_message():
    page = await load("/chat/a/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await abroadcast("chat a", "fail")
        ref, _, kind, payload = await socket.receive()
        assert (ref, kind, payload["code"]) == (None, "error", "handler-error")
        await abroadcast("chat a", "fine")
        assert (await socket.receive())[2] == "patch"
        assert store.find(page.topic).view.lines == ["fine"]


async def test_a_view_that_cannot_keep_up_misses_broadcasts_and_says_so(settings, caplog):
    settings.ENLIVEN = {"MAX_QUEUED": 1}
    page = await load("/chat/a/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        for number in range(5):
            await abroadcast("chat a", number)
        assert (await socket.receive())[2] == "patch"
        assert "a broadcast was dropped" in caplog.text


async def test_language_and_time_zone_are_those_of_the_page():
    client = Client(headers={"accept-language": "it"})
    page = await load("/localised/", client)
    assert "<p>it Europe/Rome 1,5</p>" in page.response.content.decode()
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        for name in ("look", "look_async"):
            await socket.event(page, name)
            assert store.find(page.topic).view.seen == "it Europe/Rome"


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


async def test_handlers_use_the_database_from_their_threads():
    page = await load("/notes/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        _, payload = await socket.event(page, "add", fields=[["text", "milk"]])
        assert "milk" in json.dumps(payload["patches"])
        assert await sync_to_async(
            lambda: [n.text for n in store.find(page.topic).view.notes]
        )() == ["milk"]
