"""Tables of a run of firms: the sum, industries, who is hit first, and day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from mainstay.model import DAYS_PER_YEAR, Table
from mainstay.shocks.ario.economy import Economy
from mainstay.shocks.ario.trajectory import Trajectory
from mainstay.shocks.recovery import (
    TOLERANCE,
    Curves,
    Grouping,
    curves,
    first_hit,
    grouping,
    measures,
    over_time,
    recovery,
)

#: All firms, those that stop, and the rest.
WHO = ("all firms", "stopped firms", "other firms")
MEASURES = ("value added", "output")

#: Name of the one scenario in the tables.
SCENARIO = "stop"

Places = NDArray[np.intp]


def parts(economy: Economy, hit: Places) -> Grouping:
    """Return what a run must add up: value added and output of :data:`WHO`, and industries.

    Parameters
    ----------
    economy
        Of firms.
    hit
        ``(h,)`` firms that stop.
    """
    n = economy.size
    stopped = np.zeros(n)
    stopped[hit] = 1.0
    added = economy.value_added / economy.output
    sides = (np.ones(n), stopped, 1.0 - stopped)
    rows = [(who, what, np.where(side > 0, side * weight, 0.0))
            for who, side in zip(WHO, sides, strict=True)
            for what, weight in zip(MEASURES, (added, np.ones(n)), strict=True)]  # fmt: skip
    kept = [row for row in rows if np.isfinite(row[2]).all()]
    industries = grouping(replace(economy, region=()))
    of_industry = np.flatnonzero(np.array(industries.kinds) == "industry")
    weights = sparse.csr_array(np.stack([row[2] for row in kept]))
    return Grouping(
        ("account",) * len(kept) + ("industry",) * len(of_industry),
        (*(row[0] for row in kept), *(industries.ids[k] for k in of_industry)),
        (*(row[1] for row in kept), *(industries.measures[k] for k in of_industry)),
        sparse.csr_array(sparse.vstack([weights, industries.weights[of_industry]])),
    )


def stop_tables(
    run: Trajectory, economy: Economy, groups: Grouping, hit: Places, *,
    names: Mapping[str, str], top: int, notes: Sequence[str], source: str, synthetic: bool,
) -> list[Table]:  # fmt: skip
    """Return the tables of a run.

    Parameters
    ----------
    run, economy, groups, hit
        The run with the sums of ``groups``, what was run, and who stopped.
    names
        Words for industries.
    top
        Firms in the table of who is hit first.
    notes, source
        Put on every table.
    synthetic
        Whether the firms were drawn; every title says so.
    """
    found = curves(run, economy, groups)
    member = {SCENARIO: [0]}
    tables = [
        _summary(run, economy, found, hit),
        _industries(found, names),
        first_hit(run, economy, member, names=names, most=top),
        over_time(_of_kind(found, "account"), member),
    ]
    word = "SYNTHETIC: " if synthetic else ""
    return [replace(table, title=word + table.title, source=source, notes=(*table.notes, *notes))
            for table in tables]  # fmt: skip


def _of_kind(found: Curves, kind: str) -> Curves:
    at = [g for g, k in enumerate(found.kinds) if k == kind]
    return Curves(
        tuple(found.kinds[g] for g in at), tuple(found.ids[g] for g in at),
        tuple(found.measures[g] for g in at), found.normal_usd[at], found.days,
        found.loss[:, at], found.left_out,
    )  # fmt: skip


def _industries(found: Curves, names: Mapping[str, str]) -> Table:
    table = recovery(_of_kind(found, "industry"), {SCENARIO: [0]}, names=names)
    order = pc.sort_indices(table.data, [("lost_usd_mid", "descending"), ("id", "ascending")])
    return replace(table, name="by_industry", data=table.data.take(order),
                   title="By industry, the largest loss first")  # fmt: skip


def _summary(run: Trajectory, economy: Economy, found: Curves, hit: Places) -> Table:
    """Return the loss of all, of those that stop and of the rest; what is not known is empty."""
    told = measures(found.loss, found.days)
    place = {(i, m): g for g, (k, i, m) in
             enumerate(zip(found.kinds, found.ids, found.measures, strict=True))
             if k == "account"}  # fmt: skip
    is_hit = np.isfinite(run.first_hit[:, 0])
    stopped = np.isin(np.arange(economy.size), hit)
    sides = (np.ones_like(stopped), stopped, ~stopped)
    rows: list[dict[str, object]] = []
    for who, side in zip(WHO, sides, strict=True):
        for what in MEASURES:
            head: dict[str, object] = {"who": who, "measure": what, "firms": int(side.sum()),
                                       "firms_hit": int((is_hit & side).sum())}  # fmt: skip
            g = place.get((who, what))
            if g is None:
                rows.append(head | dict.fromkeys(_COLUMNS))
                continue
            year = float(found.normal_usd[g]) * DAYS_PER_YEAR
            days = float(told.lost_days[g, 0])
            numbers = (year, days * year / DAYS_PER_YEAR, days / DAYS_PER_YEAR,
                       days / float(found.days[-1]), told.depth[g, 0], told.depth_day[g, 0],
                       told.hit_day[g, 0], told.recovered_day[g, 0])  # fmt: skip
            rows.append(head | {name: _known(v) for name, v in zip(_COLUMNS, numbers, strict=True)})
    notes = (
        "lost: normal less what was made, over the run; what was made above normal is taken off",
        "year_share, run_share: of what is normal in a year, and in the days that are followed",
        f"recovered_day: first day from which the loss stays within {TOLERANCE:.0%}; empty is not "
        "within the run, zero is never hit",
        "value added is taken as the same share of each firm's output all the time (assumed)",
    )
    return Table.of("stop", rows, title="What is lost when the firms stop", notes=notes)


_COLUMNS = ("normal_usd", "lost_usd", "year_share", "run_share", "depth_share", "depth_day",
            "hit_day", "recovered_day")  # fmt: skip


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
