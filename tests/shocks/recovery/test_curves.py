import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.errors import InputError
from mainstay.shocks.recovery import measures, regained_at
from mainstay.shocks.recovery.bands import band


def curve(*loss):
    return np.array(loss, dtype=np.float64).reshape(-1, 1, 1), np.arange(1.0, len(loss) + 1)


def test_a_triangle_has_half_its_base_times_its_height():
    # down at once, back in a straight line: the area of a triangle is known
    depth, base = 0.4, 100
    loss = depth * (1 - np.arange(base) / base)
    found = measures(*curve(*loss, *[0.0] * 20))
    assert found.depth.item() == depth
    assert found.depth_day.item() == 1.0
    assert found.lost_days.item() == pytest.approx(depth * (base + 1) / 2, rel=1e-12)
    # 0.4 * (1 - k/100) <= 0.01 from k = 97.5 on: step 98, which ends on day 99
    assert found.recovered_day.item() == 99.0
    assert found.recovery_days.item() == 98.0
    assert found.regained.item() == 1.0


def test_a_fall_that_does_not_end_within_the_run_is_unknown():
    found = measures(*curve(0.0, 0.2, 0.2, 0.05))
    assert np.isnan(found.recovered_day.item())
    assert np.isnan(found.recovery_days.item())
    assert found.regained.item() == pytest.approx(0.75)


def test_a_second_fall_moves_the_recovery_behind_it():
    found = measures(*curve(0.3, 0.0, 0.0, 0.1, 0.0))
    assert found.hit_day.item() == 1.0
    assert found.recovered_day.item() == 5.0


def test_never_hit_is_zero_and_has_nothing_to_regain():
    found = measures(*curve(0.0, 0.005, 0.0))
    assert found.recovered_day.item() == 0.0
    assert found.recovery_days.item() == 0.0
    assert np.isnan(found.hit_day.item())
    assert np.isnan(found.regained.item())
    assert found.depth.item() == 0.005


def test_what_is_made_up_is_taken_off_and_told_apart():
    found = measures(*curve(0.5, 0.0, -0.2, -0.1))
    assert found.lost_days.item() == pytest.approx(0.2)
    assert found.above_days.item() == pytest.approx(0.3)
    assert found.overshoot.item() == 0.2
    assert found.overshoot_day.item() == 3.0
    assert found.regained.item() == pytest.approx(1.2)  # more than all of it, not cut to one
    assert found.recovered_day.item() == 2.0


def test_steps_of_several_days_count_their_days():
    loss, _ = curve(0.5, 0.1, 0.0)
    assert measures(loss, np.array([7.0, 14.0, 21.0])).lost_days.item() == pytest.approx(4.2)


def test_the_share_regained_on_a_day_is_known_behind_the_depth_only():
    loss, days = curve(0.1, 0.4, 0.2, 0.1)
    found = measures(loss, days)
    assert np.isnan(regained_at(loss, days, 1.0, found).item())
    assert regained_at(loss, days, 3.0, found).item() == pytest.approx(0.5)
    assert np.isnan(regained_at(loss, days, 9.0, found).item())


def test_faults_are_told_together():
    with pytest.raises(InputError, match="2 problems"):
        measures(np.full((2, 1, 1), np.nan), np.array([2.0, 1.0]))


@given(st.lists(st.floats(-0.5, 1.0), min_size=1, max_size=30))
def test_against_a_slow_reading_of_the_definitions(loss):
    values, days = curve(*loss)
    found = measures(values, days)
    assert found.depth.item() == max(0.0, *loss)
    assert found.lost_days.item() == pytest.approx(sum(loss), abs=1e-12)
    short = [k for k, v in enumerate(loss) if v > 0.01]
    if not short:
        assert found.recovered_day.item() == 0.0
    elif short[-1] == len(loss) - 1:
        assert np.isnan(found.recovered_day.item())
    else:
        assert found.recovered_day.item() == short[-1] + 2
        assert found.hit_day.item() == short[0] + 1


def test_a_band_with_late_members_keeps_the_ends_that_are_reached():
    days = np.repeat([10.0, 20.0, 30.0, np.nan], [1, 9, 9, 2])
    assert band(days) == {"low": None, "mid": None, "high": None}
    late = band(days, late=True)
    assert late["low"] == pytest.approx(20.0)
    assert late["mid"] == pytest.approx(30.0)
    assert late["high"] is None
    late = band(days[:20], late=True)
    assert late["low"] == pytest.approx(19.5)
    assert late["mid"] == pytest.approx(25.0)
    # between the nineteenth and one that never comes
    assert late["high"] is None


def test_a_few_members_are_cases_and_nothing_lies_between_them():
    assert band(np.array([198.0, 0.0, 254.0])) == {"low": 0.0, "mid": 198.0, "high": 254.0}
    late = band(np.array([10.0, 20.0, 30.0, np.nan]), late=True)
    assert late == {"low": 10.0, "mid": 25.0, "high": None}


def test_bands_are_those_of_numpy():
    values = np.random.default_rng(3).normal(size=101)
    assert list(band(values).values()) == pytest.approx(list(np.percentile(values, [5, 50, 95])))
