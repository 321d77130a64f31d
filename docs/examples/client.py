#!/usr/bin/env python3
"""A client in Python: joins with a picture and silence, and counts the frames of the mosaic.

    pip install aiortc
    client.py http://localhost:8080/join/lobby?name=Ada [FRAMES]
"""

import asyncio
import sys
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack


def request(method: str, url: str, body: str = "", content_type: str = "application/sdp"):
    return urlopen(Request(url, body.encode() or None, {"Content-Type": content_type}, method=method))


async def call(url: str, frames: int):
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))  # none is needed
    connection.addTrack(AudioStreamTrack())  # silence
    connection.addTrack(VideoStreamTrack())  # a green picture
    received = asyncio.get_running_loop().create_future()

    @connection.on("track")
    async def count(track):
        for number in range(frames) if track.kind == "video" else ():
            frame = await track.recv()
            if number == frames - 1:
                received.set_result(f"{frames} frames of {frame.width}x{frame.height}")

    await connection.setLocalDescription(await connection.createOffer())
    with request("POST", url, connection.localDescription.sdp) as response:  # 201
        session = urljoin(url, response.headers["Location"])
        answer = RTCSessionDescription(response.read().decode(), "answer")
    try:
        await connection.setRemoteDescription(answer)
        print("received", await asyncio.wait_for(received, 60))
    finally:
        request("DELETE", session)  # leaves
        await connection.close()


if __name__ == "__main__":
    asyncio.run(call(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 90))
