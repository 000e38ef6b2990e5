"""Events as arrays that a step can read: what is lost of what on a day, for the whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event, Kind, Recovery, remaining
from mainstay.shocks.ario.rebuilding import PEER_DECIMALS, Rebuilding
from mainstay.shocks.ario.settings import Settings
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]


@dataclass(eq=False)
class Losses:
    """Losses of one kind: shares that add up on ``u`` things, each in one scenario.

    Parameters
    ----------
    events
        Those of the kind.
    owner
        ``(e,)`` event of every entry.
    thing
        ``(e,)`` index of the thing of every entry.
    size
        ``(e,)`` lost while the loss is whole: a share, or money.
    worth
        ``(e,)`` money of all of the thing; 1 for shares.
    row, scenario
        ``(u,)`` where each thing stands.
    decimals
        Of what is left of a loss that recovers, or ``None`` for all: see :data:`PEER_DECIMALS`.
    """

    events: Sequence[Event]
    owner: Indices
    thing: Indices
    size: Floats
    worth: Floats
    row: Indices
    scenario: Indices
    decimals: int | None = None
    _left: Floats = field(default_factory=lambda: np.zeros(0))
    _lost: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(
        cls, events: Sequence[Event], rows: int, worth: Floats | None = None, peer: bool = False
    ) -> Losses | None:
        """Return the losses of some events, or ``None`` if there are none.

        Parameters
        ----------
        events
            Of one kind.
        rows
            How many things there are.
        worth
            ``(rows,)`` money of each, if sizes are money.
        peer
            Round as the peer does.
        """
        if not sum(len(event.where) for event in events):
            return None
        owner = np.repeat(np.arange(len(events)), [len(event.where) for event in events])
        row = np.concatenate([event.where for event in events]).astype(np.intp)
        scenario = np.array([event.scenario for event in events], dtype=np.intp)[owner]
        keys, thing = np.unique(row + rows * scenario, return_inverse=True)
        size = np.concatenate([event.size for event in events])
        each = np.ones(len(row)) if worth is None else worth[row]
        decimals = PEER_DECIMALS if peer else None
        return cls(events, owner, thing, size, each, keys % rows, keys // rows, decimals)

    def on(self, day: float) -> tuple[Floats, bool]:
        """Return ``(u,)`` shares lost on a day, at most one, and whether they have changed."""
        left = np.array([remaining(event, day) for event in self.events])
        if np.array_equal(left, self._left) and self.decimals is None:
            return self._lost, False
        self._left = left
        amount = self.size * left[self.owner]
        if self.decimals is not None:
            over = np.array([day >= event.start + event.duration for event in self.events])
            amount = np.where(over[self.owner], np.round(amount, self.decimals), amount)
        whole = np.bincount(self.thing, amount / self.worth, minlength=len(self.row))
        self._lost = np.minimum(whole, 1.0)
        return self._lost, True

    def spread(self, lost: Floats, shape: tuple[int, int]) -> Floats:
        """Return shares ``(u,)`` as an array ``(rows, b)``."""
        found = np.zeros(shape[::-1]).T
        found[self.row, self.scenario] = lost
        return found


@dataclass(eq=False)
class Timeline:
    """All events of a batch on an economy.

    Parameters
    ----------
    events
        All of them.
    kinds
        Losses that lower capacity, one entry per kind.
    inputs
        Losses of inputs, by cell.
    demand
        Losses of final use; a thing is a row and sink.
    rebuilding
        Damage that is rebuilt.
    """

    economy: Economy
    settings: Settings
    events: Sequence[Event]
    kinds: tuple[Losses, ...]
    inputs: Losses | None
    demand: Losses | None
    rebuilding: Rebuilding | None
    _capacity: Floats | None = None
    _inputs: Floats | None = None

    @classmethod
    def of(cls, economy: Economy, events: Sequence[Event], settings: Settings) -> Timeline:
        """Return the timeline of checked events."""
        n = economy.size
        fading = [event for event in events if event.recovery is not Recovery.REBUILD]
        chosen = {kind: [event for event in fading if event.kind is kind] for kind in Kind}
        money = chosen[Kind.CAPITAL]
        kinds = (
            Losses.of(money, n, economy.capital, settings.compatible),
            *(Losses.of(chosen[kind], n) for kind in (Kind.CAPACITY, Kind.LABOR)),
        )  # fmt: skip
        wanted = [_by_sink(event, economy.final) for event in chosen[Kind.DEMAND]]
        return cls(
            economy, settings, events, tuple(found for found in kinds if found is not None),
            Losses.of(chosen[Kind.INPUT], len(economy.cover_days)),
            Losses.of(wanted, economy.final.size),
            Rebuilding.of(events, economy.capital, settings),
        )  # fmt: skip

    def capacity_lost(self, day: float) -> Floats | None:
        """Return the share ``(n, b)`` of capacity that is lost; ``None`` as long as none was."""
        shape = (self.economy.size, self.settings.batch)
        found = [(losses, *losses.on(day)) for losses in self.kinds]
        if self.rebuilding is None and not any(changed for _, _, changed in found):
            return self._capacity
        lost = np.zeros(shape[::-1]).T
        for losses, shares, _ in found:
            if losses.events[0].kind is Kind.CAPITAL and self.rebuilding is not None:
                lost += losses.spread(shares, shape)
        if self.rebuilding is not None:
            lost += self.rebuilding.capital_lost(day)
        for losses, shares, _ in found:
            np.maximum(lost, losses.spread(shares, shape), out=lost)
        self._capacity = np.minimum(lost, 1.0, out=lost)
        return self._capacity

    def inputs_left(self, day: float) -> Floats | None:
        """Return the share ``(c, b)`` of orders that can be placed; ``None`` if all always can."""
        if self.inputs is None:
            return None
        lost, changed = self.inputs.on(day)
        if changed or self._inputs is None:
            shape = (len(self.economy.cover_days), self.settings.batch)
            self._inputs = 1.0 - self.inputs.spread(lost, shape)
        return self._inputs


def _by_sink(event: Event, final: Floats) -> Event:
    """Return a loss of demand on flat (row, sink) things."""
    sinks = final.shape[1]
    chosen = np.arange(sinks) if event.sink < 0 else np.array([event.sink])
    where = (event.where[:, None] * sinks + chosen[None, :]).ravel()
    size = np.repeat(event.size, len(chosen))
    return Event(event.scenario, event.kind, where, size, event.start, event.duration,
                 event.recovery, event.recovery_days)  # fmt: skip
