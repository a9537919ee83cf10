"""The tests' project as an ASGI application."""

from enliven.asgi import get_live_application

application = get_live_application()
