"""`broadcast`: one message to every session that subscribed to a topic.

With a channel layer that reaches other processes (`channels_redis`) messages travel through it.
Without one, or with Channels' in-memory layer, whose queues belong to one event loop, the `Hub` of
this process delivers them: from any thread, to any loop.
"""

import asyncio
import hashlib
import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, InMemoryChannelLayer, get_channel_layer

from enliven.errors import BroadcastError

logger = logging.getLogger("enliven")

_RETRY_SECONDS = 1.0

MESSAGE_TYPE = "enliven.message"
"""`type` of the messages that Enliven puts into a channel layer."""

Json: TypeAlias = Any
"""None, booleans, numbers, text, lists, and dictionaries with text keys."""

Deliver = Callable[[str, str], None]
"""Called with a topic and its message as JSON text; returns at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Subscriber:
    """One receiver: a socket, or a test client.

    Attributes:
        deliver: Called for each message.
        loop: Event loop whose thread `deliver` is called in; None for the thread that broadcasts.
    """

    deliver: Deliver
    loop: asyncio.AbstractEventLoop | None = None


class Hub:
    """Who listens to what, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[str, dict[Subscriber, None]] = {}

    def add(self, topic: str, subscriber: Subscriber) -> None:
        """Let a subscriber receive what is broadcast to `topic`; a second time changes nothing."""
        with self._lock:
            self._subscribers.setdefault(topic, {})[subscriber] = None

    def discard(self, topic: str, subscriber: Subscriber) -> None:
        """Stop what `add` began, if it did."""
        with self._lock:
            subscribers = self._subscribers.get(topic, {})
            subscribers.pop(subscriber, None)
            if not subscribers:
                self._subscribers.pop(topic, None)

    def publish(self, topic: str, text: str) -> None:
        """Deliver a message to everyone who listens to `topic`, in the order of the calls."""
        # A loop is woken once, however many of its subscribers listen.
        receivers: dict[asyncio.AbstractEventLoop, list[Deliver]] = {}
        with self._lock:
            for subscriber in self._subscribers.get(topic, ()):
                if subscriber.loop is None:
                    subscriber.deliver(topic, text)
                else:
                    receivers.setdefault(subscriber.loop, []).append(subscriber.deliver)
            for loop, delivers in receivers.items():
                _call_soon(loop, delivers, topic, text)


hub = Hub()
"""The hub of this process."""


class Listener(Protocol):
    """What messages of followed topics are delivered to."""

    def deliver(self, topic: str, text: str) -> None:
        """Take a message, as JSON text; returns at once."""


class Inbox:
    """The end of a socket at which broadcasts arrive, for several listeners.

    With a shared channel layer it owns one channel and one task that reads it, both made when the
    first topic is followed. A topic counts as followed once the layer has taken it, so that
    following it again repairs what failed.
    """

    def __init__(self) -> None:
        self._followed: dict[Listener, dict[str, Subscriber]] = {}
        self._channel = ""
        self._reader: asyncio.Task[None] | None = None
        # A group is left for one listener while it is joined for another: in one order only.
        self._lock = asyncio.Lock()

    async def follow(self, listener: Listener, topics: frozenset[str]) -> None:
        """Deliver exactly these topics to `listener` from now on.

        Whatever the channel layer raises where it cannot be asked for a new topic is raised; topics
        are left in any case.
        """
        if topics == self._followed.get(listener, {}).keys():
            return
        async with self._lock:
            current = self._followed.setdefault(listener, {})
            try:
                await self._change(current, listener, topics)
            finally:
                if not current:
                    del self._followed[listener]

    async def close(self) -> None:
        """Follow nothing any more."""
        for listener in list(self._followed):
            await self.follow(listener, frozenset())
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _change(
        self, current: dict[str, Subscriber], listener: Listener, topics: frozenset[str]
    ) -> None:
        layer = get_shared_layer()
        left = current.keys() - topics
        subscribers = {topic: current.pop(topic) for topic in left}
        for topic, subscriber in subscribers.items():
            if layer is None:
                hub.discard(topic, subscriber)
            elif not self._listeners(topic):
                await self._leave_group(layer, topic)
        for topic in topics - current.keys():
            subscriber = Subscriber(listener.deliver, asyncio.get_running_loop())
            if layer is None:
                hub.add(topic, subscriber)
            else:
                await self._join_group(layer, topic)
            current[topic] = subscriber

    def _listeners(self, topic: str) -> list[Listener]:
        return [listener for listener, topics in self._followed.items() if topic in topics]

    async def _join_group(self, layer: BaseChannelLayer, topic: str) -> None:
        if self._reader is None:
            self._channel = await layer.new_channel()
            self._reader = asyncio.create_task(self._read(layer))
        await layer.group_add(group_name(topic), self._channel)

    async def _leave_group(self, layer: BaseChannelLayer, topic: str) -> None:
        try:
            await layer.group_discard(group_name(topic), self._channel)
        except Exception:  # what still arrives finds no listener
            logger.exception("the channel layer did not take that a topic is left")

    async def _join_groups_again(self, layer: BaseChannelLayer) -> None:
        async with self._lock:
            for topic in {topic for topics in self._followed.values() for topic in topics}:
                await self._join_group(layer, topic)

    async def _read(self, layer: BaseChannelLayer) -> None:
        is_broken = False
        while True:
            try:
                if is_broken:  # a layer that was restarted has forgotten who listens
                    await self._join_groups_again(layer)
                    is_broken = False
                message = await layer.receive(self._channel)
            except Exception:  # a layer raises what its driver raises, and may come back
                logger.exception("the channel layer does not deliver; trying again")
                is_broken = True
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            if message.get("type") == MESSAGE_TYPE:
                for listener in self._listeners(message["topic"]):
                    listener.deliver(message["topic"], message["text"])


def _call_soon(
    loop: asyncio.AbstractEventLoop, delivers: list[Deliver], topic: str, text: str
) -> None:
    # A loop may end at any moment of its own thread: only trying tells. Its sockets are gone too.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(_deliver, delivers, topic, text)


def _deliver(delivers: list[Deliver], topic: str, text: str) -> None:
    for deliver in delivers:
        try:
            deliver(topic, text)
        except Exception:  # one receiver's failure is not another's
            logger.exception("topic %r: a broadcast could not be delivered", topic)


def broadcast(topic: str, message: Json) -> None:
    """Send `message` to every session subscribed to `topic`, whose `received()` is called with it.

    The message is made of what JSON holds: None, booleans, numbers, text, lists, dictionaries with
    text keys. Each receiver gets a copy of its own. Callable from handlers, views, signals,
    commands and tasks; a coroutine calls `abroadcast`.

    Raises:
        BroadcastError: The message, or the topic, is something else; or a coroutine called, whose
            event loop would wait for itself where a channel layer has to be asked.
    """
    if _has_running_loop():
        raise BroadcastError(
            "broadcast() was called in a coroutine, whose event loop it would hold up;"
            " call `await abroadcast(…)` there"
        )
    text = _encode(topic, message)
    hub.publish(topic, text)
    layer = get_shared_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(group_name(topic), _wrap(topic, text))


async def abroadcast(topic: str, message: Json) -> None:
    """Send `message` as `broadcast` does, from a coroutine.

    Raises:
        BroadcastError: The message, or the topic, is not made of what JSON holds.
    """
    text = _encode(topic, message)
    hub.publish(topic, text)
    layer = get_shared_layer()
    if layer is not None:
        await layer.group_send(group_name(topic), _wrap(topic, text))


def _has_running_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def get_shared_layer() -> BaseChannelLayer | None:
    """Give the channel layer to send through, None where the hub reaches everyone."""
    layer: BaseChannelLayer | None = get_channel_layer()
    return None if layer is None or type(layer) is InMemoryChannelLayer else layer


def group_name(topic: str) -> str:
    """Give a name that channel layers accept for any topic."""
    return "enliven." + hashlib.sha256(topic.encode()).hexdigest()


def check_topic(topic: str) -> None:
    """Check that something can be a topic.

    Raises:
        BroadcastError: It is not text, or text that has no UTF-8 form.
    """
    if not isinstance(topic, str):
        raise BroadcastError(f"a topic is a str, not {type(topic).__name__}")
    try:
        topic.encode()
    except UnicodeEncodeError as error:
        raise BroadcastError(f"this topic cannot be encoded: {error}") from error


def _encode(topic: str, message: Json) -> str:
    check_topic(topic)
    try:
        return json.dumps(message, allow_nan=False, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise BroadcastError(
            f'the message for topic "{topic}" cannot be sent as JSON ({error}); send plain data,'
            " such as an object's primary key"
        ) from error


def _wrap(topic: str, text: str) -> dict[str, str]:
    return {"type": MESSAGE_TYPE, "topic": topic, "text": text}
