"""Encoders (WHIP) and viewers (WHEP) on a second stack; every status code of the ways in."""

import re

import pytest

from harness.aiortc_caller import Encoder, IndependentCaller, Viewer
from harness.callers import BrowserCaller, shows
from harness.server import ROOT, Server
from harness.sessions import FRAGMENT, Session
from harness.waiting import eventually

DIRECTIONS = re.compile(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", re.MULTILINE)


@pytest.fixture
def alone():
    """Makes callers on the second stack for one test."""
    mine = []

    def make(kind, number: int, name: str):
        mine.append(kind(number, name))
        return mine[-1]

    yield make
    for caller in mine:
        caller.close()


@pytest.fixture
def server_with(output):
    """Starts the program with flags for one test."""
    mine = []

    def start(*flags: str) -> Server:
        folder = output / str(len(mine))
        folder.mkdir(exist_ok=True)
        mine.append(Server(folder, *flags))
        return mine[-1]

    yield start
    for server in mine:
        server.close()


def kinds(caller: BrowserCaller) -> dict[str, str]:
    """What everybody is in the room for, by name, as the newest messages say."""
    entries = caller.messages("joined")[-1]["roster"]
    for message in caller.messages("roster"):
        entries += [message[key] for key in ("joined", "updated") if key in message]
    return {entry["name"]: entry["kind"] for entry in entries}


def test_encoder_is_seen_and_heard_and_sent_nothing(server, join, alone, measured):
    ada, cam = join(BrowserCaller, 0, "ada"), alone(Encoder, 1, "cam")
    ada.join(server.url, "studio")
    ada.wait_until_sees(ada)

    reply = cam.join(server, "studio")
    assert reply.status == 201, reply
    assert cam.location.startswith("/whip/studio/")
    assert DIRECTIONS.findall(reply.text) == ["recvonly", "recvonly"]
    ada.wait_until_sees(ada, cam)
    ada.wait_until_hears([1], [0])
    assert kinds(ada) == {"ada": "participant", "cam": "ingest"}
    assert cam.tracks == [] and cam.frames == 0
    measured(f"age of the pictures in ms: {ada.delays}")

    assert cam.session.delete().status == 200
    ada.wait_until_sees(ada)
    ada.wait_until_hears_nobody()
    assert cam.session.delete().status == 404


def test_viewer_sees_and_hears_all_and_is_not_seen(server, join, alone, measured):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    for caller in (ada, bob):
        caller.join(server.url, "hall")
    ada.wait_until_sees(ada, bob)

    eve = alone(Viewer, 2, "eve")
    reply = eve.join(server, "hall")
    assert reply.status == 201, reply
    assert DIRECTIONS.findall(reply.text) == ["sendonly", "sendonly"]

    def sees() -> bool:
        picture, regions = eve.picture(), ada.regions()
        return bool(picture) and all(
            shows(picture.region(regions[person.name]), person.number) for person in (ada, bob)
        )

    eventually(sees, "the viewer's picture shows both, where ada's layout says", 30)
    frames = eve.frames
    eventually(lambda: eve.frames >= frames + 30, "the viewer's picture goes on")

    def hears() -> bool:
        levels = eve.levels()
        return min(levels[0], levels[1]) > -40 and levels[2] < levels[0] - 40

    eventually(hears, "the viewer hears both", 30, seen=eve.levels)
    measured(f"the viewer hears, dB: {eve.levels()}")
    assert sorted(eve.tracks) == ["audio", "video"]
    assert kinds(ada)["eve"] == "viewer"
    # It is in the roster and nowhere in the picture.
    ada.wait_until_sees(ada, bob)

    assert eve.session.delete().status == 200
    gone = lambda: any("left" in message for message in ada.messages("roster"))  # noqa: E731
    eventually(gone, "ada is told that the viewer left")
    ada.wait_until_sees(ada, bob)


def test_viewer_may_want_sound_alone(server, join, alone):
    ada, eve = join(BrowserCaller, 0, "ada"), alone(Viewer, 2, "eve")
    ada.join(server.url, "radio")
    ada.wait_until_sees(ada)
    reply = eve.join(server, "radio", quality="audio")
    assert DIRECTIONS.findall(reply.text) == ["sendonly", "inactive"]
    eventually(lambda: eve.levels()[0] > -40, "the viewer hears ada", 30, seen=eve.levels)
    assert eve.frames == 0


def test_ice_restarts_in_a_live_session(server, join, alone, measured):
    ada, cam = join(BrowserCaller, 0, "ada"), alone(Encoder, 1, "cam")
    ada.join(server.url, "studio")
    assert cam.join(server, "studio").status == 201
    ada.wait_until_sees(ada, cam)
    former = cam.session.tag

    reply = cam.restart_ice()
    assert reply.status == 200, reply
    assert reply.headers["Content-Type"] == FRAGMENT
    assert cam.session.tag not in (None, former)
    assert "a=ice-lite" in reply.text and "a=candidate:" in reply.text
    assert cam.session.patch("a=end-of-candidates\r\n", former).status == 412
    assert cam.session.trickle("a=end-of-candidates\r\n").status == 204

    # Consent lasts 15 s: past that, only checks with the new credentials keep the path.
    first = ada.wait_until_sees(ada, cam)["cam"].frame
    last = first

    def goes_on() -> bool:
        nonlocal last
        assert cam.state == "connected"
        if codes := ada.sees([ada, cam]):
            last = codes["cam"].frame
        return (last - first) & 0xFFFF > 25 * 15

    eventually(goes_on, "cam's picture goes on for 25 s", 60, seen=lambda: (first, last))
    badges = [m["updated"]["reconnecting"] for m in ada.messages("roster") if "updated" in m]
    assert not any(badges), "the path was never lost"


def test_seat_without_media_is_given_up(server_with, alone):
    server = server_with("--rooms-capacity=1")
    offer = alone(Viewer, 1, "eve").offer()
    first = server.join("closet", offer, way="whep")
    assert first.status == 201
    full = server.join("closet", offer, way="whep")
    assert full.status == 503 and int(full.headers["Retry-After"]) > 0
    eventually(
        lambda: server.join("closet", offer, way="whep").status == 201,
        "the seat is free again",
        20,
    )
    assert Session(server, first).delete().status == 404


def test_clients_are_told_of_ice_servers(server_with, alone):
    server = server_with(
        "--ice-servers=stun:stun.example.org,turn:turn.example.org?transport=udp",
        "--ice-username=ada",
        "--ice-credential=secret",
    )
    reply = server.join("lobby", alone(Viewer, 1, "eve").offer(), way="whep")
    assert reply.headers.get_all("Link") == [
        '<stun:stun.example.org>; rel="ice-server"',
        '<turn:turn.example.org?transport=udp>; rel="ice-server"; username="ada"; '
        'credential="secret"; credential-type="password"',
    ]


def documented_codes() -> set[int]:
    page = ROOT.joinpath("docs/protocols/join.md").read_text()
    table = page[page.index("## Status codes") :]
    return {int(code) for code in re.findall(r"^\| (\d{3}) \|", table, re.MULTILINE)}


@pytest.mark.parametrize("kind", [IndependentCaller, Encoder, Viewer], ids=lambda kind: kind.WAY)
def test_every_status_code_of_the_table(server_with, alone, kind):
    way = kind.WAY
    server = server_with("--rooms-capacity=20")
    full, closed = server_with("--rooms-capacity=1"), server_with("--rooms-open=false")
    offer = alone(kind, 1, "ada").offer()
    produced = set()

    def gives(reply, status: int, detail: str = ""):
        assert reply.status == status, reply
        assert detail in reply.text
        if status >= 400:
            assert reply.headers["Content-Type"] == "application/problem+json"
        produced.add(status)
        return reply

    def post(body: str = offer, to: Server = server, query: str = "", **headers):
        headers = {"content_type": "application/sdp", **headers}
        return to.request("POST", f"/{way}/lobby{query}", body.encode(), **headers)

    session = Session(server, gives(post(), 201))
    gives(session.trickle("a=end-of-candidates\r\n"), 204)
    gives(session.restart("abcdefgh", "p" * 24), 200, "a=ice-pwd:")
    gives(server.request("OPTIONS", session.location), 200)

    gives(post("no offer"), 400, "line 1")
    gives(post("x" * 70_000), 413)
    gives(post("", content_type="text/plain"), 415, "application/sdp")
    gives(server.request("POST", f"/{way}/lobby"), 415)
    codecless = re.sub(r"(?i)(opus|VP8)/", "other/", offer)
    gives(post(codecless), 422, '"supported":["opus","VP8"]')
    gives(post(query="?quality=best"), 422, '"supported":["low","medium","high","audio"]')
    gives(post(query="?view=mandala"), 422, '"supported"')
    wrong = {"whip": "recvonly", "whep": "sendonly"}.get(way)
    if wrong:
        gives(post(DIRECTIONS.sub(f"a={wrong}", offer)), 422, f"is {wrong}; it must be")
    gives(post(origin="https://evil.example"), 403)
    gives(post(to=closed), 404, "no such room")
    gives(post(to=full), 201)
    gives(post(to=full), 503)
    put = gives(server.request("PUT", session.location), 405)
    assert {"DELETE", "OPTIONS", "PATCH"} <= set(put.headers["Allow"].split(", "))
    gives(server.request("PUT", f"/{way}/lobby"), 405)
    seen = server.request("GET", session.location)
    gives(seen, 405 if way == "join" else 204)

    gives(session.patch("a=x\r\n", None), 428, "If-Match")
    gives(session.patch("a=x\r\n", '"other"'), 412)
    gives(session.patch("nonsense", session.tag), 400)
    gives(session.patch("m=audio 9 RTP/AVP 0\r\na=mid:99\r\n", session.tag), 422)
    gives(session.patch("a=x\r\n", session.tag, content_type="application/sdp"), 415)
    # Each of these waits for its media: one address may have so many.
    for _ in range(40):
        if (reply := post()).status != 201:
            break
    gives(reply, 429)
    assert int(reply.headers["Retry-After"]) > 0

    gives(session.delete(), 200)
    gives(session.delete(), 404)
    # What `/join` does not do is said in the table.
    assert produced | ({204} if way == "join" else set()) == documented_codes()
