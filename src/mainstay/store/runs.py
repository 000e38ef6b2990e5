"""Runs: a question, the environment that answered it, and the answer's tables."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.errors import InputError, IntegrityError, NotFound, Problem, raise_all
from mainstay.model import Table
from mainstay.store.canonical import canonical_json
from mainstay.store.catalog import Catalog
from mainstay.store.environment import environment, environment_hash
from mainstay.store.files import put, remove, writing
from mainstay.store.identity import Question, result_hash, run_id, table_hash
from mainstay.store.merkle import merkle_root

#: Version of the run files.
RUN_VERSION = 1

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that is wholly stored.

    Parameters
    ----------
    run_id, question_id
        With and without the environment.
    environment
        What :func:`mainstay.store.environment` told.
    result_hash
        Merkle root over the tables.
    tables
        Name to ``hash``, ``rows``, ``title``, ``source`` and ``notes``.
    started, finished
        In UTC; no part of any id.
    command
        The command that asks the question again.
    """

    run_id: str
    question_id: str
    twin_id: str
    engine: str
    engine_version: str
    code: str
    scenario: Mapping[str, Any]
    parameters: Mapping[str, Any]
    seed: int
    environment: Mapping[str, Any]
    result_hash: str
    tables: Mapping[str, Mapping[str, Any]]
    started: datetime
    finished: datetime
    command: str = ""

    @property
    def question(self) -> Question:
        """The question, to ask it again."""
        return Question(self.twin_id, self.engine, self.engine_version, self.code,
                        self.scenario, self.parameters, self.seed)  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain |= {"started": self.started.isoformat(), "finished": self.finished.isoformat()}
        return {"version": RUN_VERSION, **plain}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> RunRecord:
        """Make a record from plain data."""
        fields = {name: raw[name] for name in cls.__slots__}
        for name in ("started", "finished"):
            fields[name] = datetime.fromisoformat(raw[name])
        return cls(**fields)

    @classmethod
    def from_text(cls, text: str) -> RunRecord:
        """Make a record from its JSON text."""
        return cls.from_dict(json.loads(text))


def run(
    catalog: Catalog,
    question: Question,
    compute: Callable[[], Mapping[str, Table]],
    *,
    command: str,
    verify: bool,
) -> RunRecord:
    """Answer a question once; see :meth:`mainstay.store.Home.run`."""
    identity = run_id(question.id, environment_hash())
    held = _held(catalog, identity)
    if held and not verify:
        return held
    started = catalog.clock()
    tables = compute()
    strange = [Problem("bad_name", repr(n), "cannot name a file") for n in tables
               if not _NAME.fullmatch(n)]  # fmt: skip
    raise_all(InputError, "result tables cannot be stored", strange)
    record = RunRecord(
        identity, question.id, question.twin_id, question.engine, question.engine_version,
        question.code, _plain(question.scenario), _plain(question.parameters), question.seed,
        environment(), result_hash({n: t.data for n, t in tables.items()}),
        {n: _about(n, t) for n, t in tables.items()}, started, catalog.clock(), command,
    )  # fmt: skip
    with catalog.write() as db:
        row = db.execute("SELECT record FROM runs WHERE id = ?", (identity,)).fetchone()
        if row:
            return _same(RunRecord.from_text(row[0]), record)
        _store(catalog, record, tables)
        insert(db, record)
    return record


def _plain(value: Mapping[str, object]) -> Mapping[str, Any]:
    """Return plain data as its canonical JSON reads, so that a stored question keeps its id."""
    plain: Mapping[str, Any] = json.loads(canonical_json(value))
    return plain


def _about(name: str, table: Table) -> dict[str, object]:
    return {
        "hash": table_hash(table.data, name), "rows": len(table), "title": table.title,
        "source": table.source, "notes": list(table.notes),
    }  # fmt: skip


def _same(held: RunRecord, again: RunRecord) -> RunRecord:
    """Return the stored run if the repeated one gave the same bytes."""
    differing = [
        Problem("other_bytes", f"table {name}", "is not what the stored run holds")
        for name in sorted(held.tables.keys() | again.tables.keys())
        if held.tables.get(name, {}).get("hash") != again.tables.get(name, {}).get("hash")
    ]
    raise_all(IntegrityError, f"run {held.run_id[:12]} does not repeat", differing)
    return held


def _store(catalog: Catalog, record: RunRecord, tables: Mapping[str, Table]) -> None:
    target = catalog.folders.runs / record.run_id
    with writing(catalog.folders) as folder:
        folder.mkdir()
        for name, table in tables.items():
            pq.write_table(table.data, folder / f"{name}.parquet", compression="zstd")
        text = json.dumps(record.as_dict(), indent=1, sort_keys=True)
        (folder / "run.json").write_text(text + "\n", "utf-8")
        remove(target)  # left by a process that ended before it could be cataloged
        put(folder, target)


def insert(db: sqlite3.Connection, record: RunRecord) -> None:
    """Put a run into the catalog."""
    text = json.dumps(record.as_dict(), sort_keys=True)
    values = (record.run_id, record.started.isoformat(), text)
    db.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", values)


def _held(catalog: Catalog, identity: str) -> RunRecord | None:
    with catalog.read() as db:
        row = db.execute("SELECT record FROM runs WHERE id = ?", (identity,)).fetchone()
    return RunRecord.from_text(row[0]) if row else None


def runs(catalog: Catalog) -> list[RunRecord]:
    """Return all runs, newest first."""
    with catalog.read() as db:
        rows = db.execute("SELECT record FROM runs ORDER BY started DESC, id").fetchall()
    return [RunRecord.from_text(row[0]) for row in rows]


def find(catalog: Catalog, prefix: str) -> RunRecord:
    """Return a run by the first characters of its id.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    with catalog.read() as db:
        rows = db.execute(
            "SELECT id, record FROM runs WHERE substr(id, 1, ?) = ?", (len(prefix), prefix)
        ).fetchall()
    if not rows or not prefix:
        raise NotFound(f"no run {prefix!r}", hint="mainstay runs list shows them")
    if len(rows) > 1:
        raise NotFound(
            f"{prefix!r} begins the ids of {len(rows)} runs",
            hint="give more of it: " + ", ".join(r[0][:16] for r in rows[:5]),
        )
    return RunRecord.from_text(rows[0][1])


def result(catalog: Catalog, record: RunRecord) -> dict[str, Table]:
    """Return the tables of a run, checked against their hashes."""
    folder = catalog.folders.runs / record.run_id
    return {name: _load(folder, name, about) for name, about in record.tables.items()}


def _load(folder: Path, name: str, about: Mapping[str, Any]) -> Table:
    where = f"runs/{folder.name}/{name}.parquet"
    try:
        data = pq.read_table(folder / f"{name}.parquet", partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise IntegrityError(
            f"{where} cannot be read: {error}", hint="mainstay doctor --repair, then run it again"
        ) from error
    if table_hash(data, name) != about["hash"]:
        raise IntegrityError(f"{where} is not what was stored",
                             hint="mainstay doctor --repair, then run it again")  # fmt: skip
    return Table(name, data, about["title"], about["source"], tuple(about["notes"]))


def faults(catalog: Catalog, record: RunRecord) -> list[str]:
    """Return what is wrong with a stored run, in words."""
    found = []
    for name, about in record.tables.items():
        try:
            _load(catalog.folders.runs / record.run_id, name, about)
        except IntegrityError as error:
            found.append(error.message)
    if merkle_root({n: a["hash"] for n, a in record.tables.items()}) != record.result_hash:
        found.append(f"runs/{record.run_id}: the hashes of its tables do not give its result hash")
    return found
