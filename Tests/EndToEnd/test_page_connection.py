"""The page when the network fails: it comes back by itself, as the same person."""

import pytest

from harness.join_page import Guest
from harness.relay import MediaRelay, Relay
from harness.signaling import Listener
from harness.waiting import eventually


@pytest.fixture
def relay(server):
    relay = Relay(server.http_port)
    yield relay
    relay.close()


@pytest.fixture
def media_relay(server):
    relay = MediaRelay(server.media_port)
    yield relay
    relay.close()


@pytest.fixture
def bob(server):
    bob = Listener(server, "bridge", "bob")
    yield bob
    bob.close()


@pytest.fixture
def ada(browser):
    guest = Guest(browser, "ada")
    yield guest
    guest.close()


def pictures(guest) -> int:
    """How many pictures of the call were shown."""
    return guest.page.evaluate(
        "document.querySelector('#mosaic').getVideoPlaybackQuality().totalVideoFrames"
    )


def check_pictures_go_on(guest):
    before = pictures(guest)
    eventually(lambda: pictures(guest) > before + 10, "pictures go on", seen=guest.described)


def comings(bob: Listener) -> list[str]:
    """Who came and who went, in order."""
    changes = [m.get("joined") or m.get("left") for m in bob.of("roster")]
    return [change["participant"] for change in changes if change]


def test_reload_comes_back_as_the_same_person(server, ada, bob):
    ada.open(server.url, "bridge")
    ada.enter("ada")
    check_pictures_go_on(ada)
    me = ada.participant
    ada.page.click("#hand")
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=True, handRaised=True, hasVideo=True)

    ada.page.reload()
    eventually(lambda: ada.participant == me, "ada is back", seen=ada.described)
    assert ada.phase == "call"
    check_pictures_go_on(ada)
    bob.wait_until("ada", audioMuted=True, handRaised=True, hasVideo=True, reconnecting=False)
    assert not ada.is_on("#microphone") and ada.is_on("#camera") and ada.is_on("#hand")
    assert comings(bob) == [me], "to the others ada never left"

    # Who has left is not brought back by a reload.
    ada.page.click("#leave")
    eventually(lambda: comings(bob) == [me, me], "ada has left")
    ada.page.reload()
    eventually(lambda: ada.phase == "lobby", "the page is at the door")
    assert ada.participant is None


def test_socket_is_cut_and_comes_back(server, relay, ada, bob):
    ada.open(relay.url, "bridge")
    ada.enter("ada")
    check_pictures_go_on(ada)
    me = ada.participant
    relay.cut()
    ada.wait_until_says("Connection lost, coming back", "#status")
    assert not ada.is_shown("#self"), "nobody tells any more where the own tile is"
    check_pictures_go_on(ada)  # media does not pass the relay: the call goes on
    ada.page.click("#microphone")
    relay.restore()
    bob.wait_until("ada", audioMuted=True)  # what was decided meanwhile is said now
    eventually(lambda: connection(ada)[0] == "connected", "it is back")
    assert ada.participant == me and comings(bob) == [me]
    eventually(lambda: "lost" not in ada.text("#status"), "the page says so", seen=ada.described)
    eventually(lambda: ada.is_shown("#self"), "ada sees herself again")
    check_pictures_go_on(ada)


def test_socket_that_only_seems_open_is_found_out(server, relay, ada, bob):
    ada.open(relay.url, "bridge")
    ada.enter("ada")
    check_pictures_go_on(ada)
    me = ada.participant
    relay.fall_silent()
    ada.wait_until_says("Connection lost, coming back", "#status", 40)
    ada.page.click("#hand")
    assert not ada.is_on("#hand"), "nothing is promised that was not said"
    relay.restore()
    eventually(lambda: "lost" not in ada.text("#status"), "ada is back", 40, ada.described)
    ada.page.click("#hand")
    bob.wait_until("ada", handRaised=True)
    assert ada.participant == me and comings(bob) == [me]
    check_pictures_go_on(ada)


def test_server_is_not_there(server, relay, ada):
    ada.open(relay.url, "bridge")
    relay.cut()
    ada.page.click("#name")
    ada.page.type("ada")
    ada.page.click("#join")
    ada.wait_until_says("The server cannot be reached. Press Join to try again.", "#notice")
    assert ada.phase == "lobby"
    relay.restore()
    ada.page.click("#join")
    eventually(lambda: ada.phase == "call", "ada is let in", seen=ada.described)


def test_server_goes_for_good(server, ada):
    ada.open(server.url, "bridge")
    ada.enter("ada")
    server.ask_to_stop()
    ada.wait_until_says("Press Join to try again.", "#notice")
    assert ada.phase == "lobby" and not ada.page.evaluate("Boolean(tessera.call.media)")


def connection(ada) -> tuple[str, bool, str]:
    """How the media is, whether over the connection marked first, and by which ICE session."""
    return tuple(
        ada.page.evaluate("""[
            tessera.call.media.pc.connectionState,
            tessera.call.media.pc === window.firstConnection,
            tessera.call.media.pc.localDescription?.sdp.match(/ice-ufrag:(.*)/)[1],
        ]""")
    )


def test_path_of_the_media_is_lost_and_found(server, media_relay, ada, bob):
    ada.page.run_before_load(media_relay.script)
    ada.open(server.url, "bridge")
    ada.enter("ada")
    check_pictures_go_on(ada)
    ada.page.evaluate("window.firstConnection = tessera.call.media.pc")
    _, _, ice_session = connection(ada)

    # Mended by an ICE restart: the connection is the same, the session of ICE another.
    media_relay.loss = 1
    eventually(
        lambda: connection(ada)[2] != ice_session,
        "another path is looked for",
        40,
        lambda: (connection(ada), ada.described()),
    )
    media_relay.loss = 0
    eventually(lambda: connection(ada)[0] == "connected", "it is found", 40, ada.described)
    assert connection(ada)[1], "no new connection was needed"
    check_pictures_go_on(ada)
    assert comings(bob) == [ada.participant], "nobody has seen ada go"


def test_media_that_cannot_be_mended_comes_back_anew(server, media_relay, ada, bob):
    ada.page.run_before_load(media_relay.script)
    ada.open(server.url, "bridge")
    ada.enter("ada")
    check_pictures_go_on(ada)
    me = ada.participant
    ada.page.evaluate("window.firstConnection = tessera.call.media.pc")
    media_relay.loss = 1
    eventually(lambda: not connection(ada)[1], "a new connection", 60, ada.described)
    bob.wait_until("ada", hasVideo=False)
    media_relay.loss = 0
    eventually(lambda: connection(ada)[0] == "connected", "it connects", 60, ada.described)
    check_pictures_go_on(ada)
    assert ada.participant == me and comings(bob) == [me]
    bob.wait_until("ada", hasVideo=True, reconnecting=False)


def test_bad_connection_is_told_with_what_to_do(server, media_relay, ada):
    ada.page.run_before_load(media_relay.script)
    ada.open(server.url, "bridge")
    ada.enter("ada")
    ada.wait_until_says("Good connection", "#status")
    media_relay.loss = 0.2
    ada.wait_until_says("Poor connection", "#status", 40)
    assert "in the settings" in ada.text("#status"), "there is something to do about it"
    media_relay.loss = 0
    ada.wait_until_says("Good connection", "#status", 40)
