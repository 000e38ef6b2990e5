"""Known answers of the Leontief engine and of what stands on the same linear algebra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.nets import industry_net
from mainstay.answers.register import Answer, Kind, answer
from mainstay.twin.net import Net
from mainstay.twin.technology import technology

#: Table 2.3 and following of Miller & Blair, as carried by a peer's tests.
BOOK = "Miller & Blair, Input-Output Analysis (2009), ch. 2, as in pymrio's tests/test_math.py"
PRINTED = "printed with that many digits"


def book() -> Net:
    """Return the two-sector example of Miller & Blair, ch. 2."""
    flows = np.array([[150.0, 500.0], [200.0, 100.0]])
    return industry_net(
        flows, np.array([350.0, 1700.0]), np.array([1000.0, 2000.0]), name="miller-blair", year=2009
    )


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _book()


def _book() -> Iterator[Answer]:
    tech = technology(book())
    yield answer("leontief.coefficients", Kind.PUBLISHED, BOOK,
                 expected=[[0.15, 0.25], [0.2, 0.05]], got=tech.coefficients(),
                 tolerance=1e-12, reason="exact decimals")  # fmt: skip
    yield answer("leontief.inverse", Kind.PUBLISHED, BOOK,
                 expected=[[1.25412541, 0.330033], [0.2640264, 1.12211221]], got=tech.inverse(),
                 tolerance=5e-8, reason=PRINTED)  # fmt: skip
    yield answer("leontief.new-demand", Kind.PUBLISHED, BOOK,
                 expected=[1247.5, 1841.6], got=tech.solve(np.array([600.0, 1500.0])),
                 tolerance=0.05, reason=PRINTED)  # fmt: skip
