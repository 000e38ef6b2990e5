"""What is asked of a job, checked before it may wait: every fault is found and told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mainstay.errors import BadScenario, MainstayError, Problem, raise_all
from mainstay.extend import registry
from mainstay.model import Scenario
from mainstay.model.scenario import faults_of
from mainstay.service.ensembles import ensemble_question
from mainstay.service.jobs.commands import command_of
from mainstay.service.jobs.records import Asked
from mainstay.service.open_twins import OpenTwins
from mainstay.service.runs import question_on
from mainstay.service.scenario_files import find_scenario
from mainstay.service.screens.building.faults import of_fit
from mainstay.service.twins import DEMO, OpenTwin
from mainstay.store import environment_hash, run_id

#: Most members of an ensemble, and the greatest seed.
MOST_MEMBERS, GREATEST_SEED = 100_000, 2**31 - 1

#: The engine that answers members.
BY_DAY = "ario"


def ask_run(
    twins: OpenTwins,
    scenario: str | Mapping[str, Any],
    *,
    twin: str = DEMO,
    engine: str | None = None,
    seed: int = 0,
    members: int | None = None,
) -> Asked:
    """Return a run, or an ensemble where ``members`` are given, ready to wait for its turn.

    Parameters
    ----------
    twins
        The open twins of the home.
    scenario
        Name of a shipped or saved scenario, or a whole one as plain data. No file is ever read.
    twin, engine, seed, members
        As ``mainstay run`` and ``mainstay ensemble run`` take them.

    Raises
    ------
    BadScenario
        With every fault of what was asked.
    """
    problems: list[Problem] = []
    wanted = _scenario(twins, scenario, problems)
    opened = _twin(twins, twin, problems)
    problems += _numbers(engine, seed, members)
    answer = ""
    if wanted is not None and opened is not None:
        # an engine that is not known was told above
        if engine is None or engine in registry().names("engine"):
            named = engine or (wanted.engine if members is None else BY_DAY)
            problems += _faults("engine", lambda: question_on(opened, wanted, engine, seed))
            problems += [
                Problem(fault.code, f"scenario.{fault.field}".rstrip("."), fault.what, fault.hint)
                for fault in of_fit(opened.net, wanted, named) if not fault.is_advice
            ]  # fmt: skip
        if not problems:
            asked = (
                question_on(opened, wanted, engine, seed) if members is None
                else ensemble_question(opened, wanted, members, seed)
            )  # fmt: skip
            answer = run_id(asked.id, environment_hash())
    raise_all(BadScenario, "this cannot be run", problems)
    assert wanted is not None
    assert opened is not None
    plain: dict[str, Any] = {
        "scenario": wanted.model_dump(mode="json"),
        "given": scenario if isinstance(scenario, str) else None, "twin": opened.id,
        "twin_name": twin, "engine": engine, "seed": seed, "members": members,
    }  # fmt: skip
    return Asked(
        kind="run" if members is None else "ensemble",
        title=wanted.title if members is None else f"{wanted.title}, {members:,} members",
        plain=plain, command=command_of(plain), answer=answer,
    )  # fmt: skip


def _scenario(
    twins: OpenTwins, given: str | Mapping[str, Any], problems: list[Problem]
) -> Scenario | None:
    try:
        if isinstance(given, str):
            return find_scenario(twins.path, given)
        return Scenario.model_validate(dict(given))
    except MainstayError as error:
        problems += error.problems or [Problem(error.code, "scenario", error.message, error.hint)]
    except ValidationError as error:
        problems += faults_of(error, "scenario.")
    return None


def _twin(twins: OpenTwins, name: str, problems: list[Problem]) -> OpenTwin | None:
    found: list[OpenTwin] = []
    problems += _faults("twin", lambda: found.append(twins.get(name)))
    return found[0] if found else None


def _numbers(engine: str | None, seed: int, members: int | None) -> list[Problem]:
    found: list[Problem] = []
    if engine is not None:
        found += _faults("engine", lambda: registry().card("engine", engine))
    if not 0 <= seed <= GREATEST_SEED:
        found.append(Problem("out_of_range", "seed", f"{seed}", f"0 to {GREATEST_SEED}"))
    if members is not None and not 1 <= members <= MOST_MEMBERS:
        found.append(Problem("out_of_range", "members", f"{members}", f"1 to {MOST_MEMBERS:,}"))
    if members is not None and engine not in (None, BY_DAY):
        found.append(Problem("no_ensemble", "engine", f"{engine} has no members",
                             f"leave the engine out: members are run by {BY_DAY}"))  # fmt: skip
    return found


def _faults(where: str, act: Callable[[], object]) -> Sequence[Problem]:
    """Return what is wrong with something that is tried out."""
    try:
        act()
    except MainstayError as error:
        return error.problems or [Problem(error.code, where, error.message, error.hint)]
    return ()
