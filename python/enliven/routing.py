"""Where sockets arrive: to be put into Channels' `URLRouter`, under `AuthMiddlewareStack`."""

from typing import Any

from django.urls import path

from enliven.consumers import LiveConsumer

websocket_urlpatterns: list[Any] = [path("enliven/socket/", LiveConsumer.as_asgi())]  # type: ignore[arg-type]
"""URL patterns of type `websocket`."""
