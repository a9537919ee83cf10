"""The demo as an ASGI application: `uvicorn enliven.demo.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enliven.demo.settings")

from enliven.asgi import get_live_application  # noqa: E402 - reads the settings named above

application = get_live_application()
