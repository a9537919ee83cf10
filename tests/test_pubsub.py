"""Broadcasts: from any thread, to any loop, with and without a channel layer."""

import asyncio
import threading

import pytest
from channels.layers import InMemoryChannelLayer
from hypothesis import given
from hypothesis import strategies as st

from enliven import abroadcast, broadcast
from enliven.errors import BroadcastError
from enliven.pubsub import Hub, Inbox, Subscriber, get_shared_layer, group_name, hub


class SharedLayer(InMemoryChannelLayer):
    """A layer that counts as reaching other processes; it has one event loop here."""


class Listener:
    """Keeps what it hears."""

    def __init__(self):
        self.heard = asyncio.Queue()

    def deliver(self, topic, text):
        self.heard.put_nowait((topic, text))


@pytest.fixture
def shared_layer(settings):
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.test_pubsub.SharedLayer"}}


def test_without_a_shared_layer_the_hub_delivers(settings):
    assert get_shared_layer() is None
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    assert get_shared_layer() is None
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "tests.test_pubsub.SharedLayer"}}
    assert isinstance(get_shared_layer(), SharedLayer)


def test_a_subscriber_without_loop_hears_in_the_thread_that_sends():
    heard = []
    hub = Hub()
    subscriber = Subscriber(lambda topic, text: heard.append((topic, text, threading.get_ident())))
    hub.add("a", subscriber)
    hub.add("a", subscriber)
    hub.publish("a", "1")
    hub.publish("b", "2")
    hub.discard("a", subscriber)
    hub.discard("a", subscriber)
    hub.publish("a", "3")
    assert heard == [("a", "1", threading.get_ident())]


def test_the_hub_passes_over_a_loop_that_ended():
    loop = asyncio.new_event_loop()
    loop.close()
    hub = Hub()
    hub.add("a", Subscriber(lambda *_: None, loop))
    hub.publish("a", "1")


def test_a_loop_that_ends_meanwhile_keeps_nobody_from_a_message():
    class Ending:
        def is_closed(self):
            return False

        def call_soon_threadsafe(self, *_):
            raise RuntimeError("Event loop is closed")

    heard, hub = [], Hub()
    hub.add("a", Subscriber(lambda *_: None, Ending()))
    hub.add("a", Subscriber(lambda *message: heard.append(message)))
    hub.publish("a", "1")
    assert heard == [("a", "1")]


async def test_a_loop_is_woken_once_for_all_its_subscribers(monkeypatch):
    loop, calls, heard, hub = asyncio.get_running_loop(), [], [], Hub()
    call_soon = loop.call_soon_threadsafe
    monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *args: calls.append(call_soon(*args)))
    for name in "xyz":
        hub.add("a", Subscriber(lambda _, text, name=name: heard.append(name + text), loop))
    hub.publish("a", "1")
    hub.publish("a", "2")
    await asyncio.sleep(0)
    assert heard == ["x1", "y1", "z1", "x2", "y2", "z2"]
    assert len(calls) == 2


async def test_a_receiver_that_fails_keeps_nobody_from_a_message(caplog):
    def fail(*_):
        raise ZeroDivisionError

    loop, heard, hub = asyncio.get_running_loop(), [], Hub()
    hub.add("a", Subscriber(fail, loop))
    hub.add("a", Subscriber(lambda *message: heard.append(message), loop))
    hub.publish("a", "1")
    await asyncio.sleep(0)
    assert heard == [("a", "1")]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("is_shared", [True, False])
async def test_a_coroutine_is_told_to_await_abroadcast(is_shared, request):
    if is_shared:
        request.getfixturevalue("shared_layer")
    with pytest.raises(BroadcastError, match="abroadcast"):
        broadcast("a", 1)


async def test_broadcasts_from_threads_arrive_in_order_on_the_loop():
    listener, inbox = Listener(), Inbox()
    await inbox.follow(listener, frozenset({"news"}))

    def send():
        for number in range(50):
            broadcast("news", number)

    await asyncio.to_thread(send)
    assert [await listener.heard.get() for _ in range(50)] == [
        ("news", str(number)) for number in range(50)
    ]
    await inbox.close()


async def test_a_broadcast_reaches_listeners_of_other_loops():
    ready, heard = threading.Event(), []

    async def listen():
        listener, inbox = Listener(), Inbox()
        await inbox.follow(listener, frozenset({"news"}))
        ready.set()
        heard.append(await listener.heard.get())
        await inbox.close()

    thread = threading.Thread(target=lambda: asyncio.run(listen()))
    thread.start()
    await asyncio.to_thread(ready.wait, 10)
    await abroadcast("news", "hello")
    await asyncio.to_thread(thread.join, 10)
    assert heard == [("news", '"hello"')]


@pytest.mark.parametrize("is_shared", [True, False])
async def test_an_inbox_delivers_exactly_what_is_followed(is_shared, request):
    if is_shared:
        request.getfixturevalue("shared_layer")
    first, second, inbox = Listener(), Listener(), Inbox()
    await inbox.follow(first, frozenset({"a", "b"}))
    await inbox.follow(second, frozenset({"b"}))
    await abroadcast("a", 1)
    await abroadcast("b", 2)
    assert [await first.heard.get(), await first.heard.get()] == [("a", "1"), ("b", "2")]
    assert await second.heard.get() == ("b", "2")
    await inbox.follow(first, frozenset({"b"}))
    await inbox.follow(second, frozenset())
    await abroadcast("a", 3)
    await abroadcast("b", 4)
    assert await first.heard.get() == ("b", "4")
    assert first.heard.empty()
    assert second.heard.empty()
    await inbox.close()
    assert not hub._subscribers


async def test_foreign_messages_in_the_channel_are_passed_over(shared_layer):
    listener, inbox = Listener(), Inbox()
    await inbox.follow(listener, frozenset({"a"}))
    await get_shared_layer().group_send(group_name("a"), {"type": "other"})
    await abroadcast("a", 1)
    assert await listener.heard.get() == ("a", "1")
    await inbox.close()


async def test_a_layer_that_fails_is_asked_again(shared_layer, monkeypatch, caplog):
    monkeypatch.setattr("enliven.pubsub._RETRY_SECONDS", 0)
    receive, failures = SharedLayer.receive, [OSError("gone")]

    async def fail_once(self, channel):
        if failures:
            raise failures.pop()
        return await receive(self, channel)

    monkeypatch.setattr(SharedLayer, "receive", fail_once)
    listener, inbox = Listener(), Inbox()
    await inbox.follow(listener, frozenset({"a"}))
    await abroadcast("a", 1)
    assert await listener.heard.get() == ("a", "1")
    assert "the channel layer does not deliver" in caplog.text
    await inbox.close()


async def test_a_layer_that_comes_back_is_told_again_who_listens(shared_layer, monkeypatch):
    monkeypatch.setattr("enliven.pubsub._RETRY_SECONDS", 0)
    receive, failures, added = SharedLayer.receive, [OSError("gone")], asyncio.Event()

    async def forget_and_fail(self, channel):
        if failures:
            self.groups.clear()
            raise failures.pop()
        added.set()
        return await receive(self, channel)

    monkeypatch.setattr(SharedLayer, "receive", forget_and_fail)
    listener, inbox = Listener(), Inbox()
    await inbox.follow(listener, frozenset({"a"}))
    await added.wait()
    await abroadcast("a", 1)
    assert await asyncio.wait_for(listener.heard.get(), 10) == ("a", "1")
    await inbox.close()


async def test_following_again_repairs_what_a_layer_refused(shared_layer, monkeypatch):
    add, failures = SharedLayer.group_add, [OSError("gone")]

    async def fail_once(self, *args):
        if failures:
            raise failures.pop()
        await add(self, *args)

    monkeypatch.setattr(SharedLayer, "group_add", fail_once)
    listener, inbox = Listener(), Inbox()
    with pytest.raises(OSError, match="gone"):
        await inbox.follow(listener, frozenset({"a"}))
    await inbox.follow(listener, frozenset({"a"}))
    await abroadcast("a", 1)
    assert await asyncio.wait_for(listener.heard.get(), 10) == ("a", "1")
    await inbox.close()


async def test_a_layer_that_does_not_let_go_keeps_no_listener(shared_layer, monkeypatch, caplog):
    async def fail(self, *_):
        raise OSError("gone")

    monkeypatch.setattr(SharedLayer, "group_discard", fail)
    listener, inbox = Listener(), Inbox()
    await inbox.follow(listener, frozenset({"a", "b"}))
    await inbox.close()
    assert not inbox._followed
    assert inbox._reader.done()
    assert "the channel layer did not take" in caplog.text


@pytest.mark.parametrize("message", [object(), {1, 2}, float("nan"), b"x", {"a": object()}])
async def test_a_message_that_json_cannot_hold_is_refused(message):
    with pytest.raises(BroadcastError, match="plain data"):
        await asyncio.to_thread(broadcast, "a", message)
    with pytest.raises(BroadcastError, match="plain data"):
        await abroadcast("a", message)


def test_a_message_that_contains_itself_is_refused():
    message = []
    message.append(message)
    with pytest.raises(BroadcastError):
        broadcast("a", message)


@pytest.mark.parametrize("topic", [1, None, b"x", "\ud800"])
def test_a_topic_is_text(topic):
    with pytest.raises(BroadcastError):
        broadcast(topic, 1)


@given(st.text())
def test_every_topic_has_a_valid_group_name(topic):
    assert InMemoryChannelLayer().require_valid_group_name(group_name(topic))


def test_topics_have_groups_of_their_own():
    assert group_name("a") != group_name("b")
