"""From a change of state to encoded patches."""

import itertools
import json
from collections.abc import Callable, Iterable
from types import SimpleNamespace

from benches.timing import row
from enliven import Document

PARAGRAPH = "<p>Text that never changes, with <b>some</b> markup in it.</p>\n"
COUNTER = "<main>" + PARAGRAPH * 1600 + "<output>{{ count }}</output></main>"
TABLE = """<table><tbody>{% for row in rows %}
<tr live-key="{{ row.id }}" class="{% if row.selected %}selected{% endif %}">
<td>{{ row.id }}</td><td>{{ row.label }}</td><td>{{ row.price }}</td><td>{{ row.stock }}</td></tr>
{% endfor %}</tbody></table>"""


def make_row(number: int) -> SimpleNamespace:
    """A row of the table."""
    return SimpleNamespace(
        id=number, label=f"Article {number}", price=number / 4, stock=number % 9, selected=False
    )


def show(name: str, template: str, states: Iterable[dict[str, object]]) -> None:
    """Prints what patching to one state after the other costs, and how much goes over the wire."""
    document = Document(template)
    endless: Callable[[], dict[str, object]] = itertools.cycle(states).__next__
    html = document.render(endless())
    patches = document.patch(endless())
    size = f"{len(json.loads(patches))} patches, {len(patches)} bytes; page {len(html) // 1000} kB"
    row(name, lambda: document.patch(endless()), size)


def main() -> None:
    """Prints the figures."""
    rows = [make_row(number) for number in range(1000)]
    changed = [*rows[:500], make_row(500), *rows[501:]]
    changed[500].label = "Changed"
    show("counter in a page of text", COUNTER, [{"count": 1}, {"count": 2}])
    show("table of 1,000 rows: nothing changes", TABLE, [{"rows": rows}])
    show("table of 1,000 rows: one cell", TABLE, [{"rows": rows}, {"rows": changed}])
    show(
        "table of 1,000 rows: first row leaves, returns",
        TABLE,
        [{"rows": rows}, {"rows": rows[1:]}],
    )
    show("table of 1,000 rows: turned round", TABLE, [{"rows": rows}, {"rows": rows[::-1]}])
    show("table of 1,000 rows: emptied, filled", TABLE, [{"rows": rows}, {"rows": []}])
