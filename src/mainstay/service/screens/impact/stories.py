"""The story of a stored run, whatever engine answered it; read, never computed anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

from mainstay.errors import InputError, NotFound
from mainstay.model import Scenario
from mainstay.report.blocks import Figure
from mainstay.report.gallery import figures_of
from mainstay.service.dynamic_briefs import ensemble_record
from mainstay.service.open_twins import OpenTwins
from mainstay.service.scenario_files import shipped_scenarios
from mainstay.service.screens.impact import at_once, by_day
from mainstay.service.screens.impact.steps import STEP, step_figure
from mainstay.service.screens.impact.story import Asked, Story
from mainstay.store import Home

#: Stories kept in memory for a twin; the one told least recently goes first.
KEPT = 12

_TELLERS: Mapping[str, Callable[[Asked], Story]] = {
    "ario": by_day.dynamic,
    "ario-ensemble": by_day.ensemble,
    "inoperability": by_day.inoperability,
    "commodity": at_once.minerals,
    "leontief": at_once.static,
}
#: Engines of scenarios that ``mainstay brief --about`` can tell of.
BRIEFED = ("ario", "commodity")

_KEY, _LOCK = "_stories", Lock()


def asked_of(twins: OpenTwins, run: str) -> Asked:
    """Return a stored run with its twin and its scenario.

    Raises
    ------
    NotFound
        If there is no such run, or its twin is gone.
    InputError
        If it is no answer to a scenario, or of an engine that no screen tells of.
    """
    home = Home.open(twins.path)
    record = home.find_run(run)
    if record.engine not in _TELLERS or not record.scenario:
        raise InputError(
            f"run {record.run_id[:12]} of the engine {record.engine} has no picture of its own",
            hint=f"its tables are at /runs/{record.run_id[:12]}; pictures: {', '.join(_TELLERS)}",
        )
    opened = twins.get(_twin_name(home, record.twin_id))
    scenario = Scenario.model_validate(record.scenario)
    return Asked(opened, scenario, record, _command(scenario))


def _twin_name(home: Home, identity: str) -> str:
    names = {held: name for name, held in home.twin_names().items()}
    return names.get(identity, identity)


def _command(scenario: Scenario) -> str:
    """Return the command of the brief about a scenario; that of its file, if it has no name."""
    shipped = shipped_scenarios().get(scenario.name)
    is_shipped = shipped is not None and Scenario.parse(shipped) == scenario
    return f"mainstay brief --about {scenario.name}{'' if is_shipped else '.yaml'}"


def story_of(asked: Asked) -> Story:
    """Return what a run says; composed once, then kept with the open twin."""
    key = (asked.run_id, beside(asked))
    with _LOCK:
        held: OrderedDict[tuple[str, str], Story] = asked.opened.__dict__.setdefault(
            _KEY, OrderedDict()
        )
        if key in held:
            held.move_to_end(key)
            return held[key]
    story = _TELLERS[asked.record.engine](asked)
    with _LOCK:
        held[key] = story
        while len(held) > KEPT:
            held.popitem(last=False)
    return story


def beside(asked: Asked) -> str:
    """Return the id of the ensemble that a run is shown with; empty where there is none."""
    if asked.record.engine != "ario":
        return ""
    many = ensemble_record(asked.opened, asked.scenario)
    return many.run_id if many else ""


def figure_of(asked: Asked, name: str) -> Figure:
    """Return one figure of a run.

    Raises
    ------
    NotFound
        If the run has no such figure; the hint lists those it has.
    """
    found = {figure.name: figure for figure in figures_of(story_of(asked).brief)}
    if name.startswith(STEP):
        step = step_figure(asked, name)
        found |= {step.name: step} if step is not None else {}
    if name not in found:
        raise NotFound(
            f"run {asked.run_id[:12]} has no figure {name[:60]!r}",
            hint="figures: " + ", ".join(found),
        )
    return found[name]
