"""The demo as an ASGI application: `uvicorn enliven.demo.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enliven.demo.settings")

from enliven.asgi import get_live_application

application = get_live_application()
