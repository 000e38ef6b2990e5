"""Curves of loss of whole groups: accounts, countries, industries.

A run keeps either the series of every activity, or weighted sums by group. :func:`grouping` says
which sums to keep, so that a run of a million firms needs no series of its firms; :func:`curves`
reads whichever a run has kept.

Value added follows output: what an activity adds is taken as the same share of its output all the
time (``assumed``, as in the engine), so that lost value added of the economy is lost gross domestic
product. Health and defense are final use: ``fill`` of a row of final use times what the account
buys of it, because the engine serves all sinks of a row alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem
from mainstay.shocks.recovery.contract import Economy, Trajectory
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import Floats

#: Sinks of final use behind an account that is measured in final use.
FINAL_SINKS: Mapping[str, tuple[str, ...]] = {k: v for k, v in ACCOUNTS.items() if k != "economy"}


@dataclass(frozen=True, eq=False)
class Grouping:
    """Which activities make a group.

    Parameters
    ----------
    kinds, ids, measures
        Of each of ``g`` groups: ``account``, ``country`` or ``industry``; its name; whether
        ``value added`` or ``output`` is added up.
    weights
        ``(g, n)`` by which output is multiplied; hand them to a run as its ``groups``.
    left_out
        Groups that cannot be added up, because the value added of an activity is unknown.
    """

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    measures: tuple[str, ...]
    weights: sparse.csr_array
    left_out: tuple[str, ...] = ()

    def keep(self, places: Sequence[int]) -> Grouping:
        """Return the groups at some places, in that order."""
        kinds, ids, measured = _at(places, self.kinds, self.ids, self.measures)
        return replace(
            self, kinds=kinds, ids=ids, measures=measured, weights=self.weights[list(places)]
        )


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves of loss of ``g`` groups over ``t`` steps in ``b`` members.

    Parameters
    ----------
    kinds, ids, measures
        As in :class:`Grouping`; the measure may be ``final use``.
    normal_usd
        ``(g,)`` normal flow a day.
    days
        ``(t,)`` day at the end of each step.
    loss
        ``(t, g, b)`` share of normal that is lost.
    left_out
        Groups without a curve, because something in them is unknown.
    """

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    measures: tuple[str, ...]
    normal_usd: Floats
    days: Floats
    loss: Floats
    left_out: tuple[str, ...] = ()

    def keep(self, places: Sequence[int]) -> Curves:
        """Return the curves at some places, in that order."""
        chosen = list(places)
        kinds, ids, measured = _at(places, self.kinds, self.ids, self.measures)
        return replace(
            self, kinds=kinds, ids=ids, measures=measured, normal_usd=self.normal_usd[chosen],
            loss=self.loss[:, chosen],
        )  # fmt: skip


def _at(places: Sequence[int], *columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(column[g] for g in places) for column in columns)


def grouping(economy: Economy) -> Grouping:
    """Return the whole economy, each region and each sector as groups.

    The economy and regions count value added, sectors output. A region that adds no value in the
    economy, as makers abroad whose inputs are not in it, counts what it delivers. Without labels
    there are none of their kind; a single region is the economy and has no row of its own.
    """
    n = economy.size
    added = economy.value_added / economy.output
    everyone = np.arange(n)
    wanted = [("account", "economy", "value added", everyone, added)]
    if len(set(economy.region)) > 1:
        wanted += [
            ("country", name, "value added", members, added[members])
            if added[members].any()
            else ("country", name, "output", members, np.ones(len(members)))
            for name, members in _members(economy.region)
        ]
    wanted += [
        ("industry", name, "output", members, np.ones(len(members)))
        for name, members in _members(economy.sector)
    ]
    kept = [row for row in wanted if np.isfinite(row[4]).all()]
    rows = np.repeat(np.arange(len(kept)), [len(row[3]) for row in kept])
    weights = sparse.csr_array(
        (
            np.concatenate([row[4] for row in kept] or [np.zeros(0)]),
            (rows, np.concatenate([row[3] for row in kept] or [np.zeros(0, np.intp)])),
        ),
        shape=(len(kept), n),
    )
    return Grouping(
        tuple(row[0] for row in kept),
        tuple(row[1] for row in kept),
        tuple(row[2] for row in kept),
        weights,
        tuple(f"{row[0]} {row[1]}" for row in wanted if not np.isfinite(row[4]).all()),
    )


def _members(labels: Sequence[str]) -> list[tuple[str, NDArray[np.intp]]]:
    """Return each label with the places that carry it, in order of first appearance."""
    if not labels:
        return []
    names, first, inverse = np.unique(np.asarray(labels), return_index=True, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(inverse))[:-1])
    return [(str(names[k]), parts[k]) for k in np.argsort(first)]


def curves(
    trajectory: Trajectory,
    economy: Economy,
    groups: Grouping | None = None,
    final_sinks: Mapping[str, Sequence[str]] = FINAL_SINKS,
) -> Curves:
    """Return the curves of all groups that a run can tell of.

    Parameters
    ----------
    trajectory
        A run that kept ``groups.weights``, or every activity.
    economy
        What was run.
    groups
        As handed to the run; :func:`grouping` of the economy by default.
    final_sinks
        By account, the sinks of final use that make it; accounts without a sink are left out.

    Raises
    ------
    InputError
        If the run kept neither these groups nor the activities.
    """
    chosen = groups or grouping(economy)
    days, step = trajectory.days, _step(trajectory.days)
    made = _made(trajectory, chosen)
    normal = np.asarray(chosen.weights @ trajectory.normal, dtype=np.float64)
    known = normal > 0.0
    losses = [1.0 - made[:, known] / normal[known, None]]
    kinds, ids, measured = ([v for v, k in zip(column, known, strict=True) if k]
                            for column in (chosen.kinds, chosen.ids, chosen.measures))  # fmt: skip
    flows = list(normal[known] / step)
    for account, sinks in final_sinks.items():
        columns = [k for k, sink in enumerate(economy.sinks) if sink in sinks]
        bought = economy.final[:, columns].sum(axis=1)
        if trajectory.fill is None or not bought.sum() > 0.0:
            continue
        losses.append(1.0 - np.einsum("f,tfb->tb", bought / bought.sum(), trajectory.fill)[:, None])
        kinds.append("account")
        ids.append(account)
        measured.append("final use")
        # the engine divides flows of a year; the share of output per day is the same for final use
        flows.append(float(bought.sum()) * per_day(trajectory, economy))
    return Curves(
        tuple(kinds), tuple(ids), tuple(measured), np.array(flows), days,
        np.concatenate(losses, axis=1), chosen.left_out,
    )  # fmt: skip


def _made(trajectory: Trajectory, groups: Grouping) -> Floats:
    """Return ``(t, g, b)`` weighted output, from the sums kept or from the activities."""
    if trajectory.groups.shape[1:2] == (len(groups.ids),) and groups.ids:
        return trajectory.groups
    if trajectory.activities is None:
        raise InputError(
            "the run kept neither these groups nor its activities",
            problems=(
                Problem(
                    "missing_series",
                    "Trajectory.groups",
                    f"{trajectory.groups.shape} for {len(groups.ids)} groups",
                    "run with Record(groups=grouping(economy).weights)",
                ),
            ),
        )
    t, _, b = trajectory.activities.shape
    made = np.empty((t, len(groups.ids), b))
    for k in range(t):
        made[k] = groups.weights @ trajectory.activities[k]
    return made


def _step(days: Floats) -> float:
    """Return the days of a step."""
    return float(days[0]) if len(days) else 1.0


def per_day(trajectory: Trajectory, economy: Economy) -> float:
    """Return by what a flow of a year of the economy is multiplied to have one of a day."""
    return float(trajectory.normal.sum() / economy.output.sum()) / _step(trajectory.days)
