"""`settings.ENLIVEN` as one frozen object, validated once."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from enliven.errors import ConfigurationError

_COOKIE_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+")
"""A token of RFC 6265, section 4.1.1."""


def _default_workers() -> int:
    return min(32, (os.cpu_count() or 1) + 4)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Every setting with its default; in `settings.ENLIVEN` the names are in upper case.

    Attributes:
        workers: Threads that run sync handlers and renders.
        max_frame_bytes: Size above which a frame closes its socket.
        max_queued: Events, and messages of broadcasts, that may wait for one session.
        max_topics: Views that may be joined over one socket.
        pending_seconds: How long a page's session waits for its first socket.
        max_pending: Sessions that may wait for their first socket; beyond, the oldest is dropped.
        reconnect_seconds: How long a session waits for its socket to come back.
        token_seconds: Age up to which a page's token may be used to join.
        cookie_name: Cookie that binds tokens to a browser.
        verify: Whether the patches of every event are applied and compared with the render, an
            error being raised if they differ: slow, for tests.
    """

    workers: int = field(default_factory=_default_workers)
    max_frame_bytes: int = 64 * 1024
    max_queued: int = 256
    max_topics: int = 32
    pending_seconds: int = 60
    max_pending: int = 1000
    reconnect_seconds: int = 300
    token_seconds: int = 14 * 24 * 3600
    cookie_name: str = "enliven"
    verify: bool = False

    def __post_init__(self) -> None:
        mistakes = (_mistake(setting.name, getattr(self, setting.name)) for setting in fields(self))
        _refuse([mistake for mistake in mistakes if mistake])


def default_values() -> dict[str, object]:
    """Give every key of `settings.ENLIVEN` with the value that it has when it is left out."""
    return {name.upper(): value for name, value in asdict(Settings()).items()}


def find_mistakes(values: object) -> list[str]:
    """List all that is wrong with a value of `settings.ENLIVEN`."""
    if not isinstance(values, Mapping):
        return [f"settings.ENLIVEN must be a dictionary, not {values!r}"]
    names = {setting.name.upper(): setting.name for setting in fields(Settings)}
    mistakes = (
        _mistake(names[key], value) if key in names else _unknown(key, names)
        for key, value in values.items()
    )
    return [mistake for mistake in mistakes if mistake]


def _unknown(key: object, names: Iterable[str]) -> str:
    near = get_close_matches(str(key).upper(), names, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"the keys are {', '.join(names)}"
    return f"settings.ENLIVEN has an unknown key {key!r}; {hint}"


def _mistake(name: str, value: object) -> str | None:
    key = name.upper()
    if name == "cookie_name":
        if not isinstance(value, str) or not _COOKIE_NAME.fullmatch(value):
            return (
                f'ENLIVEN["{key}"] must be a cookie\'s name, of ASCII letters, digits and'
                f" !#$%&'*+-.^_`|~, not {value!r}"
            )
    elif name == "verify":
        if not isinstance(value, bool):
            return f'ENLIVEN["{key}"] must be True or False, not {value!r}'
    elif isinstance(value, bool) or not isinstance(value, int) or value < 1:
        return f'ENLIVEN["{key}"] must be a whole number of at least 1, not {value!r}'
    return None


def _refuse(mistakes: list[str]) -> None:
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))


def read(values: Mapping[str, Any]) -> Settings:
    """Check a value of `settings.ENLIVEN`.

    Raises:
        ConfigurationError: It is no dictionary, a key is unknown, or a value is out of range; the
            message names every mistake.
    """
    _refuse(find_mistakes(values))
    return Settings(**{key.lower(): value for key, value in values.items()})


@cache
def get_settings() -> Settings:
    """Give the project's settings.

    Raises:
        ConfigurationError: `settings.ENLIVEN` is wrong.
    """
    return read(getattr(settings, "ENLIVEN", {}))


def _forget(*, setting: str, **_: object) -> None:
    if setting == "ENLIVEN":
        get_settings.cache_clear()


setting_changed.connect(_forget)
