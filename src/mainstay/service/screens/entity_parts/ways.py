"""The ways on from an entity: its relatives, the scenario that stops it, its commands."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from mainstay.service.screens.entities import Entity, EntityBook, twin_in_python, twin_option
from mainstay.service.screens.entity_ids import EntityKind, entity_id
from mainstay.service.screens.entity_parts.facts_minerals import Ground, country_rows, leader
from mainstay.service.screens.shapes import Command
from mainstay.shocks.touched import COUNTRY_REGIONS


@dataclass(frozen=True, slots=True)
class EntityWay:
    """A way on from an entity: words, and the address on this page's own site."""

    title: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Another entity that belongs to this one, and how."""

    id: str
    name: str
    how: str


def relatives_of(book: EntityBook, entity: Entity) -> tuple[Relative, ...]:
    """Return the entities that belong to one."""
    twins = {EntityKind.COMMODITY: EntityKind.INDUSTRY, EntityKind.INDUSTRY: EntityKind.COMMODITY}
    found: list[tuple[str, str]] = []
    if entity.kind in twins:
        how = ("the industry of this code" if entity.kind is EntityKind.COMMODITY
               else "the market of this code")  # fmt: skip
        found.append((entity_id(twins[entity.kind], entity.code), how))
    if entity.kind is EntityKind.COUNTRY and entity.code in COUNTRY_REGIONS:
        region = entity_id(EntityKind.REGION, COUNTRY_REGIONS[entity.code])
        found.append((region, "all that it sells to the United States, in dollars"))
    if entity.kind is EntityKind.REGION:
        places = [p for p, r in COUNTRY_REGIONS.items() if r == entity.code and len(p) == 3]
        found += [(entity_id(EntityKind.COUNTRY, p), "its minerals") for p in places]
    found += _family(book, entity)
    known = [(book.by_id[key], how) for key, how in found if key in book.by_id]
    return tuple(Relative(line.id, line.name, how) for line, how in known)


def _family(book: EntityBook, entity: Entity) -> list[tuple[str, str]]:
    """Return the firms placed in an industry, or the industry that a firm was placed in."""
    parent, own = book.net.activities.parent, set(entity.chosen.activities.tolist())
    if entity.kind is EntityKind.COUNTRY or not own:
        return []
    inside = [i for i, p in enumerate(parent) if int(p) in own and i not in own]
    above = [int(parent[i]) for i in own if parent[i] >= 0]
    return [(book.of_activity(i), "placed in it") for i in inside] + [
        (book.of_activity(i), "what it was placed in") for i in above
    ]


def ways_of(ground: Ground, entity: Entity) -> tuple[EntityWay, ...]:
    """Return the ways on; the scenario page reads target, codes and country."""
    ways = []
    stopped = _stopped(ground, entity)
    if stopped:
        ways.append(EntityWay("What if it stops?", f"/scenario?{urlencode(stopped)}", "scenario"))
    safe = quote(entity.id, safe="")
    if entity.kind not in (EntityKind.COUNTRY, EntityKind.REGION):
        ways.append(EntityWay("Its tiers, from material to good", f"/tiers/{safe}", "tiers"))
    ways.append(EntityWay("On the map and in the network", f"/explore?{_seen(entity)}", "explore"))
    return tuple(ways)


def _seen(entity: Entity) -> str:
    """Return the filter that shows an entity on the map and in the network."""
    if entity.kind in (EntityKind.COUNTRY, EntityKind.REGION):
        return urlencode({"place": f"{entity.kind}:{entity.code}"})
    if entity.kind is EntityKind.MINERAL:
        return urlencode({"sector": f"mineral:{entity.code}"})
    return urlencode({"q": entity.code})


def _stopped(ground: Ground, entity: Entity) -> dict[str, str]:
    """Return target, codes and country of the shock that stops an entity."""
    if entity.kind is EntityKind.MINERAL:
        facts = ground.opened.minerals.get(entity.code)
        first = leader(facts) if facts else None
        if facts is None or first is None or facts.primary is None:
            return {}
        return {"target": "exports", "codes": facts.primary.pool_id, "country": first[0]}
    if entity.kind is EntityKind.COUNTRY:
        made = [r for r in country_rows(ground, entity) if r["world_share"]]
        pools = [f.primary.pool_id for r in made[:1]
                 if (f := ground.opened.minerals[str(r["slug"])]).primary is not None]  # fmt: skip
        return {"target": "exports", "codes": pools[0], "country": entity.code} if pools else {}
    if entity.kind is EntityKind.COMMODITY:
        net = ground.net
        abroad = [j for j in entity.chosen.pools if net.pools.stage[j] == "imports"]
        code = net.pools.id[abroad[0]] if abroad else net.pools.id[entity.chosen.pools[0]]
        return {"target": "imports" if abroad else "final_demand", "codes": code}
    if not len(entity.chosen.activities):
        return {}
    own = ground.net.activities.id[int(entity.chosen.activities[0])]
    return {"target": "capacity", "codes": own}


def command_of(ground: Ground, entity: Entity) -> Command:
    """Return how to get the page's first numbers outside of it."""
    thing, verbs = entity.thing, ["supplies", "depends"]
    if entity.kind is EntityKind.REGION:
        verbs = ["depends"]
    if entity.kind is EntityKind.COUNTRY:
        # the net knows a country by its minerals: each is asked for by its own name
        rows = country_rows(ground, entity)
        thing, verbs = str(rows[0]["slug"]) if rows else thing, ["supplies"]
    if entity.kind is EntityKind.MINERAL:
        # the net has no dollars of it; who uses it stands in the evidence on end uses
        verbs = ["supplies"]
    quoted = entity.quoted if thing == entity.thing else thing
    option = twin_option(ground.opened)
    cli = "\n".join(f"mainstay who {verb} {quoted}{option}" for verb in verbs)
    if entity.code in ground.net.materials.uses and entity.kind is EntityKind.MINERAL:
        cli += f"\nmainstay materials evidence {quoted}{option}"
    calls = "\n".join(f"print(twin.{verb}({thing!r})[0].rows()[0])" for verb in verbs)
    return Command(cli, f"import mainstay\n\n{twin_in_python(ground.opened)}\n{calls}")
