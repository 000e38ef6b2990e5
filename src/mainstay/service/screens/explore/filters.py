"""The one filter bar: what is asked, and which cells are left, each with the part that counts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import Problem, UnknownCode, raise_all
from mainstay.service.screens.explore.cells import KINDS, CellKind, Cells
from mainstay.service.screens.explore.ground import HOME_COUNTRY, HOME_REGION, Ground
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import FINAL_ACCOUNTS, Floats

Bools = NDArray[np.bool_]

#: What is published, or what a method filled in.
Evidence = Literal["seen", "inferred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked of every view at once; an empty part asks nothing.

    Parameters
    ----------
    text
        Words that all have to be in the names or codes of supplier, buyer or product.
    kind
        A kind of cell.
    place
        ``country:CHN``, ``region:Europe`` or a code or name alone. What a country ships in dollars
        is known only where it is an import region of its own.
    sector
        Code of a sector, or ``mineral:gallium`` for one mineral.
    account
        Only the dollars that serve ``economy``, ``health`` or ``defense`` at any tier.
    evidence
        ``seen`` keeps what is published, ``inferred`` what is not.
    least_usd
        Smallest cell in dollars; with it, cells without dollars are left out.
    """

    text: str = ""
    kind: str = ""
    place: str = ""
    sector: str = ""
    account: str = ""
    evidence: str = ""
    least_usd: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return self == Filters()

    def without_place(self) -> Filters:
        """Return the same without its place: a map is not narrowed by its own choice."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "place"}
        return Filters(**kept)


@dataclass(frozen=True, eq=False)
class Chosen:
    """The cells that are left.

    Parameters
    ----------
    filters
        What was asked.
    rows
        ``(k,)`` positions of the cells left, in the order of the net.
    weight
        ``(k,)`` part of each cell that counts: the part that serves the account.
    origin
        ``(r + 1,)`` which origins count for what is bought: home, then each region abroad.
    notes
        What a reader has to know about these filters.
    """

    filters: Filters
    rows: NDArray[np.intp]
    weight: Floats
    origin: Bools
    notes: tuple[str, ...] = ()


def choose(ground: Ground, filters: Filters) -> Chosen:
    """Return the cells that are left.

    Raises
    ------
    UnknownCode
        If a part of the filters names something that is not there; every such part is listed.
    """
    check(ground, filters)
    cells = ground.cells
    keep = np.ones(len(cells), dtype=bool)
    if filters.kind:
        keep &= cells.of_kind(CellKind(filters.kind))
    if filters.text.strip():
        keep &= _with_text(ground, filters.text)
    if filters.sector:
        keep &= _in_sector(ground, filters.sector)
    if filters.evidence:
        keep &= cells.seen > 0 if filters.evidence == "seen" else cells.seen < 1
    origin = np.ones(len(ground.regions) + 1, dtype=bool)
    weight, notes = np.ones(len(cells)), []
    if filters.account:
        serving = _serving(ground, filters.account)
        weight, keep = serving, keep & (serving > 0)
        notes.append(
            f"Dollars that serve {filters.account} at any tier; which part of a cell does is"
            " inferred from the whole net."
        )
    if filters.place:
        origin, placed, words = _in_place(ground, filters.place)
        keep &= placed
        notes += words
    if filters.least_usd > 0:
        value = weight * cells.value_usd * _origin_share(ground, origin)
        keep &= np.abs(np.nan_to_num(value)) >= filters.least_usd
        notes.append("Cells without dollars are left out while a smallest value is set.")
    rows = np.flatnonzero(keep)
    return Chosen(filters, rows, weight[rows], origin, tuple(notes))


def values(ground: Ground, chosen: Chosen) -> Floats:
    """Return the dollars of each chosen cell that count, NaN where there are none; ``(k,)``."""
    share = _origin_share(ground, chosen.origin)[chosen.rows]
    return np.asarray(ground.cells.value_usd[chosen.rows] * chosen.weight * share)


def bought(cells: Cells) -> Bools:
    """Return which cells are purchases, whose origin is split by the makers of the market."""
    return cells.of_kind(CellKind.PURCHASE, CellKind.FINAL)


def check(ground: Ground, filters: Filters) -> None:
    """Raise if a part of the filters names something that is not there.

    Raises
    ------
    UnknownCode
        With every such part.
    """
    known: tuple[tuple[str, str, object, str], ...] = (
        ("kind", filters.kind, {k.value for k in CellKind}, ", ".join(CellKind)),
        ("account", filters.account, ACCOUNTS, ", ".join(ACCOUNTS)),
        ("seen", filters.evidence, {"seen", "inferred"}, "seen or inferred"),
        ("sector", filters.sector, sector_keys(ground), "a sector's code or mineral:<name>"),
        ("place", place_key(filters.place), place_keys(ground), "country:<code> or region:<name>"),
    )
    problems = [
        Problem("not_there", name, f"no {name} {value!r}", hint)
        for name, value, allowed, hint in known
        if value and value not in allowed  # type: ignore[operator]
    ]
    if not (np.isfinite(filters.least_usd) and filters.least_usd >= 0):
        problems.append(Problem("not_there", "min", "the smallest value is zero or more"))
    raise_all(UnknownCode, "these filters do not fit the twin", problems)


def sector_keys(ground: Ground) -> frozenset[str]:
    """Return what may be asked as a sector."""
    return frozenset(s for s in ground.node_sectors if s) | {
        f"mineral:{m}" for m in ground.minerals
    }


def place_keys(ground: Ground) -> frozenset[str]:
    """Return what may be asked as a place."""
    countries = (set(ground.countries) | set(ground.frame.region_of)) - set(ground.regions)
    return frozenset(countries) | set(ground.regions) | {HOME_COUNTRY}


def place_key(place: str) -> str:
    """Return the code or name of a place without its kind.

    >>> place_key("country:CHN"), place_key("Europe")
    ('CHN', 'Europe')
    """
    return place.removeprefix("country:").removeprefix("region:")


def _with_text(ground: Ground, text: str) -> Bools:
    cells = ground.cells
    found = np.ones(len(cells), dtype=bool)
    pools = len(ground.net.activities) + cells.pool
    for word in text.casefold().split():
        has = np.array([word in words for words in ground.texts], dtype=bool)
        found &= has[cells.source] | has[cells.target] | has[pools]
    return found


def _in_sector(ground: Ground, sector: str) -> Bools:
    cells = ground.cells
    if sector.startswith("mineral:"):
        slug = sector.removeprefix("mineral:")
        own = np.array([p == slug for p in ground.net.pools.product], dtype=bool)
        return np.asarray((own & ground.is_mineral)[cells.pool])
    has = np.array([s == sector for s in ground.node_sectors], dtype=bool)
    return np.asarray(has[cells.source] | has[cells.target])


def _serving(ground: Ground, account: str) -> Floats:
    """Return the part of each cell that serves an account; whole where the cell has no dollars."""
    cells, net = ground.cells, ground.net
    activity, _ = ground.serving(account)
    n, m = len(net.activities), len(net.pools)
    weight = np.ones(len(cells))
    to_activity = cells.of_kind(CellKind.PURCHASE, CellKind.END_USE, CellKind.DELIVERY)
    weight[to_activity] = activity[cells.target[to_activity]]
    final = cells.of_kind(CellKind.FINAL)
    counts = np.array([a in ACCOUNTS[account] for a in FINAL_ACCOUNTS], dtype=np.float64)
    weight[final] = counts[cells.target[final] - n - m]
    made = cells.of_kind(CellKind.OUTPUT)
    weight[made] = activity[cells.source[made]]
    return weight


def _in_place(ground: Ground, place: str) -> tuple[Bools, Bools, list[str]]:
    """Return which origins count, which cells have a part in a place, and notes."""
    key, cells, net = place_key(place), ground.cells, ground.net
    as_country = not place.startswith("region:")
    region = ground.frame.region_of.get(key, key)
    alone = region in ground.regions and len(ground.frame.members(region)) <= 1
    origin = np.zeros(len(ground.regions) + 1, dtype=bool)
    origin[0] = key in (HOME_COUNTRY, HOME_REGION)
    if region in ground.regions and (alone or key in ground.regions):
        origin[1 + ground.regions.index(region)] = True
    codes = {key}
    if region in ground.regions and (alone or not as_country or key in ground.regions):
        codes |= set(ground.frame.members(region))
    if origin[0]:
        codes |= {HOME_REGION, HOME_COUNTRY}
    if not as_country:
        codes |= {region}
    here = np.array([p in codes for p in ground.places], dtype=bool)
    makers = len(net.activities)
    from_maker = cells.of_kind(
        CellKind.OUTPUT, CellKind.PRODUCTION, CellKind.SHIPMENT, CellKind.DELIVERY
    )
    keep = np.zeros(len(cells), dtype=bool)
    keep[from_maker] = here[np.minimum(cells.source[from_maker], makers - 1)]
    purchases = bought(cells)
    share = _shares(ground, origin)
    keep[purchases] = share[cells.pool[purchases]] > 0
    notes = []
    if as_country and not origin.any() and region in ground.regions:
        notes.append(
            f"What it ships in dollars is known only for the group {region}, of"
            f" {len(ground.frame.members(region))} countries; here are its minerals."
        )
    return origin, keep, notes


def _shares(ground: Ground, origin: Bools) -> Floats:
    """Return the part of each market that the origins make; ``(m,)``."""
    if origin.all():
        return np.ones(len(ground.net.pools))
    home = ground.at_home if origin[0] else np.zeros(len(ground.net.pools))
    return np.asarray(home + ground.abroad[origin[1:]].sum(axis=0))


def _origin_share(ground: Ground, origin: Bools) -> Floats:
    """Return the part of each cell that comes from the origins; whole where it is no purchase."""
    cells = ground.cells
    share = np.ones(len(cells))
    purchases = bought(cells)
    share[purchases] = _shares(ground, origin)[cells.pool[purchases]]
    return share


def kinds_left(ground: Ground, chosen: Chosen) -> list[tuple[CellKind, int, int]]:
    """Return each kind of cell with how many are left and how many there are."""
    size = len(KINDS)
    left = np.bincount(ground.cells.kind[chosen.rows], minlength=size)
    of = np.bincount(ground.cells.kind, minlength=size)
    return [(kind, int(left[k]), int(of[k])) for k, kind in enumerate(KINDS) if of[k]]
