"""Each stage of a mineral in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.model import Table
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.report.tiers import Origin
from mainstay.service.screens.shapes import ShownNumber, ShownTable, shown, shown_table
from mainstay.service.screens.tiers.measures import Spread
from mainstay.service.screens.tiers.numbers import spread
from mainstay.service.screens.tiers.shapes import TierLeader, TierLine
from mainstay.service.screens.tiers.stages import USED, Part, Stage


def self_line(name: str, why: Provenance) -> TierLine:
    """Return the line of the mineral itself."""
    none = Number(None, Unit.INDEX, why, words="the thing itself")
    whole = shown(Number(None, Unit.SHARE, why, words="not told apart"))
    return TierLine(
        number=0, title=name, home=whole, elsewhere=whole,
        added=None, ended=None, members=1, concentration=shown(none), countries=shown(none),
        seen=shown(Number(None, Unit.SHARE, why, words="nothing bought")), first=None,
        from_elsewhere=None,
    )  # fmt: skip


def stage_line(number: int, stage: Stage, why: Provenance) -> TierLine:
    """Return a stage in numbers: who leads at home and abroad, how concentrated it is."""
    is_uses = stage.title == USED
    abroad = [p for p in stage.parts if p.origin is Origin.ABROAD]
    home = [p for p in stage.parts if p.origin is Origin.HOME]
    no_place = sum(p.share for p in stage.parts if p.origin is Origin.UNPLACED)
    missing = "uses, not places" if is_uses else "not known"
    return TierLine(
        number=number, title=f"{stage.title}, {stage.base}",
        home=shown(Number(stage.home, Unit.SHARE, why)),
        elsewhere=shown(Number(sum(p.share for p in abroad), Unit.SHARE, why)),
        added=None, ended=shown(Number(no_place, Unit.SHARE, why)), members=len(stage.parts),
        concentration=_index(stage.index, why),
        countries=spread(None, why, missing) if is_uses else _index(stage.index, why),
        seen=shown(Number(stage.seen, Unit.SHARE, why)),
        first=_leader(home, why), from_elsewhere=_leader(abroad, why),
    )  # fmt: skip


def _index(index: Spread | None, why: Provenance) -> ShownNumber:
    return spread(index, why, "not known")


def _leader(parts: Sequence[Part], why: Provenance) -> TierLeader | None:
    first = max(parts, key=lambda p: p.share, default=None)
    if first is None:
        return None
    number = Number(first.share, Unit.SHARE, why, first.lo, first.hi)
    return TierLeader(name=first.name, entity=first.entity, share=shown(number))


def measures_table(lines: Sequence[TierLine], name: str, source: str) -> ShownTable:
    """Return lines as a table that can be taken along."""
    rows: list[dict[str, object]] = [
        {"tier": line.number, "stage": line.title, "home_share": line.home.value,
         "members": line.members, "hhi": line.concentration.value,
         "hhi_lo": line.concentration.lo, "hhi_hi": line.concentration.hi,
         "seen_share": line.seen.value}
        for line in lines
    ]  # fmt: skip
    return shown_table(Table.of(f"{name}-measures", rows, source=source,
                                title="Concentration, stage by stage"))  # fmt: skip
