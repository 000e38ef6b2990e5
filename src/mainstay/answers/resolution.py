"""Known answers across resolutions: the toy at industry level and with a firm carved out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.register import Answer, Kind, answer
from mainstay.shocks.contract import Shocks
from mainstay.shocks.leontief import Leontief
from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.carving.carve import carve
from mainstay.twin.net import FINAL_ACCOUNTS, Net
from mainstay.twin.toy import (
    DEVICES,
    ELECTRONICS,
    FIRM,
    SMELTING,
    own_technology,
    same_products,
    same_technology,
    toy_net,
)

PROOF = "proof: derived by hand at the top of mainstay.twin.toy"
EXACT = "exact up to rounding of doubles"

#: For each firm: output lost by smelting, the firm and the rest of electronics.
CARVED = {
    "same-technology": (same_technology, [12.0, 16.0, 48.0]),
    "same-products": (same_products, [12.0, 16.0, 48.0]),
    "own-technology": (own_technology, [12.0, 42.0, 18.0]),
}


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    whole = toy_net()
    lost, gdp = _without_exports(whole)
    yield answer("resolution.toy", Kind.DERIVED, PROOF, expected=[12.0, 64.0, 36.0],
                 got=[lost[SMELTING], lost[ELECTRONICS], gdp], tolerance=1e-9,
                 reason=EXACT)  # fmt: skip
    for name, (make, expected) in CARVED.items():
        firm: Allocation = make()
        net = carve(whole, [firm]).net
        lost, gdp = _without_exports(net)
        rest = sum(v for k, v in lost.items() if k not in (SMELTING, FIRM))
        yield answer(f"resolution.toy-{name}", Kind.DERIVED, PROOF, expected=[*expected, 36.0],
                     got=[lost[SMELTING], lost[FIRM], rest, gdp], tolerance=1e-9,
                     reason=EXACT)  # fmt: skip
        yield answer(f"resolution.sums-{name}", Kind.DERIVED,
                     "proof: children and the residual make and use what the parent did",
                     expected=0.0, got=_worst_sum(whole, net), tolerance=1e-9,
                     reason="stated bound of carving")  # fmt: skip


def _without_exports(net: Net) -> tuple[dict[str, float], float]:
    """Return what each activity and GDP lose with the 40 dollars of exported devices."""
    shocks = Shocks.none(("exports",), net)
    shocks.final_loss_usd[0, net.pool_index[DEVICES], FINAL_ACCOUNTS.index("exports")] = 40.0
    found = Leontief().run(net, shocks, {}, np.random.default_rng(0))
    lost = {r["id"]: r["output_loss_usd"] for r in found.tables["by_activity"].rows()}
    return lost, found.tables["accounts"].rows()[0]["gdp_loss_usd"]


def _worst_sum(whole: Net, net: Net) -> float:
    make = np.abs(whole.make.sum(axis=0) - net.make.sum(axis=0)).max()
    use = np.abs(whole.use.sum(axis=1) - net.use.sum(axis=1)).max()
    added = np.nansum(whole.activities.value_added_usd) - np.nansum(net.activities.value_added_usd)
    return float(max(make, use, abs(added)))
