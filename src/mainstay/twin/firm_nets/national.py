"""The national table that a net of firms must meet: industry by industry, derived from a net.

::

    Z = D B x   what each industry sells to each other        x = Z 1 + f = Z' 1 + v + m
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.net import Floats, Net
from mainstay.twin.technology import technology

#: Largest relative gap between an industry's output and its costs that is rounding.
CLOSES = 1e-6


@dataclass(frozen=True, eq=False)
class NationalTable:
    """Flows between ``k`` industries and their accounts, US dollars a year.

    Parameters
    ----------
    industries
        ``k`` codes.
    flows
        ``(k, k)`` from row to column, made at home; not negative.
    output, value_added, imports
        ``(k,)``; imports are those that the industry uses. Value added may be negative where the
        table has it so.
    year
        Base year.
    twin_id
        The twin it comes from, or "".
    notes
        What the reader must know.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> found = national_table(toy_net())
    >>> found.flows.round(9).tolist(), found.final.tolist()
    ([[12.0, 18.0], [24.0, 36.0]], [30.0, 60.0])
    """

    industries: tuple[str, ...]
    flows: Floats
    output: Floats
    value_added: Floats
    imports: Floats
    year: int = 0
    twin_id: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        raise_all(InputError, "the table does not hold together", list(self._problems()))

    @property
    def final(self) -> Floats:
        """``(k,)`` output that no industry of the table buys: final use, exports, residual."""
        return np.asarray(self.output - self.flows.sum(axis=1), dtype=np.float64)

    def _problems(self) -> list[Problem]:
        k = len(self.industries)
        wanted = {"flows": (k, k), "output": (k,), "value_added": (k,), "imports": (k,)}
        wrong = [
            Problem("wrong_shape", name, f"{getattr(self, name).shape} instead of {shape}")
            for name, shape in wanted.items() if getattr(self, name).shape != shape
        ]  # fmt: skip
        wrong += [
            Problem("unknown_value", name, "not a number", "fill it, or leave the industry out")
            for name in wanted if not np.isfinite(getattr(self, name)).all()
        ]  # fmt: skip
        if wrong:
            return wrong
        names = self.industries
        found = [
            Problem("negative_cell", f"{names[i]} to {names[j]}", f"{self.flows[i, j]:.6g}")
            for i, j in np.argwhere(self.flows < 0)
        ]
        found += [
            Problem("no_output", names[i], f"output {self.output[i]:.6g}", "leave it out")
            for i in np.flatnonzero(self.output <= 0)
        ]
        gap = self.flows.sum(axis=0) + self.value_added + self.imports - self.output
        return found + [
            Problem("unbalanced", names[j], f"costs differ from output by {gap[j]:.6g}")
            for j in np.flatnonzero(np.abs(gap) > CLOSES * np.abs(self.output))
        ]


def national_table(net: Net) -> NationalTable:
    """Derive the industry-by-industry table of a net; every pool is met by its makers' shares.

    Raises
    ------
    UnknownValue
        If a flow that is needed is unknown.
    InputError
        If the derived table does not close, with every industry.
    """
    tech = technology(net)
    x = tech.output_usd
    flows = tech.coefficients() * x
    imports = tech.region_coefficients.sum(axis=0) * x
    residual = float(np.abs(tech.on_activities(tech.other)).sum())
    notes = (
        *tech.notes,
        "derived from makes and uses with market shares: all makers of a product sell alike",
        f"{residual / 1e9:.1f} bn USD of residual of the accounts stands in final sales",
    )
    return NationalTable(
        industries=tech.ids, flows=flows, output=x, value_added=tech.value_added_ratio * x,
        imports=imports, year=net.base_year, twin_id=net.twin_id, notes=notes,
    )  # fmt: skip
