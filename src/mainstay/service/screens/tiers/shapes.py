"""The read models of the screen Tiers."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.service.screens.shapes import Command, ShownFigure, ShownNumber, ShownTable


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLeader:
    """The largest of a tier: what it is, the entity it opens, and its share of what is known."""

    name: str
    entity: str
    share: ShownNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLine:
    """One tier in numbers.

    Parameters
    ----------
    number, title
        Tier 0 is the thing itself.
    home, elsewhere
        Shares of the whole: made or bought by industries at home; from abroad (up) or in final use
        (down).
    added, ended
        What ended in nearer tiers: value added there, and what is not followed further.
    members
        Suppliers or buyers, each industry and each product of a region one.
    concentration, countries
        Herfindahl-Hirschman index over them and over countries.
    seen
        Share of what was bought on the way that is a published number.
    first, from_elsewhere
        Largest industry at home, and largest region abroad or account of final use.
    """

    number: int
    title: str
    home: ShownNumber
    elsewhere: ShownNumber
    added: ShownNumber | None
    ended: ShownNumber | None
    members: int
    concentration: ShownNumber
    countries: ShownNumber
    seen: ShownNumber
    first: TierLeader | None
    from_elsewhere: TierLeader | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChoice:
    """One thing that a control may be set to."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersView:
    """Tiers of one thing.

    Parameters
    ----------
    id, name, entity
        What they are of; ``entity`` is empty where it has no page of its own.
    direction, account, by, depth, top
        As asked for.
    directions, accounts, groupings
        What these controls may be set to.
    total, base
        What every tier adds up to, and what it is.
    sentence
        What the tiers say, in words.
    lines
        Tier by tier, 0 first.
    figure
        The drawing, its legend, and every bar as a table.
    measures
        ``lines`` as a table.
    minerals
        Minerals that industries of these tiers hang on; ``None`` where there are none.
    open_share, beyond
        What goes on beyond the last tier, of the whole, and all the output that further tiers hold,
        in dollars.
    notes
        What was set aside, and how to read it.
    """

    id: str
    name: str
    entity: str
    direction: str
    account: str
    by: str
    depth: int
    top: int
    directions: tuple[TierChoice, ...]
    accounts: tuple[TierChoice, ...]
    groupings: tuple[TierChoice, ...]
    total: ShownNumber
    base: str
    sentence: str
    lines: tuple[TierLine, ...]
    figure: ShownFigure
    measures: ShownTable
    minerals: ShownTable | None
    open_share: ShownNumber
    beyond: ShownNumber | None
    notes: tuple[str, ...]
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyTiers:
    """A thing whose tiers are worth a look."""

    id: str
    name: str
    question: str
    direction: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyTiersView:
    """What to look at first, in groups."""

    products: tuple[ReadyTiers, ...]
    materials: tuple[ReadyTiers, ...]
    accounts: tuple[ReadyTiers, ...]
