"""Tests against the world: what goes in follows from its sources, what comes out is not judged."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from mainstay.answers import pandemic, tohoku
from mainstay.answers.evidence import evidence
from mainstay.answers.figures import accounts, published_net
from mainstay.answers.register import Kind
from mainstay.model import default_parameters
from mainstay.shocks.ario.events import Kind as Lost
from mainstay.shocks.ario.events import Recovery
from mainstay.shocks.ario.from_net import net_economy
from mainstay.shocks.ario.from_net.bands import band_of, parameters_of


def test_every_industry_is_either_known_or_said_to_be_unknown() -> None:
    known = evidence("hours-2020")
    codes = [code for row in known["hours"] for code in row["codes"]] + known["unknown"]["codes"]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(accounts("summary", 2019).industries)


def test_hours_lost_are_shares_and_what_lasts_is_a_part_of_them() -> None:
    lost = np.array(list(pandemic.hours_lost().values()))
    assert np.all((lost[:, 0] >= 0) & (lost[:, 0] < 1))
    assert np.all((lost[:, 1] >= 0) & (lost[:, 1] <= lost[:, 0]))
    assert lost[:, 0].max() == 1 - 12777 / 31793  # amusements, gambling, recreation


def test_demand_of_2020_is_met_by_the_event_where_it_is_not_cut() -> None:
    found = net_economy(published_net("summary", 2019))
    event, capped = pandemic.demand_event(found, 0)
    left = 1 - event.size * (pandemic.DAYS - pandemic.START) / pandemic.DAYS
    whole = found.economy.final.sum(axis=1)[event.where]
    before = published_net("summary", 2019).final.sum(axis=1)[found.pools][event.where]
    after = published_net("summary", 2020).final.sum(axis=1)[found.pools][event.where]
    asked = before - whole * (1 - left)
    cut = event.size == 1.0
    assert cut.sum() == capped
    np.testing.assert_allclose(asked[~cut], after[~cut], atol=1e-3)


def test_before_the_middle_of_march_the_year_is_like_the_one_before() -> None:
    year = pandemic.pandemic_year()
    np.testing.assert_allclose(year.added[: int(pandemic.START)], 1.0, rtol=1e-9)
    assert np.all(year.added[int(pandemic.START)] < 1.0)


def test_every_setting_is_the_shipped_mode_that_a_run_takes() -> None:
    shipped = parameters_of(default_parameters(), band_of(["x"]), days=pandemic.DAYS, step_days=1.0)
    taken = pandemic.settings()
    for one in fields(shipped):
        if one.name != "days_per_year":  # 2020 had 366
            mode = np.ravel(getattr(shipped, one.name))[0]
            assert np.ravel(getattr(taken, one.name))[0] == mode, one.name


def test_losses_together_are_no_smaller_than_each() -> None:
    year = pandemic.pandemic_year()
    both, demand, labor, _ = year.output.sum(axis=0)
    assert both < min(demand, labor)


def test_labor_goes_away_as_far_as_jobs_came_back() -> None:
    found = net_economy(published_net("summary", 2019))
    lasts, passes = pandemic.labor_events(found, 3)
    assert (lasts.kind, passes.recovery, passes.scenario) == (Lost.LABOR, Recovery.CONVEX, 3)
    assert lasts.start + lasts.duration == pandemic.DAYS
    food = [found.economy.sector[i] for i in lasts.where].index("722")
    assert lasts.size[food] / (lasts.size + passes.size)[food] == 1 - 3663.5 / 5974.7


def test_what_stood_still_in_japan_follows_from_three_numbers() -> None:
    share, fell = tohoku.stopped_share()
    assert share * 0.319 + (1 - share) * 0.135 == pytest.approx(0.153)
    assert fell * tohoku.MONTHS[0] / tohoku.MARCH == 0.319


def test_without_the_tables_nothing_is_judged() -> None:
    assert {one.passed for one in tohoku.answers(None)} == {None}
    assert {one.kind for one in pandemic.answers(None)} == {Kind.OBSERVED}


@pytest.mark.reference
def test_the_world_table_keeps_its_sums(reference_data: Path) -> None:
    flows, final, _ = tohoku.world(reference_data, 2009)
    with np.load(reference_data / "wiod" / "wiod13_2009.npz", allow_pickle=False) as stored:
        used, asked = stored["Z"].sum(dtype=np.float64), np.maximum(stored["F"], 0)
        assert flows.sum() == pytest.approx(used * 1e6)
        assert final.sum() == pytest.approx(asked.sum(dtype=np.float64) * 1e6)
    assert flows.shape == (231, 231)


@pytest.mark.reference
def test_what_is_lost_in_japan_is_what_the_evidence_says(reference_data: Path) -> None:
    flows, final, _ = tohoku.world(reference_data, 2009)
    economy = tohoku._economy(flows, final, 90.0)
    capital, homes = tohoku._events(economy, flows, "destroyed", 0)
    assert capital.size.sum() + homes.size.sum() == pytest.approx(201e9)
    assert capital.size.sum() == pytest.approx(201e9 * (1.9 + 1.3 + 5.2) / 16.9)
    (stop,) = tohoku._events(economy, flows, "stopped-lean", 4)
    assert stop.duration + 0.8 * stop.recovery_days == 104.0


@pytest.mark.reference
def test_the_table_finds_at_least_what_stood_still(reference_data: Path) -> None:
    found = tohoku.quake(reference_data)
    assert found is not None
    share, fell = tohoku.stopped_share()
    stopped = tohoku.RUNS.index("stopped")
    april = found.production[1, stopped]
    assert found.production[0, stopped] <= 1 - share * fell * 20 / 31
    assert april < found.production[2, stopped] < found.production[3, stopped]
    assert np.all(found.gdp > 0)
