"""However deep templates nest: text or a `RecursionError`, as from Django, and never a crash."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("nesting.py")


@cache
def outcomes(engine, kilobytes, limit, depth):
    """What comes out of each case, by its name, in a process of its own."""
    process = subprocess.run(
        [sys.executable, str(PROGRAM), engine, *map(str, (kilobytes, limit, depth))],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = process.stdout.splitlines()
    assert process.returncode == 0, (lines[-1:], process.stderr[-2000:])
    return dict(zip(lines[::2], map(json.loads, lines[1::2]), strict=True))


@pytest.mark.parametrize("depth", [40, 300])
def test_nested_templates_do_what_they_do_in_django(depth):
    reference, ours = (outcomes(engine, 0, 1000, depth) for engine in ("django", "enliven"))
    assert ours.keys() == reference.keys()
    for case, result in ours.items():
        # Rust nests deeper than Python's limit lets Django.
        is_deeper = reference[case] == "RecursionError"
        assert is_deeper or result == reference[case], case


@pytest.mark.parametrize("kilobytes", [128, 256, 512])
def test_no_stack_overflows_however_small(kilobytes):
    reference = outcomes("django", 0, 20_000, 300)
    for case, result in outcomes("enliven", kilobytes, 20_000, 300).items():
        assert result in {"RecursionError", reference[case]}, case
