"""Node lists, and the parser that makes them.

A `LoweredNodeList` is lowered to a `Program` when it is first rendered. Lists nested in nodes that
Rust knows are part of that program, so a change to any list of a template makes all of its programs
stale. Other changes to a node that Rust has lowered are not seen.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.template import TemplateSyntaxError, base, defaulttags
from django.template.loader_tags import BlockNode, ExtendsNode

from enliven._core import lower

from .originals import are_in_place
from .suggestions import add_note, suggest_filter, suggest_load, suggest_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.template.context import Context
    from django.utils.safestring import SafeString

    from enliven._core import Program


class Tree:
    """What the node lists of one template share.

    Attributes:
        changes: How often one of them was changed.
    """

    changes = 0


class LoweredNodeList(base.NodeList):
    """A node list that Rust renders."""

    _tree: Tree | None = None
    _program: Program | None = None
    _blocks: dict[str, BlockNode] | None = None
    _seen = -1

    @classmethod
    def of(cls, nodelist: base.NodeList, tree: Tree) -> LoweredNodeList:
        """Makes one with the nodes of a list of Django's."""
        new = cls(nodelist)
        new.contains_nontext = nodelist.contains_nontext
        new._tree = tree
        return new

    def render(self, context: Context) -> SafeString:
        """Renders every node."""
        tree, program = self._tree, self._program
        if program is None or tree is None or self._seen != tree.changes:
            program = self.program()
        if program is None or not are_in_place():
            return super().render(context)
        return program.render(context)

    def program(self) -> Program | None:
        """Returns what Rust runs; None while someone has replaced how nodes render or resolve."""
        if not are_in_place():
            return None
        self._forget_stale()
        if self._program is None:
            self._program = lower(self)
            if not self._program.is_native:
                # A tag's few nodes of Python are rendered by Django's code, without a step between.
                vars(self)["render"] = super().render
        return self._program

    def blocks(self) -> dict[str, BlockNode]:
        """Returns the blocks in it by name."""
        self._forget_stale()
        if self._blocks is None:
            found = cast("list[BlockNode]", self.get_nodes_by_type(BlockNode))
            self._blocks = {node.name: node for node in found}
        return self._blocks

    def root_blocks(self) -> dict[str, BlockNode] | None:
        """Returns the blocks of a template that extends no other; None if this one does."""
        return None if is_child(self) else self.blocks()

    def _forget_stale(self) -> None:
        if self._tree is None:
            self._tree = Tree()
        if self._seen != self._tree.changes:
            self._program = self._blocks = None
            self._seen = self._tree.changes

    def __getstate__(self) -> dict[str, Any]:
        """Leaves out what a copy makes anew; lists that are copied together share a tree."""
        kept = ("contains_nontext", "_tree")
        return {name: value for name, value in vars(self).items() if name in kept}


def is_child(nodelist: base.NodeList) -> bool:
    """Returns whether a template extends another, or has nothing but text."""
    for node in nodelist:
        if not isinstance(node, base.TextNode):
            return isinstance(node, ExtendsNode)
    return True


def _counting(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of `list` that changes it."""

    @wraps(method)
    def change(self: LoweredNodeList, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `list`'s
        result = method(self, *args, **kwargs)
        vars(self).pop("render", None)
        if self._tree is not None:
            self._tree.changes += 1
        return result

    return change


for _name in (
    *("__delitem__", "__iadd__", "__imul__", "__setitem__", "append", "clear"),
    *("extend", "insert", "pop", "remove", "reverse", "sort"),
):
    setattr(LoweredNodeList, _name, _counting(getattr(list, _name)))


class Parser(base.Parser):
    """Django's parser; its node lists are `LoweredNodeList`s, also those that tags ask for."""

    is_lowering = True
    _tree: Tree | None = None

    def error(self, token: base.Token, e: Exception | str) -> Exception:
        """Makes the exception for a tag, with a note where `{% load %}` names what is not there."""
        is_outer = isinstance(e, Exception) and "token" in vars(e)
        error = super().error(token, e)
        if isinstance(error, TemplateSyntaxError) and not is_outer and self._is_load(token):
            add_note(error, suggest_load(self, token))
        return error

    def _is_load(self, token: base.Token) -> bool:
        if token.token_type is not base.TokenType.BLOCK:
            return False
        command = next(iter(token.contents.split()), "")
        return self.tags.get(command) is defaulttags.load

    def invalid_block_tag(
        self, token: base.Token, command: str, parse_until: Iterable[str] | None = None
    ) -> None:
        """Refuses a tag that is not known, with a note on what it may have been meant to be."""
        try:
            super().invalid_block_tag(token, command, parse_until)
        except TemplateSyntaxError as error:
            add_note(error, suggest_tag(self, token, command, parse_until or ()))
            raise

    def find_filter(self, filter_name: str) -> Callable[..., Any]:
        """Finds a filter; the exception for one that is not known has a note."""
        try:
            return super().find_filter(filter_name)
        except TemplateSyntaxError as error:
            add_note(error, suggest_filter(self, filter_name))
            raise

    def parse(self, parse_until: Iterable[str] | None = None) -> base.NodeList:
        """Parses up to one of the given tags."""
        nodelist = super().parse(parse_until)
        if not self.is_lowering:
            return nodelist
        if self._tree is None:
            self._tree = Tree()
        return LoweredNodeList.of(nodelist, self._tree)
