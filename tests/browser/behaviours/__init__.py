"""What the client must get right when a patch meets a page in use: a module a subject."""

from . import changed_by_others, controls, embedded, focus, lists, markup
from .row import Row

ROWS: list[Row] = [
    *focus.ROWS,
    *controls.ROWS,
    *lists.ROWS,
    *embedded.ROWS,
    *changed_by_others.ROWS,
    *markup.ROWS,
]

__all__ = ["ROWS", "Row"]
