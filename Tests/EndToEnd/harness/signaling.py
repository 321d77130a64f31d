"""A participant without media: the signaling socket alone."""

import contextlib
import json
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from .server import Server
from .waiting import eventually


class Listener:
    """Joins a room, and keeps what it is told."""

    def __init__(self, server: Server, room: str, name: str):
        url = server.url.replace("http", "ws", 1) + "/ws"
        self._open = contextlib.ExitStack()
        self._socket = self._open.enter_context(
            connect(url, subprotocols=["tessera.v1"], proxy=None, max_size=None)
        )
        self.messages: list[dict] = []
        threading.Thread(target=self._read, daemon=True).start()
        self.send("join", room=room, name=name)
        joined = self.wait_for("joined")
        self.participant = joined["participant"]

    def send(self, kind: str, **fields):
        self._socket.send(json.dumps({"type": kind, **fields}))

    def of(self, kind: str) -> list[dict]:
        return [message for message in self.messages if message["type"] == kind]

    def wait_for(self, kind: str, seconds: float = 20, **fields) -> dict:
        """The first message of this type that has these fields."""

        def found() -> dict | None:
            return next((m for m in self.of(kind) if m.items() >= fields.items()), None)

        return eventually(found, f"{kind} {fields} comes", seconds, lambda: self.messages)

    def roster(self) -> dict[str, dict]:
        """The entries of those in the room, by name."""
        entries = {e["participant"]: e for e in self.of("joined")[-1]["roster"]}
        for message in self.of("roster"):
            if entry := message.get("joined") or message.get("updated"):
                entries[entry["participant"]] = entry
            if left := message.get("left"):
                entries.pop(left["participant"], None)
        return {entry["name"]: entry for entry in entries.values()}

    def wait_until(self, name: str, **states):
        """Waits until the entry of `name` says so."""

        def so() -> bool:
            entry = self.roster().get(name)
            return entry is not None and entry.items() >= states.items()

        eventually(so, f"{name} is {states}", seen=lambda: self.roster().get(name))

    def close(self):
        self._open.close()

    def _read(self):
        try:
            for text in self._socket:
                self.messages.append(json.loads(text))
        except ConnectionClosed:
            pass
