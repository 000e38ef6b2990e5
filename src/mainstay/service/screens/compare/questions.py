"""What differs between the questions of runs: who asked what of which engine on which twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mainstay.model import Shock
from mainstay.report.quantity import Unit, written
from mainstay.service.screens.building.words import sentence, span
from mainstay.service.screens.compare.shapes import ComparedAspect, ComparedRun
from mainstay.service.screens.compare.told import Told

_ASPECTS: tuple[tuple[str, Callable[[Told, ComparedRun], str]], ...] = (
    ("Scenario", lambda told, run: run.title),
    ("What happens", lambda told, run: run.says),
    ("How long it lasts", lambda told, run: span(told.asked.scenario.duration_days)),
    ("Counted over", lambda told, run: run.basis),
    ("Begins", lambda told, run: str(told.asked.scenario.start or "undated")),
    ("Engine", lambda told, run: f"{run.engine} {run.engine_version}"),
    ("Program", lambda told, run: "as it runs now" if run.is_current else "an older state"),
    ("Twin", lambda told, run: f"{run.twin_name or 'unnamed'} ({run.twin_id[:12]})"),
    ("Seed", lambda told, run: str(run.seed)),
    ("Parameters", lambda told, run: _parameters(told.asked.record.parameters)),
    ("Assumptions", lambda told, run: " ".join(told.asked.scenario.assumptions) or "none stated"),
)


def aspects_of(
    told: Sequence[Told], runs: Sequence[ComparedRun]
) -> tuple[ComparedAspect, ...]:  # fmt: skip
    """Return what was asked in each run, and whether it differs; what differs comes first."""
    found = []
    for what, words in _ASPECTS:
        values = tuple(words(one, run) for one, run in zip(told, runs, strict=True))
        found.append(ComparedAspect(what, values, len(set(values)) > 1))
    return tuple(sorted(found, key=lambda aspect: not aspect.differs))


def _parameters(held: Mapping[str, object]) -> str:
    return ", ".join(f"{k} {v}" for k, v in held.items() if k not in ("sigma", "factors")) or "none"


def warnings_of(runs: Sequence[ComparedRun]) -> tuple[str, ...]:
    """Return why runs may not be comparable, in sentences."""
    found = []
    if len({run.twin_id for run in runs}) > 1:
        found.append(
            "The runs stand on different twins: what differs may come from the data and not from "
            "what happens."
        )
    if len({run.engine for run in runs}) > 1:
        found.append(
            "The runs were answered by different engines, which count different things: compare "
            "what each says, not their dollars."
        )
    elif len({(run.engine_version, run.is_current) for run in runs}) > 1:
        found.append(
            "The runs were answered by different states of the program: repeat the older one "
            "before a difference is put down to what happens."
        )
    if len({run.basis for run in runs}) > 1:
        counted = ", ".join(f"{run.letter} {run.basis}" for run in runs)
        found.append(f"Losses are counted over different spans: {counted}.")
    return tuple(found)


def shocks_of(told: Sequence[Told]) -> tuple[str, ...]:
    """Return shock by shock what differs between the scenarios, in sentences.

    Shocks are the same where they act in the same way on the same things of the same place.
    """
    held: dict[tuple[object, ...], dict[str, Shock]] = {}
    for run in told:
        for shock in run.asked.scenario.shocks:
            key = (shock.target, shock.codes, shock.country)
            held.setdefault(key, {})[run.letter] = shock
    letters = [run.letter for run in told]
    found = []
    for own in held.values():
        words = _named(told, own)
        absent = [letter for letter in letters if letter not in own]
        if absent:
            found.append(f"{words}: in {_list(list(own))} only.")
            continue
        for name, said in _FIELDS.items():
            values = {letter: said(shock) for letter, shock in own.items()}
            if len(set(values.values())) > 1:
                listed = ", ".join(f"{value} in {letter}" for letter, value in values.items())
                found.append(f"{words}: {name} is {listed}.")
    return tuple(found)


def _amount(shock: Shock, value: float | None) -> str:
    if value is None:
        return "not given"
    return f"{value:g} days" if shock.size is None else written(value, Unit.SHARE)


_FIELDS: Mapping[str, Callable[[Shock], str]] = {
    "the size": lambda s: _amount(s, s.amount),
    "the milder size": lambda s: _amount(s, s.low),
    "the harder size": lambda s: _amount(s, s.high),
    "the first day": lambda s: f"day {s.start_day or 0:g}",
    "the duration": lambda s: "the scenario's" if s.duration_days is None
    else span(s.duration_days),
    "the way back": lambda s: f"{s.way_back} over {s.recovery_days:g} days"
    if s.recovery_days else s.way_back,
}  # fmt: skip


def _named(told: Sequence[Told], own: Mapping[str, Shock]) -> str:
    """Return what a shock does in words, by the first run that has it."""
    letter, shock = next(iter(own.items()))
    asked = next(run.asked for run in told if run.letter == letter)
    alone = asked.scenario.model_copy(update={"shocks": (shock,), "start": None})
    return sentence(asked.opened.net, alone).partition(". ")[0].removesuffix(".")


def _list(letters: Sequence[str]) -> str:
    return letters[0] if len(letters) == 1 else f"{', '.join(letters[:-1])} and {letters[-1]}"
