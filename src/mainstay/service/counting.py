"""Progress that can be counted, for listeners that want more than words."""

from __future__ import annotations

import math
from typing import Protocol, runtime_checkable

from mainstay.service.homes import Step


@runtime_checkable
class Counting(Protocol):
    """A listener that can show a bar: told parts done, parts in all, words and seconds left."""

    def __call__(self, words: str, /) -> object:
        """Hear what is being done."""
        ...

    def count(self, done: int, total: int, words: str, seconds_left: float | None = None) -> object:
        """Hear how far it is; ``seconds_left`` is ``None`` while there is no pace."""
        ...


def count(step: Step, done: int, total: int, unit: str, seconds_left: float = math.nan) -> bool:
    """Tell a listener how far work is, if it can count; return whether it could.

    Examples
    --------
    >>> count(print, 1, 10, "day")
    False
    """
    if not isinstance(step, Counting):
        return False
    left = seconds_left if math.isfinite(seconds_left) else None
    step.count(done, total, f"{unit} {done:,} of {total:,}", left)
    return True
