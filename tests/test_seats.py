"""A session's place at a socket: order, joins, take-overs, broadcasts."""

import asyncio
import json

import pytest
from django.test import Client

from enliven import abroadcast
from enliven.stores import store
from tests.app import views
from tests.app.models import Note
from tests.sockets import Socket, code_of, load
from tests.test_pubsub import SharedLayer

# Threads of the pool look after database connections whether a view uses any or not.
pytestmark = pytest.mark.django_db(transaction=True)


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
