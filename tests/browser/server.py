"""Servers in processes of their own, as a visitor's browser meets them."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server process on a port that stays the same when it is started again.

    `arguments` follow `python`; `{port}` in one is replaced. `log` keeps what the process says.
    """

    def __init__(self, directory: Path, *arguments: str, **environment: str):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = directory / "server.log"
        self.directory = directory
        self._arguments = [argument.replace("{port}", str(self.port)) for argument in arguments]
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._environment = {**os.environ, "PYTHONPATH": path, **environment}
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Starts the process and returns when it accepts connections."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._arguments],
                cwd=self.directory,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._accepts():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Ends the process at once, as a crash does."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def demo_server(directory: Path) -> Server:
    """The demo, with its data in `directory`."""
    server = Server(
        directory, "-m", "enliven.demo", "--port", "{port}", "--data", str(directory / "data")
    )
    for name in [name for name in server._environment if name.startswith("ENLIVEN_DEMO")]:
        del server._environment[name]
    server._environment.pop("DJANGO_SETTINGS_MODULE", None)
    return server
