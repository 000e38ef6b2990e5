"""What hangs on an entity, and how concentrated its suppliers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError
from mainstay.fusion.countries import country_names
from mainstay.fusion.mineral_shares import hhi, shares
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entities import NO_PLACE, Entity, EntityBook
from mainstay.service.screens.entity_ids import (
    EntityKind,
    entity_id,
    entity_of_activity,
)
from mainstay.service.screens.entity_parts.facts_minerals import Ground
from mainstay.service.screens.entity_parts.ladder import spent_on
from mainstay.service.screens.entity_parts.why import (
    PLACED,
    PROJECTED,
    amount,
    of_mineral,
    of_net,
)
from mainstay.service.screens.shapes import ShownNumber, shown
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.concentration import Concentration, concentration, concentration_of, markets
from mainstay.twin.dependents import accounts
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.steps import forward_steps
from mainstay.twin.suppliers import market_name


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountShare:
    """How much of one account passes through an entity at any step.

    ``part`` is, of a mineral, the part of its use that ends in the account.
    """

    account: str
    final: ShownNumber
    direct: ShownNumber
    through: ShownNumber
    share: ShownNumber
    gdp: ShownNumber
    compensation: ShownNumber
    part: ShownNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketView:
    """How concentrated the suppliers of one market are, by region or by maker."""

    market: str
    by: str
    makers: int
    hhi: ShownNumber
    leader: str
    leader_entity: str | None
    leader_share: ShownNumber
    unplaced: ShownNumber


_THROUGH = (
    "Part of the account's cost that passes through it at any step; not what stops without it."
)
_ENDS = (
    "Part of what the country uses of it that ends in the account's final use, each industry's "
    "sales carrying it in proportion."
)


def has_dollars(ground: Ground, entity: Entity) -> bool:
    """Return whether the net holds dollars of an entity; without, what hangs on it is unknown."""
    net = ground.net
    made = net.make[entity.chosen.activities].sum() + net.made_usd[entity.chosen.pools].sum()
    return bool(made > 0)


def account_shares(ground: Ground, entity: Entity) -> tuple[AccountShare, ...]:
    """Return the three accounts; empty where nothing is known of what hangs on the entity."""
    if not has_dollars(ground, entity):
        return ()
    why = of_net(ground.net, _THROUGH, PLACED if entity.kind is EntityKind.REGION else PROJECTED)
    nothing = shown(Number(None, Unit.SHARE, why))
    return tuple(
        AccountShare(
            account=row["account"],
            final=_usd(row["final_usd"], why), direct=_usd(row["direct_usd"], why),
            through=_usd(row["through_usd"], why),
            share=shown(Number(row["share"], Unit.SHARE, why)),
            gdp=_usd(row["gdp_usd"], why), compensation=_usd(row["compensation_usd"], why),
            part=nothing,
        )
        for row in accounts(ground.net, entity.thing).rows()
    )  # fmt: skip


def mineral_accounts(ground: Ground, start: np.ndarray[tuple[int], np.dtype[np.float64]],
                     spend: float | None) -> tuple[AccountShare, ...]:  # fmt: skip
    """Return what of a mineral's use ends in each account; ``start`` is its use by industry."""
    tech, net = ground.tech, ground.net
    whole = np.divide(start, tech.output_usd, out=np.zeros_like(start), where=start != 0)
    reached = tech.solve_transposed(whole)
    served = np.array([tech.on_activities(net.final_of(*c)) for c in ACCOUNTS.values()])
    parts = served @ reached
    direct = forward_steps(tech, start, 1).final[1]
    why = of_net(net, _ENDS, 0.4)
    found = []
    for k, (account, columns) in enumerate(ACCOUNTS.items()):
        final, worth = float(net.final_of(*columns).sum()), None
        if spend is not None:
            worth = float(parts[k]) * spend
        found.append(
            AccountShare(
                account=account, final=_usd(final, why),
                direct=_usd(None if spend is None else float(direct[k]) * spend, why),
                through=_usd(worth, why),
                share=shown(Number(None if worth is None else worth / final, Unit.SHARE, why)),
                gdp=_usd(None, why), compensation=_usd(None, why),
                part=shown(Number(float(parts[k]), Unit.SHARE, why)),
            )
        )  # fmt: skip
    return tuple(found)


def _usd(value: float | None, why: Provenance) -> ShownNumber:
    return shown(Number(value, Unit.USD, why))


def concentrations(ground: Ground, book: EntityBook, entity: Entity) -> tuple[MarketView, ...]:
    """Return how concentrated the suppliers of an entity are."""
    if entity.kind is EntityKind.MINERAL:
        return _of_mineral(ground, book, entity)
    if entity.kind is EntityKind.COMMODITY:
        why = of_net(ground.net, _MADE, PLACED)
        return tuple(
            _market(book, market_name(ground.net, market), by, found, why)
            for market in markets(ground.net, entity.chosen.pools)
            for by, is_region in (("region", True), ("maker", False))
            for found in [concentration_of(ground.net, market, by_region=is_region)]
        )
    return _of_inputs(ground, book, entity)


_MADE = "Shares of what is made into the market; an industry is one maker, its firms are not seen."


def _of_inputs(ground: Ground, book: EntityBook, entity: Entity) -> tuple[MarketView, ...]:
    """Return how concentrated the direct suppliers of all inputs are."""
    tech, spent = ground.tech, spent_on(ground.net, entity)
    if not spent.any() or entity.kind is EntityKind.REGION:
        return ()
    made, abroad = tech.on_activities(spent), np.asarray(tech.leak @ spent, dtype=np.float64)
    placed = np.array([r != UNALLOCATED for r in tech.regions])
    home = [ground.net.activities.region[i] for i in tech.activity]
    foreign = [r for r in tech.regions if r != UNALLOCATED]
    amounts = np.clip(np.concatenate([made, abroad[placed]]), 0.0, None)
    unknown = float(np.clip(abroad[~placed].sum(), 0.0, None))
    why = of_net(ground.net, "Shares of all that it buys, in one step.", PLACED)
    views = []
    for by, names in (("region", [*home, *foreign]), ("maker", [*tech.ids, *foreign])):
        try:
            found = concentration(names, amounts, unknown)
        except InputError:
            continue
        views.append(_market(book, "All its inputs", by, found, why))
    return tuple(views)


def _of_mineral(ground: Ground, book: EntityBook, entity: Entity) -> tuple[MarketView, ...]:
    facts = ground.opened.minerals.get(entity.code)
    if facts is None:
        return ()
    views = []
    for pool in facts.world:
        if pool.measure != "production" or not pool.is_comparable:
            continue
        why = of_mineral(facts, "Shares of world production by country.", f"year {pool.year}")
        named = [(p, s) for p, s in shares(pool) if p not in NO_PLACE and s.value is not None]
        names = {p.place: p.name for p in pool.producers}
        first = named[0] if named else None
        known = sum(s.value or 0.0 for _, s in named)
        views.append(
            MarketView(
                market=f"World, {pool.stage.replace('-', ' ')}", by="country", makers=len(named),
                hhi=shown(amount(hhi(pool), Unit.INDEX, why)),
                leader=names[first[0]] if first else "unknown",
                leader_entity=place_key(book, first[0]) if first else None,
                leader_share=shown(amount(first[1], Unit.SHARE, why)) if first
                else shown(Number(None, Unit.SHARE, why)),
                unplaced=shown(Number(max(1.0 - known, 0.0) if named else None, Unit.SHARE, why)),
            )
        )  # fmt: skip
    return tuple(views)


def _market(
    book: EntityBook, market: str, by: str, found: Concentration, why: Provenance
) -> MarketView:
    is_point = found.hhi_lo == found.hhi_hi
    index = Number(
        found.hhi_lo if is_point else None, Unit.INDEX, why,
        None if is_point else found.hhi_lo, None if is_point else found.hhi_hi,
    )  # fmt: skip
    name, key = named_as(book, found.leader)
    return MarketView(
        market=market, by=by, makers=found.makers, hhi=shown(index), leader=name,
        leader_entity=key, leader_share=shown(Number(found.leader_share, Unit.SHARE, why)),
        unplaced=shown(Number(found.unknown_share, Unit.SHARE, why)),
    )  # fmt: skip


def named_as(book: EntityBook, code: str) -> tuple[str, str | None]:
    """Return name and entity of an activity's id or of a region."""
    net = book.net
    if code in net.activity_index:
        i = net.activity_index[code]
        name = net.activities.name[i].removesuffix(" (supply only)")
        return name, listed(book, entity_of_activity(net, i))
    key = entity_id(EntityKind.REGION, code) if code else ""
    return country_names().codes.get(
        code, "United States" if code == "US" else code or "unknown"
    ), (listed(book, key))


def listed(book: EntityBook, key: str) -> str | None:
    """Return an id if the twin has such an entity."""
    return key if key in book.by_id else None


def place_key(book: EntityBook, place: str) -> str | None:
    """Return the id of a place that a publisher names, if the twin has it."""
    return listed(book, entity_id(EntityKind.COUNTRY, place)) if place else None
