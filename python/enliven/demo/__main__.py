"""Starts the demo: `python -m enliven.demo`.

With `--host 0.0.0.0`, list the hosts that browsers will ask for in `ENLIVEN_DEMO_HOSTS`.
"""

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
NEEDS_SERVER = """\
The demo is served by uvicorn, which is not installed here. Install it with:

    {python} -m pip install uvicorn websockets
"""


def parse_arguments() -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(
        prog="python -m enliven.demo", description="Serves Enliven's demo pages."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port (%(default)s)")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("ENLIVEN_DEMO_DATA", ".cache/demo")),
        help="directory of the database and the secret key (%(default)s)",
    )
    return parser.parse_args()


def secret_key(data: Path) -> str:
    """The key kept in the data directory, made at the first start, so that tokens outlive one."""
    file = data / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key(), encoding="ascii")
    return file.read_text(encoding="ascii")


def prepare(host: str, data: Path) -> None:
    """Makes the data directory and the database, and tells the settings of them.

    Tracebacks are shown in the browser only while nobody but this machine can ask for a page.
    """
    data.mkdir(parents=True, exist_ok=True)
    is_local = host in LOOPBACK
    os.environ.setdefault("ENLIVEN_DEMO_DEBUG", "1" if is_local else "0")
    os.environ.setdefault("ENLIVEN_DEMO_HOSTS", ",".join(LOOPBACK if is_local else (host,)))
    os.environ["ENLIVEN_DEMO_DATA"] = str(data.resolve())
    os.environ.setdefault("ENLIVEN_DEMO_SECRET_KEY", secret_key(data))
    os.environ["DJANGO_SETTINGS_MODULE"] = "enliven.demo.settings"
    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    """Prepares the database and serves until Ctrl-C."""
    options = parse_arguments()
    if not (find_spec("uvicorn") and find_spec("websockets")):
        sys.exit(NEEDS_SERVER.format(python=sys.executable))
    prepare(options.host, options.data)
    host = f"[{options.host}]" if ":" in options.host else options.host
    sys.stdout.write(
        f"Enliven demo: http://{host}:{options.port}/ (Ctrl-C stops it)\n"
        f"Its data: {options.data.resolve()}\n"
    )
    sys.stdout.flush()
    command = [sys.executable, "-m", "uvicorn", "enliven.demo.asgi:application"]
    command += ["--host", options.host, "--port", str(options.port), "--log-level", "warning"]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter and arguments


if __name__ == "__main__":
    main()
