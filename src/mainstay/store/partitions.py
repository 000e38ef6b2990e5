"""Partitions: content-addressed Parquet files of claims, and what a re-reading does to one."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mainstay.errors import IntegrityError
from mainstay.model import schema
from mainstay.store.files import Folders, file_sha256, folder_name, put, writing

#: Columns that are no part of a claim's id: another value revises the claim.
EVIDENCE_COLUMNS = ("method", "confidence", "label")


@dataclass(frozen=True, slots=True)
class Partition:
    """One file of claims: one kind, source, vintage and label, from one scope of reading.

    Parameters
    ----------
    path
        Below the home's folder of claims; its name is the SHA-256 of its bytes.
    rows, open_rows
        All rows, and those that no later reading dropped.
    changed
        Moment of its last change.
    """

    path: str
    kind: str
    source: str
    vintage: str
    label: str
    scope: str
    rows: int
    open_rows: int
    size_bytes: int
    changed: int

    @property
    def sha256(self) -> str:
        """The checksum in its name."""
        return Path(self.path).stem

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, source and vintage."""
        return (self.kind, self.source, self.vintage)

    def as_dict(self) -> dict[str, object]:
        """Return plain data."""
        return asdict(self)


COLUMNS = ", ".join(Partition.__slots__)


def stored_schema() -> pa.Schema:
    """Return the claim schema as stored: texts are plain, Parquet makes its own dictionaries."""
    wanted = schema("claim").arrow()
    fields = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in wanted
    ]
    return pa.schema(fields)


def select(
    db: sqlite3.Connection, where: str = "1", arguments: tuple[object, ...] = ()
) -> list[Partition]:
    """Return partitions of the catalog, in order of their paths."""
    rows = db.execute(f"SELECT {COLUMNS} FROM partitions WHERE {where} ORDER BY path", arguments)  # noqa: S608
    return [Partition(*row) for row in rows]


def insert(db: sqlite3.Connection, partition: Partition) -> None:
    """Put a partition into the catalog, in place of the one before it."""
    values = tuple(getattr(partition, name) for name in Partition.__slots__)
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT OR REPLACE INTO partitions ({COLUMNS}) VALUES ({marks})", values)  # noqa: S608


def load(folders: Folders, partition: Partition) -> pa.Table:
    """Read a partition with all its rows.

    Raises
    ------
    IntegrityError
        If the file is missing or cannot be read.
    """
    path = folders.claims / partition.path
    try:
        check_bytes(path, partition)
        return pq.read_table(path, partitioning=None).cast(stored_schema())
    except (OSError, pa.ArrowException) as error:
        raise IntegrityError(
            f"a partition cannot be read: {partition.path}: {error}",
            hint="mainstay doctor --repair, then read the source again",
        ) from error


def check_bytes(path: Path, partition: Partition) -> None:
    """Raise if a partition's bytes are not what its name says.

    Raises
    ------
    IntegrityError
        If they are not.
    OSError
        If the file is gone or cannot be read.
    """
    if file_sha256(path) != partition.sha256:
        raise IntegrityError(
            f"a partition's bytes are not what its name says: {partition.path}",
            hint=f"mainstay doctor --repair, then read {partition.scope} again",
        )


def store(folders: Folders, table: pa.Table, like: Partition) -> Partition:
    """Write a partition; the file is on the disk and whole when this returns."""
    about = {
        "schema": "claim", "version": schema("claim").version, "kind": like.kind,
        "source": like.source, "vintage": like.vintage, "label": like.label, "scope": like.scope,
        "changed": like.changed,
    }  # fmt: skip
    marked = table.replace_schema_metadata({"mainstay": json.dumps(about, sort_keys=True)})
    with writing(folders) as path:
        pq.write_table(marked, path, compression="zstd")
        size = path.stat().st_size
        names = (like.kind, like.source, like.vintage, like.label)
        place = Path(*map(folder_name, names)) / f"{file_sha256(path)}.parquet"
        put(path, folders.claims / place)
    return Partition(
        place.as_posix(), *names, like.scope,
        table.num_rows, table["recorded_to"].null_count, size, like.changed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """A partition after a reading."""

    table: pa.Table
    added: int
    unchanged: int
    closed: int

    @property
    def is_changed(self) -> bool:
        """Whether the reading changed anything."""
        return bool(self.added or self.closed)


def merge(held: pa.Table, incoming: pa.Table, when: datetime) -> Merged:
    """Return what a partition holds after its scope was read again.

    Claims that are there already keep the moment at which they were first recorded; claims that
    the reading no longer has are closed at ``when``; new ones open at ``when``. A claim whose
    method or confidence changed is closed and opened again, for its id stays the same.
    """
    is_open = pc.is_null(held["recorded_to"])
    past, current = held.filter(pc.invert(is_open)), held.filter(is_open)
    known, given = signatures(current), signatures(incoming)
    stays = pc.is_in(known, value_set=given)
    fresh = incoming.filter(pc.invert(pc.is_in(given, value_set=known)))
    dropped = current.filter(pc.invert(stays))
    kept = current.filter(stays)
    table = pa.concat_tables(
        [past, kept, _stamp(dropped, "recorded_to", when), _stamp(fresh, "recorded_from", when)]
    )
    order = [("claim_id", "ascending"), ("recorded_from", "ascending")]
    return Merged(table.sort_by(order), fresh.num_rows, kept.num_rows, dropped.num_rows)


def signatures(table: pa.Table) -> pa.Array:
    """Return a text per row that is equal only where id and evidence are."""
    parts = [table["claim_id"], *(table[n].cast(pa.string()) for n in EVIDENCE_COLUMNS)]
    return pc.binary_join_element_wise(*parts, "|").combine_chunks()


def _stamp(table: pa.Table, column: str, when: datetime) -> pa.Table:
    place = table.schema.get_field_index(column)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.repeat(pa.scalar(when, field.type), table.num_rows))
