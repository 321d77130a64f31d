"""What the page does with cameras and microphones: those it may not have, cannot open or cannot
find, and those there are to choose from; calls of little data and without pictures."""

import contextlib

import pytest

from harness.chromium import Browser
from harness.join_page import Guest, throwing
from harness.signaling import Listener
from harness.waiting import eventually

SIZES = {"desktop": (1280, 800, False), "phone": (390, 844, True)}
BOTH = "camera and microphone"


@pytest.fixture(scope="module")
def browser_that_asks():
    """No answer is given for the person; `allow` does."""
    browser = Browser(without=("--use-fake-ui",))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def browser_without_devices():
    browser = Browser(without=("--use-fake-device",))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def browser_with_two_cameras():
    several = "--use-fake-device-for-media-stream=device-count=2"
    browser = Browser(several, without=("--use-fake-device",))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def browser_of_another_machine():
    """To it the server is not on localhost, and there is no https."""
    browser = Browser("--host-resolver-rules=MAP tessera.example 127.0.0.1")
    yield browser
    browser.close()


@pytest.fixture
def guest():
    """Makes people on the page."""
    made = []

    def make(browser: Browser, name: str, before_load: str = "") -> Guest:
        made.append(Guest(browser, name, before_load))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def listener(server):
    made = []

    def make(room: str, name: str = "bob") -> Listener:
        made.append(Listener(server, room, name))
        return made[-1]

    yield make
    for each in made:
        each.close()


def allow(browser: Browser, url: str, **settings: str):
    """What the person has decided: `camera="denied"`, `microphone="granted"`."""
    for name, setting in settings.items():
        permission = {"name": name}
        browser.command(
            "Browser.setPermission", permission=permission, setting=setting, origin=url
        )


def sees_the_call(guest: Guest) -> bool:
    """Whether pictures of the call come in and are shown."""
    return guest.page.evaluate("""(() => {
        const { videoWidth, paused } = document.querySelector("#mosaic");
        return videoWidth > 0 && !paused && !document.querySelector("#waiting").checkVisibility();
    })()""")


@pytest.mark.parametrize("size", SIZES)
def test_refused(server, guest, listener, browser_that_asks, size, output):
    width, height, phone = SIZES[size]
    allow(browser_that_asks, server.url, camera="denied", microphone="denied")
    ada = guest(browser_that_asks, "ada")
    ada.page.look_like(width, height, phone=phone)
    ada.open(server.url, "vault")
    ada.wait_until_says(f"keeps this page from your {BOTH}", "#trouble")
    assert "by the icon beside the address, then try again" in ada.text("#trouble")
    assert ada.is_shown("#again") and ada.text("#join") == f"Join without {BOTH}"
    ada.page.screenshot(output / f"refused-{size}.png")

    bob = listener("vault")
    ada.enter("ada")
    eventually(lambda: sees_the_call(ada), "ada sees the call", seen=ada.described)
    assert ada.direction("audio") == ada.direction("video") == "recvonly"
    bob.wait_until("ada", hasAudio=False, hasVideo=False)
    ada.page.click("#camera")
    ada.wait_until_says("keeps this page from your camera")
    assert not ada.is_on("#camera") and not ada.is_on("#microphone")
    ada.page.screenshot(output / f"refused-in-call-{size}.png")

    # The person thinks better of it.
    allow(browser_that_asks, server.url, camera="granted", microphone="granted")
    ada.page.click("#camera")
    ada.wait_until_on("#camera")
    ada.page.click("#microphone")
    ada.wait_until_on("#microphone")
    bob.wait_until("ada", hasAudio=True, hasVideo=True)


def test_camera_alone_refused(server, guest, listener, browser_that_asks):
    allow(browser_that_asks, server.url, camera="denied", microphone="granted")
    ada = guest(browser_that_asks, "ada")
    ada.open(server.url, "booth")
    ada.wait_until_says("keeps this page from your camera.", "#trouble")
    ada.wait_until_on("#microphone")
    assert ada.text("#join") == "Join without camera"

    # Once it is allowed, the same page goes on with it.
    allow(browser_that_asks, server.url, camera="granted")
    ada.page.click("#again")
    ada.wait_until_on("#camera")
    assert ada.is_shown("#preview") and not ada.is_shown("#trouble") and not ada.is_shown("#again")
    assert ada.text("#join") == "Join"


@pytest.mark.parametrize("size", SIZES)
def test_missing(server, guest, listener, browser_without_devices, size, output):
    width, height, phone = SIZES[size]
    ada = guest(browser_without_devices, "ada")
    ada.page.look_like(width, height, phone=phone)
    ada.open(server.url, "desert")
    ada.wait_until_says("No camera or microphone was found. Plug one in", "#trouble")
    assert ada.text("#join") == f"Join without {BOTH}"
    assert ada.text("#video-choice") == "No camera" and ada.text("#audio-choice") == "No microphone"
    ada.page.screenshot(output / f"missing-{size}.png")
    bob = listener("desert")
    ada.enter("ada")
    eventually(lambda: sees_the_call(ada), "ada sees the call", seen=ada.described)
    assert ada.direction("audio") == ada.direction("video") == "recvonly"
    bob.wait_until("ada", hasAudio=False, hasVideo=False)
    ada.page.click("#microphone")
    ada.wait_until_says("microphone was found")


def test_camera_that_is_plugged_in_is_used_at_once(server, guest, browser):
    missing = throwing("NotFoundError", "no device", unless="window.isPluggedIn || !wishes.video")
    ada = guest(browser, "ada", missing)
    ada.open(server.url, "wall")
    ada.wait_until_says("No camera was found", "#trouble")
    assert ada.text("#join") == "Join without camera"
    ada.page.evaluate("""{
        window.isPluggedIn = true;
        navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
    }""")
    ada.wait_until_on("#camera")
    assert not ada.is_shown("#trouble")


def test_camera_that_is_unplugged_is_told_and_the_call_goes_on(server, guest, browser):
    ada = guest(browser, "ada", throwing("NotFoundError", "no device", "!window.isUnplugged"))
    ada.open(server.url, "wall")
    ada.enter("ada")
    eventually(lambda: ada.is_shown("#self"), "ada sees herself")
    # As a browser does when the cable is pulled.
    ada.page.evaluate("""{
        window.isUnplugged = true;
        const track = document.querySelector("#self").srcObject.getTracks()[0];
        track.stop();
        track.dispatchEvent(new Event("ended"));
    }""")
    ada.wait_until_says("No camera was found")
    ada.wait_until_on("#camera", False)
    assert ada.is_on("#microphone") and ada.phase == "call"


@pytest.mark.parametrize("size", SIZES)
def test_busy(server, guest, browser, size, output):
    width, height, phone = SIZES[size]
    busy = throwing("NotReadableError", "in use", "window.isFree || !wishes.video")
    ada = guest(browser, "ada", busy)
    ada.page.look_like(width, height, phone=phone)
    ada.open(server.url, "queue")
    ada.wait_until_says("Your camera cannot be opened: does another program use it?", "#trouble")
    ada.wait_until_on("#microphone")
    assert ada.text("#join") == "Join without camera"
    ada.page.screenshot(output / f"busy-{size}.png")
    ada.page.evaluate("window.isFree = true")
    ada.page.click("#again")
    ada.wait_until_on("#camera")
    assert ada.text("#join") == "Join"


def test_without_https(start_server, guest, browser_of_another_machine, output):
    server = start_server("--http-host=0.0.0.0")
    ada = guest(browser_of_another_machine, "ada")
    ada.open(server.url.replace("127.0.0.1", "tessera.example"), "meadow")
    ada.wait_until_says("to https pages only. Ask who runs this server", "#trouble")
    assert not ada.is_shown("#again"), "trying again would change nothing"
    assert ada.text("#join") == f"Join without {BOTH}"
    ada.page.screenshot(output / "without-https.png")
    with contextlib.closing(Listener(server, "meadow", "bob")) as bob:
        ada.enter("ada")
        eventually(lambda: sees_the_call(ada), "ada sees the call", seen=ada.described)
        bob.wait_until("ada", hasAudio=False, hasVideo=False)


def test_cameras_to_choose_from(server, guest, browser_with_two_cameras):
    ada = guest(browser_with_two_cameras, "ada")
    ada.open(server.url, "optics")
    options = "[...document.querySelector('#video-choice').options].map((one) => one.value)"
    eventually(lambda: len(ada.page.evaluate(options)) == 2, "two cameras are offered")
    first, second = ada.page.evaluate(options)

    def used(where: str) -> str | None:
        return ada.page.evaluate(
            f"document.querySelector('{where}').srcObject?.getTracks()[0]?.getSettings().deviceId"
        )

    def choose(camera: str):
        ada.page.call(
            """(camera) => {
                const choice = document.querySelector("#video-choice");
                choice.value = camera;
                choice.dispatchEvent(new Event("change"));
            }""",
            camera,
        )

    eventually(lambda: used("#preview") == first, "the first is used")
    choose(second)
    eventually(lambda: used("#preview") == second, "the second is used")
    ada.page.reload()
    eventually(lambda: used("#preview") == second, "the choice is kept", seen=ada.described)

    ada.enter("ada")
    eventually(lambda: used("#self") == second, "it is used in the call", seen=ada.described)
    ada.page.click("#more-open")
    choose(first)
    eventually(lambda: used("#self") == first, "it is changed in the call")
    sends = "tessera.call.media.pc.getSenders().find((one) => one.track?.kind === 'video')"
    eventually(
        lambda: ada.page.evaluate(f"{sends}.track.getSettings().deviceId") == first,
        "and is what is sent",
    )


@pytest.mark.parametrize("size", SIZES)
def test_sound_only(server, guest, listener, browser, size, output):
    width, height, phone = SIZES[size]
    bob = listener("radio")
    ada = guest(browser, "ada")
    ada.page.look_like(width, height, phone=phone)
    ada.open(server.url, "radio")
    ada.wait_until_on("#camera")
    ada.page.click("#soundOnly")
    ada.wait_until_on("#camera", False)
    assert not ada.is_shown("#preview") and ada.text("#join") == "Join with sound only"
    ada.enter("ada")
    eventually(lambda: ada.direction("audio") == "sendrecv", "the sound flows both ways")
    bob.wait_until("ada", hasAudio=True, hasVideo=False, videoMuted=True)
    assert ada.direction("video") is None, "there is no line for pictures"
    assert ada.text("#waiting") == "Sound only"
    ada.page.screenshot(output / f"sound-only-{size}.png")

    # Pictures after all, first the others', then the own.
    ada.page.click("#more-open")
    ada.page.click("#soundOnly")
    eventually(lambda: sees_the_call(ada), "ada sees the call", seen=ada.described)
    assert ada.direction("video") == "recvonly"
    ada.page.click("#camera")
    ada.wait_until_on("#camera")
    bob.wait_until("ada", hasVideo=True, videoMuted=False)

    # And without again: nothing comes and nothing goes.
    ada.page.click("#soundOnly")
    eventually(lambda: ada.direction("video") == "inactive", "no pictures flow")
    bob.wait_until("ada", hasVideo=False, videoMuted=True)
    wait_for_sound(ada, 25)  # what was under way has come
    pictures, sent = ada.received("video"), ada.sent("video").get("bytesSent")
    wait_for_sound(ada, 50)
    assert ada.received("video") == pictures and ada.sent("video").get("bytesSent") == sent
    assert not ada.is_on("#camera") and ada.is_on("#microphone")
    ada.page.click("#camera")
    ada.wait_until_on("#camera")
    bob.wait_until("ada", hasVideo=True, videoMuted=False)
    assert not ada.page.evaluate("document.querySelector('#soundOnly').checked")


def wait_for_sound(guest: Guest, packets: int):
    wanted = guest.received("audio") + packets
    eventually(lambda: guest.received("audio") >= wanted, "sound goes on", seen=guest.described)


def test_sound_only_is_kept_and_leaves_the_camera_alone(server, guest, browser):
    ada = guest(browser, "ada")
    ada.open(server.url, "wireless")
    ada.wait_until_on("#camera")
    ada.page.click("#soundOnly")
    ada.page.run_before_load("""{
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.asked = [];
        navigator.mediaDevices.getUserMedia = (wishes) => {
            window.asked.push(...Object.keys(wishes));
            return real(wishes);
        };
    }""")
    ada.page.reload()
    ada.wait_until_says("Join with sound only", "#join")
    assert ada.page.evaluate("window.asked") == ["audio"], "no camera's light goes on"
    # Who presses Camera wants to be seen, after all.
    ada.page.click("#camera")
    ada.wait_until_on("#camera")
    assert ada.text("#join") == "Join" and ada.is_shown("#preview")


def test_save_data(server, guest, browser):
    limits = """(() => {
        const sender = tessera.call.media.pc.getSenders().find((one) => one.track?.kind === "video");
        const { maxBitrate, maxFramerate, scaleResolutionDownBy } =
            sender.getParameters().encodings[0];
        return [maxBitrate ?? null, maxFramerate ?? null, scaleResolutionDownBy];
    })()"""
    ada = guest(browser, "ada")
    ada.open(server.url, "village")
    ada.page.click("#saveData")
    ada.enter("ada")
    eventually(lambda: ada.sent("video").get("framesSent", 0) > 10, "pictures are sent")
    assert ada.page.evaluate(limits) == [250_000, 15, 2]
    sent = ada.sent("video")
    assert sent["frameHeight"] <= 360, "the camera gives 1280×720"
    assert sent["framesPerSecond"] <= 16
    assert sent["targetBitrate"] <= 250_000
    ada.page.click("#more-open")
    ada.page.click("#saveData")
    eventually(lambda: ada.page.evaluate(limits) == [None, None, 1], "the limits are lifted")

    # It is kept for the next call.
    ada.page.click("#saveData")
    ada.page.click("#leave")
    ada.page.reload()
    assert ada.page.evaluate("document.querySelector('#saveData').checked")
