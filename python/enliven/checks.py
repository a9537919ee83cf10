"""System checks: what is misconfigured is told by `manage.py check`, with an id and a remedy."""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's names
from django.core.exceptions import ImproperlyConfigured

from enliven.conf import default_values, find_mistakes
from enliven.errors import DefinitionError
from enliven.events import find_handler, get_binder, handler_names
from enliven.template import Engine
from enliven.views import LiveView

Check = Callable[..., list[CheckMessage]]


def check_settings(**_: object) -> list[CheckMessage]:
    """`settings.ENLIVEN` holds known keys with usable values."""
    defaults = ", ".join(f"{key} ({value!r})" for key, value in default_values().items())
    hint = f"The keys, with the value that each has when it is left out: {defaults}."
    mistakes = find_mistakes(getattr(settings, "ENLIVEN", {}))
    return [Error(mistake, hint=hint, id="enliven.E001") for mistake in mistakes]


def check_template_engine(**_: object) -> list[CheckMessage]:
    """There is an engine that live views can render with."""
    try:
        Engine.get_default()
    except ImproperlyConfigured as error:
        hint = (
            'Add {"BACKEND": "enliven.template.EnlivenTemplates", "APP_DIRS": True} to TEMPLATES.'
        )
        return [Error(f"Live views have no template engine: {error}", hint=hint, id="enliven.E002")]
    return []


def check_views(**_: object) -> list[CheckMessage]:
    """Every imported view has handlers whose annotations can be used."""
    messages: list[CheckMessage] = []
    for view_class in _subclasses(LiveView):
        where = f"{view_class.__module__}.{view_class.__qualname__}"
        for name in handler_names(view_class):
            handler = find_handler(view_class, name)
            try:
                if handler is not None:
                    get_binder(handler)
            except DefinitionError as error:
                hint = "Annotate with types that pydantic validates, importable where they stand."
                messages.append(Error(f"{where}: {error}", hint=hint, id="enliven.E003"))
    return messages


def check_static_files(**_: object) -> list[CheckMessage]:
    """The client script can be served."""
    if not settings.STATIC_URL:
        hint = 'Set STATIC_URL, for example to "static/".'
        return [Error("The client script has no URL.", hint=hint, id="enliven.E004")]
    if not apps.is_installed("django.contrib.staticfiles"):
        hint = (
            'Add "django.contrib.staticfiles" to INSTALLED_APPS, or serve enliven/enliven.js under'
            " STATIC_URL by other means and silence this check."
        )
        message = "django.contrib.staticfiles does not deliver the client script."
        return [Warning(message, hint=hint, id="enliven.W001")]
    return []


ALL_CHECKS: list[Check] = [
    check_settings,
    check_template_engine,
    check_views,
    check_static_files,
]
"""What the app registers."""


def _subclasses(view_class: type[LiveView]) -> Iterator[type[LiveView]]:
    for subclass in view_class.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
