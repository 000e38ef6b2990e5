"""The read models of the screen Data health."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mainstay.service.screens.shapes import Command, ShownNumber, ShownTable

#: Nothing to do; read before use; something to do.
State = Literal["fine", "look", "act"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthNumber:
    """One number of a group, and what it is."""

    title: str
    number: ShownNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPart:
    """One table of a group.

    Parameters
    ----------
    id
        Anchor on the page.
    title, sentence
        Heading, and what the table says in one sentence.
    todo, command
        What to do about it, and the command for it.
    table
        The rows.
    bar
        Name of a column of shares that is drawn as a bar as well; empty for none.
    """

    id: str
    title: str
    sentence: str
    todo: str
    command: Command | None
    table: ShownTable
    bar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthGroup:
    """One question of the health of the data: its answer first, then the tables.

    Parameters
    ----------
    id, title
        Anchor and heading.
    state
        ``fine``: nothing to do; ``look``: read before use; ``act``: something to do.
    summary
        The answer in one or two sentences.
    numbers
        The few numbers of it.
    parts
        Its tables.
    """

    id: str
    title: str
    state: State
    summary: str
    numbers: tuple[HealthNumber, ...]
    parts: tuple[HealthPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """What a twin's data are worth.

    Parameters
    ----------
    twin, name
        Which twin.
    as_of
        Day on which ages are told.
    sentence
        The summary of all groups.
    groups
        In the order of the page.
    command
        How to get the main table outside of the page.
    """

    twin: str
    name: str
    as_of: str
    sentence: str
    groups: tuple[HealthGroup, ...]
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckUpView:
    """The check-up of a home and an installation, in full."""

    state: State
    sentence: str
    table: ShownTable
    command: Command
