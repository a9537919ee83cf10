"""The `TEMPLATES` backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template import TemplateDoesNotExist
from django.template.backends import django

from .engine import Engine
from .suggestions import add_note

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.template.context import Context
    from django.utils.safestring import SafeString


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
            return super().render(context, request)
        except TemplateDoesNotExist as error:
            # Django raises a copy, which has the message and the place, but not the notes.
            for note in getattr(error.__cause__, "__notes__", ()):
                add_note(error, note)
            raise

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
    """

    def __init__(self, params: dict[str, Any]) -> None:
        options = dict(params["OPTIONS"])
        lowering = options.pop("lowering", True)
        super().__init__({**params, "OPTIONS": options})
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
