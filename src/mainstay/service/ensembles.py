"""Ensembles of a home: run one on all cores, kept batch by batch, and go on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.errors import InputError, IntegrityError, NotFound
from mainstay.extend import registry
from mainstay.model import Scenario, Table, default_parameters
from mainstay.service.counting import count
from mainstay.service.homes import Step, silent
from mainstay.service.runs import DoneRun, load_scenario, question
from mainstay.service.twins import OpenTwin, open_twin
from mainstay.shocks.ensembles.design import SOBOL
from mainstay.shocks.ensembles.engine import MEMBERS, Ensemble
from mainstay.shocks.ensembles.factors import load_factors
from mainstay.shocks.ensembles.workers import Answers
from mainstay.shocks.resolve import resolve
from mainstay.store import Home, Question, environment_hash, run_id
from mainstay.store.files import put_text, remove
from mainstay.twin.net import Floats

ENGINE = "ario-ensemble"

#: Folder of a home with the questions that are begun and not answered, one file each.
BEGUN = "ensembles"


class _Missing(Exception):
    """A batch that is not kept yet."""


@dataclass(frozen=True)
class KeptBatches:
    """Finished batches of one run among the derived tables of a home.

    They may be thrown away at any time: what is missing is computed again.
    """

    home: Home
    key: str

    def get(self, number: int) -> Answers | None:
        """Return a finished batch, or ``None``."""
        try:
            tables = self.home.cached(self._name(number), _absent)
        except _Missing:
            return None
        return {name.partition(":")[2]: _array(name, found) for name, found in tables.items()}

    def put(self, number: int, answers: Answers) -> None:
        """Keep a finished batch, whole or not at all."""
        self.home.cached(self._name(number), lambda: {
            f"{'one' if v.ndim == 1 else 'many'}:{name}": _table(v) for name, v in answers.items()
        })  # fmt: skip

    def _name(self, number: int) -> str:
        return f"ensemble {self.key} batch {number}"


def _absent() -> dict[str, pa.Table]:
    raise _Missing


def _table(values: Floats) -> pa.Table:
    rows = values[None, :] if values.ndim == 1 else values
    return pa.table({str(k): row for k, row in enumerate(rows)})


def _array(name: str, table: pa.Table) -> Floats:
    rows = np.array([column.to_numpy() for column in table.columns], dtype=np.float64)
    return rows[0] if name.startswith("one:") else rows


def run_ensemble(
    path: Path | str | None,
    scenario: Path | str | Scenario,
    *,
    twin: str | None = None,
    members: int = MEMBERS,
    design: str = SOBOL,
    seed: int = 0,
    factors: Path | None = None,
    draw_net: bool = False,
    workers: int | None = None,
    step: Step = silent,
) -> DoneRun:
    """Run a scenario for many members and store the result; goes on where it was cut off.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    scenario
        A file, a shipped name, or one that is read already.
    members, design, seed
        See :func:`mainstay.shocks.ensembles.design.design`.
    factors
        A YAML file with ranges of your own.
    draw_net
        Whether every batch draws the inferred cells of the net anew.
    workers
        Processes; all cores when not given. The answer does not hang on it.

    Raises
    ------
    BadScenario
        If the scenario does not hold together or does not fit.
    InputError
        With every setting that does not hold.
    NotFound
        If there is no such twin.
    EngineError
        If a worker ends before it answers; finished batches are kept.
    """
    wanted = load_scenario(scenario, path)
    opened = open_twin(path, twin, step)
    more: dict[str, object] = {}
    if factors is not None:
        more["factors"] = [f.as_row() for f in load_factors(factors, default_parameters())]
    if draw_net:
        more["sigma"] = [list(pair) for pair in opened.compiled.sigma]
    asked = ensemble_question(opened, wanted, members, seed, design=design, **more)
    named = wanted.name if isinstance(scenario, Scenario) else scenario
    command = f"mainstay ensemble run {named} --members {members} --seed {seed}"
    return _answered(opened, asked, command, workers, step)


def ensemble_question(
    opened: OpenTwin, scenario: Scenario, members: int, seed: int, *, design: str = SOBOL,
    **more: object,
) -> Question:  # fmt: skip
    """Return the question that an ensemble answers; ``more`` are further parameters of it."""
    parameters: dict[str, object] = {"members": members, "design": design, "seed": seed, **more}
    return question(opened, registry().card("engine", ENGINE), scenario.model_dump(mode="json"),
                    parameters, seed)  # fmt: skip


def ensemble_on(
    opened: OpenTwin, scenario: Scenario, *, members: int, seed: int = 0, command: str = "",
    step: Step = silent,
) -> DoneRun:  # fmt: skip
    """Run a scenario for many members on an open twin; see :func:`run_ensemble`."""
    asked = ensemble_question(opened, scenario, members, seed)
    return _answered(opened, asked, command, None, step)


def resume_ensemble(
    path: Path | str | None, key: str, *, workers: int | None = None, step: Step = silent
) -> DoneRun:
    """Go on with an ensemble that was cut off, by the first characters of its run id.

    Where the program or its libraries have changed since, it begins anew: members of two versions
    are never mixed.

    Raises
    ------
    NotFound
        If no ensemble of this home was begun under that id, or its twin is gone.
    EngineError
        If a worker ends before it answers; finished batches are kept.
    """
    home = Home.open(path)
    found = [file for file in _begun(home) if key and file.stem.startswith(key)]
    if len(found) != 1:
        known = ", ".join(file.stem[:12] for file in _begun(home)) or "none"
        raise NotFound(f"no ensemble {key!r} was begun", hint=f"begun and not finished: {known}")
    held = _read(found[0])
    opened = open_twin(path, str(held["twin"]), step)
    parameters = {str(name): value for name, value in dict(held["parameters"]).items()}
    asked = question(opened, registry().card("engine", ENGINE), dict(held["scenario"]), parameters,
                     int(parameters["seed"]))  # fmt: skip
    if _identity(asked) != found[0].stem:
        step("the program has changed since: all members are computed anew")
        remove(found[0])
    return _answered(opened, asked, str(held["command"]), workers, step)


def list_ensembles(path: Path | str | None) -> Table:
    """Return the ensembles of a home: those that are done, and those that were cut off."""
    home = Home.open(path)
    rows: list[dict[str, object]] = [
        {"run": r.run_id[:12], "scenario": str(r.scenario.get("name", "")),
         "members": r.parameters.get("members"), "seed": r.seed, "twin": r.twin_id[:12],
         "state": "done"}
        for r in home.runs() if r.engine == ENGINE
    ]  # fmt: skip
    for file in _begun(home):
        held = _read(file)
        rows.append({"run": file.stem[:12], "scenario": held["scenario"]["name"],
                     "members": held["parameters"]["members"], "seed": held["parameters"]["seed"],
                     "twin": held["twin"][:12], "state": "cut off"})  # fmt: skip
    notes = ("mainstay ensemble resume RUN goes on with one that was cut off",)
    return Table.of("ensembles", rows, title="Ensembles of this home", notes=notes)


def _answered(
    opened: OpenTwin, asked: Question, command: str, workers: int | None, step: Step
) -> DoneRun:
    identity = _identity(asked)
    manifest = opened.home.path / BEGUN / f"{identity}.json"

    def compute() -> dict[str, Table]:
        held = {"twin": opened.id, "scenario": asked.scenario, "parameters": asked.parameters,
                "command": command}  # fmt: skip
        with opened.home.catalog.write():
            put_text(opened.home.catalog.folders, manifest, json.dumps(held, indent=1) + "\n")
        part = Ensemble()
        part.workers = workers or os.cpu_count() or 1
        part.keep = KeptBatches(opened.home, identity)
        part.told = _left(step)
        shocks = resolve(opened.net, [Scenario.model_validate(asked.scenario)])
        try:
            batch = part.run(opened.net, shocks, asked.parameters,
                             np.random.default_rng(asked.seed))  # fmt: skip
        except InputError:
            # a question that was refused cannot be gone on with
            remove(manifest)
            raise
        source = f"{part.name} {part.version} on twin {opened.id[:12]}"
        return {
            name: Table(t.name, t.data, t.title, t.source or source, (*t.notes, *batch.notes))
            for name, t in batch.tables.items()
        }

    step(f"running {asked.scenario['title']}")
    record = opened.home.run(asked, compute, command=command)
    remove(manifest)
    return DoneRun(record, opened.home.result(record))


def _identity(asked: Question) -> str:
    """Return the id of the run to be: batches of another program or library are not its own."""
    return run_id(asked.id, environment_hash())


def _begun(home: Home) -> list[Path]:
    return sorted((home.path / BEGUN).glob("*.json"))


def _read(file: Path) -> dict[str, Any]:
    try:
        held: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IntegrityError(
            f"{BEGUN}/{file.name} cannot be read: {error}", hint="delete it and run the ensemble"
        ) from error
    return held


def _left(step: Step) -> Callable[[int, int, float], None]:
    def told(done: int, total: int, seconds: float) -> None:
        if count(step, done, total, "member", seconds):
            return
        left = "" if np.isnan(seconds) else f", {seconds:.0f} s left"
        step(f"{done} of {total} members{left}")

    return told
