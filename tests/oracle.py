"""Django's engine as the oracle: whatever it does with a template, Enliven's has to do."""

import random
import re
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

from django.core.cache import caches
from django.template import Context
from django.template.engine import Engine as DjangoEngine
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import strategies as st

from enliven.template import Engine
from tests.engines import LIBRARIES, LIBRARY

#: What an error tells of its place in a template.
_PLACE = ("message", "line", "name", "before", "during", "after", "start", "end", "total")
#: These show the time of day, which may pass between two renderings.
_CLOCK = re.compile(r"now|naturaltime|timesince|timeuntil")
_MICROSECONDS = re.compile(r"now[^%]*u")
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a rendering depends on besides its template and its variables."""

    language: str = "en"
    zone: str = "UTC"
    grouping: bool = False
    use_l10n: bool | None = None
    use_tz: bool | None = None
    autoescape: bool = True
    string_if_invalid: str = ""
    debug: bool = False

    def context(self, variables):
        return Context(
            variables, autoescape=self.autoescape, use_l10n=self.use_l10n, use_tz=self.use_tz
        )

    def __enter__(self):
        self._stack.enter_context(translation.override(self.language))
        self._stack.enter_context(timezone.override(self.zone))
        if self.grouping:
            self._stack.enter_context(override_settings(USE_THOUSAND_SEPARATOR=True))
        # For the filter `random` and the tag `lorem`.
        random.seed(0)

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    @property
    def _stack(self):
        return vars(self).setdefault("stack", ExitStack())


optional = st.sampled_from([None, None, True, False])
surroundings = st.builds(
    Surroundings,
    language=st.sampled_from(["en", "en", "de", "fr", "pl", "ar", "hi", "ja"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York"]),
    grouping=st.sampled_from([False, False, False, True]),
    use_l10n=optional,
    use_tz=optional,
    autoescape=st.sampled_from([True, True, False]),
    string_if_invalid=st.sampled_from(["", "", "INVALID", "no <%s>"]),
    debug=st.booleans(),
)


class Pair:
    """Both engines with the same options and templates."""

    def __init__(self, **options):
        self.templates = {}
        loader = ("django.template.loaders.locmem.Loader", self.templates)
        options = {
            "builtins": [LIBRARY, "tests.strategies.library"],
            "libraries": LIBRARIES,
            "loaders": [loader],
            **options,
        }
        self.engines = DjangoEngine(**options), Engine(**options)

    def load(self, templates):
        self.templates.clear()
        self.templates.update(templates or {})


pair = cache(Pair)


def describe(error):
    """What of an exception has to be equal."""
    if isinstance(error, RecursionError):
        # What was called at the deepest level is chance.
        return RecursionError, None, None
    place = getattr(error, "template_debug", None)
    noted = place and tuple(without_addresses(str(place.get(key))) for key in _PLACE)
    return type(error), _message(error), noted


def _message(error):
    try:
        return without_addresses(str(error))
    except Exception as failure:  # noqa: BLE001 - of a value that the message shows
        return type(failure)


def without_addresses(text):
    """A text with the addresses of objects in memory made equal."""
    return _ADDRESS.sub("0x", text)


def outcomes(engine, source, makers, where, *, catch=Exception):
    """What a template gives, rendered with the variables of each maker in turn.

    That is its text, or its exception; and what it leaves behind.
    """
    with where:
        try:
            template = engine.from_string(source)
        except catch as error:  # compared, whatever it is
            return [describe(error)]
    return [rendered(template, make_variables, where, catch=catch) for make_variables in makers]


def rendered(template, make_variables, where, *, catch=Exception):
    """What one rendering gives and leaves behind."""
    if "cache" in template.source:
        caches["default"].clear()
    context = where.context(make_variables())
    with where:
        try:
            text = template.render(context)
        except catch as error:  # compared, whatever it is
            # Django leaves a scope behind where the body of a loop with several variables fails.
            return describe(error), remains(context)
        scopes = [sorted(map(str, scope)) for scope in context.dicts]
        return (type(text), without_addresses(text)), remains(context), scopes


def remains(context):
    """What a rendering has left changed."""
    return {
        "states": len(context.render_context.dicts),
        "autoescape": context.autoescape,
        "language": translation.get_language(),
        "zone": timezone.get_current_timezone_name(),
    }


def agree(source, make_variables=dict, templates=None, where=None, *, catch=Exception):
    """Asserts that both engines do the same, and returns what they do for each rendering.

    `make_variables` makes them anew for each engine, as a rendering may change them; several
    makers are for as many renderings.
    """
    where = where or Surroundings()
    makers = [make_variables] if callable(make_variables) else make_variables
    both = pair(debug=where.debug, string_if_invalid=where.string_if_invalid)
    both.load(templates)
    everything = [source, *(templates or {}).values()]
    for _attempt in range(3 if any(map(_CLOCK.search, everything)) else 1):
        reference, ours = (
            outcomes(engine, source, makers, where, catch=catch) for engine in both.engines
        )
        if ours == reference:
            break
    assert ours == reference or any(map(_MICROSECONDS.search, everything))
    return ours
