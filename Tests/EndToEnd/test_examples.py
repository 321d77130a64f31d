"""The examples of the guide for client authors, as they stand there, against the server."""

import functools
import http.server
import json
import re
import subprocess
import sys
import threading

import pytest
from harness.aiortc_caller import IndependentCaller
from harness.callers import BrowserCaller, Receiver
from harness.server import ENVIRONMENT, ROOT, Server
from harness.waiting import eventually
from websockets.sync.client import connect

EXAMPLES = ROOT / "docs/examples"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def transcript() -> list[tuple[str, dict]]:
    """The messages of the guide, each with its arrow."""
    guide = ROOT.joinpath("docs/guides/clients.md").read_text()
    block = next(b for b in re.findall(r"```\n(.*?)```", guide, re.DOTALL) if b.startswith("→"))
    messages = re.findall(r"^([→←]) (.*?)(?=^[→←]|\Z)", block, re.DOTALL | re.MULTILINE)
    return [(arrow, json.loads(text)) for arrow, text in messages]


def shape(value):
    """The members of a message, without what they hold; of a list its first element's."""
    match value:
        case dict():
            return {key: shape(inner) for key, inner in value.items()}
        case list():
            return [shape(value[0])] if value else []
        case _:
            return "null" if value is None else type(value).__name__


@pytest.fixture
def site():
    """Another web site, on which the examples lie; its origin."""
    handler = functools.partial(Quiet, directory=EXAMPLES)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()


def run(*command, **settings) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=100, env=ENVIRONMENT, **settings
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_javascript_client_on_a_page_of_another_site(site, join, output):
    server = Server(output, f"--http-origins={site}")
    try:
        ada, bob = join(Receiver, 0, "ada"), join(BrowserCaller, 1, "bob")
        ada.page.navigate(f"{site}/client.html?server={server.url}&room=library&name=ada")
        bob.join(server.url, "library")
        bob.wait_until_sees(bob, exactly=False)

        def ada_shows() -> list:
            return ada.page.evaluate(
                "['state', 'people'].map((id) => document.getElementById(id).textContent)"
            )

        eventually(lambda: ada_shows() == ["connected", "ada, bob"], "ada is in", 30, ada_shows)
        eventually(lambda: set(bob.people().values()) == {"ada", "bob"}, "bob is told of ada")
        frames = ada.frames()
        eventually(lambda: ada.frames() > frames + 30, "ada gets pictures", seen=ada.frames)
        bob.wait_until_hears([0], [])

        server.ask_to_stop()
        eventually(lambda: "shutting down" in ada_shows()[0], "ada reads the bye", 10, ada_shows)
    finally:
        server.close()


def test_javascript_client_needs_its_site_to_be_listed(server, site, join):
    ada = join(Receiver, 0, "ada")
    ada.page.navigate(f"{site}/client.html?server={server.url}")
    eventually(lambda: "403" in "".join(ada.page.console), "it is refused", seen=ada.page.console)


def test_python_client(server):
    said = run(sys.executable, EXAMPLES / "client.py", f"{server.url}/join/study?name=Ada", "30")
    assert said == "received 30 frames of 1280x720\n"


@pytest.mark.parametrize("way", ["join/attic?name=Ada"])
def test_requests_with_curl(server, tmp_path, way):
    caller = IndependentCaller(0, "ada")
    offer = tmp_path / "offer.sdp"
    offer.write_bytes(caller.offer().encode())
    caller.close()
    answer = run(EXAMPLES / "one-request.sh", f"{server.url}/{way}", offer)
    assert answer.startswith("v=0\n") and "\na=ice-lite\n" in answer


def meet(url: str):
    return connect(url, subprotocols=["tessera.v1"], proxy=None)


def test_messages_of_the_guide(server):
    """The transcript is played; for each message received in it one of its shape comes."""
    ada = IndependentCaller(0, "Ada")
    url = server.url.replace("http", "ws") + "/ws"
    with meet(url) as socket, meet(url) as bob:

        def wait_for(expected: dict) -> dict:
            seen = []
            while not seen or shape(seen[-1]) != shape(expected):
                try:
                    seen.append(json.loads(socket.recv(20)))
                except TimeoutError as timeout:
                    raise AssertionError(f"none like {expected} in {seen}") from timeout
            return seen[-1]

        for arrow, message in transcript():
            match arrow, message:
                case "→", {"type": "offer"}:
                    message["sdp"] = ada.offer()
                case "→", {"to": _}:
                    message["to"] = "nobody"
                case "←", {"type": "roster", "joined": _}:
                    bob.send(json.dumps({"type": "join", "room": "lobby", "name": "Bob"}))
                case "←", {"type": "chat"}:
                    bob.send(json.dumps({"type": "chat", "text": "Hello Ada"}))
                case "←", {"type": "roster", "left": _}:
                    bob.send(json.dumps({"type": "leave"}))
            if arrow == "→":
                socket.send(json.dumps(message))
            else:
                received = wait_for(message)
                if message["type"] == "answer":
                    ada.accept(received["sdp"])
    ada.close()
