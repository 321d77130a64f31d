"""The measuring instruments themselves, without the server: what they measure is known here."""

import os
import socket

import numpy as np
import pytest

from harness import tone
from harness.aiortc_caller import IndependentCaller
from harness.block_code import Code, Tile, delay_milliseconds, hue_distance, paint
from harness.callers import HUES, Receiver, shows
from harness.forging import forged
from harness.waiting import eventually


class LoopCaller(Receiver):
    """One end of a direct page-to-page call."""

    def __init__(self, browser, number, name):
        super().__init__(browser, number, name, ("loop.js",))
        self.page.navigate("about:blank")


CROPS = {
    "whole": (slice(0, 240), slice(0, 320)),
    "16:9": (slice(30, 210), slice(0, 320)),
    "half of 16:9": (slice(0, 240), slice(53, 267)),
}


@pytest.mark.parametrize("crop", CROPS)
def test_painted_code_reads_back_however_it_is_cropped(crop):
    for number, hue in enumerate(HUES):
        painted = Code(number, 65_535, 0xFEDCBA98)
        tile = Tile(paint(painted, hue)[CROPS[crop]])
        assert tile.code() == painted
        assert hue_distance(tile.hue(), hue) < 3


def test_damaged_code_does_not_read():
    picture = paint(Code(1, 2, 3), HUES[1])
    picture[48:64, 96:112] = 255 - picture[48:64, 96:112]
    assert Tile(picture).code() is None
    assert Tile(np.full((180, 320, 3), 90, np.uint8)).code() is None


def test_tone_levels_of_known_sound():
    time = np.arange(32_768) / tone.SAMPLE_RATE
    sound = 0.1 * np.sin(2 * np.pi * tone.frequency(0) * time)
    sound += 0.001 * np.sin(2 * np.pi * tone.frequency(2) * time)
    levels = tone.levels(sound, range(3))
    assert levels[0] == pytest.approx(-20, abs=1)
    assert levels[2] == pytest.approx(-60, abs=1)
    assert levels[1] < -110


def test_no_tone_lies_on_an_intermodulation_product():
    tones = [tone.frequency(k) for k in range(len(tone.MULTIPLES))]
    products = {abs(2 * a - b) for a in tones for b in tones if a != b}
    assert not products & set(tones)


def test_direct_call_between_two_pages(join, measured):
    """Codes, hues and tones come through Chromium's own encoders, decoders and playout."""
    ada, bob = join(LoopCaller, 0, "ada"), join(LoopCaller, 1, "bob")
    offer = ada.page.call("testLoop.offer")
    ada.page.call("testLoop.accept", bob.page.call("testLoop.answer", offer))

    for here, there in ((ada, bob), (bob, ada)):

        def seen(here=here, there=there):
            if picture := here.picture():
                if code := shows(picture.tile(0, 0, 320, 240), there.number):
                    return picture, code
            return None

        picture, first = eventually(seen, f"{here.name} reads {there.name}'s code", 30)
        delay = delay_milliseconds(first, picture.at_milliseconds)
        measured(f"{here.name} sees {there.name} after {delay} ms")
        eventually(
            lambda first=first, seen=seen: (s := seen()) and s[1].frame >= first.frame + 15,
            "the frame counter goes on",
        )

        def heard(here=here, there=there):
            levels = here.levels()
            others = [levels[k] for k in levels if k != there.number]
            return levels if max(others) < levels[there.number] - 60 else None

        levels = eventually(heard, f"{here.name} hears {there.name} alone", seen=here.levels)
        assert levels[there.number] == pytest.approx(-20, abs=3)
        measured(f"{here.name} hears, dB: {levels}")


def test_direct_call_of_the_independent_stack():
    """aiortc's end paints, plays, sees and hears as the browser's does."""
    ada, bob = IndependentCaller(0, "ada"), IndependentCaller(1, "bob")
    try:
        offer = ada.offer()
        ada.accept(bob.answer(offer))

        def seen():
            picture = ada.picture()
            return picture and shows(picture.tile(0, 0, 320, 240), 1)

        eventually(seen, "ada reads bob's code")
        eventually(lambda: ada.levels()[1] > -23, "ada hears bob", seen=ada.levels)
        eventually(lambda: ada.levels()[0] < ada.levels()[1] - 60, "and not herself")
        assert sorted(ada.tracks) == ["audio", "video"]
    finally:
        ada.close()
        bob.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="raw sockets need root")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_forged_datagram_arrives_as_from_the_one_it_names(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(family, socket.SOCK_DGRAM) as named,
        socket.socket(family, socket.SOCK_DGRAM) as target,
    ):
        named.bind((host, 0))
        target.bind((host, 0))
        target.settimeout(5)
        with forged(named.getsockname()[:2], target.getsockname()[:2]) as send:
            send(b"not from me")
        assert target.recvfrom(100) == (b"not from me", named.getsockname())
