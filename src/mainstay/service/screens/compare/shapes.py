"""Shapes of the comparison; they are the REST schema."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.service.screens.shapes import Command, ShownFigure, ShownNumber, ShownTable


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """One run of a comparison; ``letter`` is what it is called in pictures and tables."""

    letter: str
    run_id: str
    title: str
    scenario: str
    says: str
    answer: str
    engine: str
    engine_title: str
    engine_version: str
    twin_id: str
    twin_name: str
    seed: int
    members: int | None
    basis: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPair:
    """Two runs in one account.

    Parameters
    ----------
    first, second
        Letters.
    separate
        Whether their bands lie apart; ``None`` where one has no band or they measure different
        things.
    difference
        The second less the first; ``None`` where they measure different things.
    words
        The same in a sentence.
    """

    first: str
    second: str
    separate: bool | None
    difference: ShownNumber | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAccount:
    """One account side by side; a run that tells nothing of it has ``None``."""

    account: str
    title: str
    measures: tuple[str, ...]
    losses: tuple[ShownNumber | None, ...]
    pairs: tuple[ComparedPair, ...]


@dataclass(frozen=True, slots=True)
class ComparedAspect:
    """One thing about the questions, by run, and whether it differs."""

    what: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """Two to four runs on the same scales.

    Parameters
    ----------
    runs
        In the order asked for; the first is what others are compared with.
    answer
        The comparison in a sentence.
    warnings
        Why the runs may not be comparable.
    accounts
        Side by side, with the bands and whether they separate.
    figures
        Losses, curves over each other and maps of the difference, each with one scale for all.
    industries
        Who loses what in which run; ``None`` where no run tells of industries.
    aspects, shocks
        What differs between the questions: as a table, and shock by shock in sentences.
    """

    runs: tuple[ComparedRun, ...]
    answer: str
    warnings: tuple[str, ...]
    accounts: tuple[ComparedAccount, ...]
    figures: tuple[ShownFigure, ...]
    industries: ShownTable | None
    aspects: tuple[ComparedAspect, ...]
    shocks: tuple[str, ...]
    command: Command
