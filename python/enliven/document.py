"""A template's output as a document that tells what changed.

```python
document = Document("<p>{{ count }}</p>")
document.render({"count": 1})  # '<p>1</p>'
document.patch({"count": 2})   # b'[["t",[0,0,0],"2"]]'
```

In the browser, `enliven.applyPatches(root, patches)` applies such an array; how the first markup
got there, and how patches travel, is up to the caller. A `LiveView` does all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.context import Context, make_context

from enliven import _core
from enliven.conf import get_settings
from enliven.errors import DocumentError, DuplicateKeyError
from enliven.oracle import verify
from enliven.template import Template
from enliven.template.live import log_strays, render_first, render_next

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.template.base import Template as DjangoTemplate
    from django.template.engine import Engine

    from enliven._core import Render

#: How many characters before a mistake an error shows.
_SHOWN = 40


class Document:
    """What a template rendered to last, and the patches to what it renders to next.

    Args:
        template: Template text, or a template object of Django or of Enliven.
        engine: The engine for template text; by default `enliven.template.Engine.get_default()`.

    Raises:
        TypeError: `template` is no template.
    """

    def __init__(self, template: object, engine: Engine | None = None) -> None:
        self._template: DjangoTemplate = Template.from_template(template, engine)
        self._core = _core.Document()

    @property
    def version(self) -> int:
        """Counts the renders that changed something, the first included; 0 before it."""
        return self._core.version

    def render(
        self,
        context: dict[str, object] | Context | None = None,
        request: HttpRequest | None = None,
    ) -> str:
        """Renders, and takes the result as what the browser shows.

        Args:
            context: Variables, or a whole `Context`.
            request: Makes the context one for this request, with the engine's context processors.

        Returns:
            The markup.

        Raises:
            DocumentError: The result is no Unicode text.
        """
        content = self._render(render_first, context, request)
        html = content if isinstance(content, str) else content.html
        self._core.reset(content)
        return html

    def patch(
        self,
        context: dict[str, object] | Context | None = None,
        request: HttpRequest | None = None,
    ) -> bytes:
        """Renders, and takes the result as what the browser shows once it has applied the patches.

        An exception changes nothing: the next call compares with the same render as this one.

        Args:
            context: Variables, or a whole `Context`.
            request: Makes the context one for this request, with the engine's context processors.

        Returns:
            A JSON array of patches from the last render to this one; empty if nothing changed.

        Raises:
            DocumentError: Nothing was rendered before, or the result is no Unicode text.
        """
        if not self.version:
            raise DocumentError("nothing to compare with: call render() before the first patch()")
        return patch(self._core, self._render(render_next, context, request))

    def _render(
        self,
        render: Callable[..., Render | str],
        context: dict[str, object] | Context | None,
        request: HttpRequest | None,
    ) -> Render | str:
        if isinstance(context, Context):
            if request is not None:
                raise TypeError("a Context has its request: make it a RequestContext of this one")
        else:
            autoescape = self._template.engine.autoescape
            context = make_context(context, request, autoescape=autoescape)
        content = render(self._template, context, page=self._core.is_page)
        if isinstance(content, str):
            _check_unicode(content)
        return content


def patch(document: _core.Document, content: Render | str) -> bytes:
    """Takes a render as what a document shows next, and gives the patches that lead there.

    With `ENLIVEN = {"VERIFY": True}` they are applied to what it showed before.

    Raises:
        DuplicateKeyError: Two items of one list have the same `live-key`, and `DEBUG` is on.
        OracleError: The outcome is not the render.
    """
    if settings.DEBUG:
        _check_keys(content)
    if get_settings().verify:
        before = document.html()
        patches = document.patch(content)
        verify(before, document.html(), patches, page=document.is_page)
    else:
        patches = document.patch(content)
    log_strays(document)
    return patches


def _check_keys(content: Render | str) -> None:
    found = None if isinstance(content, str) else content.find_duplicate_key()
    if found is not None:
        key, place = found
        raise DuplicateKeyError(
            f'{place}: two items of this list have live-key="{key}". Give each its own, such as its'
            " primary key; without DEBUG, items are told apart by their order."
        )


def _check_unicode(html: str) -> None:
    if html.isascii():
        return
    try:
        html.encode()
    except UnicodeEncodeError as error:
        before = html[max(0, error.start - _SHOWN) : error.start]
        raise DocumentError(
            f"no browser can be sent the lone surrogate {html[error.start]!r} at character "
            f"{error.start}, after {before!r}: look for text that was decoded with "
            '"surrogateescape" or cut in the middle of a character'
        ) from error
