"""The engine ``ario-ensemble``: one scenario over every assumption of the dynamic engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mainstay.errors import BadScenario, InputError, Problem, raise_all
from mainstay.model import default_parameters
from mainstay.shocks.ario.events import Event
from mainstay.shocks.ario.from_net import NetEconomy, events_of, net_economy
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.dated import Dated
from mainstay.shocks.ensembles.design import KINDS, SOBOL, Design, Factor, design
from mainstay.shocks.ensembles.factors import SIZE, default_factors, factor_of
from mainstay.shocks.ensembles.members import BATCH, MemberRuns, Sized, batches, sized
from mainstay.shocks.ensembles.tables import tables_of
from mainstay.shocks.ensembles.workers import Answers, Keep, Progress, Task, run_batches
from mainstay.shocks.look_through import perturbed
from mainstay.twin.net import Floats, Net

NOTES = (
    "every assumption of the engine is drawn from its range by a seeded design; members share "
    "nothing else",
    "loss in dollars is that of the whole run, if the event happens; not how likely it is",
    "errors are Monte-Carlo errors of the number of members; they say nothing of the model",
    "prices, investment, policy and new suppliers do not react",
)

#: Members where nothing says how many.
MEMBERS = 1000


@dataclass(frozen=True, eq=False)
class DrawnNets:
    """Gives the runs of each batch, on the net as it is or on one with drawn cells.

    Parameters
    ----------
    net, dated, names
        The net and the scenario on it.
    days, step_days
        Length of a run and of a step.
    edges, spread
        Error of inferred cells by size; empty for the net as it is.
    seed
        Of the draws.
    """

    net: Net
    dated: tuple[Dated, ...]
    names: tuple[str, ...]
    days: int
    step_days: float
    edges: Floats
    spread: Floats
    seed: int
    _kept: dict[int, MemberRuns] = field(default_factory=dict)

    def __call__(self, number: int) -> MemberRuns:
        """Return the runs on net ``number``; the latest one is kept."""
        if number not in self._kept:
            self._kept.clear()
            self._kept[number] = self._made(number)
        return self._kept[number]

    def _made(self, number: int) -> MemberRuns:
        net = self.net
        if len(self.edges):
            rng = np.random.default_rng([self.seed, number])
            net = perturbed(net, self.edges, self.spread, rng)
        found = net_economy(net)
        economy = found.economy
        events = ranged_events(found, self.dated, self.names)
        return MemberRuns(replace(economy, notes=()), tuple(events), self.days, self.step_days)


def ranged_events(found: NetEconomy, dated: Sequence[Dated], names: Sequence[str]) -> list[Sized]:
    """Return the events of one scenario with the ends that it states for their sizes.

    Raises
    ------
    BadScenario
        If there is more than one scenario, or the engine knows nothing of a shock.
    """
    bases = [n for n in names if not n.endswith((":low", ":high"))]
    if len(bases) != 1:
        raise BadScenario("an ensemble takes one scenario", hint="run them one by one")
    rows = {name.removeprefix(bases[0]): s for s, name in enumerate(names)}

    def of(ending: str) -> list[Event]:
        own = rows.get(ending, rows[""])
        return events_of(found, [d for d in dated if d.scenario == own])

    return sized(of(""), of(":low"), of(":high"))


class Ensemble:
    """Runs a scenario for many members and tells the spread of its answers."""

    name = "ario-ensemble"
    version = "1"

    def __init__(self) -> None:
        self.workers = 1
        self.keep: Keep | None = None
        self.told: Progress | None = None

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return accounts, exceedance, sensitivity, bands over time and all members.

        Parameters
        ----------
        params
            ``members``, ``design`` (sobol, latin, random), ``seed``, ``step_days``, ``factors``
            (rows with name, shape, low, mode, high, source), ``sigma`` (pairs of the lower edge of
            a cell size in dollars and the spread of the error of inferred cells; empty keeps the
            net as it is).
        rng
            Not used: the seed is a parameter, so that batches can be computed apart.

        Raises
        ------
        InputError
            With every parameter that does not hold.
        BadScenario
            If a scenario acts on what the engine knows nothing of.
        """
        shocks.check(net)
        asked = _asked(params)
        if not shocks.dated:
            raise InputError("the shocks have no days", hint="resolve a scenario")
        factors = asked["factors"] or default_factors(default_parameters())
        if len(shocks.names) == 1:
            # no range is stated: the size does not move
            factors = tuple(f for f in factors if f.name != SIZE)
        made = design(factors, asked["members"], kind=asked["design"], seed=asked["seed"])
        pairs = np.array(asked["sigma"], dtype=np.float64).reshape(-1, 2)
        nets = DrawnNets(
            net, shocks.dated, shocks.names, max(shocks.days), asked["step_days"],
            pairs[:, 0], pairs[:, 1], asked["seed"],
        )  # fmt: skip
        first = nets(0)
        answers = run_batches(
            nets, tasks_of(made, is_drawn=bool(len(pairs))), workers=self.workers,
            keep=self.keep, progress=self.told,
        )  # fmt: skip
        tables = tables_of(shocks.names[0], made, _joined(answers), net=net, runs=first,
                           is_drawn=bool(len(pairs)))  # fmt: skip
        notes = (*NOTES, *net_economy(net).economy.notes)
        return ImpactBatch(self.name, self.version, shocks.names[:1], tables, notes)


def tasks_of(made: Design, *, is_drawn: bool) -> list[Task]:
    """Return the batches of a design; each has a net of its own if nets are drawn."""
    values = made.values() or {SIZE: np.full(len(made), 0.5)}
    return [
        Task(k if is_drawn else 0, {name: v[part] for name, v in values.items()})
        for k, part in enumerate(batches(len(made)))
    ]


def _joined(answers: Sequence[Answers]) -> Answers:
    return {name: np.concatenate([a[name] for a in answers], axis=-1) for name in answers[0]}


def _asked(params: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "members": MEMBERS, "design": SOBOL, "seed": 0, "step_days": 1.0,
        "factors": (), "sigma": (),
    }  # fmt: skip
    problems = [
        Problem("unknown_parameter", name, "the ensemble has none", "known: " + ", ".join(found))
        for name in params if name not in found
    ]  # fmt: skip
    for name, kind in (("members", int), ("seed", int), ("step_days", float), ("design", str)):
        try:
            found[name] = kind(params.get(name, found[name]))
        except (TypeError, ValueError) as error:
            problems.append(Problem("bad_parameter", name, str(error)))
    if found["design"] not in KINDS:
        problems.append(Problem("unknown_design", "design", found["design"],
                                "known: " + ", ".join(KINDS)))  # fmt: skip
    found["factors"], faults = _factors(params.get("factors") or ())
    raise_all(InputError, "the ensemble cannot take these parameters", problems + faults)
    found["sigma"] = params.get("sigma") or ()
    return found


def _factors(rows: object) -> tuple[tuple[Factor, ...], list[Problem]]:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        return (), [Problem("bad_parameter", "factors", f"{rows!r}", "a list of rows")]
    read = [factor_of(row, f"factors, row {number}") for number, row in enumerate(rows, 1)]
    problems = [problem for _, faults in read for problem in faults]
    return tuple(factor for factor, _ in read if factor is not None), problems


__all__ = ["BATCH", "MEMBERS", "DrawnNets", "Ensemble", "ranged_events", "tasks_of"]
