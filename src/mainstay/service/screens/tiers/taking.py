"""What is taken along from a screen of tiers: its lines as a table, and how to get the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from mainstay.model import Table
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.shapes import Command, ShownTable, shown_table
from mainstay.service.screens.tiers.asked import TiersAsked
from mainstay.service.screens.tiers.measures import HOME_NAME
from mainstay.service.screens.tiers.needs import titled
from mainstay.service.screens.tiers.shapes import TierLine
from mainstay.service.screens.tiers.subject import ACCOUNT
from mainstay.service.twins import OpenTwin
from mainstay.twin.tiers import Direction


def measures_table(
    lines: Sequence[TierLine], direction: Direction, name: str, source: str
) -> ShownTable:
    """Return lines as a table that can be taken along."""
    is_up = direction == "up"
    rows: list[dict[str, object]] = []
    for line in lines:
        leader = line.from_elsewhere
        rows.append({
            "tier": line.number,
            "home_share": line.home.value,
            ("imports_share" if is_up else "final_use_share"): line.elsewhere.value,
            **({"value_added_before_share": line.added.value if line.added else 0.0}
               if is_up else {}),
            ("behind_imports_share" if is_up else "final_use_before_share"):
                line.ended.value if line.ended else 0.0,
            ("suppliers" if is_up else "buyers"): line.members,
            "hhi": line.concentration.value, "hhi_lo": line.concentration.lo,
            "hhi_hi": line.concentration.hi,
            "countries_hhi_lo": line.countries.lo, "countries_hhi_hi": line.countries.hi,
            "seen_share": line.seen.value,
            "first": line.first.name if line.first else "",
            "first_share": line.first.share.value if line.first else None,
            "first_elsewhere": leader.name if leader else "",
            "first_elsewhere_share": leader.share.value if leader else None,
        })  # fmt: skip
    home = f"home is {HOME_NAME}; industries are groups of firms, so an index over firms is higher"
    table = Table.of(f"{name}-measures", rows, title="Concentration and origin, tier by tier",
                     source=source, notes=(f"{home[0].upper()}{home[1:]}.",))  # fmt: skip
    return titled(shown_table(table), {"hhi": "HHI", "countries_hhi_lo": "HHI of countries, low",
                                       "countries_hhi_hi": "HHI of countries, high"})  # fmt: skip


def command_of(opened: OpenTwin, entity: str, asked: TiersAsked) -> Command:
    """Return how to get the same outside of the page."""
    named = entity.partition(":")[2]
    twin = f" --twin {opened.name}" if opened.name and opened.name != "demo" else ""
    verb = "supplies" if asked.direction == "up" else "depends"
    thing = f"activity:{named}" if entity.startswith(f"{EntityKind.INDUSTRY}:") else named
    usual = TiersAsked()
    settings = ", ".join(
        f"{f.name}={getattr(asked, f.name)!r}"
        for f in fields(asked)
        if getattr(asked, f.name) != getattr(usual, f.name)
    )
    python = (
        "from mainstay.service import open_twin\n"
        "from mainstay.service.screens.tiers import TiersAsked, tiers_view\n\n"
        f"twin = open_twin(None, {opened.name or opened.id!r})\n"
        f"asked = TiersAsked({settings})\n"
        f"tiers = tiers_view(twin, {entity!r}, asked)\n"
        "for line in tiers.lines:\n    print(line.number, line.home.text, line.elsewhere.text)"
    )
    if entity.startswith(ACCOUNT):
        # an account is asked for by its list; its tiers have no verb of their own
        return Command(f"mainstay twin show{twin.replace(' --twin', '')}", python)
    return Command(f'mainstay who {verb} "{thing}" --tiers all{twin}', python)
