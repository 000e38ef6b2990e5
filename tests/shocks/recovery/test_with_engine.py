"""The tables of a run of the engine: what they say must be what the engine counted by itself."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.parameters import ArioParameters
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.table import table_economy
from mainstay.shocks.ario.trajectory import Record
from mainstay.shocks.recovery import (
    curves,
    first_hit,
    grouping,
    measures,
    recovery,
    spread,
    spread_links,
)

MEMBERS = {"quake": [0, 1, 2]}


@pytest.fixture(scope="module")
def table():
    """Two regions, three sectors in a line: ore, steel, cars; short covers."""
    sectors, regions = ("ore", "steel", "cars"), ("AAA", "BBB")
    flows = np.zeros((6, 6))
    flows[0, 1] = flows[3, 4] = 30.0  # ore to steel at home
    flows[0, 4] = flows[3, 1] = 10.0  # and abroad
    flows[1, 2] = flows[4, 5] = 60.0  # steel to cars
    final = np.array([[1.0, 2.0], [4.0, 5.0], [40.0, 90.0]] * 2)
    output = flows.sum(axis=1) + final.sum(axis=1)
    return table_economy(
        flows, final, output, sectors, regions, sinks=("health", "government_defense"),
        cover_days=8.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(table):
    """Ore in AAA loses 20, 60 and 95 percent of its capacity for 40 days."""
    events = [
        Event(member, Kind.CAPACITY, np.array([0]), np.array([size]), 2.0, 40.0,
              Recovery.LINEAR, 30.0)
        for member, size in enumerate((0.2, 0.6, 0.95))
    ]  # fmt: skip
    record = Record(groups=grouping(table).weights, activities=True, sample_days=(7.0, 30.0))
    parameters = ArioParameters(steps=200, overproduction_max=1.25, overproduction_days=30.0)
    return simulate(table, events, parameters, batch=3, record=record)


def test_lost_value_added_is_that_of_the_engine(table, run):
    rows = recovery(curves(run, table), {"hard": [2]}).rows()
    share = table.value_added / table.output
    economy = next(r for r in rows if r["id"] == "economy")
    assert economy["lost_usd_mid"] == pytest.approx(run.lost[:, 2] @ share, rel=1e-9)
    parts = [r["lost_usd_mid"] for r in rows if r["kind"] == "country"]
    assert sum(parts) == pytest.approx(economy["lost_usd_mid"], rel=1e-9)


def test_lost_final_use_of_accounts_is_what_the_engine_counted_as_unmet(table, run):
    rows = {r["id"]: r for r in recovery(curves(run, table), {"hard": [2]}).rows()}
    for account, sink in (("health", 0), ("defense", 1)):
        unmet = float(run.unmet[:, sink, 2].sum())
        assert unmet > 0.0
        assert rows[account]["lost_usd_mid"] == pytest.approx(unmet, rel=1e-9)


def test_what_the_engine_keeps_of_an_activity_is_what_its_series_says(table, run):
    assert run.days[0] == 1.0
    whole = measures(1.0 - run.activities / run.normal[:, None], run.days)
    same = partial(np.testing.assert_allclose, rtol=1e-9, atol=1e-9)
    same(np.maximum(1.0 - run.lowest, 0.0), whole.depth)
    same(run.first_hit, whole.hit_day)
    same(run.recovered, whole.recovered_day)
    same(run.lost, whole.lost_days * run.normal[:, None])
    assert np.isfinite(run.first_hit).any()
    assert np.isnan(run.first_hit).any()


def test_the_chain_leads_from_cars_to_the_mine(table, run):
    rows = {r["id"]: r for r in first_hit(run, table, {"hard": [2]}).rows()}
    assert rows["AAA:ore"]["rank"] == 1
    assert rows["AAA:ore"]["begins"] == "no input"
    cars = rows["AAA:cars"]
    assert cars["chain_ids"] == "AAA:cars|steel|AAA:steel|ore|AAA:ore"
    assert rows["AAA:ore"]["day_mid"] < rows["AAA:steel"]["day_mid"] < cars["day_mid"]


def test_samples_of_a_run_give_the_same_spread(table, run):
    short = replace(run, activities=None)
    for make in (spread, spread_links):
        whole = [r for r in make(run, table, MEMBERS, days=(7, 30)).rows() if r["day"] < 200]
        part = [r for r in make(short, table, MEMBERS, days=(7, 30)).rows() if r["day"] < 200]
        assert whole == part
        assert whole


def test_without_an_event_nothing_is_lost(table):
    calm = simulate(table, [], ArioParameters(steps=60), record=Record(activities=True))
    rows = recovery(curves(calm, table), {"calm": [0]}).rows()
    assert all(r["depth_share_mid"] < 1e-12 for r in rows)
    assert all(r["recovered_day_mid"] == 0.0 for r in rows)
    assert len(first_hit(calm, table, {"calm": [0]})) == 0
    assert len(spread_links(calm, table, {"calm": [0]}, days=(7,))) == 0
