"""Stages of a mineral: who mines, who refines, who ships it here, what it is used for, who buys it.

Each stage is whole by itself: its shares are of its own base, which its heading names. Who sold to
whom between two stages is not published, so a market stands between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mainstay.fusion.end_uses import EndUse
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_shares import hhi
from mainstay.model import Interval, Method
from mainstay.report.compose.supply import NO_PLACE
from mainstay.report.tiers import Origin
from mainstay.service.screens.entity_ids import entity_id
from mainstay.service.screens.tiers.measures import Spread
from mainstay.twin.materials import HOME, HomeUse, Market

#: Titles of the stages that are not of the world.
SHIPPED, USED = "Shipped here", "Used for"

_SEEN = (Method.OBSERVED, Method.REPORTED)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stage: its share with bounds, of the stage's own base."""

    name: str
    entity: str
    origin: Origin
    share: float
    lo: float | None = None
    hi: float | None = None
    is_seen: bool = False
    members: int = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, its parts from the largest; ``index`` is the concentration of its places."""

    title: str
    base: str
    parts: tuple[Part, ...]
    index: Spread | None = None

    @property
    def home(self) -> float:
        """Share at home."""
        return sum(p.share for p in self.parts if p.origin is Origin.HOME)

    @property
    def seen(self) -> float:
        """Share of the stage that is a published number."""
        return sum(p.share for p in self.parts if p.is_seen)


def world_stage(market: Market, facts: MineralFacts | None) -> Stage:
    """Return who makes a stage of a mineral in the world."""
    total = sum(s.made.mode for s in market.suppliers)
    parts = []
    for s in market.suppliers:
        lo, mode, hi = market.share_of(s)
        is_place = s.place not in NO_PLACE
        parts.append(Part(
            s.name if is_place else f"{s.name}: not told apart",
            entity_id("country", s.place) if is_place else "", _origin(s.place, is_place=is_place),
            mode or 0.0, lo, hi, s.made.method in _SEEN,
        ))  # fmt: skip
    pool = next((p for p in facts.world if p.stage == market.stage), None) if facts else None
    index = hhi(pool) if pool else None
    spread = None
    if index is not None and (index.value is not None or index.hi is not None):
        low = index.lo if index.lo is not None else index.value or 0.0
        high = index.hi if index.hi is not None else index.value or 1.0
        spread = Spread(index.value, low, high)
    title = f"{market.stage[:1].upper()}{market.stage[1:]}"
    return Stage(title, f"of the world, {market.year}", _ordered(parts) if total > 0 else (),
                 spread)  # fmt: skip


def shipped_stage(home: HomeUse | None, names: Mapping[str, str]) -> Stage | None:
    """Return who ships a mineral to the home country, or ``None`` where that is not printed."""
    sources = {p: s for p, s in (home.import_sources if home else {}).items() if p != HOME}
    total = sum(sources.values())
    if total <= 0:
        return None
    parts = []
    for place, amount in sources.items():
        is_place = place not in NO_PLACE
        parts.append(Part(
            names.get(place, place) if is_place else "Other places: not told apart",
            entity_id("country", place) if is_place else "", _origin(place, is_place=is_place),
            amount / total, is_seen=True,
        ))  # fmt: skip
    known = [p.share for p in parts if p.origin is not Origin.UNPLACED]
    rest = max(1.0 - sum(known), 0.0)
    squares, first = sum(s * s for s in known), max(known, default=0.0)
    high = squares - first**2 + (first + rest) ** 2
    spread = Spread(squares if rest < 1e-9 else None, squares, high) if known else None
    return Stage(SHIPPED, "of US imports", _ordered(parts), spread)


def uses_stage(uses: Sequence[EndUse]) -> Stage:
    """Return what a mineral is used for."""
    total = sum(u.share.mode for u in uses) or 1.0
    parts = [
        Part(u.use, "", Origin.HOME, u.share.mode / total, *_bounds(u.share, total),
             u.share.method in _SEEN)
        for u in uses
    ]  # fmt: skip
    squares = sum(p.share**2 for p in parts)
    return Stage(USED, "of US use", _ordered(parts), Spread(squares, squares, squares))


def _bounds(share: Interval, total: float) -> tuple[float, float]:
    return min(share.low / total, 1.0), min(share.high / total, 1.0)


def first_parts(stage: Stage, top: int, *, plural: str = "places") -> tuple[Part, ...]:
    """Return the largest parts of a stage, the rest together, what has no place last.

    Examples
    --------
    >>> parts = tuple(Part(n, "", Origin.ABROAD, 0.25) for n in "abcd")
    >>> [p.name for p in first_parts(Stage("Mine", "", parts), 2)]
    ['a', 'b', 'Other, 2 places']
    """
    placed = [p for p in stage.parts if p.origin is not Origin.UNPLACED]
    kept, rest = placed[:top], placed[top:]
    if len(rest) == 1:
        kept, rest = placed, []
    if rest:
        origin = Origin.HOME if all(p.origin is Origin.HOME for p in rest) else Origin.ABROAD
        kept = [*kept, Part(f"Other, {len(rest)} {plural}", "", origin,
                            sum(p.share for p in rest), is_seen=all(p.is_seen for p in rest),
                            members=len(rest))]  # fmt: skip
    return (*kept, *(p for p in stage.parts if p.origin is Origin.UNPLACED))


def _origin(place: str, *, is_place: bool) -> Origin:
    if not is_place:
        return Origin.UNPLACED
    return Origin.HOME if place == HOME else Origin.ABROAD


def _ordered(parts: Sequence[Part]) -> tuple[Part, ...]:
    known = [p for p in parts if p.share > 0]
    return tuple(sorted(known, key=lambda p: (p.origin is Origin.UNPLACED, -p.share, p.name)))
