"""The code that every source draws into its picture, and its reading from a received tile.

A source is a picture of 320x240 filled with the participant's own hue. In its middle stand 9 rows
of 8 blocks, 16 pixels each, white for 1 and black for 0, most significant bit first:

    row 0     participant number
    rows 1-2  frame counter
    rows 3-6  milliseconds since 1970, the low 32 bits
    rows 7-8  CRC-16 (polynomial 0x1021, start 0xFFFF) over the seven bytes above

The blocks and a strip of hue at each side stay visible however a 16:9 tile or half of a 16:9
canvas crops the picture ("cover"). `pages/source.js` draws the same in a browser.

The bots of `tessera bot` draw the middle of such a picture: theirs are 320x180, or a multiple.
"""

import colorsys
from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT = 320, 240
HEIGHTS = (HEIGHT, 180)  # of the pictures that a tile may show, in the same units
BLOCK = 16
ROWS, COLUMNS = 9, 8
LEFT, TOP = (WIDTH - COLUMNS * BLOCK) // 2, (HEIGHT - ROWS * BLOCK) // 2  # of the blocks
HUE_STRIPS = (slice(64, 88), slice(232, 256))  # columns of the source beside the blocks
LEAST_CONTRAST = 60  # between the brightest and the darkest block, of 255


@dataclass(frozen=True)
class Code:
    participant: int
    frame: int
    milliseconds: int


def crc16(data: bytes) -> int:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return crc


def paint(code: Code, hue: float) -> np.ndarray:
    """A source's picture, HEIGHT x WIDTH x 3, RGB."""
    data = bytes([code.participant]) + (code.frame & 0xFFFF).to_bytes(2)
    data += (code.milliseconds & 0xFFFFFFFF).to_bytes(4)
    data += crc16(data).to_bytes(2)
    picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    picture[:] = [round(255 * part) for part in colorsys.hls_to_rgb(hue / 360, 0.4, 0.75)]
    bits = np.unpackbits(np.frombuffer(data, np.uint8)).reshape(ROWS, COLUMNS)
    blocks = np.where(bits, 235, 16).astype(np.uint8)
    blocks = blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    picture[TOP : TOP + ROWS * BLOCK, LEFT : LEFT + COLUMNS * BLOCK] = blocks[:, :, None]
    return picture


class Tile:
    """A part of a received picture that shows one source, scaled and cropped to cover it."""

    def __init__(self, pixels: np.ndarray):
        self.pixels = pixels.astype(float)
        self._assume(HEIGHT)

    def _assume(self, source_height: int):
        """Lays the grid as for a source of this height."""
        height, width = self.pixels.shape[:2]
        self.scale = max(width / WIDTH, height / source_height)
        self.x0 = (width - WIDTH * self.scale) / 2
        # The blocks' place is given for a source of the usual height.
        self.y0 = (height - HEIGHT * self.scale) / 2

    def _mean(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """The mean colour of a rectangle given in the source's own pixels; cut to the tile."""
        x = [max(round(self.x0 + self.scale * at), 0) for at in (left, right)]
        y = [max(round(self.y0 + self.scale * at), 0) for at in (top, bottom)]
        return self.pixels[y[0] : max(y[1], y[0] + 1), x[0] : max(x[1], x[0] + 1)].mean((0, 1))

    def code(self) -> Code | None:
        """What the blocks say; None when they are no code or the CRC is wrong."""
        for source_height in HEIGHTS:
            self._assume(source_height)
            if code := self._read():
                return code
        return None

    def _read(self) -> Code | None:
        inset = BLOCK / 4
        luma = np.array(
            [
                [
                    self._mean(
                        LEFT + column * BLOCK + inset,
                        TOP + row * BLOCK + inset,
                        LEFT + (column + 1) * BLOCK - inset,
                        TOP + (row + 1) * BLOCK - inset,
                    ).mean()
                    for column in range(COLUMNS)
                ]
                for row in range(ROWS)
            ]
        )
        if not luma.max() - luma.min() >= LEAST_CONTRAST:
            return None
        bits = luma > (luma.max() + luma.min()) / 2
        data = np.packbits(bits.reshape(-1)).tobytes()
        if crc16(data[:7]) != int.from_bytes(data[7:]):
            return None
        return Code(data[0], int.from_bytes(data[1:3]), int.from_bytes(data[3:7]))

    def hue(self) -> float:
        """The hue beside the blocks, in degrees."""
        strips = [self._mean(s.start, TOP, s.stop, TOP + ROWS * BLOCK) for s in HUE_STRIPS]
        red, green, blue = np.mean(strips, axis=0) / 255
        return 360 * colorsys.rgb_to_hls(red, green, blue)[0]


def hue_distance(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def delay_milliseconds(code: Code, now_milliseconds: int) -> int:
    """How long ago the source drew this code, when both clocks are one."""
    return (now_milliseconds - code.milliseconds) & 0xFFFFFFFF
