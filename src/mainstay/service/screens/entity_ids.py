"""Ids of entities: one name for an industry, a commodity, a place, a mineral or a firm.

An id is ``kind:code`` and stands in addresses as it is; kind is what stands before the first
colon. The code is percent-encoded, so that an id never holds a slash, a blank or a question mark::

    industry:334413          an industry with all its parts; of several regions, its activity's id
    commodity:334413         a product, at home and imported; the id of a pool means its product
    country:CHN              a country or a place that a publisher lists (``country:other``)
    region:China             an import region of the accounts
    mineral:gallium          a mineral with all its stages
    firm:alpha, plant:…      what a user placed in the net; ``package`` is kept for software
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import quote, unquote

from mainstay.errors import UnknownCode
from mainstay.twin.net import Accounting, ActivityKind, Net

#: Characters of a code that need no encoding in a path.
_PLAIN = ":._~-+"

_KEY = "_industry_codes"


class EntityKind(StrEnum):
    """What an entity is."""

    INDUSTRY = "industry"
    COMMODITY = "commodity"
    COUNTRY = "country"
    REGION = "region"
    MINERAL = "mineral"
    FIRM = "firm"
    PLANT = "plant"
    PACKAGE = "package"


_PLACED = MappingProxyType({
    ActivityKind.FIRM: EntityKind.FIRM,
    ActivityKind.PLANT: EntityKind.PLANT,
    ActivityKind.PROJECT: EntityKind.PLANT,
    ActivityKind.SYNTHETIC: EntityKind.FIRM,
})  # fmt: skip


def entity_id(kind: EntityKind | str, code: str) -> str:
    """Return the id of an entity.

    Raises
    ------
    UnknownCode
        If there is no such kind or the code is empty.

    Examples
    --------
    >>> entity_id("mineral", "gallium"), entity_id("firm", "Smith & Sons / Leeds")
    ('mineral:gallium', 'firm:Smith%20%26%20Sons%20%2F%20Leeds')
    """
    return f"{_kind(str(kind))}:{quote(_code(code), safe=_PLAIN)}"


def split_entity_id(entity: str) -> tuple[EntityKind, str]:
    """Return kind and code of an id, whether or not its code is still percent-encoded.

    Raises
    ------
    UnknownCode
        If it has no kind, an unknown one, or no code.

    Examples
    --------
    >>> split_entity_id("commodity:us-imports:334413")[1]
    'us-imports:334413'
    """
    kind, _, code = entity.partition(":")
    return _kind(kind), _code(unquote(code))


def entity_of_activity(net: Net, index: int) -> str:
    """Return the id of the entity that an activity of a net belongs to.

    A country that makes a mineral belongs to the country; an industry's parts to the industry.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> [entity_of_activity(toy_net(), i) for i in range(3)]
    ['industry:smelting', 'industry:electronics', 'region:abroad']
    """
    acts = net.activities
    kind, key = acts.kind[index], acts.id[index]
    if kind in _PLACED:
        placed = _PLACED[kind]
        return entity_id(placed, key.removeprefix(f"{placed}:"))
    if kind is ActivityKind.COUNTRY_PRODUCER:
        return entity_id(EntityKind.COUNTRY, place_of(net, index))
    if acts.accounting[index] is not Accounting.FULL and not acts.industry[index]:
        return entity_id(EntityKind.REGION, acts.region[index])
    return entity_id(EntityKind.INDUSTRY, industry_codes(net)[index])


def entity_of_pool(net: Net, index: int) -> str:
    """Return the id of the entity that a pool of a net belongs to: its mineral or its product.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> entity_of_pool(toy_net(), 0)
    'commodity:metal'
    """
    product, key = net.pools.product[index], net.pools.id[index]
    if key.startswith("mineral:"):
        return entity_id(EntityKind.MINERAL, product)
    return entity_id(EntityKind.COMMODITY, product or key)


def place_of(net: Net, index: int) -> str:
    """Return the place code in the id of a country that makes a mineral, e.g. ``CHN``."""
    parts = net.activities.id[index].split(":")
    return parts[1] if len(parts) > 2 else net.activities.region[index]


def industry_codes(net: Net) -> Mapping[int, str]:
    """Return the code of each industry activity; its id where regions share an industry code."""
    kept = net.__dict__.get(_KEY)
    if isinstance(kept, Mapping):
        return kept
    acts = net.activities
    regions: dict[str, set[str]] = {}
    own = [i for i, kind in enumerate(acts.kind) if kind not in _PLACED]
    for i in own:
        regions.setdefault(acts.industry[i], set()).add(acts.region[i])
    found = {
        i: acts.industry[i] if acts.industry[i] and len(regions[acts.industry[i]]) == 1
        else acts.id[i]
        for i in own
    }  # fmt: skip
    net.__dict__[_KEY] = MappingProxyType(found)
    return net.__dict__[_KEY]  # type: ignore[no-any-return]


def _kind(text: str) -> EntityKind:
    try:
        return EntityKind(text)
    except ValueError:
        known = ", ".join(EntityKind)
        raise UnknownCode(
            f"no kind of entity {text!r}", hint=f"an id is kind:code; kinds: {known}"
        ) from None


def _code(text: str) -> str:
    if not text.strip():
        raise UnknownCode("an entity's id needs a code", hint="such as mineral:gallium")
    return text.strip()
