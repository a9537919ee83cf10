"""The engines that are compared, each as a function from a case to what renders it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import jinja2
import minijinja
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from .backends import make_backend
from .cases import sources
from .library import stars

if TYPE_CHECKING:
    from .cases import Case

Render = Callable[[], str]


def with_django(name: str) -> Callable[[Case], Render]:
    """Renders by a backend of Django's kind."""

    def prepare(case: Case) -> Render:
        locmem = ("django.template.loaders.locmem.Loader", sources(case.django))
        loaders = [("django.template.loaders.cached.Loader", [locmem])]
        backend = make_backend(name, loaders=loaders, libraries={"library": "benches.library"})
        template = backend.engine.get_template("page")
        return lambda: template.render(Context(case.values()))

    return prepare


def with_jinja(case: Case) -> Render | None:
    """Renders by Jinja2, with the functions that Django's documentation tells to add."""
    if case.jinja is None:
        return None
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(sources(case.jinja)),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        keep_trailing_newline=True,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)
    environment.globals.update(url=reverse, static=static, stars=stars)
    template = environment.get_template("page")
    return lambda: template.render(case.values())


def with_minijinja(case: Case) -> Render | None:
    """Renders by minijinja's Python binding, with the same functions."""
    if case.jinja is None:
        return None
    environment = minijinja.Environment(
        templates=sources(case.jinja),
        globals={"url": reverse, "static": static, "stars": stars, "_": translate},
        debug=False,
        auto_escape_callback=lambda _name: True,
        keep_trailing_newline=True,
    )
    environment.render_template("page", **case.values())
    return lambda: environment.render_template("page", **case.values())


def translate(message: str, **values: object) -> str:
    """What `_` of Jinja2's extension does."""
    return gettext(message) % values if values else gettext(message)


def normalise(html: str) -> str:
    """Writes the references of Jinja2 and minijinja for quotes and slashes as Django does."""
    return html.replace("&#39;", "&#x27;").replace("&#34;", "&quot;").replace("&#x2f;", "/")


#: Django comes first: what the others give is compared with it.
CONTENDERS: dict[str, Callable[[Case], Render | None]] = {
    **{name: with_django(name) for name in settings.BACKENDS},
    "Jinja2": with_jinja,
    "minijinja": with_minijinja,
}
