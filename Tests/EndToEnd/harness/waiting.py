"""Waiting for conditions, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(
    condition: Callable[[], T],
    what: str,
    seconds: float = 20,
    seen: Callable[[], object] | None = None,
) -> T:
    """The first true value of `condition`; fails, saying `what` did not happen, after `seconds`.

    `seen` describes what there was instead.
    """
    deadline = time.monotonic() + seconds
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            instead = f"; instead: {seen()}" if seen else ""
            raise AssertionError(f"within {seconds} s not so: {what}{instead}")
        time.sleep(0.05)
