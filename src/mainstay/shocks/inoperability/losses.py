"""Dated shocks as what inoperability knows: output not demanded, and output that cannot be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import DAYS_PER_YEAR, Target
from mainstay.shocks.ario.events import Event, Kind, Recovery, remaining
from mainstay.shocks.contract import Shocks
from mainstay.shocks.dated import Dated, Place, refuse
from mainstay.twin.net import FINAL_ACCOUNTS, Floats
from mainstay.twin.technology import Technology

#: What lowers what can be made; of several on one activity the largest binds.
PRODUCTION = (Target.ACTIVITY_OUTPUT, Target.LABOR, Target.CAPACITY, Target.CAPITAL)

#: What this engine knows nothing of.
UNKNOWN = (Target.EXPORTS, Target.VALUE_ADDED_PRICE, Target.IMPORT_PRICE, Target.DELAY)


@dataclass(frozen=True, eq=False)
class Loss:
    """One shock as shares of the output of ``n`` activities.

    Parameters
    ----------
    dated
        What it comes from, or ``None`` of a loss that is there on every day.
    scenario
        Which of the batch.
    group
        Losses of a group add up; of several groups the largest binds. Empty of demand.
    share
        ``(n,)`` of output.
    final_usd
        ``(7,)`` final use a year that is not demanded, by account.
    """

    dated: Dated | None
    scenario: int
    group: str
    share: Floats
    final_usd: Floats

    def left(self, day: float) -> float:
        """Return the share of the loss that is there on a day."""
        d = self.dated
        if d is None:
            return 1.0
        # rebuilding is not known here: capital comes back when its days are over
        way = Recovery.LINEAR if d.recovery == "rebuild" else Recovery(d.recovery)
        way = way if d.recovery_days else Recovery.NONE
        event = Event(d.scenario, Kind.CAPACITY, d.rows, d.size, d.start, d.duration, way,
                      d.recovery_days)  # fmt: skip
        return remaining(event, day)


@dataclass(frozen=True, eq=False)
class Losses:
    """All losses of a batch of ``s`` scenarios on ``n`` activities."""

    size: int
    batch: int
    days: int
    losses: tuple[Loss, ...]

    def on(self, day: float) -> tuple[Floats, Floats]:
        """Return ``(n, s)`` output not demanded and output that cannot be made on a day."""
        demand = np.zeros((self.size, self.batch))
        floor = np.zeros((self.size, self.batch))
        groups: dict[str, Floats] = {}
        for loss in self.losses:
            left = loss.left(day)
            if not left:
                continue
            into = demand if not loss.group else groups.setdefault(loss.group, np.zeros_like(floor))
            into[:, loss.scenario] += left * loss.share
        for found in groups.values():
            np.maximum(floor, found, out=floor)
        return demand, np.minimum(floor, 1.0, out=floor)

    def daily(self) -> Iterator[tuple[Floats, Floats]]:
        """Yield what is lost on each day of the run."""
        for day in range(self.days):
            yield self.on(float(day))

    def largest(self) -> tuple[Floats, Floats]:
        """Return the losses of the day with the most of each, for the static solution."""
        starts = {loss.dated.start if loss.dated else 0.0 for loss in self.losses} or {0.0}
        demand, floor = np.zeros((2, self.size, self.batch))
        for day in sorted(starts):
            found = self.on(day)
            demand = np.where(np.abs(found[0]) > np.abs(demand), found[0], demand)
            np.maximum(floor, found[1], out=floor)
        return demand, floor

    def final_lost_usd(self) -> Floats:
        """Return ``(s, 7)`` final use that is not demanded over the run, by account."""
        found = np.zeros((self.batch, len(FINAL_ACCOUNTS)))
        for loss in self.losses:
            if loss.group:
                continue
            days = sum(loss.left(float(day)) for day in range(self.days))
            found[loss.scenario] += loss.final_usd * days / DAYS_PER_YEAR
        return found


def losses_of(tech: Technology, shocks: Shocks, engine: str) -> Losses:
    """Return the losses of a batch.

    Raises
    ------
    BadScenario
        Naming every shock of which this engine knows nothing.
    """
    hint = "run it with --engine ario or --engine leontief"
    refuse(shocks.names, shocks.dated, UNKNOWN, engine, hint)
    found = [_of(tech, d) for d in shocks.dated]
    foreign = [
        Problem("target_not_known", f"scenario {shocks.names[d.scenario]}",
                f"{d.target} from abroad means nothing to {engine}", hint)
        for d, loss in zip(shocks.dated, found, strict=True)
        if loss.group and not loss.share.any() and d.size.any()
    ]  # fmt: skip
    raise_all(BadScenario, f"{engine} cannot answer this", list(dict.fromkeys(foreign)))
    if not shocks.dated:
        found = _undated(tech, shocks, engine)
    days = max(shocks.days, default=DAYS_PER_YEAR)
    return Losses(tech.size, len(shocks.names), days, tuple(found))


def _of(tech: Technology, d: Dated) -> Loss:
    nothing = np.zeros(len(FINAL_ACCOUNTS))
    if d.target is Target.FINAL_DEMAND:
        lost = np.zeros_like(tech.net.final)
        np.add.at(lost, (d.rows, d.columns), d.size * tech.net.final[d.rows, d.columns])
        return Loss(d, d.scenario, "", _demanded(tech, lost), lost.sum(axis=0))
    group = str(d.target) if d.target in PRODUCTION else str(Target.ACTIVITY_OUTPUT)
    if d.place is Place.ACTIVITY:
        share = np.zeros(len(tech.net.activities))
        np.add.at(share, d.rows, d.size)
        return Loss(d, d.scenario, group, share[tech.activity], nothing)
    make = tech.net.make[tech.activity]
    if d.place is Place.POOL:
        pool = np.zeros(make.shape[1])
        np.add.at(pool, d.rows, d.size)
        return Loss(d, d.scenario, group, (make @ pool) / tech.output_usd, nothing)
    place = {int(i): k for k, i in enumerate(tech.activity)}
    share = np.zeros(tech.size)
    for i, j, size in zip(d.rows, d.columns, d.size, strict=True):
        if int(i) in place:
            k = place[int(i)]
            share[k] += size * float(make[k, j]) / tech.output_usd[k]
    return Loss(d, d.scenario, group, share, nothing)


def _demanded(tech: Technology, lost: Floats) -> Floats:
    return np.asarray(tech.on_activities(lost.sum(axis=1)) / tech.output_usd, dtype=np.float64)


def _undated(tech: Technology, shocks: Shocks, engine: str) -> list[Loss]:
    """Return the arrays of a batch that was made without scenarios, on every day."""
    cells = any(m.nnz for m in (*shocks.make_loss, *shocks.export_loss))
    others = cells or shocks.value_added_rise.any() or shocks.import_price_rise.any()
    raise_all(BadScenario, f"{engine} cannot answer this", [
        Problem("target_not_known", "shocks", "deliveries or prices without days",
                "make the shocks from scenarios")
    ] if others else [])  # fmt: skip
    make, nothing = tech.net.make[tech.activity], np.zeros(len(FINAL_ACCOUNTS))
    group = str(Target.ACTIVITY_OUTPUT)
    found = []
    for s in range(len(shocks.names)):
        lost = shocks.final_loss_usd[s]
        made = shocks.activity_loss[s][tech.activity]
        made = made + (make @ shocks.pool_loss[s]) / tech.output_usd
        found.append(Loss(None, s, "", _demanded(tech, lost), lost.sum(axis=0)))
        found.append(Loss(None, s, group, np.minimum(made, 1.0), nothing))
    return found
