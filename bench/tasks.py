"""The tasks, each as mainstay, NumPy and pymrio do it from the same coefficients.

The peers are given ``A`` ready made, dense; mainstay begins with its own coefficients, checks that
the net is productive and forms ``A`` itself. A task returns its numbers, which are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import pymrio
from numpy.typing import NDArray

from mainstay.twin.net import Net
from mainstay.twin.technology import Technology, technology

Floats = NDArray[np.float64]


@dataclass
class Inputs:
    """What every task starts from: coefficients in the form each program keeps them."""

    base: Technology
    a: Floats
    frame: pd.DataFrame
    demand: Floats
    added: Floats

    @classmethod
    def of(cls, net: Net) -> Inputs:
        """Return the inputs of a net."""
        base = technology(net)
        a = np.ascontiguousarray(base.coefficients())
        demand = base.on_activities(net.final.sum(axis=1))
        return cls(base, a, pd.DataFrame(a), demand, base.value_added_ratio)

    def fresh(self) -> Technology:
        """Return the coefficients without any factorization kept."""
        return Technology(**{f.name: getattr(self.base, f.name) for f in fields(self.base)})


def ours_one(i: Inputs) -> Floats:
    return i.fresh().solve(i.demand)


def numpy_one(i: Inputs) -> Floats:
    return np.linalg.solve(np.eye(len(i.a)) - i.a, i.demand)


def pymrio_one(i: Inputs) -> Floats:
    inverse = pymrio.calc_L(i.frame)
    return pymrio.calc_x_from_L(inverse, pd.Series(i.demand)).to_numpy().ravel()


def ours_multipliers(i: Inputs) -> Floats:
    both = np.column_stack([np.ones(len(i.a)), i.added])
    return i.fresh().solve_transposed(both).T


def numpy_multipliers(i: Inputs) -> Floats:
    inverse = np.linalg.inv(np.eye(len(i.a)) - i.a)
    return np.vstack([inverse.sum(axis=0), i.added @ inverse])


def numpy_multipliers_by_solve(i: Inputs) -> Floats:
    both = np.column_stack([np.ones(len(i.a)), i.added])
    return np.linalg.solve((np.eye(len(i.a)) - i.a).T, both).T


def pymrio_multipliers(i: Inputs) -> Floats:
    rows = pd.DataFrame(np.vstack([np.ones(len(i.a)), i.added]))
    return pymrio.calc_M(rows, pymrio.calc_L(i.frame)).to_numpy()


def ours_inverse(i: Inputs) -> Floats:
    return i.fresh().inverse()


def numpy_inverse(i: Inputs) -> Floats:
    return np.linalg.inv(np.eye(len(i.a)) - i.a)


def pymrio_inverse(i: Inputs) -> Floats:
    return pymrio.calc_L(i.frame).to_numpy()


def ours_next(i: Inputs) -> Floats:
    i.base.factor  # noqa: B018  # once; the first call pays for it and is not timed
    return i.base.solve(i.demand)


_KEPT: dict[int, Floats] = {}


def numpy_next(i: Inputs) -> Floats:
    kept = _KEPT.setdefault(id(i), np.empty(0))
    if not kept.size:
        kept = _KEPT[id(i)] = numpy_inverse(i)
    return np.asarray(kept @ i.demand)


Task = Callable[[Inputs], Floats]

#: By task: what it is, its operations over n^3 at best, our way and the peers' ways.
TASKS: dict[str, tuple[str, float, Task, dict[str, Task]]] = {
    "one-demand": (
        "output for one final demand, from coefficients", 2 / 3, ours_one,
        {"numpy solve": numpy_one, "pymrio calc_L": pymrio_one},
    ),
    "all-multipliers": (
        "output and value-added multipliers of every sector", 2 / 3, ours_multipliers,
        {"numpy inv": numpy_multipliers, "numpy solve": numpy_multipliers_by_solve,
         "pymrio calc_M": pymrio_multipliers},
    ),
    "full-inverse": (
        "the whole inverse", 2.0, ours_inverse,
        {"numpy inv": numpy_inverse, "pymrio calc_L": pymrio_inverse},
    ),
    "next-demand": (
        "one more final demand; factors kept against inverse kept", 0.0, ours_next,
        {"numpy kept inverse": numpy_next},
    ),
}  # fmt: skip
