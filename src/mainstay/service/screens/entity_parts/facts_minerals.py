"""Facts of minerals, and of the countries that make and ship them, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mainstay.errors import UnknownCode
from mainstay.fusion.countries import place as place_of
from mainstay.fusion.mineral_facts import Amount, MineralFacts
from mainstay.fusion.mineral_names import mineral_of
from mainstay.fusion.mineral_shares import hhi, share_of, shares
from mainstay.model import Interval, Method, Qualifier
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entities import NO_PLACE, Entity
from mainstay.service.screens.entity_parts.fact import Fact, FactGroup, fact, measured
from mainstay.service.screens.entity_parts.facts import Backdrop
from mainstay.service.screens.entity_parts.why import amount, of_interval, of_mineral, quantity
from mainstay.service.screens.shapes import shown
from mainstay.service.twins import editions
from mainstay.shocks.touched import COUNTRY_REGIONS
from mainstay.twin.materials import HOME


@dataclass(frozen=True, slots=True)
class Reserve:
    """Reserves of one form of a mineral in one place, as printed."""

    mineral: str
    place: str
    name: str
    form: str
    amount: Amount
    unit: str
    year: int


class Ground(Backdrop):
    """The backdrop with what is in the ground."""

    @cached_property
    def reserves(self) -> tuple[Reserve, ...]:
        """Every printed reserve of the twin."""
        return tuple(_reserve(row) for row in self.opened.claims(("reserves",)).to_pylist())


def _reserve(row: dict[str, Any]) -> Reserve:
    printed = row["subject"].split(":", 1)[1]
    commodity, _, form = row["object"].split(":", 1)[1].partition("/")
    try:
        found = place_of(printed)
        code, name = found.code, found.name
    except UnknownCode:
        # a name that no list holds is shown as it is printed, and linked nowhere
        code, name = "", printed
    known = Amount(row["value"], row["lo"], row["hi"], Qualifier(row["qualifier"]))
    return Reserve(
        mineral_of(commodity), code, name, form, known, row["unit"], row["valid_to"].year
    )


def mineral_facts(ground: Ground, entity: Entity) -> tuple[FactGroup, ...]:
    """Return the facts of a mineral."""
    facts = ground.opened.minerals.get(entity.code)
    if facts is None:
        return ()
    world = FactGroup("In the world", (*_world(facts), *_reserves(ground, facts)))
    return world, FactGroup("In the United States", tuple(_home(ground, facts)))


def leader(facts: MineralFacts) -> tuple[str, str, Amount] | None:
    """Return place, name and share of the largest named maker of the first world table."""
    for pool in facts.world:
        names = {p.place: p.name for p in pool.producers}
        named = [(p, s) for p, s in shares(pool) if p not in NO_PLACE and s.value is not None]
        if pool.measure == "production" and named:
            return named[0][0], names[named[0][0]], named[0][1]
    return None


def _world(facts: MineralFacts) -> list[Fact]:
    found: list[Fact] = []
    for pool in facts.world:
        why = of_mineral(facts, pool.total_words, f"year {pool.year}")
        stage = pool.stage.replace("-", " ")
        measure = "" if pool.measure == "production" else f" ({pool.measure})"
        found.append(measured(f"World, {stage}{measure}", pool.printed_total, pool.unit, why))
        index = hhi(pool)
        if pool.measure == "production":
            found.append(
                Fact(
                    f"Concentration by country, {stage}",
                    shown(amount(index, Unit.INDEX, why)),
                    "Herfindahl-Hirschman index: 1 is a single country.",
                )
            )
    return found


def _reserves(ground: Ground, facts: MineralFacts) -> list[Fact]:
    own = [r for r in ground.reserves if r.mineral == facts.slug]
    named = sorted(
        (r for r in own if r.amount.value is not None and r.place not in NO_PLACE),
        key=lambda r: -(r.amount.value or 0.0),
    )
    if not named:
        why = of_mineral(facts, "No number of reserves is printed.")
        return [Fact("Largest reserves", shown(Number(None, Unit.COUNT, why)))]
    first = named[0]
    why = of_mineral(facts, first.form, f"year {first.year}")
    return [measured(f"Largest reserves: {first.name}", first.amount, first.unit, why, first.form)]


def _home(ground: Ground, facts: MineralFacts) -> list[Fact]:
    found = []
    for flow in facts.reliance:
        if flow.year == facts.year:
            form = f" ({flow.form.lower()})" if flow.form else ""
            why = of_mineral(facts, "Net imports over consumption.", f"year {flow.year}")
            number = shown(amount(flow.amount, Unit.SHARE, why))
            found.append(Fact(f"Net import reliance{form}", number))
    worth = facts.unit_value
    if worth is not None:
        why = of_mineral(facts, "; ".join(worth.forms), f"year {worth.year}")
        price = worth.amount
        text = fact(f"Price per {worth.unit.replace('_', ' ')}", price.value, Unit.USD, why,
                    lo=price.lo, hi=price.hi)  # fmt: skip
        found.append(text)
    else:
        why = of_mineral(facts, "No price is printed in a unit of its quantity.")
        found.append(fact("Price", None, Unit.USD, why))
    return found + _used(ground, facts)


def _used(ground: Ground, facts: MineralFacts) -> list[Fact]:
    use = ground.net.materials.home.get(facts.slug)
    if use is None:
        missing = ground.net.materials.missing.get(facts.slug, "not printed")
        return [fact("Used in a year", None, Unit.COUNT, of_mineral(facts, missing),
                     f"Not known: {missing}.")]  # fmt: skip
    rows: tuple[tuple[str, Interval | None, str], ...] = (
        ("Used in a year", use.used, ""),
        ("Imported in a year", use.imports, ""),
        ("Exported in a year", use.exports, ""),
        ("From scrap in a year", use.secondary, ""),
        ("Stocks", use.stocks, "Of producers and consumers."),
    )
    found = [
        fact(title, None, Unit.COUNT, of_mineral(facts, "No number is printed."), sentence)
        if known is None else _ranged(title, known, use.unit, sentence)
        for title, known, sentence in rows
    ]  # fmt: skip
    spend = use.spend_usd
    found.append(fact("What a year's use costs", spend.mode, Unit.USD,
                      replace(of_interval(spend), method=Method.INFERRED),
                      "Quantity at the printed price.", lo=spend.low, hi=spend.high))  # fmt: skip
    return found


def _ranged(title: str, found: Interval, unit: str, sentence: str) -> Fact:
    whole = Amount(found.mode, found.low, found.high, Qualifier.EXACT)
    return measured(title, whole, unit, of_interval(found), sentence)


def country_facts(ground: Ground, entity: Entity) -> tuple[FactGroup, ...]:
    """Return the facts of a country."""
    makes = [f for f in ground.opened.minerals.values() if _makes(f, entity.code)]
    leads = [f for f in makes if (first := leader(f)) is not None and first[0] == entity.code]
    ships = [f for f in ground.opened.minerals.values() if _ships(f, entity.code)]
    foremost = [f for f in ships if _largest(f) == entity.code]
    whole = next(iter(ground.opened.minerals.values()), None)
    if whole is None:
        return ()
    why = of_mineral(whole, "Counted over the tables of world production and of import sources.")
    minerals = [
        fact("Minerals it makes", float(len(makes)), Unit.COUNT, why),
        fact("Of which it makes most", float(len(leads)), Unit.COUNT, why, _names(leads)),
    ]
    if entity.code != HOME:
        minerals += [
            fact("Minerals it ships to the United States", float(len(ships)), Unit.COUNT, why),
            fact("Of which it ships most", float(len(foremost)), Unit.COUNT, why, _names(foremost)),
        ]
    return FactGroup("Minerals", tuple(minerals)), FactGroup("Place", tuple(_place(ground, entity)))


def _place(ground: Ground, entity: Entity) -> list[Fact]:
    rank = ground.net.materials.stability.get(entity.code)
    held = editions(ground.opened.record).get("worldbank.wgi", ("edition not told",))
    why = Provenance(
        sources=("worldbank.wgi",), vintage=held[-1], method=Method.INFERRED, confidence=0.6,
        note="Political stability and absence of violence: percentile among countries.",
    )  # fmt: skip
    found = [fact("Political stability, percentile", rank, Unit.INDEX, why,
                  "0 is the least stable country, 100 the most.")]  # fmt: skip
    region = COUNTRY_REGIONS.get(entity.code)
    if region is None and entity.code != HOME:
        found.append(fact("All it sells to the United States", None, Unit.USD, why,
                          "Published tables of imports have no row of this country."))  # fmt: skip
    return found


def _names(found: list[MineralFacts]) -> str:
    names = [f.names[0] for f in found]
    rest = len(names) - 6
    return ", ".join(names[:6]) + (f" and {rest} more" if rest > 0 else "")


def _makes(facts: MineralFacts, place: str) -> bool:
    return any(
        p.place == place and (p.amount.value or not p.amount.is_known)
        for pool in facts.world
        for p in pool.producers
    )


def _ships(facts: MineralFacts, place: str) -> bool:
    return any(s.place == place and s.share.value for pool in facts.imports for s in pool.sources)


def _largest(facts: MineralFacts) -> str | None:
    if facts.traded is None:
        return None
    named = [s for s in facts.traded.sources if s.place not in NO_PLACE and s.share.value]
    return max(named, key=lambda s: s.share.value or 0.0).place if named else None


def country_rows(ground: Ground, entity: Entity) -> list[dict[str, object]]:
    """Return what a country makes and ships, mineral by mineral, the largest share first."""
    rows: list[dict[str, object]] = []
    for facts in ground.opened.minerals.values():
        pool = next((w for w in facts.world if w.measure == "production"), None)
        made = next((p for p in pool.producers if p.place == entity.code), None) if pool else None
        sent = next((s for s in (facts.traded.sources if facts.traded else ())
                     if s.place == entity.code), None)  # fmt: skip
        held = next((r for r in ground.reserves
                     if r.mineral == facts.slug and r.place == entity.code), None)  # fmt: skip
        if made is None and sent is None and held is None:
            continue
        share = share_of(pool, entity.code) if pool and made else Amount()
        rows.append({
            "mineral": facts.names[0], "slug": facts.slug,
            "stage": pool.stage.replace("-", " ") if pool else "",
            "world_share": share.value,
            "made": _printed(made.amount, pool.unit) if made and pool else "not listed",
            "us_import_share": sent.share.value if sent else None,
            "reserves": _printed(held.amount, held.unit) if held else "not listed",
            "year": pool.year if pool else facts.year,
        })  # fmt: skip
    return sorted(rows, key=lambda r: (-float(str(r["world_share"] or 0.0)), str(r["mineral"])))


def _printed(found: Amount, unit: str) -> str:
    if found.value is not None:
        return quantity(found.value, unit)
    return str(amount(found, Unit.COUNT, _NOBODY))


_NOBODY = Provenance(sources=(), vintage="", confidence=0.0)
