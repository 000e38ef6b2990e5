from dataclasses import replace

import numpy as np
import pytest

from mainstay.errors import InputError
from mainstay.model.schema import schema
from mainstay.shocks.recovery import (
    curves,
    grouping,
    measures,
    over_time,
    recovery,
    spread,
)


def by_id(table):
    return {row["id"]: row for row in table.rows()}


def test_groups_count_value_added_and_output(economy):
    found = grouping(economy)
    assert found.kinds == ("account", "country", "country", *("industry",) * 5)
    assert found.ids[:3] == ("economy", "north", "south")
    weights = found.weights.toarray()
    assert weights[0] @ economy.output == pytest.approx(economy.value_added.sum())
    assert weights[1] @ economy.output == pytest.approx(economy.value_added[:3].sum())
    assert weights[3].tolist() == [1, 1, 0, 0, 0, 0]


def test_an_unknown_value_added_leaves_its_sums_out_and_says_so(economy):
    unknown = np.where(np.arange(6) == 5, np.nan, economy.value_added)
    found = grouping(replace(economy, value_added=unknown))
    assert found.left_out == ("account economy", "country south")
    assert "north" in found.ids


def test_some_groups_and_their_curves_are_kept_in_the_order_asked_for(economy, wave):
    whole = grouping(economy)
    all_curves = curves(wave, economy, whole)
    for chosen in ([4, 0], []):
        few = whole.keep(chosen)
        assert few.ids == tuple(whole.ids[g] for g in chosen)
        np.testing.assert_array_equal(few.weights.toarray(), whole.weights.toarray()[chosen])
        kept = all_curves.keep(chosen)
        assert kept.kinds == few.kinds
        assert kept.measures == few.measures
        np.testing.assert_array_equal(kept.loss, all_curves.loss[:, chosen])
        np.testing.assert_array_equal(kept.normal_usd, all_curves.normal_usd[chosen])


def test_one_region_is_the_economy(economy):
    assert "country" not in grouping(replace(economy, region=("home",) * 6)).kinds


def test_sums_kept_by_the_run_equal_sums_of_activities(economy, wave):
    weights = grouping(economy).weights
    kept = np.stack([weights @ day for day in wave.activities])
    short = replace(wave, groups=kept, activities=None)
    a, b = curves(wave, economy), curves(short, economy)
    assert a.ids == b.ids
    np.testing.assert_allclose(a.loss, b.loss, atol=1e-15)


def test_a_run_that_kept_neither_is_refused(economy, wave):
    bare = replace(wave, activities=None)
    with pytest.raises(InputError, match="neither"):
        curves(bare, economy)


def test_the_table_tells_what_was_put_in(economy, wave):
    table = recovery(curves(wave, economy), {"wave": [0]}, after_days=20)
    schema("recovery").check(table.data, "recovery")
    rows = by_id(table)
    # metal is the mill alone: half of a normal 2 dollars a day for 9 days
    metal = rows["metal"]
    assert metal["depth_share_mid"] == 0.5
    assert (metal["hit_day_mid"], metal["recovered_day_mid"]) == (4.0, 13.0)
    assert metal["recovery_days_mid"] == 9.0
    assert metal["lost_days_mid"] == pytest.approx(4.5)
    assert metal["lost_usd_mid"] == pytest.approx(9.0)
    assert metal["regained_after_share_mid"] == 1.0
    # mining is two mines: 0.8 of one of them
    assert rows["mining"]["depth_share_mid"] == pytest.approx(0.4)
    # the shop is not back: unknown, never the length of the run
    trade = rows["trade"]
    assert trade["recovered_day_mid"] is None
    assert trade["recovery_days_mid"] is None
    assert trade["recovered_share"] == 0.0
    assert rows["farming"]["recovered_day_mid"] == 0.0
    # one member has no band
    assert metal["depth_share_low"] is None


def test_value_added_of_the_economy(economy, wave):
    rows = by_id(recovery(curves(wave, economy), {"wave": [0]}))
    share = economy.value_added / economy.output
    lost = wave.lost[:, 0] * share
    assert rows["economy"]["lost_usd_mid"] == pytest.approx(lost.sum())
    assert rows["north"]["lost_usd_mid"] == pytest.approx(lost[:3].sum())
    assert rows["economy"]["measure"] == "value added"


def test_a_region_that_adds_no_value_counts_what_it_delivers(economy, wave):
    added = np.where(np.array(economy.region) == "north", 0.0, economy.value_added)
    bare = replace(economy, value_added=added)
    row = by_id(recovery(curves(wave, bare), {"wave": [0]}))["north"]
    assert row["measure"] == "output"
    assert row["lost_usd_mid"] == pytest.approx(wave.lost[:3, 0].sum())
    table = spread(wave, bare, {"wave": [0]}, days=(0, 10))
    told = next(r for r in table.rows() if r["id"] == "north" and r["day"] == 10)
    here = np.flatnonzero(np.array(economy.region) == "north")
    short = 1.0 - wave.activities[9, here, 0] / wave.normal[here]
    assert told["loss_share"] == pytest.approx(np.average(short, weights=wave.normal[here]))


def test_accounts_of_final_use_follow_what_is_delivered(economy, wave):
    rows = by_id(recovery(curves(wave, economy), {"wave": [0]}))
    # health buys 63 a year, 50 of it from the shop, which delivers 70 % from day 9 on
    health = rows["health"]
    assert health["depth_share_mid"] == pytest.approx(0.3 * 50 / 63)
    assert health["lost_usd_mid"] == pytest.approx(12 * 0.3 * 50 / 365)
    assert health["measure"] == "final use"
    # defense buys 50 of its 100 from the shop
    assert rows["defense"]["depth_share_mid"] == pytest.approx(0.3 * 50 / 100)


def test_bands_over_members_and_scenarios_of_their_own(economy, made):
    loss = np.zeros((5, 6, 4))
    loss[1:3, 2, :] = np.array([0.1, 0.2, 0.3, 0.9])
    loss[1:, 2, 3] = 0.9
    run = made(economy, loss)
    table = recovery(curves(run, economy), {"small": [0, 1, 2], "large": [3]})
    small, large = (r for r in table.rows() if r["id"] == "metal")
    assert small["depth_share_mid"] == pytest.approx(0.2)
    # three members are cases: the band is that of the outermost, not of a quantile between them
    assert small["depth_share_low"] == pytest.approx(0.1)
    assert small["depth_share_high"] == pytest.approx(0.3)
    assert small["members"] == 3
    assert large["depth_share_mid"] == pytest.approx(0.9)
    assert large["recovered_day_mid"] is None
    both = recovery(curves(run, economy), {"all": range(4)})
    metal = by_id(both)["metal"]
    assert metal["recovered_share"] == 0.75
    assert metal["recovered_day_mid"] == 4.0
    assert metal["recovered_day_high"] is None


def test_a_scenario_without_members_is_refused(economy, wave):
    with pytest.raises(InputError, match="2 problems"):
        recovery(curves(wave, economy), {"none": [], "beyond": [7]})


def test_the_curves_as_a_table_keep_the_deepest_day(economy, made):
    loss = np.zeros((1000, 6, 1))
    loss[501, 2, 0] = 0.9
    found = curves(made(economy, loss), economy)
    table = over_time(found, {"dip": [0]}, most=50)
    schema("over_time").check(table.data, "over_time")
    metal = [r for r in table.rows() if r["id"] == "metal"]
    assert len(metal) <= 60
    assert max(r["loss_share_mid"] for r in metal) == pytest.approx(0.9)
    assert metal[0]["day"] == 1.0
    assert metal[-1]["day"] == 1000.0


def test_normal_days_of_the_curves_are_days(economy, wave):
    found = curves(wave, economy)
    g = found.ids.index("metal")
    assert found.normal_usd[g] * 365 == pytest.approx(economy.output[2])
    assert measures(found.loss, found.days).depth[g, 0] == 0.5
