"""Renders templates that nest, chain and recur, with one engine; run as a program of its own.

Arguments: the engine (`django` or `enliven`), the kilobytes of the thread's stack (0 for the main
thread), Python's recursion limit, and how deep templates nest. It prints what comes out of each
case as a line of JSON, after a line with its name: a crash shows where it happened.
"""

import json
import sys
import threading

import django
from django.conf import settings
from django.template import Context
from django.template.engine import Engine as DjangoEngine

from enliven.template import Engine

FILTERS = 10_000
LONG = 2_000


class Endless:
    """An object with itself as every attribute."""

    def __getitem__(self, key):
        return self

    def __str__(self):
        return "endless"


def chain(depth):
    """Templates that extend each other, and call each other's blocks."""
    first = {"t0": "{% block a %}0{% endblock %}"}
    return first | {
        f"t{level}": f"{{% extends 't{level - 1}' %}}"
        f"{{% block a %}}{{{{ block.super }}}}{level % 10}{{% endblock %}}"
        for level in range(1, depth)
    }


def nested(opening, closing, depth):
    return opening * depth + "{{ x }}" + closing * depth


NESTED = {
    "if": ("{% if x %}", "{% endif %}"),
    "else": ("{% if y %}{% else %}", "{% endif %}"),
    "for": ("{% for y in one %}", "{% endfor %}"),
    "forloop": ("{% for y in one %}{{ forloop.parentloop.last }}", "{% endfor %}"),
    "unpacking": ("{% for y, z in pair %}", "{% endfor %}"),
    "empty": ("{% for y in none %}{% empty %}", "{% endfor %}"),
    "with": ("{% with y=x %}", "{% endwith %}"),
    "autoescape": ("{% autoescape off %}", "{% endautoescape %}"),
    "spaceless": ("{% spaceless %}", "{% endspaceless %}"),
    "filter": ("{% filter upper %}", "{% endfilter %}"),
    "ifchanged": ("{% ifchanged %}", "{% endifchanged %}"),
    "language": ("{% language 'de' %}", "{% endlanguage %}"),
    "localize": ("{% localize off %}", "{% endlocalize %}"),
    "timezone": ("{% timezone None %}", "{% endtimezone %}"),
    "if and for": ("{% if x %}{% for y in one %}", "{% endfor %}{% endif %}"),
    "filter and with": ("{% filter lower %}{% with y=x %}", "{% endwith %}{% endfilter %}"),
}
RECURRING = {
    "include": "{% include 'self' %}",
    "include only": "{% include 'self' with x=x only %}",
    "include in a loop": "{% for y in one %}{% include 'self' %}{% endfor %}",
    "include in a filter": "{% filter upper %}{% include 'self' %}{% endfilter %}",
    "include in a translation": "{% language 'de' %}{% include 'self' %}{% endlanguage %}",
    "include by a variable": "{% with t='self' %}{% include t %}{% endwith %}",
    "mutual includes": "{% include 'other' %}",
    "include of a child": "{% include 'child' %}",
    "block in a block": "{% block a %}{% include 'self' %}{% endblock %}",
    "itself": "{% extends 'self' %}",
    "each other": "{% extends 'child' %}",
}


def cases(depth):
    """Sources, and templates for them, by a name for each."""
    for name, (opening, closing) in NESTED.items():
        yield name, nested(opening, closing, depth), {}
    for name, source in RECURRING.items():
        others = {"other": "{% include 'self' %}", "child": "{% extends 'self' %}"}
        yield name, "{% include 'self' %}", {"self": source, **others}
    templates = chain(depth)
    yield "extends", f"{{% include 't{depth - 1}' %}}", templates
    yield "elif", "{% if y %}" + "{% elif y %}" * LONG + "{% else %}{{ x }}{% endif %}", {}
    yield "filters", "{{ x" + "|upper|lower" * (FILTERS // 2) + " }}", {}
    yield "filters with arguments", "{{ x" + "|default:y|cut:'z'" * (FILTERS // 2) + " }}", {}
    yield "filters of a condition", "{% if x" + "|upper" * FILTERS + " %}{{ x }}{% endif %}", {}
    yield "or", "{% if " + "y or " * depth + "x %}{{ x }}{% endif %}", {}
    yield "and", "{% if " + "x and " * depth + "x %}{{ x }}{% endif %}", {}
    yield "not", "{% if " + "not " * (depth * 2) + "x %}{{ x }}{% endif %}", {}
    yield "comparison", "{% if " + "x == " * depth + "x %}{{ x }}{% endif %}", {}
    yield "long or", "{% if " + "y or " * LONG + "x %}{{ x }}{% endif %}", {}
    yield "long and", "{% if " + "x and " * LONG + "x %}{{ x }}{% endif %}", {}
    yield "long not", "{% if " + "not " * LONG + "x %}{{ x }}{% endif %}", {}
    yield "path", "{{ endless" + ".a" * LONG + " }}", {}
    names = " ".join(f"n{i}=x" for i in range(LONG))
    yield "names", f"{{% with {names} %}}{{{{ n7 }}}}{{% endwith %}}", {}
    yield "cycle", "{% cycle " + "x " * LONG + "%}", {}
    yield "firstof", "{% firstof " + "y " * LONG + "x %}", {}
    yield "nodes", "{{ x }}{% if x %}.{% endif %}" * LONG, {}
    yield "own value", "{{ own }}{{ own|length }}{% for x in own %}{{ x|length }}{% endfor %}", {}


def deep_cases():
    """Values that only Python's own limit keeps from overflowing the stack when they print."""
    yield "deep value", "{{ deep }}", {}
    yield "deep list", "{{ deep|unordered_list }}", {}


def deep_list():
    inner = ["x"]
    for _ in range(5000):
        inner = [inner]
    return inner


def render(engine_class, source, templates):
    """Returns the text, or the name of the exception."""
    own = []
    own.append(own)
    variables = {"x": "x", "one": "1", "pair": [(1, 2)], "deep": deep_list(), "own": own}
    loader = ("django.template.loaders.locmem.Loader", templates)
    libraries = {name: f"django.templatetags.{name}" for name in ("i18n", "l10n", "tz")}
    builtins = list(libraries.values())
    try:
        template = engine_class(loaders=[loader], builtins=builtins).from_string(source)
        return template.render(Context({**variables, "endless": Endless()}))
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error).__name__


def tell(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    name, kilobytes, limit, depth = sys.argv[1], *map(int, sys.argv[2:])
    settings.configure()
    django.setup()
    engine_class = {"django": DjangoEngine, "enliven": Engine}[name]
    sys.setrecursionlimit(limit)

    def run():
        for case, source, templates in (*cases(depth), *(deep_cases() if limit <= 1000 else ())):
            tell(case)
            tell(json.dumps(render(engine_class, source, templates)))

    if kilobytes:
        threading.stack_size(kilobytes * 1024)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    else:
        run()


if __name__ == "__main__":
    main()
