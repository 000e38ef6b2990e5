"""How far long work is, and what time is left at its pace."""

from __future__ import annotations

import time


class Pace:
    """Counts parts of work and tells the time left.

    Parameters
    ----------
    total
        Parts in all.

    Attributes
    ----------
    done
        Parts that are done.

    Examples
    --------
    >>> pace = Pace(10)
    >>> pace.add(4, is_new=False)
    >>> pace.done, pace.seconds_left
    (4, nan)
    """

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.restart()

    def restart(self) -> None:
        """Take the pace from now on; what came before, as compiling, says nothing of it."""
        self._fresh, self._start = 0, time.monotonic()

    def add(self, parts: int, *, is_new: bool = True) -> None:
        """Count parts as done; those that are not new took no time and are not of the pace."""
        self.done += parts
        self._fresh += parts if is_new else 0

    @property
    def seconds_left(self) -> float:
        """Seconds; NaN as long as there is no pace."""
        spent = time.monotonic() - self._start
        return spent / self._fresh * (self.total - self.done) if self._fresh else float("nan")
