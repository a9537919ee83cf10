"""What Django keeps beside a request while it answers one: locale, and where URLs begin."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import tzinfo
from typing import Any, NamedTuple, Self, TypeAlias, TypeVar

from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils import timezone, translation

# A module's name, the module, or a sequence of patterns, as `request.urlconf` may be.
Urlconf: TypeAlias = Any

Result = TypeVar("Result")


class Surroundings(NamedTuple):
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

    def run(self, work: Callable[[], Result]) -> Result:
        """Give what `work` returns with them in force, in a context of its own."""
        # Nothing has to be put back; asking what is in force takes longer than all of this.
        return copy_context().run(self._run, work)

    def _run(self, work: Callable[[], Result]) -> Result:
        if self.language is None:
            translation.deactivate_all()
        else:
            translation.activate(self.language)
        timezone.activate(self.time_zone)
        set_script_prefix(self.prefix)
        if self.urlconf is not get_urlconf():
            set_urlconf(self.urlconf)
        return work()

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Put them in force for the body."""
        before = Surroundings.capture()
        self.enforce(before)
        try:
            yield
        finally:
            before.enforce(Surroundings.capture())

    def enforce(self, current: "Surroundings") -> None:
        """Put in force what differs from those that are; mostly nothing does."""
        if self.language != current.language:
            if self.language is None:
                translation.deactivate_all()
            else:
                translation.activate(self.language)
        if self.time_zone is not current.time_zone:
            if self.time_zone is timezone.get_default_timezone():
                timezone.deactivate()
            else:
                timezone.activate(self.time_zone)
        if self.prefix != current.prefix:
            set_script_prefix(self.prefix)
        if self.urlconf is not current.urlconf:
            set_urlconf(self.urlconf)
