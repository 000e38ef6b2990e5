"""How likely it is that a place stops: a yearly hazard from governance, and states that exclude.

::

    lam_c = lam0 exp(kappa (100 - R_c) / 100) tau_c      p_c = 1 - exp(-lam_c)

``R`` is the governance percentile, ``tau`` the willingness class of a place, the same for every
mineral. Governance does not measure willingness, and neither is a forecast: the mapping is assumed
and swept. A place with a measure in force has ``p = 1`` in the table as of a date, and only there.

Places may stop together. With weight ``1 - rho`` they stop independently; with weight ``rho`` those
of one bloc stop in the order of their hazards, at one throw. Marginal probabilities are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.net import Floats

#: Places considered together; beyond, the number of states doubles with each.
MOST_PLACES = 4


def yearly_probability(
    stability: Floats, willingness: Floats, base: Floats, slope: Floats
) -> Floats:
    """Return the probability that a place stops within a year.

    Parameters
    ----------
    stability
        ``(n,)`` governance percentile of each place, 0 worst to 100 best.
    willingness
        ``(d, n)`` factor by class.
    base, slope
        ``(d,)`` yearly hazard of the best governed neutral place, and its rise to the worst.

    Returns
    -------
    numpy.ndarray
        ``(d, n)``.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones((1, 1))
    >>> round(float(yearly_probability(np.array([26.5]), one, one[0] * .005, one[0] * 2)[0, 0]), 4)
    0.0215
    """
    hazard = base[:, None] * np.exp(slope[:, None] * (100.0 - stability) / 100.0) * willingness
    return np.asarray(-np.expm1(-hazard), dtype=np.float64)


def subsets(count: int) -> list[tuple[int, ...]]:
    """Return every subset of ``count`` places, the empty one first.

    >>> subsets(2)
    [(), (0,), (1,), (0, 1)]
    """
    return [s for size in range(count + 1) for s in combinations(range(count), size)]


def state_probabilities(
    marginal: Floats,
    bloc: Sequence[bool] | NDArray[np.bool_] = (),
    correlation: Floats | float = 0.0,
) -> Floats:
    """Return the probability that exactly the places of each subset stop.

    Parameters
    ----------
    marginal
        ``(d, n)`` probabilities of each place, ``n`` at most :data:`MOST_PLACES`.
    bloc
        ``(n,)`` which places may stop at one throw; none when empty.
    correlation
        ``(d,)`` weight of that case.

    Returns
    -------
    numpy.ndarray
        ``(d, 2**n)`` in the order of :func:`subsets`; rows sum to one.

    Examples
    --------
    >>> import numpy as np
    >>> state_probabilities(np.array([[0.1, 0.05]])).round(4).tolist()
    [[0.855, 0.095, 0.045, 0.005]]
    """
    d, n = marginal.shape
    together = np.zeros(n, dtype=bool)
    together[: len(bloc)] = bloc
    weight = np.broadcast_to(np.asarray(correlation, dtype=np.float64), (d,))
    found = np.empty((d, 2**n))
    for column, subset in enumerate(subsets(n)):
        inside = np.zeros(n, dtype=bool)
        inside[list(subset)] = True
        apart = _independent(marginal, inside)
        joint = _independent(marginal[:, ~together], inside[~together])
        joint = joint * _one_throw(marginal[:, together], inside[together])
        found[:, column] = (1 - weight) * apart + weight * joint
    return found


def _independent(marginal: Floats, inside: NDArray[np.bool_]) -> Floats:
    factors = np.where(inside, marginal, 1.0 - marginal)
    return np.asarray(factors.prod(axis=1), dtype=np.float64)


def _one_throw(marginal: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Return the probability that one uniform number falls below exactly these probabilities."""
    floor = marginal[:, ~inside].max(axis=1, initial=0.0)
    ceiling = marginal[:, inside].min(axis=1, initial=1.0)
    return np.asarray(np.maximum(ceiling - floor, 0.0), dtype=np.float64)


def expectation(probabilities: Floats, losses: Floats) -> Floats:
    """Return the expected loss over mutually exclusive states, never a sum of marginals.

    Parameters
    ----------
    probabilities, losses
        ``(d, states)``; the loss of the state in which nothing stops is zero.
    """
    return np.asarray((probabilities * losses).sum(axis=1), dtype=np.float64)
