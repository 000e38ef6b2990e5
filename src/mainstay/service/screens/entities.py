"""The entities of a twin as a list: resolved by id, found by name or code, misspelled or not."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mainstay.errors import UnknownCode
from mainstay.fusion.countries import country_names
from mainstay.model import Method
from mainstay.service.screens.entity_ids import (
    EntityKind,
    entity_id,
    entity_of_activity,
    entity_of_pool,
    place_of,
    split_entity_id,
)
from mainstay.service.screens.entity_search import Names
from mainstay.service.twins import DEMO, OpenTwin
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import Net
from mainstay.twin.selection import (
    ACTIVITY_PREFIX,
    Selection,
    select_activities,
    select_pools,
)

#: Searches whose result is kept.
SEARCHES = 512

_KEY = "_entities"

#: What a list says an entity is.
KIND_WORDS: Mapping[EntityKind, str] = {
    EntityKind.INDUSTRY: "industry",
    EntityKind.COMMODITY: "market, made at home and imported",
    EntityKind.COUNTRY: "country",
    EntityKind.REGION: "import region",
    EntityKind.MINERAL: "mineral",
    EntityKind.FIRM: "firm",
    EntityKind.PLANT: "plant",
    EntityKind.PACKAGE: "package",
}
#: Codes of places that no publisher names.
NO_PLACE = ("other", UNALLOCATED)


@dataclass(frozen=True, slots=True)
class EntityLine:
    """One entity of a list: its id, what it is called, and what it is in a few words."""

    id: str
    kind: EntityKind
    code: str
    name: str
    about: str


@dataclass(frozen=True, eq=False)
class Entity:
    """One entity with its place in the net.

    Parameters
    ----------
    id, kind, code, name
        Id and its parts, and what to call it.
    thing
        The text that means it on the command line.
    chosen
        Its pools or its activities.
    """

    id: str
    kind: EntityKind
    code: str
    name: str
    thing: str
    chosen: Selection

    @property
    def quoted(self) -> str:
        """The text for a shell."""
        return shlex.quote(self.thing)


class EntityBook:
    """Every entity of one twin, by id and by name.

    Parameters
    ----------
    opened
        The twin.
    """

    def __init__(self, opened: OpenTwin) -> None:
        self.net, self.minerals = opened.net, opened.minerals
        self._pools, self._activities = _members(opened.net)
        listed = _lines(opened, self._pools, self._activities)
        lines = sorted(listed, key=lambda pair: (-pair[1], pair[0].name))
        self.lines = tuple(line for line, _ in lines)
        self.by_id = {line.id: line for line in self.lines}
        self._folded = {line.id.casefold(): line.id for line in self.lines}
        names = [(line.name, line.code, *self._aliases(line)) for line in self.lines]
        self._names = Names(names)
        self.find = lru_cache(SEARCHES)(self._find)
        self.entity = lru_cache(SEARCHES)(self._entity)

    def _aliases(self, line: EntityLine) -> tuple[str, ...]:
        if line.kind is EntityKind.MINERAL and line.code in self.minerals:
            return self.minerals[line.code].names
        return ()

    def _find(self, wanted: str, kind: EntityKind | None) -> tuple[EntityLine, ...]:
        """Return the entities that a text may mean, best first; all of them without a text."""
        if not wanted.strip():
            found: Iterable[EntityLine] = self.lines
        elif (own := self.own_id(wanted.strip())) is not None:
            found = [self.by_id[own]]
        else:
            found = [self.lines[k] for k in self._names.find(wanted)]
        return tuple(line for line in found if kind is None or line.kind is kind)

    def own_id(self, text: str) -> str | None:
        """Return the entity that an id means: an entity's, a pool's or an activity's."""
        if text in self.net.pool_index:
            return entity_of_pool(self.net, self.net.pool_index[text])
        if text in self.net.activity_index:
            return entity_of_activity(self.net, self.net.activity_index[text])
        return self._folded.get(text.casefold())

    def of_activity(self, index: int) -> str:
        """Return the id of the entity that an activity belongs to."""
        return entity_of_activity(self.net, index)

    def _entity(self, entity: str) -> Entity:
        """Return an entity by its id.

        Raises
        ------
        UnknownCode
            If the twin has none by that id; the hint lists the closest.
        """
        line = self.line(entity)
        thing = _thing(line)
        return Entity(line.id, line.kind, line.code, line.name, thing, self._chosen(line))

    def line(self, entity: str) -> EntityLine:
        """Return the line of an entity by its id, by a pool's id, or by an activity's id.

        Raises
        ------
        UnknownCode
            If there is none; the hint lists the closest.
        """
        kind, code = split_entity_id(entity)
        has_own_id = {
            EntityKind.COMMODITY: self.net.pool_index, EntityKind.INDUSTRY: self.net.activity_index,
        }.get(kind, {})  # fmt: skip
        own = self.own_id(code) if code in has_own_id else None
        wanted = own or self._folded.get(entity_id(kind, code).casefold(), "")
        found = self.by_id.get(wanted)
        if found is None:
            near = [f"{line.id} {line.name}" for line in self.find(code, None)[:5]]
            raise UnknownCode(
                f"this twin has no entity {entity!r}",
                hint="closest: " + "; ".join(near) if near else "search for it by name",
                context={"closest": near},
            )
        return found

    def _chosen(self, line: EntityLine) -> Selection:
        # as the command line selects, so that both give the same numbers
        found = None
        if line.kind is EntityKind.COMMODITY:
            found = select_pools(self.net, line.code)
        elif line.kind is EntityKind.INDUSTRY:
            found = select_activities(self.net, line.code)
        pools, activities = (np.array(held.get(line.id, ()), dtype=np.intp)
                             for held in (self._pools, self._activities))  # fmt: skip
        return found or Selection(line.name, pools, activities)


def entity_book(opened: OpenTwin) -> EntityBook:
    """Return the entities of a twin; listed once, then kept with it."""
    kept = opened.__dict__.get(_KEY)
    if not isinstance(kept, EntityBook):
        kept = EntityBook(opened)
        opened.__dict__[_KEY] = kept
    return kept


def list_entities(
    opened: OpenTwin, wanted: str = "", kind: EntityKind | None = None
) -> tuple[EntityLine, ...]:
    """Return the entities of a twin that a text may mean, the most likely first.

    Without a text, all of them, the largest of each kind first.

    Parameters
    ----------
    opened
        The twin.
    wanted
        A code, a name, part of one, or a misspelled one.
    kind
        Only entities of this kind.
    """
    return entity_book(opened).find(wanted[:200], kind)


def twin_option(opened: OpenTwin) -> str:
    """Return what names the twin on the command line; nothing for the demo twin."""
    named = opened.name or opened.id[:12]
    return "" if named == DEMO else f" --twin {shlex.quote(named)}"


def twin_in_python(opened: OpenTwin) -> str:
    """Return the line of Python that opens the twin."""
    named = opened.name or opened.id[:12]
    return f"twin = mainstay.open_twin(None{'' if named == DEMO else f', {named!r}'})"


def _thing(line: EntityLine) -> str:
    if line.kind is EntityKind.INDUSTRY:
        return f"{ACTIVITY_PREFIX}{line.code}"
    if line.kind in (EntityKind.COMMODITY, EntityKind.MINERAL, EntityKind.COUNTRY):
        return line.code
    return f"{line.kind}:{line.code}"


def _members(net: Net) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return pools and activities of each entity."""
    pools: dict[str, list[int]] = {}
    for j in range(len(net.pools)):
        pools.setdefault(entity_of_pool(net, j), []).append(j)
    activities: dict[str, list[int]] = {}
    for i in range(len(net.activities)):
        activities.setdefault(entity_of_activity(net, i), []).append(i)
    return pools, activities


def _lines(
    opened: OpenTwin, pools: Mapping[str, list[int]], activities: Mapping[str, list[int]]
) -> Iterator[tuple[EntityLine, float]]:
    """Yield every entity with what it is ranked by inside of its kind."""
    net = opened.net
    made = np.asarray(net.make.sum(axis=1)).ravel()
    for key, members in activities.items():
        kind, code = split_entity_id(key)
        size = len(members) if kind is EntityKind.COUNTRY else float(made[members].sum())
        yield _line(key, _activity_name(net, kind, code, members), _about(net, kind, members)), size
    for key, members in pools.items():
        kind, code = split_entity_id(key)
        use = opened.net.materials.home.get(code) if kind is EntityKind.MINERAL else None
        size = use.spend_usd.mode if use else float(net.made_usd[members].sum())
        yield _line(key, _pool_name(opened, kind, code, members), KIND_WORDS[kind]), size
    for mineral, facts in opened.minerals.items():
        key = entity_id(EntityKind.MINERAL, mineral)
        if key not in pools:
            yield _line(key, facts.names[0], KIND_WORDS[EntityKind.MINERAL]), 0.0


def _line(key: str, name: str, about: str) -> EntityLine:
    kind, code = split_entity_id(key)
    return EntityLine(key, kind, code, name, about)


def _activity_name(net: Net, kind: EntityKind, code: str, members: list[int]) -> str:
    names = net.activities.name
    if kind is EntityKind.COUNTRY:
        known = country_names().codes
        return known.get(code) or names[members[0]].partition(": ")[0]
    if kind is EntityKind.REGION:
        return names[members[0]].removesuffix(" (supply only)")
    return names[members[0]]


def _pool_name(opened: OpenTwin, kind: EntityKind, code: str, members: list[int]) -> str:
    if kind is EntityKind.MINERAL and code in opened.minerals:
        return opened.minerals[code].names[0]
    names = [opened.net.pools.name[j] for j in members]
    return min(names, key=len)


def _places(net: Net, members: list[int]) -> list[str]:
    return [place_of(net, i) for i in members]


def _about(net: Net, kind: EntityKind, members: list[int]) -> str:
    if kind is EntityKind.COUNTRY and set(_places(net, members)) <= set(NO_PLACE):
        return "places that the publisher does not name"
    if kind is EntityKind.COUNTRY:
        made = len(members)
        return f"country, makes or ships {made} {'mineral' if made == 1 else 'minerals'}"
    words = KIND_WORDS[kind]
    if kind in (EntityKind.FIRM, EntityKind.PLANT):
        told = {net.activities.method[i] for i in members}
        return words if told <= {Method.OBSERVED, Method.REPORTED} else f"{words}, inferred"
    return words
