"""Headless Chromium, driven by its DevTools protocol over a WebSocket."""

import base64
import contextlib
import json
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from .server import DIES_WITH_US
from .waiting import eventually

FLAGS = [
    "--headless=new",
    "--no-sandbox",  # may run as root; it opens our own pages only
    "--disable-gpu",
    "--mute-audio",
    "--no-first-run",
    "--window-size=960,720",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
]


# What a key is to the browser: its code, the number of old, and the text that it types.
KEYS = {
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    "Enter": ("Enter", 13, "\r"),
    " ": ("Space", 32, " "),
}


class Browser:
    def __init__(self, *more: str, without: tuple[str, ...] = ()):
        """`more` flags, and `without` those that begin so."""
        flags = [flag for flag in FLAGS if not flag.startswith(without)]
        executable = shutil.which("chromium")
        assert executable, "Chromium is not installed: scripts/packages/test.txt"
        self._profile = tempfile.TemporaryDirectory(prefix="tessera-chromium-")
        port_file = Path(self._profile.name, "DevToolsActivePort")
        self._process = subprocess.Popen(
            [
                *DIES_WITH_US,
                executable,
                *flags,
                *more,
                f"--user-data-dir={self._profile.name}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: port_file.exists() and "\n" in port_file.read_text(), "Chromium starts")
        port, path = port_file.read_text().split("\n")[:2]
        self._open = contextlib.ExitStack()
        self._socket = self._open.enter_context(
            connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None)
        )
        self._lock = threading.Lock()
        self._serial = 0
        self._replies: dict[int, queue.Queue] = {}
        self._pages: dict[str, Page] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for text in self._socket:
                message = json.loads(text)
                if "id" in message:
                    self._replies.pop(message["id"]).put(message)
                elif page := self._pages.get(message.get("sessionId", "")):
                    page.handle_event(message["method"], message["params"])
        except ConnectionClosed:
            pass
        for waiting in list(self._replies.values()):
            waiting.put({"error": {"message": "Chromium has gone"}})

    def command(self, method: str, session: str | None = None, seconds: float = 30, **parameters):
        reply: queue.Queue = queue.Queue()
        with self._lock:
            self._serial += 1
            message = {"id": self._serial, "method": method, "params": parameters}
            if session:
                message["sessionId"] = session
            self._replies[self._serial] = reply
            self._socket.send(json.dumps(message))
        answer = reply.get(timeout=seconds)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def open(self, name: str) -> "Page":
        target = self.command("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, name, target, session)
        for domain in ("Page", "Runtime", "Log"):
            page.command(f"{domain}.enable")
        return page

    def close(self):
        try:
            self.command("Browser.close", seconds=5)
        except (RuntimeError, ConnectionClosed, queue.Empty):
            self._process.kill()
        self._process.wait(10)
        self._open.close()
        shutil.rmtree(self._profile.name, ignore_errors=True)


class Page:
    """One page in a window of its own."""

    def __init__(self, browser: Browser, name: str, target: str, session: str):
        self._browser = browser
        self.name = name
        self._target = target
        self._session = session
        self.console: list[str] = []
        self._loaded = threading.Event()

    def command(self, method: str, **parameters):
        return self._browser.command(method, self._session, **parameters)

    def handle_event(self, method: str, parameters: dict):
        match method:
            case "Page.loadEventFired":
                self._loaded.set()
            case "Runtime.consoleAPICalled":
                words = [str(a.get("value", a.get("description"))) for a in parameters["args"]]
                self.console.append(f"{parameters['type']}: {' '.join(words)}")
            case "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                thrown = details.get("exception", {}).get("description", "")
                self.console.append(f"exception: {details['text']} {thrown}")
            case "Log.entryAdded":
                self.console.append(f"log: {parameters['entry']['text']}")

    def run_before_load(self, script: str):
        """Runs `script` in every document of this page before the document's own scripts."""
        self.command("Page.addScriptToEvaluateOnNewDocument", source=script)

    def navigate(self, url: str):
        self._loaded.clear()
        failure = self.command("Page.navigate", url=url).get("errorText")
        assert not failure, f"{url}: {failure}"
        assert self._loaded.wait(20), f"{url} did not load"

    def evaluate(self, expression: str):
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.command(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if details := answer.get("exceptionDetails"):
            thrown = details.get("exception", {}).get("description", details["text"])
            raise RuntimeError(f"{self.name}: {expression[:80]}: {thrown}")
        return answer["result"].get("value")

    def call(self, function: str, *arguments):
        return self.evaluate(f"({function})({', '.join(json.dumps(a) for a in arguments)})")

    def click(self, selector: str):
        """A real click in the middle of the element, which must be there and not be covered."""
        where = f"document.querySelector({json.dumps(selector)})"
        found = self.evaluate(f"""(() => {{
            const element = {where};
            element.scrollIntoView({{ block: "nearest" }});
            const box = element.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return {{ x, y, hit: element.contains(document.elementFromPoint(x, y)) }};
        }})()""")
        assert found["hit"], f"{selector} cannot be clicked: something covers it"
        at = {"x": found["x"], "y": found["y"], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, **at)

    def type(self, text: str):
        """Types over what stands in the focused field."""
        self.evaluate("document.activeElement.select()")
        self.command("Input.insertText", text=text)

    def key(self, key: str, kinds: tuple[str, ...] = ("keyDown", "keyUp"), shift: bool = False):
        """Presses a key for real; `kinds` to hold it or to let go of it only."""
        letter = (f"Key{key.upper()}", ord(key[0].upper()), key)
        code, number, text = KEYS.get(key, letter)
        for kind in kinds:
            self.command(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=code,
                windowsVirtualKeyCode=number,
                text=text if kind == "keyDown" else "",
                modifiers=8 if shift else 0,
            )

    def look_like(self, width: int, height: int, *, phone: bool = False, dark: bool = False):
        """The size of the window, and whether the person likes it dark."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        self.command("Emulation.setTouchEmulationEnabled", enabled=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def reload(self):
        self._loaded.clear()
        self.command("Page.reload")
        assert self._loaded.wait(20), "the page did not load again"

    def screenshot(self, path: Path):
        data = self.command("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self):
        self._browser.command("Target.closeTarget", targetId=self._target)
