"""The content tree as plain data, for ``brief.json``."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import Enum

from mainstay.model import Table
from mainstay.report.content import BRIEF_VERSION, Brief
from mainstay.report.quantity import Number
from mainstay.report.tables import all_tables, provenances


def as_plain(brief: Brief) -> dict[str, object]:
    """Return a brief as dictionaries, lists, texts and numbers.

    Each provenance stands once, under ``provenances``; a number names its own by position.
    Tables are named, not repeated: they are files beside it.
    """
    known = provenances(brief)
    places = {why: i for i, why in enumerate(known)}

    def plain(value: object) -> object:
        if isinstance(value, Number):
            row = _fields(value)
            return {**{k: plain(v) for k, v in row.items()}, "why": places[value.why],
                    "shown": value.full}  # fmt: skip
        if isinstance(value, Table):
            return value.name
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {k: plain(v) for k, v in _fields(value).items()}
        if isinstance(value, (tuple, list)):
            return [plain(v) for v in value]
        if isinstance(value, Enum):
            return value.value
        return value.isoformat() if isinstance(value, date) else value

    tree = {k: plain(v) for k, v in _fields(brief).items()}
    tree["tables"] = [table.name for table in all_tables(brief)]
    return {"mainstay_brief": BRIEF_VERSION, **tree, "provenances": [plain(w) for w in known]}


def _fields(value: object) -> dict[str, object]:
    names = (f.name for f in dataclasses.fields(value))  # type: ignore[arg-type]
    return {name: getattr(value, name) for name in names}
