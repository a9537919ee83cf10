"""Node lists, and the parser that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template import base

if TYPE_CHECKING:
    from collections.abc import Iterable


class Parser(base.Parser):
    """Django's parser; its node lists are `LoweredNodeList`s, also those that tags ask for."""

    is_lowering = True

    def parse(self, parse_until: Iterable[str] | None = None) -> base.NodeList:
        """Parses up to one of the given tags."""
        return super().parse(parse_until)
