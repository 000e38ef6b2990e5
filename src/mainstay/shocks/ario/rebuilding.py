"""Rebuilding: what was destroyed is ordered from those who can build it, and heals as they deliver.

Every builder keeps its own backlog of what was ordered from it; a step asks ``backlog / tau`` for
each day. What is delivered lowers the backlog, and the damage in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.events import Event, Kind, Recovery, builders
from mainstay.shocks.ario.settings import Settings
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]


@dataclass(eq=False)
class Rebuilding:
    """Backlogs ``(e,)`` by builder and damaged thing.

    Parameters
    ----------
    place
        ``(e,)`` builder and scenario, as a flat index into ``(b, n)``.
    target
        ``(e,)`` index of the damaged thing.
    backlog
        ``(e,)`` money still to be delivered; the one thing that changes.
    share
        ``(e,)`` of the backlog that is asked for in a step.
    ready
        ``(e,)`` day from which it is ordered.
    since, damaged, per_money
        ``(d,)`` by damaged thing: day of the damage; its activity and scenario as a flat index,
        -1 where no capacity is lost; capital share lost per money of backlog.
    """

    shape: tuple[int, int]
    place: Indices
    target: Indices
    backlog: Floats
    share: Floats
    ready: Floats
    since: Floats
    damaged: Indices
    per_money: Floats
    asked: Floats

    @classmethod
    def of(cls, events: Sequence[Event], capital: Floats, settings: Settings) -> Rebuilding | None:
        """Return the backlogs of all events that are rebuilt, or ``None`` if there are none."""
        chosen = [event for event in events if event.recovery is Recovery.REBUILD]
        if not chosen:
            return None
        n, b = len(capital), settings.batch
        parts: list[tuple[Indices, Indices, Floats, Floats, Floats]] = []
        things: list[tuple[Floats, Indices, Floats]] = []
        offset = 0
        for event in chosen:
            orders = builders(event, n)
            who, which = orders.coords
            money = orders.data * event.size[which]
            days = event.recovery_days or float(settings.rebuild_days[event.scenario])
            ready = np.full(len(who), event.start + event.duration)
            parts.append((who.astype(np.intp) + event.scenario * n, which.astype(np.intp) + offset,
                          money, np.full(len(who), settings.day / days), ready))  # fmt: skip
            things.append(
                _things(event, capital, np.asarray(orders.sum(axis=0), dtype=np.float64).ravel())
            )
            offset += len(event.where)
        place, target, backlog, share, ready = (np.concatenate(p) for p in zip(*parts, strict=True))
        since, damaged, per_money = (np.concatenate(p) for p in zip(*things, strict=True))
        return cls((n, b), place, target, backlog, share, ready, since, damaged, per_money,
                   np.zeros_like(backlog))  # fmt: skip

    def ask(self, day: float) -> Floats:
        """Return the orders ``(n, b)`` of a step that starts on ``day``."""
        np.multiply(self.backlog, self.share, out=self.asked)
        self.asked *= self.ready <= day
        return self._spread(self.place, self.asked)

    def deliver(self, ratio: Floats) -> Floats:
        """Take ``ratio (n, b)`` of what was asked; return the deliveries ``(n, b)``."""
        scenario, who = np.divmod(self.place, self.shape[0])
        arrived = self.asked * ratio[who, scenario]
        self.backlog -= arrived
        return self._spread(self.place, arrived)

    def capital_lost(self, day: float) -> Floats:
        """Return the share ``(n, b)`` of capital that is damaged at the start of ``day``."""
        left: Floats = np.bincount(self.target, self.backlog, len(self.since)).astype(np.float64)
        left = left * self.per_money * (self.since <= day)
        real = self.damaged >= 0
        return self._spread(self.damaged[real], left[real])

    def _spread(self, place: Indices, amount: Floats) -> Floats:
        count = self.shape[0] * self.shape[1]
        return np.bincount(place, weights=amount, minlength=count).reshape(self.shape[::-1]).T


def _things(event: Event, capital: Floats, factor: Floats) -> tuple[Floats, Indices, Floats]:
    since = np.full(len(event.where), event.start)
    if event.kind is Kind.HOMES:
        return since, np.full(len(event.where), -1, dtype=np.intp), np.zeros(len(event.where))
    place = event.where.astype(np.intp) + event.scenario * len(capital)
    return since, place, 1.0 / (capital[event.where] * factor)
