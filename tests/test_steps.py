"""Steps of a session, all or nothing, through a socket."""

import json
import re

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.urls import clear_script_prefix, get_script_prefix, set_script_prefix

from enliven import abroadcast
from enliven.errors import DefinitionError
from enliven.stores import store
from tests.app import views
from tests.sockets import Page, Socket, code_of, load

# Threads of the pool look after database connections whether a view uses any or not.
pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.parametrize(
    ("name", "args", "hint"),
    [
        (
            "reset",
            {},
            'tests.app.views.Counter.reset is not offered to the browser. Mark it with "@event"',
        ),
        ("incremnt", {}, 'Did you mean "increment"?'),
        ("__init__", {}, "tests.app.views.Counter offers "),
        (
            "increment",
            {"by": "x"},
            "tests.app.views.Counter.increment(self, by: int | None = None)",
        ),
    ],
)
@pytest.mark.parametrize("debug", [True, False])
async def test_under_debug_a_refusal_carries_a_hint(name, args, hint, debug, settings):
    settings.DEBUG = debug
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        kind, payload = await socket.event(page, name, **args)
        assert kind == "error"
        assert hint in payload["detail"] if debug else payload["detail"] == ""


@pytest.mark.parametrize("name", ["redirect_away", "redirect_away_async"])
async def test_a_response_from_a_handler_is_refused(name, caplog):
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, name)) == "handler-error"
        assert store.find(page.topic).view.count == 5
        assert "an event is not answered with a response" in caplog.text


async def test_a_handler_may_deny_permission():
    page = await load("/counter/5/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert code_of(await socket.event(page, "refuse")) == "forbidden"


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


async def test_language_and_time_zone_are_those_of_the_page():
    client = Client(headers={"accept-language": "it"})
    page = await load("/localised/", client)
    assert "<p>it Europe/Rome 1,5</p>" in page.response.content.decode()
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        for name in ("look", "look_async"):
            await socket.event(page, name)
            assert store.find(page.topic).view.seen == "it Europe/Rome"


async def test_handlers_use_the_database_from_their_threads():
    page = await load("/notes/")
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        _, payload = await socket.event(page, "add", fields=[["text", "milk"]])
        assert "milk" in json.dumps(payload["patches"])
        assert await sync_to_async(
            lambda: [n.text for n in store.find(page.topic).view.notes]
        )() == ["milk"]
