"""The scenario builder: a draft checked as it is typed, and everything that is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mainstay.errors import BadScenario, InputError, NotFound
from mainstay.extend import registry
from mainstay.model import Scenario, Shock, Target
from mainstay.model.scenario import SCENARIO_VERSION
from mainstay.service.runs import question
from mainstay.service.scenario_files import (
    TEXT_LENGTH,
    KeptScenario,
    as_yaml,
    find_scenario,
    kept_scenarios,
    scenario_text,
    shipped_scenarios,
)
from mainstay.service.screens.building.faults import FieldProblem, advice, of_fit, of_text
from mainstay.service.screens.building.things import name_of
from mainstay.service.screens.building.words import name_from, sentence, title_of
from mainstay.service.screens.shapes import Command
from mainstay.service.screens.targets import RunTime, run_time
from mainstay.service.twins import DEMO, OpenTwin
from mainstay.store import environment_hash, run_id

#: Fields that are made from the shocks while they are empty.
_MADE = ("name", "title")


@dataclass(frozen=True, slots=True)
class ScenarioDetail:
    """A scenario by name: what it is, its fields, and its text as it is kept."""

    about: KeptScenario
    scenario: dict[str, Any]
    yaml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedScenario:
    """What there is to say about a draft.

    Parameters
    ----------
    is_ready
        Whether it runs on this twin as it is.
    problems
        Faults and advice, each with its field.
    scenario
        As it is run; ``None`` while it does not hold together.
    yaml
        The file for the command line; of a draft with faults what is there.
    sentence
        What it does, in plain words; empty while it does not hold together.
    names
        For each shock the words for its codes.
    takes
        How long a run takes.
    run_id
        The id that its run has; empty while it is not ready.
    is_answered
        Whether that run is stored here.
    is_named
        Whether it runs by its name, because it is shipped or saved as it is.
    command
        The same run by command line and Python.
    """

    is_ready: bool
    problems: tuple[FieldProblem, ...]
    scenario: dict[str, Any] | None
    yaml: str
    sentence: str
    names: tuple[tuple[str, ...], ...]
    takes: RunTime
    run_id: str
    is_answered: bool
    is_named: bool
    command: Command


def scenario_detail(path: Path | str | None, name: str) -> ScenarioDetail:
    """Return a shipped or saved scenario with its text.

    Raises
    ------
    NotFound
        If there is none.
    BadScenario
        If a saved one does not hold together.
    """
    found = find_scenario(path, name)
    about = next(kept for kept in kept_scenarios(path) if kept.name == name)
    return ScenarioDetail(about, found.model_dump(mode="json"), scenario_text(path, name))


def check_text(opened: OpenTwin, text: str, seed: int = 0) -> CheckedScenario:
    """Return what there is to say about a scenario file; see :func:`check_draft`."""
    try:
        if len(text) > TEXT_LENGTH:
            raise BadScenario(f"this is longer than {TEXT_LENGTH:,} characters")
        scenario = Scenario.parse(text)
    except BadScenario as error:
        return _faulty(opened, of_text(error, "scenario"), text, "")
    return _checked(opened, scenario, seed, text)


def check_draft(opened: OpenTwin, draft: Mapping[str, Any], seed: int = 0) -> CheckedScenario:
    """Return every fault of a draft, whether it fits the twin, and what it does in words.

    Parameters
    ----------
    opened
        The twin that it is to run on.
    draft
        Fields of a scenario as typed; empty ones count as not said. An empty title and an empty
        name are made from the shocks.
    seed
        Seed of the run.
    """
    plain = _said(draft)
    made = _make_names(opened, plain)
    text = as_yaml(plain)
    try:
        scenario = Scenario.parse(text)
    except BadScenario as error:
        hidden = () if made else tuple(f for f in _MADE if f not in plain)
        problems = tuple(p for p in of_text(error, "scenario") if p.field not in hidden)
        return _faulty(opened, problems, text, str(plain.get("engine", "")), plain.get("shocks"))
    return _checked(opened, scenario, seed, text)


def _checked(opened: OpenTwin, scenario: Scenario, seed: int, text: str) -> CheckedScenario:
    home, engine = opened.home.catalog.folders.root, scenario.engine
    faults = of_fit(opened.net, scenario, engine)
    is_named = _is_named(home, scenario)
    problems = [*faults, *advice(scenario, engine)]
    if scenario.name in shipped_scenarios() and not is_named:
        problems.append(FieldProblem(
            "name", "shipped_name", f"this is not the shipped {scenario.name} any more",
            "give it a title and a name of its own to save it", True))  # fmt: skip
    names = tuple(_names_of(opened, shock) for shock in scenario.shocks)
    identity = "" if faults else _run_id(opened, scenario, seed)
    return CheckedScenario(
        is_ready=not faults, problems=tuple(problems),
        scenario=scenario.model_dump(mode="json"), yaml=text,
        sentence=sentence(opened.net, scenario), names=names,
        takes=run_time(opened, engine), run_id=identity,
        is_answered=bool(identity) and _is_stored(opened, identity), is_named=is_named,
        command=_command(opened, scenario.name, is_named, seed),
    )  # fmt: skip


def _faulty(
    opened: OpenTwin,
    problems: tuple[FieldProblem, ...],
    text: str,
    engine: str,
    shocks: object = None,
) -> CheckedScenario:
    names = tuple(_names_of(opened, shock) for shock in shocks) if isinstance(shocks, list) else ()
    return CheckedScenario(
        is_ready=False, problems=problems, scenario=None, yaml=text, sentence="", names=names,
        takes=run_time(opened, engine), run_id="", is_answered=False, is_named=False,
        command=Command("", ""),
    )  # fmt: skip


def _said(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft without its empty fields."""
    plain = {key: value for key, value in draft.items() if value not in (None, "")}
    plain.setdefault("version", SCENARIO_VERSION)
    if isinstance(plain.get("shocks"), list):
        plain["shocks"] = [
            {key: value for key, value in shock.items() if value not in (None, "")}
            if isinstance(shock, Mapping) else shock
            for shock in plain["shocks"]
        ]  # fmt: skip
    if isinstance(plain.get("assumptions"), list):
        plain["assumptions"] = [line for line in plain["assumptions"] if str(line).strip()]
    return plain


def _make_names(opened: OpenTwin, plain: dict[str, Any]) -> bool:
    """Fill in a missing title and name from the shocks; return whether both are there."""
    if "title" not in plain:
        try:
            shocks = [Shock.model_validate(shock) for shock in plain.get("shocks", ())]
        except (ValidationError, TypeError):
            shocks = []
        if shocks:
            plain["title"] = title_of(opened.net, shocks)
    if "name" not in plain and "title" in plain:
        plain["name"] = name_from(str(plain["title"]))
    return all(field in plain for field in _MADE)


def _names_of(opened: OpenTwin, shock: object) -> tuple[str, ...]:
    """Return the words for the codes of a shock that need not hold together."""
    if isinstance(shock, Shock):
        return tuple(name_of(opened.net, shock.target, code) for code in shock.codes)
    fields = shock if isinstance(shock, Mapping) else {}
    target, codes = fields.get("target"), fields.get("codes")
    if target not in tuple(Target) or not isinstance(codes, list):
        return ()
    return tuple(name_of(opened.net, Target(target), str(code)) for code in codes)


def _is_named(home: Path, scenario: Scenario) -> bool:
    try:
        return find_scenario(home, scenario.name) == scenario
    except (NotFound, InputError):
        return False


def _run_id(opened: OpenTwin, scenario: Scenario, seed: int) -> str:
    card = registry().card("engine", scenario.engine)
    asked = question(opened, card, scenario.model_dump(mode="json"), {}, seed)
    return run_id(asked.id, environment_hash())


def _is_stored(opened: OpenTwin, identity: str) -> bool:
    try:
        opened.home.find_run(identity)
    except NotFound:
        return False
    return True


def _command(opened: OpenTwin, name: str, is_named: bool, seed: int) -> Command:
    file = name if is_named else f"{name}.yaml"
    twin = opened.name or opened.id[:12]
    by_twin = twin not in ("", DEMO)
    cli = f"mainstay run {file}" + (f" --twin {twin}" if by_twin else "")
    words = f'None, "{file}"' + (f', twin="{twin}"' if by_twin else "")
    if seed:
        cli, words = f"{cli} --seed {seed}", f"{words}, seed={seed}"
    return Command(cli, f"from mainstay.service import run_scenario\n\nrun_scenario({words})")
