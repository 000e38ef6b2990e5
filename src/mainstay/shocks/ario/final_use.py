"""Final use of a run: what is asked on a day, and what of it was not delivered or not asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.timeline import Losses
from mainstay.twin.net import Floats


@dataclass(eq=False)
class FinalUse:
    """Final use ``(f, k)`` of a step with its losses of demand; unmet use is lost, not put off.

    Parameters
    ----------
    normal
        ``(f, k)`` per step.
    demand
        Losses of demand by flat (row, sink), or ``None``.
    missed
        ``(f, b)`` sum over steps of the share that was not delivered.
    """

    normal: Floats
    demand: Losses | None
    missed: Floats
    asked: Floats
    total: Floats
    _lost: Floats
    _withdrawn: Floats
    _spared: Floats

    @classmethod
    def of(cls, economy: Economy, demand: Losses | None, settings: Settings) -> FinalUse:
        """Return final use at rest."""
        normal = economy.final * settings.per_year
        total = normal.sum(axis=1)
        asked = np.repeat(total[None, :], settings.batch, axis=0).T
        count = 0 if demand is None else len(demand.row)
        return cls(normal, demand, np.zeros_like(asked), asked, total,
                   np.zeros(count), np.zeros(count), np.zeros(count))  # fmt: skip

    def ask(self, day: float) -> Floats:
        """Return what is asked ``(f, b)`` in a step that starts on ``day``."""
        if self.demand is not None:
            self._lost, changed = self.demand.on(day)
            if changed:
                row, sink = np.divmod(self.demand.row, self.normal.shape[1])
                self.asked[:] = self.total[:, None]
                amount = self._lost * self.normal[row, sink]
                np.subtract.at(self.asked, (row, self.demand.scenario), amount)
                np.maximum(self.asked, 0.0, out=self.asked)  # rounding where all of it is lost
        return self.asked

    def take(self, fill: Floats) -> None:
        """Note what share ``(f, b)`` of what was asked is delivered."""
        short = 1.0 - fill
        self.missed += short
        if self.demand is not None:
            row = self.demand.row // self.normal.shape[1]
            self._withdrawn += self._lost
            self._spared += self._lost * short[row, self.demand.scenario]

    def unmet(self) -> Floats:
        """Return what was asked and not delivered, ``(f, k, b)`` over the run."""
        return self._spread(self.normal[:, :, None] * self.missed[:, None, :], -self._spared)

    def withdrawn(self) -> Floats:
        """Return what was not asked any more, ``(f, k, b)`` over the run."""
        shape = (*self.normal.shape, self.missed.shape[1])
        if self.demand is None:
            return np.broadcast_to(0.0, shape)
        return self._spread(np.zeros(shape), self._withdrawn)

    def _spread(self, found: Floats, share: Floats) -> Floats:
        if self.demand is not None:
            row, sink = np.divmod(self.demand.row, self.normal.shape[1])
            found[row, sink, self.demand.scenario] += share * self.normal[row, sink]
        return found
