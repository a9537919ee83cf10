"""Frames in and out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enliven.errors import HandlerError
from enliven.protocol import (
    Event,
    FrameRefused,
    Join,
    Leave,
    Ping,
    decode,
    encode_error,
    encode_left,
    encode_pong,
    encode_state,
)

CODES = ("malformed-frame", "unknown-kind", "unknown-topic")

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
payloads = st.fixed_dictionaries(
    {},
    optional={
        "token": values,
        "version": values,
        "name": values,
        "args": values,
        "fields": values,
    },
)
kinds = st.sampled_from(["join", "event", "leave", "ping"]) | values
frames = st.tuples(
    st.integers(1, 9) | values, st.text(max_size=3) | values, kinds, payloads | values
)


def read(text):
    """Read or refuse; whatever else is raised fails the test."""
    try:
        return decode(text)
    except FrameRefused as refused:
        return refused.refusal.code


@given(st.text() | st.binary().map(lambda data: data.decode(errors="surrogateescape")))
def test_decoding_any_text_refuses_or_reads_it(text):
    assert read(text) == "malformed-frame"


@given(values)
def test_decoding_any_json_refuses_or_reads_it(value):
    assert read(json.dumps(value)) in CODES


@given(frames)
def test_decoding_what_is_nearly_a_frame_refuses_or_reads_it(frame):
    frame = read(json.dumps(frame))
    assert frame in CODES or isinstance(frame, Join | Event | Leave | Ping)


@given(
    st.integers(1, 2**53 - 1),
    st.text(min_size=1, max_size=128),
    st.text(),
    st.dictionaries(st.text(), st.text()),
    st.lists(st.tuples(st.text(), st.text())),
)
def test_an_event_is_read_as_it_was_written(ref, topic, name, args, fields):
    text = json.dumps([ref, topic, "event", {"name": name, "args": args, "fields": fields}])
    assert decode(text) == Event(ref, topic, name, args, fields)


def test_the_other_kinds_are_read():
    join = '[1,"t","join",{"token":"x","version":%s}]'
    assert decode(join % "null") == Join(1, "t", "x", None)
    assert decode(join % "-1") == Join(1, "t", "x", -1)
    page = '[1,"t","join",{"token":"x","version":null,"page":"%s"}]'
    assert decode(page % ("p" * 64)) == Join(1, "t", "x", None, "p" * 64)
    assert read(page % ("p" * 65)) == "malformed-frame"
    assert decode('[2,"t","leave",{}]') == Leave(2, "t")
    assert decode('[3,"","ping",{}]') == Ping(3)


@pytest.mark.parametrize("args", ['{"a":1e999}', '{"a":[{"b":-1e999}]}'])
def test_a_number_that_no_float_holds_is_malformed(args):
    text = f'[1,"t","event",{{"name":"x","args":{args},"fields":[]}}]'
    assert read(text) == "malformed-frame"


def test_the_last_of_duplicate_keys_counts():
    text = '[1,"t","join",{"token":"a","token":"b","version":null}]'
    assert decode(text) == Join(1, "t", "b", None)


def test_fields_keep_their_order_and_repeats():
    fields = [("b", "1"), ("a", "2"), ("b", "3")]
    text = json.dumps([1, "t", "event", {"name": "x", "args": {}, "fields": fields}])
    frame = decode(text)
    assert isinstance(frame, Event)
    assert frame.fields == fields


@pytest.mark.parametrize(
    ("text", "ref", "topic"),
    [
        ("nonsense", None, ""),
        ('[true,"t","ping",{}]', None, ""),
        (f'[{2**53},"t","ping",{{}}]', None, ""),
        ('[7,1,"ping",{}]', 7, ""),
        (f'[7,"{"t" * 200}","leave",{{}}]', 7, ""),
        ('[7,"t","join",{}]', 7, "t"),
        ('[7,"t","dance",{}]', 7, "t"),
    ],
)
def test_a_refusal_answers_as_far_as_the_frame_can_be_read(text, ref, topic):
    with pytest.raises(FrameRefused) as caught:
        decode(text)
    assert (caught.value.ref, caught.value.topic) == (ref, topic)


def test_a_refusal_repeats_no_value():
    with pytest.raises(FrameRefused) as caught:
        decode('[7,"t","join",{"token":["hunter2"],"version":null}]')
    assert "hunter2" not in str(caught.value)
    assert "token" in str(caught.value)


@given(st.none() | st.integers(1), st.text(), st.integers(0), st.lists(values))
def test_patches_travel_as_they_are(ref, topic, version, patches):
    text = encode_state("patch", ref, topic, version, json.dumps(patches).encode())
    assert json.loads(text) == [ref, topic, "patch", {"version": version, "patches": patches}]


def test_answers_are_frames():
    refusal = HandlerError('"x" failed')
    assert json.loads(encode_error(1, "t", refusal, "trace")) == [
        1,
        "t",
        "error",
        {"code": "handler-error", "message": '"x" failed', "detail": "trace"},
    ]
    assert json.loads(encode_left(1, "t")) == [1, "t", "ok", {}]
    assert json.loads(encode_pong(1)) == [1, "", "pong", {}]
