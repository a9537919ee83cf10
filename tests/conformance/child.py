"""Runs Django's tests in a process of their own, so that a crash costs one test.

It writes a JSON line before and after each test: `{"start": id}`, then
`{"id": …, "outcome": …, "text": …, "used": …}`.
"""

import json
import os
import socket
import sys
import tempfile
import unittest
from pathlib import Path


def main(tests, events, labels, *, native, only):
    """Runs what `events` does not name as done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "test_sqlite")
    os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp()
    sys.path[:0] = [str(tests)]
    # Slow where there is no name server.
    socket.getfqdn = lambda name="": name or "localhost"

    import replacement  # noqa: PLC0415
    import runtests  # noqa: PLC0415 - Django's, found in `tests`
    from django.test.runner import DiscoverRunner  # noqa: PLC0415

    (replacement.install if native else replacement.count_django)()
    os.chdir(tests)
    labels, _ = runtests.setup_run_tests(0, None, None, labels)
    done, _ = read_events(events)

    with events.open("a", buffering=1) as stream:

        class Runner(DiscoverRunner):
            def get_resultclass(self):
                return lambda *args, **kwargs: Recorder(stream, replacement.Uses, *args, **kwargs)

            def build_suite(self, *args, **kwargs):
                suite = super().build_suite(*args, **kwargs)
                suite._tests = [
                    test
                    for test in suite
                    if test.id() not in done and (only is None or test.id() in only)
                ]
                return suite

        Runner(verbosity=0, interactive=False, parallel=1).run_tests(labels)


class Recorder(unittest.TextTestResult):
    """Writes events."""

    def __init__(self, stream, uses, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.events, self.uses = stream, uses

    def write(self, **event):
        self.events.write(json.dumps(event) + "\n")

    def startTest(self, test):  # noqa: N802 - unittest's name
        super().startTest(test)
        self.before, self.outcome, self.text = self.uses.count, "passed", ""
        self.write(start=test.id())

    def stopTest(self, test):  # noqa: N802
        super().stopTest(test)
        used = self.uses.count > self.before
        self.write(id=test.id(), outcome=self.outcome, text=self.text, used=used)

    def note_failure(self, error):
        self.outcome, self.text = "failed", f"{error[0].__name__}: {error[1]}"[:400]

    def addError(self, test, err):  # noqa: N802
        self.note_failure(err)
        super().addError(test, err)
        if not hasattr(test, "_testMethodName"):
            # A class's or a module's set-up: its tests do not run.
            self.write(id=test.id(), outcome="failed", text=self.text, used=True)

    def addFailure(self, test, err):  # noqa: N802
        self.note_failure(err)
        super().addFailure(test, err)

    def addSubTest(self, test, subtest, err):  # noqa: N802
        if err is not None:
            self.note_failure(err)
        super().addSubTest(test, subtest, err)

    def addUnexpectedSuccess(self, test):  # noqa: N802
        super().addUnexpectedSuccess(test)
        self.outcome, self.text = "failed", "passes, though Django marks it as an expected failure"

    def addSkip(self, test, reason):  # noqa: N802
        super().addSkip(test, reason)
        self.outcome = "skipped"


def read_events(path):
    """Returns the events of tests that ended, by id, and the test that only started."""
    ended, running = {}, None
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        event = json.loads(line)
        running = event.get("start")
        if "id" in event:
            ended[event["id"]] = event
    return ended, running


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    main(
        Path(options["tests"]),
        Path(options["events"]),
        options["labels"],
        native=options["native"],
        only=options["only"] and set(options["only"]),
    )
    # A native module's tear-down is not under test.
    os._exit(0)
