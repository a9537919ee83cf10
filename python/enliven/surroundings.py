"""What Django keeps beside a request while it answers one: locale, and where URLs begin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Self, TypeAlias

from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone, translation

# A module's name, the module, or a sequence of patterns, as `request.urlconf` may be.
Urlconf: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The language, time zone, script prefix and URLconf of one request."""

    language: str | None
    time_zone: tzinfo
    prefix: str
    urlconf: Urlconf

    @classmethod
    def capture(cls) -> Self:
        """Give those that are in force."""
        return cls(
            translation.get_language(),
            timezone.get_current_timezone(),
            get_script_prefix(),
            get_urlconf(),
        )

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Put them in force for the body."""
        prefix, urlconf = get_script_prefix(), get_urlconf()
        with translation.override(self.language), timezone.override(self.time_zone):
            set_script_prefix(self.prefix)
            set_urlconf(self.urlconf)
            try:
                yield
            finally:
                set_script_prefix(prefix)
                set_urlconf(urlconf)
