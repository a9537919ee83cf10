"""Counts and times what runs as Python while a page renders: nodes and filters."""

import collections
import inspect
import sys
import time

from django.template import base, engines, library


class Profile:
    """While it is entered, notes each call of a node's `render` and of a filter.

    Times are of the node itself, without the nodes and filters that it calls, and are too long by
    what noting takes.
    """

    def __init__(self):
        self.counts, self.seconds = collections.Counter(), collections.Counter()
        self.stack = []
        self.names = {}

    def __enter__(self):
        self.names = dict(_codes())
        self.began = time.perf_counter()
        sys.setprofile(self.note)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)

    def note(self, frame, event, _argument):
        if event == "call":
            if frame.f_code not in self.names:
                return
            name = self.names[frame.f_code] or _describe(frame.f_locals["self"])
            self.switch()
            self.stack.append((frame, name))
            self.counts[name] += 1
        elif event == "return" and self.stack and self.stack[-1][0] is frame:
            self.switch()
            self.stack.pop()

    def switch(self):
        """Gives the time since the last switch to what ran."""
        now = time.perf_counter()
        if self.stack:
            self.seconds[self.stack[-1][1]] += now - self.began
        self.began = now

    def lines(self):
        """Returns name, calls and milliseconds, the longest first."""
        return [
            (name, self.counts[name], seconds * 1e3) for name, seconds in self.seconds.most_common()
        ]


def _codes():
    """Yields the code of every node's `render` with None, and of every filter with its name."""
    pending = [base.Node]
    while pending:
        node = pending.pop()
        pending += node.__subclasses__()
        render = inspect.unwrap(node.render)
        if node is not base.Node and hasattr(render, "__code__"):
            yield render.__code__, None
    backend = engines.all()[0].engine
    libraries = [*backend.template_builtins, *backend.template_libraries.values()]
    for one in libraries:
        for name, function in one.filters.items():
            code = getattr(inspect.unwrap(function), "__code__", None)
            if code is not None:
                yield code, f"|{name}"


def _describe(node):
    kind = type(node).__name__
    if isinstance(node, library.TagHelperNode):
        return f"{kind} {node.func.__module__}.{node.func.__name__}"
    return kind
