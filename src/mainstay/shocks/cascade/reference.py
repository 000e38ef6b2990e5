"""The cascade as the literature has it, in NumPy: the oracle and the fallback of the fast way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.shocks.cascade.first_losses import FirmShocks
from mainstay.shocks.cascade.prepare import Prepared
from mainstay.twin.net import Floats

#: Surviving part of a market below which it is wholly lost.
GONE = 1e-10


@dataclass(frozen=True, eq=False)
class Ends:
    """Where ``b`` scenarios ended.

    Parameters
    ----------
    total, downstream, upstream
        ``(b,)`` share of all weights lost, combined and by part; combined is firm by firm the
        larger of both.
    sweeps
        ``(b,)`` sweeps done.
    residual
        ``(b,)`` largest rise of any firm's loss in the last sweep.
    """

    total: Floats
    downstream: Floats
    upstream: Floats
    sweeps: Floats
    residual: Floats


@dataclass(frozen=True, eq=False)
class Rules:
    """How far a cascade runs.

    Parameters
    ----------
    tolerance
        Stop once no firm's loss rises by more in one sweep; the last sweep counts. The literature
        takes 1e-2.
    most
        Sweeps after which it stops anyway; the residual then stays above the tolerance.
    lost_market
        Surviving output that stands for that of a market which is wholly lost. 0 is right: nobody
        can stand in. Peers divide by 1 there, in units of money; a number here shows that fault
        (in units of the market's output).
    """

    tolerance: float = 1e-2
    most: int = 10_000
    lost_market: float = 0.0


class Reference:
    """Jacobi sweeps over one scenario at a time.

    Parameters
    ----------
    prepared
        The shares.
    unit
        Output of each market, ``(k,)``, only to show the fault of peers; ones otherwise.
    """

    def __init__(self, prepared: Prepared, unit: Floats | None = None) -> None:
        p = prepared
        self.prepared = p
        self.unit = np.ones(p.markets) if unit is None else unit
        shape = (len(p.slot_buyer), p.firms)
        self.slots = sparse.csr_array((p.down_share, p.supplier, p.slot_start), shape=shape)
        self.up = sparse.csr_array((p.up_share, p.buyer, p.up_start), shape=(p.firms, p.firms))
        # a firm's slots stand side by side, so that the largest is a maximum over a stretch
        self.buyers, self.first = np.unique(p.slot_buyer, return_index=True)

    def run(
        self, shocks: FirmShocks, rules: Rules, count: Callable[[int], object] | None = None
    ) -> Ends:
        """Return where each scenario ends; ``count`` is told of each that is done."""
        rows = []
        for at in range(len(shocks)):
            rows.append(self._score(shocks.dense(at), rules))
            if count is not None:
                count(1)
        columns = np.array(rows).reshape(len(rows), 5).T
        return Ends(*np.ascontiguousarray(columns))

    def losses(self, psi: Floats, rules: Rules) -> tuple[Floats, Floats, int, float]:
        """Return ``(n,)`` losses downstream and upstream, sweeps and residual of one scenario."""
        down, up = psi.copy(), psi.copy()
        sweeps, residual = 0, np.inf
        while residual > rules.tolerance and sweeps < rules.most:
            next_down, next_up = self._down(psi, down, rules), self._up(psi, up)
            residual = max(np.max(next_down - down, initial=0), np.max(next_up - up, initial=0))
            down, up, sweeps = next_down, next_up, sweeps + 1
        return down, up, sweeps, float(residual)

    def _score(self, psi: Floats, rules: Rules) -> tuple[float, float, float, float, float]:
        down, up, sweeps, residual = self.losses(psi, rules)
        w = self.prepared.weight
        return (float(w @ np.maximum(down, up)), float(w @ down), float(w @ up), float(sweeps),
                residual)  # fmt: skip

    def _down(self, psi: Floats, down: Floats, rules: Rules) -> Floats:
        p = self.prepared
        left = np.bincount(p.market, p.size * (1 - down), p.markets)
        # nobody is left in a lost market to stand in for its firms: sigma is 1
        left = np.where(left <= GONE, rules.lost_market / self.unit, left)
        around = left[p.market]
        stands = np.ones(p.firms)
        np.divide(p.size, around, out=stands, where=around > 0)
        lost: Floats = np.asarray(self.slots @ (np.minimum(1.0, stands) * down))
        largest = psi.copy()
        if len(lost):
            largest[self.buyers] = np.maximum(
                psi[self.buyers], np.maximum.reduceat(lost, self.first)
            )
        return np.minimum(1.0, largest)

    def _up(self, psi: Floats, up: Floats) -> Floats:
        lost: Floats = np.minimum(1.0, np.maximum(psi, np.asarray(self.up @ up)))
        return lost
