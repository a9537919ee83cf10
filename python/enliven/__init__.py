"""Live pages from ordinary Django templates."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enliven.document import Document
    from enliven.events import event
    from enliven.pubsub import abroadcast, broadcast
    from enliven.views import LiveView

__all__ = ["Document", "LiveView", "abroadcast", "broadcast", "event"]

_HOMES = {
    "Document": "enliven.document",
    "LiveView": "enliven.views",
    "abroadcast": "enliven.pubsub",
    "broadcast": "enliven.pubsub",
    "event": "enliven.events",
}


def __getattr__(name: str) -> object:
    # Django imports the package before it reads the settings; what needs them is loaded late.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
