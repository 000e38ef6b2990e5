"""Stored runs as a list and one by one: what was asked, when, and how to get it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mainstay.errors import MainstayError, NotFound
from mainstay.extend import registry
from mainstay.model import Table
from mainstay.service.ensembles import ENGINE
from mainstay.service.jobs.commands import command_of
from mainstay.service.scenario_files import find_scenario, shipped_scenarios
from mainstay.service.screens.shapes import Command
from mainstay.store import Home, RunRecord

RunKind = Literal["run", "ensemble", "analysis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunListed:
    """One line of the list of runs.

    Parameters
    ----------
    id
        Its id: what was asked, and the environment that answered.
    kind
        A scenario, an ensemble of one, or an analysis of a whole twin, which takes no scenario.
    title, scenario
        The scenario's title and name; the engine's title and nothing for an analysis.
    engine, engine_version, twin, twin_name, seed, members
        What answered, on which twin, with which draws.
    finished, seconds
        When it was stored, in UTC, and how long it took.
    result_hash
        Digest of every table of it.
    """

    id: str
    kind: RunKind
    title: str
    scenario: str
    engine: str
    engine_version: str
    twin: str
    twin_name: str
    seed: int
    members: int | None
    finished: str
    seconds: float
    result_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTable:
    """A table of a run: its name, title, rows and where its numbers are from."""

    name: str
    title: str
    rows: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """One run: what was asked, whole, and which tables answer it."""

    about: RunListed
    question_id: str
    asked: dict[str, Any]
    parameters: dict[str, Any]
    environment: dict[str, Any]
    tables: tuple[RunTable, ...]
    command: Command
    repeat: str


@dataclass(frozen=True, slots=True)
class RunsFilter:
    """Which runs are listed: words of title, scenario or engine, and exact names."""

    words: str = ""
    kind: str | None = None
    engine: str | None = None
    twin: str | None = None

    def takes(self, run: RunListed) -> bool:
        """Return whether a run is among them."""
        text = f"{run.title} {run.scenario} {run.engine} {run.id}".lower()
        return (
            all(word in text for word in self.words.lower().split())
            and self.kind in (None, run.kind)
            and self.engine in (None, run.engine)
            and (self.twin in (None, run.twin_name) or run.twin.startswith(str(self.twin)))
        )


def stored_runs(path: Path | str | None, wanted: RunsFilter | None = None) -> list[RunListed]:
    """Return the runs of a home, newest first."""
    home = Home.open(path)
    names = {identity: name for name, identity in home.twin_names().items()}
    takes = (wanted or RunsFilter()).takes
    listed = (_listed(record, names) for record in home.runs())
    return [run for run in listed if takes(run)]


def stored_run(path: Path | str | None, run: str) -> StoredRun:
    """Return a run by the first characters of its id.

    Raises
    ------
    NotFound
        If there is none, or more than one.
    """
    home = Home.open(path)
    record = home.find_run(run)
    names = {identity: name for name, identity in home.twin_names().items()}
    about = _listed(record, names)
    tables = tuple(
        RunTable(name=name, title=held["title"], rows=held["rows"], source=held["source"])
        for name, held in record.tables.items()
    )
    return StoredRun(
        about=about, question_id=record.question_id, asked=dict(record.scenario),
        parameters=dict(record.parameters), environment=dict(record.environment), tables=tables,
        command=_command(path, record, about),
        repeat=f"mainstay runs repeat {record.run_id[:12]}",
    )  # fmt: skip


def run_table(path: Path | str | None, run: str, name: str) -> Table:
    """Return one whole table of a run, checked against its hash.

    Raises
    ------
    NotFound
        If there is no such run or table.
    IntegrityError
        If it is not what was stored.
    """
    home = Home.open(path)
    record = home.find_run(run)
    if name not in record.tables:
        raise NotFound(f"run {record.run_id[:12]} has no table {name[:40]!r}",
                       hint="tables: " + ", ".join(record.tables))  # fmt: skip
    return home.result(record)[name]


def _listed(record: RunRecord, names: Mapping[str, str]) -> RunListed:
    scenario = record.scenario
    kind: RunKind = "ensemble" if record.engine == ENGINE else "run" if scenario else "analysis"
    members = record.parameters.get("members")
    title = str(scenario.get("title", "")) or _engine_title(record.engine)
    return RunListed(
        id=record.run_id, kind=kind, title=title, scenario=str(scenario.get("name", "")),
        engine=record.engine, engine_version=record.engine_version, twin=record.twin_id,
        twin_name=names.get(record.twin_id, ""), seed=record.seed,
        members=int(members) if members is not None else None,
        finished=record.finished.isoformat(timespec="seconds"),
        seconds=round((record.finished - record.started).total_seconds(), 3),
        result_hash=record.result_hash,
    )  # fmt: skip


def _engine_title(engine: str) -> str:
    try:
        return registry().card("engine", engine).title
    except NotFound:
        # an engine that was installed when it ran
        return engine


def _command(path: Path | str | None, record: RunRecord, about: RunListed) -> Command:
    if about.kind == "analysis":
        line = record.command or f"mainstay runs show {record.run_id[:12]}"
        python = f'from mainstay import service\n\ndone = service.show_run(None, "{record.run_id}")'
        return Command(line, python)
    engine = record.engine if record.engine != record.scenario.get("engine") else None
    return command_of(
        {
            "scenario": record.scenario, "given": _name_of(path, record.scenario),
            "twin_name": about.twin_name or record.twin_id, "engine": engine,
            "seed": record.seed, "members": about.members,
        }
    )  # fmt: skip


def _name_of(path: Path | str | None, scenario: Mapping[str, Any]) -> str | None:
    """Return the name by which a home still holds a scenario, unchanged."""
    name = str(scenario.get("name", ""))
    known = path if name not in shipped_scenarios() else None
    try:
        held = find_scenario(known, name).model_dump(mode="json")
    except MainstayError:
        return None
    return name if held == scenario else None
