"""Twins: snapshots of claims, named by what they say."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, IntegrityError, NotFound, Problem, raise_all
from mainstay.model import Label, may_see, schema
from mainstay.store import partitions
from mainstay.store.canonical import canonical_hash
from mainstay.store.catalog import Catalog, from_moment, to_moment
from mainstay.store.files import folder_name, put_text
from mainstay.store.merkle import merkle_root
from mainstay.store.partitions import Partition
from mainstay.store.query import as_claims, query

#: Version of the twin files.
TWIN_VERSION = 1

#: How often a reader looks again when a writer replaced a file under its hands.
TRIES = 20

#: What a partition of a twin is made of, beside the view.
KEY_COLUMNS = ("kind", "source", "vintage")

Key: TypeAlias = tuple[str, str, str]

#: Source to the vintage to take, or to several that add to each other.
Vintages: TypeAlias = Mapping[str, str | Collection[str]]


@dataclass(frozen=True, slots=True)
class TwinRecord:
    """A snapshot of the claims that one view may see.

    Parameters
    ----------
    id
        Merkle root over the partitions: the same claims give the same id on any machine.
    view
        Label up to which it sees.
    as_of
        The moment of this home's history that it shows.
    partitions
        ``kind/source/vintage/view`` (each part percent-encoded) to canonical hash and rows.
    created_at
        When it was first made here; no part of the id.
    schema_version
        Version of the claim schema; part of every hash.
    """

    id: str
    view: Label
    as_of: datetime
    partitions: Mapping[str, tuple[str, int]]
    created_at: datetime
    schema_version: int

    @property
    def rows(self) -> int:
        """Number of claims."""
        return sum(rows for _, rows in self.partitions.values())

    def keys(self) -> list[tuple[str, str, str]]:
        """Return kind, source and vintage of each partition."""
        return [_parts(key)[:3] for key in self.partitions]

    def as_dict(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "version": TWIN_VERSION, "id": self.id, "view": self.view.value,
            "as_of": self.as_of.isoformat(), "created_at": self.created_at.isoformat(),
            "schema_version": self.schema_version,
            "partitions": {key: list(value) for key, value in sorted(self.partitions.items())},
        }  # fmt: skip

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> TwinRecord:
        """Make a record from plain data."""
        return cls(
            raw["id"], Label(raw["view"]), datetime.fromisoformat(raw["as_of"]),
            {key: (value[0], int(value[1])) for key, value in raw["partitions"].items()},
            datetime.fromisoformat(raw["created_at"]), int(raw["schema_version"]),
        )  # fmt: skip


def partition_key(kind: str, source: str, vintage: str, view: Label) -> str:
    """Return the name of a twin's partition.

    >>> partition_key("make", "bea.make-use", "2024-09", Label.PUBLIC)
    'make/bea.make-use/2024-09/public'
    """
    return "/".join(quote(part, safe="") for part in (kind, source, vintage, view.value))


def _parts(key: str) -> tuple[str, str, str, str]:
    kind, source, vintage, view = (unquote(part) for part in key.split("/"))
    return kind, source, vintage, view


def visible(view: Label) -> list[str]:
    """Return the labels that a view may see, from open to closed."""
    return [label.value for label in Label if may_see(view, label)]


def claims(
    catalog: Catalog,
    kinds: Collection[str] | None,
    *,
    twin: TwinRecord | None,
    view: Label,
    as_of: datetime | None,
    sources: Collection[str] | None,
    vintages: Collection[str] | None,
) -> pa.Table:
    """Return claims; see :meth:`mainstay.store.Home.claims`."""
    keys = set(twin.keys()) if twin else None
    labels = visible(view if twin is None or may_see(twin.view, view) else twin.view)

    def accept(part: Partition) -> bool:
        return (
            part.label in labels
            and (kinds is None or part.kind in kinds)
            and (sources is None or part.source in sources)
            and (vintages is None or part.vintage in vintages)
            and (keys is None or part.key in keys)
        )

    found = _read(catalog, accept, _moment(catalog, twin.as_of if twin else as_of))
    if twin and labels == visible(twin.view):
        _check_rows(found, twin, kinds, sources, vintages)
    return found


def _check_rows(
    found: pa.Table,
    twin: TwinRecord,
    kinds: Collection[str] | None,
    sources: Collection[str] | None,
    vintages: Collection[str] | None,
) -> None:
    """Refuse to show a twin of which claims were lost."""
    rows = {key: part.num_rows for key, part in _split(found)}
    lost = [
        Problem("lost_claims", "/".join(key), f"{rows.get(key, 0)} claims instead of {wanted}")
        for key, (_, wanted) in zip(twin.keys(), twin.partitions.values(), strict=True)
        if (kinds is None or key[0] in kinds)
        and (sources is None or key[1] in sources)
        and (vintages is None or key[2] in vintages)
        and rows.get(key, 0) != wanted
    ]
    raise_all(IntegrityError, f"twin {twin.id[:12]} is not whole; make it again", lost)


def verify(catalog: Catalog, twin: TwinRecord) -> str:
    """Return what is wrong with a twin, or nothing: its claims must give its id again."""
    try:
        found = claims(
            catalog, None, twin=twin, view=twin.view, as_of=None, sources=None, vintages=None
        )
    except IntegrityError as error:
        return error.message
    hashes = {partition_key(*key, twin.view): claims_hash(part) for key, part in _split(found)}
    return "" if merkle_root(hashes) == twin.id else "its claims do not give its id"


def _moment(catalog: Catalog, as_of: datetime | None) -> int:
    if as_of is not None:
        return to_moment(as_of)
    with catalog.read() as db:
        return int(db.execute("SELECT last FROM clock").fetchone()[0])


def _read(catalog: Catalog, accept: Callable[[Partition], bool], moment: int) -> pa.Table:
    """Return claims of the accepted partitions as they stood at a moment, sorted."""
    labels = [label.value for label in Label]
    before: list[Partition] | None = None
    for _ in range(TRIES):
        with catalog.read() as db:
            files = [p for p in partitions.select(db) if accept(p)]
        if not files:
            return schema("claim").arrow().empty_table()
        paths = [catalog.folders.claims / p.path for p in files]
        try:
            for path, part in zip(paths, files, strict=True):
                partitions.check_bytes(path, part)
            given = {"files": list(map(str, paths)), "moment": moment, "labels": labels}
            found = query("claims", given)
        except OSError as error:
            if files == before:
                raise IntegrityError(
                    f"a partition cannot be read: {error}",
                    hint="mainstay doctor says which, and what to do",
                ) from error
            before = files  # a writer may have replaced a file meanwhile: look again
        else:
            return as_claims(found)
    raise IntegrityError("the claims change faster than they can be read", hint="try again")


def freeze(
    catalog: Catalog, view: Label, as_of: datetime | None, sources: Vintages | None
) -> TwinRecord:
    """Make a twin; see :meth:`mainstay.store.Home.freeze`."""
    with catalog.write() as db:
        moment = catalog.tick(db)
    if as_of is not None:
        if to_moment(as_of) > moment:
            raise InputError(f"{as_of} is in the future", hint="a twin shows what was recorded")
        moment = to_moment(as_of)
    known, names = _known(catalog, visible(view), moment, sources)
    missing = names.keys() - known.keys()
    if missing:
        labels = visible(view)
        table = _read(catalog, lambda p: p.key in missing and p.label in labels, moment)
        known |= {key: (claims_hash(part), part.num_rows) for key, part in _split(table)}
    found = {partition_key(*key, view): known[key] for key in sorted(known) if known[key][1]}
    identity = merkle_root({key: value[0] for key, value in found.items()})
    record = TwinRecord(identity, view, from_moment(moment), found, catalog.clock(),
                        schema("claim").version)  # fmt: skip
    fresh = {names[key]: known[key] for key in missing & known.keys() if names[key]}
    return _keep(catalog, record, fresh)


def _vintages(sources: Vintages, source: str) -> Collection[str]:
    found = sources.get(source, ())
    return (found,) if isinstance(found, str) else found


def _known(
    catalog: Catalog, labels: list[str], moment: int, sources: Vintages | None
) -> tuple[dict[Key, tuple[str, int]], dict[Key, str]]:
    """Return what is known of each key's hash, and the name under which to keep it.

    Files are named by what they hold, so a set of files has one hash for good; the name is empty
    where the moment lies before the last change of one of them.
    """
    known: dict[Key, tuple[str, int]] = {}
    names: dict[Key, str] = {}
    groups: dict[Key, list[Partition]] = {}
    with catalog.read() as db:
        for part in partitions.select(db):
            wanted = sources is None or part.vintage in _vintages(sources, part.source)
            if part.label in labels and wanted:
                groups.setdefault(part.key, []).append(part)
        for key, files in groups.items():
            is_latest = all(part.changed <= moment for part in files)
            text = "\n".join(part.path for part in files)
            names[key] = hashlib.sha256(text.encode()).hexdigest() if is_latest else ""
            row = db.execute("SELECT hash, rows FROM hashes WHERE files = ?", (names[key],))
            for value in row:
                known[key] = (value[0], int(value[1]))
    return known, names


def _split(table: pa.Table) -> Iterator[tuple[Key, pa.Table]]:
    """Yield the runs of one kind, source and vintage of a sorted table."""
    columns = [table[name].cast(pa.string()).combine_chunks() for name in KEY_COLUMNS]
    edges = [0, table.num_rows] if table.num_rows else []
    for column in columns:
        turns = pc.indices_nonzero(pc.not_equal(column[1:], column[:-1]))
        edges += [place + 1 for place in turns.to_pylist()]
    ordered = sorted(set(edges))
    for start, end in pairwise(ordered):
        kind, source, vintage = (column[start].as_py() for column in columns)
        yield (kind, source, vintage), table.slice(start, end - start)


def claims_hash(table: pa.Table) -> str:
    """Return the canonical hash of claims: sorted by id, without the recorded times."""
    wanted = schema("claim")
    return canonical_hash(table, name=wanted.name, version=wanted.version)


def _keep(catalog: Catalog, record: TwinRecord, fresh: Mapping[str, tuple[str, int]]) -> TwinRecord:
    with catalog.write() as db:
        rows = [(name, value[0], value[1]) for name, value in fresh.items()]
        db.executemany("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?)", rows)
        held = db.execute("SELECT record FROM twins WHERE id = ?", (record.id,)).fetchone()
        if held:
            before = TwinRecord.from_dict(json.loads(held[0]))
            if not _has_moved(db, before) or record.as_of <= before.as_of:
                return before
            # the same claims, some recorded anew since: show them at the later moment
            record = replace(record, created_at=before.created_at)
        text = json.dumps(record.as_dict(), indent=1, sort_keys=True) + "\n"
        put_text(catalog.folders, catalog.folders.twins / f"{record.id}.json", text)
        insert(db, record)
    return record


def _has_moved(db: sqlite3.Connection, record: TwinRecord) -> bool:
    keys, moment = set(record.keys()), to_moment(record.as_of)
    return any(p.changed > moment and p.key in keys for p in partitions.select(db))


def insert(db: sqlite3.Connection, record: TwinRecord) -> None:
    """Put a twin into the catalog."""
    text = json.dumps(record.as_dict(), sort_keys=True)
    values = (record.id, to_moment(record.created_at), text)
    db.execute("INSERT OR REPLACE INTO twins VALUES (?, ?, ?)", values)


def twins(catalog: Catalog) -> list[TwinRecord]:
    """Return all twins, newest first."""
    with catalog.read() as db:
        rows = db.execute("SELECT record FROM twins ORDER BY created DESC, id").fetchall()
    return [TwinRecord.from_dict(json.loads(row[0])) for row in rows]


def names(catalog: Catalog) -> dict[str, str]:
    """Return the twins' names and the ids they stand for."""
    with catalog.read() as db:
        return dict(db.execute("SELECT name, twin_id FROM names ORDER BY name").fetchall())


def find(catalog: Catalog, name: str) -> TwinRecord:
    """Return a twin by name, or by the first characters of its id.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    known = names(catalog)
    start = known.get(name, name)
    with catalog.read() as db:
        row = db.execute("SELECT record FROM twins WHERE id = ?", (start,)).fetchone()
        if row:
            return TwinRecord.from_dict(json.loads(row[0]))
        rows = db.execute(
            "SELECT id, record FROM twins WHERE substr(id, 1, ?) = ?", (len(start), start)
        ).fetchall()
    if len(rows) == 1 and start:
        return TwinRecord.from_dict(json.loads(rows[0][1]))
    if rows and start:
        raise NotFound(
            f"{name!r} begins the ids of {len(rows)} twins",
            hint="give more of it: " + ", ".join(r[0][:16] for r in rows[:5]),
        )
    told = ", ".join(known) or "none; mainstay twin build makes one"
    raise NotFound(f"no twin {name!r}", hint=f"names: {told}")


def name_twin(catalog: Catalog, name: str, identity: str) -> None:
    """Let a name stand for a twin; see :meth:`mainstay.store.Home.name_twin`."""
    record = find(catalog, identity)
    if not name or name != name.strip():
        raise InputError(f"{name!r} is no name", hint="use a short word")
    text = json.dumps({"name": name, "twin": record.id}) + "\n"
    with catalog.write() as db:
        put_text(catalog.folders, catalog.folders.names / f"{folder_name(name)}.json", text)
        db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (name, record.id))
