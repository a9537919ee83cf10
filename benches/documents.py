"""Events, from a change of what a page shows to encoded patches, beside rendering and parsing it.

CPU microseconds, medians of rounds in which the columns take turns. What leads back to the page
before the event is not measured. The patches of each event are checked: applied to the page before,
they give the page that is rendered afterwards.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template import Context

from enliven import Document, _core
from enliven.oracle import verify
from enliven.template import Engine

from . import broadcasts, memory
from .events import events
from .machine import environment
from .timing import Step, interleave

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template.base import Template

    from .events import Event
    from .timing import Work

COLUMNS = ("event", "first event", "render", "general path", "parse")


@dataclass(frozen=True)
class Sent:
    """What an event gives.

    Attributes:
        html: The page after it.
        patches: How many lead there.
        size_bytes: How long they are, encoded.
    """

    html: str
    patches: int
    size_bytes: int


def make_template(event: Event) -> Template:
    """Compiles what the event's page is rendered by."""
    sources = {"page.html": event.template, **event.included}
    locmem = ("django.template.loaders.locmem.Loader", sources)
    engine: Any = Engine(loaders=[("django.template.loaders.cached.Loader", [locmem])])
    return engine.get_template("page.html")


def check(event: Event, template: Template) -> Sent:
    """Handles an event once, and tells what it gives.

    Raises:
        OracleError: The patches do not lead to the page.
    """
    document = Document(template)
    before = document.render(event.before)
    patches = document.patch(event.after)
    html = template.render(Context(event.after))
    verify(before, html, patches)
    return Sent(html, len(json.loads(patches)), len(patches))


def works(event: Event, template: Template, html: str) -> Mapping[str, Work | Step]:
    """What is measured of an event, by column."""
    document, fresh, general = Document(template), Document(template), _core.Document()
    document.render(event.before)
    before = template.render(Context(event.before))
    general.reset(before)

    def render() -> str:
        return template.render(Context(event.after))

    return {
        "event": Step(lambda: document.patch(event.before), lambda: document.patch(event.after)),
        "first event": Step(lambda: fresh.render(event.before), lambda: fresh.patch(event.after)),
        "render": render,
        "general path": Step(lambda: general.patch(before), lambda: general.patch(render())),
        "parse": lambda: _core.Dom.parse(html),
    }


def line(event: Event, sent: Sent, seconds: Mapping[str, float]) -> str:
    """A row of the table."""
    times = [f"{seconds[name] * 1e6:,.0f}" for name in COLUMNS]
    budget = f"{event.budget}" if event.budget else ""
    sizes = [f"{number:,}" for number in (sent.patches, sent.size_bytes, len(sent.html))]
    cells = [event.page, event.name, times[0], budget, *times[1:], *sizes]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Prints the tables."""
    print(f"{environment('Django')}\n")
    head = ["page", "event", COLUMNS[0], "budget", *COLUMNS[1:], "patches", "bytes", "page bytes"]
    print(f"| {' | '.join(head)} |")
    print(f"|---|---|{'--:|' * (len(head) - 2)}")
    for event in events():
        template = make_template(event)
        sent = check(event, template)
        print(line(event, sent, interleave(works(event, template, sent.html))), flush=True)
    memory.main()
    broadcasts.main()
