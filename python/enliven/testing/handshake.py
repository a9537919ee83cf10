"""What a browser brings to a page and to its socket, made up for tests."""

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import Client, RequestFactory

from enliven.access import Credentials

if TYPE_CHECKING:
    from enliven.access import User


def make_request(request: HttpRequest | None, user: "User | None") -> HttpRequest:
    """Give a request as the usual middleware would leave it.

    Args:
        request: Request to complete; by default a GET of "/".
        user: Its user; by default an anonymous one.

    Raises:
        TypeError: One of them is something else.
    """
    require_user(user)
    if request is not None and not isinstance(request, HttpRequest):
        raise TypeError(
            f"request must be an HttpRequest, such as RequestFactory() makes, not {request!r}"
        )
    if request is None:
        request = RequestFactory().get("/")
    if not hasattr(request, "session") and apps.is_installed("django.contrib.sessions"):
        request.session = _open_session(None)
    if user is not None:
        request.user = user
    elif not hasattr(request, "user") and apps.is_installed("django.contrib.auth"):
        request.user = get_user(request)
    if apps.is_installed("django.contrib.messages") and not hasattr(request, "_messages"):
        vars(request)["_messages"] = default_storage(request)
    return request


def require_user(user: object) -> None:
    """Refuse what is no user, such as an argument for `mount()` that is not given by its name.

    Raises:
        TypeError: It is none.
    """
    if user is not None and not hasattr(user, "is_authenticated"):
        raise TypeError(
            f"user must be a user, such as User.objects.create() gives, not {user!r};"
            " arguments for mount() are given by name, as in LiveClient(Counter, start=5)"
        )


def credentials_of(client: Client) -> Credentials:
    """Give what the browser behind Django's test client would send with its handshake."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    request = HttpRequest()
    session = user = None
    if apps.is_installed("django.contrib.sessions"):
        session = request.session = _open_session(cookies.get(settings.SESSION_COOKIE_NAME))
        if apps.is_installed("django.contrib.auth"):
            user = get_user(request)
    return Credentials(cookies, user, session)


def _open_session(key: str | None) -> SessionBase:
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return store(key)
