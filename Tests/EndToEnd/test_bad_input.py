"""Whatever arrives, a call in progress goes on; what is wrong is named or silently dropped."""

import json
import os
import random
import re
import socket
import struct
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from conftest import output_of
from harness import stun
from harness.aiortc_caller import IndependentCaller
from harness.callers import BrowserCaller
from harness.forging import forged
from harness.server import Server
from harness.waiting import eventually

ROOM = "library"
MOST_GROWTH = 256 * 2**20  # bytes of memory that all of this may take


class Call:
    """Ada and Bob talk. Ada's page is watched."""

    def __init__(self, server: Server, ada: BrowserCaller, bob: BrowserCaller):
        self.server, self.ada, self.bob = server, ada, bob
        self.memory_before = server.resident_bytes()

    @contextmanager
    def undisturbed(self, measured):
        """Frames are counted before and after; both people still see and hear each other."""
        before = self._counters()
        yield
        eventually(lambda: self.ada.frames() >= before["framesDecoded"] + 30, "frames come")
        after = self._counters()
        assert self.server.runs, self.server.last_words()
        assert self.ada.state()["connection"] == self.bob.state()["connection"] == "connected"
        self.ada.wait_until_sees(self.ada, self.bob, exactly=False)
        self.bob.wait_until_hears([0], [1], windows=1)
        frozen = after["totalFreezesDuration"] - before["totalFreezesDuration"]
        frames = after["framesDecoded"] - before["framesDecoded"]
        measured(f"{frames} frames decoded meanwhile, {frozen:.2f} s frozen")
        assert after["ssrc"] == before["ssrc"]
        assert self.server.resident_bytes() < self.memory_before + MOST_GROWTH

    def _counters(self) -> dict:
        return self.ada.page.call("testReceived.counters")["video"]

    def credentials(self) -> tuple[str, str]:
        """The user name of Ada's connectivity checks, and the password that signs them."""
        here, there = self.ada.description("local"), self.ada.description("remote")
        fragment = [re.search(r"a=ice-ufrag:(\S+)", sdp)[1] for sdp in (there, here)]
        return ":".join(fragment), re.search(r"a=ice-pwd:(\S+)", there)[1]

    def path(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The addresses (Ada's, the server's) between which Ada's media runs."""
        stats = {report["id"]: report for report in self.ada.page.call("testReceived.stats")}
        transport = next(r for r in stats.values() if r["type"] == "transport")
        pair = stats[transport["selectedCandidatePairId"]]
        ends = (stats[pair["localCandidateId"]], stats[pair["remoteCandidateId"]])
        return tuple((end["address"], end["port"]) for end in ends)


@pytest.fixture(scope="module")
def call(join_for_file, request):
    server = Server(output_of(request.node))
    ada, bob = join_for_file(BrowserCaller, 0, "ada"), join_for_file(BrowserCaller, 1, "bob")
    for caller in (ada, bob):
        caller.join(server.url, ROOM)
    ada.wait_until_sees(ada, bob)
    bob.wait_until_hears([0], [1])
    yield Call(server, ada, bob)
    server.close()


@pytest.fixture(scope="module")
def offer() -> str:
    """A good offer, to be spoilt."""
    caller = IndependentCaller(4, "mallory")
    offer = caller.offer()
    caller.close()
    return offer


def without_lines(sdp: str, pattern: str) -> str:
    return "".join(line for line in sdp.splitlines(True) if not re.match(pattern, line))


SPOILT = {
    "empty": lambda sdp: "",
    "words": lambda sdp: "hello, is this a session description?\r\n",
    "binary": lambda sdp: "\x00\x01\x02\x7f" * 400,
    "no media": lambda sdp: sdp[: sdp.index("m=")],
    "no credentials": lambda sdp: without_lines(sdp, "a=ice-(ufrag|pwd)"),
    "no fingerprint": lambda sdp: without_lines(sdp, "a=fingerprint"),
    "fingerprint of no algorithm": lambda sdp: re.sub("(a=fingerprint:).*", r"\1rot13 AB:CD", sdp),
    "m-line of letters": lambda sdp: re.sub("m=audio .*", "m=audio nine UDP x y z", sdp),
    "endless line": lambda sdp: sdp + "a=" + "x" * 100_000 + "\r\n",
    "one million lines": lambda sdp: sdp + "a=x\r\n" * 1_000_000,
    "a thousand m-lines": lambda sdp: sdp + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 1000,
}


@pytest.mark.parametrize("fault", SPOILT)
def test_spoilt_offer_is_refused(call, offer, fault, measured):
    with call.undisturbed(measured):
        reply = call.server.join(ROOM, SPOILT[fault](offer))
        assert reply.status in (400, 413, 422), reply
        assert reply.body, "a refusal says why"


def test_truncated_offers_are_answered_or_refused(call, offer, measured):
    with call.undisturbed(measured):
        # An address may ask some forty times at once before it is told to slow down.
        for length in range(0, len(offer), max(1, len(offer) // 24)):
            reply = call.server.join(ROOM, offer[:length])
            assert reply.status in (201, 400, 422), (length, reply)
            if reply.status == 201:
                call.server.request("DELETE", reply.headers["Location"])


def test_offer_without_a_codec_of_ours_is_told_which_there_are(call, offer, measured):
    with call.undisturbed(measured):
        reply = call.server.join(ROOM, re.sub(r"(a=rtpmap:\d+) \w+/", r"\1 unheard-of/", offer))
        assert reply.status == 422, reply
        assert "vp8" in reply.text.lower() and "opus" in reply.text.lower()


def test_offer_of_another_media_type_is_refused(call, offer, measured):
    with call.undisturbed(measured):
        assert call.server.join(ROOM, offer, "text/plain").status == 415


BAD_MESSAGES = [
    "",
    "hello",
    "{",
    "[]",
    "null",
    '"join"',
    "{}",
    '{"type": 7}',
    '{"type": "join"}',
    '{"type": "join", "room": 7, "name": {}}',
    '{"type": "offer"}',
    '{"type": "offer", "id": 1, "sdp": "v=0"}',
    '{"type": "mute", "audio": "loud"}',
    "[" * 10_000,
    '{"type": "chat", "text": "' + "x" * 50_000,
    b"\x00\xff\xfe not text",
]


def test_bad_messages_get_an_error_and_the_socket_stays_usable(call, measured):
    with call.undisturbed(measured), signaling(call.server) as socket:
        for message in BAD_MESSAGES:
            socket.send(message)
            error = json.loads(socket.recv(timeout=5))
            assert error["type"] == "error" and error["code"] and error["message"], message
        socket.send('{"type": "teleport", "to": "Mars"}')  # unknown types are ignored
        socket.send('{"type": "join", "room": "attic", "name": "mallory", "age": 7}')
        assert json.loads(socket.recv(timeout=5))["type"] == "joined"
        socket.send('{"type": "offer", "id": 1, "sdp": "v=0"}')
        assert read_until(socket, "error")["code"]


def test_huge_message_ends_at_most_its_own_socket(call, measured):
    with call.undisturbed(measured), signaling(call.server) as socket:
        try:
            for _ in range(3):
                socket.send('{"type": "chat", "text": "' + "x" * 8_000_000 + '"}')
            assert json.loads(socket.recv(timeout=10))["type"] == "error"
        except ConnectionClosed as closed:
            assert closed.rcvd is None or closed.rcvd.code in (1002, 1009)


def signaling(server: Server):
    url = server.url.replace("http", "ws", 1) + "/ws"
    return connect(url, subprotocols=["tessera.v1"], proxy=None, max_size=None)


def read_until(socket, kind: str) -> dict:
    for _ in range(20):
        message = json.loads(socket.recv(timeout=5))
        if message["type"] == kind:
            return message
    raise AssertionError(f"no message of type {kind}")


def random_datagrams(count: int, seed: int):
    """Random bytes that claim to be STUN, DTLS, RTP, RTCP or nothing known (RFC 7983)."""
    dice = random.Random(seed)
    starts = [
        b"\x00\x01",
        b"\x16\xfe\xfd",
        b"\x15\xfe\xfd",
        b"\x17\xfe\xfd",
        b"\x80\x60",
        b"\x80\xc8",
    ]
    for _ in range(count):
        start = dice.choice([*starts, b"", b"\xff", b"\x48"])
        yield (start + dice.randbytes(dice.choice([0, 1, 3, 11, 19, 60, 400, 1400])))[:1472]


def test_random_datagrams_from_strangers(call, measured):
    good = stun.binding_request(*call.credentials())
    truncated = (good[:length] for length in range(len(good)))
    with call.undisturbed(measured), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in (*random_datagrams(2000, seed=1), *truncated):
            stranger.sendto(datagram, ("127.0.0.1", call.server.media_port))


@pytest.mark.skipif(os.geteuid() != 0, reason="raw sockets need root")
def test_random_datagrams_in_the_name_of_the_caller(call, measured):
    """From the very address that Ada's media comes from: neither SRTP nor DTLS may fall for it."""
    fatal_alert = bytes.fromhex("15fefd000000000000006300020228")
    with call.undisturbed(measured), forged(*call.path()) as send:
        for datagram in (*random_datagrams(2000, seed=2), fatal_alert):
            send(datagram)


def test_check_with_wrong_integrity_is_not_accepted(call, measured):
    username, password = call.credentials()
    port = call.server.media_port
    with call.undisturbed(measured):
        for name, key in ((username, password[::-1]), ("no:body", password), (username[:-1], "")):
            response, _ = stun.exchange(stun.binding_request(name, key), port, 0.5)
            assert response is None or response.kind == stun.BINDING_ERROR, (name, response)
        # A right one is answered: what was refused above was refused for its fault.
        response, asked_from = stun.exchange(stun.binding_request(), port, 5)
        assert response == stun.Response(stun.BINDING_SUCCESS, asked_from)


def test_wrong_fingerprint_gets_no_media(call, join, measured):
    with call.undisturbed(measured):
        mallory = join(BrowserCaller, 4, "mallory")
        mallory.join(
            call.server.url,
            ROOM,
            edit="""
            return sdp.replace(/(a=fingerprint:\\S+ )(..)/g,
                (_, before, byte) => before + (byte === "00" ? "01" : "00"));""",
        )
        eventually(lambda: mallory.messages("answer"), "mallory's offer is answered")
        eventually(
            lambda: (
                mallory.state()["connection"] in ("failed", "closed") or mallory.messages("bye")
            ),
            "mallory is not let in",
            45,
            mallory.state,
        )
        assert mallory.frames() == 0
        assert call.ada.levels()[4] < -60


def test_nonsense_inside_good_encryption(call, measured):
    """A caller with valid keys sends packets that are no RTP, no RTCP, no VP8 and no Opus."""
    dice = random.Random(3)

    def spoil(packet: bytes) -> bytes:
        """Flags, CSRC count and payload at random; sequence number and stream stay."""
        first = 0x80 | dice.choice([0, 0, 0x10, 0x20, 0x3F])
        return bytes([first]) + packet[1:12] + dice.randbytes(dice.choice([0, 1, 2, 7, 90, 1000]))

    def report() -> bytes:
        """Something that begins as an RTCP packet does."""
        body = dice.randbytes(4 * dice.randrange(1, 12))
        words = dice.choice([len(body) // 4, dice.randrange(20)])
        return (
            struct.pack("!BBH", 0x80 | dice.randrange(64), dice.randrange(200, 208), words) + body
        )

    mallory = IndependentCaller(4, "mallory")
    try:
        assert mallory.join(call.server, ROOM).status == 201
        eventually(lambda: mallory.frames > 0, "mallory gets a picture")
        with call.undisturbed(measured):
            mallory.spoil_packets(spoil)
            for _ in range(1000):
                mallory.send_packet(report())
            eventually(lambda: mallory.spoilt_packets >= 300, "mallory has sent nonsense", 30)
    finally:
        mallory.close()
