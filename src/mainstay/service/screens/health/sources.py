"""Sources: what was read, when, what was refused and why, how old it is, and what is stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from mainstay.model import Label, Method, Table
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.homes import list_readings, list_sources
from mainstay.service.screens.health.shapes import HealthGroup, HealthNumber, HealthPart
from mainstay.service.screens.loaded import LoadedSource, age_in_words
from mainstay.service.screens.shapes import Command, ShownTable, shown, shown_table
from mainstay.service.twins import OpenTwin, editions
from mainstay.sources.embedded import embedded

#: From this age on a source is called stale: a yearly publication has had a newer edition.
STALE_DAYS = 2 * 365

_REPORT = Command(
    "mainstay sources report",
    "from mainstay.service import list_readings\n\nprint(list_readings(None).to_pandas())",
)


def sources(opened: OpenTwin, loaded: Sequence[LoadedSource], today: date) -> HealthGroup:
    """Return the sources of a twin with their ages, and the readings of its home.

    Parameters
    ----------
    opened
        The twin.
    loaded
        Its sources, with ages.
    today
        Day on which they are told.
    """
    readings = opened.home.readings()
    newer = _newer(opened, readings)
    stale = [s for s in loaded if s.age_days is not None and s.age_days > STALE_DAYS]
    refused = _refused(readings)
    oldest = max((s.age_days or 0 for s in loaded), default=0)
    count = sum(int(row["count"]) for row in refused.rows())
    words = f"{len(loaded)} sources, {sum(s.claims for s in loaded):,} entries. "
    words += (
        f"{len(stale)} describe a time more than {STALE_DAYS // 365} years ago: "
        f"{', '.join(s.key for s in stale)}. " if stale else "None is stale. "
    )  # fmt: skip
    words += f"{count:,} rows were refused when they were read, each for a stated reason."
    if newer:
        words += f" The home has read since what this twin does not hold: {', '.join(newer)}."
    return HealthGroup(
        id="sources", title="Sources", state="act" if newer else "look" if stale else "fine",
        summary=words,
        numbers=(
            _number("Oldest source describes a time before", oldest, Unit.DAYS, opened),
            _number("Rows refused when read", count, Unit.COUNT, opened),
        ),
        parts=_parts(opened, loaded, readings, newer=newer, refused=refused),
    )  # fmt: skip


def _parts(
    opened: OpenTwin, loaded: Sequence[LoadedSource], readings: Sequence[Mapping[str, Any]], *,
    newer: Sequence[str], refused: Table,
) -> tuple[HealthPart, ...]:  # fmt: skip
    report = list_readings(opened.home.path)
    return (
        HealthPart(
            id="editions", title="What the twin is made of",
            sentence="Edition, the last day its figures speak of, and how old that is.",
            todo=_todo(newer),
            command=Command(
                "mainstay twin build --name newest",
                "from mainstay.service import build_twin\n\n"
                'print(build_twin(None, name="newest").summary())',
            ),
            table=_editions(loaded, readings, opened.id),
        ),
        HealthPart(
            id="publishers", title="Publishers and licenses",
            sentence="Who published it, under which terms, and how to cite it.",
            todo="Cite the publisher, not this page; a license that is assumed is to be checked.",
            command=Command(
                "mainstay sources",
                "from mainstay.service import list_sources\n\nprint(list_sources()[0].to_pandas())",
            ),
            table=_publishers(loaded),
        ),
        HealthPart(
            id="readings", title="What was read into this home",
            sentence="Every reading: rows read, kept and refused, when, and the checksum.",
            todo="A file that was read twice changes nothing; a newer file closes what it no "
            "longer holds.",
            command=_REPORT, table=shown_table(report),
        ),
        HealthPart(
            id="refused", title="What was refused, and why",
            sentence="Rows that no claim was made of.",
            todo="Tell whoever keeps the source of a code that should not be refused.",
            command=_REPORT, table=shown_table(refused),
        ),
    )  # fmt: skip


def known_sources() -> Table:
    """Return every source that can be read, with the figures that come with the package.

    Examples
    --------
    >>> {"source", "title", "license"} <= set(known_sources().data.column_names)
    True
    """
    cards, figures = list_sources()
    held: dict[str, list[dict[str, Any]]] = {}
    for row in figures.rows():
        held.setdefault(str(row["source"]), []).append(row)
    rows: list[dict[str, object]] = [
        {
            **row,
            "publisher": "; ".join(dict.fromkeys(str(f["publisher"]) for f in
                                                 held.get(str(row["source"]), []))),
            "vintage": ", ".join(str(f["vintage"]) for f in held.get(str(row["source"]), [])),
            "rows": sum(int(f["rows"]) for f in held.get(str(row["source"]), [])) or None,
            "sha256": ", ".join(str(f["sha256"]) for f in held.get(str(row["source"]), [])),
        }
        for row in cards.rows()
    ]  # fmt: skip
    return Table.of("sources", rows, title=cards.title, notes=(
        "A source that can be pulled has a public address; the others are read from a file.",
    ))  # fmt: skip


def _number(title: str, value: float, unit: Unit, opened: OpenTwin) -> HealthNumber:
    why = Provenance(
        sources=tuple(editions(opened.record)), vintage="as loaded", method=Method.OBSERVED,
        confidence=1.0, label=Label(opened.record.view), note="From the accounts of the readings.",
    )  # fmt: skip
    return HealthNumber(title=title, number=shown(Number(value, unit, why)))


def _todo(newer: Sequence[str]) -> str:
    if newer:
        return "Build a twin of the newest editions and compare the two with `mainstay diff`."
    return ("Read a newer file with `mainstay sources read`, then build a twin of the newest "
            "editions.")  # fmt: skip


def _newer(opened: OpenTwin, readings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return editions that were read after those of the twin and are not in it."""
    held = editions(opened.record)
    found = []
    for reading in readings:  # newest first
        source, vintage = str(reading["source"]), str(reading["vintage"])
        if vintage in held.get(source, ()):
            held = {**held, source: ()} if source in held else held
        elif held.get(source):
            found.append(f"{source} {vintage}")
    return sorted(set(found))


def _editions(
    loaded: Sequence[LoadedSource], readings: Sequence[Mapping[str, Any]], twin_id: str
) -> ShownTable:
    read = {(str(r["source"]), str(r["vintage"])): r for r in reversed(readings)}
    rows: list[dict[str, object]] = []
    for one in loaded:
        reading = next((read[one.key, v] for v in one.vintage.split(", ")
                        if (one.key, v) in read), None)  # fmt: skip
        is_stale = one.age_days is not None and one.age_days > STALE_DAYS
        rows.append({
            "source": one.key, "edition": one.vintage,
            "describes_until": str(one.until) if one.until else "",
            "age": one.age or age_in_words(one.age_days or 0),
            "state": "stale: look for a newer edition" if is_stale else "in use",
            "entries": one.claims, "seen_share": one.seen_share,
            "unpublished_share": one.unknown_share, "license": one.license,
            "read": str(reading["recorded"])[:10] if reading else "",
            "sha256": str(reading["sha256"])[:12] if reading else "",
        })  # fmt: skip
    made = shown_table(Table.of("editions", rows, title="What the twin is made of",
                                source=f"twin {twin_id[:12]}"))  # fmt: skip
    return _code_lists_named(made, loaded)


def _code_lists_named(table: ShownTable, loaded: Sequence[LoadedSource]) -> ShownTable:
    """Return the table without the word unknown where a code list has no shares to speak of."""
    shares = [k for k, c in enumerate(table.columns) if c.name.endswith("_share")]
    rows = tuple(
        tuple(replace(cell, words="code list") if one.is_code_list and k in shares else cell
              for k, cell in enumerate(row))
        for row, one in zip(table.rows, loaded, strict=True)
    )  # fmt: skip
    return replace(table, rows=rows)


def _publishers(loaded: Sequence[LoadedSource]) -> ShownTable:
    citations: dict[str, list[str]] = {}
    for figure in embedded():
        citations.setdefault(figure.source, []).append(figure.citation)
    rows: list[dict[str, object]] = [
        {"source": one.key, "title": one.title, "publisher": one.publisher,
         "license": one.license, "citation": " ".join(citations.get(one.key, []))}
        for one in loaded
    ]  # fmt: skip
    return shown_table(Table.of("publishers", rows, title="Publishers and licenses"))


def _refused(readings: Sequence[Mapping[str, Any]]) -> Table:
    rows: list[dict[str, object]] = []
    for reading in readings:
        report = reading["report"]
        why = {str(r["code"]): str(r["why"]) for r in report.get("refusals", ())}
        where = {str(r["code"]): str(r["where"]) for r in report.get("refusals", ())}
        rows += [
            {"source": reading["source"], "vintage": reading["vintage"], "code": code,
             "count": count, "why": why.get(code, ""), "example": where.get(code, "")}
            for code, count in sorted(report.get("refused", {}).items())
        ]  # fmt: skip
    return Table.of("refused", rows, title="Refused rows")
