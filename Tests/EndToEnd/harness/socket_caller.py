"""A participant through `GET /ws` without a browser, with the media of the independent stack."""

import json
from contextlib import ExitStack

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from .aiortc_caller import IndependentCaller
from .server import Server
from .waiting import eventually


class SocketCaller(IndependentCaller):
    def __init__(self, number: int, name: str):
        super().__init__(number, name)
        self._messages: list[dict] = []
        self._open = ExitStack()

    def join(self, server: Server, room: str):
        url = server.url.replace("http", "ws", 1) + "/ws"
        opening = connect(url, subprotocols=["tessera.v1"], proxy=None)
        self._socket = self._open.enter_context(opening)
        self.send(type="join", room=room, name=self.name)
        self.participant = self.message("joined")["participant"]
        self.send(type="offer", id=1, sdp=self.offer())
        self.accept(self.message("answer")["sdp"])

    def send(self, **message):
        self._socket.send(json.dumps(message))

    def messages(self, kind: str) -> list[dict]:
        """All of this type so far."""
        while True:
            try:
                self._messages.append(json.loads(self._socket.recv(timeout=0)))
            except (TimeoutError, ConnectionClosed):
                break
        return [message for message in self._messages if message["type"] == kind]

    def message(self, kind: str, seconds: float = 10, **members) -> dict:
        """The newest of this type that has these members; waited for."""

        def fitting() -> list[dict]:
            return [m for m in self.messages(kind) if members.items() <= m.items()]

        what = f"{self.name} gets {kind} {members}"
        return eventually(fitting, what, seconds, seen=lambda: self._messages)[-1]

    def close(self):
        super().close()
        self._open.close()
