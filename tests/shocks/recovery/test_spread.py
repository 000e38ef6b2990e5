from dataclasses import replace

import numpy as np
import pytest

from mainstay.model.schema import schema
from mainstay.shocks.recovery import spread, spread_links


def at(table, day, **keys):
    return [
        r for r in table.rows() if r["day"] == day and all(r[k] == v for k, v in keys.items())
    ]  # fmt: skip


def test_nodes_have_losses_and_states_on_each_day(economy, wave):
    table = spread(wave, economy, {"wave": [0]}, days=(0, 1, 7, 14, 99))
    schema("spread").check(table.data, "spread")
    assert sorted({r["day"] for r in table.rows()}) == [0, 1, 7, 14, 20]
    assert {r["state"] for r in at(table, 0, kind="activity")} == {"untouched"}
    states = {r["id"]: r["state"] for r in at(table, 7, kind="activity")}
    assert states == {"mine A": "recovering", "mill": "recovering", "plant": "recovering",
                      "shop": "untouched"}  # fmt: skip
    assert {r["id"]: r["state"] for r in at(table, 20, kind="activity")}["shop"] == "recovering"
    assert {r["id"]: r["state"] for r in at(table, 20, kind="activity")}["mill"] == "recovered"
    mill = at(table, 7, id="mill")[0]
    assert mill["loss_share"] == pytest.approx(0.5)
    assert mill["loss_usd_per_day"] == pytest.approx(1.0)
    # the farm is never hit and is no node
    assert not at(table, 7, id="farm")


def test_countries_are_nodes_by_value_added(economy, wave):
    table = spread(wave, economy, {"wave": [0]}, days=(7,))
    north = at(table, 7, id="north")[0]
    added = economy.value_added[:3]
    assert north["loss_share"] == pytest.approx((added * [0.8, 0, 0.5]).sum() / added.sum())
    assert north["state"] == "below normal"


def test_without_outputs_states_are_told_and_losses_are_not(economy, wave):
    bare = replace(wave, activities=None)
    table = spread(bare, economy, {"wave": [0]}, days=(7,))
    mill = at(table, 7, id="mill")[0]
    assert mill["loss_share"] is None
    assert mill["state"] == "recovering"
    assert at(table, 7, id="north")[0]["state"] == "unknown"
    assert len(spread_links(bare, economy, {"wave": [0]}, days=(7,))) == 0


def test_samples_are_as_good_as_the_whole_series(economy, wave):
    kept = np.array([7.0, 20.0])
    sampled = replace(
        wave, activities=None, sampled_days=kept, sampled=wave.activities[[6, 19]]
    )  # fmt: skip
    for make in (spread, spread_links):
        a = make(wave, economy, {"wave": [0]}, days=(7,))
        b = make(sampled, economy, {"wave": [0]}, days=(7,))
        assert a.rows() == b.rows()
        assert len(a)


def test_missing_deliveries_are_flows_times_losses(economy, wave):
    table = spread_links(wave, economy, {"wave": [0]}, days=(7, 14))
    schema("spread_links").check(table.data, "spread_links")
    links = [(r["source"], r["target"], r["product"]) for r in at(table, 7)]
    assert links == [
        ("plant", "shop", "machines"), ("mill", "plant", "steel"), ("mine A", "mill", "ore"),
    ]  # fmt: skip
    first = at(table, 7)[0]
    assert first["missing_usd_per_day"] == pytest.approx(120 * 0.4 / 365)
    assert first["share_of_input"] == pytest.approx(0.4)
    ore = at(table, 7)[2]
    assert ore["share_of_input"] == pytest.approx(0.8 * 30 / 40)


def test_the_largest_links_are_found_among_many_small_cells(economy, made):
    """A large link may stand in a cell that is smaller than cells of many small links."""
    rng = np.random.default_rng(5)
    loss = np.zeros((2, 6, 1))
    loss[:, :, 0] = rng.uniform(0.05, 0.9, 6)
    run = made(economy, loss)
    whole = spread_links(run, economy, {"t": [0]}, days=(1,)).rows()
    every = [r for r in whole if r["day"] == 1.0]
    assert len(every) == 5
    for most in range(1, 6):
        few = spread_links(run, economy, {"t": [0]}, days=(1,), most=most).rows()
        assert [r["source"] for r in few if r["day"] == 1.0] == [r["source"] for r in every[:most]]


def test_nodes_are_bounded(economy, wave):
    table = spread_links(wave, economy, {"wave": [0]}, days=(7,), most_nodes=3)
    rows = at(table, 7)
    assert len({r["source"] for r in rows} | {r["target"] for r in rows}) <= 3
    assert [r["rank"] for r in rows] == [1, 2]


def test_the_same_run_gives_the_same_rows(economy, wave):
    one, two = (spread_links(wave, economy, {"wave": [0]}) for _ in range(2))
    assert one.data.equals(two.data)
