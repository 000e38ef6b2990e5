"""Supply-use accounts of one economy and one year, read from claims and checked.

::

    make         V  (i, c)  what industry i makes of commodity c
    use          U  (c, i)  what industry i uses of commodity c, domestic and imported
    final        Y  (c, f)  final uses; the import column is negative
    value_added  W  (v, i)  compensation, taxes less subsidies, gross operating surplus
    import_use, import_final    the imported part of U and Y

The identities, each within the publisher's rounding::

    industry   sum_c V[i, c]  =  sum_c U[c, i] + sum_v W[v, i]
    commodity  sum_i V[i, c]  =  sum_i U[c, i] + sum_f Y[c, f]
    imports    sum_i import_use[c, i] + sum_f import_final[c, f]  =  0
    GDP        sum Y  =  sum W
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, UnbalancedTable, raise_all
from mainstay.model import PriceBasis

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Largest miss of one account that rounding to $1M explains.
ROUNDING_USD = 30e6

#: Matrices of the accounts, each with the code lists of its rows and columns.
MATRICES: Mapping[str, tuple[str, str]] = {
    "make": ("industries", "commodities"),
    "use": ("commodities", "industries"),
    "final": ("commodities", "finals"),
    "value_added": ("value_added_codes", "industries"),
    "import_use": ("commodities", "industries"),
    "import_final": ("commodities", "finals"),
}


@dataclass(frozen=True)
class AccountsCheck:
    """How far the accounts are from their identities.

    Parameters
    ----------
    gdp_final_usd, gdp_value_added_usd
        GDP as the sum of final uses and as the sum of value added.
    industry_miss_usd
        ``(i,)`` made less used less value added.
    commodity_miss_usd
        ``(c,)`` made less used less final.
    import_miss_usd
        ``(c,)`` imported uses less imports.
    """

    gdp_final_usd: float
    gdp_value_added_usd: float
    industry_miss_usd: Floats
    commodity_miss_usd: Floats
    import_miss_usd: Floats

    @property
    def worst_usd(self) -> float:
        """The largest miss of any account."""
        misses = (self.industry_miss_usd, self.commodity_miss_usd, self.import_miss_usd)
        return max((float(np.abs(m).max()) for m in misses if m.size), default=0.0)


@dataclass(frozen=True, eq=False)
class SupplyUse:
    """Supply-use accounts as dense arrays of US dollars; frozen.

    Parameters
    ----------
    industries, commodities, finals, value_added_codes
        Codes, in the order of the arrays.
    make, use, final, value_added, import_use, import_final
        US dollars (not millions); shapes ``(i, c)``, ``(c, i)``, ``(c, f)``, ``(v, i)``,
        ``(c, i)``, ``(c, f)``.
    year
        Of flows and of prices.
    level
        ``detail`` or ``summary``.
    redefinitions
        ``before`` or ``after``: whether secondary products were moved. The two are never mixed.
    basis
        Price basis of every flow.
    source
        Where the numbers are from.
    names
        Name of each code.
    seen
        By matrix name, which cells are published numbers; the rest is inferred. A matrix that is
        absent is published throughout.

    Raises
    ------
    InputError
        If shapes, codes or seen flags do not fit together, or a number is not finite.
    """

    industries: tuple[str, ...]
    commodities: tuple[str, ...]
    finals: tuple[str, ...]
    value_added_codes: tuple[str, ...]
    make: Floats
    use: Floats
    final: Floats
    value_added: Floats
    import_use: Floats
    import_final: Floats
    year: int
    level: str
    redefinitions: str = "before"
    basis: PriceBasis = PriceBasis.PRODUCER
    source: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, Flags] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for name in ("industries", "commodities", "finals", "value_added_codes"):
            codes = getattr(self, name)
            if len(set(codes)) != len(codes):
                problems.append(Problem("duplicate_key", name, "a code occurs twice"))
        for name, axes in MATRICES.items():
            matrix = getattr(self, name)
            wanted = tuple(len(getattr(self, axis)) for axis in axes)
            problems += _shape_problems(name, matrix, wanted)
            if name in self.seen and self.seen[name].shape != wanted:
                problems.append(Problem("wrong_shape", f"seen {name}", "shape differs"))
        raise_all(InputError, "the arrays do not make supply-use accounts", problems)
        for array in (*(getattr(self, name) for name in MATRICES), *self.seen.values()):
            array.flags.writeable = False

    @property
    def output_usd(self) -> Floats:
        """Gross output of each industry, ``(i,)``."""
        return np.asarray(self.make.sum(axis=1), dtype=np.float64)

    @property
    def commodity_output_usd(self) -> Floats:
        """Domestic output of each commodity, ``(c,)``."""
        return np.asarray(self.make.sum(axis=0), dtype=np.float64)

    @property
    def import_column(self) -> int:
        """Position of the import column among the final uses."""
        return import_column(self.finals)

    def seen_of(self, name: str) -> Flags:
        """Return which cells of the named matrix are published numbers."""
        if name in self.seen:
            return self.seen[name]
        return np.ones(getattr(self, name).shape, dtype=np.bool_)

    @property
    def use_seen(self) -> Flags:
        """Which cells of ``use`` are published numbers, ``(c, i)``."""
        return self.seen_of("use")

    def names_of(self, axis: str) -> tuple[str, ...]:
        """Return the names along ``industries``, ``commodities``, ``finals`` or value added."""
        codes: tuple[str, ...] = getattr(self, axis)
        return tuple(self.names.get(code, code) for code in codes)

    def measure(self) -> AccountsCheck:
        """Return GDP both ways and the miss of every account."""
        made_i, made_c = self.output_usd, self.commodity_output_usd
        return AccountsCheck(
            float(self.final.sum()),
            float(self.value_added.sum()),
            made_i - self.use.sum(axis=0) - self.value_added.sum(axis=0),
            made_c - self.use.sum(axis=1) - self.final.sum(axis=1),
            self.import_use.sum(axis=1) + self.import_final.sum(axis=1),
        )

    def check(self, bound_usd: float = ROUNDING_USD) -> AccountsCheck:
        """Check every identity and return the misses.

        Parameters
        ----------
        bound_usd
            Largest miss of one account that is put down to rounding.

        Raises
        ------
        UnbalancedTable
            Naming every account beyond the bound.
        """
        found = self.measure()
        sides: Sequence[tuple[str, tuple[str, ...], Floats]] = (
            ("industry", self.industries, found.industry_miss_usd),
            ("commodity", self.commodities, found.commodity_miss_usd),
            ("imports of", self.commodities, found.import_miss_usd),
        )
        problems = [
            Problem("unbalanced", f"{side} {codes[k]}", f"misses by ${miss[k] / 1e6:,.1f}M")
            for side, codes, miss in sides
            for k in np.flatnonzero(np.abs(miss) > bound_usd)
        ]
        message = f"accounts of {self.year} miss by more than ${bound_usd / 1e6:,.0f}M"
        raise_all(UnbalancedTable, message, problems)
        return found


def _shape_problems(name: str, matrix: Floats, wanted: tuple[int, ...]) -> list[Problem]:
    if matrix.shape != wanted:
        return [Problem("wrong_shape", name, f"{matrix.shape} instead of {wanted}")]
    if not np.isfinite(matrix).all():
        hint = "an unknown cell is never zero: settle it before the accounts are made"
        return [Problem("unknown_value", name, "a cell is not a finite number", hint)]
    return []


def import_column(finals: Sequence[str]) -> int:
    """Return the position of the import column (code F05...) among final uses.

    Raises
    ------
    InputError
        If there is none.

    Examples
    --------
    >>> import_column(["F01000", "F05000"])
    1
    """
    for position, code in enumerate(finals):
        if code.startswith("F05"):
            return position
    raise InputError("the final uses have no import column", hint="its code begins with F05")
