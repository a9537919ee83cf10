"""What happens to pages: their templates, and the variables before and after an event."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Values = dict[str, object]
Rows = list[SimpleNamespace]

PARAGRAPH = "<p>Text that never changes, with <b>some</b> markup in it.</p>\n"
COUNTER = "<main>" + PARAGRAPH * 1600 + "<output>{{ count }}</output></main>"
TABLE = """<table><tbody>{% for row in rows %}
<tr live-key="{{ row.id }}" class="{% if row.selected %}selected{% endif %}">
<td>{{ row.id }}</td><td>{{ row.label }}</td><td>{{ row.price }}</td><td>{{ row.stock }}</td></tr>
{% endfor %}</tbody></table>"""
TREE = """<ul>{% include "branch.html" with nodes=nodes %}</ul>"""
BRANCH = """{% for node in nodes %}<li live-key="{{ node.id }}"><b>{{ node.name }}</b>
{% if node.nodes %}<ul>{% include "branch.html" with nodes=node.nodes %}</ul>{% endif %}</li>
{% endfor %}"""
FORM = """<form live-submit="save">{% for field in fields %}
<p><label for="{{ field.name }}">{{ field.label }}</label>
<input id="{{ field.name }}" name="{{ field.name }}" value="{{ field.value }}"
{% if field.errors %}aria-invalid="true"{% endif %}></p>
{% if field.errors %}<ul class="errors">{% for error in field.errors %}<li>{{ error }}</li>
{% endfor %}</ul>{% endif %}{% endfor %}
<button>Save</button></form>"""
CHAT = """<section><h1>{{ room }}</h1><ol>{% for line in lines %}
<li live-key="{{ line.id }}"><b>{{ line.author }}</b> {{ line.text }}</li>{% endfor %}</ol>
</section>"""
FIELDS = ("name", "street", "city", "postcode", "country", "email", "phone", "comment")


@dataclass(frozen=True)
class Event:
    """A change of what a page shows.

    Attributes:
        page: What tables call the page.
        name: What tables call the event.
        template: The source of the page's template.
        before: The variables that the page was rendered with last.
        after: The variables that it is rendered with next.
        budget: Microseconds that it may take, where that is agreed.
        included: The sources of the templates that it includes, by name.
    """

    page: str
    name: str
    template: str
    before: Values
    after: Values
    budget: int | None = None
    included: dict[str, str] = field(default_factory=dict)


def make_row(number: int, **changes: object) -> SimpleNamespace:
    """A row of the table."""
    values = {"label": f"Article {number}", "price": number / 4, "stock": number % 9}
    return SimpleNamespace(**{"id": number, "selected": False, **values, **changes})


def replaced(rows: Rows, at: int, **changes: object) -> Rows:
    """The rows with another one in one place."""
    return [*rows[:at], make_row(rows[at].id, **changes), *rows[at + 1 :]]


def table_events(size: int) -> Iterator[Event]:
    """What happens to a table of so many rows."""
    rows = [make_row(number) for number in range(size)]
    half = size // 2
    afterwards = {
        "no-op": rows,
        "update one": replaced(rows, half, label="Changed"),
        "update every 10th": [
            row if row.id % 10 else make_row(row.id, label=f"Changed {row.id}") for row in rows
        ],
        "update all": [make_row(row.id, stock=row.stock + 1) for row in rows],
        "select a row": replaced(rows, half, selected=True),
        "swap rows 1 and 998": [rows[0], rows[998], *rows[2:998], rows[1], *rows[999:]],
        "prepend one": [make_row(size), *rows],
        "append 1,000": [*rows, *(make_row(size + number) for number in range(1000))],
        "remove one": rows[:half] + rows[half + 1 :],
        "reverse": rows[::-1],
        "clear": [],
    }
    budgets = {"no-op": 400, "update one": 400, "prepend one": 450} if size == 1000 else {}
    page = f"table of {size:,} rows"
    for name, after in afterwards.items():
        yield Event(page, name, TABLE, {"rows": rows}, {"rows": after}, budgets.get(name))
    yield Event(page, f"create {size:,}", TABLE, {"rows": []}, {"rows": rows})


def make_tree(size: int) -> list[SimpleNamespace]:
    """Nodes with up to four below each; the first one stands above all others."""
    nodes = [SimpleNamespace(id=number, name=f"Node {number}", nodes=[]) for number in range(size)]
    for node in nodes[1:]:
        nodes[(node.id - 1) // 4].nodes.append(node)
    return nodes


def tree_events() -> Iterator[Event]:
    """What happens to a tree of 5,000 nodes."""
    size = 5000
    nodes = make_tree(size)
    renamed, moved = make_tree(size), make_tree(size)
    renamed[-1].name = "Changed"
    moved[1].nodes.append(moved[2].nodes.pop())
    afterwards = {
        "no-op": nodes,
        "rename a leaf": renamed,
        "add a leaf": make_tree(size + 1),
        "move a branch": moved,
    }
    for name, after in afterwards.items():
        values = {"nodes": nodes[:1]}, {"nodes": after[:1]}
        included = {"branch.html": BRANCH}
        yield Event("tree of 5,000 nodes", name, TREE, *values, included=included)


def form_events() -> Iterator[Event]:
    """An error appears in a form."""
    fields = [
        SimpleNamespace(name=name, label=name.capitalize(), value=f"Some {name}", errors=[])
        for name in FIELDS
    ]
    wrong = SimpleNamespace(**{**vars(fields[5]), "errors": ["Enter a valid address."]})
    after = [*fields[:5], wrong, *fields[6:]]
    yield Event(
        "form of 8 fields", "one error appears", FORM, {"fields": fields}, {"fields": after}
    )


def events() -> Iterator[Event]:
    """Everything that is measured."""
    yield Event("counter in 100 kB", "count", COUNTER, {"count": 1}, {"count": 2}, 30)
    yield from table_events(1000)
    yield from table_events(10_000)
    yield from tree_events()
    yield from form_events()
