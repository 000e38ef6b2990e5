"""The loss of one mineral: limits, units, expectation over states, measures in force."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from mainstay.answers.nets import industry_net
from mainstay.model import Interval, default_parameters
from mainstay.shocks.commodity.loss import MINERS, MineralLoss, mineral_loss, odds_of
from mainstay.shocks.commodity.places import DEPTHS, Scenario
from mainstay.shocks.commodity.probability import subsets
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.twin.materials import Materials, Measure

TABLE = default_parameters()
MINERAL = "unobtainium"
TODAY = date(2025, 12, 31)


def lost(toy: Any, as_of: date = TODAY) -> MineralLoss:
    return mineral_loss(
        MINERAL, toy.materials, toy.economy, parameters=TABLE, draws=toy.draws, as_of=as_of
    )


def number(value: float) -> Interval:
    return Interval.point(value)


def test_nothing_is_cut_nothing_is_lost(toy: Any) -> None:
    found = lost(toy)
    for regime in ("world", "home", "production"):
        none = found.supply.short([Scenario(("CHN",), 0.0)], regime)
        assert (none.short == 0.0).all()
        assert (none.price == 1.0).all()
        assert (found.value.at(none.short) == 0.0).all()


def test_all_can_be_replaced_nothing_real_is_lost_and_imports_are_dearer(toy: Any) -> None:
    uses = [replace(u, substitutable=number(1.0)) for u in toy.materials.uses[MINERAL]]
    found = lost(toy.changed(uses={MINERAL: tuple(uses)}))
    full = found.row(["CHN"], 1.0)
    assert (found.loss == 0.0).all()
    assert (found.trade_terms[full] < 0.0).all()
    assert (found.under_curve[full] > 0.0).any()
    assert (found.expected <= 0.0).all()


def test_terms_of_trade_by_hand(toy: Any) -> None:
    """``-(p - 1) P0`` times imports of 40 t, less what is missing; a price of 1,000 a tonne."""
    found = lost(toy)
    full = found.row(["CHN"], 1.0)
    price, short = found.world.price[full], found.world.short[full]
    assert found.trade_terms[full] == pytest.approx(-(price - 1) * 1000.0 * 40.0 * (1 - short))


def test_a_net_exporter_wins_by_a_higher_price(toy: Any) -> None:
    """Exports of 100 t less imports of 40 t, at 1,000 a tonne; never cut off at zero."""
    home = replace(toy.materials.home[MINERAL], exports=number(100.0))
    found = lost(toy.changed(home={MINERAL: home}))
    full = found.row(["CHN"], 1.0)
    assert found.trade_terms[full] == pytest.approx((found.world.price[full] - 1) * 1000.0 * 60.0)
    assert (found.trade_terms[full] > 0.0).any()


def kilos(materials: Materials) -> Materials:
    """Return the same materials with kilograms for tonnes, in the market and at home."""
    (mine,), home = materials.markets[MINERAL], materials.home[MINERAL]
    makers = tuple(replace(s, made=s.made.scaled(1000.0)) for s in mine.suppliers)
    changed = {n: getattr(home, n).scaled(1000.0) for n in ("used", "imports", "exports", "stocks")}
    at_home = replace(home, unit="kg", price_usd=home.price_usd.scaled(0.001), **changed)
    return replace(
        materials, markets={MINERAL: (replace(mine, unit="kg", suppliers=makers),)},
        home={MINERAL: at_home},
    )  # fmt: skip


def test_units_change_nothing(toy: Any) -> None:
    first, second = lost(toy), lost(replace(toy, materials=kilos(toy.materials)))
    (mine,) = kilos(toy.materials).markets[MINERAL]
    mixed = lost(toy.changed(markets={MINERAL: (mine,)}))
    for other in (second, mixed):
        for name in ("loss", "gain", "expected", "expected_as_of", "shortage", "trade_terms"):
            assert getattr(other, name) == pytest.approx(getattr(first, name), rel=1e-9, abs=1e-9)


def test_a_deeper_cut_by_more_places_loses_more(toy: Any) -> None:
    found = lost(toy)
    for places in (["CHN"], ["CAN"], ["CAN", "CHN"]):
        rows = [found.row(places, depth) for depth in DEPTHS]
        assert (np.diff(found.loss[rows], axis=0) >= 0.0).all()
        assert (np.diff(found.bilateral.short[rows], axis=0) >= 0.0).all()
    both, one = found.row(["CAN", "CHN"], 1.0), found.row(["CHN"], 1.0)
    assert (found.world.short[both] >= found.world.short[one] - 1e-9).all()


def test_expectation_is_over_exclusive_states_and_depths(toy: Any) -> None:
    """Each state and depth once, with its probability, summed by hand."""
    found = lost(toy)
    net, odds = found.loss - found.gain, found.odds
    assert odds.places == ("CHN", "CAN")
    assert odds.depth == pytest.approx(np.tile([0.5, 0.3, 0.2], (40, 1)))
    by_hand, once = np.zeros(40), np.zeros(40)
    for column, state in enumerate(subsets(2)):
        if state:
            places = [odds.places[k] for k in state]
            mean = sum(w * net[found.row(places, d)] for d, w in zip(DEPTHS, (0.5, 0.3, 0.2)))  # noqa: B905
            by_hand += odds.states[:, column] * mean
            once += odds.states[:, column]
    assert found.expected == pytest.approx(by_hand)
    assert once == pytest.approx(1.0 - odds.states[:, 0])
    assert found.over_states(net) == pytest.approx(found.expected)
    assert found.over_states(net, as_of=True) == pytest.approx(found.expected_as_of)
    assert found.over_states(np.ones_like(net)) == pytest.approx(once)


def test_an_expectation_is_less_than_the_loss_if_it_happens(toy: Any) -> None:
    found = lost(toy)
    worst = found.loss.max(axis=0)
    assert (found.expected <= worst + 1e-9).all()
    assert (found.shortage <= found.world.short.max(axis=0) + 1e-12).all()


def measure(start: str, until: str | None = None, **fields: object) -> Measure:
    return replace(
        Measure("CHN", (MINERAL,), "ban", "all", date.fromisoformat(start),
                date.fromisoformat(until) if until else None, "a gazette"), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(("measures", "in_force"), [
    ((), False),
    ((measure("2025-01-01"),), True),
    ((measure("2025-12-31"),), True),
    ((measure("2026-01-01"),), False),
    ((measure("2025-01-01", "2025-12-31"),), False),
    ((measure("2025-01-01", "2026-01-01"),), True),
    ((measure("2025-01-01", target="USA"),), True),
    ((measure("2025-01-01", target="JPN"),), False),
    ((measure("2025-01-01", minerals=("tin",)),), False),
    ((measure("2025-01-01", country="PER"),), False),
])  # fmt: skip
def test_a_measure_in_force_is_sure_in_the_table_of_its_date_and_only_there(
    toy: Any, measures: tuple[Measure, ...], in_force: bool
) -> None:
    plain = lost(toy)
    found = lost(toy.changed(measures=measures))
    assert (found.odds.structural == plain.odds.structural).all()
    assert (found.expected == plain.expected).all()
    assert (found.odds.as_of_date[:, 0] == 1.0).all() == in_force
    assert (found.odds.as_of_date[:, 1] == plain.odds.structural[:, 1]).all()
    assert (found.expected_as_of != plain.expected).any() == in_force


def test_who_is_not_ranked_stands_in_the_middle_and_neutral(toy: Any) -> None:
    bare = toy.changed(stability={}, willingness={})
    found = odds_of(MINERAL, ("CHN",), bare.materials, parameters=TABLE, draws=toy.draws,
                    as_of=TODAY)  # fmt: skip
    base, slope = (toy.draws.of(n, TABLE.get(n)) for n in ("base_hazard", "hazard_slope"))
    assert found.structural[:, 0] == pytest.approx(-np.expm1(-base * np.exp(slope / 2)))


def test_at_most_four_places_and_a_bloc_of_two_or_none(toy: Any) -> None:
    places = ("A", "B", "C", "D", "E")

    def states(blocs: dict[str, tuple[str, ...]]) -> Any:
        given = toy.changed(blocs=blocs)
        return odds_of(MINERAL, places, given.materials, parameters=TABLE, draws=toy.draws,
                       as_of=TODAY)  # fmt: skip

    apart = states({})
    assert apart.places == places[:4]
    assert apart.states.shape == (40, 16)
    assert apart.states.sum(axis=1) == pytest.approx(1.0)
    assert (states({"east": ("A", "Z")}).states == apart.states).all()
    joined = states({"east": ("A", "B")}).states
    pair = subsets(4).index((0, 1))
    assert (joined[:, pair] > apart.states[:, pair]).all()
    for k in range(4):
        mine = [c for c, s in enumerate(subsets(4)) if k in s]
        assert joined[:, mine].sum(axis=1) == pytest.approx(apart.structural[:, k])


def test_makers_at_home_win_and_it_is_taken_off(toy: Any) -> None:
    """Miners keep 0.65 of a dollar: 5 t at 1,000 dollars times the rise; without miners nothing."""
    assert (lost(toy).gain == 0.0).all()
    flows = 1e6 * np.array([[150.0, 500.0], [200.0, 100.0]])
    net = industry_net(flows, 1e6 * np.array([350.0, 1700.0]), 1e6 * np.array([1000.0, 2000.0]),
                       name="miners", year=2023, codes=(MINERS, "us:222222"))  # fmt: skip
    found = lost(replace(toy, economy=Rationing(net)))
    full = found.row(["CHN"], 1.0)
    rise = found.world.home_made[full] - 1.0
    assert (rise >= 0.0).all()
    assert rise.max() > 0.0
    assert found.gain[full] == pytest.approx(0.65 * 1000.0 * 5.0 * rise)
    assert found.expected == pytest.approx(found.over_states(found.loss) - found.expected_gain)


def test_drivers_are_shares_of_variance_strongest_first(toy: Any) -> None:
    found = lost(toy).drivers
    shares = [d.index for d in found]
    assert shares == sorted(shares, reverse=True)
    assert 0.0 <= min(shares) <= max(shares) <= 1.0
    assert "hazard of places with a record of controls" in {d.name for d in found}


def test_same_draws_give_the_same_and_whole_groups_have_a_row(toy: Any) -> None:
    first, second = lost(toy), lost(toy)
    assert (first.expected == second.expected).all()
    for size in (1, 2):
        for group in combinations(first.odds.places, size):
            assert first.row(list(group), 0.5) == first.row(list(reversed(group)), 0.5)
