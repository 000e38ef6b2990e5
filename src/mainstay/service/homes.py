"""Filling a home: the embedded figures, and files that a user names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mainstay.errors import InputError
from mainstay.extend import registry
from mainstay.model import Table
from mainstay.sources import read
from mainstay.sources.embedded import embedded
from mainstay.sources.pull import pull
from mainstay.store import Home, code_digest, scope_name

#: Says what long work is doing.
Step = Callable[[str], object]


def silent(_: str) -> None:
    """Say nothing."""


def ingest_embedded(home: Home, step: Step = silent) -> int:
    """Read every embedded figure that the home does not hold yet; return how many were read."""
    reader = code_digest("mainstay.sources", "mainstay.model")
    count = 0
    for figure in embedded():
        report = {"path": figure.path.name, "parameters": dict(figure.parameters)}
        scope = scope_name(report)
        if home.has_read(figure.source, figure.vintage, figure.sha256, reader, scope):
            continue
        step(f"reading {figure.title}")
        reading = read(figure.source, figure.path, vintage=figure.vintage, **figure.parameters)
        home.ingest(
            reading.batches,
            {**reading.report.as_dict(), **report, "scope": scope, "reader_digest": reader},
        )
        count += 1
    return count


def read_source(
    path: Path | str | None,
    name: str,
    file: Path,
    *,
    vintage: str,
    settings: Sequence[str] = (),
    dry_run: bool = False,
    step: Step = silent,
) -> Table:
    """Read one file with the named source and return the account of the reading.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    name, file, vintage
        Source, file and edition.
    settings
        ``name=value`` for settings that the source's Card declares.
    dry_run
        Read and report without taking the claims in.
    step
        Told what is being done.

    Raises
    ------
    NotFound
        If there is no such source.
    InputError
        If a setting is unknown or the file does not hold.
    """
    parameters = _settings(name, settings)
    step(f"reading {file}")
    reading = read(name, file, vintage=vintage, **parameters)
    report = {**reading.report.as_dict(), "parameters": parameters}
    rows: list[dict[str, object]] = [
        {"what": "rows read", "count": reading.report.read, "why": ""},
        {"what": "kept as claims", "count": reading.report.kept, "why": ""},
    ]
    if not dry_run:
        done = Home.open(path).ingest(reading.batches, report)
        rows += [
            {"what": "claims new to this home", "count": done.added, "why": ""},
            {"what": "claims held before", "count": done.unchanged, "why": ""},
            {"what": "claims closed", "count": done.closed, "why": "no longer in this file"},
        ]
    why = {r.code: r.why for r in reading.report.refusals}
    rows += [
        {"what": f"refused: {code}", "count": count, "why": why.get(code, "")}
        for code, count in sorted(reading.report.refused.items())
    ]
    return Table.of(
        "reading",
        rows,
        title=f"{name} {vintage} from {file}",
        notes=tuple(reading.report.notes),
        source=f"sha256 {reading.report.sha256}",
    )


def _settings(name: str, settings: Sequence[str]) -> dict[str, Any]:
    known = {p.name: p.type for p in registry().card("source", name).parameters}
    chosen: dict[str, Any] = {}
    for setting in settings:
        key, is_pair, value = setting.partition("=")
        if not is_pair or key not in known:
            listed = ", ".join(known) or "none"
            raise InputError(f"{name} has no setting {setting!r}", hint=f"settings: {listed}")
        chosen[key] = _typed(key, known[key], value)
    return chosen


def _typed(key: str, kind: str, value: str) -> object:
    try:
        if kind == "integer":
            return int(value)
        if kind == "number":
            return float(value)
    except ValueError:
        raise InputError(f"setting {key} needs a number, not {value!r}") from None
    return value.lower() in {"1", "true", "yes"} if kind == "boolean" else value


def list_sources() -> list[Table]:
    """Return the sources that can be read, and the figures that come with the package."""
    found = registry()
    cards = [found.card("source", name) for name in found.names("source")]
    rows: list[dict[str, object]] = [
        {
            "source": c.name,
            "title": c.title,
            "can_be_pulled": bool(c.url),
            "license": c.license,
            "tested_on": c.tested_on,
        }
        for c in cards
    ]
    figures: list[dict[str, object]] = [
        {
            "figure": f.name,
            "source": f.source,
            "vintage": f.vintage,
            "rows": f.rows,
            "bytes": f.bytes,
            "publisher": f.publisher,
            "unit": f.unit,
            "sha256": f.sha256[:12],
        }
        for f in embedded()
    ]
    return [
        Table.of("sources", rows, title="Sources that mainstay reads"),
        Table.of("figures", figures, title="Figures in the package"),
    ]


def pull_source(name: str, folder: Path) -> Path:
    """Fetch a publisher's file and check it.

    Raises
    ------
    SourceUnavailable
        If the source has no public address or cannot be reached.
    """
    return pull(name, folder)


def list_readings(path: Path | str | None) -> Table:
    """Return every reading of a home, newest first."""
    rows: list[dict[str, object]] = []
    for reading in Home.open(path, create=False).readings():
        report = reading["report"]
        rows.append(
            {
                "source": reading["source"],
                "vintage": reading["vintage"],
                "scope": reading["scope"],
                "read": report.get("read"),
                "kept": report.get("kept"),
                "refused": ", ".join(f"{k} {v}" for k, v in report.get("refused", {}).items()),
                "recorded": str(reading["recorded"]),
                "sha256": str(report.get("sha256", ""))[:12],
            }
        )
    return Table.of("readings", rows, title="What was read into this home")
