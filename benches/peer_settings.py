"""The benches' project with djust in it; `peers.py` writes the templates that djust includes."""

import tempfile

from .settings import *  # noqa: F403 - all of it, and more
from .settings import INSTALLED_APPS, TEMPLATES

INCLUDED = tempfile.TemporaryDirectory(prefix="enliven-benches-")
INSTALLED_APPS = [*INSTALLED_APPS, "channels", "djust"]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [INCLUDED.name]}, *TEMPLATES[1:]]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
