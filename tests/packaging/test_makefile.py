"""`make wheel` builds for the Python that is asked for, and leaves the wheels of others."""

import os
import subprocess
import sys

from tests.docs_runner import ROOT

BUILD = "maturin build"


def dry_run(*arguments):
    """The commands that `make wheel` would run, given the environment of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    for name in ("PYTHON", "MFLAGS"):
        kept.pop(name, None)
    result = subprocess.run(
        ["make", "--dry-run", "wheel", f"VENV={sys.prefix}", *arguments],
        cwd=ROOT,
        env=kept,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    before, _, build = result.stdout.rpartition("\ntag=")
    cleaning, _, build = f"tag={build}".partition(f"\n{sys.prefix}/bin/{BUILD}")
    return before, cleaning, build


def test_a_wheel_is_built_for_the_python_that_is_asked_for():
    *_, build = dry_run("PYTHON=/elsewhere/python3.13")
    assert "--interpreter /elsewhere/python3.13 " in build
    *_, build = dry_run()
    assert f"--interpreter {sys.prefix}/bin/python " in build


def test_a_wheel_takes_no_packages_but_its_builder():
    before, *_ = dry_run(f"VENV={sys.prefix}-that-is-not-there")
    assert "--group build" in before
    assert "--group dev" not in before


def test_a_wheel_replaces_those_of_its_python_only(tmp_path):
    _, cleaning, _ = dry_run(f"PYTHON={sys.executable}")
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    names = [
        f"enliven-{version}-{python}-{python}-{system}.whl"
        for version in ("0.0.9", "0.1.0")
        for python in (tag, "cp399")
        for system in ("linux_x86_64", "macosx_14_0_arm64")
    ]
    (tmp_path / "dist").mkdir()
    for name in names:
        (tmp_path / "dist" / name).touch()
    subprocess.run(["bash", "-euo", "pipefail", "-c", cleaning], cwd=tmp_path, check=True)
    left = {path.name for path in (tmp_path / "dist").iterdir()}
    assert left == {name for name in names if tag not in name}
