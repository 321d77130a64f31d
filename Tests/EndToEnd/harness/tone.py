"""The level of a tone in a piece of sound.

Participant k plays a tone of its own. The tones are 500 Hz plus multiples of 230 Hz that form a
Golomb ruler: no tone falls where two others would make an intermodulation product, so that a
limiter at work cannot be taken for somebody's voice.
"""

import math

import numpy as np

SAMPLE_RATE = 48_000
MULTIPLES = (0, 1, 4, 9, 11)
AMPLITUDE = 0.1  # -20 dBFS: several of them together stay clear of any limiter
SEARCH_HZ = 6  # a playout buffer that stretches time moves a tone by less
FLOOR_DB = -140.0


def frequency(participant: int) -> float:
    return 500 + 230 * MULTIPLES[participant]


def level(samples: np.ndarray, hertz: float) -> float:
    """The amplitude of the tone at `hertz`, in dB of full scale; about 0.7 s of sound needed.

    A Blackman-Harris window keeps other tones 90 dB under.
    """
    n = np.arange(len(samples))
    phase = 2 * np.pi * n / len(samples)
    window = (
        0.35875
        - 0.48829 * np.cos(phase)
        + 0.14128 * np.cos(2 * phase)
        - 0.01168 * np.cos(3 * phase)
    )
    spectrum = np.abs(np.fft.rfft(samples * window)) * 2 / window.sum()
    bin_hertz = SAMPLE_RATE / len(samples)
    low = math.floor((hertz - SEARCH_HZ) / bin_hertz)
    high = math.ceil((hertz + SEARCH_HZ) / bin_hertz)
    peak = spectrum[low : high + 1].max()
    return max(20 * math.log10(peak), FLOOR_DB) if peak > 0 else FLOOR_DB


def levels(samples: np.ndarray, participants: range) -> dict[int, float]:
    """The level of each participant's tone."""
    return {k: round(level(samples, frequency(k)), 1) for k in participants}
