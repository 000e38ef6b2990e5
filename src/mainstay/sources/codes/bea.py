"""``codes.bea`` and ``codes.links``: names of the accounts' codes, and links between code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import NotFound, Problem
from mainstay.sources.bea import bea_codes
from mainstay.sources.codes.lists import (
    check_rows,
    doubles,
    link_claims,
    name_claims,
    period_of,
    text_columns,
)
from mainstay.sources.opening import raise_found
from mainstay.sources.report import ReadReport

_NAMES: Final = ("level", "what", "code", "title")
_LINKS: Final = ("from_scheme", "from_code", "to_scheme", "to_code")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")


class BeaNames:
    """Reads the code lists of the input-output accounts."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the names of keys such as ``industry.detail:334413``.

        Parameters
        ----------
        path
            A table with columns ``level``, ``what``, ``code`` and ``title``.
        report
            Filled as the file is read.
        parameters
            ``year``: for which the lists hold; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing or a code stands twice in its list.
        InputError
            If the year is none.
        """
        valid = period_of(report, parameters)
        columns = text_columns(path, {name: name for name in _NAMES})
        check_rows(path, columns)
        rows = list(zip(*(columns[name] for name in _NAMES), strict=True))
        keys = [f"{what}.{level}:{code}" for level, what, code, _ in rows]
        raise_found(path, doubles(path, "code", keys))
        report.read += len(rows)
        report.kept += len(rows)
        yield from name_claims(report, keys, columns["title"], valid)


class Links:
    """Reads links between any two code lists."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield links such as ``industry.detail:334413`` to ``industry.tiva:3344``.

        Parameters
        ----------
        path
            A table with columns ``from_scheme``, ``from_code``, ``to_scheme`` and ``to_code``.
        report
            Filled as the file is read.
        parameters
            ``year``: for which the links hold; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing, a link stands twice or a scheme is no word.
        UnknownCode
            If a code of the accounts is not in its list.
        InputError
            If the year is none.
        """
        valid = period_of(report, parameters)
        columns = text_columns(path, {name: name for name in _LINKS})
        check_rows(path, columns)
        problems: list[Problem] = []
        sides = []
        for side in ("from", "to"):
            schemes, codes = columns[f"{side}_scheme"], columns[f"{side}_code"]
            problems += _faults(path, side, schemes, codes)
            sides.append([f"{a}:{b}" for a, b in zip(schemes, codes, strict=True)])
        links = list(zip(*sides, strict=True))
        problems += doubles(path, "link", [" to ".join(link) for link in links])
        raise_found(path, problems)
        report.read += len(links)
        report.kept += len(links)
        yield from link_claims(report, links, valid)


def _faults(path: Path, side: str, schemes: list[str], codes: list[str]) -> list[Problem]:
    problems = []
    for scheme in sorted(set(schemes)):
        if not _SCHEME.fullmatch(scheme):
            problems.append(
                Problem("wrong_scheme", f"{path.name}, {side}_scheme", f"{scheme!r} is no scheme")
            )
            continue
        what, _, level = scheme.partition(".")
        try:
            known = set(bea_codes(level, what).codes)
        except NotFound:
            continue  # a list of someone else; it cannot be checked here
        held = {code for s, code in zip(schemes, codes, strict=True) if s == scheme}
        problems += [
            Problem("unknown_code", f"{path.name}, {side}_code", f"{code!r} is not in {scheme}")
            for code in sorted(held - known)
        ]
    return problems
