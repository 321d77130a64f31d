"""Datagrams in somebody else's name. Needs root."""

import socket
import struct
from contextlib import contextmanager


@contextmanager
def forged(source: tuple[str, int], target: tuple[str, int]):
    """Sends datagrams to `target` as if the socket that owns `source` had sent them."""
    family = socket.AF_INET6 if ":" in source[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_UDP) as raw:
        if family == socket.AF_INET6:  # where a UDP checksum is a must: the kernel fills it in
            raw.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_CHECKSUM, 6)
        raw.bind((source[0], 0))

        def send(datagram: bytes):
            header = struct.pack("!HHHH", source[1], target[1], 8 + len(datagram), 0)
            raw.sendto(header + datagram, (target[0], 0))

        yield send
