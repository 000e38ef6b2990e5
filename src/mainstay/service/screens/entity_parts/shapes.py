"""Shapes of a neighborhood: nodes, links, and the sums that hold on every page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mainstay.service.screens.shapes import ShownWhy


class Direction(StrEnum):
    """Towards the suppliers, or towards the buyers."""

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborNode:
    """Who stands at one step.

    Parameters
    ----------
    key, tier, entity, name, about
        Key of this page and number of the step; whose page it is, ``None`` where nobody is named.
    share, ends, dollars, dependence
        Part of the whole that comes as far as here, the part that ends here, the same in dollars,
        and the part of the buyer's own cost; ``None`` is unknown or without meaning.
    share_text, ends_text, dollars_text, dependence_text
        The same in words.
    """

    key: str
    tier: int
    entity: str | None
    name: str
    about: str
    share: float | None
    ends: float | None
    dollars: float | None
    dependence: float | None
    share_text: str
    ends_text: str
    dollars_text: str
    dependence_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborLink:
    """What goes between two nodes of neighboring steps; ``seen`` is the published part of it."""

    near: str
    far: str
    share: float
    share_text: str
    seen: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TierTotal:
    """One step in sum, the same on every page.

    Parameters
    ----------
    tier, title, why
        Number, title, and where its numbers are from.
    reached, ends, goes_on, aside
        Parts of the whole: what comes as far as here, what ends here, what goes on from here, and
        what does neither: it goes back into the thing itself, to stock, or is not followed.
    final
        Parts that end in the economy's, health's and defense's final use at this step; downstream.
    nodes, shown, shown_share, rest_share
        How many there are, how many are on this page and those before it, what they hold of the
        whole, and what the others hold.
    unknown
        How many of them are known by name and not by amount.
    """

    tier: int
    title: str
    why: ShownWhy
    reached: float
    ends: float
    goes_on: float
    aside: float
    final: tuple[float, ...]
    nodes: int
    shown: int
    shown_share: float
    rest_share: float
    unknown: int
    reached_text: str
    ends_text: str
    goes_on_text: str
    aside_text: str
    rest_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighborhood:
    """One page of a neighborhood.

    Parameters
    ----------
    entity, name, direction
        Of whom, and which way.
    whole, whole_text, unit
        What the shares are parts of.
    is_chain
        Whether each step goes on from the one before.
    bought
        Parts that the economy, health and defense buy of it themselves; downstream.
    beyond, beyond_text
        What comes further than the steps shown: all further tiers.
    links_left_out
        Part of the whole that goes between the nodes shown in links that are not.
    missing
        Why there is nothing, where there is nothing.
    next
        Where the next page starts.
    """

    entity: str
    name: str
    direction: Direction
    whole: float
    whole_text: str
    unit: str
    is_chain: bool
    bought: tuple[float, ...]
    bought_text: str
    tiers: tuple[TierTotal, ...]
    beyond: float
    beyond_text: str
    nodes: tuple[NeighborNode, ...]
    links: tuple[NeighborLink, ...]
    links_left_out: float
    notes: tuple[str, ...]
    missing: str = ""
    next: str | None = None
