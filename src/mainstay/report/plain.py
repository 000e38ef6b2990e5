"""The content tree as plain data, for ``brief.json``."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum

from mainstay.model import Table
from mainstay.report.blocks import Figure
from mainstay.report.content import BRIEF_VERSION, Brief
from mainstay.report.quantity import Number, Provenance, provenances
from mainstay.report.table_view import TableView
from mainstay.report.tables import all_tables


def as_plain(brief: Brief) -> dict[str, object]:
    """Return a brief as dictionaries, lists, texts and numbers.

    Each provenance stands once, under ``provenances``; a number names its own by position.
    Tables are named, not repeated: they are files beside it.
    """
    known = provenances(brief)
    places = {why: i for i, why in enumerate(known)}

    def plain(value: object) -> object:
        made: object = value
        match value:
            case Number():
                row = {k: plain(v) for k, v in _fields(value).items()}
                made = {**row, "why": places[value.why], "shown": value.full}
            case Provenance():
                made = places[value]
            case Table():
                made = value.name
            case TableView():
                made = value.title
            case Figure():
                # the drawings are on the page, the numbers in the table
                made = {"name": value.name, "title": value.title, "alt": value.alt,
                        "table": value.table.name}  # fmt: skip
            case tuple() | list():
                made = [plain(v) for v in value]
            case Enum():
                made = value.value
            case date():
                made = value.isoformat()
            case _ if dataclasses.is_dataclass(value):
                made = {k: plain(v) for k, v in _fields(value).items()}
        return made

    tree = {k: plain(v) for k, v in _fields(brief).items()}
    tree["tables"] = [table.name for table in all_tables(brief)]
    return {"mainstay_brief": BRIEF_VERSION, **tree, "provenances": [_row(w) for w in known]}


def _row(why: Provenance) -> dict[str, object]:
    found = _fields(why)
    words = {k: v.value for k, v in found.items() if isinstance(v, Enum)}
    return {**found, "sources": list(why.sources), **words}


def _fields(value: object) -> dict[str, object]:
    names = (f.name for f in dataclasses.fields(value))  # type: ignore[arg-type]
    return {name: getattr(value, name) for name in names}
