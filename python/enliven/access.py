"""Who may join a session: the token in the page, and the view's own access rules."""

import copy
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_SESSION_KEY, CsrfViewMiddleware, get_token
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string

from enliven.conf import get_settings
from enliven.errors import BadToken, Forbidden, SessionExpired
from enliven.stores import store

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.auth.models import User as DefaultUser

    from enliven.session import Session
    from enliven.views import LiveView

    User: TypeAlias = DefaultUser | AnonymousUser

_SALT = "enliven.token"
_COOKIE = re.compile(r"[A-Za-z0-9_-]{32,64}")
_COOKIE_AGE_SECONDS = 400 * 24 * 3600


class Binding(StrEnum):
    """What ties a token to the browser that got the page."""

    COOKIE = "cookie"
    """Enliven's own cookie, set by the response of a `LiveView`."""

    CSRF = "csrf"
    """Django's CSRF secret, for views inside a page whose response Enliven does not make."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a joining browser brings along.

    Attributes:
        cookies: Cookies of the handshake.
        user: User of the handshake; None without `AuthMiddlewareStack`.
        session: Django session of the handshake; None without it.
    """

    cookies: Mapping[str, str] = field(default_factory=dict)
    user: "User | None" = None
    session: SessionBase | None = None


def bind_cookie(request: HttpRequest, response: HttpResponseBase) -> str:
    """Give the browser's secret for page tokens; where it has none, the response sets one."""
    name = get_settings().cookie_name
    secret = request.COOKIES.get(name, "")
    if not _COOKIE.fullmatch(secret):
        secret = secrets.token_urlsafe(32)
        response.set_cookie(
            name,
            secret,
            max_age=_COOKIE_AGE_SECONDS,
            # Browsers keep a cookie with one of these prefixes only if it is marked so.
            secure=request.is_secure() or name.lower().startswith(("__host-", "__secure-")),
            httponly=True,
            samesite="Lax",
        )
    return secret


def bind_csrf(request: HttpRequest) -> str:
    """Give the browser's CSRF secret, which Django's middleware puts into the response.

    Raises:
        ImproperlyConfigured: No middleware would.
    """
    if not _has_csrf_middleware(tuple(settings.MIDDLEWARE)):
        raise ImproperlyConfigured(
            '{% live %} needs "django.middleware.csrf.CsrfViewMiddleware" in MIDDLEWARE: its cookie'
            " binds the view to the browser"
        )
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def issue(session: "Session", binding: Binding, secret: str) -> str:
    """Make the token with which the browser that holds `secret` may join."""
    digest = _digest(session, secret, _user_id(getattr(session.request, "user", None)))
    return signing.dumps([session.topic, binding.value, digest], salt=_SALT)


def admit(topic: str, token: str, credentials: Credentials) -> "Session":
    """Give the session that a token opens, without taking it.

    Raises:
        BadToken: The token is forged, too old, or another browser's or user's.
        SessionExpired: The token is good and the session is gone.
    """
    try:
        max_age = get_settings().token_seconds
        token_topic, binding, digest = signing.loads(token, salt=_SALT, max_age=max_age)
    except signing.BadSignature as error:
        raise BadToken("this token is not valid") from error
    if token_topic != topic:
        raise BadToken("this token is not valid")
    session = store.find(topic)
    if session is None:
        raise SessionExpired("the session is gone; load the page again")
    secret = _presented_secret(Binding(binding), credentials)
    expected = _digest(session, secret, _user_id(credentials.user))
    if not secret or not constant_time_compare(digest, expected):
        raise BadToken("this token is not valid")
    return session


def renew(session: "Session", credentials: Credentials) -> None:
    """Give the session's request the user and Django session of the handshake."""
    _renew_request(session.request, credentials)


def has_rules(session: "Session") -> bool:
    """Whether anything in the view's classes decides about access."""
    return type(session.view).dispatch is not _plain_dispatch(type(session.view))


def check(session: "Session", credentials: Credentials) -> None:
    """Ask the view's `dispatch`, with its mixins and decorators, whether this user may see it.

    Raises:
        Forbidden: It answered with something else than the page.
    """
    request = copy.copy(session.request)
    _renew_request(request, credentials)
    if not is_allowed(session.view, request):
        raise Forbidden("you are not allowed to see this page")


def is_allowed(view: "LiveView", request: HttpRequest) -> bool:
    """Whether `dispatch` would let the request through to the view; the view is not touched."""
    probe = copy.copy(view)
    probe.request = request
    probe.is_probe = True
    try:
        response = probe.dispatch(request, *view.args, **view.kwargs)
    except (PermissionDenied, Http404):
        return False
    return isinstance(response, Allowed)


def require_allowed(view: "LiveView", request: HttpRequest) -> None:
    """Refuse a view inside a page to a user who may not see it.

    Raises:
        PermissionDenied: The view's `dispatch` answered with something else than the page.
    """
    if not is_allowed(view, request):
        raise PermissionDenied(f"{type(view).__qualname__} is not for this user")


class Allowed(HttpResponse):
    """What a probed view's `dispatch` answers when nothing in front of it objected.

    Decorators see an empty page that is as private as the real one, so that none caches it.
    """

    def __init__(self) -> None:
        super().__init__()
        patch_cache_control(self, private=True, no_cache=True, no_store=True)


def _plain_dispatch(view_class: "type[LiveView]") -> object:
    base = next(base for base in view_class.__mro__ if base.__module__ == "enliven.views")
    return vars(base)["dispatch"]


def _renew_request(request: HttpRequest, credentials: Credentials) -> None:
    if credentials.session is not None:
        request.session = credentials.session
    if credentials.user is not None:
        user = credentials.user

        async def auser() -> "User":
            return user

        request.user = user
        request.auser = auser


def _presented_secret(binding: Binding, credentials: Credentials) -> str:
    if binding is Binding.COOKIE:
        return credentials.cookies.get(get_settings().cookie_name, "")
    if settings.CSRF_USE_SESSIONS:
        session = credentials.session
        return "" if session is None else str(session.get(CSRF_SESSION_KEY, ""))
    return credentials.cookies.get(settings.CSRF_COOKIE_NAME, "")


def _digest(session: "Session", secret: str, user_id: str) -> str:
    bound = json.dumps([session.name, user_id, secret])
    return salted_hmac(_SALT, bound, algorithm="sha256").hexdigest()


def _user_id(user: "User | None") -> str:
    return str(user.pk) if user is not None and user.is_authenticated else ""


@cache
def _has_csrf_middleware(middleware: tuple[str, ...]) -> bool:
    classes = (import_string(path) for path in middleware)
    return any(isinstance(cls, type) and issubclass(cls, CsrfViewMiddleware) for cls in classes)
