"""Clients differ, change their mind and lose their network."""

from harness.callers import BrowserCaller
from harness.waiting import eventually


def sources(caller: BrowserCaller) -> dict[str, int]:
    """The SSRC of what the newest connection receives, by kind."""
    counters = caller.page.call("testReceived.counters")
    return {kind: report["ssrc"] for kind, report in counters.items()}


def test_new_offer_on_the_same_connection_changes_nothing_that_is_seen(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    for caller in (ada, bob):
        caller.join(server.url, "bistro")
    ada.wait_until_sees(ada, bob)
    before, frames = sources(ada), ada.frames()

    ada.page.call("testCaller.offer")
    eventually(lambda: len(ada.messages("answer")) == 2, "the second offer is answered")
    assert [answer["id"] for answer in ada.messages("answer")] == [1, 2]
    eventually(
        lambda: ada.page.evaluate("testCaller.connection.signalingState") == "stable",
        "the second answer is taken",
    )
    ada.wait_until_sees(ada, bob)
    ada.wait_until_hears([1], [0])
    assert sources(ada) == before
    assert ada.frames() > frames


def test_video_line_before_audio_line(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    ada.join(server.url, "gallery", sends=["video", "audio"])
    bob.join(server.url, "gallery")
    for caller in (ada, bob):
        caller.wait_until_sees(ada, bob)
    ada.wait_until_hears([1], [0])
    bob.wait_until_hears([0], [1])


def test_one_without_a_camera_is_heard_and_sees(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    ada.join(server.url, "porch", sends=["audio"])
    bob.join(server.url, "porch")
    for caller in (ada, bob):
        caller.wait_until_sees(bob, exactly=False)
        assert caller.sees([ada], exactly=False) is None
    bob.wait_until_hears([0], [1])
    ada.wait_until_hears([1], [0])


def test_one_without_a_microphone_is_seen_and_hears(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    ada.join(server.url, "cellar", sends=["video"])
    bob.join(server.url, "cellar")
    for caller in (ada, bob):
        caller.wait_until_sees(ada, bob)
    ada.wait_until_hears([1], [0])
    bob.wait_until_hears_nobody()


def test_lost_socket_does_not_end_the_media_and_is_resumed_as_the_same_person(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    for caller in (ada, bob):
        caller.join(server.url, "tunnel")
    bob.wait_until_sees(ada, bob)
    identity = ada.state()["participant"]

    ada.page.call("testCaller.loseSocket")
    frames = bob.frames()
    eventually(lambda: bob.frames() > frames + 90, "three seconds of pictures pass")
    bob.wait_until_sees(ada, bob)

    ada.page.call("testCaller.resume")
    eventually(lambda: len(ada.messages("joined")) == 2, "ada is back")
    assert ada.state()["participant"] == identity
    for caller in (ada, bob):
        caller.wait_until_sees(ada, bob)
    bob.wait_until_hears([0], [1])
    ada.wait_until_hears([1], [0])
