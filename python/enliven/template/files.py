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
    ManifestStaticFilesStorage,
    StaticFilesStorage,
    staticfiles_storage,
)
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import StaticNode

from .originals import own_method

if TYPE_CHECKING:
    Addresses = dict[str, str]
    #: Addresses by paths, or by what the manifest says of a path, and that manifest.
    Files = tuple[Addresses, dict[str, str] | None]

_HANDLE_SIMPLE = vars(StaticNode)["handle_simple"]
_PLAIN_URL = own_method(FileSystemStorage, "url")
#: The methods by which a storage with a manifest makes an address.
_HASHED_METHODS = {
    name: own_method(ManifestStaticFilesStorage, name)
    for name in ("url", "_url", "stored_name", "hash_key")
}

#: By storage: its base URL, and the addresses that are known below it.
_known: WeakKeyDictionary[StaticFilesStorage, tuple[str, Addresses]] = WeakKeyDictionary()
#: The same without a storage, for one `STATIC_URL` at a time.
_plain: dict[str, Addresses] = {}
#: The apps that were looked through last, and whether `django.contrib.staticfiles` is one of them.
_installed: tuple[object, bool] = (None, False)


def find_files() -> Files | None:
    """Returns the addresses of static files, as far as they are known.

    The caller adds to them what the storage answers. None if an address may depend on anything.
    """
    if vars(StaticNode)["handle_simple"] is not _HANDLE_SIMPLE:
        return None
    if not _is_installed():
        base = settings.STATIC_URL
        if base not in _plain:
            _plain.clear()
        return _plain.setdefault(base, {}), None
    # A lazy object that has no storage yet gets one when it is asked for an address.
    storage = vars(staticfiles_storage)["_wrapped"]
    kind = type(storage)
    if StaticFilesStorage.url is not _PLAIN_URL:
        return None
    # Profilers put a class of theirs among the bases of a storage's.
    if kind is StaticFilesStorage and isinstance(storage, StaticFilesStorage):
        known = None if "url" in vars(storage) else _find_known(storage)
        return None if known is None else (known, None)
    if kind is ManifestStaticFilesStorage and isinstance(storage, ManifestStaticFilesStorage):
        files = storage.hashed_files
        # Addresses of files that the manifest does not have depend on the files.
        is_strict = type(files) is dict and storage.manifest_strict and not settings.DEBUG
        known = _find_known(storage) if is_strict and _is_as_written(storage) else None
        return None if known is None else (known, files)
    return None


def _is_installed() -> bool:
    """Returns whether `django.contrib.staticfiles` is; other apps come in another dictionary."""
    global _installed  # noqa: PLW0603 - one tuple, so that threads see both of it or none
    configurations, is_installed = _installed
    if configurations is not apps.app_configs:
        is_installed = apps.is_installed("django.contrib.staticfiles")
        _installed = (apps.app_configs, is_installed)
    return is_installed


def _find_known(storage: StaticFilesStorage) -> Addresses | None:
    base = storage.base_url
    # What a lazy string says may change.
    if type(base) is not str:
        return None
    known = _known.get(storage)
    if known is None or known[0] != base:
        known = _known[storage] = (base, {})
    return known[1]


def _is_as_written(storage: ManifestStaticFilesStorage) -> bool:
    return vars(storage).keys().isdisjoint(_HASHED_METHODS) and all(
        getattr(ManifestStaticFilesStorage, name) is method
        for name, method in _HASHED_METHODS.items()
    )
