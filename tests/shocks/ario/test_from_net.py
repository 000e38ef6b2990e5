"""A net as an economy: balanced, the toy by hand at both resolutions, against the second engine."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from mainstay.errors import BadScenario, InputError, UnknownValue
from mainstay.model import Scenario
from mainstay.shocks.ario.events import Event, Kind
from mainstay.shocks.ario.from_net import NetEconomy, events_of, net_economy, rebuilders
from mainstay.shocks.ario.from_net.balance import OTHER, balanced
from mainstay.shocks.ario.from_net.classes import buyer_class, product_class
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record
from mainstay.shocks.resolve import resolve
from mainstay.twin.carving.carve import carve
from mainstay.twin.net import FINAL_ACCOUNTS, Net, UseTraits
from mainstay.twin.toy import (
    DEVICES,
    ELECTRONICS,
    FIRM,
    METAL,
    own_technology,
    same_technology,
    toy_net,
)

RECORD = Record(activities=True, fill=True)


def odd_net() -> Net:
    """Return the toy with stocks drawn down, a negative delivery and more use than is made."""
    net = toy_net()
    final = net.final.copy()
    final[0, FINAL_ACCOUNTS.index("stock_change")] = -8.0
    final[1, FINAL_ACCOUNTS.index("exports")] += 5.0
    make = net.make.toarray()
    make[2, 1] = -2.0
    return replace(net, final=final, make=sparse.csr_array(make))


def stopped(net: Net, text: str) -> tuple[NetEconomy, list[Event]]:
    found = net_economy(net)
    scenario = Scenario.parse(
        "{version: 1, name: one, title: One, duration_days: 2000, shocks: [" + text + "]}"
    )
    return found, events_of(found, resolve(net, [scenario]).dated)


def test_negative_cells_change_sides_and_both_sides_stay_equal() -> None:
    b = balanced(odd_net())
    # metal: 60 + 20 + 20 made, 50 used, 50 - 8 final; devices: 100 - 2 made, 50 used, 55 final
    assert b.drawn.tolist() == [8.0, 7.0]
    other = b.final[:, len(FINAL_ACCOUNTS)].tolist()
    assert other == [8.0, 2.0]
    made = np.asarray(b.make.sum(axis=0)).ravel() + np.bincount(b.into, b.delivered, 2) + b.drawn
    asked = np.asarray(b.use.sum(axis=1)).ravel() + b.final.sum(axis=1)
    np.testing.assert_allclose(made, asked, rtol=1e-15)
    assert [note.split()[0] for note in b.notes] == ["1", "1", "in", "in"]


def test_an_odd_net_is_at_rest_too() -> None:
    economy = net_economy(odd_net()).economy
    assert economy.sinks[-1] == OTHER
    assert economy.ids[-2:] == (f"drawn@{METAL}", f"drawn@{DEVICES}")
    run = simulate(economy, [], ArioParameters(steps=200))
    np.testing.assert_allclose(run.total / run.normal.sum(), 1.0, rtol=1e-14)


def test_what_is_unknown_or_negative_is_named() -> None:
    net = toy_net()
    use = net.use.toarray()
    use[0, 1] = np.nan
    with pytest.raises(UnknownValue, match=r"use toy:metal toy:electronics"):
        net_economy(replace(net, use=sparse.csr_array(use)))
    use[0, 1] = -3.0
    with pytest.raises(InputError, match=r"use toy:metal toy:electronics"):
        net_economy(replace(net, use=sparse.csr_array(use)))


def test_ten_years_without_a_shock_do_not_drift() -> None:
    for net in (toy_net(), odd_net()):
        run = simulate(net_economy(net).economy, [], ArioParameters(steps=3650))
        assert np.abs(run.total / run.normal.sum() - 1.0).max() <= 1e-12
        assert run.residual <= 1e-12


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        (toy_net(), {"toy:smelting": 12.0, "toy:electronics": 64.0, "region:abroad@toy:metal": 4}),
        (
            carve(toy_net(), [own_technology()]).net,
            {"toy:smelting": 12.0, FIRM: 42.0, f"{ELECTRONICS}#rest": 18.0},
        ),
    ],
    ids=["industry", "firm"],
)
def test_lasting_loss_of_demand_ends_where_leontief_does(
    net: Net, expected: dict[str, float]
) -> None:
    """By hand in :mod:`mainstay.twin.toy`: 40 less of exported devices, at both resolutions."""
    found = net_economy(net)
    row = int(np.flatnonzero(found.pools == net.pool_index[DEVICES])[0])
    event = Event(0, Kind.DEMAND, np.array([row]), np.array([1.0]), duration=1e6,
                  sink=FINAL_ACCOUNTS.index("exports"))  # fmt: skip
    run = simulate(found.economy, [event], ArioParameters(steps=2500), record=RECORD)
    assert run.activities is not None
    lost = (run.normal - run.activities[-1, :, 0]) * 365.0
    by_id = dict(zip(found.economy.ids, lost.tolist(), strict=True))
    held = {key: by_id[key] for key in expected if key in by_id}
    assert len(held) >= 2
    assert held == pytest.approx({key: expected[key] for key in held}, rel=1e-6)
    total = sum(value for key, value in by_id.items() if not key.startswith("region"))
    assert total == pytest.approx(sum(v for k, v in expected.items() if "abroad" not in k), 1e-6)


def test_a_quarter_with_the_same_technology_changes_nothing() -> None:
    """Firm and rest share stocks, recipe and products: the day-by-day path is that of the whole."""
    text = "{target: imports, codes: [metal], size: 0.5}"
    whole, events = stopped(toy_net(), text)
    run = simulate(whole.economy, events, ArioParameters(steps=300))
    split, events = stopped(carve(toy_net(), [same_technology()]).net, text)
    again = simulate(split.economy, events, ArioParameters(steps=300))
    assert run.shortage.any()
    np.testing.assert_allclose(again.total, run.total, rtol=1e-12)


def test_the_day_on_which_metal_runs_short_by_hand() -> None:
    """All imports of metal stop; both users hold 36.4 days and close gaps in 18.

    With fixed shares a fifth of every order of metal goes abroad and is lost. Both make a share
    ``x`` of normal, one as long as the stock of metal is above 0.8 * 36.4 and in proportion below.
    Smelting is asked for ``0.6 (50 o + 50)`` and delivers ``60 x`` over that of each order;
    electronics is asked for ``0.2 (50 o + 50) + 50 d + 50`` and delivers ``120 x`` over that, so
    that devices run late too. Stocks in days of normal use change by what arrives less ``x``;
    orders ``o`` of metal and ``d`` of devices are ``x + (36.4 - stock) / 18``.
    """
    found, events = stopped(toy_net(), "{target: imports, codes: [metal], size: 1}")
    how = ArioParameters(steps=200, overproduction_max=1.0, restock_days=18.0, orders=Orders.FIXED)
    run = simulate(found.economy, events, how)
    metal, devices, o, d, x, day = 36.4, 36.4, 1.0, 1.0, 1.0, 1
    while x >= 0.99:
        smelting = 60 * x / (0.6 * (50 * o + 50))
        electronics = 120 * x / (0.2 * (50 * o + 50) + 50 * d + 50)
        metal += o * (0.6 * smelting + 0.2 * electronics) - x
        devices += d * electronics - x
        o, d = x + (36.4 - metal) / 18.0, x + (36.4 - devices) / 18.0
        x = min(1.0, metal / (0.8 * 36.4))
        day += 1
    assert run.first_hit[:2, 0].tolist() == [day, day]
    assert found.economy.links.products[found.economy.links.product[run.limiting[0, 0]]] == "metal"


def test_equal_to_explicit_matrices(oracle: ModuleType, events_of: Callable[..., Any]) -> None:
    """The toy with two pools of one product, against the simulator of plain matrices."""
    net = toy_net()
    pools = replace(net.pools, product=("thing", "thing"))
    found = net_economy(replace(net, pools=pools))
    economy, links = found.economy, found.economy.links
    assert len(links.flow) == 2  # one stock of the product in each buyer
    flow = np.zeros((economy.size, 2))
    for c in range(2):
        sellers, value = links.suppliers_of(c)
        flow[sellers, c] = value
    np.testing.assert_allclose(flow.sum(axis=0), links.flow)
    plain = oracle.Plain(flow, list(links.buyer), found.shares.toarray().T, economy.final,
                         economy.output, economy.capital, economy.cover_days, economy.essential,
                         economy.restock_days)  # fmt: skip
    how = ArioParameters(steps=120, overproduction_days=10.0, restock_days=6.0)
    events = [
        Event(0, Kind.CAPACITY, np.array([2]), np.array([0.9]), 3.0, 60.0),
        Event(0, Kind.DEMAND, np.array([1]), np.array([0.3]), 10.0, 20.0, sink=2),
        Event(0, Kind.DELAY, np.array([0]), np.array([4.0]), 20.0, 15.0),
    ]
    run, seen = simulate(economy, events, how, record=RECORD), oracle.run(plain, events, how)
    assert run.activities is not None
    np.testing.assert_allclose(run.activities[:, :, 0], np.array(seen.output), rtol=1e-10)


def test_parting_the_cells_changes_nothing() -> None:
    found = net_economy(toy_net())
    links = found.economy.links
    mixed, order = links.parted(np.array([False, True, True, False]))  # type: ignore[attr-defined]
    economy = replace(
        found.economy, links=mixed, cover_days=found.economy.cover_days[order],
        essential=found.economy.essential[order], restock_days=found.economy.restock_days[order],
    )  # fmt: skip
    assert len(mixed.blocks()) == 2
    event = Event(0, Kind.CAPACITY, np.array([2]), np.array([1.0]), duration=90.0)
    one, two = (simulate(e, [event], ArioParameters(steps=200)) for e in (found.economy, economy))
    np.testing.assert_allclose(two.total, one.total, rtol=1e-13)


def test_traits_of_the_net_come_before_classes() -> None:
    net = toy_net()
    cover = sparse.csr_array(np.array([[5.0, 0.0, 0.0], [0.0, 7.0, 0.0]]))
    found = net_economy(replace(net, traits=UseTraits(cover_days=cover)))
    cells = zip(found.economy.links.buyer, found.economy.links.product, strict=True)
    covers = dict(zip(cells, found.economy.cover_days, strict=True))
    assert [covers[key] for key in ((0, 0), (0, 1), (1, 0), (1, 1))] == [5.0, 36.4, 36.4, 7.0]
    assert found.traits.stated.sum() == 2


def test_classes_of_codes() -> None:
    assert [product_class(c) for c in ("213111", "211000", "S00401", "4200ID", "491000")] == [
        "services", "fuel", "goods", "services", "transport",
    ]  # fmt: skip
    assert [buyer_class(c) for c in ("484000", "722110", "GSLGE", "")] == [
        "makers", "services", "services", "makers",
    ]  # fmt: skip


def test_who_rebuilds_is_who_investment_buys_from() -> None:
    """Investment buys 20 of metal: smelting 0.6, electronics 0.2, abroad 0.2."""
    assert rebuilders(net_economy(toy_net())).tolist() == pytest.approx([0.6, 0.2, 0.2])


def test_events_say_what_they_cannot_mean() -> None:
    faults = {
        "{target: import_price, codes: [metal], size: 0.1}": "target_not_known",
        "{target: value_added_price, codes: [smelting], size: 0.1}": "target_not_known",
        "{target: capital, codes: ['region:abroad'], size: 0.1}": "no_capital",
    }
    for text, code in faults.items():
        with pytest.raises(BadScenario) as error:
            stopped(toy_net(), text)
        assert [p.code for p in error.value.problems] == [code]


def test_loss_of_one_product_is_a_part_of_its_maker() -> None:
    """Electronics makes 20 of metal among 120: all of the pool lost is a sixth of it."""
    found, events = stopped(toy_net(), "{target: pool_production, codes: [metal], size: 1}")
    (event,) = events
    assert event.where.tolist() == [0, 1, 2]
    assert event.size.tolist() == pytest.approx([1.0, 1 / 6, 1.0])
    assert found.economy.ids[2] == "region:abroad@toy:metal"
