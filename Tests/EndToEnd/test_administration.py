"""What an administrator's script does, against the release program with people in the call."""

import json
import re
import subprocess

import pytest

from harness.administrator import Administrator
from harness.aiortc_caller import IndependentCaller
from harness.callers import shows
from harness.server import ROOT, Server
from harness.socket_caller import SocketCaller
from harness.waiting import eventually

ADA, BOB = 0, 1
MERGE_PATCH = "application/merge-patch+json"


class Call:
    """A room that an administrator made, with Ada (by POST) and Bob (by WebSocket) in it."""

    def __init__(self, server: Server):
        self.server = server
        self.admin = Administrator(server)
        wanted = {"name": "plenary", "title": "Plenary", "canvas": {"width": 960, "height": 540}}
        self.admin.done("POST", "/rooms", wanted)
        self.ada, self.bob = IndependentCaller(ADA, "ada"), SocketCaller(BOB, "bob")
        assert self.ada.join(server, "plenary").status == 201
        self.bob.join(server, "plenary")
        for caller in (self.ada, self.bob):
            eventually(lambda caller=caller: caller.frames > 0, f"{caller.name} gets pictures")
        people = self.admin.get("/rooms/plenary/participants")["items"]
        assert [person["name"] for person in people] == ["ada", "bob"], people
        self.ids = {person["name"]: person["id"] for person in people}
        assert self.ids["bob"] == self.bob.participant

    def path(self, name: str) -> str:
        return f"/rooms/plenary/participants/{self.ids[name]}"

    def wait_until_bob_is_told_of(self, whom: str, **members):
        """Waits for a change of somebody's roster entry, among the others that there are."""
        wanted = {"participant": self.ids[whom], **members}.items()

        def told() -> list[dict]:
            return [m for m in self.bob.messages("roster") if wanted <= m.get("updated", {}).items()]

        eventually(told, f"bob is told of {whom}: {members}", 10)

    def bob_hears_ada(self) -> float:
        """How loud Bob hears Ada's tone in the last 0.7 s, dB of full scale."""
        return self.bob.levels()[ADA]

    def close(self):
        self.ada.close()
        self.bob.close()


@pytest.fixture
def call(server):
    call = Call(server)
    yield call
    call.close()


def test_rooms_are_made_changed_listed_and_closed(server):
    admin = Administrator(server)
    wanted = {"name": "blue", "title": "Blue", "capacity": 2}
    made = admin.call("POST", "/rooms", wanted, idempotency_key="0f8d-1")
    assert made.status == 201 and made.headers["Location"] == "/api/v1/rooms/blue"
    again = admin.call("POST", "/rooms", wanted, idempotency_key="0f8d-1")
    assert again.status == 201 and again.body == made.body
    assert again.headers["Idempotency-Replayed"] == "true"
    assert admin.call("POST", "/rooms", wanted).status == 409
    other = admin.call("POST", "/rooms", wanted | {"name": "red"}, idempotency_key="0f8d-1")
    assert other.status == 422

    room = json.loads(made.body)
    change = {"title": None, "canvas": {"width": 640, "height": 360}, "policies": {"open": False}}
    changed = admin.done("PATCH", "/rooms/blue", change, content_type=MERGE_PATCH)
    assert changed == room | {
        "title": None,
        "canvas": {"width": 640, "height": 360, "fps": room["canvas"]["fps"]},
        "policies": {"open": False},
    }
    assert admin.get("/rooms/blue") == changed
    for name in ("green", "amber"):
        admin.done("POST", "/rooms", {"name": name})
    first = admin.get("/rooms?limit=2")
    rest = admin.get(f"/rooms?limit=2&cursor={first['nextCursor']}")
    names = [room["name"] for page in (first, rest) for room in page["items"]]
    assert names == ["amber", "blue", "green"] and rest["nextCursor"] is None

    assert admin.call("DELETE", "/rooms/blue").status == 204
    assert admin.call("GET", "/rooms/blue").status == 404


def test_every_fault_of_a_request_is_named(server):
    admin = Administrator(server)
    wrong = {"name": "a b", "capacity": 0, "canvas": {"width": 7}, "colour": "red"}
    reply = admin.call("POST", "/rooms", wrong)
    assert reply.status == 422
    assert reply.headers["Content-Type"] == "application/problem+json"
    pointers = {error["pointer"] for error in json.loads(reply.body)["errors"]}
    assert pointers == {"/name", "/capacity", "/canvas/width", "/colour"}
    assert admin.get("/rooms")["items"] == []


def test_a_room_can_be_closed_to_newcomers_and_has_a_capacity(call):
    eve = IndependentCaller(2, "eve")
    try:
        offer = eve.offer()
        call.admin.done("PATCH", "/rooms/plenary", {"policies": {"open": False}})
        assert call.server.join("plenary", offer).status == 403
        change = {"policies": {"open": True}, "capacity": 2}
        call.admin.done("PATCH", "/rooms/plenary", change)
        assert call.server.join("plenary", offer).status == 503
        call.admin.done("PATCH", "/rooms/plenary", {"capacity": 3})
        assert call.server.join("plenary", offer).status == 201
    finally:
        eve.close()


def test_somebody_is_turned_down_and_muted(call):
    def is_heard() -> bool:
        return call.bob_hears_ada() > -60

    eventually(is_heard, "bob hears ada", seen=call.bob_hears_ada)
    call.admin.done("PATCH", call.path("ada"), {"volume": 0})
    eventually(lambda: call.bob_hears_ada() < -70, "ada is silent", seen=call.bob_hears_ada)
    call.admin.done("PATCH", call.path("ada"), {"volume": 1})
    eventually(is_heard, "bob hears ada again", seen=call.bob_hears_ada)

    muted = call.admin.done("PATCH", call.path("ada"), {"audioMuted": True})
    assert muted["audioMuted"] is True and muted["volume"] == 1
    eventually(lambda: call.bob_hears_ada() < -70, "ada is silent", seen=call.bob_hears_ada)
    call.wait_until_bob_is_told_of("ada", audioMuted=True)

    call.admin.done("PATCH", call.path("bob"), {"audioMuted": True})
    call.wait_until_bob_is_told_of("bob", audioMuted=True)
    # The person may speak again without being asked to.
    call.bob.send(type="mute", audio=False)
    eventually(
        lambda: not call.admin.get(call.path("bob"))["audioMuted"], "bob has unmuted himself"
    )


def test_the_host_renames_speaks_and_sends_away(call):
    call.admin.done("PATCH", call.path("ada"), {"name": "Countess"})
    call.wait_until_bob_is_told_of("ada", name="Countess")
    assert call.admin.get(call.path("ada"))["name"] == "Countess"

    call.admin.done("POST", "/rooms/plenary/messages", {"text": "five more minutes"})
    line = call.bob.message("chat")
    assert (line["from"], line["text"]) == ("host", "five more minutes")

    call.admin.done("DELETE", call.path("bob"))
    assert call.bob.message("bye")["reason"]
    people = call.admin.get("/rooms/plenary/participants")["items"]
    assert [person["id"] for person in people] == [call.ids["ada"]]
    assert call.admin.call("DELETE", call.path("bob")).status == 404


def test_a_snapshot_shows_who_is_there(call, output):
    def seen() -> bool:
        picture = call.admin.snapshot("plenary")
        assert (picture.full_width, picture.full_height) == (960, 540)
        layout = call.admin.get("/rooms/plenary/layout")
        regions = {region["participant"]: region for region in layout["regions"]}
        return regions.keys() == set(call.ids.values()) and all(
            shows(picture.region(regions[call.ids[name]]), number)
            for name, number in (("ada", ADA), ("bob", BOB))
        )

    eventually(seen, "the snapshot shows both, each in its tile")
    reply = call.admin.call("GET", "/rooms/plenary/snapshot.jpg")
    output.joinpath("snapshot.jpg").write_bytes(reply.body)

    call.admin.done("PATCH", "/rooms/plenary", {"canvas": {"width": 640, "height": 360}})

    def size() -> tuple[int, int]:
        picture = call.admin.snapshot("plenary")
        return picture.full_width, picture.full_height

    eventually(lambda: size() == (640, 360), "the canvas is smaller", seen=size)
    eventually(
        lambda: (picture := call.ada.picture()) and picture.full_width == 640,
        "ada gets the smaller picture",
    )


def test_statistics_count_both_directions(call):
    def statistics():
        return call.admin.get("/rooms/plenary/stats")

    def counted() -> bool:
        room = statistics()
        people = {person["name"]: person["connection"] for person in room["participants"]}
        assert people.keys() == {"ada", "bob"}
        assert room["distinct"]["views"] == 1
        return all(
            connection
            and {stream["kind"] for stream in connection["inbound"]} == {"audio", "video"}
            and all(stream["framesReceived"] > 10 for stream in connection["inbound"])
            and all(stream["framesSent"] > 10 for stream in connection["outbound"])
            for connection in people.values()
        )

    eventually(counted, "both directions of both are counted", seen=statistics)
    stages = call.admin.get("/rooms/plenary/stats")["stages"]
    assert {"mix", "compose"} <= {stage["name"] for stage in stages}
    assert all(stage["steps"] > 0 for stage in stages)
    server = call.admin.get("/stats")
    assert server["participantCount"] == 2
    assert server["rooms"] == [{"name": "plenary", "participants": 2}]
    assert server["residentBytes"] > 2**20 and server["cpuTime"] > 0


def test_a_closed_room_says_goodbye(call):
    call.admin.done("DELETE", "/rooms/plenary")
    assert call.bob.message("bye")["reason"]
    frames = call.ada.frames
    assert call.admin.call("GET", "/rooms/plenary").status == 404
    assert call.server.request("DELETE", call.ada.location).status == 404
    eventually(lambda: call.ada.state == "closed", "ada's connection is closed", 40)
    assert call.ada.frames <= frames + 30


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"x_forwarded_for": "192.0.2.1"},
        {"forwarded": "for=192.0.2.1"},
        {"via": "1.1 proxy"},
    ],
    ids=str,
)
def test_what_leads_here_from_elsewhere_is_refused(server, headers):
    reply = Administrator(server).call("GET", "/rooms", **headers)
    assert reply.status == 403, reply
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert json.loads(reply.body)["type"] == "urn:tessera:problem:not-administrator"


def test_a_server_for_others_is_not_administered(output):
    server = Server(output, "--http-host=0.0.0.0")
    try:
        reply = Administrator(server).call("GET", "/rooms")
        assert reply.status == 403 and "--http-host" in reply.text
        assert server.request("GET", "/openapi.json").status == 200
    finally:
        server.close()


def test_the_guides_examples_can_be_pasted(server, output):
    guide = ROOT.joinpath("docs/guides/api.md").read_text()
    guide = guide.replace("http://localhost:8080", server.url)
    before, after = guide.split("## Participants")

    def paste(text: str):
        examples = "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
        # What fails is a failure here, where a person would read the answer.
        script = "set -eu\ncurl() { command curl --fail-with-body -S \"$@\"; echo; }\n" + examples
        done = subprocess.run(
            ["bash", "-c", script], cwd=output, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert '"name":"blue"' in paste(before)
    ada = IndependentCaller(ADA, "ada")
    try:
        assert ada.join(server, "blue").status == 201
        eventually(lambda: ada.frames > 0, "ada gets pictures")
        shown = paste(f"```sh\nAPI={server.url}/api/v1\n```\n" + after)
    finally:
        ada.close()
    assert '"name":"Ada L."' in shown
    assert output.joinpath("blue.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
