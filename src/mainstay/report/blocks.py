"""The blocks of a brief that is read from top to bottom; a number stays a number in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mainstay.model import Table
from mainstay.report.quantity import KeyNumber, Number, Provenance
from mainstay.report.table_view import TableView

#: A Vega-Lite specification.
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing: its heading and its Vega-Lite specification, or its drawing ready-made."""

    title: str
    spec: Spec
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: the class of its symbol in the style sheet, and its words."""

    symbol: str
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that makes it readable without seeing it.

    Parameters
    ----------
    name
        Short name, unique on the page.
    title, alt
        The question it answers, and what it shows in words.
    panels
        Its drawings.
    table
        The same numbers as a table.
    provenances
        Where the numbers are from.
    columns
        Columns of the table that the page shows; all, when empty.
    is_wide
        Whether it is one drawing as wide as the page; others are as wide as a column of it.
    """

    name: str
    title: str
    alt: str
    panels: tuple[Panel, ...]
    table: Table
    keys: tuple[Key, ...] = ()
    provenances: tuple[Provenance, ...] = ()
    caption: str = ""
    disclaimer: str = ""
    columns: tuple[str, ...] = ()
    is_wide: bool = False


#: Words, or a number with its evidence.
Span = str | Number


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``style`` is ``answer``, ``intro``, ``note`` or plain."""

    spans: tuple[Span, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The few numbers at the top."""

    numbers: tuple[KeyNumber, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with one or more numbers each; ``heads`` are the headings, the first of the names."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Span, ...], ...]
    title: str

    @property
    def holds_numbers(self) -> tuple[bool, ...]:
        """Whether each column holds nothing but numbers."""
        return tuple(
            all(isinstance(row[k], Number) for row in self.rows) for k in range(len(self.heads))
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """Names, each with words."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pictured:
    """A figure; a form without pictures shows ``grid``."""

    figure: Figure
    grid: TableView


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    view: TableView


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the numbers above are from."""

    whys: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A command to type."""

    text: str


Block = Heading | Words | Items | Keys | Facts | Terms | Pictured | Grid | Evidence | Code
