"""Known answers of balancing and of the projection of detail accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.figures import accounts, claims
from mainstay.answers.register import Answer, Kind, answer
from mainstay.fusion import backtest, balance_matrix, gross_output, summary_codes

RAS = 'J. D\'Errico in comp.soft-sys.matlab, 25 June 2002, "Updating a matrix (RAS algorithm)"'
GRAS = "the 3 x 4 example with negative cells in the tests of an R package of doGRAS"


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    prior = np.array([[20.0, 40, 80], [20, 20, 40], [20, 20, 0]])
    yield answer(
        "balance.ras", Kind.PUBLISHED, RAS,
        expected=[[22.923, 34.537, 92.54], [18.559, 13.981, 37.46], [28.518, 21.482, 0]],
        got=balance_matrix(prior, np.array([150.0, 70, 50]), np.array([70.0, 70, 130])),
        tolerance=6e-4, reason="printed to three digits after the point",
    )  # fmt: skip
    prior = np.array([[7.0, 3, 5, -3], [2, 9, 8, 0], [-2, 0, 2, 0]])
    yield answer(
        "balance.gras", Kind.PUBLISHED, GRAS,
        expected=[
            [8.424340881, 3.375237362, 5.200422021, -2.000000263],
            [3.000997078, 12.624763744, 10.374239178, 0],
            [-2.425339135, 0, 1.425339135, 0],
        ],
        got=balance_matrix(prior, np.array([15.0, 26, -1]), np.array([9.0, 16, 17, -2])),
        tolerance=1e-6, reason="the printed table was stopped early: it misses a row sum by 5e-8",
    )  # fmt: skip
    yield from _projection()


def _projection() -> Iterator[Answer]:
    """Detail accounts of 2012 projected to 2017, against those published for 2017."""
    found = backtest(
        accounts("detail", 2012), accounts("detail", 2017), accounts("summary", 2017),
        gross_output(claims(), "detail", 2017), summary_codes(claims()),
    )  # fmt: skip
    for method in found.methods:
        yield answer(
            f"balance.projection-2017-{method.method}", Kind.OBSERVED,
            "BEA, detail use table of 2017, before redefinitions",
            expected="the published table",
            got=f"use {method.use_wape:.1%}, coefficients {method.coefficient_stpe:.1%}, "
            f"requirements {method.requirements_wape:.1%}, "
            f"multipliers {method.multiplier_mape:.1%}",
            reason="observed: weighted error; `ras` knows margins nobody has without a table",
        )  # fmt: skip
    better = found.of("blocks").use_wape < found.of("unchanged").use_wape
    yield answer("balance.projection-beats-unchanged", Kind.DERIVED,
                 "proof: the two errors above, against the published table",
                 expected=True, got=better)  # fmt: skip
