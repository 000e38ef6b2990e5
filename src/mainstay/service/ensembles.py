"""Ensembles of a home: run one on all cores, kept batch by batch, and go on where it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from mainstay.extend import registry
from mainstay.model import Scenario, Table, default_parameters
from mainstay.service.homes import Step, silent
from mainstay.service.runs import DoneRun, load_scenario, question
from mainstay.service.twins import open_twin
from mainstay.shocks.ensembles.design import SOBOL
from mainstay.shocks.ensembles.engine import MEMBERS, Ensemble
from mainstay.shocks.ensembles.factors import load_factors
from mainstay.shocks.ensembles.workers import Answers
from mainstay.shocks.resolve import resolve
from mainstay.store import Home
from mainstay.twin.net import Floats

ENGINE = "ario-ensemble"


class _Missing(Exception):
    """A batch that is not kept yet."""


@dataclass(frozen=True)
class KeptBatches:
    """Finished batches of one question among the derived tables of a home.

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
    scenario: Path | str,
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
        A file or a shipped name.
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
    """
    wanted = load_scenario(scenario)
    opened = open_twin(path, twin, step)
    parameters: dict[str, object] = {"members": members, "design": design, "seed": seed}
    if factors is not None:
        parameters["factors"] = [
            {"name": f.name, "shape": str(f.distribution.shape), "low": f.distribution.low,
             "mode": f.distribution.mode, "high": f.distribution.high, "method": f.method,
             "source": f.source} for f in load_factors(factors, default_parameters())
        ]  # fmt: skip
    if draw_net:
        parameters["sigma"] = [list(pair) for pair in opened.compiled.sigma]
    card = registry().card("engine", ENGINE)
    asked = question(opened, card, wanted.model_dump(mode="json"), parameters, seed)
    command = f"mainstay ensemble run {scenario} --members {members} --seed {seed}"

    def compute() -> dict[str, Table]:
        part = Ensemble()
        part.workers = workers or os.cpu_count() or 1
        part.keep = KeptBatches(opened.home, asked.id)
        part.told = _left(step)
        held = Scenario.model_validate(asked.scenario)
        batch = part.run(opened.net, resolve(opened.net, [held]), asked.parameters,
                         np.random.default_rng(seed))  # fmt: skip
        source = f"{part.name} {part.version} on twin {opened.id[:12]}"
        return {
            name: Table(t.name, t.data, t.title, t.source or source, (*t.notes, *batch.notes))
            for name, t in batch.tables.items()
        }

    step(f"running {wanted.title}")
    record = opened.home.run(asked, compute, command=command)
    return DoneRun(record, opened.home.result(record))


def _left(step: Step) -> Callable[[int, int, float], None]:
    def told(done: int, total: int, seconds: float) -> None:
        left = "" if np.isnan(seconds) else f", {seconds:.0f} s left"
        step(f"{done} of {total} members{left}")

    return told
