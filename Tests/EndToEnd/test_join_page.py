"""The product's own page, as two people in two windows use it."""

from harness.callers import Visitor
from harness.waiting import eventually


def roster_shows(visitor: Visitor, name: str, what: str) -> bool:
    """Whether the list of people on the page has a line with this name and this remark."""
    lines = visitor.page.evaluate(
        "[...document.querySelectorAll('#roster li')].map((line) => line.innerText)"
    )
    return any(line.startswith(name) and what in line for line in lines)


def is_pressed(visitor: Visitor, control: str) -> bool:
    """Whether a control of the page says that what it is named after is on."""
    state = visitor.page.evaluate(f"document.querySelector('{control}').ariaPressed")
    assert state in ("true", "false"), f"{control} has a state: {state}"
    return state == "true"


def test_two_people_join_talk_mute_and_leave(server, join, measured, output):
    ada, bob = join(Visitor, 0, "ada"), join(Visitor, 1, "bob")
    ada.join(server.url, "kitchen")
    ada.wait_until_sees(ada)
    bob.join(server.url, "kitchen")
    for visitor in (ada, bob):
        visitor.wait_until_sees(ada, bob)
        first = visitor.page.evaluate("tessera.firstPictureMilliseconds")
        measured(f"{visitor.name}: first picture {first:.0f} ms after the click on Join")
        mosaic = visitor.page.evaluate("""(() => {
            const video = document.querySelector("#mosaic"), box = video.getBoundingClientRect();
            return [video.videoWidth > 0 && !video.paused, box.width, box.height];
        })()""")
        assert mosaic[0] and mosaic[1] > 300 and mosaic[2] > 150, "the mosaic is shown"
        eventually(
            lambda visitor=visitor: all(roster_shows(visitor, name, "") for name in ("ada", "bob")),
            "both are listed",
        )
    ada.wait_until_hears([1], [0])
    bob.wait_until_hears([0], [1])
    ada.page.screenshot(output / "ada.png")
    assert is_pressed(ada, "#microphone") and is_pressed(ada, "#camera")

    ada.page.click("#microphone")
    eventually(lambda: bob.levels()[0] < -60, "bob no longer hears ada", seen=bob.levels)
    eventually(lambda: roster_shows(bob, "ada", "muted"), "bob reads that ada is muted")
    assert not is_pressed(ada, "#microphone")
    ada.page.click("#microphone")
    bob.wait_until_hears([0], [1])

    ada.page.click("#camera")
    eventually(
        lambda: bob.sees([bob], exactly=False) and not bob.sees([ada], exactly=False),
        "a placeholder stands in for ada",
        seen=bob.describe,
    )
    assert bob.regions().keys() == {"ada", "bob"}
    assert not is_pressed(ada, "#camera")
    bob.page.screenshot(output / "bob-with-adas-camera-off.png")
    ada.page.click("#camera")
    bob.wait_until_sees(ada, bob)

    ada.page.click("#leave")
    bob.wait_until_sees(bob)
    eventually(lambda: ada.state()["phase"] == "lobby", "ada is back at the door")
    bob.page.screenshot(output / "bob-alone.png")
