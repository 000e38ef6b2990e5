"""How a worker tells how far it is: often enough to be seen, seldom enough to cost nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from mainstay.service.jobs.shapes import JobProgress

#: Least time between two reports, seconds.
APART_SECONDS = 0.2

#: A pace is told once so much time was spent: the first steps compile and mislead.
PACE_SECONDS = 0.5


class Teller:
    """Hears of every step, and passes on at most five a second and every last one.

    Parameters
    ----------
    send
        Takes what is passed on.
    clock
        Gives seconds.

    Examples
    --------
    >>> heard = []
    >>> teller = Teller(heard.append, clock=lambda: 0.0)
    >>> for day in range(1, 4): teller.count(day, 3, f"day {day}")
    >>> [(p.done, p.words) for p in heard]
    [(1, 'day 1'), (3, 'day 3')]
    """

    def __init__(
        self, send: Callable[[JobProgress], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send, self._clock = send, clock
        self._last = -APART_SECONDS
        self._began: tuple[int, float] | None = None

    def __call__(self, words: str, /) -> None:
        """Hear what is being done; a new piece of work has a pace of its own."""
        self._began = None
        self._pass_on(JobProgress(words=words), is_due=True)

    def count(self, done: int, total: int, words: str, seconds_left: float | None = None) -> None:
        """Hear how far it is."""
        now = self._clock()
        if self._began is None or done < self._began[0]:
            self._began = (done, now)
        left = self._left(done, total, now) if seconds_left is None else seconds_left
        is_due = done >= total or now - self._last >= APART_SECONDS
        self._pass_on(JobProgress(done, total, words, left), is_due=is_due)

    def _left(self, done: int, total: int, now: float) -> float | None:
        first, began = self._began or (done, now)
        spent = now - began
        if done <= first or spent < PACE_SECONDS:
            return None
        return round(spent / (done - first) * (total - done), 1)

    def _pass_on(self, progress: JobProgress, *, is_due: bool) -> None:
        if is_due:
            self._last = self._clock()
            self._send(progress)
