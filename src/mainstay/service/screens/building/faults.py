"""Faults of a scenario, each with the field of the form that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mainstay.errors import BadScenario, MainstayError, Problem
from mainstay.extend import registry
from mainstay.model import Scenario, Shock, Target
from mainstay.service.screens.building.takes import (
    BY_DAY,
    ELSEWHERE,
    engine_names,
    engines_that_take,
    takes,
)
from mainstay.service.screens.building.things import MINERALS
from mainstay.shocks.ario.from_net.events import events_of
from mainstay.shocks.ario.from_net.net_economy import net_economy
from mainstay.shocks.contract import Shocks
from mainstay.shocks.inoperability.losses import losses_of
from mainstay.shocks.resolve import resolve
from mainstay.twin.materials import HOME
from mainstay.twin.net import Net
from mainstay.twin.selection import select_pools
from mainstay.twin.technology import technology

_SHOCK = re.compile(r", shock (\d+), (.*)$")
_LINE = re.compile(r", line \d+$")

#: Kinds of fault that are about the country of a shock, or its size.
_OF_COUNTRY = frozenset({"unknown_region", "no_country", "country_not_used", "own_exports"})


#: What a schema finds, by its kind of fault, in words of a form.
_WORDS = {
    "missing": "is needed",
    "too_short": "choose at least one",
    "extra_forbidden": "is no field of a scenario",
    "string_pattern_mismatch": "small letters, digits and hyphens, beginning with no hyphen",
    "float_parsing": "is no number", "float_type": "is no number", "int_parsing": "is no number",
    "int_type": "is no number", "int_from_float": "is no whole number",
    "date_from_datetime_parsing": "is no date; write it as 2026-01-31",
    "date_parsing": "is no date; write it as 2026-01-31",
    "date_type": "is no date; write it as 2026-01-31",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One fault or one piece of advice.

    Parameters
    ----------
    field
        Path of the field, e.g. ``shocks.0.size``; ``yaml`` for the text, empty for the whole.
    code
        Stable name of the kind of fault.
    what, hint
        What is wrong, and what to do.
    is_advice
        Whether the scenario runs all the same.
    """

    field: str
    code: str
    what: str
    hint: str = ""
    is_advice: bool = False


def of_text(error: BadScenario, where: str) -> tuple[FieldProblem, ...]:
    """Return the faults that reading a text found.

    Examples
    --------
    >>> try:
    ...     Scenario.parse("{version: 1, name: a, title: A, shocks: [{target: delay}]}")
    ... except BadScenario as error:
    ...     [p.field for p in of_text(error, "scenario")]
    ['shocks.0.codes', 'shocks.0.days']
    """
    found = []
    for fault in error.problems:
        path = fault.where.removeprefix(f"{where}, ")
        if path == fault.where or _LINE.search(f", {path}"):
            path = "yaml"
        found.append(FieldProblem(path, fault.code, _plain(fault), fault.hint))
    return tuple(found) or (FieldProblem("yaml", error.code, error.message, error.hint),)


def of_fit(net: Net, scenario: Scenario, engine: str) -> tuple[FieldProblem, ...]:
    """Return why a scenario does not fit a net or the engine that is to answer it."""
    found = list(_of_engine(scenario, engine))
    try:
        shocks = resolve(net, [scenario])
    except MainstayError as error:
        # one fault stands in the milder and the harder case as well
        return _once([*found, *_of_net(scenario, error)])
    if not found:
        try:
            found += _asked(net, scenario, shocks, engine)
        except MainstayError as error:
            found += _of_net(scenario, error)
    return _once(found)


def advice(scenario: Scenario, engine: str) -> Iterator[FieldProblem]:
    """Yield what a careful reader would ask about a scenario that runs."""
    for n, shock in enumerate(scenario.shocks):
        amount, low, high = shock.amount, shock.low, shock.high
        what = "days" if shock.target is Target.DELAY else "size"
        if low is not None and low > amount:
            yield FieldProblem(f"shocks.{n}.low", "low_above", f"the low case is above the {what}",
                               "low is the milder case", True)  # fmt: skip
        if high is not None and high < amount:
            yield FieldProblem(f"shocks.{n}.high", "high_below", f"the high case is below the "
                               f"{what}", "high is the harder case", True)  # fmt: skip
        if amount == 0:
            yield FieldProblem(f"shocks.{n}.{what}", "nothing_lost", "nothing happens at 0",
                               "", True)  # fmt: skip
        if shock.timed and engine not in BY_DAY:
            yield FieldProblem(f"shocks.{n}.start_day", "days_not_used",
                               f"{engine} knows no days and takes the largest loss for the whole "
                               "year", "ario follows it day by day", True)  # fmt: skip
    if not scenario.assumptions:
        yield FieldProblem("assumptions", "no_assumptions", "nothing is said of what is assumed",
                           "say where the sizes are from and what is left out", True)  # fmt: skip


def _of_engine(scenario: Scenario, engine: str) -> Iterator[FieldProblem]:
    if engine in ELSEWHERE:
        yield FieldProblem("engine", "asked_elsewhere", f"{engine} is not answered by one run",
                           f"use {ELSEWHERE[engine]}")  # fmt: skip
        return
    if engine not in engine_names():
        is_one = engine in registry().names("engine")
        what = "looks at a whole twin and takes no scenario" if is_one else "is no engine"
        yield FieldProblem("engine", "not_found", f"{engine} {what}",
                           "known: " + ", ".join(engine_names()))  # fmt: skip
        return
    for n, shock in enumerate(scenario.shocks):
        if not takes(engine, shock.target):
            others = ", ".join(engines_that_take(shock.target))
            yield FieldProblem(f"shocks.{n}.target", "target_not_known",
                               f"{shock.target} means nothing to {engine}",
                               f"engines that take it: {others}")  # fmt: skip


def _of_net(scenario: Scenario, error: MainstayError) -> Iterator[FieldProblem]:
    if not error.problems:
        yield FieldProblem("", error.code, error.message, error.hint)
    for fault in error.problems:
        yield FieldProblem(_field(scenario, fault), fault.code, _what(fault), fault.hint)


def _field(scenario: Scenario, fault: Problem) -> str:
    """Return the field that a fault of the net is about."""
    found = _SHOCK.search(fault.where)
    if found is None:
        return "shocks"
    number = int(found[1]) - 1
    shock, code = scenario.shocks[number], found[2]
    if fault.code in _OF_COUNTRY or (fault.code == "nothing_there" and shock.country):
        return f"shocks.{number}.country"
    place = shock.codes.index(code) if code in shock.codes else 0
    return f"shocks.{number}.codes.{place}"


def _what(fault: Problem) -> str:
    if _SHOCK.search(fault.where):
        return fault.what
    thing = fault.where.partition(", ")[2]
    return f"{thing}: {fault.what}" if thing else fault.what


def _asked(net: Net, scenario: Scenario, shocks: Shocks, engine: str) -> Iterator[FieldProblem]:
    """Yield what the engine itself would refuse; without running it."""
    if engine == MINERALS:
        yield from _of_minerals(net, scenario)
    elif engine == "ario":
        events_of(net_economy(net), shocks.dated)
    elif engine == "inoperability":
        losses_of(technology(net), shocks, engine)


def _of_minerals(net: Net, scenario: Scenario) -> Iterator[FieldProblem]:
    cases: dict[tuple[str, str], set[tuple[float, float, float]]] = {}
    for n, shock in enumerate(scenario.shocks):
        yield from _country_of_mineral(n, shock)
        for k, code in enumerate(shock.codes):
            pools = select_pools(net, code)
            for j in pools.pools if pools is not None else ():
                mineral = net.pools.product[j]
                yield from _mineral(net, f"shocks.{n}.codes.{k}", code, mineral)
                cases.setdefault((mineral, _regime(net, shock, int(j))), set()).add(_sizes(shock))
    for (mineral, _), sizes in cases.items():
        if len(sizes) > 1:
            yield FieldProblem("shocks", "several_sizes",
                               f"{mineral}: places stop by different shares",
                               "give one size")  # fmt: skip
    whole = zip(*(_sizes(shock) for shock in scenario.shocks), strict=True)
    for name, sizes_of_case in zip(("size", "low", "high"), whole, strict=True):
        if not any(sizes_of_case):
            yield FieldProblem(f"shocks.0.{name}", "nothing_lost", "no mineral is cut",
                               "give a share above 0")  # fmt: skip


def _sizes(shock: Shock) -> tuple[float, float, float]:
    amount = shock.amount
    return (amount, amount if shock.low is None else shock.low,
            amount if shock.high is None else shock.high)  # fmt: skip


def _regime(net: Net, shock: Shock, pool: int) -> str:
    if shock.target is Target.EXPORTS:
        return "exports"
    return "production" if net.pools.region[pool] == "WORLD" else "imports"


def _mineral(net: Net, field: str, code: str, mineral: str) -> Iterator[FieldProblem]:
    materials = net.materials
    if mineral in materials.computed:
        return
    if mineral in materials.markets or mineral in materials.missing:
        why = materials.missing.get(mineral, "its market or its uses are not known")
        yield FieldProblem(field, "not_computed", f"{mineral}: {why}",
                           "see mainstay materials missing")  # fmt: skip
    else:
        yield FieldProblem(field, "not_a_mineral", f"{code} is no market of a mineral",
                           "use the engine leontief")  # fmt: skip


def _country_of_mineral(number: int, shock: Shock) -> Iterator[FieldProblem]:
    field = f"shocks.{number}.country"
    if shock.target is Target.POOL_PRODUCTION and shock.country is None:
        yield FieldProblem(field, "no_country", "production of whom?", "name a country")
    if shock.target is Target.EXPORTS and (shock.country or "").upper() == HOME:
        yield FieldProblem(field, "own_exports", "the home country keeps what it makes: nothing is "
                           "short", "name another country")  # fmt: skip


def _once(found: list[FieldProblem]) -> tuple[FieldProblem, ...]:
    return tuple(dict.fromkeys(found))


def _plain(fault: Problem) -> str:
    """Return what a schema says in words of a form.

    >>> _plain(Problem("missing", "shocks.0.size", "Field required"))
    'is needed'
    """
    if fault.what.endswith("less than or equal to 1"):
        return "is more than all of it: 100 % at most"
    return _WORDS.get(fault.code) or fault.what.removeprefix("Input ")
