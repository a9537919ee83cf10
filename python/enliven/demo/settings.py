"""Settings of the demo: SQLite and memory, no other service.

`ENLIVEN_DEMO_DATA` names the directory of the database, `ENLIVEN_DEMO_SECRET_KEY` the key that
signs cookies and tokens, `ENLIVEN_DEMO_DEBUG=0` hides tracebacks from the browser.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

DATA_DIR = Path(os.environ.get("ENLIVEN_DEMO_DATA", ".cache/demo"))

SECRET_KEY = os.environ.get("ENLIVEN_DEMO_SECRET_KEY") or get_random_secret_key()
DEBUG = os.environ.get("ENLIVEN_DEMO_DEBUG", "1") != "0"
ALLOWED_HOSTS = os.environ.get("ENLIVEN_DEMO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "enliven",
    "enliven.demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "enliven.demo.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "enliven.demo.urls"
ASGI_APPLICATION = "enliven.demo.asgi.application"
TEMPLATES = [{"BACKEND": "enliven.template.EnlivenTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "demo.sqlite3"},
}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
TIME_ZONE = "UTC"
USE_TZ = True
