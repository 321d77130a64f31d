"""The product's own page, as people use it: each function, in real Chromium."""

import json

import pytest

from harness.callers import BrowserCaller, Visitor
from harness.signaling import Listener
from harness.waiting import eventually

# The stage is as large as fits, the picture has its shape, and nothing lies over it or outside.
GEOMETRY = """(() => {
    const box = (id) => document.getElementById(id).getBoundingClientRect();
    const [mosaic, footer] = [box("mosaic"), document.querySelector("footer").getBoundingClientRect()];
    return {
        ratio: mosaic.width / mosaic.height, width: mosaic.width,
        isInside: mosaic.left >= 0 && mosaic.top >= 0 && mosaic.right <= innerWidth
            && mosaic.bottom <= footer.top && footer.bottom <= innerHeight,
        scrolls: document.documentElement.scrollWidth > innerWidth,
    };
})()"""

SIZES = {"desktop": (1280, 800, False), "phone": (390, 844, True)}


@pytest.fixture
def listener(server):
    """Makes participants without media."""
    made = []

    def make(room: str, name: str) -> Listener:
        made.append(Listener(server, room, name))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_two_people_join_talk_mute_and_leave(server, join, output):
    ada, bob = join(Visitor, 0, "ada"), join(Visitor, 1, "bob")
    ada.join(server.url, "kitchen")
    ada.wait_until_sees(ada)
    bob.join(server.url, "kitchen")
    for visitor in (ada, bob):
        visitor.wait_until_sees(ada, bob)
        for name in ("ada", "bob"):
            visitor.wait_until_listed(name)
    ada.wait_until_hears([1], [0])
    bob.wait_until_hears([0], [1])
    ada.page.screenshot(output / "ada.png")
    assert ada.is_on("#microphone") and ada.is_on("#camera")

    ada.page.click("#microphone")
    eventually(lambda: bob.levels()[0] < -60, "bob no longer hears ada", seen=bob.levels)
    bob.wait_until_listed("ada", "muted")
    assert not ada.is_on("#microphone")
    ada.page.click("#microphone")
    bob.wait_until_hears([0], [1])

    ada.page.click("#camera")
    eventually(
        lambda: bob.sees([bob], exactly=False) and not bob.sees([ada], exactly=False),
        "a placeholder stands in for ada",
        seen=bob.describe,
    )
    assert bob.regions().keys() == {"ada", "bob"}
    bob.wait_until_listed("ada", "camera off")
    assert not ada.is_on("#camera") and not ada.is_shown("#self")
    bob.page.screenshot(output / "bob-with-adas-camera-off.png")
    ada.page.click("#camera")
    bob.wait_until_sees(ada, bob)
    assert ada.is_shown("#self")

    ada.page.click("#leave")
    bob.wait_until_sees(bob)
    assert ada.phase == "lobby" and ada.text("#status") == "You left the call"
    assert ada.focus() == "join", "the focus is where one goes on"
    assert bob.listed().keys() == {"bob"}
    bob.page.screenshot(output / "bob-alone.png")


@pytest.mark.parametrize("size", SIZES)
def test_controls_and_panels(server, join, listener, size, output):
    width, height, phone = SIZES[size]
    ada = join(Visitor, 0, "ada")
    ada.page.look_like(width, height, phone=phone)
    ada.join(server.url, "studio")
    ada.wait_until_sees(ada)
    bob, cyd = listener("studio", "bob"), listener("studio", "cyd")
    ada.wait_until_listed("cyd", "listening")
    ada.wait_until_says("cyd has joined")
    assert ada.text("#people-open").split() == ["People", "3"]

    # Mute, camera, hand.
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=True)
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=False)
    ada.page.click("#camera")
    bob.wait_until("ada", videoMuted=True)
    ada.page.click("#camera")
    bob.wait_until("ada", videoMuted=False)
    ada.page.click("#hand")
    bob.wait_until("ada", handRaised=True)
    assert ada.is_on("#hand")
    ada.page.click("#hand")
    bob.wait_until("ada", handRaised=False)
    bob.send("hand", raised=True)
    ada.wait_until_says("bob raised a hand")
    ada.wait_until_listed("bob", "hand raised")

    # Chat: counted while closed, then read; to all, to one, and only as text.
    bob.send("chat", text="<img src=x onerror=alert(1)> & good morning")
    bob.send("chat", text="psst", to=ada.participant)
    ada.wait_until_says("bob to you only: psst")
    eventually(lambda: ada.text("#chat-open").split() == ["Chat", "2"], "two lines are unread")
    ada.page.click("#chat-open")
    assert ada.is_open("chat") and ada.focus() == "chat-text"
    log = ada.text("#chat-log")
    assert "<img src=x onerror=alert(1)> & good morning" in log and "psst" in log
    assert not ada.page.evaluate("document.querySelector('#chat-log img')")
    ada.page.type("hello all")
    ada.page.key("Enter")
    for person in (bob, cyd):
        assert not person.wait_for("chat", text="hello all")["private"]
    ada.page.call(
        "(id) => { document.querySelector('#chat-to').value = id; }", cyd.participant
    )
    ada.page.click("#chat-text")
    ada.page.type("you alone")
    ada.page.key("Enter")
    assert cyd.wait_for("chat", text="you alone")["private"]
    assert "to cyd only" in ada.text("#chat-log")
    ada.page.screenshot(output / f"chat-{size}.png")
    geometry = ada.page.evaluate(GEOMETRY.replace("mosaic.bottom <= footer.top", "true"))
    assert geometry["isInside"] and not geometry["scrolls"], geometry

    # One panel at a time; Escape closes, and the focus goes back to what opened it.
    ada.page.key("Escape")
    assert not ada.is_open("chat") and ada.focus() == "chat-open"
    assert ada.text("#chat-open") == "Chat"
    ada.page.click("#people-open")
    assert ada.is_open("people") and "bob\nhand raised, listening" in ada.text("#people")
    ada.page.screenshot(output / f"people-{size}.png")
    ada.page.click("#more-open")
    assert ada.is_open("more") and not ada.is_open("people")
    assert "hold Space to talk" in ada.text("#more")
    assert ada.is_shown("#video-choice"), "devices are chosen here as well"
    ada.page.screenshot(output / f"settings-{size}.png")
    ada.page.click("#close")

    geometry = ada.page.evaluate(GEOMETRY)
    assert geometry["isInside"] and not geometry["scrolls"], geometry
    assert geometry["ratio"] == pytest.approx(16 / 9, abs=0.01)
    assert geometry["width"] > 0.9 * min(width, (height - 200) * 16 / 9), "it is as large as fits"
    assert [text["text"] for text in bob.of("chat")] == ["hello all"], "the other line was private"


def test_line_for_one_who_has_left_goes_to_nobody(server, join, listener):
    ada = join(Visitor, 0, "ada")
    ada.join(server.url, "porch")
    bob, cyd = listener("porch", "bob"), listener("porch", "cyd")
    ada.wait_until_listed("cyd")
    ada.page.click("#chat-open")
    chosen = "document.querySelector('#chat-to').selectedOptions[0].text"
    ada.page.call("(id) => { document.querySelector('#chat-to').value = id; }", cyd.participant)
    assert ada.page.evaluate(chosen) == "cyd only"
    cyd.send("leave")
    eventually(lambda: "cyd" not in ada.listed(), "cyd has left")
    assert ada.page.evaluate(chosen) == "cyd (has left)"
    ada.page.click("#chat-text")
    ada.page.type("you alone")
    ada.page.key("Enter")
    ada.wait_until_says("Not sent", "#chat-log")
    assert not bob.of("chat")


def test_keys(server, join, listener):
    ada = join(Visitor, 0, "ada")
    ada.join(server.url, "organ")
    bob = listener("organ", "bob")
    eventually(lambda: ada.focus() == "theatre", "the focus is in the call")
    for key, control, name in (("m", "#microphone", "audioMuted"), ("v", "#camera", "videoMuted")):
        ada.page.key(key)
        bob.wait_until("ada", **{name: True})
        assert not ada.is_on(control)
        ada.page.key(key)
        bob.wait_until("ada", **{name: False})
    ada.page.key("h")
    bob.wait_until("ada", handRaised=True)

    # Space talks while it is held, and means nothing to who is not muted.
    ada.page.key(" ")
    assert ada.is_on("#microphone")
    ada.page.key("m")
    bob.wait_until("ada", audioMuted=True)
    ada.page.key(" ", ("keyDown",))
    bob.wait_until("ada", audioMuted=False)
    ada.page.key(" ", ("keyUp",))
    bob.wait_until("ada", audioMuted=True)

    for key, panel in (("p", "people"), ("c", "chat"), ("?", "more")):
        ada.page.evaluate("document.querySelector('#theatre').focus()")
        ada.page.key(key)
        eventually(lambda panel=panel: ada.is_open(panel), f"{key} opens {panel}")
    ada.page.key("Escape")

    # Letters that are typed are letters, and nothing else.
    ada.page.key("c")
    assert ada.focus() == "chat-text"
    for letter in "hmv":
        ada.page.key(letter)
    assert ada.page.evaluate("document.querySelector('#chat-text').value") == "hmv"
    assert ada.is_on("#hand") and ada.is_on("#camera") and not ada.is_on("#microphone")

    # Who does not want keys that act alone switches them off.
    ada.page.key("Escape")
    ada.page.click("#more-open")
    ada.page.click("#shortcuts")
    ada.page.evaluate("document.querySelector('#theatre').focus()")
    ada.page.key("v")
    ada.page.key("Escape")
    eventually(lambda: not ada.is_open("more"), "Escape closes all the same")
    assert ada.is_on("#camera")


def test_who_is_muted_and_speaks_is_told(server, join, listener):
    ada = join(Visitor, 0, "ada")
    ada.join(server.url, "foyer")
    bob = listener("foyer", "bob")
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=True)
    ada.wait_until_says("You are muted. Press M, or hold Space to talk")
    # Space is not the button's that was just pressed: what was said is what it does.
    ada.page.key(" ", ("keyDown",))
    bob.wait_until("ada", audioMuted=False)
    ada.page.key(" ", ("keyUp",))
    bob.wait_until("ada", audioMuted=True)


# Sharing a screen of which the picture is known: participant 3's.
SCREEN = """navigator.mediaDevices.getDisplayMedia = async () => new MediaStream([
    testSource.video({ participant: 3, hue: 200 })]);"""


@pytest.mark.parametrize("size", SIZES)
def test_screen_is_shared_until_the_browser_ends_it(server, join, listener, size, output):
    width, height, phone = SIZES[size]
    ada, bob = join(Visitor, 0, "ada"), join(BrowserCaller, 1, "bob")
    ada.page.run_before_load(SCREEN)
    ada.page.look_like(width, height, phone=phone)
    ada.join(server.url, "theatre")
    bob.join(server.url, "theatre")
    bob.wait_until_sees(ada, bob)
    cyd = listener("theatre", "cyd")
    mirrored = "getComputedStyle(document.querySelector('#self')).transform"
    assert ada.page.evaluate(mirrored).startswith("matrix(-1")

    screen = type("Screen", (), {"name": "ada", "number": 3})
    for ending in ("document.querySelector('#share').click()", "testScreen.end()"):
        ada.page.click("#share")
        bob.wait_until_sees(screen, bob, exactly=False)
        cyd.wait_until("ada", sharing=True, videoMuted=False)
        ada.wait_until_listed("ada", "sharing a screen")
        assert ada.is_on("#share")
        own = ada.page.evaluate(f"[{mirrored}, document.querySelector('#self').style.objectFit]")
        assert own == ["none", "contain"], "a screen is shown as it is, and all of it"
        ada.page.screenshot(output / f"sharing-{size}.png")
        ada.page.evaluate("""window.testScreen = {
            track: document.querySelector("#self").srcObject.getVideoTracks()[0],
            end() { this.track.stop(); this.track.dispatchEvent(new Event("ended")); },
        }""")
        ada.page.evaluate(ending)
        bob.wait_until_sees(ada, bob, exactly=False)
        cyd.wait_until("ada", sharing=False)
        assert not ada.is_on("#share")
        assert ada.page.evaluate(mirrored).startswith("matrix(-1")


def test_who_speaks_is_shown(server, join):
    ada, bob = join(Visitor, 0, "ada"), join(Visitor, 1, "bob")
    for visitor in (ada, bob):
        visitor.join(server.url, "forum")
    for visitor in (ada, bob):
        visitor.wait_until_sees(ada, bob)
    # How much of its bar each level fills, by name, and whether the own tile is marked.
    marks = """({
        bars: Object.fromEntries([...document.querySelectorAll("#people li")].map((item) => [
            item.querySelector(".who").textContent,
            Number(item.querySelector("i").style.transform.match(/[\\d.]+/) ?? 0)])),
        marked: document.getElementById("own").classList.contains("speaks"),
    })"""

    def shown() -> dict:
        return {**ada.page.evaluate(marks), "listed": ada.listed()}

    def only(speaker: str | None) -> bool:
        now = shown()
        names = {"ada": "ada (you)", "bob": "bob"}
        return now["marked"] == (speaker == "ada") and all(
            ("speaking" in now["listed"][name]) == (name == speaker)
            and (now["bars"][names[name]] > 0.1) == (name == speaker)
            for name in names
        )

    bob.page.click("#microphone")
    eventually(lambda: only("ada"), "ada is shown as speaking", seen=shown)
    bob.page.click("#microphone")
    ada.page.click("#microphone")
    eventually(lambda: only("bob"), "bob is shown as speaking", seen=shown)
    bob.page.click("#microphone")
    eventually(lambda: only(None), "nobody is", seen=shown)


def test_what_the_host_does_is_followed_and_told(server, join, listener):
    ada = join(Visitor, 0, "ada")
    ada.join(server.url, "court")
    bob = listener("court", "bob")
    path = f"/api/v1/rooms/court/participants/{ada.participant}"

    def change(**wishes):
        kind = "application/merge-patch+json"
        reply = server.request("PATCH", path, json.dumps(wishes).encode(), content_type=kind)
        assert reply.status == 200, reply

    change(audioMuted=True)
    ada.wait_until_says("The host muted you. Press Microphone to speak again")
    assert not ada.is_on("#microphone")
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=False)
    change(videoMuted=True)
    ada.wait_until_says("The host switched your picture off. Press Camera to be seen again")
    assert not ada.is_on("#camera") and ada.is_on("#microphone")
    ada.page.click("#camera")
    bob.wait_until("ada", videoMuted=False)

    # Nobody but ada switches her microphone on.
    ada.page.click("#microphone")
    bob.wait_until("ada", audioMuted=True)
    change(audioMuted=False)

    def said() -> list[bool]:
        return [m["updated"]["audioMuted"] for m in bob.of("roster") if "updated" in m]

    eventually(lambda: said()[-2:] == [False, True], "it is off again", seen=said)

    assert server.request("DELETE", path).status == 204
    ada.wait_until_says("Removed by the host. Press Join to try again.", "#notice")
    assert ada.phase == "lobby"
