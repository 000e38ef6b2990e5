"""The table of who is hit first, with the chain of shortages behind each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mainstay.model import Table
from mainstay.shocks.recovery.bands import columns, middle_day
from mainstay.shocks.recovery.chains import CUT_OFF, NO_INPUT, Link, ShortageChain, trace
from mainstay.shocks.recovery.contract import Economy, Trajectory
from mainstay.shocks.recovery.members import Members, checked, shaped
from mainstay.shocks.recovery.suppliers import Suppliers

#: Activities in the table.
MOST = 50
#: Activities that lack an input first, in the table even where many others are hit before them.
MOST_SHORT = 25

NOTES = (
    "the chain is that of the member whose day is the middle one; same_share is the share of the "
    "members in which the same product is short first",
    "a supplier is named by its normal share of the input times how deep it falls; others may be "
    "short too",
    "day: first day on which output falls below normal by more than the run's tolerance",
)


def first_hit(
    trajectory: Trajectory,
    economy: Economy,
    members: Members,
    *,
    names: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Table:
    """Return the activities that are hit first, the largest first among those of one day.

    Where many are hit before any lacks an input, those that lack one first are there too: the rank
    tells how many stand before them.

    Parameters
    ----------
    trajectory, economy
        The run and what was run.
    members
        Scenario to its members in the batch.
    names
        Words for ids of activities and products.
    most
        Activities in the table; the note says how many are hit at all.

    Raises
    ------
    InputError
        If a scenario has no member or one that the batch does not have.
    """
    suppliers = Suppliers(economy.links)
    words = dict(names or {})
    rows: list[dict[str, object]] = []
    notes = list(NOTES)
    for scenario, places in checked(members, trajectory.first_hit.shape[1]).items():
        days = trajectory.first_hit[:, places]
        middle = middle_day(days)
        hit = np.flatnonzero(np.isfinite(middle))
        order = hit[np.lexsort((hit, -economy.output[hit], middle[hit]))]
        of = places[(days[order] == middle[order, None]).argmax(axis=1)]
        is_short = np.flatnonzero(trajectory.limiting[order, of] >= 0)
        shown = np.union1d(np.arange(min(most, len(order))), is_short[: min(most, MOST_SHORT)])
        notes.append(f"{scenario}: {len(hit)} of {economy.size} activities are hit")
        for i, member in zip(order[shown], of[shown].tolist(), strict=True):
            chain = trace(trajectory, economy, int(i), member, suppliers=suppliers)
            if chain is None:
                continue
            same_day = int((middle[hit] == middle[i]).sum())
            rows.append(
                {
                    "scenario": scenario,
                    "rank": int((middle[hit] < middle[i]).sum()) + 1,
                    "tied": same_day - 1,
                    **columns("day", days[i], late=True),
                    "hit_share": float(np.isfinite(days[i]).mean()),
                    **_who(economy, int(i), words),
                    **_told(chain, trajectory, economy, member, words),
                    "same_share": _same(trajectory, economy, int(i), member, places),
                }
            )
    return shaped("first_hit", rows, "Who is hit first, and by what", tuple(notes))


def _who(economy: Economy, i: int, words: Mapping[str, str]) -> dict[str, object]:
    key = economy.ids[i]
    return {
        "id": key,
        "name": words.get(key, key),
        "region": economy.region[i] if economy.region else None,
        "sector": economy.sector[i] if economy.sector else None,
        "output_usd": float(economy.output[i]),
    }


def _told(
    chain: ShortageChain,
    trajectory: Trajectory,
    economy: Economy,
    member: int,
    words: Mapping[str, str],
) -> dict[str, object]:
    """Return a chain in words and in ids."""
    products = economy.links.products
    days = trajectory.first_hit[:, member]
    said, ids = [_on(chain.start, economy, days, words)], [economy.ids[chain.start]]
    for link in chain.links:
        product = products[link.product]
        said.append(f"short of {words.get(product, product)}" + _later(link, trajectory, member))
        ids.append(product)
        if link.supplier >= 0:
            tie = f" (and {link.ties} more that carry as much)" if link.ties else ""
            said.append(_on(link.supplier, economy, days, words) + tie)
            ids.append(economy.ids[link.supplier])
    short = products[chain.links[0].product] if chain.links else None
    end = {
        NO_INPUT: ": by its own capacity or by demand",
        CUT_OFF: " <- and further",
    }.get(chain.begins, ", where no supplier fell before")
    return {
        "short_of": words.get(short, short) if short is not None else None,
        "chain": " <- ".join(said) + end,
        "chain_ids": "|".join(ids),
        "links": len(chain.links),
        "begins": chain.begins,
        "tied_suppliers": sum(link.ties for link in chain.links),
    }


def _later(link: Link, trajectory: Trajectory, member: int) -> str:
    """Return the day of a shortage that came after output had fallen for another reason."""
    day = trajectory.limiting_day[link.buyer, member]
    return f" from day {day:g}" if day > trajectory.first_hit[link.buyer, member] else ""


def _on(i: int, economy: Economy, days: NDArray[np.float64], words: Mapping[str, str]) -> str:
    key = economy.ids[i]
    return f"{words.get(key, key)}, day {days[i]:g}"


def _same(
    trajectory: Trajectory, economy: Economy, i: int, member: int, places: NDArray[np.intp]
) -> float | None:
    """Return the share of members in which the same product is short first."""
    if len(places) < 2:
        return None

    def product(cell: int) -> int:
        return int(economy.links.product[cell]) if cell >= 0 else -1

    mine = product(int(trajectory.limiting[i, member]))
    hit = np.isfinite(trajectory.first_hit[i, places])
    cells = trajectory.limiting[i, places]
    return float(np.mean([h and product(int(c)) == mine for h, c in zip(hit, cells, strict=True)]))
