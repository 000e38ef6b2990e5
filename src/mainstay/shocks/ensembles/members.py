"""Runs of the dynamic engine for members of a design, a batch at a time.

A batch holds :data:`BATCH` members that advance together; it is what a worker computes, what is
kept when work is cut off, and what is never split otherwise, so that the answer does not hang on
the number of workers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from mainstay.errors import BadScenario
from mainstay.model import default_parameters
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.events import Event
from mainstay.shocks.ario.from_net import settings_of
from mainstay.shocks.ario.parameters import ArioParameters
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record
from mainstay.shocks.ensembles.factors import ROWS, SIZE
from mainstay.shocks.recovery import Grouping, curves, grouping, measures
from mainstay.twin.net import Floats

#: Members that advance together.
BATCH = 32

#: Accounts whose loss is kept, in this order.
ACCOUNTS = ("economy", "health", "defense")

#: One number a member.
ANSWERS = (*(f"{a}_loss_usd" for a in ACCOUNTS), "depth_share", "depth_day", "recovered_day")


@dataclass(frozen=True, eq=False)
class Sized:
    """One event with its size at the low, stated and high end of the scenario, ``(k,)`` each."""

    event: Event
    low: Floats
    high: Floats

    def at(self, place: float) -> Floats:
        """Return the sizes at a place between low (0), stated (0.5) and high (1)."""
        if place <= 0.5:
            return np.asarray(self.low + (self.event.size - self.low) * (2.0 * place))
        return np.asarray(self.event.size + (self.high - self.event.size) * (2.0 * place - 1.0))


@dataclass(frozen=True, eq=False)
class MemberRuns:
    """Runs the members of a batch; every worker is told it once.

    Parameters
    ----------
    economy
        What is run.
    events
        With their ranges.
    days, step_days
        Length of a run and of a step.
    """

    economy: Economy
    events: tuple[Sized, ...]
    days: int
    step_days: float

    def run(self, drawn: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the answers of a batch.

        Parameters
        ----------
        drawn
            ``(b,)`` values by factor.

        Returns
        -------
        dict
            :data:`ANSWERS`, ``(b,)`` each, and ``series_<account>``, ``(t, b)`` shares lost.
        """
        b = len(next(iter(drawn.values())))
        groups = _accounts_alone(self.economy)
        with threadpool_limits(1):
            found = simulate(
                self.economy, self._events(drawn, b), self._parameters(drawn, b), batch=b,
                record=Record(groups=groups.weights),
            )  # fmt: skip
        lost = curves(found, self.economy, groups)
        place = {
            key: g for g, (kind, key) in enumerate(zip(lost.kinds, lost.ids, strict=True))
            if kind == "account"
        }  # fmt: skip
        whole = measures(lost.loss[:, [place["economy"]]], lost.days)
        steps = np.diff(lost.days, prepend=0.0)
        answers = {
            "depth_share": whole.depth[0], "depth_day": whole.depth_day[0],
            "recovered_day": whole.recovered_day[0],
        }  # fmt: skip
        for account in ACCOUNTS:
            if account in place:
                series = lost.loss[:, place[account]]
                answers[f"series_{account}"] = series
                answers[f"{account}_loss_usd"] = (steps @ series) * lost.normal_usd[place[account]]
        return answers

    def _events(self, drawn: Mapping[str, Floats], b: int) -> list[Event]:
        size = drawn.get(SIZE, np.full(b, 0.5))
        longer = drawn.get("duration_scale", np.ones(b))
        return [
            replace(
                one.event, scenario=m, size=one.at(float(size[m])),
                duration=one.event.duration * float(longer[m]),
                recovery_days=one.event.recovery_days * float(longer[m]),
            )
            for m in range(b)
            for one in self.events
        ]  # fmt: skip

    def _parameters(self, drawn: Mapping[str, Floats], b: int) -> ArioParameters:
        table = default_parameters()
        over = {row: drawn[name] for name, row in ROWS.items() if name in drawn}

        def of(row: str) -> Floats:
            return over[row] if row in over else np.full(b, table.get(row).mode)

        found = settings_of(of, days=self.days, step_days=self.step_days)
        return replace(found, essentiality=drawn.get("essentiality", np.ones(b)))


def _accounts_alone(economy: Economy) -> Grouping:
    """Return the groups that are accounts: series of industries would be most of the memory."""
    whole = grouping(economy)
    return whole.keep([g for g, kind in enumerate(whole.kinds) if kind == "account"])


def batches(members: int) -> list[slice]:
    """Return the members of each batch."""
    return [slice(k, min(k + BATCH, members)) for k in range(0, members, BATCH)]


def sized(stated: Sequence[Event], low: Sequence[Event], high: Sequence[Event]) -> list[Sized]:
    """Return events with their ranges, ``low`` and ``high`` in the order of ``stated``.

    An end of zero is an end like any other, and two events on one thing keep their own ends.

    Raises
    ------
    BadScenario
        If the ends are not those of the same events.
    """
    found = list(zip(stated, low, high, strict=False))
    if not len(stated) == len(low) == len(high) or any(
        end.kind is not one.kind or not np.array_equal(end.where, one.where)
        for one, *ends in found for end in ends
    ):  # fmt: skip
        raise BadScenario("low and high sizes are of other events than those stated")
    return [Sized(one, least.size, most.size) for one, least, most in found]
