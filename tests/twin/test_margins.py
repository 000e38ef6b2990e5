"""Claims that do not fit: each excess by hand, and the least change that mends it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from mainstay.errors import CarveError, InputError, UnitMismatch
from mainstay.model import Deflator, PriceBasis
from mainstay.twin.carving.allocation import Allocation, SupplyLink
from mainstay.twin.carving.carve import carve
from mainstay.twin.carving.margins import nearest
from mainstay.twin.carving.room import crowd, fit
from mainstay.twin.toy import DEVICES, ELECTRONICS, METAL, SMELTING, toy_net


def firm(key: str, **words: object) -> Allocation:
    words = {"basis": PriceBasis.PRODUCER, "year": 2023, "confidence": 0.5, **words}
    return Allocation(f"firm:{key}", key, words.pop("activity", ELECTRONICS), **words)


def excess_of(*claims: Allocation) -> list[tuple[str, float, float, float]]:
    with pytest.raises(CarveError) as caught:
        carve(toy_net(), claims)
    return [
        (e["kind"], e["claimed_usd"], e["available_usd"], e["excess_usd"])
        for e in caught.value.context["excesses"]
    ]


def test_each_margin_is_rejected_with_its_excess() -> None:
    assert excess_of(firm("a", output_usd=90.0), firm("b", share=0.5)) == [
        ("output", 150.0, 120.0, 30.0)
    ]
    assert excess_of(firm("a", output_usd=50.0, use_usd={METAL: 31.0})) == [
        ("use", 31.0, 30.0, 1.0)
    ]
    assert excess_of(firm("a", output_usd=50.0, make_usd={METAL: 25.0})) == [
        ("make", 25.0, 20.0, 5.0)
    ]
    assert excess_of(firm("a", output_usd=50.0, make_usd={DEVICES: 60.0})) == [
        ("make_over_output", 60.0, 50.0, 10.0)
    ]
    # 90 less 60 of devices leaves 30 of metal, of which electronics makes 20
    assert excess_of(firm("a", output_usd=90.0, make_usd={DEVICES: 60.0})) == [
        ("no_room", 90.0, 80.0, 10.0)
    ]


def test_two_firms_that_fit_alone_can_lack_room_together() -> None:
    """Each has 15 left to make of metal, where electronics makes 20."""
    found = excess_of(
        firm("a", output_usd=45.0, make_usd={DEVICES: 30.0}),
        firm("b", output_usd=45.0, make_usd={DEVICES: 30.0}),
    )
    assert found == [("no_room", 90.0, 80.0, 10.0)]


def test_every_excess_is_told_at_once() -> None:
    claims = [
        firm("a", output_usd=200.0, use_usd={METAL: 40.0, DEVICES: 35.0}),
        firm("b", activity=SMELTING, output_usd=61.0),
    ]
    with pytest.raises(CarveError) as caught:
        carve(toy_net(), claims)
    assert {p.code for p in caught.value.problems} == {"over_claim_output", "over_claim_use"}
    assert len(caught.value.problems) == 4
    assert "firm:b" in str(caught.value)


def test_a_pool_that_the_parent_does_not_use_has_nothing_to_carve() -> None:
    net = toy_net()
    with pytest.raises(CarveError) as caught:
        carve(net, [firm("a", activity="region:abroad", output_usd=5.0, use_usd={METAL: 1.0})])
    (excess,) = caught.value.context["excesses"]
    assert (excess["kind"], excess["available_usd"]) == ("use", 0.0)


def test_adjusting_gives_way_by_relative_change_and_trust() -> None:
    """90 and 60 on 120, weights c/90^2 and c/60^2: changes as 90^2 to 60^2, 30 in all."""
    result = carve(
        toy_net(), [firm("a", output_usd=90.0), firm("b", output_usd=60.0)], policy="adjust"
    )
    down = 30.0 * np.array([8100.0, 3600.0]) / 11700.0
    found = {a.firm: a.adjusted_usd for a in result.report.adjustments}
    assert found == pytest.approx({"firm:a": 90.0 - down[0], "firm:b": 60.0 - down[1]})
    assert result.report.excesses[0].excess_usd == pytest.approx(30.0)
    # twice the trust, half the change: equal claims of 80 give way by 40 as 1 to 2
    result = carve(
        toy_net(),
        [firm("a", output_usd=80.0, confidence=0.8), firm("b", output_usd=80.0, confidence=0.4)],
        policy="adjust",
    )
    found = {a.firm: a.change_usd for a in result.report.adjustments}
    assert found == pytest.approx({"firm:a": -40.0 / 3, "firm:b": -80.0 / 3})


def test_an_output_and_its_products_are_adjusted_together() -> None:
    """Output 50 and devices 60 of equal trust meet where z/50^2 rises as it falls by z/60^2."""
    result = carve(
        toy_net(), [firm("a", output_usd=50.0, make_usd={DEVICES: 60.0})], policy="adjust"
    )
    meet = 50.0 + 10.0 * 2500.0 / 6100.0
    found = {a.cell: a.adjusted_usd for a in result.report.adjustments}
    assert found == pytest.approx({"output": meet, f"make {DEVICES}": meet})


def test_what_fits_is_left_alone() -> None:
    report = carve(toy_net(), [firm("a", output_usd=50.0)], policy="adjust").report
    assert report.adjustments == report.excesses == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 100.0), min_size=2, max_size=4),
    st.floats(0.05, 0.95),
    st.floats(0.05, 0.95),
)
def test_nearest_agrees_with_a_general_solver(
    claim: list[float], whole: float, first: float
) -> None:
    c = np.array(claim)
    w = 1.0 / c**2
    g = np.vstack([np.ones_like(c), np.eye(len(c))[0], np.eye(len(c))[1] - np.eye(len(c))[0]])
    h = np.array([whole * c.sum(), first * c[0], 0.0])
    found = nearest(c, w, g, h)
    assert found is not None
    assert (g @ found <= h + 1e-9 * c.sum()).all()
    peer = minimize(
        lambda z: float(w @ (z - c) ** 2), found * 0.9, jac=lambda z: 2 * w * (z - c),
        bounds=[(0, None)] * len(c), method="SLSQP",
        constraints={"type": "ineq", "fun": lambda z: h - g @ z, "jac": lambda _: -g},
        options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert w @ (found - c) ** 2 <= peer.fun * (1 + 1e-6) + 1e-9


def test_margins_that_meet_in_one_point() -> None:
    """All three margins hold as equalities at the answer, which nnls alone missed."""
    claim, share = np.array([91.0, 91.0]), 0.7603508849209385
    g = np.array([[1.0, 1.0], [1.0, 0.0], [-1.0, 1.0]])
    found = nearest(claim, 1.0 / claim**2, g, np.array([share * 182.0, share * 91.0, 0.0]))
    assert found is not None
    np.testing.assert_allclose(found, share * claim, rtol=1e-12)


def test_nothing_fits_a_negative_margin() -> None:
    assert nearest(np.array([1.0]), np.ones(1), np.ones((1, 1)), np.array([-1.0])) is None


def test_fit_and_crowd_by_hand() -> None:
    free = np.array([[True, False], [True, True]])
    assert crowd(np.array([4.0, 2.0]), np.array([5.0, 1.0]), free) == ()
    assert crowd(np.array([6.0, 0.0]), np.array([5.0, 9.0]), free) == (0,)
    assert crowd(np.array([1.0]), np.array([5.0]), np.array([[False]])) == (0,)
    assert crowd(np.zeros(1), np.array([5.0]), np.array([[True]])) == ()
    # all freedom gone: the first row takes the first column whole
    seed = np.array([[1.0, 0.0], [1.0, 1.0]])
    np.testing.assert_allclose(
        fit(seed, np.array([5.0, 3.0]), np.array([5.0, 3.0])), [[5, 0], [0, 3]]
    )
    assert fit(seed, np.array([6.0, 2.0]), np.array([5.0, 3.0])) is None


def test_dollars_of_another_year_or_basis_need_a_deflator() -> None:
    old = firm("a", output_usd=50.0, year=2017)
    with pytest.raises(UnitMismatch, match="2017"):
        carve(toy_net(), [old])
    with pytest.raises(UnitMismatch, match="purchaser"):
        carve(toy_net(), [firm("a", output_usd=50.0, basis=PriceBasis.PURCHASER)])
    index = Deflator("electronics", {2017: 100.0, 2023: 120.0}, "test")
    net = carve(toy_net(), [firm("a", output_usd=50.0, year=2017, deflator=index,
                                 use_usd={METAL: 10.0})]).net  # fmt: skip
    assert net.activities.output_usd[-1] == pytest.approx(60.0)
    assert net.use[0, 3] == pytest.approx(12.0)
    carve(toy_net(), [Allocation("firm:a", "a", ELECTRONICS, share=0.5, year=1990)])


def test_faults_are_collected_before_anything_is_carved() -> None:
    claims = [
        firm("a", output_usd=-1.0),
        firm("a", share=0.1),
        firm("b", share=1.5, activity="toy:smeltin"),
        firm("c"),
        firm("d", share=0.1, output_usd=3.0, use_usd={"toy:metals": float("nan")}),
        firm("e", share=0.1, confidence=0.0),
        firm("f", output_usd=1.0, year=1999),
    ]
    link = SupplyLink("firm:nobody", "firm:a", "toy:x", -1.0, confidence=2.0)
    with pytest.raises(InputError) as caught:
        carve(toy_net(), claims, links=[link])
    codes = {p.code for p in caught.value.problems}
    assert codes == {
        "bad_amount", "duplicate_key", "bad_share", "unknown_code", "no_size", "two_sizes",
        "bad_confidence", "unit_mismatch",
    }  # fmt: skip
    assert any("toy:smelting" in p.hint for p in caught.value.problems)


def test_dollars_cannot_be_placed_in_an_unknown_output() -> None:
    from dataclasses import replace

    from scipy import sparse

    make = toy_net().make.toarray()
    make[1] = np.nan
    output = np.array([60.0, np.nan, 20.0])
    net = toy_net()
    net = replace(
        net, make=sparse.csr_array(make), activities=replace(net.activities, output_usd=output)
    )
    with pytest.raises(InputError, match="unknown_value"):
        carve(net, [firm("a", output_usd=5.0)])
    shared = carve(net, [firm("a", share=0.5)]).net
    assert np.isnan(shared.activities.output_usd[-1])
    assert shared.use[0, 3] == 15.0
