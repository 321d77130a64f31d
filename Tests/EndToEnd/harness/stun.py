"""STUN binding requests (RFC 8489, RFC 8445), right or wrong on purpose."""

import hashlib
import hmac
import os
import socket
import struct
import zlib
from dataclasses import dataclass

COOKIE = 0x2112A442
BINDING_REQUEST, BINDING_SUCCESS, BINDING_ERROR = 0x0001, 0x0101, 0x0111
USERNAME, MESSAGE_INTEGRITY, XOR_MAPPED_ADDRESS = 0x0006, 0x0008, 0x0020
PRIORITY, USE_CANDIDATE, FINGERPRINT, ICE_CONTROLLING = 0x0024, 0x0025, 0x8028, 0x802A


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def binding_request(username: str | None = None, password: str = "") -> bytes:
    """A plain request, or an ICE check that nominates, signed with `password`."""
    transaction = os.urandom(12)

    def header(length: int) -> bytes:
        return struct.pack("!HHI", BINDING_REQUEST, length, COOKIE) + transaction

    if username is None:
        return header(0)
    body = attribute(USERNAME, username.encode())
    body += attribute(PRIORITY, struct.pack("!I", 1_845_494_271))
    body += attribute(ICE_CONTROLLING, os.urandom(8))
    body += attribute(USE_CANDIDATE, b"")
    signed = header(len(body) + 24) + body
    body += attribute(MESSAGE_INTEGRITY, hmac.digest(password.encode(), signed, hashlib.sha1))
    checked = header(len(body) + 8) + body
    return checked + attribute(FINGERPRINT, struct.pack("!I", zlib.crc32(checked) ^ 0x5354554E))


@dataclass(frozen=True)
class Response:
    kind: int
    mapped: tuple[str, int] | None


def exchange(request: bytes, port: int, seconds: float) -> tuple[Response | None, tuple[str, int]]:
    """What the server answers within that time, and the address that asked."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", port))
        client.settimeout(seconds)
        client.send(request)
        try:
            return parse(client.recv(2048)), client.getsockname()
        except TimeoutError:
            return None, client.getsockname()


def parse(message: bytes) -> Response:
    kind, length = struct.unpack_from("!HH", message)
    mapped, at = None, 20
    while at + 4 <= 20 + length:
        attribute_kind, size = struct.unpack_from("!HH", message, at)
        if attribute_kind == XOR_MAPPED_ADDRESS:
            port, address = struct.unpack_from("!HI", message, at + 6)
            host = socket.inet_ntoa(struct.pack("!I", address ^ COOKIE))
            mapped = (host, port ^ COOKIE >> 16)
        at += 4 + size + -size % 4
    return Response(kind, mapped)
