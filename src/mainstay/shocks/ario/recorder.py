"""Summaries of a run, kept as it goes: no array of all activities over all steps unless asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.step import MET, Made, Step
from mainstay.shocks.ario.stocks.binding import Holdings, binding
from mainstay.shocks.ario.trajectory import Record, Trajectory
from mainstay.twin.net import Floats

#: Output within this share of normal counts as normal.
TOLERANCE = 0.01


@dataclass(eq=False)
class Recorder:
    """Sees every step and gives the :class:`~mainstay.shocks.ario.trajectory.Trajectory`."""

    step: Step
    record: Record
    settings: Settings
    normal: Floats
    total: Floats
    groups: Floats
    activities: Floats | None
    fill: Floats | None
    lowest: Floats
    lowest_day: Floats
    lost: Floats
    first_hit: Floats
    limiting: NDArray[np.int64]
    limiting_day: Floats
    last_low: Floats
    least_cover: list[Floats] | None
    resting: list[Floats]
    holdings: list[Holdings]
    shortage: NDArray[np.bool_]
    residual: float = 0.0
    seen: int = 0
    sampled: list[Floats] = field(default_factory=list)
    sampled_days: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, step: Step, record: Record, settings: Settings) -> Recorder:
        """Return an empty record of a run."""
        (n, b), t = step.state.made.shape, settings.steps
        rows = 0 if record.groups is None else record.groups.shape[0]
        return cls(
            step, record, settings, step.normal[:, 0], np.zeros((t, b)), np.zeros((t, rows, b)),
            np.zeros((t, n, b)) if record.activities else None,
            np.zeros((t, *step.final.asked.shape)) if record.fill else None,
            np.ones((n, b)), np.zeros((n, b)), np.zeros((n, b)), np.full((n, b), np.nan),
            np.full((n, b), -1, dtype=np.int64), np.full((n, b), np.nan), np.zeros((n, b)),
            [np.ones_like(stock) for stock in step.state.stocks] if record.stocks else None,
            [stock[:, :1].copy() for stock in step.state.stocks] if record.stocks else [],
            [Holdings.of(cell, n) for cell in step.cells], np.zeros(b, dtype=np.bool_),
        )  # fmt: skip

    def watch(self, wanted: Floats, made: Floats) -> None:
        """See output before goods are traded, while the stocks that bound are still there."""
        short = made < wanted * (1.0 - MET)
        self.shortage |= short.any(axis=0)
        fresh = np.isnan(self.limiting_day) & (made < self._threshold) & short
        if fresh.any():
            self.limiting_day[fresh] = self.today
            who, scenario = np.nonzero(fresh)
            step = self.step
            self.limiting[who, scenario] = binding(
                step.cells, self.holdings, step.state.stocks, wanted, who=who, scenario=scenario
            )

    @property
    def today(self) -> float:
        """Day at the end of the step that is being watched."""
        return (self.seen + 1) * self.settings.day

    @cached_property
    def _threshold(self) -> Floats:
        return self.normal[:, None] * (1.0 - TOLERANCE)

    def see(self, made: Made) -> None:
        """See what a step gave."""
        number, day = self.seen, self.today
        self.seen += 1
        self.total[number] = made.output.sum(axis=0)
        if self.record.groups is not None:
            self.groups[number] = self.record.groups @ made.output
        if self.activities is not None:
            self.activities[number] = made.output
        if self.fill is not None:
            self.fill[number] = made.fill * self._asked_share()
        self.residual = max(self.residual, float(made.error.max()))
        self._sample(day, made.output)
        self._levels(day, made.output)
        self._cover()

    def _asked_share(self) -> Floats:
        total = self.step.final.total[:, None]
        asked = self.step.final.asked
        return np.divide(asked, total, out=np.ones_like(asked), where=total > 0)

    def _sample(self, day: float, output: Floats) -> None:
        for wanted in self.record.sample_days[len(self.sampled_days) :]:
            if wanted > day:
                break
            self.sampled_days.append(wanted)
            self.sampled.append(output.copy())

    def _levels(self, day: float, made: Floats) -> None:
        level = made / self.normal[:, None]
        self.lost += self.normal[:, None] - made
        lower = level < self.lowest
        np.copyto(self.lowest, level, where=lower)
        self.lowest_day[lower] = day
        low = made < self._threshold
        if low.any():
            self.last_low[low] = day
            self.first_hit[low & np.isnan(self.first_hit)] = day

    def _cover(self) -> None:
        if self.least_cover is None:
            return
        for least, stock, rest in zip(
            self.least_cover, self.step.state.stocks, self.resting, strict=True
        ):
            cover = np.divide(stock, rest, out=np.ones_like(stock), where=rest > 0)
            np.minimum(least, cover, out=least)

    def trajectory(self) -> Trajectory:
        """Return what was seen."""
        steps, day = self.settings.steps, self.settings.day
        last = steps * day
        final = self.step.final
        # a day is named by its end: the first good one ends a step after the last low one
        back = np.where(self.last_low > 0.0, self.last_low + day, 0.0)
        return Trajectory(
            days=np.arange(1, steps + 1, dtype=np.float64) * day,
            total=self.total, groups=self.groups,
            activities=self.activities, fill=self.fill, normal=self.normal, lowest=self.lowest,
            lowest_day=self.lowest_day, lost=self.lost, first_hit=self.first_hit,
            limiting=self.limiting, limiting_day=self.limiting_day,
            recovered=np.where(self.last_low >= last, np.nan, back),
            least_cover=np.concatenate(self.least_cover) if self.least_cover else None,
            residual=self.residual, shortage=self.shortage,
            sampled_days=np.array(self.sampled_days) if self.record.sample_days else None,
            sampled=np.array(self.sampled) if self.record.sample_days else None,
            unmet=final.unmet(), withdrawn=final.withdrawn(),
        )  # fmt: skip
