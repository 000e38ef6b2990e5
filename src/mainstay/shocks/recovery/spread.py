"""How a loss spreads: nodes and missing deliveries on chosen days, in a form that can be played.

The missing delivery of a link is what the supplier does not make, shared over its buyers as they
normally buy::

    missing(i -> j) = normal flow(i -> j) a day * loss share of i on that day

That is what proportional rationing does to unchanged orders (``inferred``): buyers that order more
from others, or less, are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mainstay.model import Table
from mainstay.shocks.recovery.bands import middle_day
from mainstay.shocks.recovery.contract import Economy, Trajectory
from mainstay.shocks.recovery.curves import TOLERANCE
from mainstay.shocks.recovery.members import Members, checked, shaped
from mainstay.twin.net import Floats

#: Days shown, as far as the run reaches; day 0 is before anything happens.
DAYS: tuple[float, ...] = (0, 1, 3, 7, 14, 30, 60, 90, 180, 270, 365)
#: Nodes of one scenario; the note says how many there are.
MOST_NODES = 500

UNTOUCHED, FALLING, RECOVERING, RECOVERED = "untouched", "falling", "recovering", "recovered"
#: State of a country, which has no day of its own: below normal by more than the tolerance.
BELOW, NORMAL = "below normal", "normal"


def spread(
    trajectory: Trajectory,
    economy: Economy,
    members: Members,
    *,
    names: Mapping[str, str] | None = None,
    days: Sequence[float] = DAYS,
    most: int = MOST_NODES,
) -> Table:
    """Return the loss and the state of each node on each day.

    Countries are nodes beside the activities, where there are several. A run that kept neither its
    activities nor samples of them tells states alone; losses are then empty.

    Parameters
    ----------
    trajectory, economy
        The run and what was run.
    members
        Scenario to its members in the batch; losses are those of the middle member, each day for
        itself.
    names
        Words for ids.
    days
        Days to show.
    most
        Activities by what they lose over the run; every country is shown.

    Raises
    ------
    InputError
        If a scenario has no member or one that the batch does not have.
    """
    shown = within(trajectory, days)
    words = dict(names or {})
    rows: list[dict[str, object]] = []
    notes = ["the middle member of each day; loss_share below zero is more than normal"]
    for scenario, places in checked(members, trajectory.lost.shape[1]).items():
        size = np.median(np.abs(trajectory.lost[:, places]), axis=1)
        size += np.median(1.0 - trajectory.lowest[:, places], axis=1) * trajectory.normal
        touched = np.flatnonzero(np.isfinite(trajectory.first_hit[:, places]).any(axis=1))
        kept = np.sort(touched[np.argsort(-size[touched], kind="stable")][:most])
        notes.append(f"{scenario}: {len(kept)} of {len(touched)} activities that are hit")
        for day in shown:
            head = {"scenario": scenario, "day": day}
            loss = loss_on(trajectory, day, places)
            middle = None if loss is None else np.median(loss, axis=1)
            states = _states(trajectory, day, places)
            rows += [
                {
                    **head, "kind": "activity", "id": economy.ids[i],
                    "name": words.get(economy.ids[i], economy.ids[i]),
                    "region": economy.region[i] if economy.region else None,
                    **_lost(middle, i, trajectory), "state": states[i],
                }
                for i in kept
            ]  # fmt: skip
            rows += _countries(trajectory, economy, loss, head, words)
    return shaped("spread", rows, "How the loss spreads", tuple(notes))


def within(trajectory: Trajectory, days: Sequence[float]) -> list[float]:
    """Return the days that the run reaches, and its last one if it is beyond them."""
    last = float(trajectory.days[-1])
    return sorted({float(day) for day in days if day <= last} | {last})


def loss_on(trajectory: Trajectory, day: float, places: NDArray[np.intp]) -> Floats | None:
    """Return ``(n, m)`` shares of normal that are lost on a day; ``None`` where it was not kept."""
    normal = trajectory.normal[:, None]
    if day <= 0.0:
        return np.zeros((len(normal), len(places)))
    if trajectory.activities is not None:
        made = trajectory.activities[int(np.searchsorted(trajectory.days, day))]
        return np.asarray(1.0 - made[:, places] / normal, dtype=np.float64)
    if trajectory.sampled is not None and trajectory.sampled_days is not None:
        found = np.flatnonzero(trajectory.sampled_days == day)
        if len(found):
            made = trajectory.sampled[int(found[0])]
            return np.asarray(1.0 - made[:, places] / normal, dtype=np.float64)
    return None


def _lost(middle: Floats | None, i: int, trajectory: Trajectory) -> dict[str, object]:
    if middle is None:
        return {"loss_share": None, "loss_usd_per_day": None}
    share = float(middle[i])
    daily = float(trajectory.normal[i]) / float(trajectory.days[0])
    return {"loss_share": share, "loss_usd_per_day": share * daily}


def _states(trajectory: Trajectory, day: float, places: NDArray[np.intp]) -> list[str]:
    """Return the state of each activity by its middle days; days that never come are late."""
    hit, lowest, back = (
        middle_day(getattr(trajectory, name)[:, places])
        for name in ("first_hit", "lowest_day", "recovered")
    )
    states = np.full(len(hit), UNTOUCHED, dtype=object)
    states[hit <= day] = FALLING
    states[(hit <= day) & (lowest <= day)] = RECOVERING
    states[(hit <= day) & (back <= day) & (back > 0.0)] = RECOVERED
    return [str(state) for state in states]


def _countries(
    trajectory: Trajectory,
    economy: Economy,
    loss: Floats | None,
    head: Mapping[str, object],
    words: Mapping[str, str],
) -> list[dict[str, object]]:
    """Return regions as nodes, by value added where all of it is known, else by output.

    A region that adds no value in the economy is counted by what it delivers.
    """
    if len(set(economy.region)) < 2:
        return []
    flow = trajectory.normal / float(trajectory.days[0])
    if np.isfinite(economy.value_added).all():
        flow = flow * economy.value_added / economy.output
    names, inverse = np.unique(np.asarray(economy.region), return_inverse=True)
    delivers = np.bincount(inverse, flow, len(names)) == 0.0
    flow = np.where(delivers[inverse], trajectory.normal / float(trajectory.days[0]), flow)
    whole = np.bincount(inverse, flow, len(names))
    rows: list[dict[str, object]] = []
    for r, key in enumerate(names):
        share, state = None, "unknown"
        if loss is not None and whole[r] > 0.0:
            here = inverse == r
            share = float(np.median(flow[here] @ loss[here]) / whole[r])
            state = BELOW if share > TOLERANCE else NORMAL
        rows.append(
            {
                **head, "kind": "country", "id": str(key), "name": words.get(str(key), str(key)),
                "region": str(key), "loss_share": share,
                "loss_usd_per_day": None if share is None else share * float(whole[r]),
                "state": state,
            }
        )  # fmt: skip
    return rows
