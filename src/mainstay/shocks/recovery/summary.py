"""The table of recovery: one row per scenario and group, each measure with its band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from mainstay.model import Table
from mainstay.shocks.recovery.bands import columns
from mainstay.shocks.recovery.curves import TOLERANCE, Measures, measures, regained_at
from mainstay.shocks.recovery.groups import Curves
from mainstay.shocks.recovery.members import Members, checked, shaped
from mainstay.twin.net import Floats

NOTES = (
    "loss is one less flow over normal flow; days of the run, the end of each step",
    "recovered_day: first day from which the loss stays within the tolerance; empty is not within "
    "the run, zero is never hit",
    "lost_days, lost_usd: the sum of the loss; what was made above normal is taken off",
    "_low, _mid, _high: 5, 50 and 95 of a hundred members; of fewer than twenty the least, the "
    "middle one and the largest; one member has no band",
)


def recovery(
    found: Curves,
    members: Members,
    *,
    names: Mapping[str, str] | None = None,
    tolerance: float = TOLERANCE,
    after_days: float = 90.0,
) -> Table:
    """Return how deep and how long each group falls, and what it loses.

    Parameters
    ----------
    found
        The curves.
    members
        Scenario to its members in the batch.
    names
        Words for ids.
    tolerance
        Loss up to which a flow counts as normal.
    after_days
        Day of the run at which the share regained is told, beside the end.

    Raises
    ------
    InputError
        If a scenario has no member or one that the batch does not have.

    Examples
    --------
    >>> curve = np.array([0.5, 0.25, 0.0]).reshape(3, 1, 1)
    >>> days = np.array([1.0, 2.0, 3.0])
    >>> one = Curves(("account",), ("economy",), ("value added",), np.array([2.0]), days, curve)
    >>> row = recovery(one, {"storm": [0]}).rows()[0]
    >>> row["depth_share_mid"], row["recovered_day_mid"], row["lost_usd_mid"]
    (0.5, 3.0, 1.5)
    """
    chosen = checked(members, found.loss.shape[2])
    whole = measures(found.loss, found.days, tolerance)
    later = regained_at(found.loss, found.days, after_days, whole)
    rows = [
        {
            "scenario": scenario, "kind": found.kinds[g], "id": found.ids[g],
            "name": (names or {}).get(found.ids[g], found.ids[g]), "measure": found.measures[g],
            **_row(whole, g, places, float(found.normal_usd[g])),
            **_regained(whole, later, after_days, g, places),
        }
        for scenario, places in chosen.items()
        for g in range(len(found.ids))
    ]  # fmt: skip
    left = tuple(f"not known, value added is missing: {name}" for name in found.left_out)
    return shaped("recovery", rows, "How deep, how long, how much", (*NOTES, *left))


def _row(whole: Measures, g: int, places: NDArray[np.intp], normal: float) -> dict[str, object]:
    one = {f.name: getattr(whole, f.name)[g, places] for f in fields(whole)}
    return {
        "normal_usd_per_day": normal,
        "members": len(places),
        "hit_share": float((~np.isnan(one["hit_day"])).mean()),
        "recovered_share": float((~np.isnan(one["recovered_day"])).mean()),
        **columns("depth_share", one["depth"]),
        **columns("depth_day", one["depth_day"], late=True),
        **columns("hit_day", one["hit_day"], late=True),
        **columns("recovered_day", one["recovered_day"], late=True),
        **columns("recovery_days", whole.recovery_days[g, places], late=True),
        **columns("lost_days", one["lost_days"]),
        **columns("lost_usd", one["lost_days"] * normal),
        **columns("above_days", one["above_days"]),
        **columns("overshoot_share", one["overshoot"]),
    }


def _regained(
    whole: Measures, later: Floats, day: float, g: int, places: NDArray[np.intp]
) -> dict[str, object]:
    """Return the shares regained; members that were never hit have nothing to regain."""
    hit = places[~np.isnan(whole.hit_day[g, places])]
    return {
        **columns("regained_end_share", whole.regained[g, hit]),
        "regained_after_days": day,
        **columns("regained_after_share", later[g, hit]),
    }
