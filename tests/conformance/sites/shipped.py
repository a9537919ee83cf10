"""Compiles and renders every template that packages ship, with contexts made up for them."""

import importlib.util
import re
from functools import partial
from pathlib import Path

from django.template import Context, engines
from django.utils import translation

from .masks import mask

_NAME = re.compile(r"[A-Za-z_]\w*")


class Anything:
    """Answers for any object: every attribute is another one, three levels deep."""

    def __init__(self, path, depth=3):
        self.path, self.depth = path, depth

    def __getattr__(self, name):
        if name.startswith("_") or not self.depth:
            raise AttributeError(name)
        return Anything(f"{self.path}.{name}", self.depth - 1)

    def __getitem__(self, key):
        raise KeyError(key)

    def __iter__(self):
        return iter([Anything(f"{self.path}[{i}]", self.depth - 1) for i in range(2)][: self.depth])

    def __len__(self):
        return 2

    def __str__(self):
        return f"<{self.path} & 'co'>"

    __repr__ = __str__


def names_in(package):
    """Returns the names of the templates below a package, without duplicates."""
    spec = importlib.util.find_spec(package)
    names = {}
    for root in spec.submodule_search_locations:
        for folder in sorted(Path(root).rglob("templates")):
            for file in sorted(folder.rglob("*")):
                if file.is_file() and file.suffix not in {".py", ".pyc", ".mo", ".po"}:
                    names.setdefault(file.relative_to(folder).as_posix())
    return list(names)


def contexts(source):
    """Makes contexts for a template: nothing, anything, numbers, texts."""
    words = dict.fromkeys(_NAME.findall(source))
    for reserved in ("forloop", "block"):
        words.pop(reserved, None)
    yield "nothing", {}
    yield "anything", {word: Anything(word) for word in words}
    yield "numbers", {word: 1234567 + index for index, word in enumerate(words)}
    yield "texts", {word: f"<{word}>" for word in words}
    yield "lists", {word: [{"pk": 1, "name": word}, (1, 2.5)] for word in words}


def outcome(call):
    """Returns what a call gives or raises, masked."""
    try:
        return mask(str(call()))
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return mask(f"{type(error).__name__}: {error}")


def render_all(package):
    """Yields the outcome of compiling each template of a package, and of rendering it."""
    backend = engines.all()[0]
    for name in names_in(package):
        found = []
        failed = outcome(partial(_compile, backend, name, found))
        yield {"template": name, "compiled": failed}
        for template in found:
            for kind, variables in contexts(template.source):
                with translation.override("de"):
                    text = outcome(partial(template.render, Context(variables)))
                yield {"template": name, "context": kind, "text": text}


def _compile(backend, name, found):
    found.append(backend.get_template(name).template)
