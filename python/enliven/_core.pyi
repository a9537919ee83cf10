"""Rust half of Enliven."""

from typing import final

from django.template.base import NodeList
from django.template.context import Context
from django.utils.safestring import SafeString

@final
class Document:
    """What a client shows of a session, and the changes to it."""

    def __new__(cls, page: bool | None = None) -> Document:
        """Makes a document without content, at version 0.

        Args:
            page: Whether the content is a whole page, `<html>` being the root, or what stands in one element. Left
                out, the first content tells: a page starts, after white space and comments, with `<!doctype` or `<html`.
        """

    def reset(self, html: str) -> None:
        """Takes this content as what the client shows; the version grows by one."""

    def patch(self, html: str) -> bytes:
        """Returns the patches that lead from the content to this one, which takes its place.

        The interpreter is released meanwhile. The version grows by one if there are patches. A failure changes nothing.

        Returns:
            A JSON array of patches, as `docs/internals/protocol.md` describes them.

        Raises:
            RuntimeError: The document has no content yet.
            UnicodeEncodeError: The content holds a lone surrogate, which no page can.
        """

    def html(self) -> str:
        """Returns the content as it was given; empty before the first."""

    @property
    def version(self) -> int:
        """Counts the contents that changed something, the first included."""

@final
class Program:
    """A node list in the form that Rust runs. Immutable; renderings in several threads share it."""

    def render(self, context: Context) -> SafeString:
        """Renders to a `SafeString`."""

def lower(nodelist: NodeList) -> Program:
    """Lowers a node list of Django's to a program."""
