"""Views that the tests drive."""

import asyncio
import threading
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from enliven import LiveView, abroadcast, broadcast, event
from tests.app.models import Note


def note_call(name):
    """Tests that count calls put something else in this place."""


def traced(handler):
    """A decorator whose wrapper is not async, whatever it wraps."""

    @wraps(handler)
    def wrapper(*args, **kwargs):
        return handler(*args, **kwargs)

    return wrapper


class Counter(LiveView):
    template_name = "app/counter.html"
    step = 1

    def mount(self, request, start: int = 0):
        self.count = start
        self.log: list[str] = []

    @property
    def double(self) -> int:
        return self.count * 2

    @event
    def increment(self, by: int | None = None):
        self.log.append("increment")
        self.count += self.step if by is None else by

    @event
    async def increment_async(self):
        await asyncio.sleep(0)
        self.count += 1

    @event
    def nothing(self):
        pass

    @event
    def fail(self):
        note_call("fail")
        self.count = 1000
        self.log.append("fail")
        raise RuntimeError("secret reason")

    @event
    async def fail_async(self):
        self.count = 1000
        self.log.append("fail")
        await asyncio.sleep(0)
        raise RuntimeError("secret reason")

    @event
    def leave_process(self):
        raise SystemExit(3)

    @event
    def stop_iteration(self):
        next(iter(()))

    @event
    def break_render(self):
        self.count = None

    @event
    def refuse(self):
        note_call("refuse")
        raise PermissionDenied

    @event
    async def cancel_a_task(self):
        self.count = 1000
        task = asyncio.ensure_future(asyncio.Event().wait())
        task.cancel()
        await task

    @event
    def raise_cancelled(self):
        self.count = 1000
        raise asyncio.CancelledError

    @event
    @traced
    async def half_async(self):
        self.count = 1000

    @event
    def redirect_away(self):
        self.count = 99
        return redirect("/")

    @event
    async def redirect_away_async(self):
        self.count = 99
        return redirect("/")

    def reset(self):
        self.count = 0


class Slow(LiveView):
    """Handlers that wait until the test lets them go on."""

    template = "<!doctype html><p>{{ done }}</p>"
    done = 0

    def mount(self, request):
        gates[request.GET.get("gate", "")] = self
        self._gate = asyncio.Event()
        self._started = asyncio.Event()

    @event
    async def wait(self):
        self.done += 1
        self._started.set()
        await self._gate.wait()
        self.done += 10

    @event
    def quick(self):
        self.done += 100


gates: dict[str, Slow] = {}


class Blocking(LiveView):
    """A handler that keeps its thread until the test lets it go on."""

    template = "<!doctype html><p>{{ done }}</p>"
    done = 0
    started = threading.Event()
    gate = threading.Event()

    def mount(self, request):
        self.started.clear()
        self.gate.clear()

    @event
    def block(self):
        self.started.set()
        self.gate.wait(10)
        self.done += 1


class Chat(LiveView):
    template = "<!doctype html><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"

    def mount(self, request, room: str):
        self.room = room
        self.lines: list[Any] = []
        self.subscribe(f"chat {room}")

    def received(self, topic, message):
        if message == "fail":
            self.lines.append("half")
            raise ValueError(message)
        self.lines.append(message)

    @event
    def say(self, line: str):
        broadcast(f"chat {self.room}", line)

    @event
    async def say_async(self, line: str):
        await abroadcast(f"chat {self.room}", line)

    @event
    def move(self, room: str):
        self.unsubscribe(f"chat {self.room}")
        self.room = room
        self.subscribe(f"chat {room}")

    @event
    def subscribe_and_fail(self):
        self.subscribe("chat elsewhere")
        raise RuntimeError


class AsyncChat(Chat):
    async def mount(self, request, room: str):
        await asyncio.sleep(0)
        super().mount(request, room)

    async def received(self, topic, message):
        await asyncio.sleep(0)
        super().received(topic, message)


class HalfAsync(Chat):
    @traced
    async def received(self, topic, message):
        self.lines.append(message)


class HalfAsyncMount(Counter):
    @traced
    async def mount(self, request):
        self.count = 1


class Linked(LiveView):
    template = "<!doctype html><a href='{% url \"there\" %}'>{{ n }}</a>"
    n = 0

    @event
    def increment(self):
        self.n += 1

    @event
    async def increment_async(self):
        self.n += len(reverse("there"))


class Flash(LiveView):
    """Shows Django's messages."""

    template = "<!doctype html>{% for m in messages %}<p>{{ m }}</p>{% endfor %}<b>{{ n }}</b>"
    n = 0

    def mount(self, request):
        messages.info(request, "mounted")
        self.subscribe("flash")

    def received(self, topic, message):
        self.n += 1
        if message:
            messages.info(self.request, message)

    @event
    def add(self, text: str):
        messages.info(self.request, text)

    @event
    def nothing(self):
        pass

    @event
    def fail(self):
        messages.info(self.request, "failed")
        raise RuntimeError


class Notes(LiveView):
    template = (
        "<!doctype html><form live-submit=add><input name=text></form>"
        "<ul>{% for note in notes %}<li id=n{{ note.pk }}>{{ note.text }}</li>{% endfor %}</ul>"
    )

    @property
    def notes(self):
        return Note.objects.order_by("pk")

    @event
    def add(self, text: str):
        Note.objects.create(text=text)


class SubscribedNotes(Notes):
    def mount(self, request):
        self.subscribe("notes")

    def received(self, topic, message):
        if message == "fail":
            raise ValueError


class Private(LoginRequiredMixin, Counter):
    pass


class Staff(PermissionRequiredMixin, Counter):
    permission_required = "app.view_note"
    raise_exception = True


@method_decorator(never_cache, name="dispatch")
class Decorated(Counter):
    pass


class Away(LiveView):
    template = "<!doctype html>"

    def mount(self, request):
        return redirect("/login/")


class Localised(LiveView):
    template = (
        "<!doctype html>{% load tz %}{% get_current_timezone as zone %}"
        "<p>{{ language }} {{ zone }} {{ number }}</p><b>{{ seen }}</b>"
    )
    number = 1.5
    seen = ""

    def mount(self, request):
        timezone.activate("Europe/Rome")

    @property
    def language(self):
        return translation.get_language()

    @event
    def look(self):
        self.seen = f"{translation.get_language()} {timezone.get_current_timezone_name()}"

    @event
    async def look_async(self):
        self.seen = f"{translation.get_language()} {timezone.get_current_timezone_name()}"


class Scoped(LiveView):
    """One of everything that a template may ask for."""

    template_name = "app/scoped.html"
    class_attribute = "class"
    evaluated = 0
    extra_context: ClassVar = {"extra": "extra"}

    def mount(self, request):
        self.attribute = "instance"
        self.shadowed = "instance"
        self._hidden = "hidden"

    @property
    def costly(self):
        type(self).evaluated += 1
        return "costly"

    @property
    def broken(self):
        raise KeyError("inside")

    def method(self):
        return "method"

    def get_context_data(self, **kwargs):
        return super().get_context_data(shadowed="context", **kwargs)

    @event
    def handler(self):
        pass


def index(request):
    """A page that is not live, with live parts."""
    return render(request, "app/index.html", {"room": "lobby"})


def login(request):
    return HttpResponse("please log in")


def choose_urlconf(get_response):
    """Middleware: a request may name its URLconf."""

    def respond(request):
        if "X-Urlconf" in request.headers:
            request.urlconf = request.headers["X-Urlconf"]
        return get_response(request)

    return respond
