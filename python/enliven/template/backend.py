"""The `TEMPLATES` backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist
from django.template.backends import django
from django.template.context import make_context

from enliven._core import render_values

from .engine import Engine
from .originals import own_method
from .suggestions import add_note, suggest_option

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.context import Context
    from django.utils.safestring import SafeString


_RENDER = own_method(django.Template, "render")


class BackendTemplate(django.Template):
    """What the backend gives for a name or a source: a template that takes a dictionary."""

    backend: EnlivenTemplates

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        """Renders with these variables, and those of the context processors if there is a request.

        Raises:
            TemplateDoesNotExist: The template includes or extends one that is not found.
        """
        try:
            text = self._render_values(context) if request is None else None
            return super().render(context, request) if text is None else text
        except TemplateDoesNotExist as error:
            # Django raises a copy, which has the message and the place, but not the notes.
            for note in getattr(error.__cause__, "__notes__", ()):
                add_note(error, note)
            raise

    def _render_values(self, values: dict[str, Any] | None) -> SafeString | None:
        """Renders without a request, past what Django does between; None if it is replaced."""
        if (
            django.Template.render is not _RENDER
            or vars(django)["make_context"] is not make_context
        ):
            return None
        try:
            return render_values(self.template, values, self.backend.engine.autoescape)
        except TemplateDoesNotExist as error:
            django.reraise(error, self.backend)

    def render_context(self, context: Context) -> SafeString:
        """Renders with a context made by the caller, which the template may change.

        Raises:
            TemplateDoesNotExist: The template includes or extends one that is not found.
        """
        return self.template.render(context)


class EnlivenTemplates(django.DjangoTemplates):
    """`DjangoTemplates` with an engine that renders in Rust.

    Takes every option of `DjangoTemplates`, and `lowering`: False renders every node by Python.

    Args:
        params: An entry of `TEMPLATES`, without `BACKEND`.

    Raises:
        ImproperlyConfigured: `lowering` is neither True nor False.
        TypeError: There is no option of a name that is given; a note tells the one that was meant.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        options = dict(params["OPTIONS"])
        lowering = options.pop("lowering", True)
        if not isinstance(lowering, bool):
            raise ImproperlyConfigured(
                f'The option "lowering" of the backend {params["NAME"]!r} in TEMPLATES must be True'
                f" or False, not {lowering!r}."
            )
        try:
            super().__init__({**params, "OPTIONS": options})
        except TypeError as error:
            add_note(error, suggest_option(options))
            raise
        self.engine: Engine = Engine.like(self.engine, lowering=lowering)

    def from_string(self, template_code: str) -> BackendTemplate:
        """Compiles template text."""
        return BackendTemplate(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> BackendTemplate:
        """Finds and compiles a template by its name.

        Raises:
            TemplateDoesNotExist: No loader finds it.
        """
        try:
            return BackendTemplate(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as error:
            django.reraise(error, self)
