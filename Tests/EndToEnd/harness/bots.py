"""The program's own synthetic participants, `tessera bot`."""

import json
import subprocess
from dataclasses import dataclass

from .server import DIES_WITH_US, PROGRAM


@dataclass(frozen=True)
class Bot:
    """A bot as others see it: what `Caller.sees` needs to know."""

    number: int
    name: str


class Bots:
    """A running `tessera bot`."""

    def __init__(self, url: str, room: str, *flags: str):
        self._process = subprocess.Popen(
            [*DIES_WITH_US, PROGRAM, "bot", f"--url={url}", f"--room={room}", *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def interrupt(self):
        """What Ctrl-C does."""
        self._process.send_signal(subprocess.signal.SIGINT)

    def end(self, seconds: float = 90) -> tuple[int, str, str]:
        """Waits for the end: exit code, standard output, standard error."""
        out, err = self._process.communicate(timeout=seconds)
        return self._process.returncode, out, err

    def report(self, seconds: float = 90) -> dict:
        """Waits for the end; what `--json` printed."""
        code, out, err = self.end(seconds)
        assert code == 0, f"exit code {code}: {err}\n{out}"
        return json.loads(out)

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
