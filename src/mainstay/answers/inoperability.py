"""Known answers of inoperability: published examples, two programs, and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.nets import industry_net
from mainstay.answers.register import Answer, Kind, answer
from mainstay.model import Scenario
from mainstay.shocks.inoperability import (
    Inoperability,
    equilibrium,
    follow,
    interdependency,
    resilience,
)
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats
from mainstay.twin.technology import technology
from mainstay.twin.toy import toy_net

HAIMES = "Haimes & Jiang, Leontief-based model of risk, J. Infrastructure Systems 7 (2001)"
LIAN = "Lian & Haimes, Systems Engineering 9 (2006), two-sector example"
XU = "Xu and others 2011"
DIIMPY = "as in diimpy's tests/test_case.py (commit 8a6b805)"
DIIM = "as in diim's tests/test_diim.cpp (commit 1860886)"
PROOF = "proof: mainstay.answers.inoperability"
PRINTED = "printed with that many digits"

#: Interdependence of the two sectors of Lian & Haimes, and their resilience a day.
TWO, RATE = np.array([[0.15, 0.5], [0.1, 0.05]]), np.array([0.2, 0.2])

#: Steps that both programs take, the first being the start.
STEPS = 99


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _static()
    yield from _dynamic()
    yield from _table()
    yield from _proofs()


def _solved(matrix: Floats, demand: list[float]) -> Floats:
    return equilibrium(lambda q: matrix @ q, np.array(demand)).inoperability


def _static() -> Iterator[Answer]:
    two = np.array([[0.0, 0.8], [0.2, 0.0]])
    yield answer("inoperability.two-subsystems", Kind.PUBLISHED, f"{HAIMES}, {DIIMPY}, case 1",
                 expected=[0.571, 0.714], got=_solved(two, [0.0, 0.6]), tolerance=5e-4,
                 reason=PRINTED)  # fmt: skip
    four = np.array([[0, 0.9, 0, 0], [0.4, 0, 0, 0], [1, 0.8, 0, 0], [1, 0.9, 0, 0]])
    yield answer("inoperability.four-subsystems", Kind.PUBLISHED, f"{HAIMES}, {DIIMPY}, case 2",
                 expected=[0.70, 0.78, 1.0, 1.0], got=_solved(four, [0.0, 0.5, 0.0, 0.0]),
                 tolerance=5e-3, reason=PRINTED + "; two of them stop at one")  # fmt: skip
    three = np.array([[0, 0, 0.3], [0.4, 0, 0], [0.2, 0.6, 0]])
    yield answer("inoperability.three-subsystems", Kind.PUBLISHED, f"{HAIMES}, {DIIM}, case 4",
                 expected=[0.04, 0.02, 0.14], got=_solved(three, [0.0, 0.0, 0.12]),
                 tolerance=5e-3, reason=PRINTED)  # fmt: skip
    yield answer("inoperability.two-sectors", Kind.PUBLISHED, f"{LIAN}, {DIIMPY}, case 6",
                 expected=[0.066, 0.112], got=_solved(TWO, [0.0, 0.1]), tolerance=5e-4,
                 reason=PRINTED)  # fmt: skip


def _days(lasting: int) -> Floats:
    """Return the two sectors from day to day, ``(t, 2)``, the start among them."""
    on, off = np.array([0.0, 0.1]), np.zeros(2)
    losses = [(on if day <= lasting else off, None) for day in range(1, STEPS + 1)]
    found = follow(lambda q: TWO @ q, RATE, losses, np.zeros(2))
    return np.array([np.zeros(2), *found])


def _dynamic() -> Iterator[Answer]:
    yield answer("inoperability.dynamic-limit", Kind.PUBLISHED, f"{LIAN}, {DIIMPY}, case 8",
                 expected=[0.066, 0.112], got=_days(STEPS)[-1], tolerance=5e-4,
                 reason=PRINTED + "; the days end where the static solution is")  # fmt: skip
    yield answer(
        "inoperability.total-lasting", Kind.PEER, f"diimpy, {DIIMPY}, case 10",
        expected=[5.78342065, 10.49188014], got=np.trapezoid(_days(STEPS), axis=0),
        tolerance=5e-9, reason="its digits; its test says that the loss ends on day 30, but the "
        "number is that of a loss that lasts: the program keeps a loss once it was there",
    )  # fmt: skip
    yield answer(
        "inoperability.total-ended", Kind.PEER, f"diim, {DIIM}, case 12",
        expected=[1.980144350, 3.366317449], got=np.trapezoid(_days(30), axis=0),
        tolerance=1e-6, reason="its own tolerance; the same case with a loss that ends on day 30",
    )  # fmt: skip


def _table() -> Iterator[Answer]:
    """Take the table of Xu and others: electricity, rail, water, gas, and their outputs."""
    flows = np.array([[175.0, 280, 280, 140], [140, 315, 350, 280], [245, 140, 280, 140],
                      [175, 280, 105, 280]])  # fmt: skip
    output = np.array([1225.0, 1610, 1085, 1015])
    net = industry_net(flows, output - flows.sum(axis=1), output, name="xu", year=2011)
    coefficients = technology(net).coefficients()
    printed = np.array([[0.14, 0.17, 0.26, 0.14], [0.11, 0.20, 0.32, 0.28],
                        [0.20, 0.10, 0.26, 0.14], [0.14, 0.17, 0.10, 0.28]])  # fmt: skip
    reason = "two digits, and row 3, column 2 is printed as 0.10 where 140 / 1610 is 0.087"
    yield answer("inoperability.coefficients", Kind.PUBLISHED, f"{XU}, eq. 31, {DIIMPY}, case 4",
                 expected=printed, got=coefficients, tolerance=0.0135, reason=reason)  # fmt: skip
    yield answer("inoperability.supply-side", Kind.PUBLISHED, f"{XU}, eq. 34, {DIIMPY}, case 5",
                 expected=printed.T, got=coefficients.T, tolerance=0.0135,
                 reason=reason + "; the supply side is the transpose")  # fmt: skip
    lost = np.array([10.0, 0.0, 0.0, 0.0])
    matrix = interdependency(flows, output)
    yield answer(
        "inoperability.is-leontief", Kind.DERIVED, PROOF + ": x^-1 L df = (I - A*)^-1 x^-1 df",
        expected=technology(net).solve(lost) / output, got=_solved(matrix, list(lost / output)),
        tolerance=1e-13, reason="exact up to rounding of doubles",
    )  # fmt: skip


def _proofs() -> Iterator[Answer]:
    """Add up the days, and let one activity come back.

    Sum ``q(t+1) - q(t) = K (A* q(t) + c(t) - q(t))`` over all days, from nothing to nothing: the
    left is 0, so the sum of ``q`` is ``(I - A*)^-1`` times the sum of ``c``. A loss of ``c`` for a
    year costs what the static solution costs in a year, however slow the recovery.

    On the toy, 0.1 of exports are 3 of metal and 4 of devices. The 4 take 3.6 of GDP, a tenth of
    what the 40 of the page take. The 3 of metal take (3/2) 3 = 4.5 of metal and (1/2) 3 = 1.5 of
    devices, so 2.7 of smelting and 0.2 * 4.5 + 1.5 = 2.4 of electronics: 0.9 + 1.2 = 2.1. In sum
    5.7.

    Alone, with no use of its own, an activity keeps ``(1 - k)^T`` after ``T`` days; with
    ``k = ln(100) / T`` this is ``exp(T ln(1 - ln(100) / T))``.
    """
    scenario = Scenario.parse(
        "{version: 1, name: toy, title: T, duration_days: 365, days: 3650, shocks: "
        "[{target: final_demand, codes: ['account:exports'], size: 0.1}]}"
    )
    net = toy_net()
    for days in (10.0, 100.0):
        found = Inoperability().run(
            net, resolve(net, [scenario]), {"recovery_days": days}, np.random.default_rng(0)
        )
        economy = found.tables["accounts"].rows()[0]
        yield answer(
            f"inoperability.toy-year-{days:.0f}", Kind.DERIVED, PROOF, expected=[5.7, 5.7],
            got=[economy["gdp_loss_usd"], economy["gdp_loss_if_lasting_usd"]], tolerance=1e-10,
            reason="exact up to rounding and what is left after ten years",
        )  # fmt: skip
    rate = resilience(np.zeros(1), 60.0)
    alone = list(follow(lambda q: 0.0 * q, rate, [(np.zeros(1), None)] * 60, np.ones(1)))
    yield answer("inoperability.recovery-alone", Kind.DERIVED, PROOF,
                 expected=np.exp(60.0 * np.log1p(-np.log(100.0) / 60.0)), got=alone[-1][0],
                 tolerance=1e-15, reason="exact up to rounding of doubles")  # fmt: skip
