"""How a mineral's market answers: its class, the main products it comes with, country classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Interval, Method

#: Class of a mineral that the table does not name.
UNNAMED = "other"


@dataclass(frozen=True, slots=True)
class Host:
    """A main product, and the share of the by-product that comes with it."""

    mineral: str
    share: Interval


@dataclass(frozen=True, slots=True)
class MarketClasses:
    """Classes of minerals and of countries.

    Parameters
    ----------
    classes
        Mineral to its class of elasticities.
    hosts
        Mineral to its main products, the largest first.
    own_use
        Country to its class of own use; ``own_use_default`` for all others.
    """

    classes: Mapping[str, str]
    hosts: Mapping[str, tuple[Host, ...]]
    own_use: Mapping[str, str]
    own_use_default: str


@cache
def market_classes() -> MarketClasses:
    """Return the classes that come with the package.

    Raises
    ------
    InputError
        If the file does not hold together, with every fault.

    Examples
    --------
    >>> market_classes().classes["gallium"], market_classes().hosts["cadmium"][0].mineral
    ('by-product', 'zinc')
    """
    text = resources.files(__package__).joinpath("data/market_classes.yaml").read_text("utf-8")
    return read_classes(yaml.safe_load(text))


def read_classes(raw: dict[str, Any]) -> MarketClasses:
    """Return the classes of plain data.

    Raises
    ------
    InputError
        With every unknown class, unknown source, share that is none, and country named twice.
    """
    problems: list[Problem] = []
    known = raw["classes"]
    countries = raw["country_classes"]
    own: dict[str, str] = {}
    for name, codes in countries.items():
        if name in {"method", "source", "default"}:
            continue
        for code in codes:
            if code in own:
                problems.append(Problem("duplicate_key", code, f"{own[code]} and {name}"))
            own[code] = name
    hosts: dict[str, tuple[Host, ...]] = {}
    for mineral, row in raw["minerals"].items():
        if row["class"] not in known:
            hint = "known: " + ", ".join(known)
            problems.append(Problem("unknown_class", mineral, f"no class {row['class']!r}", hint))
        found = [_host(mineral, h, raw, problems) for h in row.get("by_product_of", ())]
        hosts[mineral] = tuple(sorted(found, key=lambda host: (-host.share.mode, host.mineral)))
    raise_all(InputError, "the market classes do not hold", problems)
    classes = {mineral: str(row["class"]) for mineral, row in raw["minerals"].items()}
    return MarketClasses(classes, hosts, own, countries["default"])


def _host(mineral: str, row: dict[str, Any], raw: dict[str, Any], problems: list[Problem]) -> Host:
    where = f"{mineral} with {row['host']}"
    low, high = (float(v) for v in row["share"])
    if not 0 <= low <= high <= 1:
        problems.append(Problem("bad_range", where, f"{low} to {high} is no share"))
    if row["host"] not in raw["minerals"]:
        problems.append(Problem("unknown_code", where, f"no mineral {row['host']!r}"))
    method = Method(row["method"])
    cited = raw["sources"].get(row["source"])
    if method is not Method.ASSUMED and cited is None:
        problems.append(Problem("no_source", where, f"no source {row['source']!r}"))
    words = f"{cited['title']} ({cited['publisher']}); {cited['url']}" if cited else "assumed"
    confidence = 0.2 if method is Method.ASSUMED else 0.5
    return Host(row["host"], Interval(low, (low + high) / 2, high, method, words, confidence))
