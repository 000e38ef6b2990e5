"""Shapes of the impact screen; they are the REST schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mainstay.service.screens.shapes import ShownFigure, ShownNumber, ShownTable


@dataclass(frozen=True, slots=True)
class ShownSpan:
    """Words, or a number with its evidence; ``entity`` is the page of what the words name."""

    text: str
    number: ShownNumber | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class FigureSlot:
    """A figure that is fetched when it comes into view, by its name."""

    name: str
    title: str
    is_wide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    """One block of a section, from the tree of the brief.

    Parameters
    ----------
    kind
        ``heading`` and ``words`` hold one row of one cell; ``items`` one cell a row; ``terms`` a
        name and its words; ``facts`` a table with ``heads``; ``figure`` a slot; ``grid`` a table.
    style
        How words are set: ``intro``, ``note`` or plain.
    heads, rows
        Headings, and cells of spans.
    """

    kind: Literal["heading", "words", "items", "terms", "facts", "figure", "grid"]
    title: str = ""
    style: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[ShownSpan, ...], ...], ...] = ()
    figure: FigureSlot | None = None
    grid: ShownTable | None = None


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of the story, in the order of the brief."""

    anchor: str
    title: str
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class ImpactFact:
    """A further number of an account."""

    words: str
    number: ShownNumber


@dataclass(frozen=True, slots=True)
class ImpactAccount:
    """One of the three accounts: what is lost, what that is a number of, what else is known."""

    account: str
    title: str
    measure: str
    loss: ShownNumber
    facts: tuple[ImpactFact, ...]


@dataclass(frozen=True, slots=True)
class LinkedEntity:
    """Something that the story touches; ``entity`` is its page, where it has one."""

    name: str
    words: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class ImpactSource:
    """A publication behind the numbers."""

    key: str
    publisher: str
    title: str
    vintage: str
    license: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactView:
    """What a run says.

    Parameters
    ----------
    run_id, engine, engine_title, engine_version, twin_id, twin_name, seed, members
        Which run it is; everything else of it is in ``/runs/{run}``.
    is_current
        Whether the program that answered is the one that runs now.
    title, says
        The scenario's title, and what happens in it in plain sentences.
    answer, headlines
        The answer first.
    accounts, basis
        The three accounts, and what their losses are counted over.
    lead
        The first figure of the story, which stands beside the accounts.
    sections
        The rest of the story in the order of the brief about the same run.
    industries
        Who loses most, each with its page; the run's table holds all.
    has_spread
        Whether its spread can be played step by step.
    shocked, hit
        What the scenario acts on, upstream, and who loses most, downstream.
    assumptions, limits, notes
        Of the scenario, of the engine, and what the engine said of this run.
    sibling
        Id of the ensemble beside a run, or empty.
    brief
        What ``mainstay brief --about`` calls the same; empty where there is no brief.
    """

    run_id: str
    engine: str
    engine_title: str
    engine_version: str
    twin_id: str
    twin_name: str
    seed: int
    members: int | None
    is_current: bool
    label: str
    title: str
    scenario: str
    says: str
    answer: str
    headlines: tuple[str, ...]
    accounts: tuple[ImpactAccount, ...]
    basis: str
    lead: FigureSlot | None
    sections: tuple[ShownSection, ...]
    industries: ShownTable | None
    has_spread: bool
    shocked: tuple[LinkedEntity, ...]
    hit: tuple[LinkedEntity, ...]
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[ImpactSource, ...]
    sibling: str
    brief: str


__all__ = [
    "FigureSlot", "ImpactAccount", "ImpactFact", "ImpactSource", "ImpactView", "LinkedEntity",
    "ShownBlock", "ShownFigure", "ShownSection", "ShownSpan",
]  # fmt: skip
