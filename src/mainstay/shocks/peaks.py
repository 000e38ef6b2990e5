"""Dated shocks added up into the arrays of engines that know no days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.errors import Problem
from mainstay.model import Target
from mainstay.shocks.contract import Shocks
from mainstay.shocks.dated import Dated
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net

#: Above all of it, but by rounding alone.
_WHOLE = 1 + 1e-12

#: Targets whose sums are kept by activity, and the word for each.
_OF_ACTIVITIES = (
    Target.ACTIVITY_OUTPUT, Target.VALUE_ADDED_PRICE, Target.LABOR, Target.CAPACITY, Target.CAPITAL,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Sums:
    """What is lost at one time, by what it acts on; final use as shares."""

    final: Floats
    pool: Floats
    price: Floats
    activity: dict[Target, Floats]
    make: sparse.csr_array
    export: sparse.csr_array

    @classmethod
    def of(cls, net: Net, active: list[Dated]) -> _Sums:
        n, m = shape = len(net.activities), len(net.pools)
        sums = cls(
            final=np.zeros((m, len(FINAL_ACCOUNTS))),
            pool=np.zeros(m),
            price=np.zeros(m),
            activity={target: np.zeros(n) for target in _OF_ACTIVITIES},
            make=_cells(active, shape, exports=False),
            export=_cells(active, shape, exports=True),
        )
        for d in active:
            if d.target is Target.FINAL_DEMAND:
                np.add.at(sums.final, (d.rows, d.columns), d.size)
            elif d.target in sums.activity:
                np.add.at(sums.activity[d.target], d.rows, d.size)
            elif d.target is Target.IMPORT_PRICE:
                np.add.at(sums.price, d.rows, d.size)
            elif d.target is Target.POOL_PRODUCTION and not len(d.columns):
                np.add.at(sums.pool, d.rows, d.size)
        return sums


def fill(net: Net, shocks: Shocks) -> list[Problem]:
    """Fill the arrays from what is dated; of several times the largest loss of each thing.

    Returns
    -------
    list
        A problem for everything of which more than all is lost at one time; rounding above all is
        taken off.
    """
    problems: list[Problem] = []
    for s in range(len(shocks.names)):
        mine = [d for d in shocks.dated if d.scenario == s]
        for start in sorted({d.start for d in mine}):
            sums = _Sums.of(net, [d for d in mine if d.start <= start < d.end])
            problems += _too_much(net, shocks.names[s], sums)
            _raise_to(net, shocks, s, sums)
    return problems


def _cells(active: list[Dated], shape: tuple[int, int], *, exports: bool) -> sparse.csr_array:
    chosen = [d for d in active if len(d.columns) and (d.target is Target.EXPORTS) == exports
              and d.target not in (Target.FINAL_DEMAND, Target.DELAY)]  # fmt: skip
    if not chosen:
        return sparse.csr_array(shape)
    rows = np.concatenate([d.rows for d in chosen])
    columns = np.concatenate([d.columns for d in chosen])
    data = np.concatenate([d.size for d in chosen])
    return sparse.csr_array((data, (rows, columns)), shape=shape)


def _raise_to(net: Net, shocks: Shocks, s: int, sums: _Sums) -> None:
    """Raise row ``s`` of every array to these sums where they are larger."""
    lost = shocks.final_loss_usd[s]
    larger = np.abs(sums.final * net.final) > np.abs(lost)
    lost[larger] = (sums.final * net.final)[larger]
    for array, found in (
        (shocks.pool_loss, np.minimum(sums.pool, 1.0)),
        (shocks.activity_loss, np.minimum(sums.activity[Target.ACTIVITY_OUTPUT], 1.0)),
        (shocks.value_added_rise, sums.activity[Target.VALUE_ADDED_PRICE]),
        (shocks.import_price_rise, sums.price),
    ):
        np.maximum(array[s], found, out=array[s])
    for held, cells in ((shocks.make_loss[s], sums.make), (shocks.export_loss[s], sums.export)):
        largest = held.tocsr().maximum(cells.minimum(1.0 * (cells > 0))).tocoo()
        for i, j, size in zip(largest.row, largest.col, largest.data, strict=True):
            held[i, j] = float(size)


def _too_much(net: Net, name: str, sums: _Sums) -> list[Problem]:
    pools, activities = net.pools.id, net.activities.id
    over = [(f"pool {pools[j]}", sums.pool[j]) for j in np.flatnonzero(sums.pool > _WHOLE)]
    for target, lost in sums.activity.items():
        word = "activity" if target is Target.ACTIVITY_OUTPUT else f"{target} of"
        if target is not Target.VALUE_ADDED_PRICE:
            over += [(f"{word} {activities[i]}", lost[i]) for i in np.flatnonzero(lost > _WHOLE)]
    for cells in (sums.make.tocoo(), sums.export.tocoo()):
        over += [
            (f"{activities[cells.row[k]]} into {pools[cells.col[k]]}", cells.data[k])
            for k in np.flatnonzero(cells.data > _WHOLE)
        ]
    over += [
        (f"final use of {pools[j]} by {FINAL_ACCOUNTS[k]}", sums.final[j, k])
        for j, k in np.argwhere((sums.final > _WHOLE) & (net.final != 0))
    ]
    return [
        Problem("more_than_all", f"scenario {name}, {what}",
                f"shocks add up to {size:.3g} of it", "lower one of the sizes")
        for what, size in over
    ]  # fmt: skip
