"""What Rust needs to know to write the addresses of static files without asking their storage.

Only of Django's own storages is it known on what an address depends: the storage's base URL, and
the manifest where there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import (
    HashedFilesMixin,
    ManifestStaticFilesStorage,
    StaticFilesStorage,
    staticfiles_storage,
)
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import StaticNode

from .originals import own_method

if TYPE_CHECKING:
    from typing import Any

    Addresses = dict[str, str]

_HANDLE_SIMPLE = vars(StaticNode)["handle_simple"]
_PLAIN_URL = own_method(FileSystemStorage, "url")
_HASHED_URL = own_method(HashedFilesMixin, "url")

#: By storage: what its addresses depend on, and those that are known.
_known: WeakKeyDictionary[StaticFilesStorage, tuple[list[Any], Addresses]] = WeakKeyDictionary()
#: The same without a storage, for one `STATIC_URL` at a time.
_plain: dict[str, Addresses] = {}


def find_files() -> dict[str, str] | None:
    """Returns the addresses of static files by their paths, as far as they are known.

    The caller adds to it what the storage answers. None if an address may depend on anything.
    """
    if vars(StaticNode)["handle_simple"] is not _HANDLE_SIMPLE:
        return None
    if not apps.is_installed("django.contrib.staticfiles"):
        base = settings.STATIC_URL
        if base not in _plain:
            _plain.clear()
        return _plain.setdefault(base, {})
    # A lazy object that has no storage yet gets one when it is asked for an address.
    storage = vars(staticfiles_storage)["_wrapped"]
    grounds = _find_grounds(storage)
    if grounds is None:
        return None
    known = _known.get(storage)
    if known is None or not all(map(_is_same, known[0], grounds)):
        known = _known[storage] = (grounds, {})
    return known[1]


def _find_grounds(storage: object) -> list[Any] | None:
    """Finds what the addresses of a storage depend on besides the path."""
    kind = type(storage)
    # Profilers put a class of theirs among the bases of a storage's.
    if kind is StaticFilesStorage and isinstance(storage, StaticFilesStorage):
        return [storage.base_url] if StaticFilesStorage.url is _PLAIN_URL else None
    # Addresses of files that the manifest does not have depend on the files.
    if kind is ManifestStaticFilesStorage and isinstance(storage, ManifestStaticFilesStorage):
        files = storage.hashed_files
        is_strict = (
            storage.manifest_strict
            and not settings.DEBUG
            and ManifestStaticFilesStorage.url is _HASHED_URL
        )
        return [storage.base_url, files, len(files)] if is_strict else None
    return None


def _is_same(one: object, other: object) -> bool:
    return one is other or (type(one) in {str, int} and one == other)
