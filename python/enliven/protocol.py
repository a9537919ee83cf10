"""Frames in and out: the only code that knows what they look like on the wire."""

import json
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypedDict

from enliven.errors import MalformedFrame, Refusal, UnknownKind, UnknownTopic

_MAX_REF = 2**53 - 1
_MAX_TOPIC_LENGTH = 128
_MAX_PAGE_LENGTH = 64
_FRAME_LENGTH = 4
_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Join:
    """A page binds its session to this socket.

    Attributes:
        version: What the page shows; None for the page as served, a number that no version has to
        get it whole.
        page: Tells one load of the page from another.
    """

    ref: int
    topic: str
    token: str
    version: int | None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A handler is to be called."""

    ref: int
    topic: str
    name: str
    args: dict[str, Any]
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leave:
    """A page ends its session."""

    ref: int
    topic: str


@dataclass(frozen=True, slots=True)
class Ping:
    """A page asks whether the socket is alive."""

    ref: int


Frame: TypeAlias = Join | Event | Leave | Ping
"""What a browser may send."""


StateKind: TypeAlias = Literal["ok", "patch"]
"""Kind of a frame with patches: an answer, or a change that nobody here asked for."""


class FrameRefused(Exception):  # noqa: N818 - an envelope around the error to answer with
    """A frame that gets an `error` answer.

    Attributes:
        ref: Reference of the frame, as far as it could be read.
        topic: Topic of the frame, as far as it could be read.
        refusal: The reason.
    """

    def __init__(self, ref: int | None, topic: str, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.ref = ref
        self.topic = topic
        self.refusal = refusal


class _JoinPayload(TypedDict):
    __pydantic_config__ = _STRICT  # type: ignore[misc]
    token: str
    version: Annotated[int, Field(ge=-_MAX_REF, le=_MAX_REF)] | None
    page: NotRequired[Annotated[str, Field(max_length=_MAX_PAGE_LENGTH)]]


class _EventPayload(TypedDict):
    __pydantic_config__ = _STRICT  # type: ignore[misc]
    name: str
    args: dict[str, Any]
    fields: list[Annotated[list[str], Field(min_length=2, max_length=2)]]


class _EmptyPayload(TypedDict):
    __pydantic_config__ = _STRICT  # type: ignore[misc]


_Payload = TypeVar("_Payload")
_join_payload = TypeAdapter(_JoinPayload)
_event_payload = TypeAdapter(_EventPayload)
_empty_payload = TypeAdapter(_EmptyPayload)


def decode(text: str) -> Frame:
    """Read a text frame.

    Raises:
        FrameRefused: It is none of the protocol's.
    """
    try:
        frame = from_json(text, allow_inf_nan=False)
    except (ValueError, TypeError) as error:  # a TypeError for text that is not Unicode
        raise FrameRefused(None, "", MalformedFrame("a frame is JSON")) from error
    if not isinstance(frame, list) or len(frame) != _FRAME_LENGTH:
        raise FrameRefused(None, "", MalformedFrame("a frame is [ref, topic, kind, payload]"))
    ref, topic, kind, payload = frame
    if type(ref) is not int or not 0 < ref <= _MAX_REF:
        raise FrameRefused(None, "", MalformedFrame("ref must be a positive integer"))
    if not isinstance(topic, str) or len(topic) > _MAX_TOPIC_LENGTH:
        raise FrameRefused(ref, "", MalformedFrame("topic must be a short text"))
    try:
        return _read(ref, topic, kind, payload)
    except Refusal as refusal:
        raise FrameRefused(ref, topic, refusal) from refusal


def _read(ref: int, topic: str, kind: object, payload: object) -> Frame:
    if kind not in ("event", "join", "leave", "ping"):
        raise UnknownKind("a frame's kind is one of join, event, leave, ping")
    if (topic == "") is not (kind == "ping"):
        raise UnknownTopic(f'topic "{topic}" has no {kind}')
    match kind:
        case "event":
            event = _check(_event_payload, payload, kind)
            if not _is_finite(event["args"]):
                raise MalformedFrame("a number in the payload of event is out of range")
            fields = [(name, value) for name, value in event["fields"]]
            return Event(ref, topic, event["name"], event["args"], fields)
        case "join":
            join = _check(_join_payload, payload, kind)
            return Join(ref, topic, join["token"], join["version"], join.get("page", ""))
        case "leave":
            _check(_empty_payload, payload, kind)
            return Leave(ref, topic)
    _check(_empty_payload, payload, kind)
    return Ping(ref)


def _check(adapter: TypeAdapter[_Payload], payload: object, kind: object) -> _Payload:
    try:
        return adapter.validate_python(payload)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"][:1])
        raise MalformedFrame(f"the payload of {kind} is not as it must be: {where}") from None


def _is_finite(value: object) -> bool:
    """Whether no number in a JSON value was too large for a float (`1e999`)."""
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or isfinite(value)


def encode_state(kind: StateKind, ref: int | None, topic: str, version: int, patches: bytes) -> str:
    """Write a frame with patches; they are JSON already and go in as they are."""
    head = f"[{'null' if ref is None else ref},{json.dumps(topic)}"
    return f'{head},"{kind}",{{"version":{version},"patches":{patches.decode()}}}]'


def encode_error(ref: int | None, topic: str, refusal: Refusal, detail: str = "") -> str:
    """Write the answer to a frame that was refused; `detail` is only for debugging."""
    payload = {"code": refusal.code, "message": str(refusal), "detail": detail}
    return json.dumps([ref, topic, "error", payload])


def encode_left(ref: int, topic: str) -> str:
    """Write the answer to `leave`."""
    return json.dumps([ref, topic, "ok", {}])


def encode_pong(ref: int) -> str:
    """Write the answer to `ping`."""
    return json.dumps([ref, "", "pong", {}])
