"""Ranks with their doubt: what can be told apart over the draws, and what cannot."""

from __future__ import annotations

import numpy as np

from mainstay.twin.net import Floats

#: Share of draws from which one is said to rank above another.
SEPARABLE = 0.9


def above(results: Floats) -> Floats:
    """Return ``(k, k)`` shares of draws in which row item exceeds column item; ties count half.

    Parameters
    ----------
    results
        ``(k, d)``, the same draws for every item.

    Examples
    --------
    >>> import numpy as np
    >>> above(np.array([[2.0, 2.0], [1.0, 3.0]])).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    count = len(results)
    found = np.full((count, count), 0.5)
    for i in range(count):
        wins = (results[i] > results).mean(axis=1)
        ties = (results[i] == results).mean(axis=1)
        found[i] = wins + 0.5 * ties
    return found


def among_first(results: Floats, places: int = 10) -> Floats:
    """Return ``(k,)`` shares of draws in which an item is among the largest ``places``."""
    ranks = (-results).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.asarray((ranks < places).mean(axis=1), dtype=np.float64)


def first_separable(shares: Floats, order: list[int], item: int) -> int | None:
    """Return the first item below ``item`` in the order that is separable from it, if any."""
    place = order.index(item)
    return next((j for j in order[place + 1 :] if shares[item, j] >= SEPARABLE), None)
