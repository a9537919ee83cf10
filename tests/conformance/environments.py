"""Virtual environments under `.cache` for what the project itself does not depend on.

Enliven is not installed in them: the checkout's `python` folder is put on their path. Its extension
fits one version of Python; `build_for` adds that of another.
"""

import hashlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / ".cache" / "environments"
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def make_environment(name, requirements, *, python=sys.executable, upgrade=False):
    """Makes an environment with these packages, or finds it made; returns its interpreter.

    Args:
        name: The folder under `.cache/environments`.
        requirements: What pip is to install, in the order of the command line.
        python: The interpreter that the environment is made with.
        upgrade: Ask pip for newer versions each time.
    """
    folder = FOLDER / f"{name}-{_version_of(python)}"
    own = folder / "bin" / "python"
    made_of = folder / "requirements.sha256"
    digest = hashlib.sha256("\n".join(requirements).encode()).hexdigest()
    if not upgrade and made_of.exists() and made_of.read_text() == digest:
        return own
    if not own.exists():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    pip = [str(own), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", *["--upgrade"][:upgrade], *requirements], check=True)
    made_of.write_text(digest)
    return own


def build_for(own):
    """Builds the extension for an environment's version of Python, beside the running one's."""
    version = _version_of(own)
    if version == _version_of(sys.executable):
        return
    maturin = Path(sys.executable).with_name("maturin")
    # Building for two versions in one folder would build all anew at each change between them.
    target = CHECKOUT / "target" / f"python-{version}"
    subprocess.run(
        [maturin, "develop", "--release", "--skip-install", "--quiet", "--target-dir", str(target)],
        env={**os.environ, "VIRTUAL_ENV": str(own.parents[1])},
        cwd=CHECKOUT,
        check=True,
    )


def run_in(own, arguments):
    """Runs a script by an environment's interpreter, with Enliven on its path."""
    path = os.pathsep.join(filter(None, [str(CHECKOUT / "python"), os.environ.get("PYTHONPATH")]))
    command = [str(own), *map(str, arguments)]
    # Sets of texts come in the same order in every process.
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}
    return subprocess.run(command, env=environment, check=False).returncode


def required():
    """Returns what Enliven depends on, with the newest Django that it allows."""
    return PROJECT["project"]["dependencies"]


def pinned(group):
    """Returns what a group of `pyproject.toml` pins."""
    return PROJECT["dependency-groups"][group]


def version_of_django(python):
    """Returns the version of Django that an interpreter imports."""
    command = [str(python), "-c", "import django; print(django.get_version())"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _version_of(python):
    command = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
