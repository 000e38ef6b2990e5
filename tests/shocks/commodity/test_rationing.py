"""Rationing by hand, against vertices and on the economy of the demonstration."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.answers.figures import economy_net
from mainstay.answers.leontief import book
from mainstay.answers.nets import industry_net
from mainstay.errors import Infeasible, InputError
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.twin.net import Net
from mainstay.twin.toy import toy_net

RULES = ("efficient", "proportional", "bottleneck")


def random_net(seed: int, size: int = 3) -> Net:
    rng = np.random.default_rng(seed)
    shares = rng.random((size, size)) * (rng.random((size, size)) < 0.7)
    shares *= rng.uniform(0.2, 0.8, size) / np.maximum(shares.sum(axis=0), 1e-9)
    final = rng.gamma(1.0, 100.0, size) * np.r_[1.0, rng.random(size - 1) < 0.8]
    output = np.linalg.solve(np.eye(size) - shares, final)
    kept = output > 1e-9
    flows = (shares * output)[np.ix_(kept, kept)]
    return industry_net(flows, final[kept], output[kept], name="random", year=2000)


def random_cut(seed: int, size: int, draws: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed + 1)
    return rng.random((draws, size)) * rng.choice([0.1, 0.9])


def test_two_sectors_by_hand() -> None:
    """Sector 1 can make 900 of 1000: 100 / L11, then H, then a tenth of everything."""
    economy, cut, first = Rationing(book()), np.array([[0.1]]), np.array([0])
    least, middle, most = (getattr(economy, rule)(first, cut) for rule in RULES)
    assert least.gdp_loss_usd == pytest.approx(79.736842, abs=1e-6)
    assert 350 - least.final_loss_usd[0, 0] == pytest.approx(270.263158, abs=1e-6)
    # H = (0.95^2 * 350 + 0.25^2 * 1700) / 0.7575^2, loss = 1000 * 100 / H
    assert middle.gdp_loss_usd == pytest.approx(57380.625 / 422.125, abs=1e-9)
    left = np.array([350, 1700]) - middle.final_loss_usd
    assert left == pytest.approx(np.array([[290.3331359, 1623.7340835]]), abs=1e-6)
    assert most.gdp_loss_usd == pytest.approx(205.0, abs=1e-9)
    assert economy.direct(first, cut).tolist() == [[65.0]]


def test_the_multiplier_is_what_one_more_dollar_costs() -> None:
    economy, first = Rationing(book()), np.array([0])
    found = economy.efficient(first, np.array([[0.1], [0.101]]))
    assert found.multiplier[0, 0] == pytest.approx(np.diff(found.gdp_loss_usd)[0])


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_the_efficient_rule_is_the_best_vertex(seed: int) -> None:
    """Try every vertex: as many active bounds as final uses, of needs and of both ends."""
    net = random_net(seed)
    economy = Rationing(net)
    n = economy.tech.size
    held, cut = np.arange(n), random_cut(seed, n, 1)
    found = economy.efficient(held, cut)
    need = (cut[0] - found.unmet[0]) * economy.output
    inverse, y = economy.tech.inverse(), economy.weight
    planes = np.vstack([inverse, np.eye(n), np.eye(n)])
    levels = np.r_[need, np.zeros(n), y]
    best = np.inf
    for chosen in combinations(range(3 * n), n):
        part = planes[list(chosen)]
        if abs(np.linalg.det(part)) < 1e-9:
            continue
        z = np.linalg.solve(part, levels[list(chosen)])
        slack = 1e-7 * (1 + y.sum())
        if (z >= -slack).all() and (z <= y + slack).all() and (inverse @ z >= need - slack).all():
            best = min(best, float(economy.worth @ z))
    assert found.gdp_loss_usd[0] == pytest.approx(best, rel=1e-6, abs=1e-5)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_the_rules_keep_their_order_and_every_ceiling(seed: int) -> None:
    economy = Rationing(random_net(seed, 4))
    n = economy.tech.size
    held = np.arange(min(2, n))
    cut = random_cut(seed, len(held))
    least, middle, most = (getattr(economy, rule)(held, cut, detail=True) for rule in RULES)
    scale = 1e-7 * economy.value_added.sum()
    assert (least.gdp_loss_usd <= middle.gdp_loss_usd + scale).all()
    assert (middle.gdp_loss_usd <= most.gdp_loss_usd + scale).all()
    for found in (least, middle, most):
        lost = economy.tech.solve(found.final_loss_usd.T).T / economy.output
        assert (lost[:, held] >= cut - found.unmet - 1e-7).all()
        assert (found.final_loss_usd >= -1e-9).all()
        assert (found.final_loss_usd <= economy.weight + 1e-9).all()
        assert found.value_added_loss is not None
        assert found.value_added_loss.sum(axis=1) == pytest.approx(found.gdp_loss_usd)
        assert found.loss_by_account_usd.sum(axis=1) == pytest.approx(
            found.final_loss_usd.sum(axis=1)
        )


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_losses_grow_with_the_cut_from_exactly_nothing(seed: int) -> None:
    economy = Rationing(random_net(seed))
    held = np.arange(min(2, economy.tech.size))
    depth = np.array([0.0, 0.05, 0.2, 0.5, 0.8])[:, None] * random_cut(seed, len(held), 1)
    for rule in ("proportional", "efficient"):
        loss = getattr(economy, rule)(held, depth).gdp_loss_usd
        assert loss[0] == 0.0
        assert (np.diff(loss) >= -1e-7 * economy.value_added.sum()).all()


def test_value_added_lost_is_final_use_lost_less_imports() -> None:
    """Imports are counted from the pools they leak from, apart from value added."""
    for net in (toy_net(), economy_net()):
        economy = Rationing(net)
        rng = np.random.default_rng(0)
        held = np.arange(economy.tech.size)[:: max(1, economy.tech.size // 12)]
        cut = rng.uniform(0, 0.05, (6, len(held)))
        for relief in (None, np.full(6, 0.1)):
            found = economy.proportional(held, cut, relief=relief)
            final = found.final_loss_usd.sum(axis=1)
            gap = found.gdp_loss_usd - (final + found.import_change_usd)
            assert (np.abs(gap) <= 1e-9 * np.abs(found.gdp_loss_usd)).all()


def test_imports_that_stand_in_lower_the_loss_and_count_as_imports() -> None:
    """Electronics makes 12 less; 20 of metal come from abroad, a quarter of them for its part.

    Electronics makes 20 of the 80 of metal made at home: its imports are 5, of which a fifth, 1,
    may stand in. That lowers the need by L22 = 1.6 to 10.4, so z = (0.8 * 30, 1.6 * 60) * 10.4 /
    172.8; GDP loses v'L (z + d) with v'L = (13/15, 9/10).
    """
    economy, second = Rationing(toy_net()), np.array([1])
    assert economy.imports == pytest.approx([15.0, 5.0])
    found = economy.proportional(second, np.array([[0.1]]), relief=np.array([0.2]))
    z = np.array([24.0, 96.0]) * 10.4 / 172.8
    assert found.final_loss_usd[0] == pytest.approx(z)
    assert found.relief_usd.tolist() == [[1.0]]
    assert found.gdp_loss_usd[0] == pytest.approx(z @ [13 / 15, 0.9] + 0.9)
    whole = economy.proportional(second, np.array([[0.01]]), relief=np.array([1.0]))
    assert whole.final_loss_usd[0] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert whole.relief_usd[0, 0] == pytest.approx(1.2 / 1.6)


def test_no_more_is_made_than_an_essential_input_allows() -> None:
    """A chain: 30 of 100 of goods is metal, which is cut by a fifth; a pinch of it goes to toys."""
    flows = np.array([[0.0, 30.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    net = industry_net(flows, np.array([68.0, 100.0, 50.0]), np.array([100.0, 100.0, 50.0]),
                       name="chain", year=2000)  # fmt: skip
    economy, first = Rationing(net), np.array([0])
    found = economy.bottleneck(first, np.array([[0.2]]))
    assert found.final_loss_usd[0, 1] == pytest.approx(20.0)
    # metal: 6 less for goods; the other 14 from final use and toys, 2 cents a dollar of which
    rate = 14 / (68 + 0.04**2 * 50)
    assert found.final_loss_usd[0] == pytest.approx([68 * rate, 20.0, 0.04 * rate * 50], abs=1e-6)
    lax = Rationing(net, essential=0.5).bottleneck(first, np.array([[0.2]]))
    assert lax.gdp_loss_usd == pytest.approx(
        economy.proportional(first, np.array([[0.2]])).gdp_loss_usd
    )


def test_accounts_lose_in_proportion_to_what_they_take() -> None:
    found = Rationing(toy_net()).proportional(np.array([1]), np.array([[0.1]]))
    economy, health, defense = found.accounts[:, 0]
    # devices: 5 of 50 go to health and 5 to defense; electronics' final use falls by 1.6 lambda
    assert health == pytest.approx(5 * 1.6 * 12 / 172.8)
    assert defense == pytest.approx(health)
    assert economy == pytest.approx(found.final_loss_usd.sum())


def test_what_serves_no_final_use_cannot_give_way() -> None:
    economy = Rationing(economy_net())
    customs = economy.tech.ids.index("us:4200ID")
    found = economy.proportional(np.array([customs]), np.array([[0.3]]))
    assert found.unmet.tolist() == [[0.3]]
    assert found.gdp_loss_usd.tolist() == [0.0]


@pytest.mark.parametrize("cut", [0.003, 0.1])
def test_the_order_holds_in_the_economy_of_the_demonstration(cut: float) -> None:
    economy = Rationing(economy_net())
    for first in range(0, economy.tech.size, 13):
        held = np.array([first])
        least, middle, most = (
            getattr(economy, rule)(held, np.array([[cut]])).gdp_loss_usd[0] for rule in RULES
        )
        assert least <= middle * (1 + 1e-7)
        assert middle <= most * (1 + 1e-7)


def test_the_order_holds_where_many_are_constrained() -> None:
    economy = Rationing(economy_net())
    rng = np.random.default_rng(5)
    held = rng.choice(economy.tech.size, 12, replace=False)
    cut = rng.uniform(0, 0.3, (10, 12)) * rng.random((10, 1))
    middle, most = economy.proportional(held, cut), economy.bottleneck(held, cut)
    least = economy.efficient(held, cut[:3])
    assert (least.gdp_loss_usd <= middle.gdp_loss_usd[:3] * (1 + 1e-7)).all()
    assert (middle.gdp_loss_usd <= most.gdp_loss_usd * (1 + 1e-7)).all()
    lost = economy.tech.solve(most.final_loss_usd.T).T / economy.output
    assert (lost[:, held] >= cut - most.unmet - 1e-8).all()


def test_dollars_in_thousands_change_nothing() -> None:
    flows, final = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([350.0, 1700.0])
    output = np.array([1000.0, 2000.0])
    cut = np.array([[0.1, 0.05]])
    for rule in RULES:
        one, other = (
            getattr(Rationing(industry_net(flows * k, final * k, output * k, name="k", year=1)),
                    rule)(np.arange(2), cut).gdp_loss_usd / k
            for k in (1.0, 1000.0)
        )  # fmt: skip
        assert one == pytest.approx(other, rel=1e-9)


def test_faults_are_refused() -> None:
    economy = Rationing(book())
    for industries, cut in (
        (np.array([5]), np.array([[0.1]])),
        (np.array([0, 0]), np.array([[0.1, 0.1]])),
        (np.array([0]), np.array([[1.1]])),
        (np.array([0]), np.array([0.1])),
        (np.array([0]), np.array([[np.nan]])),
    ):
        with pytest.raises(InputError):
            economy.proportional(industries, cut)
    with pytest.raises(InputError):
        economy.proportional(np.array([0]), np.array([[0.1]]), relief=np.array([-1.0]))
    flows = np.array([[150.0, -500.0], [200.0, 100.0]])
    strange = industry_net(flows, np.array([1350.0, 1700.0]), np.array([1000.0, 2000.0]),
                           name="strange", year=2000)  # fmt: skip
    with pytest.raises(Infeasible):
        Rationing(strange)
