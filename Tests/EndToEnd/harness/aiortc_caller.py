"""Participants on a second, independent WebRTC stack, through the ways in by one request."""

import asyncio
import contextlib
import fractions
import os
import re
import threading
import time
from collections.abc import Callable

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler, VideoFrame
from pylibsrtp import Error as SRTPError

from . import tone
from .block_code import Code, paint
from .callers import HUES, Picture
from .server import Reply, Server
from .sessions import Offer, Session

WINDOW = 32_768  # samples of received sound that are kept: 0.68 s


class SourcePicture(MediaStreamTrack):
    kind = "video"
    FPS = 15

    def __init__(self, number: int):
        super().__init__()
        self.number = number
        self.count = 0
        self.began = time.monotonic()

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(self.began + self.count / self.FPS - time.monotonic())
        code = Code(self.number, self.count, int(time.time() * 1000))
        frame = VideoFrame.from_ndarray(paint(code, HUES[self.number]), format="rgb24")
        frame.pts = self.count * 90_000 // self.FPS
        frame.time_base = fractions.Fraction(1, 90_000)
        self.count += 1
        return frame


class SourceTone(MediaStreamTrack):
    kind = "audio"
    SAMPLES = 960

    def __init__(self, number: int):
        super().__init__()
        self.radians = 2 * np.pi * tone.frequency(number) / tone.SAMPLE_RATE
        self.count = 0
        self.began = time.monotonic()

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(self.began + self.count / tone.SAMPLE_RATE - time.monotonic())
        phase = self.radians * np.arange(self.count, self.count + self.SAMPLES)
        samples = (32_767 * tone.AMPLITUDE * np.sin(phase)).astype(np.int16)
        # Both channels alike: the stack would make a mono source 3 dB quieter.
        both = samples.repeat(2)[None, :]
        frame = AudioFrame.from_ndarray(both, format="s16", layout="stereo")
        frame.pts = self.count
        frame.sample_rate = tone.SAMPLE_RATE
        frame.time_base = fractions.Fraction(1, tone.SAMPLE_RATE)
        self.count += self.SAMPLES
        return frame


class IndependentCaller:
    """Takes part through `POST /join/{room}`. Its own thread runs the stack's event loop; the tests
    call it from theirs."""

    WAY = "join"

    def __init__(self, number: int, name: str):
        self.number = number
        self.name = name
        self.tracks: list[str] = []
        self.frames = 0
        self.spoilt_packets = 0
        self.session: Session | None = None
        self._picture: VideoFrame | None = None
        self._sound = np.zeros(WINDOW, np.float32)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._connection: RTCPeerConnection = self._run(self._make())

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def _make(self) -> RTCPeerConnection:
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._add_media(connection)

        @connection.on("track")
        def on_track(track: MediaStreamTrack):
            self.tracks.append(track.kind)
            asyncio.ensure_future(self._receive(track))

        return connection

    def _add_media(self, connection: RTCPeerConnection):
        connection.addTrack(SourceTone(self.number))
        connection.addTrack(SourcePicture(self.number))

    async def _receive(self, track: MediaStreamTrack):
        resampler = AudioResampler(format="flt", layout="stereo", rate=tone.SAMPLE_RATE)
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    self._picture = frame
                    self.frames += 1
                    continue
                for piece in resampler.resample(frame):
                    samples = piece.to_ndarray().reshape(-1, 2).mean(axis=1)
                    self._sound = np.concatenate([self._sound, samples])[-WINDOW:]
        except MediaStreamError:
            pass  # the track has ended

    def offer(self) -> str:
        async def make() -> str:
            await self._connection.setLocalDescription(await self._connection.createOffer())
            return self._connection.localDescription.sdp

        return self._run(make())

    def answer(self, offer: str) -> str:
        async def make() -> str:
            description = RTCSessionDescription(offer, "offer")
            await self._connection.setRemoteDescription(description)
            await self._connection.setLocalDescription(await self._connection.createAnswer())
            return self._connection.localDescription.sdp

        return self._run(make())

    def accept(self, answer: str):
        description = RTCSessionDescription(answer, "answer")
        self._run(self._connection.setRemoteDescription(description))

    @property
    def location(self) -> str | None:
        return self.session and self.session.location

    def join(self, server: Server, room: str, **query: str) -> Reply:
        """Joins without candidates in the offer: they are trickled once there is a session."""
        offer = Offer(self.offer())
        query = "&".join(f"{key}={value}" for key, value in {"name": self.name, **query}.items())
        reply = server.join(f"{room}?{query}", offer.without_candidates, way=self.WAY)
        if reply.status == 201:
            self.session = Session(server, reply)
            trickled = self.session.trickle(offer.fragment)
            assert trickled.status == 204, trickled
            self.accept(reply.text)
        return reply

    def restart_ice(self) -> Reply:
        """Restarts ICE by a PATCH. The stack has no restart: its checks go on with the new names
        and the server's new password, on the path that it has."""
        fragment, password = os.urandom(4).hex(), os.urandom(12).hex()
        reply = self.session.restart(fragment, password)
        if reply.status == 200:
            theirs = dict(re.findall(r"a=ice-(ufrag|pwd):(\S+)", reply.text))
            checks = self._connection.getSenders()[0].transport.transport._connection
            checks._local_username, checks._local_password = fragment, password
            checks.remote_username, checks.remote_password = theirs["ufrag"], theirs["pwd"]
        return reply

    def spoil_packets(self, spoil: Callable[[bytes], bytes]):
        """From now on every RTP packet goes through `spoil` before it is encrypted."""
        transport = self._connection.getSenders()[0].transport
        send = transport._send_rtp

        async def send_spoilt(packet: bytes):
            is_rtp = not 192 <= packet[1] < 224  # RFC 5761
            with contextlib.suppress(SRTPError):  # what the library itself refuses is not sent
                await send(spoil(packet) if is_rtp else packet)
                self.spoilt_packets += is_rtp

        transport._send_rtp = send_spoilt

    def send_packet(self, packet: bytes):
        """Sends these bytes, encrypted as an RTP or RTCP packet."""
        self._run(self._connection.getSenders()[0].transport._send_rtp(packet))

    @property
    def state(self) -> str:
        return self._connection.connectionState

    def picture(self) -> Picture | None:
        if not (frame := self._picture):
            return None
        pixels = frame.to_ndarray(format="rgb24")
        return Picture(pixels, frame.width, frame.height, int(time.time() * 1000))

    def levels(self, participants: range = range(5)) -> dict[int, float]:
        return tone.levels(self._sound, participants)

    def close(self):
        self._run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


class Encoder(IndependentCaller):
    """Only sends, through `POST /whip/{room}`."""

    WAY = "whip"

    def _add_media(self, connection: RTCPeerConnection):
        for track in (SourceTone(self.number), SourcePicture(self.number)):
            connection.addTransceiver(track, direction="sendonly")


class Viewer(IndependentCaller):
    """Only watches and listens, through `POST /whep/{room}`."""

    WAY = "whep"

    def _add_media(self, connection: RTCPeerConnection):
        for kind in ("audio", "video"):
            connection.addTransceiver(kind, direction="recvonly")
