"""Known answers of the Leontief engine and of what stands on the same linear algebra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.nets import industry_net
from mainstay.answers.register import Answer, Kind, answer
from mainstay.shocks.leontief import price_rises
from mainstay.shocks.structure import extract, ghosh
from mainstay.twin.measures import accounts
from mainstay.twin.net import Net
from mainstay.twin.position import position
from mainstay.twin.technology import technology
from mainstay.twin.toy import METAL, toy_net

#: Table 2.3 and following of Miller & Blair, as carried by a peer's tests.
BOOK = "Miller & Blair, Input-Output Analysis (2009), ch. 2, as in pymrio's tests/test_math.py"
PRINTED = "printed with that many digits"
DOUBLES = "exact up to rounding of doubles"


def book() -> Net:
    """Return the two-sector example of Miller & Blair, ch. 2."""
    flows = np.array([[150.0, 500.0], [200.0, 100.0]])
    return industry_net(
        flows, np.array([350.0, 1700.0]), np.array([1000.0, 2000.0]), name="miller-blair", year=2009
    )


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _book()
    yield from _extraction()
    yield from _chain()
    yield from _toy()
    yield from _prices()
    yield from _allocation()


def _extraction() -> Iterator[Answer]:
    """Take each sector out: alone, 1 makes x1 = 350 / 0.85 and 2 makes x2 = 1700 / 0.95.

    Without sector 1 the other makes 1700 / (1 - 0.05) = 1789.47368, and without sector 2 it makes
    350 / (1 - 0.15) = 411.76471; output was 3000, so 1210.52632 and 2588.23529 are lost. The same
    comes from the closed form ``m_p x_p / L_pp``, which the engine uses.
    """
    tech = technology(book())
    total = tech.output_multiplier * tech.output_usd / tech.self_use
    yield answer("leontief.extraction-single", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[1210.52632, 2588.23529], got=total, tolerance=5e-6,
                 reason="five digits after the point")  # fmt: skip
    lost = [extract(tech, np.array([p]), "complete") for p in (0, 1)]
    yield answer("leontief.extraction-rest", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[1789.47368, 411.76471],
                 got=[2000.0 - lost[0][1], 1000.0 - lost[1][0]], tolerance=5e-6,
                 reason="five digits after the point")  # fmt: skip


def _chain() -> Iterator[Answer]:
    """Take a chain without loops: 10 of ore go into metal, 30 of it into goods, 60 are used.

    Ore is three steps from use, metal two, goods one. Behind a dollar of goods stand a half of
    metal and a sixth of ore: 1 + 1/2 + 1/6 = 5/3 steps; behind metal 1 + 1/3; behind ore 1. Of the
    60, the part that passes through metal is 30, through ore 10.
    """
    flows = np.array([[0.0, 10.0, 0.0], [0.0, 0.0, 30.0], [0.0, 0.0, 0.0]])
    net = industry_net(
        flows, np.array([0.0, 0.0, 60.0]), np.array([10.0, 30.0, 60.0]), name="chain", year=2000,
        codes=("ore", "metal", "goods"),
    )  # fmt: skip
    found = position(technology(net))
    yield answer("leontief.upstreamness-chain", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[3.0, 2.0, 1.0], got=found.upstreamness, tolerance=1e-12,
                 reason=DOUBLES)  # fmt: skip
    yield answer("leontief.downstreamness-chain", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[1.0, 4 / 3, 5 / 3], got=found.downstreamness, tolerance=1e-12,
                 reason=DOUBLES)  # fmt: skip
    through = [accounts(net, code).rows()[0]["through_usd"] for code in ("ore", "metal", "goods")]
    yield answer("leontief.look-through-chain", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[10.0, 30.0, 60.0], got=through, tolerance=1e-12,
                 reason=DOUBLES)  # fmt: skip


def _toy() -> Iterator[Answer]:
    """Look through the toy's pools: ``(I - M)^-1 = [3/2 1/2; 1/2 3/2]``, 100 of each demanded.

    Hence 100 / (3/2) = 200/3 of the 100 dollars of final use pass through metal, and 1/2 over 3/2
    of each dollar of devices: a third of the 5 of health and of the 5 of defense. Every dollar that
    leaves to abroad leaves once: 20.
    """
    net = toy_net()
    proof = "proof: mainstay.answers.leontief, with the matrix of mainstay.twin.toy"
    rows = accounts(net, METAL).rows()
    yield answer("leontief.look-through-toy", Kind.DERIVED, proof, expected=[200 / 3, 5 / 3, 5 / 3],
                 got=[row["through_usd"] for row in rows], tolerance=1e-12,
                 reason=DOUBLES)  # fmt: skip
    yield answer("leontief.look-through-abroad", Kind.DERIVED, proof, expected=20.0,
                 got=accounts(net, "region:abroad").rows()[0]["through_usd"], tolerance=1e-12,
                 reason=DOUBLES)  # fmt: skip


def _prices() -> Iterator[Answer]:
    """Raise all primary costs by one share and all prices rise by it, since ``L' v = 1``.

    If only sector 2 pays a tenth more for its value added of 1400, total cost of final use rises by
    just these 140 dollars, because ``f' L' dv = dv' x``.
    """
    tech = technology(book())
    proof = "proof: mainstay.answers.leontief"
    everything, _ = price_rises(tech, np.full(2, 0.1), np.zeros(2))
    yield answer("leontief.price-uniform", Kind.DERIVED, proof, expected=[0.1, 0.1],
                 got=everything, tolerance=1e-12, reason=DOUBLES)  # fmt: skip
    _, pools = price_rises(tech, np.array([0.0, 0.1]), np.zeros(2))
    yield answer("leontief.price-one-sector", Kind.DERIVED, proof, expected=140.0,
                 got=float(pools @ np.array([350.0, 1700.0])), tolerance=1e-9,
                 reason=DOUBLES)  # fmt: skip


def _allocation() -> Iterator[Answer]:
    """Get output back from value added by allocation: ``v' G = x'`` with v = 650, 1400."""
    tech = technology(book())
    yield answer("leontief.allocation", Kind.DERIVED, "proof: mainstay.answers.leontief",
                 expected=[1000.0, 2000.0], got=ghosh(tech, np.array([650.0, 1400.0])),
                 tolerance=1e-9, reason=DOUBLES)  # fmt: skip


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
