"""Draws of all that is a range: one uniform number for one name, whatever else is asked.

Each name has a Latin hypercube column of its own: one point in each of ``d`` equal strata, in an
order that hangs on the seed and the name alone. Parameters of a class are shared by all minerals of
the class, so that ranks compare like with like; numbers of one mineral are its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np

from mainstay.model import Interval, Method, Parameter
from mainstay.twin.net import Floats

#: A range whose ends are this far apart, as a ratio, is drawn on a logarithmic scale.
LOG_RATIO = 3.0


@dataclass(frozen=True, eq=False)
class Draws:
    """``count`` draws of a seed.

    Parameters
    ----------
    count, seed
        How many, and of which seed.
    middle
        Whether every range stands at its middle instead: the deterministic answer.

    Examples
    --------
    >>> draws = Draws(4, seed=0)
    >>> sorted((draws.uniform("price") * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """

    count: int
    seed: int
    middle: bool = False
    asked: dict[str, Floats] = field(default_factory=dict, repr=False)

    def uniform(self, name: str) -> Floats:
        """Return ``(d,)`` numbers between 0 and 1, one in each stratum."""
        if name not in self.asked:
            digest = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()
            rng = np.random.default_rng(int.from_bytes(digest[:16], "big"))
            strata = rng.permutation(self.count) + rng.random(self.count)
            drawn = np.full(self.count, 0.5) if self.middle else strata / self.count
            self.asked[name] = drawn
        return self.asked[name]

    def of(self, name: str, interval: Interval | Parameter) -> Floats:
        """Return ``(d,)`` draws of a range.

        What is cited is triangular around its mode; what is assumed is swept evenly over its whole
        range. Positive ranges wider than :data:`LOG_RATIO` are drawn on a logarithmic scale.
        """
        return quantile(interval, self.uniform(name))


def quantile(interval: Interval | Parameter, share: Floats) -> Floats:
    """Return the quantiles of a range; see :meth:`Draws.of`.

    Examples
    --------
    >>> import numpy as np
    >>> quantile(Interval(0.0, 1.0, 1.0), np.array([0.0, 0.25, 1.0])).tolist()
    [0.0, 0.25, 1.0]
    """
    low, mode, high = interval.low, interval.mode, interval.high
    if low == high:
        return np.full(share.shape, low)
    if low > 0 and high / low >= LOG_RATIO:
        ends = np.log([low, mode, high])
        return np.asarray(np.exp(_place(ends, share, interval.method)), dtype=np.float64)
    return _place(np.array([low, mode, high]), share, interval.method)


def _place(ends: Floats, share: Floats, method: Method) -> Floats:
    low, mode, high = ends
    if method is Method.ASSUMED:
        return np.asarray(low + share * (high - low), dtype=np.float64)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.asarray(np.where(share < turn, rising, falling), dtype=np.float64)
