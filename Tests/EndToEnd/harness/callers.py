"""Participants of a call in a browser: what they send, and what arrives at them."""

import base64
import json
import queue
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import tone
from .block_code import Code, Tile, delay_milliseconds, hue_distance
from .chromium import Browser, Page
from .join_page import JoinPage
from .waiting import eventually

PAGES = Path(__file__).parent.parent / "pages"
HUES = (0, 60, 120, 200, 280)  # a participant's hue, by its number
SOURCE_RATIO = 4 / 3  # of every source of these tests
HUE_TOLERANCE = 15  # what coding in half the colour resolution may shift it by


@dataclass(frozen=True)
class Picture:
    """A received picture, perhaps scaled down; rectangles are given in the full size."""

    pixels: np.ndarray
    full_width: int
    full_height: int
    at_milliseconds: int

    def tile(self, x: float, y: float, w: float, h: float) -> Tile:
        scale = self.pixels.shape[1] / self.full_width
        left, top, right, bottom = (round(scale * v) for v in (x, y, x + w, y + h))
        return Tile(self.pixels[top:bottom, left:right])

    def region(self, region: dict) -> Tile:
        x, y, w, h = (region[side] for side in "xywh")
        if region["fit"] == "contain":  # the rest of the tile is bars
            width, height = min(w, h * SOURCE_RATIO), min(h, w / SOURCE_RATIO)
            x, y, w, h = x + (w - width) / 2, y + (h - height) / 2, width, height
        return self.tile(x, y, w, h)


def shows(tile: Tile, participant: int) -> Code | None:
    """The code in a tile if the tile shows this participant, in its hue."""
    code = tile.code()
    if code and code.participant == participant:
        if hue_distance(tile.hue(), HUES[participant]) <= HUE_TOLERANCE:
            return code
    return None


class Receiver:
    """A page whose received picture and sound are measured."""

    def __init__(self, browser: Browser, number: int, name: str, scripts: tuple[str, ...] = ()):
        self.number = number
        self.name = name
        self.page: Page = browser.open(name)
        settings = {
            "participant": number,
            "hue": HUES[number],
            "toneHz": tone.frequency(number),
            "amplitude": tone.AMPLITUDE,
        }
        self.page.run_before_load(f"window.sourceSettings = {json.dumps(settings)};")
        for script in ("source.js", "received.js", *scripts):
            self.page.run_before_load(PAGES.joinpath(script).read_text())

    def picture(self, widest: int = 640) -> Picture | None:
        if not (got := self.page.call("testReceived.picture", widest)):
            return None
        rgba = np.frombuffer(base64.b64decode(got["pixels"]), np.uint8)
        pixels = rgba.reshape(got["height"], got["width"], 4)[:, :, :3]
        return Picture(pixels, got["videoWidth"], got["videoHeight"], got["at"])

    def samples(self) -> np.ndarray | None:
        if not (got := self.page.call("testReceived.samples")):
            return None
        return np.frombuffer(base64.b64decode(got["samples"]), np.float32)

    def levels(self, participants: range = range(5)) -> dict[int, float]:
        """The level of each participant's tone in the last 0.7 s, dB of full scale."""
        samples = self.samples()
        if samples is None:
            return {k: tone.FLOOR_DB for k in participants}
        return tone.levels(samples, participants)

    def frames(self) -> int:
        """How many pictures the newest connection has decoded."""
        return self.page.call("testReceived.counters").get("video", {}).get("framesDecoded", 0)

    def keep_evidence(self, folder: Path):
        """Leaves a screenshot, the console and the statistics; never fails."""
        try:
            self._keep_evidence(folder)
        except (RuntimeError, queue.Empty) as error:
            folder.joinpath(f"{self.name}-no-evidence.txt").write_text(str(error))

    def _keep_evidence(self, folder: Path):
        self.page.screenshot(folder / f"{self.name}.png")
        folder.joinpath(f"{self.name}-console.txt").write_text("\n".join(self.page.console))
        stats = self.page.call("testReceived.stats")
        folder.joinpath(f"{self.name}-stats.json").write_text(json.dumps(stats, indent=1))

    def close(self):
        self.page.close()


class Caller(Receiver):
    """A participant of a call, by whichever client."""

    # How old each picture was, in ms by name, when `sees` last saw them all.
    delays: dict[str, int] = {}

    def layout(self) -> dict | None:
        """The newest layout that the client was told."""
        raise NotImplementedError

    def people(self) -> dict[str, str]:
        """The names of those in the room, by participant."""
        raise NotImplementedError

    def state(self) -> dict:
        """What the client knows of itself, for messages."""
        raise NotImplementedError

    def regions(self) -> dict[str, dict]:
        """The regions of the newest layout by the name of who stands there, in reading order."""
        regions = (self.layout() or {"regions": []})["regions"]
        regions.sort(key=lambda region: (region["y"], region["x"]))
        names = self.people()
        return {names.get(r["participant"], r["participant"]): r for r in regions}

    def sees(self, people: list, exactly: bool = True) -> dict[str, Code] | None:
        """The codes by name when each of `people` (callers of any kind) shows in its tile, and,
        if `exactly`, the layout has nobody else."""
        regions = self.regions()
        names = {person.name for person in people}
        if not names <= regions.keys() or (exactly and names != regions.keys()):
            return None
        if not (picture := self.picture()):
            return None
        codes = {p.name: shows(picture.region(regions[p.name]), p.number) for p in people}
        if not all(codes.values()):
            return None
        now = picture.at_milliseconds
        self.delays = {name: delay_milliseconds(code, now) for name, code in codes.items()}
        return codes

    def wait_until_sees(
        self, *people, exactly: bool = True, seconds: float = 30
    ) -> dict[str, Code]:
        """Waits until each of `people` shows in its tile, and there goes on."""
        names = ", ".join(person.name for person in people)

        def seen() -> dict[str, Code] | None:
            return self.sees(list(people), exactly)

        what = f"{self.name} sees {names}, each in its tile"
        first = eventually(seen, what, seconds, self.describe)
        return eventually(
            lambda: (
                (now := seen())
                and all((now[name].frame - first[name].frame) & 0xFFFF >= 10 for name in now)
                and now
            ),
            f"{what}, and the pictures go on",
            seconds,
            self.describe,
        )

    def describe(self) -> str:
        picture = self.picture()
        tiles = {
            name: (tile.code(), round(tile.hue()))
            for name, region in self.regions().items()
            if picture and (tile := picture.region(region)).pixels.size
        }
        return f"{self.state()}, tiles {tiles}, regions {self.regions()}"

    def wait_until_hears(
        self, present: list[int], absent: list[int], windows: int = 3, seconds: float = 30
    ) -> dict[int, float]:
        """Waits until, in several windows after one another, every tone of `present` is there and
        every one of `absent` is at least 40 dB under the weakest of them. Returns the levels."""
        last: dict[int, float] = {}

        def heard() -> bool:
            last.clear()
            last.update(self.levels())
            weakest = min(last[k] for k in present)
            return weakest > -40 and all(last[k] <= weakest - 40 for k in absent)

        def time() -> float:
            return self.page.evaluate("testReceived.sound?.currentTime ?? 0")

        def several() -> dict[int, float] | None:
            for _ in range(windows):
                if not heard():
                    return None
                # The next window is all new sound.
                next_window = time() + 0.7
                eventually(lambda until=next_window: time() >= until, "sound goes on")
            return dict(last)

        what = f"{self.name} hears tones {present} and not {absent}"
        return eventually(several, what, seconds, seen=lambda: f"levels in dB {last}")

    def wait_until_hears_nobody(self, seconds: float = 30):
        """Waits until a window of sound has come in which no tone is."""

        def silent() -> bool:
            going = self.page.evaluate("testReceived.sound?.currentTime ?? 0") > 1
            return going and max(self.levels().values()) < -60

        eventually(silent, f"{self.name} hears nobody", seconds, seen=self.levels)


class BrowserCaller(Caller):
    """A participant through `GET /ws`, with the tests' own smallest client."""

    def __init__(self, browser: Browser, number: int, name: str):
        super().__init__(browser, number, name, ("caller.js",))

    def join(self, base_url: str, room: str, **settings):
        """`settings` as `testCaller.join` takes them."""
        # Any page of the server will do; its own address makes the WebSocket same-origin.
        self.page.navigate(f"{base_url}/healthz")
        url = base_url.replace("http", "ws", 1) + "/ws"
        named = {"url": url, "room": room, "name": self.name, **settings}
        self.page.call("testCaller.join", named)

    def layout(self) -> dict | None:
        return self.page.evaluate("testCaller.layouts.at(-1)")

    def people(self) -> dict[str, str]:
        return self.page.evaluate("testCaller.people")

    def state(self) -> dict:
        return self.page.call("testCaller.state")

    def messages(self, kind: str) -> list[dict]:
        return self.page.evaluate(f"testCaller.messages.filter((m) => m.type === {kind!r})")

    def leave(self):
        self.page.call("testCaller.leave")

    def description(self, which: str) -> str:
        """The connection's `local` or `remote` description."""
        return self.page.evaluate(f"testCaller.connection.{which}Description.sdp")


class Visitor(JoinPage, Caller):
    """A participant through the product's own page, `/r/{room}`, used as a person uses it."""

    def join(self, base_url: str, room: str):
        self.open(base_url, room)
        self.enter(self.name)

    def layout(self) -> dict | None:
        return self.page.evaluate("tessera.stage.layout")

    def people(self) -> dict[str, str]:
        entries = self.page.evaluate("[...tessera.call.roster.values()]")
        return {entry["participant"]: entry["name"] for entry in entries}

    def state(self) -> dict:
        connection = self.page.evaluate("tessera.call.media?.pc.connectionState")
        return {"participant": self.participant, "connection": connection, **self.described()}
