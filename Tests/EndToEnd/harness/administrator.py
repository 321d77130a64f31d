"""The API under `/api/v1`, as an administrator's script uses it."""

import io
import json
import time

import av

from .callers import Picture
from .server import Reply, Server


class Administrator:
    def __init__(self, server: Server):
        self.server = server

    def call(self, method: str, path: str, value=None, **headers) -> Reply:
        """`path` is below `/api/v1`; `value` is sent as JSON."""
        body = None if value is None else json.dumps(value).encode()
        if body is not None:
            headers.setdefault("content_type", "application/json")
        return self.server.request(method, f"/api/v1{path}", body, **headers)

    def done(self, method: str, path: str, value=None, **headers):
        """The JSON of the response; fails if the request was refused."""
        reply = self.call(method, path, value, **headers)
        assert 200 <= reply.status < 300, (method, path, reply)
        return json.loads(reply.body) if reply.body else None

    def get(self, path: str):
        return self.done("GET", path)

    def snapshot(self, room: str) -> Picture:
        reply = self.call("GET", f"/rooms/{room}/snapshot.jpg")
        assert reply.status == 200, reply
        assert reply.headers["Content-Type"] == "image/jpeg"
        with av.open(io.BytesIO(reply.body)) as file:
            pixels = next(file.decode(video=0)).to_ndarray(format="rgb24")
        height, width, _ = pixels.shape
        return Picture(pixels, width, height, int(time.time() * 1000))
