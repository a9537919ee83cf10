"""Events beside djust, and plain renders beside djust and Django's engine.

`make bench-peers` runs it in an environment of its own. CPU milliseconds of one thread, medians of
rounds in which all take turns, with the same templates and data: dictionaries, which djust handles
faster than other objects. djust's event is its `LiveView.render_with_diff()`, from new state to
patches as JSON; the render is its `render_template()`. Before each event the page is brought back
to where it was, which is not measured.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benches.peer_settings"
django.setup()

import djust  # noqa: E402 - its imports read the settings
from django.conf import settings  # noqa: E402
from django.template import Context  # noqa: E402
from django.template.engine import Engine as DjangoEngine  # noqa: E402
from djust.testing import LiveViewTestClient  # noqa: E402

from enliven import Document  # noqa: E402

from .documents import check, make_template  # noqa: E402
from .events import events  # noqa: E402
from .machine import environment  # noqa: E402
from .timing import Step, interleave  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

    from .documents import Sent
    from .events import Event, Values
    from .timing import Work

ROUNDS = 7


@dataclass(frozen=True)
class Result:
    """What one event took, and what each sends.

    Attributes:
        seconds: By work, those that djust cannot express left out.
        sent: Enliven's patches.
        peer_sent: How many patches djust sends, and how many bytes; None where it sends none.
    """

    event: Event
    seconds: Mapping[str, float]
    sent: Sent
    peer_sent: tuple[int, int] | None


def plain(value: object) -> Any:
    """Objects as dictionaries."""
    if isinstance(value, SimpleNamespace):
        return plain(vars(value))
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def for_djust(source: str) -> str:
    """A template with djust's attributes in the place of Enliven's."""
    return source.replace("live-", "dj-")


class Peer:
    """A page of djust's."""

    def __init__(self, event: Event) -> None:
        for name, source in event.included.items():
            folder = Path(settings.TEMPLATES[0]["DIRS"][0])
            (folder / name).write_text(for_djust(source))
        attributes = {"template": f"<div dj-root>{for_djust(event.template)}</div>"}
        client = LiveViewTestClient(type("Page", (djust.LiveView,), attributes))
        client.mount()
        self.view: Any = client.view_instance
        self.request: HttpRequest = self.view.request

    def show(self, values: Values) -> str | None:
        """Renders the page with other values, and gives the patches."""
        for name, value in values.items():
            setattr(self.view, name, value)
        _html, patches, _version = self.view.render_with_diff(self.request)
        return patches


def django_render(event: Event) -> Work:
    """The plain render of Django's engine."""
    sources = {"page.html": event.template, **event.included}
    locmem = ("django.template.loaders.locmem.Loader", sources)
    engine = DjangoEngine(loaders=[("django.template.loaders.cached.Loader", [locmem])])
    template = engine.get_template("page.html")
    return lambda: template.render(Context(event.after))


def measure(event: Event) -> Result:
    """Measures one event everywhere."""
    template = make_template(event)
    document, peer = Document(template), Peer(event)
    document.render(event.before)
    works: dict[str, Work | Step] = {
        "Enliven": Step(lambda: document.patch(event.before), lambda: document.patch(event.after)),
        "Enliven's render": lambda: template.render(Context(event.after)),
        "Django's render": django_render(event),
    }
    peer.show(event.before)
    patches = peer.show(event.after)
    if patches is not None:
        works["djust"] = Step(lambda: peer.show(event.before), lambda: peer.show(event.after))
    if not event.included:
        source = for_djust(event.template)
        works["djust's render"] = lambda: djust.render_template(source, event.after)
    sent = check(event, template)
    peer_sent = None if patches is None else (len(json.loads(patches)), len(patches.encode()))
    return Result(event, interleave(works, ROUNDS), sent, peer_sent)


def cells(result: Result) -> Iterator[str]:
    """A row of the table."""
    seconds = result.seconds
    yield from (result.event.page, result.event.name)
    for own, other in (
        ("Enliven", "djust"),
        ("Enliven's render", "djust's render"),
        ("Enliven's render", "Django's render"),
    ):
        if other != "Django's render":
            yield f"{seconds[own] * 1e3:.3f}"
        yield f"{seconds[other] * 1e3:.3f}" if other in seconds else ""
        yield f"{seconds[other] / seconds[own]:.0f}" if other in seconds else ""
    yield f"{result.sent.patches:,} / {result.sent.size_bytes:,}"
    yield "{:,} / {:,}".format(*result.peer_sent) if result.peer_sent else ""


def main() -> None:
    """Prints the table."""
    print(f"{__doc__}\n\n{environment('Django', 'djust')}\n")
    head = ["page", "event", "Enliven", "djust", "times", "Enliven's render", "djust's", "times"]
    head += ["Django's", "times", "patches / bytes", "djust's"]
    print(f"| {' | '.join(head)} |")
    print(f"|---|---|{'--:|' * (len(head) - 2)}")
    for event in events():
        same = replace(event, before=plain(event.before), after=plain(event.after))
        print(f"| {' | '.join(cells(measure(same)))} |", flush=True)


if __name__ == "__main__":
    main()
