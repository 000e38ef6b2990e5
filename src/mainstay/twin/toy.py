"""A net small enough for hand computation, and a firm carved out of it in three ways.

Three activities, two pools, a co-product (electronics recovers metal from scrap) and a boundary
country that only supplies. Dollars; the metal pool also counts tonnes, at 10 USD/t::

    make          metal  devices | output        use        smelting  electronics | final | total
    smelting         60        0 |     60        metal            20           30 |    50 |   100
    electronics      20      100 |    120        devices          20           30 |    50 |   100
    abroad           20        0 |     20        value added      20           60 |  GDP 80
    total           100      100                 output           60          120

GDP from final use: 100 less imports of 20 is 80 = 20 + 60, the value added.

**As an industry.** Use per dollar of output is 1/3 of metal and 1/3 of devices in smelting, 1/4 and
1/4 in electronics. A dollar of metal is made by smelting (0.6), electronics (0.2) and abroad (0.2),
a dollar of devices by electronics. So a dollar demanded of metal needs 0.6/3 + 0.2/4 = 1/4 of each
pool, and a dollar demanded of devices 1/4 of each pool::

    M = [1/4 1/4; 1/4 1/4]     det(I - M) = 9/16 - 1/16 = 1/2     (I - M)^-1 = [3/2 1/2; 1/2 3/2]

If the 40 dollars of exported devices are lost, metal falls by 20 and devices by 60: smelting by
0.6 * 20 = 12, electronics by 0.2 * 20 + 60 = 64, imports by 4. GDP falls by 12/3 + 64/2 = 36, which
is 40 less the 4 that was imported.

**A quarter of electronics with its parent's technology** (:func:`same_technology`). Nothing in M
changes: smelting 12, firm 16, the rest 48, in sum 64. Aggregation is exact.

**A quarter with its own inputs but its parent's products** (:func:`same_products`): it uses 15 of
metal and no devices, the rest 15 and 30. Both still rise and fall with the same products, so M is
the same again: 16 and 48. Aggregation is exact for output though technologies differ.

**A firm with its own inputs and its own products** (:func:`own_technology`): it makes 75 of the
devices and no metal, uses 25 of metal and no devices. The rest makes 20 of metal and 25 of devices
(45) and uses 5 and 30. Per dollar: firm 1/3 and 0, the rest 1/9 and 2/3::

    metal demanded:    0.6/3 + 0.2/9 = 2/9 of metal    0.6/3 + 0.2 * 2/3 = 1/3 of devices
    devices demanded:  0.75/3 + 0.25/9 = 5/18          0.25 * 2/3        = 1/6

    M = [2/9 5/18; 1/3 1/6]   det(I - M) = 35/54 - 5/54 = 5/9   (I - M)^-1 = [3/2 1/2; 3/5 7/5]

The same loss of 40 now takes 20 of metal and 56 of devices: smelting 12, firm 0.75 * 56 = 42, the
rest 0.2 * 20 + 0.25 * 56 = 18. Electronics falls by 60, not by 64: at the finer resolution the
answer is another one. GDP falls by 12/3 + 42 * 50/75 + 18 * 10/45 = 4 + 28 + 4 = 36, as before,
because the imported metal is the same.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from mainstay.model import Label, Method, PriceBasis
from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.net import FINAL_ACCOUNTS, Accounting, Activities, ActivityKind, Net, Pools

#: Base year and price basis of the toy.
YEAR, BASIS = 2023, PriceBasis.PRODUCER

SMELTING, ELECTRONICS, ABROAD = "toy:smelting", "toy:electronics", "region:abroad"
METAL, DEVICES = "toy:metal", "toy:devices"
FIRM = "firm:alpha"


def toy_net() -> Net:
    """Return the net of the module's docstring, with electronics as one industry.

    Examples
    --------
    >>> net = toy_net()
    >>> net.made_usd.tolist(), (net.used_usd + net.final.sum(axis=1)).tolist()
    ([100.0, 100.0], [100.0, 100.0])
    """
    make = np.array([[60.0, 0.0], [20.0, 100.0], [20.0, 0.0]])
    use = np.array([[20.0, 30.0, 0.0], [20.0, 30.0, 0.0]])
    return Net(
        twin_id="toy",
        base_year=YEAR,
        price_basis=BASIS,
        activities=_activities(make.sum(axis=1)),
        pools=_pools(),
        make=sparse.csr_array(make),
        use=sparse.csr_array(use),
        final=_final(),
        make_quantity=sparse.csr_array(make * [0.1, 0.0]),
        trade=sparse.csr_array((2, 2)),
        use_seen=sparse.csr_array(use),
    )


def same_technology() -> Allocation:
    """Return a firm of which nothing is known but that it is a quarter of electronics."""
    return Allocation(FIRM, "Alpha", ELECTRONICS, share=0.25, evidence="toy")


def same_products() -> Allocation:
    """Return a firm with a quarter of every product of electronics, and its own inputs."""
    return Allocation(FIRM, "Alpha", ELECTRONICS, output_usd=30.0, basis=BASIS, year=YEAR,
                      evidence="toy", use_usd={METAL: 15.0, DEVICES: 0.0})  # fmt: skip


def own_technology() -> Allocation:
    """Return a firm that makes 75 of the devices and nothing else, with its own inputs."""
    return Allocation(FIRM, "Alpha", ELECTRONICS, output_usd=75.0, basis=BASIS, year=YEAR,
                      evidence="toy", make_usd={DEVICES: 75.0},
                      use_usd={METAL: 25.0, DEVICES: 0.0})  # fmt: skip


def _final() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    final = np.zeros((2, len(FINAL_ACCOUNTS)))
    place = {name: k for k, name in enumerate(FINAL_ACCOUNTS)}
    final[0, [place["investment"], place["exports"]]] = 20.0, 30.0
    columns = [place["government_defense"], place["health"], place["exports"]]
    final[1, columns] = 5.0, 5.0, 40.0
    return final


def _activities(output: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Activities:
    return Activities(
        id=(SMELTING, ELECTRONICS, ABROAD),
        name=("Smelting", "Electronics", "Abroad (supply only)"),
        kind=(ActivityKind.INDUSTRY,) * 3,
        region=("TOY", "TOY", "abroad"),
        industry=("smelting", "electronics", ""),
        parent=np.full(3, -1, np.int32),
        output_usd=output,
        output_lo_usd=output.copy(),
        output_hi_usd=output.copy(),
        value_added_usd=np.array([20.0, 60.0, np.nan]),
        compensation_usd=np.array([12.0, 30.0, np.nan]),
        accounting=(Accounting.FULL, Accounting.FULL, Accounting.SUPPLY_ONLY),
        method=(Method.OBSERVED, Method.OBSERVED, Method.INFERRED),
        label=(Label.PUBLIC,) * 3,
        evidence=("toy",) * 3,
    )


def _pools() -> Pools:
    price = np.array([10.0, np.nan])
    return Pools(
        id=(METAL, DEVICES),
        name=("Metal", "Devices"),
        product=("metal", "devices"),
        region=("TOY", "TOY"),
        stage=("domestic market",) * 2,
        unit=("t", "USD"),
        unit_value_usd=price,
        unit_value_lo_usd=price.copy(),
        unit_value_hi_usd=price.copy(),
        substitutes=("", ""),
        residual_usd=np.zeros(2),
        method=(Method.OBSERVED,) * 2,
        evidence=("toy",) * 2,
    )
