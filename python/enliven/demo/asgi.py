"""The demo as an ASGI application: `uvicorn enliven.demo.asgi:application`."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

from enliven.asgi import get_live_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enliven.demo.settings")

# Serves static files without DEBUG, too: the demo has no web server in front of it.
application = ASGIStaticFilesHandler(get_live_application())  # type: ignore[arg-type] # takes any ASGI application
