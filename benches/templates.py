"""Plain rendering, beside Django's own engine with the same data."""

from types import SimpleNamespace

from django.template import Context
from django.template import Engine as DjangoEngine

from benches.timing import row
from enliven.template import Engine

PEOPLE = [
    {"name": f"Person <{number}>", "age": number % 90, "tags": ["one", "two"]}
    for number in range(1000)
]
CASES = {
    "variables of 1,000 dicts": (
        "{% for p in people %}<i>{{ p.name }}</i>{{ p.age }}{% endfor %}",
        {"people": PEOPLE},
    ),
    "attributes of 1,000 objects": (
        "{% for p in people %}<i>{{ p.name }}</i>{{ p.age }}{% endfor %}",
        {"people": [SimpleNamespace(**person) for person in PEOPLE]},
    ),
    "conditions": (
        "{% for p in people %}{% if p.age > 60 %}o{% elif p.age < 9 %}young{% endif %}{% endfor %}",
        {"people": PEOPLE},
    ),
    "filters": (
        "{% for p in people %}{{ p.name|upper|truncatechars:8 }}{{ p.tags|join:', ' }}{% endfor %}",
        {"people": PEOPLE},
    ),
    "nested loops": (
        "{% for p in people %}{% for t in p.tags %}{{ t }}{% endfor %}{% endfor %}",
        {"people": PEOPLE},
    ),
}


def compare(name: str, source: str, values: dict[str, object]) -> None:
    """Prints what both engines take, after making sure that they agree."""
    context = Context(values)
    theirs = DjangoEngine().from_string(source)
    ours = Engine().from_string(source)
    if ours.render(context) != theirs.render(context):
        raise AssertionError(f"{name}: the engines disagree")
    slow = row(f"Django:  {name}", lambda: theirs.render(context))
    fast = row(f"Enliven: {name}", lambda: ours.render(context))
    print(f"{'':<52} {slow / fast:>10.1f} times faster")


def main() -> None:
    """Prints the figures."""
    for name, (source, values) in CASES.items():
        compare(name, source, values)
