"""The assumptions of the dynamic engine that an ensemble draws, and a user's own.

Every factor is a setting of the engine with the range that the table of parameters gives it, unless
a file says otherwise. Shock sizes run over the range that the scenario states.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Parameters
from mainstay.shocks.ensembles.design import Factor
from mainstay.shocks.ensembles.distributions import Distribution, Shape

#: Factor to the row of the table of parameters that gives its range.
ROWS: Mapping[str, str] = {
    "cover_scale": "cover_scale",
    "overproduction_max": "overproduction_max",
    "overproduction_days": "overproduction_time",
    "psi": "binding_share",
    "essentiality": "essentiality_scale",
    "rebuild_days": "rebuild_time",
    "duration_scale": "duration_scale",
}

#: Where a shock stands between the low (0), stated (0.5) and high (1) size of its scenario.
SIZE = "shock_size"

#: What a reader is told.
WORDS: Mapping[str, str] = {
    SIZE: "size of the shock, over the range of the scenario",
    "duration_scale": "how long the shock lasts",
    "cover_scale": "inventory cover of everyone",
    "overproduction_max": "how far capacity can rise",
    "overproduction_days": "how slowly capacity rises",
    "psi": "stock below which an input limits output",
    "essentiality": "share of output that stops without an input",
    "rebuild_days": "time of rebuilding",
    "net": "inferred flows of the net",
}


def default_factors(table: Parameters) -> tuple[Factor, ...]:
    """Return every assumption with its range; ends that are one make no factor."""
    found = [Factor(SIZE, Distribution(Shape.TRIANGULAR, 0.0, 0.5, 1.0), "assumed",
                    "range stated by the scenario; triangular (assumed)")]  # fmt: skip
    for name, row in ROWS.items():
        one = table.get(row)
        found.append(Factor(name, Distribution(Shape.TRIANGULAR, one.low, one.mode, one.high),
                            str(one.method), one.source))  # fmt: skip
    return tuple(f for f in found if not f.distribution.is_fixed)


def load_factors(path: Path, table: Parameters) -> tuple[Factor, ...]:
    """Return the default factors with those of a YAML file in their place.

    ::

        factors:
          - {name: cover_scale, shape: uniform, low: 0.3, mode: 1, high: 1, source: "our survey"}

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"cannot read {path}: {error}", hint="a YAML file with `factors:`"
        ) from None
    rows = raw.get("factors") if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        raise InputError(f"{path} has no list `factors`", hint="see the how-to on ensembles")
    own: dict[str, Factor] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        found, faults = factor_of(row, f"{path.name}, factor {number}")
        problems += faults
        if found is not None:
            own[found.name] = found
    raise_all(InputError, f"{path.name} does not hold", problems)
    base = {f.name: f for f in default_factors(table)}
    return tuple((base | own).values())


def factor_of(given: Any, where: str) -> tuple[Factor | None, list[Problem]]:
    """Return a factor that the engine knows from a row, and what does not hold.

    Parameters
    ----------
    given
        A row as :meth:`~mainstay.shocks.ensembles.design.Factor.of_row` takes it, or anything else.
    where
        Of the row, for its problems.
    """
    known = (SIZE, *ROWS)
    row: Mapping[str, Any] = given if isinstance(given, Mapping) else {"name": given}
    if row.get("name") not in known:
        hint = "known: " + ", ".join(known)
        return None, [Problem("unknown_factor", where, str(row.get("name")), hint)]
    return Factor.of_row(row, where)
