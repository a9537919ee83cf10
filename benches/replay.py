"""Takes the time of other people's functions out of a rendering.

`{% result_list %}` of the admin spends most of its time in the function behind the tag, which is
the same Python with every engine. To see what the engine itself takes, templates are compiled and
rendered once within `recording`: the functions behind simple and inclusion tags run, and so do
those in `CALLED`. In every later rendering they return at once what they returned then.
"""

from __future__ import annotations

import functools
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.forms import Media
from django.forms.boundfield import BoundField
from django.template import context_processors
from django.template.library import TagHelperNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: What attributes and variables of an admin page call.
CALLED = [(Media, "render"), (BoundField, "as_widget"), (context_processors, "get_token")]


class Recording:
    """What functions have returned, to be returned again.

    Every rendering must call the same functions in the same order.

    Attributes:
        is_complete: Whether the functions run no more.
    """

    def __init__(self) -> None:
        self.is_complete = False

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Makes what takes the place of a function."""
        results: list[Any] = []
        position = 0

        @functools.wraps(function)
        def repeat(*args: Any, **kwargs: Any) -> Any:
            nonlocal position
            if not self.is_complete:
                results.append(function(*args, **kwargs))
                return results[-1]
            result = results[position]
            position = (position + 1) % len(results)
            return result

        return repeat


@contextmanager
def recording() -> Iterator[Recording]:
    """Puts recorders in the place of functions, and leaves them there until its end."""
    made = Recording()
    original = TagHelperNode.__init__

    def record(self: TagHelperNode, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        original(self, made.wrap(func), *args, **kwargs)

    with ExitStack() as stack:
        stack.enter_context(patch.object(TagHelperNode, "__init__", record))
        for owner, name in CALLED:
            recorder = made.wrap(getattr(owner, name))
            stack.enter_context(patch.object(owner, name, recorder))
        yield made
