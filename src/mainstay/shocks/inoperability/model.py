"""The equations of inoperability, for any matrix of interdependence.

::

    q  share of normal output that is not made       x  normal output      Z  flows
    c  share of output that is not demanded          u  share that cannot be made
    A* = diag(x)^-1 Z                                k  resilience, per day

* **Static** (Haimes & Jiang 2001): ``q = A* q + c``, none above one. Where a share ``u`` cannot be
  made whatever is demanded, ``q = max(u, A* q + c)``, the output side of Leung and others 2007.
* **Dynamic** (Lian & Haimes 2006): ``q(t+1) = q(t) + K (A* q(t) + c(t) - q(t))``.
* **Resilience**: left alone, an activity is back to the share ``left`` of its inoperability after
  ``T`` days with ``k = -ln(left) / (T (1 - a*))``.

The papers were not opened; their equations and examples were read in the code and the tests of
diimpy (github.com/stigrs/diimpy), which cite them by number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from mainstay.errors import Infeasible, InputError, Problem, raise_all
from mainstay.twin.net import Floats

#: Gives ``A* q`` for ``q`` of shape ``(n, s)``.
Apply = Callable[[Floats], Floats]

#: Largest change of a sweep at which the static solution is taken as found.
SETTLED = 1e-14

#: Sweeps after which there is none: spectral radius of one, or so close that it does not matter.
SWEEPS = 20_000


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """The static solution.

    Parameters
    ----------
    inoperability
        ``(n, s)``, at most one.
    residual
        Largest difference of its two sides.
    sweeps
        How many it took.
    """

    inoperability: Floats
    residual: float
    sweeps: int


def interdependency(flows: Floats, output: Floats) -> Floats:
    """Return ``A* = diag(x)^-1 Z``: by how much a loss at ``j`` lowers what is asked of ``i``.

    Parameters
    ----------
    flows
        ``(n, n)`` from row to column.
    output
        ``(n,)`` positive.

    Raises
    ------
    InputError
        If an output is not positive.

    Examples
    --------
    >>> interdependency(np.array([[0.0, 8.0], [2.0, 0.0]]), np.array([10.0, 10.0])).tolist()
    [[0.0, 0.8], [0.2, 0.0]]
    """
    raise_all(InputError, "outputs must be positive", [
        Problem("no_output", f"row {i + 1}", f"{output[i]:.6g}")
        for i in np.flatnonzero(~(output > 0))
    ])  # fmt: skip
    return np.asarray(flows / output[:, None], dtype=np.float64)


def equilibrium(apply: Apply, demand: Floats, floor: Floats | None = None) -> Equilibrium:
    """Return the static inoperability for losses of demand, and of ability to make, that last.

    Sweeps of ``q <- min(1, max(u, A* q + c))`` from ``q = max(u, c)``; the solution is the only one
    where the system makes more than it uses.

    Parameters
    ----------
    apply
        Gives ``A* q``.
    demand
        ``(n,)`` or ``(n, s)`` share of output that is not demanded any more, ``c``.
    floor
        The same shape: share that cannot be made, ``u``; none when not given.

    Raises
    ------
    Infeasible
        If the sweeps do not settle.

    Examples
    --------
    The two subsystems of Haimes & Jiang:

    >>> a = np.array([[0.0, 0.8], [0.2, 0.0]])
    >>> equilibrium(lambda q: a @ q, np.array([0.0, 0.6])).inoperability.round(3).tolist()
    [0.571, 0.714]
    """
    state = held(demand, floor)
    for sweep in range(1, SWEEPS + 1):
        following = held(apply(state) + demand, floor)
        change = float(np.abs(following - state).max(initial=0.0))
        state = following
        if change <= SETTLED:
            residual = np.abs(held(apply(state) + demand, floor) - state).max(initial=0.0)
            return Equilibrium(state, float(residual), sweep)
    raise Infeasible(
        f"inoperability does not settle: it still moves by {change:.3g} a sweep",
        hint="look for activities whose inputs reach their output",
    )


def held(wanted: Floats, floor: Floats | None) -> Floats:
    """Return inoperability between its floor and one; below zero is above normal."""
    above = wanted if floor is None else np.maximum(wanted, floor)
    return np.minimum(above, 1.0)


def resilience(own: Floats, recovery_days: Floats | float, left: float = 0.01) -> Floats:
    """Return the rate ``k`` a day at which each activity comes back.

    Parameters
    ----------
    own
        ``(n,)`` diagonal of ``A*``, below one.
    recovery_days
        Days after which an activity left alone is back to ``left`` of its inoperability.
    left
        That share.

    Raises
    ------
    InputError
        If an activity would be back within a step of a day, or days or shares make no sense.

    Examples
    --------
    >>> resilience(np.array([0.0, 0.5]), 46.05).round(3).tolist()
    [0.1, 0.2]
    """
    days = np.broadcast_to(np.asarray(recovery_days, dtype=np.float64), own.shape)
    problems = []
    if not 0.0 < left < 1.0:
        problems.append(Problem("not_a_share", "left", f"{left}", "between 0 and 1"))
    problems += [Problem("bad_days", f"activity {i + 1}", f"{days[i]:.6g} days", "more than 0")
                 for i in np.flatnonzero(~(np.isfinite(days) & (days > 0)))]  # fmt: skip
    problems += [Problem("not_productive", f"activity {i + 1}", f"uses {own[i]:.3g} of its output")
                 for i in np.flatnonzero(~(own < 1))]  # fmt: skip
    raise_all(InputError, "resilience cannot be computed", problems)
    rate = -np.log(left) / (days * (1.0 - own))
    raise_all(InputError, "recovery is faster than a step of one day", [
        Problem("too_fast", f"activity {i + 1}", f"{days[i]:.3g} days",
                f"at least {rate[i] * days[i]:.3g}")
        for i in np.flatnonzero(rate > 1.0)
    ])  # fmt: skip
    return np.asarray(rate, dtype=np.float64)


def follow(
    apply: Apply, rate: Floats, losses: Iterable[tuple[Floats, Floats | None]], start: Floats
) -> Iterator[Floats]:
    """Yield inoperability at the end of each day.

    Parameters
    ----------
    apply
        Gives ``A* q``.
    rate
        ``(n,)`` resilience a day.
    losses
        For every day the demand lost ``c`` and the floor ``u`` (or ``None``), like ``start``.
    start
        ``(n,)`` or ``(n, s)`` inoperability before the first day.

    Examples
    --------
    >>> days = [(np.array([0.5]), None)] * 3
    >>> [float(q[0]) for q in follow(lambda q: 0 * q, np.array([0.5]), days, np.zeros(1))]
    [0.25, 0.375, 0.4375]
    """
    state = start
    by = rate if start.ndim == 1 else rate[:, None]
    for demand, floor in losses:
        state = held(state + by * (apply(state) + demand - state), floor)
        yield state
