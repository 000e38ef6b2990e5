"""The parts of the first screen: lists in two orders, what they share, tiles, what is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mainstay.service.screens.loaded import LoadedSource
from mainstay.service.screens.shapes import Command, ShownFigure, ShownNumber, ShownTable
from mainstay.service.screens.twin_facts import TwinView


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLine:
    """One line of a list.

    Parameters
    ----------
    rank, code, name, entity
        Place from 1, product code and name, and the id of its page.
    share, value
        Part of the account that depends on it, and the same in dollars.
    import_share, leading_region, leading_share
        What of it comes from abroad, and from where most.
    seen
        Part of the figure that rests on published cells; the rest is inferred.
    not_separable_from
        Ranks whose bands overlap this one's: their order is not known.
    note
        One sentence, if there is something to say.
    """

    rank: int
    code: str
    name: str
    entity: str
    share: ShownNumber
    value: ShownNumber
    import_share: ShownNumber
    leading_region: str
    leading_entity: str | None
    leading_share: ShownNumber | None
    seen: ShownNumber
    not_separable_from: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAccount:
    """One account and its list."""

    account: str
    title: str
    sentence: str
    total: ShownNumber
    lines: tuple[StartLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOrder:
    """The three lists in one order, with the figure of them."""

    name: str
    title: str
    sentence: str
    accounts: tuple[StartAccount, ...]
    figure: ShownFigure


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedThing:
    """A thing that stands in more than one list, with its rank in each; ``None`` is outside."""

    code: str
    name: str
    entity: str
    economy: int | None
    health: int | None
    defense: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedNumber:
    """A number with its title, and the page of what it is about, if there is one."""

    title: str
    number: ShownNumber
    entity: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTile:
    """A topic that a reader looks for by name, and how far it is modeled."""

    title: str
    coverage: str
    sentence: str
    numbers: tuple[NamedNumber, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartView:
    """The whole first screen but for the ready questions, which need no twin."""

    title: str
    as_of: date
    label: str
    answer: str
    headlines: tuple[str, ...]
    twin: TwinView
    seen: NamedNumber
    backtest: NamedNumber
    orders: tuple[StartOrder, ...]
    shared: tuple[SharedThing, ...]
    tiles: tuple[StartTile, ...]
    sources: tuple[LoadedSource, ...]
    loaded: ShownTable
    run_id: str
    command: Command
