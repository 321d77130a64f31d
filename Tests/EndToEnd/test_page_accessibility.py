"""The page for those who do not see it, see it badly, or do not use a mouse: by what the browser
tells assistive technology, by real presses of Tab, and by computed colours and sizes."""

import pytest

from harness.callers import PAGES
from harness.join_page import Guest, throwing
from harness.signaling import Listener
from harness.waiting import eventually

SIZES = {"desktop": (1280, 800, False), "phone": (390, 844, True), "narrow": (320, 640, True)}
CONTROLS = {"button", "link", "textbox", "combobox", "checkbox"}
# What the browser calls the landmarks of a page.
LANDMARKS = {"banner", "main", "contentinfo", "complementary", "region", "form"}

ACCESS = PAGES.joinpath("access.js").read_text().replace("const testAccess", "var testAccess", 1)


@pytest.fixture
def guest(browser):
    made = []

    def make(size: str = "desktop", dark: bool = False, before_load: str = "") -> Guest:
        made.append(Guest(browser, "ada", before_load))
        width, height, phone = SIZES[size]
        made[-1].page.look_like(width, height, phone=phone, dark=dark)
        made[-1].page.run_before_load(ACCESS)
        return made[-1]

    yield make
    for each in made:
        each.close()


def tree(guest: Guest) -> list[dict]:
    """What assistive technology is told: role, name and states of each thing."""
    nodes = guest.page.command("Accessibility.getFullAXTree")["nodes"]
    return [
        {
            "role": node.get("role", {}).get("value"),
            "name": node.get("name", {}).get("value", ""),
            **{p["name"]: p["value"].get("value") for p in node.get("properties", [])},
        }
        for node in nodes
        if not node["ignored"]
    ]


def control(guest: Guest, name: str) -> dict:
    found = [n for n in tree(guest) if n["role"] in CONTROLS and n["name"] == name]
    assert len(found) == 1, (name, found)
    return found[0]


def tab_through(guest: Guest) -> list[dict]:
    """Presses Tab until all has been visited: what had the focus, in order."""
    guest.page.evaluate("document.querySelector('a, input').focus()")
    # There and back: what a script focuses does not always show.
    guest.page.key("Tab")
    guest.page.key("Tab", shift=True)
    visited = []
    while place := guest.page.evaluate("testAccess.focused()"):
        if visited and place["name"] == visited[0]["name"]:
            break
        visited.append(place)
        assert len(visited) < 50, "Tab never comes round"
        guest.page.key("Tab")
    return visited


def check(guest: Guest, least_target: float = 24):
    """All that holds of a page at any moment."""
    page = guest.page
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.title.includes('Tessera')")

    nodes = tree(guest)
    nameless = [n for n in nodes if n["role"] in CONTROLS and not n["name"].strip()]
    assert not nameless, f"controls without a name: {nameless}"
    roles = [node["role"] for node in nodes]
    assert roles.count("main") == 1
    marks = [n for n in nodes if n["role"] in ("region", "complementary") and not n["name"]]
    assert not marks, f"landmarks without a name: {marks}"
    headings = page.evaluate("testAccess.headings()")
    assert headings.count(1) == 1 and headings[0] == 1
    steps = zip(headings, headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps), f"a level is left out: {headings}"

    pale = [one for one in page.evaluate("testAccess.contrasts()") if one["ratio"] < 4.5]
    assert not pale, f"text without contrast: {pale}"

    visited = tab_through(guest)
    names = [place["name"] for place in visited]
    assert sorted(names) == sorted(page.evaluate("testAccess.reachable()"))
    for place in visited:
        assert place["outline"] >= 2 and place["contrast"] >= 3, f"focus does not show: {place}"
    for before, after in zip(visited, visited[1:], strict=False):
        goes_on = after["left"] >= before["left"] - 1 or after["top"] >= before["bottom"] - 1
        assert goes_on, f"from {before} back to {after}"

    small = [
        target
        for target in page.evaluate("testAccess.targets()")
        if min(target["width"], target["height"]) < least_target
    ]
    assert not small, f"hard to hit: {small}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits in width"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_choosing_a_room(server, guest, size, dark, output):
    ada = guest(size, dark)
    ada.page.navigate(server.url)
    check(ada, 44 if size != "desktop" else 24)
    ada.page.screenshot(output / "home.png")
    ada.page.click("#room")
    # A link cannot name such a room: the field says so, and the page stays.
    ada.page.type("lobby of the house")
    ada.page.key("Enter")
    assert ada.page.evaluate("document.querySelector('#room').matches(':invalid')")
    ada.page.evaluate("document.querySelector('#room').value = ''")
    ada.page.type("lobby-of-the-house")
    ada.page.key("Enter")
    eventually(lambda: ada.page.evaluate("document.title") == "lobby-of-the-house · Tessera", "go")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_lobby_and_call(server, guest, size, dark, output):
    least = 44 if size != "desktop" else 24
    ada = guest(size, dark)
    ada.open(server.url, "atrium")
    ada.wait_until_on("#camera")
    ada.page.screenshot(output / "lobby.png")
    check(ada, least)
    bob = Listener(server, "atrium", "bob")
    try:
        bob.send("hand", raised=True)
        ada.enter("ada")
        eventually(lambda: not ada.is_shown("#waiting"), "the call is seen", seen=ada.described)
        bob.send("chat", text="Good morning!")
        ada.wait_until_says("bob: Good morning!")
        ada.page.screenshot(output / "call.png")
        check(ada, least)
        for panel in ("people", "chat", "more"):
            ada.page.evaluate(f"document.querySelector('#{panel}-open').click()")
            eventually(lambda panel=panel: ada.is_open(panel), f"{panel} is open")
            ada.page.screenshot(output / f"{panel}.png")
            check(ada, least)
    finally:
        bob.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_lobby_with_trouble(server, guest, dark, output):
    ada = guest("phone", dark, throwing("NotAllowedError", "no"))
    ada.open(server.url, "atrium")
    ada.wait_until_says("keeps this page from your", "#trouble")
    ada.page.screenshot(output / "trouble.png")
    check(ada, 44)
    told = [n for n in tree(ada) if n["role"] == "status"]
    assert told, "the trouble is in a live region"
    ada.enter("ada")
    server.ask_to_stop()
    ada.wait_until_says("Press Join to try again", "#notice")
    assert [n for n in tree(ada) if n["role"] == "alert"], "so is the end of the call"
    check(ada, 44)


def test_what_readers_are_told(server, guest):
    ada = guest()
    ada.open(server.url, "atrium")
    ada.wait_until_on("#camera")
    roles = [node["role"] for node in tree(ada)]
    assert roles.count("banner") == 1 and "meter" in roles
    assert control(ada, "Your name")["required"]
    for name in ("Camera", "Microphone"):
        found = [n for n in tree(ada) if n["role"] in CONTROLS and n["name"] == name]
        assert [n["role"] for n in found] == ["button", "combobox"], found
        assert found[0]["pressed"] == "true"

    ada.enter("ada")
    assert ada.focus() == "theatre"
    roles = [node["role"] for node in tree(ada)]
    assert roles.count("contentinfo") == 1 and "form" not in roles
    assert control(ada, "Share")["pressed"] == control(ada, "Hand")["pressed"] == "false"
    ada.page.click("#microphone")
    ada.wait_until_on("#microphone", False)
    assert control(ada, "Microphone")["pressed"] == "false"
    assert control(ada, "People, 1")["expanded"] is False
    assert control(ada, "Settings")["expanded"] is False
    ada.page.click("#chat-open")
    assert control(ada, "Chat")["expanded"] is True
    log = next(node for node in tree(ada) if node["role"] == "log")
    assert log["name"] == "Messages" and log["live"] == "polite"

    # Nothing that repeats is read out again: the connection is judged every two seconds.
    ada.wait_until_says("connection", "#status")
    ada.page.evaluate("""{
        window.looks = 0;
        const { getStats } = RTCPeerConnection.prototype;
        RTCPeerConnection.prototype.getStats = function () {
            window.looks += 1;
            return getStats.call(this);
        };
        testAccess.watchLiveRegions();
    }""")
    before = ada.text("#status")
    eventually(lambda: ada.page.evaluate("window.looks") >= 3, "the connection is judged again")
    if ada.text("#status") == before:
        assert ada.page.evaluate("testAccess.told") == 0
