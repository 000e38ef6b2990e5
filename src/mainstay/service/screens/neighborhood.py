"""The neighborhood of an entity: who stands one, two, three steps away, page by page.

Every page carries the totals of every step, so that what is shown and what is not add up to the
same whatever is asked for.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from mainstay.report.quantity import Unit, written
from mainstay.service.screens.entities import Entity, entity_book
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.entity_parts.ladder import (
    TIERS,
    Ladder,
    NetFaces,
    downstream,
    upstream,
)
from mainstay.service.screens.entity_parts.minerals import makers, shipped, users
from mainstay.service.screens.entity_parts.shapes import (
    Direction,
    Neighborhood,
    NeighborLink,
    NeighborNode,
    TierTotal,
)
from mainstay.service.screens.explore.end_uses import EndUseCell, end_use_cells
from mainstay.service.screens.shapes import shown_why
from mainstay.service.twins import OpenTwin
from mainstay.twin.coefficients import Indices

#: Ladders and pages that are kept.
LADDERS, PAGES = 256, 512

#: Links of one page: those below this part of the whole are summed, and so is what is over.
LEAST, MOST_LINKS = 0.001, 150

_KEY = "_neighborhoods"

_NOBODY = "No industry buys it: all that is sold of it is bought for final use."


class _Neighborhoods:
    """Ladders and pages of one twin, made on first use and kept."""

    def __init__(self, opened: OpenTwin) -> None:
        self.book = entity_book(opened)
        self.faces = NetFaces(self.book)
        self.cells = end_use_cells(opened)
        self.ladder = lru_cache(LADDERS)(self._ladder)
        self.page = lru_cache(PAGES)(self._page)

    def _ladder(self, key: str, direction: Direction) -> Ladder | None:
        entity, up = self.book.entity(key), direction is Direction.UPSTREAM
        if entity.kind is EntityKind.MINERAL:
            facts = self.book.minerals.get(entity.code)
            if up:
                return makers(self.book, facts) if facts else None
            return users(self.faces, self._cells_of(entity))
        if entity.kind is EntityKind.COUNTRY:
            return None if up else shipped(self.book, self.faces, entity, self.cells)
        return upstream(self.faces, entity) if up else downstream(self.faces, entity)

    def _cells_of(self, entity: Entity) -> list[EndUseCell]:
        own = set(entity.chosen.pools.tolist())
        return [cell for cell in self.cells if cell.pool in own]

    def _page(
        self, key: str, direction: Direction, tiers: int, start: int, limit: int
    ) -> Neighborhood:
        entity, ladder = self.book.entity(key), self.ladder(key, direction)
        if ladder is None:
            return _nothing(entity, direction)
        depth = min(tiers, len(ladder.titles))
        upto = [order[: start + limit] for order in ladder.order[:depth]]
        links, left_out = _links(ladder, upto, start)
        is_more = any(len(order) > start + limit for order in ladder.order[:depth])
        beyond = _part(ladder.arrives[depth], ladder.total) if ladder.is_chain else 0.0
        return Neighborhood(
            entity=entity.id, name=entity.name, direction=direction, whole=ladder.total,
            whole_text=_whole(entity, direction, ladder), unit=ladder.unit,
            is_chain=ladder.is_chain, bought=_bought(ladder), bought_text=_bought_text(ladder),
            tiers=tuple(_tier(ladder, k, len(upto[k])) for k in range(depth)),
            beyond=beyond, beyond_text=written(beyond, Unit.SHARE),
            nodes=tuple(
                _node(ladder, k, int(place)) for k in range(depth) for place in upto[k][start:]
            ),
            links=links, links_left_out=left_out, notes=ladder.notes,
            missing="" if any(map(len, ladder.order)) else _NOBODY,
            next=str(start + limit) if is_more else None,
        )  # fmt: skip


def neighborhoods(opened: OpenTwin) -> _Neighborhoods:
    """Return the neighborhoods of a twin; prepared once, then kept with it."""
    kept = opened.__dict__.get(_KEY)
    if not isinstance(kept, _Neighborhoods):
        kept = _Neighborhoods(opened)
        opened.__dict__[_KEY] = kept
    return kept


def neighborhood(
    opened: OpenTwin,
    entity: str,
    direction: Direction = Direction.UPSTREAM,
    *,
    tiers: int = 2,
    start: int = 0,
    limit: int = 12,
) -> Neighborhood:
    """Return one page of who stands around an entity.

    Parameters
    ----------
    opened
        The twin.
    entity
        Id of the entity.
    direction
        Towards suppliers or buyers.
    tiers
        Steps that are told apart, 1 to 3; the rest is one number.
    start, limit
        First node of each step, and nodes of each step on a page.

    Raises
    ------
    UnknownCode
        If the twin has no such entity.
    """
    found = neighborhoods(opened)
    return found.page(
        found.book.line(entity).id, direction, min(max(tiers, 1), TIERS), start, limit
    )


def _part(amount: float, whole: float) -> float:
    return float(amount) / whole if whole else 0.0


def _sum(ladder: Ladder, step: int, places: Indices | None = None) -> float:
    row = ladder.reached[step] if places is None else ladder.reached[step, places]
    return _part(float(np.nansum(row)), ladder.total)


def _tier(ladder: Ladder, step: int, shown: int) -> TierTotal:
    order = ladder.order[step]
    reached = _sum(ladder, step)
    held = _sum(ladder, step, order[:shown])
    ends = _part(float(np.nansum(ladder.ends[step])), ladder.total)
    goes_on = _part(ladder.arrives[step + 1], ladder.total) if ladder.is_chain else 0.0
    aside = reached - ends - goes_on if ladder.is_chain else 0.0
    rest = max(reached - held, 0.0) if shown < len(order) else 0.0
    final = () if ladder.final is None else tuple(
        _part(value, ladder.total) for value in ladder.final[step + 1]
    )  # fmt: skip
    return TierTotal(
        tier=step + 1, title=ladder.titles[step], why=shown_why(ladder.whys[step]),
        reached=reached, ends=ends, goes_on=goes_on, aside=aside, final=final,
        nodes=len(order), shown=shown, shown_share=held, rest_share=rest,
        unknown=int(np.isnan(ladder.reached[step]).sum()),
        reached_text=written(reached, Unit.SHARE), ends_text=written(ends, Unit.SHARE),
        goes_on_text=written(goes_on, Unit.SHARE), aside_text=written(aside, Unit.SHARE),
        rest_text=written(rest, Unit.SHARE),
    )  # fmt: skip


def _bought(ladder: Ladder) -> tuple[float, ...]:
    if ladder.final is None:
        return ()
    return tuple(_part(value, ladder.total) for value in ladder.final[0])


def _bought_text(ladder: Ladder) -> str:
    return written(_bought(ladder)[0], Unit.SHARE) if ladder.final is not None else ""


def _node(ladder: Ladder, step: int, place: int) -> NeighborNode:
    face, amount = ladder.faces[place], float(ladder.reached[step, place])
    known = not np.isnan(amount)
    share = _part(amount, ladder.total) if known else None
    ends = _part(float(ladder.ends[step, place]), ladder.total) if known else None
    dollars = amount if known and ladder.unit == "USD" else None
    has = ladder.dependence is not None and place < ladder.dependence.shape[1]
    depends = (
        float(ladder.dependence[step, place]) if has and ladder.dependence is not None else None
    )
    return NeighborNode(
        key=_key(step, place), tier=step + 1, entity=face.entity, name=face.name,
        about=face.about, share=share, ends=ends, dollars=dollars, dependence=depends,
        share_text=_text(share, Unit.SHARE), ends_text=_text(ends, Unit.SHARE),
        dollars_text=_text(dollars, Unit.USD) if ladder.unit == "USD" else "",
        dependence_text=_text(depends, Unit.SHARE) if has else "",
    )  # fmt: skip


def _text(value: float | None, unit: Unit) -> str:
    return "unknown" if value is None else written(value, unit)


def _key(step: int, place: int) -> str:
    return f"{step + 1}/{place}"


def _links(
    ladder: Ladder, upto: list[Indices], start: int
) -> tuple[tuple[NeighborLink, ...], float]:
    """Return the links of a page: between nodes shown so far, one of them new on this page."""
    if ladder.links is None:
        return (), 0.0
    found: list[tuple[float, str, str, float]] = []
    left_out = 0.0
    for step in range(len(upto) - 1):
        near, far = upto[step], upto[step + 1]
        amounts, seen = ladder.links(step, near, far)
        # what was on pages before, was linked there
        amounts[:start, :start] = 0.0
        kept = amounts >= LEAST * ladder.total
        left_out += float(amounts[~kept].sum())
        found += [
            (float(amounts[a, b]), _key(step, near[a]), _key(step + 1, far[b]), float(seen[a, b]))
            for a, b in np.argwhere(kept)
        ]
    found.sort(key=lambda link: -link[0])
    left_out += sum(link[0] for link in found[MOST_LINKS:])
    links = tuple(
        NeighborLink(
            near=near, far=far, share=_part(amount, ladder.total),
            share_text=written(_part(amount, ladder.total), Unit.SHARE), seen=_part(seen, amount),
        )
        for amount, near, far, seen in found[:MOST_LINKS]
    )  # fmt: skip
    return links, _part(left_out, ladder.total)


def _whole(entity: Entity, direction: Direction, ladder: Ladder) -> str:
    """Return in words what the shares are parts of."""
    if not ladder.is_chain:
        return "of each market"
    dollars = written(ladder.total, Unit.USD) if ladder.unit == "USD" else ""
    if direction is Direction.UPSTREAM:
        makes = len(entity.chosen.activities) > 0
        return f"of {dollars} that it pays for inputs" if makes else f"of {dollars} paid for it"
    if entity.kind is EntityKind.MINERAL:
        return "of what the country uses of it"
    return f"of {dollars} sold of it" if entity.kind is not EntityKind.COUNTRY else (
        f"of {dollars} of minerals that it ships to the United States"
    )  # fmt: skip


def _nothing(entity: Entity, direction: Direction) -> Neighborhood:
    return Neighborhood(
        entity=entity.id, name=entity.name, direction=direction, whole=0.0, whole_text="",
        unit="", is_chain=True, bought=(), bought_text="", tiers=(), beyond=0.0,
        beyond_text="", nodes=(), links=(), links_left_out=0.0, notes=(),
        missing=_why_not(entity, direction),
    )  # fmt: skip


def _why_not(entity: Entity, direction: Direction) -> str:
    up = direction is Direction.UPSTREAM
    if entity.kind in (EntityKind.COUNTRY, EntityKind.REGION) and up:
        return (
            "What stands behind a place abroad is not in this twin: it is known by what it sells "
            "to the country, not by what it buys."
        )
    if entity.kind is EntityKind.COUNTRY:
        return "No publisher in this twin names it among the sources of imports of a mineral."
    if entity.kind is EntityKind.MINERAL:
        return (
            "No table of makers is published for it." if up
            else "No reading of its end uses is in this twin: who uses it is not known here."
        )  # fmt: skip
    return "The net holds no dollars of it: it makes nothing that is sold here, or buys nothing."
