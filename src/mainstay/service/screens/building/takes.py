"""What a shock may act on, which engine knows it, and what its size means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from mainstay.extend import registry
from mainstay.model import Target
from mainstay.model.scenario import DAILY_TARGETS
from mainstay.service.runs import takes_scenarios

#: Engines that take a scenario and are asked in another way than by one run, and how.
ELSEWHERE = MappingProxyType({"ario-ensemble": "mainstay ensemble run"})

_ALL = frozenset(Target)
_PRICES = frozenset({Target.VALUE_ADDED_PRICE, Target.IMPORT_PRICE})

#: Which targets each engine knows; held against the engines themselves by a test.
TAKES: Mapping[str, frozenset[Target]] = MappingProxyType({
    "leontief": _ALL - DAILY_TARGETS - {Target.EXPORTS},
    "commodity": frozenset({Target.EXPORTS, Target.IMPORTS, Target.POOL_PRODUCTION}),
    "ario": _ALL - _PRICES - {Target.EXPORTS},
    "inoperability": _ALL - _PRICES - {Target.EXPORTS, Target.IMPORTS, Target.DELAY},
})  # fmt: skip

#: Engines that follow a scenario from day to day.
BY_DAY = frozenset({"ario", "inoperability"})


class Things(StrEnum):
    """What a target is chosen from."""

    PRODUCTS = "products"
    IMPORTED = "imported products"
    WORLD = "minerals in the world market"
    ACTIVITIES = "industries, firms and regions abroad"
    BOUGHT = "products, or all that an account buys"


class Country(StrEnum):
    """Whether a target is bound to a country or region."""

    NO = "no"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """One thing that a shock may do.

    Parameters
    ----------
    name, title
        Name in a scenario file, and words.
    size_means, unit
        What its size is, and whether it is a ``share`` or ``days``.
    chosen_from, country
        What the codes are, and whether a country goes with them.
    needs_days
        Whether only an engine that knows days understands it.
    engines
        Which engines take it, by name.
    """

    name: str
    title: str
    size_means: str
    unit: str
    chosen_from: str
    country: str
    needs_days: bool
    engines: tuple[str, ...]


_WORDS: Mapping[Target, tuple[str, str, Things, Country]] = MappingProxyType({
    Target.EXPORTS: ("A country stops exporting a mineral", "share of its exports that is lost",
                     Things.WORLD, Country.MUST),
    Target.IMPORTS: ("Imports stop arriving", "share of the imports that is lost",
                     Things.IMPORTED, Country.MAY),
    Target.POOL_PRODUCTION: ("A product is not made", "share of what is made that is lost",
                             Things.PRODUCTS, Country.MAY),
    Target.ACTIVITY_OUTPUT: ("An industry makes less", "share of its output that is lost",
                             Things.ACTIVITIES, Country.MAY),
    Target.FINAL_DEMAND: ("Less is bought", "share of the purchases that is lost",
                          Things.BOUGHT, Country.NO),
    Target.IMPORT_PRICE: ("Imports get dearer", "rise of the price, as a share",
                          Things.IMPORTED, Country.MAY),
    Target.VALUE_ADDED_PRICE: ("Labor and capital get dearer", "rise of the price, as a share",
                               Things.ACTIVITIES, Country.MAY),
    Target.LABOR: ("People do not come to work", "share of the work that is lost",
                   Things.ACTIVITIES, Country.MAY),
    Target.CAPACITY: ("Plants stand still", "share of the capacity that is lost",
                      Things.ACTIVITIES, Country.MAY),
    Target.CAPITAL: ("Plants are destroyed", "share of the capital that is destroyed",
                     Things.ACTIVITIES, Country.MAY),
    Target.DELAY: ("Deliveries come later", "days by which they are late",
                   Things.PRODUCTS, Country.MAY),
})  # fmt: skip


@cache
def engine_names() -> tuple[str, ...]:
    """Return the engines that a scenario can be put to in one run, sorted.

    >>> "commodity" in engine_names(), "look-through" in engine_names()
    (True, False)
    """
    return tuple(
        name
        for name in registry().names("engine")
        if name not in ELSEWHERE and takes_scenarios(name)
    )


def takes(engine: str, target: Target) -> bool:
    """Return whether an engine knows a target; one that is not ours is taken to know all.

    >>> takes("commodity", Target.EXPORTS), takes("leontief", Target.DELAY)
    (True, False)
    """
    return target in TAKES.get(engine, _ALL)


def engines_that_take(target: Target) -> tuple[str, ...]:
    """Return the engines that know a target."""
    return tuple(name for name in engine_names() if takes(name, target))


@cache
def target_choices() -> tuple[TargetChoice, ...]:
    """Return everything that a shock may do, in the order of the form."""
    return tuple(
        TargetChoice(
            target.value, title, means, "days" if target is Target.DELAY else "share",
            things.value, country.value, target in DAILY_TARGETS, engines_that_take(target),
        )
        for target, (title, means, things, country) in _WORDS.items()
    )  # fmt: skip


def things_of(target: Target) -> Things:
    """Return what a target is chosen from."""
    return _WORDS[target][2]


def country_of(target: Target) -> Country:
    """Return whether a target is bound to a country."""
    return _WORDS[target][3]
