"""The blocks of a brief that is read from top to bottom; a number stays a number in them."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.report.content import KeyNumber
from mainstay.report.figures import Figure
from mainstay.report.quantity import Number, Provenance
from mainstay.report.table_view import TableView

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
