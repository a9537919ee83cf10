"""A project of one file whose view has a handler that fails; `FAILING_DEBUG=1` sets `DEBUG`."""

import os

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.urls import path

from enliven.asgi import get_live_application

settings.configure(
    DEBUG=os.environ["FAILING_DEBUG"] == "1",
    SECRET_KEY="not secret",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "enliven",
        "enliven.demo",
    ],
    MIDDLEWARE=["enliven.demo.middleware.ContentSecurityPolicyMiddleware"],
    TEMPLATES=[{"BACKEND": "enliven.template.EnlivenTemplates"}],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    STATIC_URL="static/",
)

application = ASGIStaticFilesHandler(get_live_application())

from enliven import LiveView, event  # noqa: E402 - needs the apps, which the application loads


class Failing(LiveView):
    template = """<!doctype html>
        <html lang="en">
        <head>
          <title>Failing</title>
          <link rel="icon" href="/static/demo/icon.svg">
        </head>
        <body>
          <output>{{ count }}</output>
          <button live-click="increase">Increase</button>
          <button live-click="fail">Fail</button>
        </body></html>"""
    count: int = 0

    @event
    def increase(self):
        self.count += 1

    @event
    def fail(self):
        self.count += 100
        secret = "swordfish"
        raise RuntimeError(f"nobody should read {secret}")


urlpatterns = [
    path("", Failing.as_view()),
]
