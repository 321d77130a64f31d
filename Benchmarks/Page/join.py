"""Prints the join page's weight, and the time from pressing Join to the first mosaic frame.

Run by `make benchmark ARGS=page`, in the end-to-end tests' Python and with their browser.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from harness.callers import Visitor  # noqa: E402
from harness.chromium import Browser  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.waiting import eventually  # noqa: E402

JOINS = 10
FIRST_PICTURE = "tessera.firstPictureMilliseconds ?? null"


def weight():
    files = sorted((ROOT / "Sources/Server/Pages").iterdir())
    print("| file | bytes |\n| --- | ---: |")
    for file in files:
        print(f"| {file.name} | {file.stat().st_size:,} |")
    print(f"| all | {sum(file.stat().st_size for file in files):,} |\n")


def join_time(browser: Browser, server: Server, number: int) -> float:
    visitor = Visitor(browser, 0, f"visitor-{number}")
    try:
        visitor.join(server.url, f"room-{number}")
        eventually(lambda: visitor.page.evaluate(FIRST_PICTURE), "the first picture", 30)
        return visitor.page.evaluate(FIRST_PICTURE)
    finally:
        visitor.close()


def main():
    weight()
    with tempfile.TemporaryDirectory() as folder:
        server, browser = Server(Path(folder)), Browser()
        try:
            times = [join_time(browser, server, number) for number in range(JOINS)]
        finally:
            browser.close()
            server.close()
    print(f"Press of Join to the first mosaic frame, {JOINS} times, ms: ", end="")
    print(", ".join(f"{time:.0f}" for time in times))
    print(f"median {statistics.median(times):.0f}, slowest {max(times):.0f} (aim: under 1,000)")


if __name__ == "__main__":
    main()
