"""Django's own tests, from the source distribution of the installed version; wheels lack them."""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import django

CACHE = Path(__file__).parents[2] / ".cache" / "django"


def fetch_tests():
    """Returns the folder of the tests of the installed Django, downloaded once."""
    version = django.get_version()
    folder = CACHE / f"django-{version}"
    if not (folder / "tests" / "runtests.py").exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as download:
            archive = _download(version, Path(download))
            _unpack(archive, Path(download), folder)
    metadata = (folder / "PKG-INFO").read_text(encoding="utf-8").splitlines()
    if f"Version: {version}" not in metadata:
        raise SystemExit(f"{folder} does not hold Django {version}: delete it and run again")
    return folder / "tests"


def _download(version, folder):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    command = [*pip, "download", "--no-binary", "django", "--no-deps", f"django=={version}"]
    subprocess.run([*command, "--dest", str(folder)], check=True)
    (archive,) = folder.glob("*.tar.gz")
    return archive


def _unpack(archive, scratch, folder):
    with tarfile.open(archive) as contents:
        contents.extractall(scratch / "sources", filter="data")
    (unpacked,) = (scratch / "sources").iterdir()
    unpacked.rename(folder)
