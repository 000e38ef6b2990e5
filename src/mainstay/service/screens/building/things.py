"""Search for what a shock may act on: only what its engine can answer, best match first."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mainstay.model import Target
from mainstay.service.screens.building.takes import Things, things_of
from mainstay.service.screens.entity_ids import entity_of_activity, entity_of_pool
from mainstay.shocks.touched import ACCOUNT_PREFIX
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import ActivityKind, Floats, Net
from mainstay.twin.selection import select_activities, select_pools

#: The engine that answers for minerals alone.
MINERALS = "commodity"

_WORLD = "WORLD"
_MINERAL = "mineral:"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a shock may act on.

    Parameters
    ----------
    code, name
        Code for the scenario file, and words.
    kind
        What it is: imported product, mineral in the world market, industry, firm, account.
    entity
        Id of its page; empty where it has none.
    why_not
        Why the engine cannot answer for it; empty where it can.
    is_near
        Whether nothing matched and this only looks like what was typed.
    """

    code: str
    name: str
    kind: str
    entity: str = ""
    why_not: str = ""
    is_near: bool = False


def find_things(
    net: Net, target: Target, engine: str, text: str = "", count: int = 20
) -> tuple[Thing, ...]:
    """Return what a shock may act on that matches a text; without a text, the largest.

    Parameters
    ----------
    target, engine
        What the shock does, and who answers it.
    text
        Words or the beginning of a code; every word must occur.
    count
        How many at most.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> [t.code for t in find_things(toy_net(), Target.CAPACITY, "ario", "elec")]
    ['electronics']
    """
    offered = list(_offered(net, target, engine))
    words = text.lower().replace(",", " ").split()
    scored = [
        (score, -size, place, thing)
        for place, (thing, size) in enumerate(offered)
        if (score := _score(thing, words, text.strip().lower())) is not None
    ]
    found = tuple(thing for *_, thing in sorted(scored, key=lambda s: s[:3])[:count])
    return found or _near(text, [thing for thing, _ in offered])


def name_of(net: Net, target: Target, code: str) -> str:
    """Return the words for a code as a shock on this target means it; the code where unknown."""
    if code.startswith(ACCOUNT_PREFIX):
        return f"all that {_account(code.removeprefix(ACCOUNT_PREFIX))} buys"
    if things_of(target) is Things.ACTIVITIES:
        found = select_activities(net, code)
    else:
        found = select_pools(net, code)
        if found is not None and len(found.pools) > 1:
            return _product_name(net, int(found.pools[0]))
    return found.name if found is not None else code


def _score(thing: Thing, words: list[str], whole: str) -> int | None:
    """Return how well a thing matches, 0 best; ``None`` where a word is missing."""
    if not words:
        return 0
    code, name = thing.code.lower(), thing.name.lower()
    if not all(word in name or word in code for word in words):
        return None
    if whole in (code, code.rpartition(":")[2], name):
        return 0
    if code.startswith(whole) or code.rpartition(":")[2].startswith(whole):
        return 1
    if name.startswith(whole):
        return 2
    starts = [part for part in name.replace(",", " ").split() if part.startswith(words[0])]
    return 3 if starts else 4


def _near(text: str, offered: Sequence[Thing]) -> tuple[Thing, ...]:
    """Return what is offered with words that look like what was typed, first letter and all."""
    held: dict[str, list[Thing]] = {}
    for thing in offered:
        for word in dict.fromkeys(thing.name.lower().replace(",", " ").split()):
            held.setdefault(word, []).append(thing)
    found: dict[str, Thing] = {}
    for wanted in text.lower().split():
        alike = [word for word in held if word[0] == wanted[0]]
        for word in difflib.get_close_matches(wanted, alike, n=3, cutoff=0.75):
            found |= {thing.code: replace(thing, is_near=True) for thing in held[word]}
    return tuple(found.values())[:5]


def _offered(net: Net, target: Target, engine: str) -> Iterator[tuple[Thing, float]]:
    """Yield what a target acts on with the money that goes through it."""
    things = things_of(target)
    if things is Things.ACTIVITIES:
        yield from _activities(net, target, engine)
    elif things is Things.BOUGHT:
        yield from _bought(net)
    else:
        yield from _pools(net, target, engine)


def _activities(net: Net, target: Target, engine: str) -> Iterator[tuple[Thing, float]]:
    acts = net.activities
    abroad_too = engine != "inoperability" and target in (
        Target.ACTIVITY_OUTPUT, Target.CAPACITY, Target.LABOR,
    )  # fmt: skip
    sold = np.asarray(net.make.sum(axis=1)).ravel()
    for i, kind in enumerate(acts.kind):
        if not (net.full[i] or (abroad_too and sold[i] > 0)):
            continue
        is_industry = kind is ActivityKind.INDUSTRY and bool(net.full[i])
        words = "industry" if is_industry else "region abroad" if not net.full[i] else str(kind)
        code = acts.industry[i] if is_industry and acts.industry[i] else acts.id[i]
        yield Thing(code, acts.name[i], words, entity_of_activity(net, i)), float(sold[i])


def _bought(net: Net) -> Iterator[tuple[Thing, float]]:
    whole = net.final.sum(axis=1)
    for account in ACCOUNTS:
        name = f"all that {_account(account)} buys"
        yield Thing(ACCOUNT_PREFIX + account, name, "account"), 0.0
    seen: dict[str, int] = {}
    bought: dict[str, float] = {}
    for j, product in enumerate(net.pools.product):
        if whole[j]:
            seen.setdefault(product, j)
            bought[product] = bought.get(product, 0.0) + float(whole[j])
    for product, j in seen.items():
        thing = Thing(product, _product_name(net, j), "product", entity_of_pool(net, j))
        yield thing, bought[product]


def _pools(net: Net, target: Target, engine: str) -> Iterator[tuple[Thing, float]]:
    pools, for_minerals = net.pools, engine == MINERALS
    from_abroad, made = _from_abroad(net), net.made_usd
    imported = things_of(target) is Things.IMPORTED
    for j, key in enumerate(pools.id):
        is_mineral, in_world = key.startswith(_MINERAL), pools.region[j] == _WORLD
        if imported and (in_world or not from_abroad[j]):
            continue
        if target is Target.EXPORTS and not in_world:
            continue
        # minerals are counted by weight; what is asked by weight is answered by another engine
        if is_mineral != for_minerals and (for_minerals or not made[j] > 0):
            continue
        if for_minerals and target is Target.POOL_PRODUCTION and not in_world:
            continue
        kind = "mineral, " if is_mineral else "product, "
        kind += "world market" if in_world else "imported" if from_abroad[j] else "made here"
        why_not = _why_not(net, pools.product[j]) if for_minerals else ""
        thing = Thing(key, pools.name[j], kind, entity_of_pool(net, j), why_not)
        yield thing, float(made[j]) if not why_not else -1.0


def _why_not(net: Net, mineral: str) -> str:
    if mineral in net.materials.computed:
        return ""
    return net.materials.missing.get(mineral, "its market or its uses are not known")


def _from_abroad(net: Net) -> Floats:
    made = net.make + net.make_quantity
    return np.asarray(made[~net.full].sum(axis=0), dtype=np.float64).ravel()


def _product_name(net: Net, pool: int) -> str:
    name = net.pools.name[pool]
    return f"{name.removesuffix(', imported')}, at home and imported"


def _account(account: str) -> str:
    return f"the {account} account" if account in ACCOUNTS else account.replace("_", " ")
