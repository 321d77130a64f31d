"""Layouts against the release program: chosen while people watch, kept, and edited as files."""

import json
from pathlib import Path

import pytest

from harness.administrator import Administrator
from harness.aiortc_caller import IndependentCaller
from harness.callers import shows
from harness.server import Server
from harness.waiting import eventually

ADA, BOB = 0, 1


def halves(name: str, source: str = "others") -> dict:
    slots = [
        {"id": place, "rect": [x, "0", "1/2", "1"], "source": [source, "self"], "fit": "contain"}
        for place, x in (("left", "0"), ("right", "1/2"))
    ]
    return {"name": name, "variants": [{"slots": slots}]}


@pytest.fixture
def people(server):
    callers = {"ada": IndependentCaller(ADA, "ada"), "bob": IndependentCaller(BOB, "bob")}
    for caller in callers.values():
        assert caller.join(server, "plenary").status == 201
        eventually(lambda caller=caller: caller.frames > 0, f"{caller.name} gets pictures")
    yield callers
    for caller in callers.values():
        caller.close()


def ids(admin: Administrator) -> dict[str, str]:
    listed = admin.get("/rooms/plenary/participants")["items"]
    return {person["name"]: person["id"] for person in listed}


def wait_until_seen(admin: Administrator, viewer: IndependentCaller, wanted: dict[str, int]):
    """Waits until the viewer's picture shows these people, by region, and nobody else is placed."""

    def regions() -> dict[str, dict]:
        listed = admin.get("/rooms/plenary/layout")["regions"]
        return {region["region"]: region for region in listed}

    def seen() -> bool:
        placed, picture = regions(), viewer.picture()
        return (
            picture is not None
            and placed.keys() == wanted.keys()
            and all(shows(picture.region(placed[name]), who) for name, who in wanted.items())
        )

    eventually(seen, f"{viewer.name} sees {wanted}", 30, seen=regions)


def test_the_picture_follows_the_layout_that_is_chosen(server, people):
    admin = Administrator(server)
    id_of = ids(admin)
    wait_until_seen(admin, people["ada"], {"everybody.1": ADA, "everybody.2": BOB})

    def choose(layout, **more) -> dict:
        return admin.done("PUT", "/rooms/plenary/layout", {"layout": layout, **more})

    own = choose(halves("own"), pins={"left": id_of["bob"]})
    assert own["inline"] and own["layout"] == "own" and own["pins"] == {"left": id_of["bob"]}
    wait_until_seen(admin, people["ada"], {"left.1": BOB, "right.1": ADA})
    choose(halves("own"), pins={"right": id_of["bob"]})
    wait_until_seen(admin, people["bob"], {"left.1": ADA, "right.1": BOB})

    assert choose("speakerOnly", spotlight=id_of["bob"])["layout"] == "solo"
    wait_until_seen(admin, people["ada"], {"only.1": BOB})
    assert admin.get("/rooms/plenary/layout")["hidden"] == 1

    wrong = {"layout": halves("own", "speeker"), "spotlight": 7}
    refused = admin.call("PUT", "/rooms/plenary/layout", wrong)
    assert refused.status == 422
    pointers = {error["pointer"] for error in json.loads(refused.body)["errors"]}
    assert "/layout/variants/0/slots/1/source/0" in pointers and "/spotlight" in pointers
    wait_until_seen(admin, people["bob"], {"only.1": BOB})


def test_layouts_of_ones_own_are_kept(server, output):
    admin = Administrator(server)
    assert admin.call("PUT", "/layouts/own:2", halves("own:2")).status == 201
    assert admin.call("PUT", "/layouts/own:2", halves("own:2", "speaker")).status == 200
    assert admin.call("PUT", "/layouts/grid", halves("grid")).status == 409
    drawing = admin.call("GET", "/layouts/own:2/preview.svg?participants=2")
    assert drawing.status == 200 and drawing.text.startswith("<svg ")
    server.close()
    again = Server(output)
    try:
        admin = Administrator(again)
        kept = admin.get("/layouts/own:2")
        assert kept["variants"][0]["slots"][0]["source"] == ["speaker", "self"]
        listed = {entry["name"]: entry["shipped"] for entry in admin.get("/layouts")["items"]}
        assert listed["own:2"] is False and listed["grid"] is True and len(listed) > 20
        assert admin.call("DELETE", "/layouts/own:2").status == 204
        assert admin.call("GET", "/layouts/own:2").status == 404
    finally:
        again.close()


def test_a_layout_file_is_taken_over_when_it_changes(server, output):
    admin = Administrator(server)
    folder = output / "data" / "layouts"
    folder.mkdir(parents=True, exist_ok=True)
    file: Path = folder / "mine.json"

    def present() -> list | None:
        reply = admin.call("GET", "/layouts/mine")
        return reply.status == 200 and json.loads(reply.body)["variants"][0]["slots"][0]["source"]

    file.write_text(json.dumps(halves("mine")))
    eventually(lambda: present() == ["others", "self"], "the new file is taken over", seen=present)
    file.write_text(json.dumps(halves("mine", "speeker"), indent=2))
    complaint = f'{file}:15:13: /variants/0/slots/0/source/0: slot "left": "speeker" is no source'
    eventually(
        lambda: complaint in server.last_words(),
        "the fault is logged with its line",
        seen=server.last_words,
    )
    assert present() == ["others", "self"]
    file.write_text(json.dumps(halves("mine", "speaker")))
    eventually(lambda: present() == ["speaker", "self"], "the mended file is taken over")
    file.unlink()
    eventually(lambda: not present(), "the layout is gone with its file")
