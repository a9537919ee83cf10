"""What the run of Django's own tests counts as a failure."""

import io
import json
import sys
import unittest
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("conformance")


@pytest.fixture
def conformance(monkeypatch):
    """Gives the modules `run` and `child`, which import each other as scripts do."""
    monkeypatch.syspath_prepend(str(FOLDER))
    import child  # noqa: PLC0415 - only importable with that path
    import run  # noqa: PLC0415

    yield run, child
    for name in ("run", "child", "environments", "sources"):
        sys.modules.pop(name, None)


def event(outcome, *, used=True):
    return {"outcome": outcome, "used": used, "text": ""}


def test_every_failure_counts_that_django_does_not_have(conformance):
    run, _ = conformance
    ended = {
        "passes": event("passed"),
        "passes without the engine": event("passed", used=False),
        "fails": event("failed"),
        "fails before the engine": event("failed", used=False),
        "fails with Django as well": event("failed"),
        "skipped": event("skipped"),
    }
    reference = {"fails with Django as well": event("failed"), "fails": event("passed")}
    expected = {"passes": True, "fails": False, "fails before the engine": False}
    assert run.tally(ended, reference) == expected


def test_a_group_that_finds_few_tests_fails(conformance):
    run, _ = conformance
    assert run.EXPECTED[5, 2].keys() == run.GROUPS.keys()
    assert sum(run.EXPECTED[5, 2].values()) >= 2617
    assert run.count_missing("filters", {}, (5, 2, 19)) == run.EXPECTED[5, 2]["filters"]
    assert run.count_missing("pages", {}, (6, 0)) == run.EXPECTED[5, 2]["pages"]
    assert run.count_missing("pages", {}, (6, 2)) == run.EXPECTED[6, 1]["pages"]
    assert run.count_missing("labels", {}) == 1
    assert run.count_missing("labels", {"a": True}) == 0


def test_an_unexpected_success_is_a_failure(conformance):
    _, child = conformance

    class Marked(unittest.TestCase):
        @unittest.expectedFailure
        def test_that_passes(self):
            pass

        @unittest.expectedFailure
        def test_that_fails(self):
            raise AssertionError

    class Uses:
        count = 0

    stream = io.StringIO()
    recorder = child.Recorder(stream, Uses, io.StringIO(), descriptions=False, verbosity=0)
    for name in ("test_that_passes", "test_that_fails"):
        Marked(name).run(recorder)
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["outcome"] for event in events if "outcome" in event] == ["failed", "passed"]
