"""What a drawing of tiers is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a bar's dollars are from or go to; each has a color and a pattern of its own."""

    HOME = "home"
    """Made by an industry of the net."""
    ABROAD = "abroad"
    """Comes from a region without a table of its own."""
    UNPLACED = "unplaced"
    """Comes from abroad, no source says from where."""
    ADDED = "added"
    """Value added nearer to the product."""
    ENDED = "ended"
    """Behind the border or in final use: not followed further."""
    FINAL = "final"
    """Final use."""


@dataclass(frozen=True, slots=True)
class TierNode:
    """One bar.

    Parameters
    ----------
    id
        Unique in the drawing.
    name
        Words beside it.
    share
        Its height, as a share of the whole.
    origin
        What it is; decides color and pattern.
    words
        What it says when pointed at.
    entity
        Id of the entity it opens, or empty.
    """

    id: str
    name: str
    share: float
    origin: Origin
    words: str = ""
    entity: str = ""


@dataclass(frozen=True, slots=True)
class TierColumn:
    """One tier, with its bars from top to bottom."""

    title: str
    base: str
    nodes: tuple[TierNode, ...]


@dataclass(frozen=True, slots=True)
class TierLink:
    """What goes from a bar of one column to a bar of the next.

    Parameters
    ----------
    source, target
        Ids of the bars, left and right.
    share
        Of the whole.
    seen
        The part of it that is a published number, 0 to 1.
    tone
        Whose color it has.
    """

    source: str
    target: str
    share: float
    seen: float
    tone: Origin
