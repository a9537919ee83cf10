"""Someone who has only the wheel and the README gets a page that answers to clicks."""

import os
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import chromium
from tests.browser.server import free_port
from tests.docs_runner import ROOT, blocks, write_files

pytestmark = pytest.mark.browser

README = list(blocks(ROOT / "README.md"))
TAG = f"cp{sys.version_info.major}{sys.version_info.minor}"
NOT_FOR_THIS_TEST = ("make demo", "make test")


@dataclass(frozen=True)
class Project:
    """A new Django project, and the environment that it runs in."""

    folder: Path
    environment: dict[str, str]

    def run(self, command: str, folder: Path | None = None) -> None:
        """Runs a line of shell in the project, or in another folder."""
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder or self.folder,
            env=self.environment,
            check=True,
        )


def clean_environment(binaries: Path) -> dict[str, str]:
    """This process's environment without what would leak Enliven's checkout into a project."""
    leaks = ("PYTHON", "DJANGO", "MAKE", "MFLAGS", "VIRTUAL_ENV", "VENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(leaks)}
    return {**kept, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}


def readme_commands() -> Iterator[str]:
    """The README's lines of shell in order."""
    for block in README:
        if block.language == "sh":
            lines = (line.partition("#")[0].strip() for line in block.code.splitlines())
            yield from (line for line in lines if line not in NOT_FOR_THIS_TEST)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was changed as the README says, up to starting the server."""
    folder = tmp_path_factory.mktemp("packaging")
    venv.create(folder / "venv", with_pip=True)
    project = Project(folder / "project", clean_environment(folder / "venv" / "bin"))
    project.folder.mkdir()
    for command in readme_commands():
        if command.startswith("make"):
            project.run(f"{command} VENV={sys.prefix}", ROOT)
        elif command.startswith("pip"):
            # A checkout may have wheels of other Pythons as well.
            one = command.replace("enliven-*", f"enliven-*-{TAG}-*")
            project.run(f"{one} --quiet --disable-pip-version-check", ROOT)
    project.run("django-admin startproject mysite .")
    project.run("python manage.py startapp counter")
    project.run("python manage.py migrate --verbosity 0")
    with working_in(project.folder):
        write_files([block for block in README if block.title])
    return project


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Changes the working directory for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def serving(project: Project, command: str) -> Iterator[str]:
    """Runs the README's server on a free port; gives its address."""
    port = free_port()
    words = [*command.split(), "--port", str(port)]
    with subprocess.Popen(words, cwd=project.folder, env=project.environment) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server)
            yield address
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Returns when the server answers; raises when it has ended instead."""
    while server.poll() is None:
        try:
            with urlopen(f"{address}/counter/"):
                return
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.05)
    raise RuntimeError(f"the server ended with {server.returncode}")


def test_wheel_holds_what_the_package_needs(project):
    [wheel] = (ROOT / "dist").glob(f"enliven-*-{TAG}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = ROOT / "python" / "enliven"
    templates = {f"enliven/{path.relative_to(package)}" for path in package.rglob("*.html")}
    needed = {"enliven/py.typed", "enliven/_core.pyi", "enliven/static/enliven/enliven.js"}
    assert templates
    assert templates | needed <= names
    assert not [name for name in names if "__pycache__" in name or "sqlite3" in name]


def test_readme_tests_pass(project):
    [command] = [line for line in readme_commands() if line.startswith("python")]
    project.run(command)


def test_page_answers_to_clicks(project):
    [command] = [line for line in readme_commands() if line.startswith("uvicorn")]
    with serving(project, command) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}/counter/")
        page.get_by_role("button", name="One more").click()
        expect(page.locator("h1")).to_have_text("1")
        page.get_by_role("button", name="Ten more").click()
        page.get_by_role("button", name="Ten more").click()
        expect(page.locator("h1")).to_have_text("21")
        expect(page.locator("p")).to_have_text("That is a lot.")
        expect(page).to_have_title("Counter: 21")


def test_sdist_holds_what_a_build_needs(tmp_path):
    maturin = Path(sys.prefix) / "bin" / "maturin"
    subprocess.run([maturin, "sdist", "--out", tmp_path], cwd=ROOT, check=True)
    [sdist] = tmp_path.glob("enliven-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(tmp_path, filter="data")
    crates = [path for path in (ROOT / "crates").glob("*/**/*") if "src" in path.parts]
    sources = {str(path.relative_to(ROOT)) for path in crates if path.suffix == ".rs"}
    needed = {"Cargo.lock", "LICENSE", "README.md", "pyproject.toml"}
    assert sources | needed | {"python/enliven/static/enliven/enliven.js"} <= names
    manifest = tmp_path / sdist.name.removesuffix(".tar.gz") / "Cargo.toml"
    subprocess.run(
        ["cargo", "metadata", "--locked", "--offline", "--no-deps", "--format-version=1"],
        cwd=manifest.parent,
        stdout=subprocess.DEVNULL,
        check=True,
    )
