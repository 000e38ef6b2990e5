"""What a shock may act on: engines with their limits, targets, things and places of a twin."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.errors import NotFound
from mainstay.extend import registry
from mainstay.model import Target
from mainstay.service.screens.building.places import PlaceChoice, places_for
from mainstay.service.screens.building.takes import (
    BY_DAY,
    TargetChoice,
    engine_names,
    engines_that_take,
    takes,
    target_choices,
)
from mainstay.service.screens.building.things import MINERALS, Thing, find_things
from mainstay.service.twins import OpenTwin

#: Runs of an engine that its time is told from, newest first.
_RUNS = 25


@dataclass(frozen=True, slots=True)
class RunTime:
    """How long a run takes, told from stored runs; ``None`` and count 0 where there are none.

    Parameters
    ----------
    runs
        How many runs it is told from.
    low_seconds, mid_seconds, high_seconds
        The fastest, the middle and the slowest of them.
    words
        The same as a sentence.
    """

    runs: int
    low_seconds: float | None
    mid_seconds: float | None
    high_seconds: float | None
    words: str


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine that takes scenarios, from its Card.

    Parameters
    ----------
    name, version, title
        What it is called, and the question it answers.
    knows_days
        Whether it follows a scenario from day to day.
    targets
        Names of the targets that it takes.
    limits
        Where it must not be used.
    takes
        How long a run takes.
    """

    name: str
    version: str
    title: str
    knows_days: bool
    targets: tuple[str, ...]
    limits: tuple[str, ...]
    takes: RunTime


@dataclass(frozen=True, slots=True)
class TargetsView:
    """Everything that the form needs before a thing is chosen."""

    twin: str
    engines: tuple[EngineChoice, ...]
    targets: tuple[TargetChoice, ...]


@dataclass(frozen=True, slots=True)
class ThingsView:
    """Things that match what was typed; ``hint`` says where to look when there are none."""

    target: str
    engine: str
    items: tuple[Thing, ...]
    hint: str


def targets_view(opened: OpenTwin) -> TargetsView:
    """Return engines and targets for the scenario form."""
    times = run_times(opened)
    cards = [registry().card("engine", name) for name in engine_names()]
    engines = tuple(
        EngineChoice(
            card.name, card.version, card.title, card.name in BY_DAY,
            tuple(t.name for t in target_choices() if card.name in t.engines),
            card.limits, times.get(card.name, _unknown(card.name)),
        )
        for card in cards
    )  # fmt: skip
    return TargetsView(opened.name or opened.id, engines, target_choices())


def things_view(
    opened: OpenTwin, target: str, engine: str, text: str = "", count: int = 20
) -> ThingsView:
    """Return what a shock may act on that matches a text.

    Raises
    ------
    NotFound
        If there is no such target or engine.
    """
    wanted = _target(target, engine)
    items: tuple[Thing, ...] = ()
    if takes(engine, wanted):
        items = find_things(opened.net, wanted, engine, text, count)
    return ThingsView(target, engine, items, _hint(opened, wanted, engine, text, items))


def places_view(
    opened: OpenTwin, target: str, engine: str, codes: Sequence[str]
) -> tuple[PlaceChoice, ...]:
    """Return the countries and regions that a shock on these codes may be bound to.

    Raises
    ------
    NotFound
        If there is no such target or engine.
    """
    return places_for(opened.net, _target(target, engine), engine, codes)


def run_times(opened: OpenTwin) -> dict[str, RunTime]:
    """Return how long runs of each engine took in this home, of the newest of them."""
    found: dict[str, list[float]] = {}
    for record in opened.home.runs():
        seconds = found.setdefault(record.engine, [])
        if record.scenario and len(seconds) < _RUNS:
            seconds.append((record.finished - record.started).total_seconds())
    return {engine: _told(engine, seconds) for engine, seconds in found.items() if seconds}


def run_time(opened: OpenTwin, engine: str) -> RunTime:
    """Return how long a run of an engine takes; see :func:`run_times`."""
    return run_times(opened).get(engine, _unknown(engine))


def _told(engine: str, seconds: Sequence[float]) -> RunTime:
    low, mid, high = min(seconds), statistics.median(seconds), max(seconds)
    of = "one run" if len(seconds) == 1 else f"{len(seconds)} runs"
    spread = f", {_short(low)} to {_short(high)}" if _short(low) != _short(high) else ""
    words = f"about {_short(mid)}, from {of} of {engine} in this home{spread}"
    return RunTime(len(seconds), low, mid, high, words)


def _unknown(engine: str) -> RunTime:
    return RunTime(0, None, None, None, f"unknown: no run of {engine} in this home yet")


def _short(seconds: float) -> str:
    if seconds < 1:
        return "a second"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _target(target: str, engine: str) -> Target:
    if engine not in engine_names():
        raise NotFound(f"no engine {engine!r} takes scenarios",
                       hint="known: " + ", ".join(engine_names()))  # fmt: skip
    try:
        return Target(target)
    except ValueError:
        raise NotFound(f"no target {target!r}", hint="known: " + ", ".join(Target)) from None


def _hint(opened: OpenTwin, target: Target, engine: str, text: str, items: Sequence[Thing]) -> str:
    if not takes(engine, target):
        known = ", ".join(engines_that_take(target))
        return f"{target} means nothing to {engine}; engines that take it: {known}"
    if items and not items[0].is_near:
        return ""
    others = [
        other for other in engines_that_take(target)
        if other != engine and MINERALS in (engine, other)
        and any(not t.is_near for t in find_things(opened.net, target, other, text, 1))
    ]  # fmt: skip
    if others:
        return f"not with the engine {engine}; {' and '.join(others)} can answer for it"
    minerals = find_things(opened.net, Target.EXPORTS, MINERALS, text, 1)
    if engine != MINERALS and minerals and not minerals[0].is_near:
        return f"{minerals[0].name} is counted by weight; the engine {MINERALS} answers for it"
    return "only what looks alike" if items else "nothing here is called that"
