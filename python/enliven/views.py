"""`LiveView`: what a user of Enliven writes."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import Template, engine, engines
from django.template.backends.django import DjangoTemplates
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import classonlymethod
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View

from enliven import access, page
from enliven.defaults import own_defaults, own_value
from enliven.errors import ConfigurationError
from enliven.names import ViewClass, refuse_names
from enliven.pubsub import Json, check_topic
from enliven.session import Session
from enliven.stores import store
from enliven.template import Engine


class LiveView(TemplateResponseMixin, ContextMixin, View):
    """A class-based view whose page stays connected to it.

    ```python
    class Counter(LiveView):
        template_name = "counter.html"

        def mount(self, request, start: int = 0):
            self.count = start

        @event
        def increment(self):
            self.count += 1
    ```

    The instance lives as long as the page: its attributes are the state, and the template reads
    them, its properties and its methods by their names. What `get_context_data()` returns is on top
    of them.

    Attributes:
        template: Source of the template, in place of `template_name`.
        http_method_names: HTTP methods that methods of the view answer. An `@event` named `delete`
            or `post` is none of them.
    """

    template: str | None = None
    http_method_names = ["get", "head", "options"]  # noqa: RUF012 - as Django declares it
    is_probe = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse handlers and state that would hide what the base classes need."""
        super().__init_subclass__(**kwargs)
        refuse_names(cls)

    def __new__(cls, *_: object, **__: object) -> Self:
        """Give the instance values of its own for what its class holds and it could change."""
        self = super().__new__(cls)
        vars(self).update(own_defaults(cls))
        return self

    def __init__(self, **kwargs: Any) -> None:
        """Set attributes of the class as `as_view()` was told.

        Args:
            kwargs: Values by the names of attributes.
        """
        view_class: ViewClass = type(self)
        super().__init__(
            **{name: own_value(view_class, name, value) for name, value in kwargs.items()}
        )

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # noqa: N805 - of the class
        """Give what a URL calls, as Django's views do.

        Raises:
            ConfigurationError: "enliven" is not in `INSTALLED_APPS`.
        """
        _require_app()
        return super().as_view(**initkwargs)

    def mount(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase | Awaitable[HttpResponseBase | None] | None:
        """Set the first state; called once, on the HTTP request, with the arguments from the URL.

        May be a coroutine function. A response that it returns, a redirect say, is sent in place of
        the page.
        """

    def received(self, topic: str, message: Json) -> Awaitable[None] | None:
        """Take a message that was broadcast to a subscribed topic; a render follows.

        May be a coroutine function. What it leaves out is only the state: a template that reads the
        database shows what is there now, without any code here.
        """

    def subscribe(self, topic: str) -> None:
        """Receive what is broadcast to `topic`, from when the page's socket is connected.

        Raises:
            BroadcastError: The topic is no text.
        """
        check_topic(topic)
        vars(self).setdefault("_subscriptions", set()).add(topic)

    def unsubscribe(self, topic: str) -> None:
        """Receive no more of what is broadcast to `topic`."""
        vars(self).setdefault("_subscriptions", set()).discard(topic)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Mount the view and answer with its page; the session waits for the page's socket."""
        session = Session(self, request, is_page=True)
        answer = session.mount(*args, **kwargs)
        if answer is not None:
            return answer
        html = session.serve()
        response = HttpResponse(content_type=self.content_type)
        secret = access.bind_cookie(request, response)
        script = "" if session.has_script else page.script_tag(request, is_injected=True)
        attributes = _root_attributes(session, access.Binding.COOKIE, secret)
        response.content = page.inject(html, attributes, script)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie"])
        if request.method != "HEAD":
            store.put(session)
        return response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request; a probe only learns that nothing stood in its way."""
        if self.is_probe:
            return access.Allowed()
        return super().dispatch(request, *args, **kwargs)

    def get_template(self) -> Template:
        """Give the compiled template of the page.

        Raises:
            ImproperlyConfigured: The class names none.
        """
        engine = _get_engine(self.template_engine)
        if self.template is not None:
            return _compile(engine, self.template)
        return engine.select_template(self.get_template_names())


def embed(view_class: type[LiveView], request: HttpRequest, kwargs: dict[str, Any]) -> SafeString:
    """Mount a view inside a page that is not live, and give its root element.

    Raises:
        ConfigurationError: "enliven" is not in `INSTALLED_APPS`.
        PermissionDenied: The view's access rules refuse the request's user.
    """
    _require_app()
    view = view_class()
    view.setup(request, **kwargs)
    access.require_allowed(view, request)
    session = Session(view, request, is_page=False)
    if session.mount(**kwargs) is not None:
        raise ImproperlyConfigured(
            f"{session.name}: mount() answered with a response, which a part of a page cannot send"
        )
    html = session.serve()
    secret = access.bind_csrf(request)
    attributes = page.write_attributes(_root_attributes(session, access.Binding.CSRF, secret))
    store.put(session)
    return format_html("<div{}>{}</div>", attributes, html)


def _root_attributes(session: Session, binding: access.Binding, secret: str) -> dict[str, str]:
    return {"live-view": session.topic, "live-token": access.issue(session, binding, secret)}


def _require_app() -> None:
    # No system check can tell this: those of an app that is not installed never run.
    if apps.apps_ready and not apps.is_installed("enliven"):
        raise ConfigurationError(
            'Live views need "enliven" in INSTALLED_APPS: without it staticfiles does not find the'
            " script that makes a page live."
        )


def _get_engine(alias: str | None) -> engine.Engine:
    if alias is None:
        return Engine.get_default()
    backend = engines[alias]
    if not isinstance(backend, DjangoTemplates):
        raise ImproperlyConfigured(f'template_engine "{alias}" is not one of Django templates')
    return backend.engine


@lru_cache(maxsize=512)
def _compile(engine: engine.Engine, source: str) -> Template:
    return engine.from_string(source)
