"""Three browsers in a room: one picture, one sound each; who leaves goes, who comes appears."""

from harness.callers import BrowserCaller
from harness.waiting import eventually


def check_geometry(caller: BrowserCaller):
    """Every region lies inside the canvas and none overlaps another."""
    layout = caller.layout()
    regions = layout["regions"]
    for region in regions:
        assert 0 <= region["x"] and region["x"] + region["w"] <= layout["width"]
        assert 0 <= region["y"] and region["y"] + region["h"] <= layout["height"]
    for i, a in enumerate(regions):
        for b in regions[i + 1 :]:
            apart = (
                a["x"] + a["w"] <= b["x"]
                or b["x"] + b["w"] <= a["x"]
                or a["y"] + a["h"] <= b["y"]
                or b["y"] + b["h"] <= a["y"]
            )
            assert apart, f"{a} overlaps {b}"


def order(caller: BrowserCaller) -> list[str]:
    """Who stands there, in reading order."""
    return list(caller.regions())


def test_three_pages_see_and_hear_each_other_and_the_grid_follows(server, join, measured, output):
    ada, bob, cyd = (join(BrowserCaller, k, name) for k, name in enumerate(("ada", "bob", "cyd")))
    for caller in (ada, bob, cyd):
        caller.join(server.url, "atrium")
        # One after the other: who comes first stands first.
        eventually(lambda c=caller: c.state()["participant"], f"{caller.name} is let in")

    for caller in (ada, bob, cyd):
        caller.wait_until_sees(ada, bob, cyd)
        assert caller.state()["tracks"] == ["audio", "video"]
        check_geometry(caller)
        assert order(caller) == ["ada", "bob", "cyd"]
        first = caller.state()["firstPictureMs"]
        measured(f"{caller.name}: first picture {first:.0f} ms after join")
        measured(f"{caller.name}: age of the pictures in ms: {caller.delays}")
    for caller in (ada, bob, cyd):
        others = [k for k in range(3) if k != caller.number]
        levels = caller.wait_until_hears(others, [caller.number, 3, 4])
        measured(f"{caller.name}: tones, dB: {levels}")
        caller.page.screenshot(output / f"three-{caller.name}.png")

    bob.leave()
    for caller in (ada, cyd):
        caller.wait_until_sees(ada, cyd)
        check_geometry(caller)
        assert order(caller) == ["ada", "cyd"]
        caller.wait_until_hears([2 - caller.number], [caller.number, 1])
    ada.page.screenshot(output / "two-ada.png")

    dan = join(BrowserCaller, 3, "dan")
    dan.join(server.url, "atrium")
    for caller in (ada, cyd, dan):
        caller.wait_until_sees(ada, cyd, dan)
        check_geometry(caller)
        assert order(caller) == ["ada", "cyd", "dan"]
        assert caller.state()["tracks"] == ["audio", "video"]
    for caller in (ada, cyd, dan):
        others = [k for k in (0, 2, 3) if k != caller.number]
        caller.wait_until_hears(others, [caller.number, 1])
    measured(f"dan: first picture {dan.state()['firstPictureMs']:.0f} ms after join")
    ada.page.screenshot(output / "again-three-ada.png")


def test_people_in_another_room_are_not_seen_or_heard(server, join):
    ada, bob = join(BrowserCaller, 0, "ada"), join(BrowserCaller, 1, "bob")
    ada.join(server.url, "north")
    bob.join(server.url, "south")
    ada.wait_until_sees(ada)
    bob.wait_until_sees(bob)
    for caller in (ada, bob):
        caller.wait_until_hears_nobody()
