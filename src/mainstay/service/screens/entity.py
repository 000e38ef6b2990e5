"""The page of one entity: facts, what hangs on it, its suppliers, and the ways on from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mainstay.report.quantity import Number, Unit
from mainstay.service.screens.entities import (
    Entity,
    entity_book,
)
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.entity_parts.fact import Fact, FactGroup, fact
from mainstay.service.screens.entity_parts.facts import (
    activity_facts,
    market_facts,
    region_facts,
)
from mainstay.service.screens.entity_parts.facts_minerals import (
    Ground,
    country_facts,
    country_rows,
    leader,
    mineral_facts,
)
from mainstay.service.screens.entity_parts.sections import (
    AccountShare,
    MarketView,
    account_shares,
    concentrations,
    mineral_accounts,
)
from mainstay.service.screens.entity_parts.tables import purchases, tables_of
from mainstay.service.screens.entity_parts.touched import Touching, touching
from mainstay.service.screens.entity_parts.ways import (
    EntityWay,
    Relative,
    command_of,
    relatives_of,
    ways_of,
)
from mainstay.service.screens.entity_parts.why import amount, of_mineral, of_net
from mainstay.service.screens.explore.end_uses import end_use_cells
from mainstay.service.screens.shapes import Command, ShownTable, shown
from mainstay.service.twins import OpenTwin
from mainstay.twin.net import Floats
from mainstay.twin.suppliers import supplies

#: Pages that are kept.
PAGES = 256

_KEY = "_entity_pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """Everything on the page of one entity but its neighborhood and what touches it.

    Parameters
    ----------
    id, kind, code, name, about
        What it is.
    sentence
        The first thing to know of it.
    keys
        The few numbers at the top; the first is the command line's first.
    facts
        All facts by group.
    accounts, accounts_missing
        What hangs on it in the three accounts, or why that is not known.
    concentration
        How concentrated its suppliers are.
    tables
        Who supplies it, what it sells.
    behind
        What each account buys that stands on it.
    relatives
        The industry of a market, the import region of a country, the firms of an industry.
    ways
        To the scenario that stops it, to its tiers, to the map.
    command
        The same by command line and Python.
    """

    id: str
    kind: EntityKind
    code: str
    name: str
    about: str
    sentence: str
    keys: tuple[Fact, ...]
    facts: tuple[FactGroup, ...]
    accounts: tuple[AccountShare, ...]
    accounts_missing: str
    concentration: tuple[MarketView, ...]
    tables: tuple[ShownTable, ...]
    behind: tuple[ShownTable, ...]
    relatives: tuple[Relative, ...]
    ways: tuple[EntityWay, ...]
    command: Command


def entity_view(opened: OpenTwin, entity: str) -> EntityView:
    """Return the page of an entity.

    Raises
    ------
    UnknownCode
        If the twin has no such entity; the hint lists the closest.
    """
    pages = _pages(opened)
    return pages.view(pages.book.line(entity).id)


def entity_touching(opened: OpenTwin, entity: str) -> Touching:
    """Return the scenarios and stored runs that act on an entity.

    Raises
    ------
    UnknownCode
        If the twin has no such entity.
    """
    book = entity_book(opened)
    return touching(opened, book, book.line(entity).id)


class _Pages:
    """Pages of one twin, made on first use and kept."""

    def __init__(self, opened: OpenTwin) -> None:
        self.opened, self.book, self.ground = opened, entity_book(opened), Ground(opened)
        self.cells = end_use_cells(opened)
        self.view = lru_cache(PAGES)(self._view)

    def _view(self, key: str) -> EntityView:
        entity, ground, book = self.book.entity(key), self.ground, self.book
        accounts, missing = self._accounts(entity)
        concentration = concentrations(ground, book, entity)
        keys = _keys(ground, entity, accounts, concentration)
        return EntityView(
            id=entity.id, kind=entity.kind, code=entity.code, name=entity.name,
            about=book.line(key).about, sentence=_sentence(entity, keys), keys=keys,
            facts=_FACTS[entity.kind](ground, entity), accounts=accounts,
            accounts_missing=missing, concentration=concentration,
            tables=tables_of(ground, book, entity), behind=purchases(ground, book, entity),
            relatives=relatives_of(book, entity), ways=ways_of(ground, entity),
            command=command_of(ground, entity),
        )  # fmt: skip

    def _accounts(self, entity: Entity) -> tuple[tuple[AccountShare, ...], str]:
        if entity.kind is EntityKind.MINERAL:
            start = self._use(entity)
            if start is None:
                return (), "No reading of its end uses is in this twin: who uses it is not known."
            home = self.ground.net.materials.home.get(entity.code)
            return mineral_accounts(self.ground, start, home.spend_usd.mode if home else None), ""
        found = account_shares(self.ground, entity)
        missing = "The net holds only quantities of it: who depends on it is not known in dollars."
        return found, "" if found else missing

    def _use(self, entity: Entity) -> Floats | None:
        own = set(entity.chosen.pools.tolist())
        start = np.zeros(self.ground.tech.size)
        for cell in self.cells:
            if cell.pool in own:
                start[self.ground.place[cell.buyer]] += cell.share
        return start if start.any() else None


def _pages(opened: OpenTwin) -> _Pages:
    kept = opened.__dict__.get(_KEY)
    if not isinstance(kept, _Pages):
        kept = _Pages(opened)
        opened.__dict__[_KEY] = kept
    return kept


_FACTS: dict[EntityKind, Callable[[Ground, Entity], tuple[FactGroup, ...]]] = {
    EntityKind.INDUSTRY: activity_facts,
    EntityKind.FIRM: activity_facts,
    EntityKind.PLANT: activity_facts,
    EntityKind.COMMODITY: market_facts,
    EntityKind.REGION: region_facts,
    EntityKind.MINERAL: mineral_facts,
    EntityKind.COUNTRY: country_facts,
}


_ACCOUNTS = {"economy": "the economy's final use", "health": "health", "defense": "defense"}


def _keys(
    ground: Ground, entity: Entity, accounts: tuple[AccountShare, ...],
    concentration: tuple[MarketView, ...],
) -> tuple[Fact, ...]:  # fmt: skip
    found = _first_key(ground, entity)
    if entity.kind in (EntityKind.COMMODITY, EntityKind.INDUSTRY, EntityKind.FIRM):
        facts = {f.title: f for g in _FACTS[entity.kind](ground, entity) for f in g.facts}
        wanted = ("Import share", "Imports inside a dollar of output")
        found += [facts[title] for title in wanted if title in facts]
    if concentration:
        first = concentration[0]
        title = f"Concentration of suppliers by {first.by} (HHI, 1 is one alone)"
        found.append(Fact(title, first.hhi, first.market))
    for row in accounts:
        if row.part.value is not None and row.account != "economy":
            found.append(Fact(f"Of its use, in {row.account}", row.part))
        elif row.part.value is None and row.share.value is not None:
            found.append(Fact(f"Of the cost of {_ACCOUNTS[row.account]}", row.share))
    return tuple(found)


def _first_key(ground: Ground, entity: Entity) -> list[Fact]:
    """Return the number that the command line gives first, where it gives one."""
    if entity.kind is EntityKind.MINERAL:
        facts = ground.opened.minerals.get(entity.code)
        first = leader(facts) if facts else None
        if facts is None or first is None:
            return []
        why = of_mineral(facts, "Share of world production.")
        return [Fact(f"Largest maker: {first[1]}", shown(amount(first[2], Unit.SHARE, why)))]
    if entity.kind is EntityKind.COUNTRY:
        rows = country_rows(ground, entity)
        if not rows or rows[0]["world_share"] is None:
            return []
        why = of_mineral(ground.opened.minerals[str(rows[0]["slug"])], "Share of the world's.")
        share = float(str(rows[0]["world_share"]))
        return [fact(f"Largest share of a mineral: {rows[0]['mineral']}", share, Unit.SHARE, why)]
    if entity.kind is EntityKind.REGION:
        return []
    rows = supplies(ground.net, entity.thing, top=1).rows()
    why = of_net(ground.net, "Of all that is paid for it, in one step.")
    return [
        Fact(f"Largest direct supplier: {str(row['name']).removesuffix(' (supply only)')}",
             shown(Number(float(str(row["share"])), Unit.SHARE, why)))
        for row in rows
    ]  # fmt: skip


def _sentence(entity: Entity, keys: tuple[Fact, ...]) -> str:
    if not keys:
        return ""
    first = keys[0]
    return f"{first.title}, {first.number.text}."
