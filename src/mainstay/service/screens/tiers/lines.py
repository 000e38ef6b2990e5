"""Each tier in numbers, with bands from the draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mainstay.model import Label
from mainstay.service.screens.entity_ids import entity_id, entity_of_activity
from mainstay.service.screens.shapes import ShownNumber
from mainstay.service.screens.tiers.grouping import END_WORDS
from mainstay.service.screens.tiers.measures import (
    Leader,
    Measures,
    Spread,
    band,
    measures_of,
    widened,
)
from mainstay.service.screens.tiers.numbers import provenance, share, spread
from mainstay.service.screens.tiers.shapes import TierLeader, TierLine
from mainstay.twin.technology import Technology
from mainstay.twin.tiers import ENDS, Direction, Tier, Ways

_NO_COUNTRIES = "not known: no account says where exports go"
_NOTHING = "nothing goes on"


@dataclass(frozen=True, eq=False)
class Measured:
    """A tier as it stands and in every draw."""

    tier: Tier
    measures: Measures
    draws: tuple[Tier, ...]
    total: float

    def ends_of(self, part: Callable[[Tier], float]) -> tuple[float, float] | None:
        """Return the band of a part of the tier, as shares of the whole; none where it is exact."""
        if not self.draws:
            return None
        low, high = band([part(t) / self.total for t in self.draws])
        at = part(self.tier) / self.total
        return (min(low, at), max(high, at)) if high - low > 1e-12 else None


def lines_of(
    ways: Ways, tiers: Sequence[Tier], drawn: Sequence[tuple[Tier, ...]],
    drawn_tech: Sequence[Technology], *, direction: Direction, titles: Sequence[str], label: Label,
) -> tuple[TierLine, ...]:  # fmt: skip
    """Return a line for each tier.

    Parameters
    ----------
    ways
        Of the net.
    tiers
        As the net stands.
    drawn, drawn_tech
        The same in every draw, and the technology of the draw.
    direction
        Which way.
    titles
        A heading for each tier.
    label
        Who may see it.
    """
    found = []
    for number, tier in enumerate(tiers):
        draws = tuple(d[number] for d in drawn)
        measures = measures_of(ways.tech, tier, direction)
        others = [measures_of(t, d, direction) for t, d in zip(drawn_tech, draws, strict=True)]
        wide = (
            widened([m.concentration for m in others], measures.concentration),
            widened([m.countries for m in others], measures.countries),
        )
        measured = Measured(tier, measures, draws if number else (), tiers[0].total)
        found.append(_line(ways, measured, wide, number, direction=direction,
                           title=titles[number], label=label))  # fmt: skip
    return tuple(found)


def _line(
    ways: Ways, found: Measured, wide: tuple[Spread | None, Spread | None], number: int, *,
    direction: Direction, title: str, label: Label,
) -> TierLine:  # fmt: skip
    tier, total = found.tier, found.total
    is_up = direction == "up"

    def part(of: Callable[[Tier], float], *, by_region: bool = False) -> ShownNumber:
        why = provenance("share", tier.seen, label, by_region=by_region)
        return share(of(tier) / total, why, found.ends_of(of))

    why_index = provenance("index", tier.seen, label, by_region=is_up)
    why_countries = provenance("country", tier.seen, label, by_region=is_up)
    why_seen = provenance("seen", 1.0, label)
    return TierLine(
        number=number,
        title=title,
        home=part(lambda t: float(t.activities.sum())),
        elsewhere=part(lambda t: float(t.ends.sum()), by_region=is_up),
        added=part(lambda t: t.added) if number and is_up else None,
        ended=part(lambda t: t.ended, by_region=is_up) if number else None,
        members=found.measures.members,
        concentration=spread(wide[0], why_index, _NOTHING),
        countries=spread(wide[1], why_countries, _NOTHING if is_up else _NO_COUNTRIES),
        seen=share(tier.seen, why_seen),
        first=_leader(ways, found.measures.first, label, _activity),
        from_elsewhere=_leader(ways, found.measures.from_abroad, label,
                               _region if is_up else _account),
    )  # fmt: skip


def _leader(
    ways: Ways, leader: Leader | None, label: Label, named: Callable[[Ways, int], tuple[str, str]]
) -> TierLeader | None:
    if leader is None:
        return None
    name, entity = named(ways, leader.place)
    why = provenance("Share of the known suppliers or buyers of this tier.", None, label,
                     by_region=named is _region)  # fmt: skip
    return TierLeader(name=name, entity=entity, share=share(leader.share, why))


def _activity(ways: Ways, place: int) -> tuple[str, str]:
    net, k = ways.tech.net, int(ways.tech.activity[place])
    return net.activities.name[k], entity_of_activity(net, k)


def _region(ways: Ways, place: int) -> tuple[str, str]:
    region = ways.tech.regions[place]
    return region, entity_id("region", region)


def _account(_: Ways, place: int) -> tuple[str, str]:
    return END_WORDS.get(ENDS[place], ENDS[place]), ""
