"""Who is who: ids of questions, runs and results, and digests of code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from mainstay.errors import NotFound
from mainstay.store.canonical import canonical_hash, canonical_json
from mainstay.store.merkle import merkle_root

#: Endings of the files that decide what code does: programs, queries and data beside them.
CODE_ENDINGS = frozenset({".py", ".pyi", ".sql", ".yaml", ".yml", ".json", ".csv", ".parquet"})


def digest(value: object) -> str:
    """Return SHA-256 over the canonical JSON of a value, as 64 hex digits.

    Examples
    --------
    >>> digest({"a": 1}) == digest({"a": 1.0})
    True
    """
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a twin, complete enough to ask it again anywhere.

    Parameters
    ----------
    twin_id
        The snapshot of facts.
    engine, engine_version
        Name and version of the engine's Card.
    code
        Digest of the engine's code, see :func:`code_digest`.
    scenario, parameters
        Plain data.
    seed
        Seed of every random draw.

    Examples
    --------
    >>> a = Question("t", "leontief", "1", "c", parameters={"x": 1})
    >>> a.id == Question("t", "leontief", "1", "c", parameters={"x": 1.0}).id
    True
    """

    twin_id: str
    engine: str
    engine_version: str
    code: str
    scenario: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    seed: int = 0

    @property
    def id(self) -> str:
        """The question's id: 64 hex digits."""
        return question_id(
            self.twin_id, self.scenario, self.parameters, self.seed,
            self.engine, self.engine_version, self.code,
        )  # fmt: skip


def question_id(  # noqa: PLR0917 - the parts of a question, in their order
    twin_id: str,
    scenario: Mapping[str, object],
    parameters: Mapping[str, object],
    seed: int,
    engine: str,
    engine_version: str,
    code: str,
) -> str:
    """Return the id of a question: the same on every machine and day."""
    return digest(
        {
            "twin": twin_id, "scenario": scenario, "parameters": parameters, "seed": seed,
            "engine": engine, "engine_version": engine_version, "code": code,
        }
    )  # fmt: skip


def run_id(question: str, environment_hash: str) -> str:
    """Return the id of a run: a question asked in an environment."""
    return digest({"question": question, "environment": environment_hash})


def table_hash(table: pa.Table, name: str) -> str:
    """Return the canonical hash of a result table; the order of its rows counts."""
    return canonical_hash(table, name=name, version=1, sort_by=None)


def result_hash(tables: Mapping[str, pa.Table]) -> str:
    """Return the Merkle root over the tables of a result."""
    return merkle_root({name: table_hash(table, name) for name, table in tables.items()})


@cache
def code_digest(*names: str | Path) -> str:
    """Return a digest of code: modules or packages by dotted name, or folders by path.

    A package counts with everything below it that decides what it does: programs, queries, data.
    Nothing is imported except the parents of a dotted name. The digest does not depend on where
    the code is installed.

    Raises
    ------
    NotFound
        If there is no such module or folder.

    Examples
    --------
    >>> code_digest("mainstay.errors") == code_digest("mainstay.errors")
    True
    """
    found: dict[str, str] = {}
    for name in names:
        for label, path in _code_files(name):
            found[label] = hashlib.sha256(path.read_bytes()).hexdigest()
    return merkle_root(found)


def _code_files(name: str | Path) -> list[tuple[str, Path]]:
    if isinstance(name, Path):
        if not name.is_dir():
            raise NotFound(f"no folder {name}")
        return _below(name.name, name)
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        spec = None
    if spec is None or (spec.origin is None and not spec.submodule_search_locations):
        raise NotFound(f"no module {name}")
    if spec.submodule_search_locations:
        return _below(name, Path(next(iter(spec.submodule_search_locations))))
    return [(name, Path(str(spec.origin)))]


def _below(label: str, folder: Path) -> list[tuple[str, Path]]:
    return [
        (f"{label}/{path.relative_to(folder).as_posix()}", path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in CODE_ENDINGS and path.is_file()
    ]
