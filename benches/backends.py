"""The backends with Django's language, and forms that are rendered by them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.template.backends.base import BaseEngine
    from django.template.backends.base import _EngineTemplate as BackendTemplate


def make_backend(name: str, *, app_dirs: bool = False, **options: Any) -> BaseEngine:
    """Makes a backend that has nothing compiled yet."""
    params = {"NAME": "bench", "DIRS": [], "APP_DIRS": app_dirs, "OPTIONS": options}
    return import_string(settings.BACKENDS[name])(params)


@cache
def form_renderer(name: str) -> BaseRenderer:
    """What `FORM_RENDERER` would be for a backend: Django's own, with that backend's engine."""
    backend = import_string(settings.BACKENDS[name])
    return type("Renderer", (DjangoTemplates,), {"backend": backend})()


class ChosenRenderer(BaseRenderer):
    """The benches' `FORM_RENDERER`, which goes from one backend to the other."""

    name = "Django"

    def get_template(self, template_name: str) -> BackendTemplate:
        return form_renderer(self.name).get_template(template_name)
