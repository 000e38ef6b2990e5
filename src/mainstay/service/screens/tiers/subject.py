"""What tiers are asked of: an id becomes dollars to follow, up or down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import NotFound, UnknownCode
from mainstay.service.screens.entity_ids import (
    EntityKind,
    entity_of_activity,
    entity_of_pool,
    split_entity_id,
)
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.exposure import ACCOUNTS, account_columns
from mainstay.twin.net import Floats, Net
from mainstay.twin.technology import Technology, technology
from mainstay.twin.tiers import Direction, Start, basket

#: Ids of whole accounts begin with it; they are no entities and have tiers all the same.
ACCOUNT = "account:"

#: Everything that is made, whoever buys it.
ALL = "all"

_WORDS = {"economy": "the whole economy", "health": "health care", "defense": "national defense"}


@dataclass(frozen=True, eq=False)
class Subject:
    """What is followed.

    Parameters
    ----------
    id, name
        Its id and what to call it.
    base
        What the dollars are, in words.
    start
        Where the tiers begin.
    accounts
        Accounts that buy it directly, ``all`` first: what ``account`` may be.
    directions
        Ways that it can be followed.
    notes
        What was set aside.
    """

    id: str
    name: str
    base: str
    start: Start
    accounts: tuple[str, ...] = (ALL,)
    directions: tuple[Direction, ...] = ("up", "down")
    notes: tuple[str, ...] = ()


def subject_of(net: Net, entity: str, account: str = ALL, direction: Direction = "up") -> Subject:
    """Return what an id stands for, with the dollars to follow.

    Parameters
    ----------
    net
        The net.
    entity
        Id of an industry, commodity, region or firm, or ``account:defense`` and the like.
    account
        ``all``, or the account whose direct purchases are followed up.
    direction
        Which way it will be followed.

    Raises
    ------
    NotFound
        If the net has nothing by that id, or no dollars of it.
    UnknownCode
        If it cannot be followed that way, or the account buys none of it.
    """
    if entity.startswith(ACCOUNT):
        return _account(net, entity.removeprefix(ACCOUNT), direction)
    kind, code = split_entity_id(entity)
    if kind is EntityKind.REGION:
        return _region(net, entity, code, direction)
    if kind is EntityKind.COMMODITY:
        return _commodity(net, entity, code, account, direction)
    if kind is EntityKind.COUNTRY:
        raise NotFound(
            f"{entity} has no tiers: the accounts name regions, the mineral tables countries",
            hint="region:China, region:Europe and so on have uses, and every mineral has both",
        )
    return _activity(net, entity, account, direction)


def _account(net: Net, name: str, direction: Direction) -> Subject:
    if name not in ACCOUNTS:
        raise NotFound(f"no account {name!r}", hint=f"account: and one of {', '.join(ACCOUNTS)}")
    _only(direction, "up", f"{ACCOUNT}{name}", "an account is where dollars end")
    tech = technology(net)
    bought, below = basket(net, account_columns(name))
    set_aside = f"Purchases below zero are left out, stocks and used goods: {below / 1e9:,.1f} bn."
    notes = (set_aside,) if below < -5e7 else ()
    return Subject(
        f"{ACCOUNT}{name}", _WORDS[name].capitalize(), f"what {_WORDS[name]} buys",
        Start(np.zeros(tech.size), bought), directions=("up",), notes=notes,
    )  # fmt: skip


def _region(net: Net, entity: str, code: str, direction: Direction) -> Subject:
    tech = technology(net)
    known = {_slug(r): k for k, r in enumerate(tech.regions) if r != UNALLOCATED}
    row = known.get(_slug(code))
    shipped = np.zeros(len(net.pools))
    if row is not None:
        share = np.asarray(tech.leak[[row]].toarray()).ravel()
        shipped = np.clip(share * net.made_usd, 0.0, None)
    if row is None or not shipped.any():
        named = [r for k, r in enumerate(tech.regions) if (tech.leak[[k]] @ net.made_usd)[0] > 0]
        raise NotFound(f"no dollars from {entity}", hint="regions: " + ", ".join(named[:12]))
    _only(direction, "down", entity, "what stands behind an import is not known here")
    name = tech.regions[row]
    return Subject(entity, f"Imports from {name}", f"all that comes from {name}",
                   Start(np.zeros(tech.size), shipped), directions=("down",))  # fmt: skip


def _commodity(
    net: Net, entity: str, code: str, account: str, direction: Direction
) -> Subject:  # fmt: skip
    tech = technology(net)
    if code in net.pool_index:
        chosen = [net.pool_index[code]]
    else:
        chosen = [j for j in range(len(net.pools)) if entity_of_pool(net, j) == entity]
    if not chosen:
        raise NotFound(f"the twin has no {entity}", hint="find its code with the search box")
    inside = np.zeros(len(net.pools), dtype=bool)
    inside[chosen] = True
    made = np.clip(np.where(inside, net.made_usd, 0.0), 0.0, None)
    if not made.any():
        raise NotFound(f"the net holds no dollars of {entity}", hint="it may have a mineral's page")
    bought = {a: np.where(inside, basket(net, account_columns(a))[0], 0.0) for a in ACCOUNTS}
    buyers = tuple(a for a in ACCOUNTS if a != "economy" and bought[a].any())
    name = net.pools.name[chosen[0]].removesuffix(", imported")
    pools, base = made, "all that is made or shipped here"
    if account != ALL:
        _bought(entity, account, (*buyers, "economy"), direction)
        pools, base = bought[account], f"what {_WORDS[account]} buys of it directly"
    return Subject(entity, name, base, Start(np.zeros(tech.size), pools), (ALL, *buyers))


def _activity(net: Net, entity: str, account: str, direction: Direction) -> Subject:
    tech = technology(net)
    places = [k for k, i in enumerate(tech.activity) if entity_of_activity(net, int(i)) == entity]
    if not places:
        raise NotFound(f"the twin has no accounts of {entity}",
                       hint="find its code with the search box")  # fmt: skip
    inside = np.zeros(tech.size)
    inside[places] = 1.0
    bought = {a: inside * _made_for(net, tech, a) for a in ACCOUNTS}
    buyers = tuple(a for a in ACCOUNTS if a != "economy" and bought[a].any())
    name = net.activities.name[int(tech.activity[places[0]])]
    output, base = inside * tech.output_usd, "its output of a year"
    if account != ALL:
        _bought(entity, account, (*buyers, "economy"), direction)
        output, base = bought[account], f"what {_WORDS[account]} buys of it directly"
    start = Start(np.clip(output, 0.0, None), np.zeros(len(net.pools)))
    return Subject(entity, name, base, start, (ALL, *buyers))


def _made_for(net: Net, tech: Technology, account: str) -> Floats:
    return tech.on_activities(basket(net, account_columns(account))[0])


def _only(direction: Direction, way: Direction, entity: str, why: str) -> None:
    if direction != way:
        raise UnknownCode(f"{entity} cannot be followed {direction}: {why}",
                          hint=f"ask for direction={way}")  # fmt: skip


def _bought(entity: str, account: str, buyers: tuple[str, ...], direction: Direction) -> None:
    if account not in buyers:
        known = ", ".join((ALL, *buyers))
        raise UnknownCode(f"{account!r} buys nothing of {entity} directly", hint=f"known: {known}")
    _only(direction, "up", f"{entity} for {account}", "what an account buys ends there")


def _slug(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
