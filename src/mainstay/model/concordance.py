"""Maps between two classifications, with weights that always add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all


@dataclass(frozen=True, slots=True)
class Concordance:
    """A weighted map from codes of one list to codes of another.

    Parameters
    ----------
    source, target
        Names of the two classifications.
    links
        ``(source code, target code, weight)``; the weights of one source code add up to 1.
    evidence
        Where the map is from.
    """

    source: str
    target: str
    links: tuple[tuple[str, str, float], ...]
    evidence: str

    @classmethod
    def build(
        cls, source: str, target: str, pairs: Iterable[tuple[str, str]], evidence: str
    ) -> Concordance:
        """Make a concordance from pairs; a code with several targets is split evenly.

        An even split is an assumption: use :meth:`reweighted` where something better is known.
        """
        unique = list(dict.fromkeys(pairs))
        counts: dict[str, int] = {}
        for code, _ in unique:
            counts[code] = counts.get(code, 0) + 1
        links = tuple((a, b, 1.0 / counts[a]) for a, b in unique)
        return cls(source, target, links, evidence)

    def reweighted(self, weights: Mapping[str, float]) -> Concordance:
        """Return the map with each source code split in proportion to its targets' weights."""
        totals: dict[str, float] = {}
        counts: dict[str, int] = {}
        for a, b, _ in self.links:
            totals[a] = totals.get(a, 0.0) + max(weights.get(b, 0.0), 0.0)
            counts[a] = counts.get(a, 0) + 1
        links = tuple(
            (a, b, max(weights.get(b, 0.0), 0.0) / totals[a] if totals[a] > 0 else 1 / counts[a])
            for a, b, _ in self.links
        )
        return Concordance(self.source, self.target, links, self.evidence)

    def matrix(self, rows: Sequence[str], columns: Sequence[str]) -> sparse.csr_array:
        """Return the map as a sparse matrix, rows by columns; each row sums to 1.

        Raises
        ------
        InputError
            Naming every row code without a target and every target outside ``columns``.
        """
        row_of = {code: i for i, code in enumerate(rows)}
        column_of = {code: j for j, code in enumerate(columns)}
        problems = [
            Problem("unmapped_code", self.source, f"{code} has no code in {self.target}")
            for code in rows
            if code not in {a for a, _, _ in self.links}
        ]
        kept: list[tuple[int, int, float]] = []
        for a, b, weight in self.links:
            if a not in row_of:
                continue
            if b not in column_of:
                problems.append(Problem("unknown_code", self.target, f"{a} maps to unlisted {b}"))
                continue
            kept.append((row_of[a], column_of[b], weight))
        raise_all(InputError, f"the map {self.source} to {self.target} is not whole", problems)
        i, j, values = (np.array(part) for part in zip(*kept, strict=True))
        return sparse.csr_array((values, (i, j)), shape=(len(rows), len(columns)))
