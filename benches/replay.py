"""Takes the time of tags' functions out of a rendering.

`{% result_list %}` of the admin spends most of its time in the function behind the tag, which is
the same Python with every engine. To see what the engine itself takes, templates are compiled with
`recording`: the function behind each simple and inclusion tag runs in the first rendering only, and
what it returned then is returned again, in the same order, by every later one.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.template.library import TagHelperNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Recording:
    """What one rendering's tag functions have returned, and the renderings that repeat it."""

    def __init__(self) -> None:
        self.is_complete = False
        self._functions: list[_Repeated] = []

    def replay(self) -> None:
        """Ends the recording: from now on no function runs."""
        self.is_complete = True
        for function in self._functions:
            function.position = 0

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Puts a recorder in the place of a function."""
        repeated = _Repeated(function, self)
        self._functions.append(repeated)
        return repeated


class _Repeated:
    def __init__(self, function: Callable[..., Any], recording: Recording) -> None:
        self.function = function
        self.recording = recording
        self.results: list[Any] = []
        self.position = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.recording.is_complete:
            self.results.append(self.function(*args, **kwargs))
            return self.results[-1]
        result = self.results[self.position]
        self.position = (self.position + 1) % len(self.results)
        return result


@contextmanager
def recording() -> Iterator[Recording]:
    """Records the functions of all tags that are compiled meanwhile."""
    made = Recording()
    original = TagHelperNode.__init__

    def record(self: TagHelperNode, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        original(self, made.wrap(func), *args, **kwargs)

    with patch.object(TagHelperNode, "__init__", record):
        yield made
    made.replay()
