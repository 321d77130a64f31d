"""The release program under test, on ports of its own."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import time
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from .waiting import eventually

ROOT = Path(__file__).parents[3]
PROGRAM = Path(os.environ.get("TESSERA_BIN", ROOT / ".build/release/tessera"))
# What is set for the tests is not meant for the program.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("TESSERA_")}
# The kernel ends what is started so when the tests end, however they end.
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reply:
    """An HTTP response; an error status is a response too."""

    def __init__(self, status: int, headers, body: bytes):
        self.status = status
        self.headers = headers
        self.body = body
        self.text = body.decode(errors="replace")

    def __repr__(self):
        return f"{self.status} {self.text[:200]!r}"


class Server:
    def __init__(self, folder: Path, *flags: str, scheme: str = "http"):
        """Starts it with its data and its log in `folder`; `scheme` is how it is spoken to."""
        assert PROGRAM.exists(), f"{PROGRAM} is not built: make release"
        self.http_port = free_port(socket.SOCK_STREAM)
        self.media_port = free_port(socket.SOCK_DGRAM)
        self.scheme = scheme
        self.url = f"{scheme}://127.0.0.1:{self.http_port}"
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *DIES_WITH_US,
                    PROGRAM,
                    "serve",
                    f"--http-port={self.http_port}",
                    f"--media-port={self.media_port}",
                    f"--data={folder / 'data'}",
                    *flags,
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=ENVIRONMENT,
            )
        eventually(self.answers, "the server answers /healthz", 10, seen=self.last_words)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def answers(self) -> bool:
        assert self.runs, f"the server ended: {self.last_words()}"
        try:
            return self.request("GET", "/healthz").status == 200
        except OSError:
            return False

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def request(self, method: str, path: str, body: bytes | None = None, **headers) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self._connection()
        with contextlib.closing(connection):
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                # A server may refuse a body before it has read it all; the answer counts.
                connection.request(method, path, body, named)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())

    def _connection(self) -> HTTPConnection:
        if self.scheme == "http":
            return HTTPConnection("127.0.0.1", self.http_port, timeout=10)
        # Whether the certificate is right is asked where that matters.
        anybody = ssl._create_unverified_context()
        return HTTPSConnection("127.0.0.1", self.http_port, timeout=10, context=anybody)

    def join(
        self, room: str, offer: str, content_type: str = "application/sdp", way: str = "join"
    ) -> Reply:
        return self.request("POST", f"/{way}/{room}", offer.encode(), content_type=content_type)

    def resident_bytes(self) -> int:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def threads(self) -> dict[int, str]:
        """The names of the program's threads by thread id."""
        return {
            int(task.name): task.joinpath("comm").read_text().strip()
            for task in Path(f"/proc/{self.pid}/task").iterdir()
        }

    def ask_to_stop(self):
        self._process.send_signal(signal.SIGTERM)

    def ask_to_reload(self):
        self._process.send_signal(signal.SIGHUP)

    def wait(self, seconds: float) -> tuple[int, float]:
        """The exit code, and how many seconds it took."""
        began = time.monotonic()
        return self._process.wait(seconds), time.monotonic() - began

    def close(self):
        if self.runs:
            self.ask_to_stop()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
