"""Readings: claims of one file, taken in so that reading it twice changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, SchemaMismatch, SchemaVersion, raise_all
from mainstay.model import Label, kinds, schema
from mainstay.store import partitions
from mainstay.store.canonical import canonical_json
from mainstay.store.catalog import Catalog, from_moment
from mainstay.store.files import Folders, put_text, remove
from mainstay.store.partitions import Partition

#: Version of the reading files.
READING_VERSION = 1

#: Parameters that say who may see claims, not which claims they are.
NOT_IN_SCOPE = frozenset({"label"})


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What a reading changed.

    Parameters
    ----------
    added, unchanged, closed
        Claims by what happened to them.
    partitions
        Partitions that were written.
    duplicates
        Claims that the reading gave more than once; they count once.
    """

    added: int
    unchanged: int
    closed: int
    partitions: int
    duplicates: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether any claim was added or closed."""
        return bool(self.added or self.closed)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reading replaces: claims of one source and vintage that came by the same door."""

    source: str
    vintage: str
    name: str

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Scope:
        """Return the scope of a read report, see :func:`scope_name`.

        Raises
        ------
        InputError
            If the report does not name its source, vintage and file.
        """
        faults = [
            Problem("missing_key", "read report", f"no {key}")
            for key in ("source", "vintage")
            if not isinstance(report.get(key), str) or not report[key]
        ]
        if not report.get("scope") and not report.get("path"):
            faults.append(Problem("missing_key", "read report", "neither scope nor path"))
        raise_all(InputError, "the read report does not say what was read", faults)
        return cls(report["source"], report["vintage"], scope_name(report))

    @property
    def key(self) -> tuple[str, str, str]:
        """Source, vintage and name."""
        return (self.source, self.vintage, self.name)


def scope_name(report: Mapping[str, Any]) -> str:
    """Return the name of a reading's scope.

    It is the report's own ``scope`` if it has one; else the base name of the file, followed by
    the reader's ``parameters``, if the report tells them. Two files that feed the same source and
    vintage, or two sheets of one workbook, are two scopes, and reading one leaves the other's
    claims alone. A file that was moved to another folder, or given another label, is the same
    scope: its claims replace those of the reading before.

    Examples
    --------
    >>> scope_name({"path": "data/use.csv"})
    'use.csv'
    >>> scope_name({"path": "use.csv", "parameters": {"level": "detail", "label": "public"}})
    'use.csv {"level":"detail"}'
    """
    if report.get("scope"):
        return str(report["scope"])
    chosen = {
        name: value if isinstance(value, (str, int, float, bool)) else str(value)
        for name, value in dict(report.get("parameters") or {}).items()
        if name not in NOT_IN_SCOPE and value is not None
    }
    base = Path(str(report["path"])).name
    return f"{base} {canonical_json(chosen)}" if chosen else base


def has_read(catalog: Catalog, scope: Scope, sha256: str, reader_digest: str) -> bool:
    """Return whether the last reading of a scope was of this very file by this very reader."""
    with catalog.read() as db:
        return _last(db, scope) == (sha256, reader_digest)


def _last(db: sqlite3.Connection, scope: Scope) -> tuple[str, str] | None:
    row = db.execute(
        "SELECT sha256, reader_digest FROM readings WHERE source = ? AND vintage = ? AND scope = ?"
        " ORDER BY moment DESC LIMIT 1",
        scope.key,
    ).fetchone()
    return None if row is None else (row[0], row[1])


def ingest(
    catalog: Catalog, batches: Iterable[pa.RecordBatch | pa.Table], report: Mapping[str, Any]
) -> IngestResult:
    """Take in the claims of one reading: all of them, or none."""
    scope = Scope.of(report)
    incoming, duplicates = _collect(batches, scope)
    superseded: list[Partition] = []
    with catalog.write() as db:
        catch_up(catalog, db)
        moment = catalog.next_moment(db)
        counts, files = {"added": 0, "unchanged": 0, "closed": 0}, 0
        held = {(p.kind, p.label): p for p in partitions.select(
            db, "source = ? AND vintage = ? AND scope = ?", scope.key)}  # fmt: skip
        empty = partitions.stored_schema().empty_table()
        for kind, label in sorted(held.keys() | incoming.keys()):
            before = held.get((kind, label))
            table = partitions.load(catalog.folders, before) if before else empty
            merged = partitions.merge(
                table, incoming.get((kind, label), empty), from_moment(moment)
            )
            for name in counts:
                counts[name] += getattr(merged, name)
            if merged.is_changed:
                like = Partition("", kind, scope.source, scope.vintage, label, scope.name,
                                 0, 0, 0, moment)  # fmt: skip
                written = partitions.store(catalog.folders, merged.table, like)
                partitions.insert(db, written)
                superseded += [before] if before else []
                files += 1
        file_seen = (str(report.get("sha256", "")), str(report.get("reader_digest", "")))
        if files or _last(db, scope) != file_seen:
            record(catalog, db, scope, moment, {**report, "claims": counts})
    for partition in superseded:
        remove(catalog.folders.claims / partition.path)
    return IngestResult(**counts, partitions=files, duplicates=duplicates)


def _collect(
    batches: Iterable[pa.RecordBatch | pa.Table], scope: Scope
) -> tuple[dict[tuple[str, str], pa.Table], int]:
    """Check a reading's claims and return them by kind and label, each id once."""
    tables, problems = [], []
    for number, batch in enumerate(batches, 1):
        where = f"{scope.source} {scope.vintage}, batch {number}"
        schema("claim").check(batch, where)
        part = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        part = part.select(partitions.stored_schema().names).cast(partitions.stored_schema())
        for column, allowed in (
            ("source", {scope.source}), ("vintage", {scope.vintage}),
            ("kind", set(kinds())), ("label", set(map(str, Label))),
        ):  # fmt: skip
            strange = set(pc.unique(part[column]).to_pylist()) - allowed
            if strange:
                problems.append(Problem(f"foreign_{column}", where, f"{column} {sorted(strange)}"))
        tables.append(part)
    raise_all(SchemaMismatch, "the claims do not belong to their read report", problems)
    if not tables:
        return {}, 0
    whole = pa.concat_tables(tables)
    # of claims with one id, the most open and then the least sure counts, in whatever order they
    # came: the rule of queries/claims.sql
    openness = pc.index_in(whole["label"], value_set=pa.array(list(map(str, Label))))
    order = [("claim_id", "ascending"), ("openness", "ascending"), ("confidence", "ascending"),
             ("method", "ascending")]  # fmt: skip
    whole = whole.append_column("openness", openness).sort_by(order).drop_columns("openness")
    ids = whole["claim_id"].combine_chunks()
    is_first = pc.fill_null(pc.not_equal(ids[1:], ids[:-1]), True)
    once = whole.filter(pa.concat_arrays([pa.array([True] * min(1, len(ids))), is_first]))
    split: dict[tuple[str, str], pa.Table] = {}
    for row in once.group_by(["kind", "label"]).aggregate([]).to_pylist():
        mask = pc.and_(pc.equal(once["kind"], row["kind"]), pc.equal(once["label"], row["label"]))
        split[row["kind"], row["label"]] = once.filter(mask)
    return split, whole.num_rows - once.num_rows


def record(
    catalog: Catalog, db: sqlite3.Connection, scope: Scope, moment: int, report: Mapping[str, Any]
) -> None:
    """Write the file of a reading, which lists the partitions it leaves, and catalog it."""
    left = partitions.select(db, "source = ? AND vintage = ? AND scope = ?", scope.key)
    content = {
        "version": READING_VERSION, "moment": moment, "recorded": from_moment(moment).isoformat(),
        "source": scope.source, "vintage": scope.vintage, "scope": scope.name,
        "sha256": str(report.get("sha256", "")),
        "reader_digest": str(report.get("reader_digest", "")),
        "report": dict(report), "partitions": [p.as_dict() for p in left],
    }  # fmt: skip
    text = json.dumps(content, indent=1, sort_keys=True, default=str)
    put_text(catalog.folders, catalog.folders.readings / f"{moment:016d}.json", text + "\n")
    insert(db, content, text)
    db.execute("UPDATE clock SET last = ?", (moment,))


def insert(db: sqlite3.Connection, content: Mapping[str, Any], text: str) -> None:
    """Put a reading into the catalog."""
    names = ("moment", "source", "vintage", "scope", "sha256", "reader_digest")
    values = (*(content[name] for name in names), text)
    db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def adopt(db: sqlite3.Connection, content: Mapping[str, Any], text: str) -> None:
    """Put a reading and the partitions it left into the catalog, in place of its scope's last."""
    insert(db, content, text)
    scope = (content["source"], content["vintage"], content["scope"])
    db.execute("DELETE FROM partitions WHERE source = ? AND vintage = ? AND scope = ?", scope)
    for row in content["partitions"]:
        partitions.insert(db, Partition(**row))
    db.execute("UPDATE clock SET last = max(last, ?)", (content["moment"],))


def on_disk(folders: Folders, after: int = -1) -> list[tuple[dict[str, Any], str]]:
    """Return the readings on disk later than a moment, in their order, each with its text.

    Raises
    ------
    SchemaVersion
        If a newer program wrote one.
    """
    found = []
    first = f"{after + 1:016d}.json"
    paths = sorted(folders.readings.iterdir()) if folders.readings.is_dir() else []
    for path in paths:
        if path.name < first:
            continue
        try:
            text = path.read_text("utf-8")
            content = json.loads(text)
            version = int(content["version"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not one of ours: check() names it
        if version > READING_VERSION:
            raise SchemaVersion(
                f"readings/{path.name} is of version {version}",
                hint="use a newer mainstay, or another --home",
            )
        found.append((content, text))
    return found


def catch_up(catalog: Catalog, db: sqlite3.Connection) -> int:
    """Take in readings whose process ended between their file and the catalog's commit.

    The file of a reading is written after all its partitions, so one that is there is whole.
    Needs the write lock; returns how many were taken in.
    """
    late = on_disk(catalog.folders, _last_moment(db))
    for content, text in late:
        adopt(db, content, text)
    return len(late)


def is_behind(catalog: Catalog) -> bool:
    """Return whether the disk has readings later than every one in the catalog."""
    with catalog.read() as db:
        last = _last_moment(db)
    return bool(on_disk(catalog.folders, last))


def _last_moment(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(moment), -1) FROM readings").fetchone()[0])


def listing(catalog: Catalog) -> list[dict[str, Any]]:
    """Return every reading, newest first."""
    with catalog.read() as db:
        rows = db.execute("SELECT record FROM readings ORDER BY moment DESC").fetchall()
    return [json.loads(row[0]) for row in rows]
