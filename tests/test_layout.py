"""Rules of the repository that no compiler or linter holds."""

import ast
import dataclasses
import graphlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from enliven import errors, template
from enliven.conf import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python" / "enliven"
MODULES = sorted(PACKAGE.rglob("*.py"))
LIMITS = [
    *((path, 600) for path in MODULES),
    *((path, 600) for path in sorted(ROOT.glob("crates/*/src/**/*.rs"))),
    *((path, 400) for path in sorted(ROOT.glob("client/src/**/*.ts"))),
]
DOWNWARDS = {
    "enliven-vdom": set(),
    "enliven-template": {"enliven-vdom"},
    "enliven-python": {"enliven-vdom", "enliven-template"},
}


def relative(value: object) -> str | None:
    """A test's name for a path."""
    return str(value.relative_to(ROOT)) if isinstance(value, Path) else None


def module_name(path: Path) -> str:
    """The dotted name that a file of the package is imported by."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """The names that a module imports while it is itself being imported, relative ones resolved."""
    package = path.relative_to(PACKAGE.parent).parts[:-1]
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                near = package[: len(package) - node.level + 1] if node.level else ()
                origin = ".".join([*near, *([node.module] if node.module else [])])
                yield origin
                yield from (f"{origin}.{alias.name}" for alias in node.names)


def headings(page: Path) -> set[str]:
    """The page's headings without their marks."""
    return set(re.findall(r"^#+ `?([^`\n]+?)`?$", page.read_text(), re.MULTILINE))


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    """Every exception that becomes an error frame."""
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)


def error_codes() -> set[str]:
    """Every code that an error frame of the server can carry."""
    return {refusal.code for refusal in refusals()}


@pytest.mark.parametrize(("path", "limit"), LIMITS, ids=relative)
def test_file_holds_one_idea(path, limit):
    code, _, _ = path.read_text().partition("#[cfg(test)]\nmod tests {")
    assert len(code.splitlines()) <= limit


def test_modules_import_in_one_direction():
    names = {module_name(path) for path in MODULES}
    graph = {module_name(path): names.intersection(imported(path)) for path in MODULES}
    for name, targets in graph.items():
        targets.discard(name)
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("crate", ["vdom", "template", "python"])
def test_crates_depend_downwards(crate):
    manifest = tomllib.loads((ROOT / "crates" / crate / "Cargo.toml").read_text())
    tables = [manifest.get(name, {}) for name in ("dependencies", "build-dependencies")]
    used = {name for table in tables for name in table if name.startswith("enliven-")}
    assert used <= DOWNWARDS[manifest["package"]["name"]]


@pytest.mark.parametrize("path", sorted((PACKAGE / "demo").rglob("*.py")), ids=relative)
def test_demo_uses_the_public_interface_only(path):
    private = [name for name in imported(path) if re.search(r"enliven\.(.*\.)?_[a-z]", name)]
    assert not private


def test_every_error_code_is_explained():
    assert error_codes() <= headings(ROOT / "docs" / "errors.md")


def test_every_exception_is_explained():
    page = (ROOT / "docs" / "errors.md").read_text()
    explained = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert explained == {kind.__name__ for kind in errors.Error.__subclasses__()}


def test_every_template_class_is_explained():
    assert set(template.__all__) <= headings(ROOT / "docs" / "reference" / "templates.md")


def test_every_system_check_is_explained():
    used = set(re.findall(r"enliven\.[EW]\d{3}", (PACKAGE / "checks.py").read_text()))
    assert used <= headings(ROOT / "docs" / "errors.md")


def test_client_knows_every_error_code():
    client = (ROOT / "client" / "src" / "errors.ts").read_text()
    assert error_codes() == set(re.findall(r'^  "?([a-z-]+)"?: "', client, re.MULTILINE))


def test_every_setting_is_explained():
    page = ROOT / "docs" / "reference" / "settings.md"
    assert {field.name.upper() for field in dataclasses.fields(Settings)} <= headings(page)
