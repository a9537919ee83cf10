"""One live view's life: mount, events, broadcasts, renders. Knows no transport.

Every change is one step: the handler runs, the view is rendered, the render is compared with the
one before. A step that raises anywhere leaves the view's state and the document as they were.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, Protocol

from asgiref.sync import async_to_sync
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.template.context import ContextDict
from django.utils.safestring import SafeString, mark_safe

from enliven._core import Document, Render
from enliven.document import patch
from enliven.errors import Refusal, UnknownEvent
from enliven.events import explain_missing, find_handler, get_binder
from enliven.names import forget_cached, refuse_reserved, reserved_values
from enliven.processors import Processed
from enliven.pubsub import Json
from enliven.scope import Scope
from enliven.steps import Step, refuse_awaitable
from enliven.surroundings import Result, Surroundings
from enliven.template.live import render_first, render_next
from enliven.workers import Run

if TYPE_CHECKING:
    from enliven.views import LiveView

rendering: ContextVar["Session | None"] = ContextVar("enliven_rendering", default=None)
"""The session whose template is being rendered."""

FIRST_VERSION = 1
"""Version of a page as served."""


class Owner(Protocol):
    """What holds a session for a socket."""

    async def release(self) -> None:
        """Let go of the session, after what is under way has ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did.

    Attributes:
        version: Version of the session after it.
        patches: JSON array that leads from the version before; `[]` where nothing changed.
    """

    version: int
    patches: bytes

    @property
    def is_empty(self) -> bool:
        """Whether the page stays as it is."""
        return self.patches == b"[]"


class Session:
    """A mounted view with the page it last rendered.

    Steps of one session never overlap: whoever owns it runs them one after the other.

    Attributes:
        topic: Name on the wire; cannot be guessed.
        is_page: Whether the render is a whole page, and not a part of one.
        owner: The socket's end that holds the session; None while it waits.
        page: Id of the page that joined last; "" where it has none, and before the first.
        last_ref: Highest `ref` of an event of that page that was handled.
        has_script: Whether the template places the client script itself.
    """

    def __init__(self, view: "LiveView", request: HttpRequest, *, is_page: bool) -> None:
        self.topic = secrets.token_urlsafe(16)
        self.view = view
        self.request = request
        self.owner: Owner | None = None
        self.page = ""
        self.last_ref = 0
        self._refusal: Callable[[], Refusal] | None = None
        self.has_script = False
        self.template = view.get_template()
        self.is_page = is_page
        self._document = Document(is_page)
        self._token: str | None = None
        self._processed = Processed()
        self._given = reserved_values(view)

    @property
    def name(self) -> str:
        """The view's class as `module.Class`, for logs and tokens."""
        cls = type(self.view)
        return f"{cls.__module__}.{cls.__qualname__}"

    @property
    def version(self) -> int:
        """How many renders changed something."""
        return self._document.version

    @property
    def html(self) -> str:
        """The markup that the page shows."""
        return self._document.html()

    @property
    def subscriptions(self) -> frozenset[str]:
        """Topics whose broadcasts the view receives."""
        return frozenset(vars(self.view).get("_subscriptions", ()))

    def mount(self, *args: Any, **kwargs: Any) -> HttpResponseBase | None:
        """Call the view's `mount`; give the response where it answers the request by itself."""
        mount = self.view.mount
        if iscoroutinefunction(mount):
            mount = async_to_sync(mount)
        result = mount(self.request, *args, **kwargs)
        refuse_awaitable(result, f"{self.name}.mount")
        self._surroundings = Surroundings.capture()
        return result if isinstance(result, HttpResponseBase) else None

    def serve(self) -> SafeString:
        """Render the view for the first response."""
        content = self._render(render_first)
        html = content if isinstance(content, str) else content.html
        self._document.reset(content)
        return mark_safe(html)  # noqa: S308 - what a template rendered

    def render(self) -> str:
        """Give the whole markup of the view's present state."""
        content = self._render(render_first)
        return content if isinstance(content, str) else content.html

    def _render(self, render: Callable[..., Render | str]) -> Render | str:
        refuse_reserved(self.view, self._given)
        forget_cached(self.view)
        context = self._make_context()
        previous = rendering.set(self)
        try:
            return render(self.template, context, page=self.is_page)
        finally:
            rendering.reset(previous)
            forget_cached(self.view)

    def _make_context(self) -> RequestContext:
        template = self.template
        processed = self._processed.get_values(template.engine, self.request)
        context = RequestContext(self.request, processed, autoescape=template.engine.autoescape)
        # One that is bound runs no context processors.
        context.template, context.template_name = template, template.name
        scope = Scope(self.view, self._get_csrf_token)
        context.dicts.append(scope)  # type: ignore[arg-type] # any mapping does for Django
        context.push(self.view.get_context_data())
        # What `push` makes refers to its context, and neither would be freed before the garbage
        # collector comes; nobody leaves these layers.
        for layer in context.dicts:
            if type(layer) is ContextDict:
                del layer.context
        return context

    def enter(self, page: str) -> None:
        """Belong to a page from now on; each counts the references of its events by itself."""
        if page != self.page:
            self.page = page
            self.last_ref = 0
            self._refusal = None

    def settle(self, ref: int, refusal: Refusal | None) -> None:
        """Note that an event was handled, and how, should its page ask again."""
        self.last_ref = ref
        # Not the exception itself: its traceback would keep all that the handler knew.
        self._refusal = None if refusal is None else partial(type(refusal), str(refusal))

    def confirm(self, version: int | None) -> Outcome | None:
        """Tell a page that it is up to date; None where it is not.

        Args:
            version: What the page shows; None for the page as served.
        """
        is_current = (FIRST_VERSION if version is None else version) == self.version
        return Outcome(self.version, b"[]") if is_current else None

    def replace(self) -> Outcome:
        """Give the patches that make any page this session's page: its whole content."""
        return Outcome(self.version, self._document.replacement())

    async def handle(
        self, ref: int, name: str, args: dict[str, Any], fields: list[tuple[str, str]], run: Run
    ) -> Outcome:
        """Call the handler of an event, unless it was called already: the last failure is repeated.

        Raises:
            UnknownEvent: The view offers no such event.
            InvalidArguments: The arguments do not fit the handler.
            Forbidden: The handler raised `PermissionDenied`.
            HandlerError: The handler, or the render after it, raised; the cause is the original.
        """
        if ref == self.last_ref and self._refusal is not None:
            raise self._refusal()
        if ref <= self.last_ref:
            return Outcome(self.version, b"[]")
        handler = find_handler(type(self.view), name)
        if handler is None:
            hint = partial(explain_missing, type(self.view), name[:64])
            raise UnknownEvent(f'this view has no event "{name[:64]}"', hint)
        step = Step(self, name, ref)
        with step.guard():
            kwargs = get_binder(handler).bind(args, fields)
        return await step.take(partial(handler, self.view, **kwargs), handler, run)

    async def receive(self, topic: str, message: Json, run: Run) -> Outcome:
        """Hand a broadcast to the view's `received`.

        Raises:
            HandlerError: `received`, or the render after it, raised; the cause is the original.
        """
        received = self.view.received
        step = Step(self, "received")
        return await step.take(partial(received, topic, message), received, run)

    async def refresh(self, run: Run) -> Outcome:
        """Render anew, for what has changed outside the view's state.

        Raises:
            HandlerError: The render raised; the cause is the original.
        """
        return await Step(self, "render").take(_do_nothing, _do_nothing, run)

    def patch(self) -> Outcome:
        """Render the present state and give what changed since the last render."""
        patches = patch(self._document, self._render(render_next))
        return Outcome(self.version, patches)

    def locale(self) -> AbstractContextManager[None]:
        """Make the language, time zone and URL prefix of the page's request the current ones."""
        return self._surroundings.restored()

    def in_locale(self, work: Callable[[], Result]) -> Result:
        """Give what `work` returns with those of the page's request; sync code ends as it began."""
        return self._surroundings.run(work)

    def _get_csrf_token(self) -> str:
        # Django masks the token anew at each call; only one that stays is no change of the page.
        if self._token is None:
            self._token = get_token(self.request)
        return self._token


def _do_nothing() -> None:
    pass
