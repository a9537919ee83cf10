"""Exceptions of Enliven.

```
Error
├── ConfigurationError      settings.ENLIVEN is wrong (also django's ImproperlyConfigured)
├── DefinitionError         a LiveView or one of its handlers is written wrongly (also TypeError)
├── ScopeError              a property that the template read raised
├── BroadcastError          a message that cannot travel (also TypeError)
├── DocumentError           a Document has no render, or one that is no text (also RuntimeError)
├── DuplicateKeyError       two items of a list have one `live-key` (also ValueError)
├── Refusal                 bad input from a browser; `code` names the heading in docs/errors.md
│   ├── MalformedFrame
│   ├── UnknownKind
│   ├── UnknownTopic
│   ├── UnknownEvent
│   ├── InvalidArguments
│   ├── BadToken
│   ├── SessionExpired
│   ├── Forbidden
│   ├── HandlerError        its cause is what the handler, or the render after it, raised
│   ├── NotJoined
│   └── Overloaded
└── TestingError            what LiveClient finds (also AssertionError)
    ├── SelectorError       a selector matches nothing, too much, or an element nobody can use
    ├── PageError           the response holds no live view to join
    └── OracleError         the patches do not lead to the new render
```
"""

from collections.abc import Callable
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured


class Error(Exception):
    """Root of everything that Enliven raises by itself."""


class ConfigurationError(Error, ImproperlyConfigured):
    """`settings.ENLIVEN` or the project around it cannot work."""


class DefinitionError(Error, TypeError):
    """A `LiveView` class or one of its handlers is written in a way that cannot work."""


class ScopeError(Error):
    """A property of a view raised while the template read it.

    Django's templates take a `KeyError`, `ValueError` and their like for "there is no such
    variable" and print nothing; this exception keeps the mistake visible. Its cause is the
    original. What a method raises when the template calls it goes out as it is.
    """


class BroadcastError(Error, TypeError):
    """A broadcast message is not made of what JSON can carry."""


class DocumentError(Error, RuntimeError):
    """A `Document` cannot tell what changed: nothing was rendered, or what is no Unicode text."""


class DuplicateKeyError(Error, ValueError):
    """Two items of one list have the same `live-key`; raised under `DEBUG` only."""


class Refusal(Error):  # noqa: N818 - the browser did wrong, not the server
    """Input from a browser that is answered with an `error` frame and changes nothing.

    The message goes to the browser: it names handlers and arguments, never values.

    Attributes:
        code: What the browser is told in one word.
        hint: Tells what the developer can do about it; asked for under `DEBUG` only.
    """

    code: ClassVar[str]

    def __init__(self, message: str, hint: Callable[[], str] | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class MalformedFrame(Refusal):
    """The frame is not one of the protocol."""

    code = "malformed-frame"


class UnknownKind(Refusal):
    """The frame's kind is none of the protocol's."""

    code = "unknown-kind"


class UnknownTopic(Refusal):
    """No view of this topic was joined over this socket."""

    code = "unknown-topic"


class UnknownEvent(Refusal):
    """The view has no `@event` handler of this name."""

    code = "unknown-event"


class InvalidArguments(Refusal):
    """The arguments do not fit the handler's signature."""

    code = "invalid-arguments"


class BadToken(Refusal):
    """The token is forged, too old, or another browser's or user's."""

    code = "bad-token"


class SessionExpired(Refusal):
    """The session is gone: never joined in time, away for too long, or lost in a restart."""

    code = "session-expired"


class Forbidden(Refusal):
    """The user may not, or may no longer, see this view."""

    code = "forbidden"


class HandlerError(Refusal):
    """A handler, or the render after it, raised, and the state is as before; see the cause."""

    code = "handler-error"


class NotJoined(Refusal):
    """The topic was joined over this socket once, and is not now."""

    code = "not-joined"


class Overloaded(Refusal):
    """More is waiting to be handled than the limits allow."""

    code = "overloaded"


class TestingError(Error, AssertionError):
    """Something that `LiveClient` found wrong with a test or a view."""

    __test__ = False


class SelectorError(TestingError):
    """A selector matches no element, several, or one that a person could not use so."""


class PageError(TestingError):
    """The response is no page with a live view."""


class OracleError(TestingError):
    """The patches of an event, applied to the page before it, do not give the page after it."""
