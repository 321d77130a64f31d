"""A viewer's own tile is covered by its own camera, exactly, through changes of the layout."""

import json
import random
import subprocess
from contextlib import ExitStack, contextmanager

import numpy as np

from harness.callers import HUES, PAGES, Visitor
from harness.server import DIES_WITH_US, PROGRAM
from harness.waiting import eventually

CHANGES = 10
# Everybody of five has a place in them, and none covers another.
LAYOUTS = ["3x3", "grid", "one-plus-nine", "speaker", "stage"]
# Half a pixel of colour resolution on each side, and the cover's own rounding.
TOLERANCE = 2.0


@contextmanager
def bot(server, number: int):
    """A participant of the program's own, with a picture of another hue."""
    arguments = (
        f"bot --url={server.url} --room=mosaic --name=bot --first={number} --audio=none "
        "--video=loop --size=160x90 --fps=10 --watch=none --listen=none"
    )
    process = subprocess.Popen(
        [*DIES_WITH_US, PROGRAM, *arguments.split()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def choose_layout(server, name: str):
    reply = server.request(
        "PUT",
        "/api/v1/rooms/mosaic/layout",
        json.dumps({"layout": name}).encode(),
        content_type="application/json",
    )
    assert reply.status == 200, reply


def test_own_tile_stays_covered_through_random_layout_changes(server, join, measured, output):
    ada = join(Visitor, 4, "ada")  # violet
    ada.page.run_before_load(PAGES.joinpath("cover.js").read_text())
    ada.join(server.url, "mosaic")
    ada.wait_until_sees(ada)
    # Around who speaks there is a line, which is not of the source's hue.
    ada.page.click("#microphone")
    eventually(lambda: not ada.page.evaluate("tessera.call.speaker"), "she is silent")
    ada.page.evaluate(f"testCover.watch({HUES[4]})")

    def samples() -> int:
        return ada.page.evaluate("testCover.samples.length")

    def slots() -> list[dict]:
        return (ada.layout() or {}).get("regions", [])

    rng = random.Random(20261121)
    assert {entry["name"] for entry in listed_layouts(server)} >= set(LAYOUTS)
    present: dict[int, ExitStack] = {}
    seen_places = set()
    for change in range(CHANGES):
        before = slots()
        joining = not present or (len(present) < 4 and rng.random() < 0.6)
        if change % 3 == 2:
            choose_layout(server, rng.choice(LAYOUTS))
        elif joining:
            number = rng.choice([n for n in range(4) if n not in present])
            present[number] = ExitStack()
            present[number].enter_context(bot(server, number))
        else:
            present.pop(rng.choice(list(present))).close()
        if change % 3 != 2:
            eventually(lambda: slots() != before, "the layout changes", seen=slots)
        count = samples()
        eventually(lambda: samples() >= count + 20, "the picture goes on", seen=samples)
        seen_places.add(json.dumps(own_region(ada)))
    ada.page.screenshot(output / "ada.png")
    for stack in present.values():
        stack.close()

    found = ada.page.evaluate("testCover.samples")
    output.joinpath("samples.json").write_text(json.dumps(found))
    slot = np.array([sample["slot"] for sample in found])
    cover = np.array([sample["cover"] for sample in found])
    glides = np.array([sample["glides"] for sample in found])
    # On its way a tile may lie below another: then less of it is found than is covered.
    outwards = np.array([-1, -1, 1, 1])
    off = np.where(glides, ((slot - cover) * outwards).max(axis=1), np.abs(slot - cover).max(axis=1))
    measured(
        f"{len(off)} frames in {len(seen_places)} places, {glides.sum()} of them on the way: "
        f"cover off by {off.max():.1f} px at most"
    )
    assert len(seen_places) >= 3, "the own tile moved"
    assert glides.sum() >= CHANGES, "it was looked at on its way"
    worst = int(off.argmax())
    assert off.max() <= TOLERANCE, f"frame {worst} of {len(off)}: {found[worst]}"


def own_region(visitor: Visitor) -> dict | None:
    regions = (visitor.layout() or {}).get("regions", [])
    return next((r for r in regions if r["participant"] == visitor.participant), None)


def listed_layouts(server) -> list[dict]:
    reply = server.request("GET", "/api/v1/layouts")
    assert reply.status == 200, reply
    listed = json.loads(reply.text)
    return listed["items"] if isinstance(listed, dict) else listed
