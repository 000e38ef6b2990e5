"""What the engine remembers of a run: series by group, and what every activity went through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.twin.net import Floats


@dataclass(frozen=True, eq=False)
class Record:
    """What to keep beside the totals.

    Parameters
    ----------
    groups
        ``(g, n)`` weights: series of the weighted sum of output are kept for each row (an
        industry, a region, value added); ``None`` keeps the total alone.
    activities
        Whether the whole series of every activity is kept, ``steps x n x b`` numbers.
    fill
        Whether the share of final demand that was met is kept by row of final use.
    stocks
        Whether the least cover left is kept for every cell.
    sample_days
        Days on which the output of every activity is kept, ``k x n x b`` numbers: enough to play
        the spread of a run whose whole series would not fit.
    """

    groups: sparse.csr_array | None = None
    activities: bool = False
    fill: bool = True
    stocks: bool = False
    sample_days: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A run of ``t`` steps with ``b`` scenarios; flows are per step.

    Parameters
    ----------
    days
        ``(t,)`` day at the end of each step.
    total
        ``(t, b)`` output of all activities.
    groups
        ``(t, g, b)`` weighted output by group.
    activities
        ``(t, n, b)`` output, or ``None``.
    fill
        ``(t, f, b)`` share of the normal final demand that was delivered, or ``None``.
    normal
        ``(n,)`` output of a step without an event.
    lowest, lowest_day
        ``(n, b)`` least output over normal, and its day.
    lost
        ``(n, b)`` normal less actual output, summed over the run.
    first_hit
        ``(n, b)`` first day on which output fell 1 % below normal; NaN if never.
    limiting
        ``(n, b)`` the cell that bound when a shortage of inputs first took output 1 % below
        normal; -1 where none ever did.
    limiting_day
        ``(n, b)`` that day, which may be later than ``first_hit``: who loses orders first may run
        out of inputs later; NaN where none ever did.
    recovered
        ``(n, b)`` first day from which output stays within 1 % of normal; 0 if never hit, NaN if
        not within the run.
    least_cover
        ``(c, b)`` least stock over the normal one, or ``None``.
    unmet, withdrawn
        ``(f, k, b)`` final use over the run by row and sink: asked and not delivered; not asked any
        more for a loss of demand.
    residual
        Largest relative error of the conservation of goods over the run.
    shortage
        ``(b,)`` whether any input ever bound.
    sampled_days, sampled
        ``(k,)`` days asked for in ``Record.sample_days`` as far as the run reaches, and
        ``(k, n, b)`` output of the step that ends on each or holds it; ``None`` where none were
        asked for.
    """

    days: Floats
    total: Floats
    groups: Floats
    activities: Floats | None
    fill: Floats | None
    normal: Floats
    lowest: Floats
    lowest_day: Floats
    lost: Floats
    first_hit: Floats
    limiting: NDArray[np.int64]
    limiting_day: Floats
    recovered: Floats
    least_cover: Floats | None
    residual: float
    shortage: NDArray[np.bool_]
    sampled_days: Floats | None = None
    sampled: Floats | None = None
    unmet: Floats | None = None
    withdrawn: Floats | None = None
