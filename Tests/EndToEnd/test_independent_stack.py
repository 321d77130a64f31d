"""A second WebRTC stack (aiortc) beside a browser, joined with one HTTP request."""

import pytest

from harness.aiortc_caller import IndependentCaller
from harness.callers import BrowserCaller, shows
from harness.waiting import eventually


@pytest.fixture
def bob():
    bob = IndependentCaller(1, "bob")
    yield bob
    bob.close()


def test_independent_stack_and_browser_in_one_room(server, join, bob, measured):
    ada = join(BrowserCaller, 0, "ada")
    ada.join(server.url, "studio")
    ada.wait_until_sees(ada)

    reply = bob.join(server, "studio")
    assert reply.status == 201, reply
    assert reply.headers["Content-Type"].startswith("application/sdp")
    assert bob.location.startswith("/join/studio/")

    ada.wait_until_sees(ada, bob)
    regions = ada.regions()

    def bob_sees() -> bool:
        picture = bob.picture()
        return bool(picture) and all(
            shows(picture.region(regions[person.name]), person.number) for person in (ada, bob)
        )

    eventually(bob_sees, "bob's picture shows both where ada's layout says", 30)
    frames = bob.frames
    eventually(lambda: bob.frames >= frames + 30, "bob's picture goes on")
    assert sorted(bob.tracks) == ["audio", "video"]

    ada.wait_until_hears([1], [0])

    def bob_hears() -> bool:
        levels = bob.levels()
        return levels[0] > -40 and levels[1] < levels[0] - 40

    eventually(bob_hears, "bob hears ada and not himself", 30, seen=bob.levels)
    measured(f"bob hears, dB: {bob.levels()}")

    reply = server.request("DELETE", bob.location)
    assert reply.status in (200, 204), reply
    ada.wait_until_sees(ada)
    ada.wait_until_hears_nobody()
