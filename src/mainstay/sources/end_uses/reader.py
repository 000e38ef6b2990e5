"""``analyst.end-uses``: evidence files of minerals to claims that keep their citations.

A share carried over from a publication is observed. What can be substituted, and which industry of
the accounts a publisher's words mean, is judged from the text: inferred. A number whose source is
``assumed`` is assumed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import yaml

from mainstay.errors import ChangedShape, InputError, Problem, raise_all
from mainstay.model import Method, Qualifier, claim_batches
from mainstay.sources.bea.codes import bea_codes
from mainstay.sources.contract import Reading, read
from mainstay.sources.end_uses.check import faults
from mainstay.sources.end_uses.form import (
    ASSUMED,
    Amount,
    Evidence,
    Outside,
    Range,
    open_evidence,
)
from mainstay.sources.opening import raise_found
from mainstay.sources.report import ReadReport

#: Folder of the evidence that comes with the package.
HERE: Final = Path(__file__).parent

_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

#: How a number of each kind came to be, where a publication is cited.
METHODS: Final = {
    "end_use_share": Method.OBSERVED,
    "substitutable_share": Method.INFERRED,
    "use_split": Method.INFERRED,
    "dependent_share": Method.OBSERVED,
    "outside_form": Method.OBSERVED,
}

Row = dict[str, Any]


class EndUseEvidence:
    """Reads one evidence file, or a folder of them."""

    reads_folders: Final = True

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the claims of a file: shares with their ranges, and the words that go with them.

        Subjects are ``mineral:SLUG``; objects ``use:WORDS``, or ``use:WORDS/industry.detail:CODE``.
        The text of a number is its citation as JSON: title, publisher, year, url and locator, or
        the reason under ``assumed``.

        Parameters
        ----------
        path
            A file, or a folder whose ``*.yaml`` files are read as one.
        report
            Filled as the files are read; it counts numbers and words.
        parameters
            None.

        Raises
        ------
        ChangedShape, UnknownCode
            With every fault of every file; nothing is yielded then.
        InputError
            If a parameter is given, or if the vintage is no date or that of the package.
        """
        _check_asked(path, report, parameters)
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        problems: list[Problem] = []
        if not files:
            problems.append(Problem("empty_folder", path.name, "no *.yaml file in the folder"))
        opened = [(file, _opened(file, problems)) for file in files]
        industries = bea_codes("detail", "industry")
        held: dict[str, str] = {}
        for file, found in opened:
            if found is None:
                continue
            problems += faults(file, found, industries)
            first = held.setdefault(found.mineral, file.name)
            if first != file.name:
                what = f"{found.mineral} also stands in {first}"
                problems.append(Problem("duplicate_key", file.name, what))
        raise_found(path, problems)
        rows = [
            row
            for file, found in opened
            if found
            for row in _rows(file.name, found, int(report.vintage[:4]))
        ]
        report.read += len(rows)
        report.kept += len(rows)
        for kind in sorted({row["kind"] for row in rows}):
            report.counts[f"kind:{kind}"] = sum(row["kind"] == kind for row in rows)
        yield from _claims(rows, report)


def second_reading() -> Reading:
    """Return the claims of the second reading, which no twin holds.

    Raises
    ------
    SourceUnavailable
        If the package has none.
    """
    edition = _edition()
    folder = HERE / "second_reading"
    return read(edition["source"], folder, vintage=edition["second_vintage"])


def _opened(file: Path, problems: list[Problem]) -> Evidence | None:
    try:
        return open_evidence(file, problems)
    except ChangedShape as error:
        problems += error.problems
        return None


def _edition() -> dict[str, Any]:
    edition: dict[str, Any] = yaml.safe_load((HERE / "edition.yaml").read_text("utf-8"))
    return edition


def _check_asked(path: Path, report: ReadReport, parameters: dict[str, Any]) -> None:
    problems = [Problem("unknown_parameter", n, "this source has none") for n in parameters]
    edition = _edition()
    shipped = HERE / edition["folder"]
    if not _DATE.fullmatch(report.vintage):
        what = f"the vintage {report.vintage!r} is no date"
        problems.append(Problem("wrong_vintage", path.name, what, "write it as 2026-11"))
    elif report.vintage == edition["vintage"] and shipped not in (path, path.parent):
        what = f"{report.vintage} is the vintage of the evidence in the package"
        problems.append(Problem("wrong_vintage", path.name, what, "give the date of your reading"))
    raise_all(InputError, f"cannot read {path.name} as asked", problems)


def _rows(file: str, found: Evidence, year: int) -> Iterator[Row]:
    """Yield a row for each claim; what is not dated holds for the year of the reading."""
    subject = f"mineral:{found.mineral}"

    def words(kind: str, object_: str | None, text: str, *place: str) -> Row:
        return {"kind": kind, "subject": subject, "object": object_, "text": text, "unit": "other",
                "qualifier": Qualifier.TEXT, "method": Method.REPORTED, "confidence": 0.9,
                "locator": ", ".join((file, *place)), "year": year}  # fmt: skip

    def number(
        kind: str, object_: str, row: Range | Outside, of: Range | Amount, unit: str, *place: str
    ) -> Row:
        cited = found.citations.get(row.source)
        text = {"assumed": row.locator} if cited is None else {
            **cited.model_dump(), "locator": row.locator}  # fmt: skip
        method = Method.ASSUMED if row.source == ASSUMED else METHODS[kind]
        return {"kind": kind, "subject": subject, "object": object_, "unit": unit,
                "text": json.dumps(text, ensure_ascii=False, sort_keys=True),
                "value": of.mode, "lo": of.low, "hi": of.high, "method": method,
                "qualifier": Qualifier.EXACT if of.low == of.high else Qualifier.RANGE,
                "confidence": row.confidence, "locator": ", ".join((file, *place)),
                "year": row.year if isinstance(row, Outside) else (cited and cited.year) or year,
                }  # fmt: skip

    def share(kind: str, object_: str, row: Range, *place: str) -> Row:
        return number(kind, object_, row, row, "share", *place)

    yield words("use_base", None, found.of, "of")
    for use in found.uses:
        key = f"use:{use.use}"
        yield share("end_use_share", key, use.share, use.use, "share")
        yield share("substitutable_share", key, use.substitutable, use.use, "substitutable")
        yield words("use_material", key, use.material, use.use, "material")
        if use.line:
            yield words("use_line", key, use.line, use.use, "line")
        for row in use.industries:
            cell = f"{key}/industry.detail:{row.code}"
            yield share("use_split", cell, row.split, use.use, row.code, "split")
            if row.dependent is not None:
                yield share("dependent_share", cell, row.dependent, use.use, row.code, "dependent")
    for form in found.outside:
        place = ("outside", form.form, str(form.year))
        yield number("outside_form", f"form:{form.form}", form, form.amount, form.unit, *place)


def _claims(rows: list[Row], report: ReadReport) -> Iterator[pa.RecordBatch]:
    def column(name: str) -> list[Any]:
        return [row.get(name) for row in rows]

    years = column("year")
    yield from claim_batches(
        source=report.source,
        vintage=report.vintage,
        kind=column("kind"),
        locator=column("locator"),
        subject=column("subject"),
        object_=column("object"),
        value=column("value"),
        lo=column("lo"),
        hi=column("hi"),
        qualifier=column("qualifier"),
        text=column("text"),
        unit=column("unit"),
        valid=(
            pa.array([date(y, 1, 1) for y in years], pa.date32()),
            pa.array([date(y, 12, 31) for y in years], pa.date32()),
        ),
        method=column("method"),
        confidence=column("confidence"),
    )
