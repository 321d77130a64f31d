"""`tessera bot` and the demo room: our own clients call, measure and keep company."""

import json

import pytest

from harness.bots import Bot, Bots
from harness.callers import BrowserCaller
from harness.waiting import eventually


@pytest.fixture
def bots():
    """`bots(url, room, *flags)` starts bots."""
    running = []

    def start(*arguments: str) -> Bots:
        running.append(Bots(*arguments))
        return running[-1]

    yield start
    for one in running:
        one.close()


def test_three_bots_see_and_hear_each_other(server, bots, measured):
    report = bots(
        server.url, "bots", "--count=3", "--size=320x180", "--duration=8", "--json"
    ).report()
    assert [bot["name"] for bot in report["bots"]] == ["bot 1", "bot 2", "bot 3"]
    for bot in report["bots"]:
        others = [n for n in (1, 2, 3) if n != bot["number"]]
        assert bot["state"] == "connected"
        assert bot["roundTripMilliseconds"] > 0
        picture, sound = bot["picture"], bot["sound"]
        assert (picture["width"], picture["height"]) == (1280, 720)
        # Everybody sees everybody, itself too, each in the tile that the layout names.
        seen = {tile["name"]: tile["number"] for tile in picture["tiles"]}
        assert seen == {"bot 1": 1, "bot 2": 2, "bot 3": 3}
        assert all(tile["pictures"] > 20 for tile in picture["tiles"])
        assert [voice["number"] for voice in sound["voices"]] == others
        assert all(voice["level"] > -40 for voice in sound["voices"])
        assert "ownLevel" not in sound, "nobody hears themselves"
        for delay in (picture["decoded"], picture["shown"], sound["delay"]):
            assert delay["count"] > 5
            assert 0 < delay["p50"] <= delay["p95"] <= delay["p99"]
        assert picture["decoded"]["p50"] <= picture["shown"]["p50"]
        measured(
            f"{bot['name']}: glass to glass {picture['shown']['p50']} ms (median), mouth to ear"
            f" {sound['delay']['p50']} ms, {picture['framesPerSecond']} pictures/s,"
            f" {picture['freezes']} freezes"
        )


def test_losses_are_repaired_and_reported(server, bots, measured):
    report = bots(
        server.url,
        "lossy",
        "--count=2",
        "--video=loop",
        "--size=320x180",
        "--impair=loss=5,burst=2,delay=20,jitter=5,seed=3",
        "--duration=8",
        "--json",
    ).report()
    for bot in report["bots"]:
        picture, sound = bot["picture"], bot["sound"]
        reception = picture["reception"]
        assert reception["lost"] > 0
        assert reception["nacked"] > 0
        assert reception["repaired"] > 0
        assert picture["frames"] > 50
        # What comes again comes on the same SSRC, so that it is not lost (RFC 3550 §6.4.1).
        assert sound["reception"]["nacked"] > 0
        assert sound["reception"]["repaired"] > 0
        assert sound["packets"] > 200
        assert bot["roundTripMilliseconds"] > 30
        sent = {track["kind"]: track for track in bot["sent"]}
        assert sent["video"]["retransmissions"] > 0
        measured(
            f"{bot['name']}: {reception['lost']} of {reception['packets']} video packets lost,"
            f" {reception['repaired']} repaired, {picture['framesLost']} frames lost"
        )


@pytest.mark.parametrize("video", ["pattern", "loop"])
def test_cameras_that_are_held_otherwise_are_shown_upright(server, bots, video):
    flags = ["--size=320x180", "--audio=none", f"--video={video}"]
    running = [
        bots(server.url, f"held-{video}", *flags, "--rotation=90", "--first=1", "--send-only"),
        bots(server.url, f"held-{video}", *flags, "--rotation=180", "--first=2", "--send-only"),
    ]
    # The codes in the tiles are read upright only.
    report = bots(
        server.url, f"held-{video}", *flags, "--rotation=270", "--first=3", "--duration=6", "--json"
    ).report()
    for one in running:
        one.interrupt()
    tiles = {tile["name"]: tile for tile in report["bots"][0]["picture"]["tiles"]}
    assert {name: tile["number"] for name, tile in tiles.items()} == {
        "bot 1": 1,
        "bot 2": 2,
        "bot 3": 3,
    }
    assert all(tile["pictures"] > 20 for tile in tiles.values())


def test_bot_and_browser_see_and_hear_each_other(server, bots, join):
    ada = join(BrowserCaller, 0, "ada")
    ada.join(server.url, "mixed")
    eventually(lambda: ada.state()["participant"], "ada is let in")
    running = bots(server.url, "mixed", "--name=robot", "--first=1", "--json")
    robot = Bot(1, "robot 1")
    ada.wait_until_sees(ada, robot)
    ada.wait_until_hears([1], [0, 2])
    running.interrupt()
    report = running.report()["bots"][0]
    assert {"ada", "robot 1"} == {tile["name"] for tile in report["picture"]["tiles"]}
    voices = {voice["number"]: voice for voice in report["sound"]["voices"]}
    assert voices.keys() == {0}
    # The one who left is gone at once.
    ada.wait_until_sees(ada)


def test_speech_without_a_picture(server, bots):
    report = bots(
        server.url, "talk", "--count=2", "--video=none", "--audio=speech", "--duration=3", "--json"
    ).report()
    for bot in report["bots"]:
        assert bot["sound"]["packets"] > 100
        assert [track["kind"] for track in bot["sent"]] == ["audio"]


def test_failure_is_said_and_the_exit_code_tells_it(bots):
    code, out, err = bots("http://127.0.0.1:1", "r", "--duration=1", "--warm-up=0").end()
    assert code == 1
    assert "cannot connect" in out
    code, out, err = bots("http://127.0.0.1:1", "r", "--impair=loss=200").end()
    assert code == 64
    assert "loss=200" in err


def test_demo_room_keeps_company(start_server, join, measured, output):
    server = start_server("--demo")
    assert "/r/demo" in server.log.read_text()
    company = [Bot(k, name) for k, name in enumerate(("Ada", "Ben", "Cleo", "Dan"), start=1)]

    def people() -> list[str]:
        reply = server.request("GET", "/api/v1/rooms/demo/participants")
        assert reply.status == 200, reply
        return sorted(entry["name"] for entry in json.loads(reply.text)["items"])

    # While nobody is there, they are not there either.
    assert people() == []
    guest = join(BrowserCaller, 0, "guest")
    guest.join(server.url, "demo")
    guest.wait_until_sees(guest, *company)
    guest.page.screenshot(output / "demo.png")
    measured(f"guest: first picture {guest.state()['firstPictureMs']:.0f} ms after join")
    assert people() == ["Ada", "Ben", "Cleo", "Dan", "guest"]
    guest.leave()
    eventually(lambda: people() == [], "the bots leave", 40, seen=people)
    # And they come again.
    late = join(BrowserCaller, 0, "late")
    late.join(server.url, "demo")
    late.wait_until_sees(late, *company)
