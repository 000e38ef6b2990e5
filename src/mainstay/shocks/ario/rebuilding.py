"""Rebuilding: what was destroyed is ordered from those who can build it, and heals as they deliver.

Every builder keeps its own backlog of what was ordered from it; a step asks ``backlog / tau`` for
each day. What is delivered lowers the backlog, and the damage in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.shocks.ario.events import Event, Kind, Recovery, builders
from mainstay.shocks.ario.settings import Settings
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]

#: BoARIO 0.7.2 rounds the money that is still to be rebuilt or recovered to so many decimals, one
#: more than its monetary factor of a million has; its results depend on the unit of money by this.
PEER_DECIMALS = 7


@dataclass(frozen=True, eq=False)
class Damage:
    """``d`` damaged things.

    Parameters
    ----------
    where
        ``(d,)`` activity and scenario, flat index into ``(b, n)``; -1 where no capacity is lost.
    since, ready
        ``(d,)`` day of the damage, and day from which it is rebuilt.
    share
        ``(d,)`` share of capital that is lost.
    per_money
        ``(d,)`` the same per money of backlog.
    """

    where: Indices
    since: Floats
    ready: Floats
    share: Floats
    per_money: Floats

    @classmethod
    def of(cls, event: Event, orders: sparse.coo_array, capital: Floats, peer: bool) -> Damage:
        """Return what an event damages.

        What heals is the money delivered over the orders per money destroyed. BoARIO 0.7.2 takes
        the rebuilding factor there even where some of the orders find no builder, so that this
        part of the damage is gone on the first day of rebuilding; ``peer`` does the same.
        """
        count = len(event.where)
        since = np.full(count, event.start)
        ready = since + event.duration
        if event.kind is Kind.HOMES:
            nothing = np.zeros(count)
            return cls(np.full(count, -1, dtype=np.intp), since, ready, nothing, nothing)
        factor = np.asarray(orders.sum(axis=0), dtype=np.float64).ravel()
        if peer:
            factor = np.full(count, factor.max(initial=0.0))
        owned = capital[event.where]
        where = event.where.astype(np.intp) + event.scenario * len(capital)
        per_money = np.divide(1.0, owned * factor, out=np.zeros(count), where=factor > 0)
        return cls(where, since, ready, event.size / owned, per_money)


@dataclass(eq=False)
class Rebuilding:
    """Backlogs ``(e,)`` by builder and damaged thing.

    Parameters
    ----------
    damage
        What is damaged.
    place
        ``(e,)`` builder and scenario, as a flat index into ``(b, n)``.
    target
        ``(e,)`` index of the damaged thing.
    backlog
        ``(e,)`` money still to be delivered; the one thing that changes.
    share
        ``(e,)`` of the backlog that is asked for in a step.
    peer
        Whether to round as the peer does.
    """

    shape: tuple[int, int]
    damage: Damage
    place: Indices
    target: Indices
    backlog: Floats
    share: Floats
    asked: Floats
    peer: bool = False

    @classmethod
    def of(cls, events: Sequence[Event], capital: Floats, settings: Settings) -> Rebuilding | None:
        """Return the backlogs of all events that are rebuilt, or ``None`` if there are none."""
        chosen = [event for event in events if event.recovery is Recovery.REBUILD]
        if not chosen:
            return None
        n, parts, things, offset = len(capital), [], [], 0
        for event in chosen:
            orders = builders(event, n)
            who, which = orders.coords
            days = event.recovery_days or float(settings.rebuild_days[event.scenario])
            parts.append((
                who.astype(np.intp) + event.scenario * n, which.astype(np.intp) + offset,
                orders.data * event.size[which], np.full(len(who), min(settings.day / days, 1.0)),
            ))  # fmt: skip
            things.append(Damage.of(event, orders, capital, settings.compatible))
            offset += len(event.where)
        damage = Damage(
            *(
                np.concatenate([getattr(one, name.name) for one in things])
                for name in fields(Damage)
            )
        )
        place, target, backlog, share = (np.concatenate(p) for p in zip(*parts, strict=True))
        shape = (n, settings.batch)
        asked = np.zeros_like(backlog)
        return cls(shape, damage, place, target, backlog, share, asked, settings.compatible)

    def ask(self, day: float) -> Floats:
        """Return the orders ``(n, b)`` of a step that starts on ``day``."""
        np.multiply(self.backlog, self.share, out=self.asked)
        self.asked *= (self.damage.ready <= day)[self.target]
        return self._spread(self.place, self.asked)

    def deliver(self, ratio: Floats) -> Floats:
        """Take ``ratio (n, b)`` of what was asked; return the deliveries ``(n, b)``."""
        scenario, who = np.divmod(self.place, self.shape[0])
        arrived = self.asked * ratio[who, scenario]
        self.backlog -= arrived
        if self.peer and arrived.any():
            np.round(self.backlog, PEER_DECIMALS, out=self.backlog)
        return self._spread(self.place, arrived)

    def capital_lost(self, day: float) -> Floats:
        """Return the share ``(n, b)`` of capital that is damaged at the start of ``day``."""
        damage = self.damage
        left = np.bincount(self.target, self.backlog, len(damage.where)) * damage.per_money
        lost = np.where(day > damage.ready, left, damage.share) * (damage.since <= day)
        real = damage.where >= 0
        return self._spread(damage.where[real], lost[real])

    def _spread(self, place: Indices, amount: Floats) -> Floats:
        count = self.shape[0] * self.shape[1]
        return np.bincount(place, weights=amount, minlength=count).reshape(self.shape[::-1]).T
