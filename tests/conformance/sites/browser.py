"""Fetches a site's pages and writes down what came, as JSON lines."""

import json
import random
import statistics
import time

from django.template.backends.django import Template
from django.test import Client
from django.utils import translation

from .masks import mask


class Stopwatch:
    """Adds up the CPU time of rendering templates, outermost renderings only."""

    def __init__(self):
        self.seconds, self.depth, self.renderings = 0.0, 0, 0
        render = Template.render

        def timed(template, context=None, request=None):
            self.depth += 1
            self.renderings += 1
            began = time.process_time()
            try:
                return render(template, context, request)
            finally:
                self.depth -= 1
                if not self.depth:
                    self.seconds += time.process_time() - began

        Template.render = timed


class Browser:
    """A test client per user and language.

    Attributes:
        last: The page that was fetched last.

    Args:
        stream: Where the lines go.
        repeats: How often a page is fetched to measure it.
        languages: The languages in which each page is fetched.
    """

    def __init__(self, stream, *, repeats=0, languages=("en", "de", "ar")):
        self.stream, self.repeats, self.languages = stream, repeats, languages
        self.watch = Stopwatch()
        self.user, self.clients = None, {}
        self.headers, self.last = {}, ""

    def login(self, user):
        """Fetches what follows as this user; None is nobody."""
        self.user = user

    def client(self, language):
        """Returns the client of the user in a language."""
        key = (self.user and self.user.pk, language)
        if key not in self.clients:
            client = Client(raise_request_exception=False)
            client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
            if self.user is not None:
                client.force_login(self.user)
            self.clients[key] = client
        return self.clients[key]

    def get(self, path, data=None, **extra):
        """Fetches a page in every language."""
        for language in self.languages:
            client = self.client(language)
            self.fetch(f"GET {path} {data or ''}[{language}]", client.get, path, data, **extra)

    def post(self, path, data=None, **extra):
        """Posts a form in every language; it had better fail, or the pages after it differ."""
        for language in self.languages:
            client = self.client(language)
            self.fetch(f"POST {path} {data or ''}[{language}]", client.post, path, data, **extra)

    def fetch(self, label, method, path, data, **extra):
        translation.activate("en")
        random.seed(0)
        before = self.watch.renderings
        response = method(path, data, headers=self.headers, **extra)
        body = b"".join(response) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        self.last = body.decode(errors="replace")
        text = mask(self.last) if "image" not in kind else ""
        line = {"page": label, "status": response.status_code, "body": text}
        line["used"] = self.watch.renderings > before
        line["location"] = response.headers.get("Location", "")
        error = getattr(response, "exc_info", None)
        if error:
            line["error"] = mask(f"{error[0].__name__}: {error[1]}")[:1000]
        if self.repeats and label.startswith("GET") and line["used"]:
            line["times"] = [self.measure(method, path, data, **extra) for _ in range(self.repeats)]
        self.stream.write(json.dumps(line) + "\n")

    def measure(self, method, path, data, **extra):
        """Returns the CPU time of the page and of its templates, in milliseconds."""
        self.watch.seconds, began = 0.0, time.process_time()
        method(path, data, headers=self.headers, **extra)
        return [(time.process_time() - began) * 1e3, self.watch.seconds * 1e3]


def median_times(times):
    """Returns the medians of a page's measurements."""
    return [statistics.median(column) for column in zip(*times, strict=True)]
