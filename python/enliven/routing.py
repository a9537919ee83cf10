"""Where sockets arrive: to be put into Channels' `URLRouter`, under `AuthMiddlewareStack`."""

from django.urls import path

from enliven.consumers import LiveConsumer

websocket_urlpatterns = [path("enliven/socket/", LiveConsumer.as_asgi())]
"""URL patterns of type `websocket`."""
