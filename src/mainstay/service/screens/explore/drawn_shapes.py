"""The shapes of a drawn network: nodes with places, links as columns, families, gaps."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.service.screens.shapes import ShownWhy


@dataclass(frozen=True, slots=True)
class NetNode:
    """One drawn node.

    Parameters
    ----------
    id, name, kind
        ``kind``: sector, industry, commodity, region, country, mineral, final, firm or plant.
    entity, opens
        Its page, and the level that opens it; empty where there is none.
    x, y, size
        Place in the unit square, ``y`` downward, and size, 0 to 1.
    is_ghost
        Whether the net knows only what it supplies: drawn hatched.
    words
        What comes in and goes out of it among the cells left, with the part seen.
    """

    id: str
    name: str
    kind: str
    entity: str
    opens: str
    x: float
    y: float
    size: float
    is_ghost: bool
    words: str


@dataclass(frozen=True, slots=True)
class NetLinks:
    """Links as columns of one length.

    ``source`` and ``target`` are places among the nodes, ``family`` among the families; ``value``
    is in the family's unit, ``seen`` the published part of it (0 to 1), ``cells`` how many cells
    are behind it, ``text`` the value in words (empty at the level of the whole net).
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    family: tuple[int, ...]
    value: tuple[float | None, ...]
    seen: tuple[float, ...]
    cells: tuple[int, ...]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetFamily:
    """A family of links: what is drawn of it and what is not, adding up to all of it."""

    name: str
    words: str
    unit: str
    meaning: str
    drawn_links: int
    drawn_value: float
    drawn_text: str
    hidden_links: int
    hidden_value: float
    hidden_text: str
    seen_share: float | None


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The network at one level; see the parts. ``gaps`` says in words what is not drawn."""

    level: str
    title: str
    alt: str
    across: str
    aspect: float
    nodes: tuple[NetNode, ...]
    links: NetLinks
    families: tuple[NetFamily, ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...]
    whys: tuple[ShownWhy, ...]
    source: str
