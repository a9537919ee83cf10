"""The whole ASGI application of a project with live pages."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import CookieMiddleware
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from enliven.routing import websocket_urlpatterns


def get_live_application() -> ProtocolTypeRouter:
    """Give an ASGI application that serves Django over HTTP and live pages over WebSocket.

    ```python
    # asgi.py
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
    application = get_live_application()
    ```

    Sockets are accepted from `ALLOWED_HOSTS` only, with the user and Django session of the browser.
    With `DEBUG`, static files are served as `runserver` does.
    """
    http: Any = get_asgi_application()
    if settings.DEBUG and apps.is_installed("django.contrib.staticfiles"):
        http = ASGIStaticFilesHandler(http)
    router = URLRouter(websocket_urlpatterns)
    has_users = apps.is_installed("django.contrib.auth")
    stack = AuthMiddlewareStack(router) if has_users else CookieMiddleware(router)
    return ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(stack)})
