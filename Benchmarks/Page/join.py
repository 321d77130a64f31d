"""Prints the join page's weight, and the time from pressing Join to the first mosaic frame.

Run by `make benchmark ARGS=page`, in the end-to-end tests' Python and with their browser.
"""

import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from harness.chromium import Browser  # noqa: E402
from harness.join_page import Guest  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.waiting import eventually  # noqa: E402

JOINS = 20
LAST = "first picture shown"
TIMELINE = Path(__file__).with_name("timeline.js").read_text()


def weight():
    files = sorted((ROOT / "Sources/Server/Pages").iterdir())
    print("| file | bytes |\n| --- | ---: |")
    for file in files:
        print(f"| {file.name} | {file.stat().st_size:,} |")
    print(f"| all | {sum(file.stat().st_size for file in files):,} |\n")


def join(browser: Browser, server: Server, number: int) -> dict[str, float]:
    """What happened when, ms after the press of Join, in a room and a page of its own."""
    guest = Guest(browser, f"guest-{number}", TIMELINE)
    try:
        guest.open(server.url, f"room-{number}")
        guest.wait_until_on("#camera")
        guest.enter(guest.name)

        def timeline() -> dict[str, float]:
            return guest.page.evaluate("joinTimeline")

        eventually(lambda: LAST in timeline(), "the first picture", 30, timeline)
        times = timeline()
        pressed = times.pop("pressed")
        return {what: at - pressed for what, at in times.items()}
    finally:
        guest.close()


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main():
    weight()
    with tempfile.TemporaryDirectory() as folder:
        server, browser = Server(Path(folder)), Browser()
        try:
            joins = [join(browser, server, number) for number in range(JOINS)]
        finally:
            browser.close()
            server.close()
    print("| after the press of Join | p50, ms | p95, ms |\n| --- | ---: | ---: |")
    middle = {what: statistics.median(one[what] for one in joins) for what in joins[0]}
    for what in sorted(middle, key=middle.get):
        print(f"| {what} | {middle[what]:.0f} | {p95([one[what] for one in joins]):.0f} |")
    times = [one[LAST] for one in joins]
    print(f"\nFirst picture, {JOINS} joins, ms: {', '.join(f'{time:.0f}' for time in times)}")
    print(f"(aim: under 1,000; slowest {max(times):.0f})")


if __name__ == "__main__":
    main()
