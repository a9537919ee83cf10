"""Runs the code of one documentation page in a Django project of its own.

`python -m tests.docs_runner page.md` starts a project `mysite` in the working directory and puts
the page's code into it. What becomes of a block of code depends on the first line of its fence:

- `title="path"` writes a file, `title="path, at the end"` adds to one. `enliven` and each directory
  with Python files are installed where the page's own settings do not do it. At the end all modules
  are imported, all templates compiled, and all `tests.py` run.
- `python` without a title is executed, block after block in one module; `await` is allowed.
- `html` and `django` without a title are compiled as templates.
- `sh` may only name commands that exist. `json` and `toml` are parsed.
- `text` and the languages of `SHOWN` are for the eye.
"""

import ast
import asyncio
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command, get_commands
from django.template import engines
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
SHOWN = {"text", "js", "ts", "css", "rust", "nginx", "mermaid"}
COMMANDS = {"cd", "django-admin", "git", "make", "pip", "pytest", "python", "uvicorn"}
OF_THE_CHECKOUT = ".venv/bin/"
AT_THE_END = ", at the end"
FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<code>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One fenced block of code."""

    page: Path
    line: int
    language: str
    title: str | None
    code: str

    @property
    def where(self) -> str:
        """Page and line, as compilers write them."""
        return f"{self.page}:{self.line}"

    @property
    def path(self) -> Path | None:
        """The file that the block writes or adds to."""
        return Path(self.title.removesuffix(AT_THE_END)) if self.title else None


def blocks(page: Path) -> Iterator[Block]:
    """Yields the page's blocks of code in order."""
    text = page.read_text()
    for match in FENCE.finditer(text):
        language, _, options = match["info"].strip().partition(" ")
        title = re.search(r'title="([^"]+)"', options)
        lines = match["code"].splitlines(keepends=True)
        yield Block(
            page=page,
            line=text.count("\n", 0, match.start()) + 1,
            language=language,
            title=title[1] if title else None,
            code="".join(line.removeprefix(match["indent"]) for line in lines),
        )


def write_files(titled: list[Block]) -> list[Path]:
    """Writes the page's files into the project; gives their paths."""
    for block in titled:
        path = block.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if block.title.endswith(AT_THE_END):
            path.write_text(f"{path.read_text()}\n{block.code}")
        else:
            path.write_text(block.code)
    return sorted({block.path for block in titled})


def install_apps(paths: list[Path]) -> None:
    """Makes an app of each directory that the page puts Python files into, and installs it."""
    apps = {path.parts[0] for path in paths if path.suffix == ".py" and len(path.parts) > 1}
    for app in sorted(apps - {"mysite"}):
        (Path(app) / "__init__.py").touch()
    settings = Path("mysite/settings.py")
    text = settings.read_text()
    names = [name for name in ("enliven", *sorted(apps - {"mysite"})) if f'"{name}"' not in text]
    settings.write_text(f"{text}\nINSTALLED_APPS += {names!r}\n")


def migrate() -> None:
    """Creates the database with the tables of the page's models."""
    apps = [models.parent.name for models in Path().glob("*/models.py")]
    if apps:
        call_command("makemigrations", *apps, verbosity=0)
    call_command("migrate", verbosity=0)


def execute(block: Block, module: types.ModuleType) -> None:
    """Runs a block of Python in the page's module."""
    padding = "\n" * block.line
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(padding + block.code, str(block.page), "exec", flags=flags, dont_inherit=True)
    result = eval(code, module.__dict__)
    if inspect.iscoroutine(result):
        asyncio.run(result)


def check_shell(block: Block) -> None:
    """Refuses commands, make targets and management commands that do not exist."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in block.code.replace("\\\n", " ").splitlines():
        words = [word for word in shlex.split(line, comments=True) if "=" not in word]
        if not words:
            continue
        words[0] = words[0].removeprefix(OF_THE_CHECKOUT)
        if words[0] not in COMMANDS:
            raise ValueError(f"{block.where}: unknown command {words[0]!r}")
        if words[0] == "make" and not set(words[1:]) <= set(targets):
            raise ValueError(f"{block.where}: no such target: {line}")
        if words[:2] == ["python", "manage.py"] and words[2] not in get_commands():
            raise ValueError(f"{block.where}: no such management command: {line}")


def check_other(block: Block) -> None:
    """Compiles a template, parses data, refuses a language that nothing here knows."""
    match block.language:
        case "html" | "django":
            engines.all()[0].from_string(block.code)
        case "sh":
            check_shell(block)
        case "json":
            json.loads(block.code)
        case "toml":
            tomllib.loads(block.code)
        case language if language not in SHOWN:
            raise ValueError(f"{block.where}: say what to do with a block of {language!r}")


def check_files(paths: list[Path]) -> None:
    """Imports the page's modules, compiles its templates and runs its tests."""
    for path in paths:
        if path.name == "tests.py":
            continue
        if path.suffix == ".py":
            __import__(".".join(path.with_suffix("").parts))
        elif "templates" in path.parts:
            get_template("/".join(path.parts[path.parts.index("templates") + 1 :]))
    tests = [str(path) for path in paths if path.name == "tests.py"]
    if tests:
        options = ["-q", "-c", os.devnull, "--rootdir=.", "--ds=mysite.settings"]
        options += ["--asyncio-mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"]
        options += ["-p", "no:randomly", "-p", "no:cacheprovider"]
        subprocess.run([sys.executable, "-m", "pytest", *options, *tests], check=True)


def run(page: Path) -> None:
    """Runs one page in the working directory, which must be empty."""
    code = list(blocks(page))
    subprocess.run([sys.executable, "-m", "django", "startproject", "mysite", "."], check=True)
    titled = [block for block in code if block.title]
    paths = write_files(titled)
    install_apps(paths)
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
    django.setup()
    migrate()
    module = types.ModuleType("page")
    sys.modules["page"] = module
    for block in code:
        if block.title:
            continue
        if block.language == "python":
            execute(block, module)
        else:
            check_other(block)
    check_files(paths)


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve())
