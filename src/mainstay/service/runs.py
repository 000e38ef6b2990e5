"""Runs: a scenario or an analysis put to a twin, recorded so that it can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.errors import BadScenario, InputError, NotFound
from mainstay.extend import Card, registry
from mainstay.model import Scenario, Table
from mainstay.service.counting import count
from mainstay.service.homes import Step, silent
from mainstay.service.scenario_files import saved_scenarios, shipped_scenarios
from mainstay.service.twins import OpenTwin, open_twin
from mainstay.shocks.resolve import resolve
from mainstay.store import Home, Question, RunRecord, code_digest

#: Columns by which rows are ordered when only the first are shown.
_ORDER = (
    "loss_usd_mid",
    "value_added_loss_usd_mid",
    "gdp_loss_usd",
    "output_loss_usd",
    "lost_usd_mid",
    "exposed_usd",
    "price_rise",
    "share",
)

#: Tables by day, for pictures: whole or not at all.
SERIES = ("over_time", "spread", "spread_links")

#: A simulator's ``run`` takes net, shocks, parameters and a generator; an analysis takes fewer.
_SIMULATOR_TAKES = 4


@dataclass(frozen=True)
class DoneRun:
    """A stored run with its tables."""

    record: RunRecord
    tables: Mapping[str, Table]

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.record.run_id


def load_scenario(scenario: Path | str | Scenario, home: Path | str | None = None) -> Scenario:
    """Return a scenario by its shipped name, from a file, or by its name in a home.

    Parameters
    ----------
    scenario
        Name or file; a scenario is returned as it is.
    home
        Where saved ones are looked for; the default home if ``None``.

    Raises
    ------
    BadScenario
        If there is none, or it does not hold together.
    """
    if isinstance(scenario, Scenario):
        return scenario
    shipped = shipped_scenarios()
    if str(scenario) in shipped:
        return Scenario.parse(shipped[str(scenario)], where=f"shipped scenario {scenario}")
    if Path(scenario).is_file():
        return Scenario.load(scenario)
    saved = saved_scenarios(home)
    if str(scenario) in saved:
        return Scenario.parse(saved[str(scenario)], where=f"saved scenario {scenario}")
    hint = "shipped: " + ", ".join(shipped)
    if saved:
        hint += "; saved in this home: " + ", ".join(saved)
    raise BadScenario(f"no scenario file {scenario}", hint=hint)


def question(twin: OpenTwin, card: Card, scenario: Mapping[str, Any],
             parameters: Mapping[str, Any], seed: int) -> Question:  # fmt: skip
    """Return the question that a run answers; everything its result hangs on is in it."""
    code = code_digest("mainstay.shocks", "mainstay.twin", "mainstay.fusion", "mainstay.model")
    return Question(twin.id, card.name, card.version, code, scenario, parameters, seed)


def run_scenario(
    path: Path | str | None,
    scenario: Path | str | Scenario,
    *,
    twin: str | None = None,
    engine: str | None = None,
    seed: int = 0,
    step: Step = silent,
) -> DoneRun:
    """Run a scenario on a twin and store the result.

    Raises
    ------
    BadScenario
        If the scenario does not hold together or does not fit the twin's net.
    NotFound
        If there is no such engine or twin.
    InputError
        If the engine takes no scenario.
    """
    wanted, card = _asked(scenario, engine, path)
    return _run(open_twin(path, twin, step), wanted, card, seed, step)


def run_on(
    opened: OpenTwin, scenario: Path | str | Scenario, *, engine: str | None = None,
    seed: int = 0, step: Step = silent,
) -> DoneRun:  # fmt: skip
    """Run a scenario on an open twin; see :func:`run_scenario`."""
    return _run(opened, *_asked(scenario, engine, opened.home.path), seed, step)


def question_on(
    opened: OpenTwin, scenario: Path | str | Scenario, engine: str | None = None, seed: int = 0
) -> Question:
    """Return the question that :func:`run_on` answers, without answering it.

    Raises
    ------
    BadScenario
        If the scenario does not hold together.
    NotFound
        If there is no such engine.
    InputError
        If the engine takes no scenario.
    """
    wanted, card = _asked(scenario, engine, opened.home.path)
    return question(opened, card, wanted.model_dump(mode="json"), {}, seed)


def _asked(
    scenario: Path | str | Scenario, engine: str | None, home: Path | str | None
) -> tuple[Scenario, Card]:
    wanted = load_scenario(scenario, home)
    card = registry().card("engine", engine or wanted.engine)
    _check_takes_scenarios(card.name)
    return wanted, card


def _run(opened: OpenTwin, wanted: Scenario, card: Card, seed: int, step: Step) -> DoneRun:
    asked = question(opened, card, wanted.model_dump(mode="json"), {}, seed)
    step(f"running {wanted.title}")
    record = opened.home.run(asked, lambda: _compute(opened, asked, step))
    return DoneRun(record, opened.home.result(record))


def takes_scenarios(engine: str) -> bool:
    """Return whether an engine takes scenarios; an analysis looks at a whole twin.

    >>> takes_scenarios("commodity"), takes_scenarios("look-through")
    (True, False)
    """
    part = registry().load("engine", engine)()
    return len(signature(part.run).parameters) >= _SIMULATOR_TAKES


def _check_takes_scenarios(engine: str) -> None:
    """Refuse an analysis of a whole twin: its ``run`` takes neither shocks nor draws."""
    if not takes_scenarios(engine):
        raise InputError(
            f"engine {engine} looks at a whole twin and takes no scenario",
            hint="leontief, commodity and ario take scenarios",
        )


def run_analysis(twin: OpenTwin, engine: str, parameters: Mapping[str, Any],
                 command: str = "") -> DoneRun:  # fmt: skip
    """Run an analysis on a twin and store the result; a stored run is returned as it is."""
    card = registry().card("engine", engine)
    asked = question(twin, card, {}, parameters, int(parameters.get("seed", 0)))
    record = twin.home.run(asked, lambda: _compute(twin, asked), command=command)
    return DoneRun(record, twin.home.result(record))


def _compute(twin: OpenTwin, asked: Question, step: Step = silent) -> dict[str, Table]:
    part = registry().load("engine", asked.engine)()
    if hasattr(part, "progress"):
        part.progress = _days(step)
    if not asked.scenario:
        return dict(part.run(twin.net, asked.parameters))
    scenario = Scenario.model_validate(asked.scenario)
    rng = np.random.default_rng(asked.seed)
    batch = part.run(twin.net, resolve(twin.net, [scenario]), asked.parameters, rng)
    source = f"{part.name} {part.version} on twin {twin.id[:12]}"
    return {
        name: Table(t.name, t.data, t.title, t.source or source, (*t.notes, *batch.notes))
        for name, t in batch.tables.items()
    }


def _days(step: Step) -> Callable[[int, int], None]:
    """Return what tells a reader of every twentieth part of a run that goes step by step."""

    def told(done: int, total: int) -> None:
        if not count(step, done, total, "step") and done % max(1, total // 20) == 0:
            step(f"step {done} of {total}")

    return told


def list_runs(path: Path | str | None) -> Table:
    """Return the runs of a home, newest first."""
    rows: list[dict[str, object]] = [
        {
            "run": r.run_id[:12],
            "engine": f"{r.engine} {r.engine_version}",
            "scenario": str(r.scenario.get("name", "")) if r.scenario else "",
            "twin": r.twin_id[:12],
            "seed": r.seed,
            "finished": str(r.finished),
            "result_hash": r.result_hash[:12],
        }
        for r in Home.open(path).runs()
    ]
    return Table.of("runs", rows, title="Runs of this home")


def show_run(path: Path | str | None, run_id: str) -> DoneRun:
    """Return a stored run.

    Raises
    ------
    NotFound
        If there is none.
    """
    home = Home.open(path)
    record = home.find_run(run_id)
    return DoneRun(record, home.result(record))


def repeat_run(path: Path | str | None, run_id: str) -> dict[str, object]:
    """Compute a run again and compare it with what is stored.

    Returns
    -------
    The verdict: ``same_bytes`` where this is the environment of the run; otherwise whether the
    result hash is equal here.

    Raises
    ------
    NotFound
        If there is no such run, or its twin is not in this home.
    IntegrityError
        If the same question in the same environment gives other bytes.
    """
    home = Home.open(path)
    record = home.find_run(run_id)
    asked = record.question
    twin = OpenTwin(home, home.twin(record.twin_id))
    card = registry().card("engine", asked.engine)
    now = question(twin, card, asked.scenario, asked.parameters, asked.seed)
    again = home.run(now, lambda: _compute(twin, now), command=record.command, verify=True)
    return {
        "run": record.run_id,
        "again": again.run_id,
        "same_run": again.run_id == record.run_id,
        "same_code": now.code == asked.code,
        "same_bytes": again.result_hash == record.result_hash,
        "result_hash": again.result_hash,
    }


def run_summary(done: DoneRun) -> dict[str, object]:
    """Return what a run is, as plain data."""
    r = done.record
    return {
        "run_id": r.run_id, "question_id": r.question_id, "twin_id": r.twin_id,
        "engine": r.engine, "engine_version": r.engine_version, "seed": r.seed,
        "scenario": dict(r.scenario), "parameters": dict(r.parameters),
        "result_hash": r.result_hash, "repeat": f"mainstay runs repeat {r.run_id[:12]}",
    }  # fmt: skip


def run_tables(done: DoneRun, *, top: int = 15) -> dict[str, Table]:
    """Return a run's tables, each cut to its first rows by loss; those by day are whole.

    Raises
    ------
    NotFound
        If the run has no tables.
    """
    if not done.tables:
        raise NotFound(f"run {done.run_id[:12]} has no tables")
    return {
        name: table if name in SERIES else _first(table, top) for name, table in done.tables.items()
    }


def first_rows(done: DoneRun, name: str, top: int) -> Table:
    """Return the first rows of one table of a run, in its own order.

    Raises
    ------
    NotFound
        If the run has no such table.
    """
    if name not in done.tables:
        raise NotFound(f"no table {name!r}", hint="tables: " + ", ".join(done.tables))
    table = done.tables[name]
    notes = table.notes
    if len(table) > top:
        notes = (*notes, f"first {top} of {len(table)} rows")
    return Table(table.name, table.data.slice(0, top), table.title, table.source, notes)


def _first(table: Table, top: int) -> Table:
    """Return the first rows of each scenario by what is lost; the accounts are never cut."""
    names = table.data.column_names
    if "account" in names or len(table) <= top:
        return table
    rows = table.rows()
    by = next((n for n in _ORDER if n in names and any(r[n] for r in rows)), None)
    if by is not None:
        rows.sort(key=lambda row: -(row[by] or 0.0))
    group = "scenario" if "scenario" in names else names[0]
    kept: list[dict[str, Any]] = []
    count: dict[object, int] = {}
    for row in rows:
        key = row[group] if group == "scenario" else ""
        count[key] = count.get(key, 0) + 1
        if count[key] <= top:
            kept.append(row)
    order = f"by {by}" if by is not None else "in the table's own order"
    notes = (*table.notes, f"first {top} rows of each scenario {order}")
    return Table(table.name, pa.Table.from_pylist(kept, table.data.schema), table.title,
                 table.source, notes)  # fmt: skip
