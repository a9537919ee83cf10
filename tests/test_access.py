"""Tokens, and who may join."""

import re

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_cookie
from hypothesis import given
from hypothesis import strategies as st

from enliven import LiveView
from enliven.access import Credentials, admit, bind_cookie, is_allowed
from enliven.errors import BadToken
from enliven.routing import websocket_urlpatterns
from enliven.stores import store
from enliven.testing import LiveClient
from tests.sockets import Page, Socket, cookie_header, load

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def logged_in(name="ann", *permissions):
    user, _ = User.objects.get_or_create(username=name)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


async def refusal_of(socket, page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    kind, payload = await socket.join(page)
    assert kind == "error", payload
    assert await socket.is_alive()
    return payload["code"]


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "é" * 50, ":::", "\x00"])
async def test_a_forged_token_is_refused(token):
    page = await load("/counter/")
    async with Socket(page.cookie) as socket:
        assert await refusal_of(socket, page, token=token) == "bad-token"


async def test_a_token_signed_for_something_else_is_refused():
    page = await load("/counter/")
    async with Socket(page.cookie) as socket:
        forged = signing.dumps([page.topic, "cookie", ""], salt="something.else")
        assert await refusal_of(socket, page, token=forged) == "bad-token"


@given(st.text() | st.from_regex(r"[\w-]{1,40}:[\w-]{6}:[\w-]{43}", fullmatch=True))
def test_no_text_is_a_token(token):
    with pytest.raises(BadToken):
        admit("topic", token, Credentials())


async def test_a_tampered_token_is_refused():
    page = await load("/counter/")
    async with Socket(page.cookie) as socket:
        token = page.token
        for index in (0, len(token) // 2, len(token) - 2):
            other = "A" if token[index] != "A" else "B"
            tampered = token[:index] + other + token[index + 1 :]
            assert await refusal_of(socket, page, token=tampered) == "bad-token"


async def test_a_token_of_another_page_is_refused():
    client = Client()
    page, other = await load("/counter/", client), await load("/counter/", client)
    async with Socket(page.cookie) as socket:
        assert await refusal_of(socket, page, token=other.token) == "bad-token"


async def test_a_token_in_another_browser_is_refused():
    page, other = await load("/counter/"), await load("/counter/")
    for cookie in ("", other.cookie, "enliven=", f"{page.cookie[:-1]}_"):
        async with Socket(cookie) as socket:
            assert await refusal_of(socket, page) == "bad-token"
    async with Socket(page.cookie) as socket:
        assert (await socket.join(page))[0] == "ok"


async def test_an_old_token_is_refused(settings, monkeypatch):
    page = await load("/counter/")
    settings.ENLIVEN = {"TOKEN_SECONDS": 1}
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4_000_000_000)
    async with Socket(page.cookie) as socket:
        assert await refusal_of(socket, page) == "bad-token"


async def test_a_token_whose_session_is_gone_says_so():
    page = await load("/counter/")
    store.drop(page.topic)
    async with Socket(page.cookie) as socket:
        assert await refusal_of(socket, page) == "session-expired"


async def test_the_token_tells_nothing():
    client = await logged_in("ann")
    page = await load("/private/", client)
    content = signing.loads(page.token, salt="enliven.token")
    assert content[:2] == [page.topic, "cookie"]
    assert re.fullmatch("[0-9a-f]{64}", content[2])


async def test_another_user_of_the_same_browser_is_refused():
    client = await logged_in("ann")
    page = await load("/counter/", client)
    await sync_to_async(client.logout)()
    for name in (None, "bob"):
        if name:
            other, _ = await User.objects.aget_or_create(username=name)
            await sync_to_async(client.force_login)(other)
        async with Socket(
            f"{cookie_header(client.cookies)}; {page.cookie.split('; ')[0]}"
        ) as socket:
            assert await refusal_of(socket, page) == "bad-token"


async def test_an_anonymous_page_is_not_joined_by_a_user():
    client = Client()
    page = await load("/counter/", client)
    user = await User.objects.acreate(username="ann")
    await sync_to_async(client.force_login)(user)
    async with Socket(cookie_header(client.cookies)) as socket:
        assert await refusal_of(socket, page) == "bad-token"


async def test_without_auth_middleware_only_anonymous_pages_are_joined():
    app = URLRouter(websocket_urlpatterns)
    page, private = await load("/counter/"), await load("/private/", await logged_in())
    async with Socket(page.cookie, app=app) as socket:
        assert (await socket.join(page))[0] == "ok"
    async with Socket(private.cookie, app=app) as socket:
        assert await refusal_of(socket, private) == "bad-token"


async def test_mixins_guard_the_page():
    assert (await load("/private/")).response.status_code == 302
    assert (await load("/staff/")).response.status_code == 403
    assert len(store) == 0


async def test_mixins_are_asked_again_at_join():
    page = await load("/staff/", await logged_in("ann", "view_note"))
    async with Socket(page.cookie) as socket:
        assert (await socket.join(page))[0] == "ok"
        assert (await socket.event(page, "increment"))[0] == "ok"
    await logged_in("ann")
    async with Socket(page.cookie) as socket:
        assert await refusal_of(socket, page) == "forbidden"
        assert store.find(page.topic).owner is None
    await logged_in("ann", "view_note")
    async with Socket(page.cookie) as socket:
        assert (await socket.join(page, version=2))[0] == "ok"
        assert store.find(page.topic).view.count == 1


@pytest.mark.parametrize("path", ["/private/", "/decorated/"])
async def test_rules_that_let_through_leave_the_view_as_it_is(path):
    page = await load(path, await logged_in())
    before = dict(vars(store.find(page.topic).view))
    async with Socket(page.cookie) as socket:
        assert (await socket.join(page))[0] == "ok"
    assert vars(store.find(page.topic).view) == before


async def test_the_request_has_the_user_and_session_of_the_socket():
    client = await logged_in("ann")
    page = await load("/counter/", client)
    request = store.find(page.topic).request
    original = request.session
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        assert request.user.username == "ann"
        assert (await request.auser()).username == "ann"
        assert request.session is not original
        assert request.session.session_key == original.session_key


@pytest.mark.parametrize("in_session", [True, False])
async def test_a_part_of_an_ordinary_page_is_bound_by_the_csrf_secret(in_session, settings):
    settings.CSRF_USE_SESSIONS = in_session
    client = Client()
    page = await load("/", client)
    assert "enliven" not in client.cookies
    async with Socket("") as socket:
        assert await refusal_of(socket, page) == "bad-token"
    async with Socket(page.cookie) as socket:
        for topic, token in page.roots:
            join = {"token": token, "version": None}
            assert (await socket.ask(topic, "join", join))[0] == "ok"


@pytest.mark.parametrize("given", [None, "", "short", "a" * 100, "a" * 31 + ";"])
def test_a_browser_without_a_good_cookie_gets_one(given):
    request = RequestFactory().get("/", secure=True)
    if given is not None:
        request.COOKIES["enliven"] = given
    response = Client().get("/login/")
    secret = bind_cookie(request, response)
    cookie = response.cookies["enliven"]
    assert cookie.value == secret
    assert len(secret) >= 32
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


@pytest.mark.parametrize("name", ["__Host-enliven", "__Secure-enliven"])
def test_a_prefixed_cookie_is_always_secure(name, settings):
    settings.ENLIVEN = {"COOKIE_NAME": name}
    cookie = Client().get("/counter/").cookies[name]
    assert cookie["secure"] is True
    assert (cookie["path"], cookie["domain"]) == ("/", "")


class BrokenRuleError(Exception):
    """Not what a probe is to swallow."""


def decorated(*decorators, error=None):
    class Base(LiveView):
        template = "<!doctype html>"

        def dispatch(self, request, *args, **kwargs):
            if error is not None and request.user.is_staff:
                raise error
            return super().dispatch(request, *args, **kwargs)

    for decorator in decorators:
        Base = method_decorator(decorator, name="dispatch")(Base)  # noqa: N806 - a class
    return Base


@pytest.mark.parametrize(
    "decorator", [gzip_page, cache_page(60), never_cache, vary_on_cookie, conditional_page]
)
def test_decorators_that_look_at_responses_let_pages_be_joined(decorator):
    client = LiveClient(decorated(decorator))
    client.close()


def test_a_probe_is_not_cached():
    view_class = decorated(cache_page(60))
    view_class.template = "<!doctype html><p>page</p>"
    for _ in range(2):
        assert LiveClient(view_class).text("p") == "page"


@pytest.mark.parametrize("error", [Http404("gone"), PermissionDenied()])
def test_a_page_that_is_gone_for_the_user_is_forbidden(error):
    view = decorated(error=error)()
    request = RequestFactory().get("/")
    view.setup(request)
    request.user = User(is_staff=False)
    assert is_allowed(view, request)
    request.user = User(is_staff=True)
    assert not is_allowed(view, request)


def test_other_exceptions_of_rules_go_out():
    view = decorated(error=BrokenRuleError())()
    request = RequestFactory().get("/")
    view.setup(request)
    request.user = User(is_staff=True)
    with pytest.raises(BrokenRuleError):
        is_allowed(view, request)


def test_a_browser_keeps_its_cookie(settings):
    settings.ENLIVEN = {"COOKIE_NAME": "mine"}
    client = Client()
    first = Page(client, "/counter/")
    assert "mine" in client.cookies
    assert not client.cookies["mine"]["secure"]
    second = Page(client, "/counter/")
    assert "mine" not in second.response.cookies
    assert second.cookie == first.cookie
