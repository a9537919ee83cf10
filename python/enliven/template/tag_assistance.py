"""What tags ask Python to do for values that Rust does not know.

Where Django has it only as a part of a node's `render`, a node is made of values already resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.template.context import Context
from django.template.defaulttags import SpacelessNode, WidthRatioNode

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList


class _Given:
    """An expression of which only the outcome is left."""

    def __init__(self, value: object = None, error: Exception | None = None) -> None:
        self._value, self._error = value, error

    def resolve(self, _context: Context) -> object:
        if self._error is not None:
            raise self._error
        return self._value

    render = resolve


def ratio(value: object, maximum: object, width: object) -> str:
    """Returns what `{% widthratio %}` prints.

    Raises:
        TemplateSyntaxError: `width` is not a number.
    """
    given = [cast("FilterExpression", _Given(each)) for each in (value, maximum, width)]
    return WidthRatioNode(given[0], given[1], given[2]).render(Context())


def fail_ratio(error: Exception) -> None:
    """Raises what `{% widthratio %}` raises when an operand raises this."""
    operand = cast("FilterExpression", _Given(error=error))
    WidthRatioNode(operand, operand, operand).render(Context())


def strip_spaces(text: str) -> str:
    """Returns what `{% spaceless %}` makes of its body's output."""
    return SpacelessNode(cast("NodeList", _Given(text))).render(Context())
