"""Measures against hand computation on the toy and brute force on random nets."""

import numpy as np
import pytest

from mainstay.errors import InputError, UnknownCode
from mainstay.twin import measures
from mainstay.twin.concentration import concentration, made_in, markets
from mainstay.twin.exposure import exposure
from mainstay.twin.position import position
from mainstay.twin.selection import Selection, select
from mainstay.twin.technology import technology
from mainstay.twin.toy import ELECTRONICS, METAL, SMELTING, toy_net


def rows(table: object, key: str = "id") -> dict[str, dict[str, float]]:
    return {row[key]: row for row in table.rows()}  # type: ignore[attr-defined]


def test_what_passes_is_the_difference_of_two_walks() -> None:
    """Brute force: dollars that reach a dead end when the chosen nodes swallow all that comes."""
    tech = technology(toy_net())
    d, b = tech.net.make.toarray() / tech.net.made_usd, tech.use_coefficients.toarray()
    n, m = d.shape
    step = np.zeros((m + n, m + n))
    step[m:, :m] = d
    step[:m, m : m + tech.size] = b
    for pools, acts in (([0], []), ([], [1]), ([0], [1]), ([0, 1], []), ([], [2]), ([1], [0, 2])):
        chosen = Selection("", np.array(pools, int), np.array(acts, int))
        swallowing = step.copy()
        nodes = [*pools, *(m + i for i in acts)]
        swallowing[:, nodes] = 0.0
        reach = np.linalg.inv(np.eye(m + n) - swallowing)[nodes].sum(axis=0)
        found = exposure(tech, chosen)
        np.testing.assert_allclose(found.pool, reach[:m], atol=1e-12)
        np.testing.assert_allclose(found.activity, reach[m : m + tech.size], atol=1e-12)


def test_direct_and_all_tiers_of_dependence() -> None:
    net = toy_net()
    direct, everything = (
        measures.depends(net, "metal", tiers="direct"),
        measures.depends(net, "metal"),
    )
    assert rows(direct)[ELECTRONICS]["share"] == pytest.approx(1 / 4)
    assert rows(everything)[ELECTRONICS]["share"] == pytest.approx(1 / 3)
    health = measures.depends(net, METAL, "health").rows()
    assert [(r["id"], r["final_usd"]) for r in health] == [("toy:devices", 5.0)]


def test_who_supplies_ends_at_value_added_and_abroad() -> None:
    net = toy_net()
    assert rows(measures.supplies(net, "metal"))[SMELTING]["share"] == pytest.approx(0.6)
    ends = [r["share_ends"] for r in measures.supplies(net, "devices", tiers="all").rows()]
    assert sum(ends) == pytest.approx(1.0)
    assert rows(measures.supplies(net, "activity:electronics"))[SMELTING]["amount"] == 18.0
    assert measures.imports(net, "metal").rows()[0]["direct_share"] == pytest.approx(0.2)


def test_rankings_stand_beside_each_other() -> None:
    found = measures.hangs_on(toy_net(), "economy").rows()
    assert [r["hidden_usd"] for r in found] == pytest.approx([50 / 3, 50 / 3])
    assert rows(measures.hangs_on(toy_net(), "economy"), "product")["metal"]["imported_usd"] == 20.0
    single = rows(measures.accounts(toy_net(), "metal"), "account")["economy"]["through_usd"]
    assert found[0]["through_usd"] == pytest.approx(single)


def test_stocks_stand_apart_in_upstreamness() -> None:
    from mainstay.answers.nets import industry_net

    flows = np.array([[0.0, 10.0, 0.0], [0.0, 0.0, 30.0], [0.0, 0.0, 0.0]])
    final = np.zeros((3, 7))
    final[2, 0], final[0, 6] = 60.0, 5.0
    net = industry_net(flows, final, np.array([15.0, 30.0, 60.0]), name="r", year=2000)
    np.testing.assert_allclose(position(technology(net)).upstreamness, [3, 2, 1], atol=1e-12)


def test_concentration_is_an_interval_where_shares_are_unknown() -> None:
    known = concentration(["a", "b"], np.array([3.0, 1.0]))
    assert (known.hhi_lo, known.hhi_hi) == (0.625, 0.625)
    some = concentration(["a", "b"], np.array([3.0, 1.0]), unknown=4.0)
    assert some.hhi_lo == pytest.approx((9 + 1) / 64)
    assert some.hhi_hi == pytest.approx((49 + 1) / 64)
    none = concentration([], np.zeros(0), unknown=1.0)
    assert (none.hhi_lo, none.hhi_hi, none.makers) == (0.0, 1.0, 0)
    assert np.isnan(none.effective_hi)
    with pytest.raises(InputError):
        concentration(["a"], np.array([-1.0]))
    with pytest.raises(InputError):
        concentration(["a"], np.array([0.0]))


def test_concentration_is_a_point_where_nothing_is_unknown() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        amounts = rng.random(380) ** 4
        found = concentration([str(k) for k in range(380)], amounts)
        assert found.hhi_lo == found.hhi_hi


def test_stages_known_by_quantity_are_never_summed() -> None:
    """What the world makes of a metal is not added to what is imported of it."""
    from scipy import sparse

    net = toy_net()
    fields = {k: getattr(net, k) for k in net.__dataclass_fields__}
    empty = sparse.csr_array((3, 2))
    quantity = sparse.csr_array(np.array([[9.0, 0.0], [1.0, 0.0], [0.0, 4.0]]))
    stages = type(net)(**{**fields, "make": empty, "make_quantity": quantity})
    assert [m.tolist() for m in markets(stages, np.array([0, 1]))] == [[0], [1]]
    assert [m.tolist() for m in markets(net, np.array([0, 1]))] == [[0, 1]]
    with pytest.raises(InputError, match="cannot be summed"):
        made_in(stages, np.array([0, 1]))


def test_names_resolve_and_misspelled_ones_find_their_nearest() -> None:
    net = toy_net()
    assert select(net, "METAL").pools.tolist() == [0]
    assert select(net, "abroad").activities.tolist() == [2]
    assert select(net, "evice").pools.tolist() == [1]
    with pytest.raises(UnknownCode, match="Devices"):
        select(net, "devises")


@pytest.mark.parametrize(
    "call",
    [
        lambda net: measures.depends(net, "metal", "wealth"),
        lambda net: measures.depends(net, "metal", tiers="some"),
        lambda net: measures.supplies(net, "metal", tiers="some"),
        lambda net: measures.hangs_on(net, "health", by="beauty"),
    ],
)
def test_bad_questions_are_refused(call: object) -> None:
    with pytest.raises(InputError):
        call(toy_net())  # type: ignore[operator]
