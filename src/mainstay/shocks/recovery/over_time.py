"""The curves themselves as a table, thinned to what a picture can show, ends and depths kept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mainstay.model import Table
from mainstay.shocks.recovery.bands import columns
from mainstay.shocks.recovery.groups import Curves
from mainstay.shocks.recovery.members import Members, checked, shaped

#: Days kept of a run; a longer one is thinned.
MOST_DAYS = 400


def over_time(
    found: Curves,
    members: Members,
    *,
    names: Mapping[str, str] | None = None,
    most: int = MOST_DAYS,
) -> Table:
    """Return the loss of each group by day, with its band over the members.

    Bands are of each day by itself: their ends are no member's path.

    Parameters
    ----------
    found
        The curves.
    members
        Scenario to its members in the batch.
    names
        Words for ids.
    most
        Days kept. The first and last day and the deepest day of every curve are always among them.

    Raises
    ------
    InputError
        If a scenario has no member or one that the batch does not have.

    Examples
    --------
    >>> curve = np.array([0.5, 0.25]).reshape(2, 1, 1)
    >>> days = np.array([1.0, 2.0])
    >>> one = Curves(("account",), ("economy",), ("value added",), np.array([2.0]), days, curve)
    >>> [(r["day"], r["loss_share_mid"]) for r in over_time(one, {"storm": [0]}).rows()]
    [(1.0, 0.5), (2.0, 0.25)]
    """
    rows = []
    for scenario, places in checked(members, found.loss.shape[2]).items():
        kept = _kept(found.loss[:, :, places], most)
        for g, key in enumerate(found.ids):
            head = {
                "scenario": scenario, "kind": found.kinds[g], "id": key,
                "name": (names or {}).get(key, key), "measure": found.measures[g],
            }  # fmt: skip
            for t in kept:
                loss = found.loss[t, g, places]
                money = columns("loss_usd_per_day", loss * float(found.normal_usd[g]))
                rows.append({**head, "day": float(found.days[t]), **columns("loss_share", loss),
                             **money})  # fmt: skip
    thinned = len(found.days) > most
    note = f"{most} of {len(found.days)} days, the deepest among them" if thinned else "every day"
    return shaped("over_time", rows, "Loss from day to day", (note,))


def _kept(loss: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Return the steps kept: evenly spread ones and the deepest of each group."""
    t = len(loss)
    if t <= most:
        return np.arange(t)
    even = np.linspace(0, t - 1, most).round().astype(np.intp)
    deepest = np.median(loss, axis=2).argmax(axis=0)
    return np.unique(np.concatenate([even, deepest]))
