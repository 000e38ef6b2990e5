"""Which values of the assumptions the members take: Latin hypercube, Sobol, plain draws.

A design is made of independent replicates: one seeded scramble of a Sobol sequence, or one Latin
hypercube, each. Within a replicate points are spread evenly, so their plain variance says nothing
of the error; the scatter of an answer over replicates does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ensembles.distributions import Distribution, Shape
from mainstay.twin.net import Floats

#: Ways to spread members.
SOBOL, LATIN, RANDOM = "sobol", "latin", "random"
KINDS = (SOBOL, LATIN, RANDOM)

#: Independent replicates of a design, from which its error is told.
REPLICATES = 8

#: Most members, and least of a replicate.
MOST, LEAST = 1_000_000, 8


@dataclass(frozen=True, slots=True)
class Factor:
    """One assumption that is drawn.

    Parameters
    ----------
    name
        Of the setting it moves.
    distribution
        Its values.
    method, source
        How it is known, and from where.
    """

    name: str
    distribution: Distribution
    method: str = "assumed"
    source: str = ""

    def as_row(self) -> dict[str, object]:
        """Return it as a row of plain values, as parameters of a run and its tables hold it.

        Examples
        --------
        >>> one = Factor("size", Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0), source="a survey")
        >>> Factor.of_row(one.as_row(), "row 1") == (one, [])
        True
        """
        drawn = self.distribution
        return {
            "name": self.name, "shape": str(drawn.shape), "low": drawn.low, "mode": drawn.mode,
            "high": drawn.high, "method": self.method, "source": self.source,
        }  # fmt: skip

    @classmethod
    def of_row(cls, row: Mapping[str, Any], where: str) -> tuple[Factor | None, list[Problem]]:
        """Return the factor of a row, if it can be read, and what does not hold.

        Parameters
        ----------
        row
            ``name``, ``low`` and ``high``; without ``shape`` it is triangular, without ``mode`` it
            is most likely at its low end. Without ``method`` a source makes it reported.
        where
            Of the row, for its problems.
        """
        try:
            drawn = Distribution(
                Shape(row.get("shape", "triangular")),
                float(row["low"]), float(row.get("mode", row["low"])), float(row["high"]),
            )  # fmt: skip
        except KeyError as error:
            return None, [_bad(where, f"it has no {error.args[0]}")]
        except (TypeError, ValueError) as error:
            return None, [_bad(where, str(error))]
        source = str(row.get("source", ""))
        # who writes that it is assumed has read nothing
        method = "reported" if source and not source.startswith("assumed") else "assumed"
        found = cls(str(row["name"]), drawn, str(row.get("method", method)), source)
        return found, drawn.problems(where)


def _bad(where: str, what: str) -> Problem:
    hint = "give low, mode, high and a shape: " + ", ".join(Shape)
    return Problem("bad_factor", where, what, hint)


@dataclass(frozen=True, eq=False)
class Design:
    """``m`` members of ``k`` factors.

    Parameters
    ----------
    factors
        What is drawn.
    unit
        ``(m, k)`` cumulative probabilities.
    replicates
        Number of independent parts of equal size, one after another.
    """

    factors: tuple[Factor, ...]
    unit: Floats
    replicates: int

    def __len__(self) -> int:
        return len(self.unit)

    def values(self) -> dict[str, Floats]:
        """Return ``(m,)`` values by factor."""
        return {f.name: f.distribution.at(self.unit[:, k]) for k, f in enumerate(self.factors)}


def design(
    factors: Sequence[Factor], members: int, *, kind: str = SOBOL, seed: int = 0,
    replicates: int = REPLICATES,
) -> Design:  # fmt: skip
    """Return a seeded design of at least ``members`` members.

    A replicate of Sobol points has a power of two of them, so the number is rounded up; other
    kinds are rounded up to equal replicates.

    Parameters
    ----------
    factors
        What is drawn; names are unique.
    members
        How many are wanted.
    kind
        ``sobol``, ``latin`` or ``random``.

    Raises
    ------
    InputError
        With every fault.

    Examples
    --------
    >>> from mainstay.shocks.ensembles.distributions import Shape
    >>> one = Factor("size", Distribution(Shape.UNIFORM, 0.0, 0.5, 1.0))
    >>> found = design([one], 1000, seed=1)
    >>> len(found), found.replicates, round(float(found.values()["size"].mean()), 3)
    (1024, 8, 0.5)
    """
    raise_all(InputError, "the ensemble does not hold together", _faults(factors, members, kind))
    each = max(LEAST, -(-members // replicates))
    if kind == SOBOL:
        each = 1 << (each - 1).bit_length()
    width = max(len(factors), 1)
    streams = np.random.SeedSequence(seed).spawn(replicates)
    parts = [_points(kind, each, width, np.random.default_rng(s)) for s in streams]
    return Design(tuple(factors), np.concatenate(parts)[:, : len(factors)], replicates)


def _points(kind: str, count: int, width: int, rng: np.random.Generator) -> Floats:
    if kind == RANDOM:
        return rng.random((count, width))
    engine = (
        qmc.Sobol(width, scramble=True, rng=rng)
        if kind == SOBOL
        else qmc.LatinHypercube(width, rng=rng)
    )
    return np.asarray(engine.random(count), dtype=np.float64)


def _faults(factors: Sequence[Factor], members: int, kind: str) -> list[Problem]:
    problems = [
        p for f in factors for p in f.distribution.problems(f"factor {f.name}")
    ]  # fmt: skip
    names = [f.name for f in factors]
    problems += [
        Problem("duplicate_key", f"factor {name}", "is named twice")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if not 1 <= members <= MOST:
        problems.append(Problem("out_of_range", "members", f"{members}", f"1 to {MOST:,}"))
    if kind not in KINDS:
        problems.append(Problem("unknown_design", "design", kind, "known: " + ", ".join(KINDS)))
    return problems
