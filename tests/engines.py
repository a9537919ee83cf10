"""Django's engine and Enliven's side by side, with the same templates and libraries."""

from functools import cache

from django.template import Context
from django.template.engine import Engine as DjangoEngine
from django.utils import translation

from enliven.template import Engine

LIBRARY = "tests.template_library"
LIBRARIES = {
    **{name: f"django.templatetags.{name}" for name in ("cache", "i18n", "l10n", "static", "tz")},
    "humanize": "django.contrib.humanize.templatetags.humanize",
    **{
        name: f"django.contrib.admin.templatetags.{name}"
        for name in ("admin_list", "admin_modify", "admin_urls", "log")
    },
}


def engines(templates=None, **options):
    """Gives both engines; `templates` maps names to sources."""
    return _engines(tuple((templates or {}).items()), tuple(options.items()))


@cache
def _engines(templates, options):
    loader = ("django.template.loaders.locmem.Loader", dict(templates))
    defaults = {"builtins": [LIBRARY], "libraries": LIBRARIES, "loaders": [loader]}
    options = {**defaults, **dict(options)}
    return DjangoEngine(**options), Engine(**options)


def outcome(engine, source, variables, **settings):
    """What a rendering gives: text and its type, or the exception's type and message."""
    try:
        with translation.override(translation.get_language()):
            result = engine.from_string(source).render(Context(variables(), **settings))
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error), str(error)
    return type(result), result


def compare(source, variables=dict, templates=None, *, context=None, **options):
    """Renders with both engines, asserts that nothing differs and returns the text.

    `variables` makes the variables anew for each engine, as a rendering may change them.
    """
    reference, ours = (
        outcome(engine, source, variables, **(context or {}))
        for engine in engines(templates, **options)
    )
    assert ours == reference
    return ours[1]
