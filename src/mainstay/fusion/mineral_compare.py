"""One source's production against another's: an observation, not a test of either."""

from __future__ import annotations

from collections.abc import Mapping

from mainstay.fusion.countries import OTHER
from mainstay.fusion.mineral_facts import WorldPool
from mainstay.model import Table, factor


def compare_production(
    pool: WorldPool, other: Mapping[str, float], *, unit: str, source: str
) -> Table:
    """Return production by place beside another source's, and the shares that each implies.

    Parameters
    ----------
    pool
        A world pool; places without a number are shown as unknown.
    other
        ISO 3166-1 alpha-3 to production in the other source.
    unit
        Unit of ``other``; converted to the pool's.
    source
        Name of the other source.

    Returns
    -------
    Table
        ``place``, ``ours``, ``theirs`` (in the pool's unit), ``difference`` (theirs less ours),
        ``our_share`` and ``their_share`` of the sum over places that both list.

    Raises
    ------
    UnitMismatch
        If the units do not convert.
    """
    scale = factor(unit, pool.unit)
    ours = {p.place: p.amount.value for p in pool.producers if p.place != OTHER}
    theirs = {place: value * scale for place, value in other.items()}
    both = [place for place, value in ours.items() if value is not None and place in theirs]
    our_sum = sum(ours[place] or 0.0 for place in both)
    their_sum = sum(theirs[place] for place in both)
    rows: list[dict[str, object]] = []
    for place in dict.fromkeys([*ours, *theirs]):
        mine, its = ours.get(place), theirs.get(place)
        is_shared = place in both
        rows.append({
            "mineral": pool.mineral, "place": place, "ours": mine, "theirs": its,
            "difference": None if mine is None or its is None else its - mine,
            "our_share": mine / our_sum if is_shared and mine is not None and our_sum else None,
            "their_share": its / their_sum if is_shared and its is not None and their_sum else None,
            "unit": pool.unit, "year": pool.year,
        })  # fmt: skip
    return Table.of(
        "production_compared", rows, title=f"{pool.mineral}: production beside {source}",
        source=source,
    )  # fmt: skip
