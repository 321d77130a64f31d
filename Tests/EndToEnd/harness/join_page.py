"""The product's own page, used as a person uses it: what is written on it, and its controls."""

import json

from .chromium import Browser, Page
from .waiting import eventually


class JoinPage:
    page: Page

    def open(self, base_url: str, room: str):
        self.page.navigate(f"{base_url}/r/{room}")
        eventually(lambda: self.text("#room-name") == room, "the page runs")

    def enter(self, name: str):
        """From the lobby into the call."""
        self.page.click("#name")
        self.page.type(name)
        self.page.click("#join")
        eventually(lambda: self.phase == "call", f"{name} is let in", seen=self.described)

    @property
    def phase(self) -> str:
        return self.page.evaluate("document.body.dataset.phase")

    @property
    def participant(self) -> str | None:
        return self.page.evaluate("tessera.call.participant")

    def text(self, selector: str) -> str:
        """What is written there for somebody who sees the page; nothing if it is not shown."""
        return self.page.call(
            """(selector) => {
                const element = document.querySelector(selector);
                return element.checkVisibility() ? element.innerText.trim() : "";
            }""",
            selector,
        )

    def is_shown(self, selector: str) -> bool:
        return self.page.evaluate(f"document.querySelector({selector!r}).checkVisibility()")

    def is_on(self, control: str) -> bool:
        """Whether a control says that what it is named after is on."""
        state = self.page.evaluate(f"document.querySelector({control!r}).ariaPressed")
        assert state in ("true", "false"), f"{control} has a state: {state}"
        return state == "true"

    def is_open(self, panel: str) -> bool:
        """Whether a panel is open; what opens it must say the same."""
        said = self.page.evaluate(f"document.querySelector('#{panel}-open').ariaExpanded")
        assert (said == "true") == self.is_shown(f"#{panel}")
        return said == "true"

    def listed(self) -> dict[str, str]:
        """What the list of people says of each, by name, the panel open or not."""
        return dict(
            self.page.evaluate("""[...document.querySelectorAll("#people li")].map((item) => [
                item.querySelector(".who").textContent.replace(" (you)", ""),
                `${item.querySelector(".now").textContent} ${item.querySelector(".what").textContent}`,
            ])""")
        )

    def wait_until_listed(self, name: str, remark: str = ""):
        eventually(
            lambda: remark in self.listed().get(name, "") if remark else name in self.listed(),
            f"{name} is listed as {remark!r}",
            seen=self.listed,
        )

    def wait_until_says(self, text: str, where: str = "#toast", seconds: float = 20):
        what = f"{where} says {text!r}"
        eventually(lambda: text in self.text(where), what, seconds, self.described)

    def wait_until_on(self, control: str, on: bool = True):
        eventually(lambda: self.is_on(control) == on, f"{control} is {'on' if on else 'off'}")

    def focus(self) -> str:
        """The id of what has the focus."""
        return self.page.evaluate("document.activeElement.id")

    def direction(self, kind: str) -> str | None:
        """The agreed direction of the connection's line of this kind; None without one."""
        return self.page.call(
            """(kind) => tessera.call.media?.pc.getTransceivers()
                .find((line) => line.receiver.track.kind === kind)?.currentDirection ?? null""",
            kind,
        )

    def sent(self, kind: str) -> dict:
        """What the browser counts of what it sends; empty if it sends nothing."""
        return self.page.call(
            """async (kind) => {
                const reports = [...(await tessera.call.media?.pc.getStats() ?? new Map()).values()];
                return reports.find((r) => r.type === "outbound-rtp" && r.kind === kind) ?? {};
            }""",
            kind,
        )

    def received(self, kind: str) -> int:
        """The packets of this kind that the present connection has received."""
        return self.page.call(
            """async (kind) => [...(await tessera.call.media?.pc.getStats() ?? new Map()).values()]
                .filter((report) => report.type === "inbound-rtp" && report.kind === kind)
                .reduce((sum, report) => sum + report.packetsReceived, 0)""",
            kind,
        )

    def described(self) -> dict:
        words = {where: self.text(where) for where in ("#status", "#toast", "#notice", "#trouble")}
        return {"phase": self.phase, **words, "console": self.page.console[-5:]}


class Guest(JoinPage):
    """Somebody on the page with the camera and the microphone that the browser has."""

    def __init__(self, browser: Browser, name: str, before_load: str = ""):
        self.name = name
        self.page = browser.open(name)
        if before_load:
            self.page.run_before_load(before_load)

    def close(self):
        self.page.close()


def throwing(error: str, message: str, unless: str = "false") -> str:
    """A script: asking for camera or microphone fails so, unless an expression of `wishes` holds."""
    return f"""{{
        const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wishes) => {{
            if ({unless}) return real(wishes);
            throw new DOMException({json.dumps(message)}, {json.dumps(error)});
        }};
    }}"""
