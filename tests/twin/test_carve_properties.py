"""Whatever is claimed of whatever net, the parts and the rest are the whole."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from scipy import sparse

from mainstay.errors import CarveError, InputError
from mainstay.model import Label, Method, PriceBasis
from mainstay.twin.carving.aggregate import aggregate, uncarve
from mainstay.twin.carving.allocation import Allocation
from mainstay.twin.carving.carve import carve
from mainstay.twin.net import (
    FINAL_ACCOUNTS,
    Accounting,
    Activities,
    ActivityKind,
    Net,
    Pools,
    UseTraits,
)

NUMBERS = ("output_usd", "value_added_usd", "compensation_usd")
MATRICES = ("make", "use", "make_quantity")


def random_net(seed: int, n: int, m: int) -> Net:
    rng = np.random.default_rng(seed)
    make = rng.lognormal(3.0, 2.0, (n, m)) * (rng.random((n, m)) < 0.6)
    make[np.arange(n), rng.integers(0, m, n)] += 50.0
    use = rng.lognormal(1.0, 2.0, (m, n)) * (rng.random((m, n)) < 0.6)
    if seed % 3 == 0:
        use[0, 0] = -2.0
    output = make.sum(axis=1)
    price = rng.random(m)
    cells = sparse.csr_array(use)
    low = cells.copy()
    low.data = rng.random(len(low.data)) * 0.5
    high = low.copy()
    high.data = low.data + 0.5
    activities = Activities(
        id=tuple(f"a:{i}" for i in range(n)),
        name=tuple(f"Industry {i}" for i in range(n)),
        kind=(ActivityKind.INDUSTRY,) * n,
        region=("US",) * n,
        industry=tuple(str(i) for i in range(n)),
        parent=np.full(n, -1, np.int32),
        output_usd=output,
        output_lo_usd=output * 0.9,
        output_hi_usd=output * 1.1,
        value_added_usd=output - use.sum(axis=0),
        compensation_usd=output * 0.2,
        accounting=(Accounting.FULL,) * n,
        method=(Method.OBSERVED,) * n,
        label=(Label.PUBLIC,) * n,
        evidence=("random",) * n,
    )
    pools = Pools(
        id=tuple(f"p:{j}" for j in range(m)),
        name=tuple(f"Pool {j}" for j in range(m)),
        product=tuple(str(j) for j in range(m)),
        region=("US",) * m,
        stage=("domestic market",) * m,
        unit=("t",) * m,
        unit_value_usd=price,
        unit_value_lo_usd=price,
        unit_value_hi_usd=price,
        substitutes=("",) * m,
        residual_usd=make.sum(axis=0) - use.sum(axis=1),
        method=(Method.OBSERVED,) * m,
        evidence=("random",) * m,
    )
    return Net(
        twin_id="random",
        base_year=2023,
        price_basis=PriceBasis.PRODUCER,
        activities=activities,
        pools=pools,
        make=sparse.csr_array(make),
        use=cells,
        final=np.zeros((m, len(FINAL_ACCOUNTS))),
        make_quantity=sparse.csr_array(make * price),
        trade=sparse.csr_array((m, m)),
        use_seen=sparse.csr_array(use * 0.5),
        traits=UseTraits(essential_lo=low, essential_hi=high, cover_days=high),
    )


@st.composite
def nets(draw: st.DrawFn) -> Net:
    return random_net(
        draw(st.integers(0, 10_000)), draw(st.integers(1, 5)), draw(st.integers(1, 6))
    )


@st.composite
def claimed(draw: st.DrawFn, *, fitting: bool) -> tuple[Net, list[Allocation]]:
    """A net and claims on it; those that fit leave the stated rows below the parent's cells."""
    net = draw(nets())
    count = draw(st.integers(1, 5))
    most = 1.0 / count if fitting else 1.5
    part = st.floats(0.0, most)
    claims = []
    for k in range(count):
        i = draw(st.integers(0, len(net.activities) - 1))
        # a firm without output that states products is refused, see the test below
        share = draw(st.floats(1e-6, min(most, 1.0)))
        make, use = net.make.toarray()[i], net.use.toarray()[:, i]
        row, column = {}, {}
        for j, pool in enumerate(net.pools.id):
            if make[j] > 0 and draw(st.booleans()):
                row[pool] = float(make[j]) * (share if fitting else draw(part))
            if use[j] > 0 and draw(st.booleans()):
                column[pool] = float(use[j]) * draw(part)
        by_dollars = draw(st.booleans())
        claims.append(
            Allocation(
                f"f:{k}", f"Firm {k}", f"a:{i}",
                share=None if by_dollars else share,
                output_usd=share * float(make.sum()) if by_dollars else None,
                basis=PriceBasis.PRODUCER, year=2023, make_usd=row, use_usd=column,
                confidence=draw(st.floats(0.1, 1.0)),
                label=draw(st.sampled_from(Label)),
            )
        )  # fmt: skip
    return net, claims


def assert_same_sums(net: Net, whole: Net) -> None:
    for name in MATRICES:
        got, wanted = getattr(net, name).toarray(), getattr(whole, name).toarray()
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-12)
    for name in NUMBERS:
        got, wanted = getattr(net.activities, name), getattr(whole.activities, name)
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9 * whole.made_usd.max())


@settings(max_examples=150, deadline=None)
@given(claimed(fitting=True))
def test_parts_and_rest_are_the_whole(case: tuple[Net, list[Allocation]]) -> None:
    net, claims = case
    result = carve(net, claims)
    assert_same_sums(aggregate(result.net, {c.id: c.activity for c in claims}), net)
    assert_same_sums(uncarve(result.net), net)
    np.testing.assert_allclose(result.net.made_usd, net.made_usd, rtol=1e-9)
    np.testing.assert_allclose(result.net.used_usd, net.used_usd, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(result.net.pools.residual_usd, net.pools.residual_usd)
    assert (result.net.make.data >= 0).all()
    assert (
        result.net.use.toarray()[:, net.use.toarray().min(axis=0).argmin() :].min(initial=0)
    ) <= 0


@settings(max_examples=100, deadline=None)
@given(claimed(fitting=True))
def test_every_account_of_a_part_balances(case: tuple[Net, list[Allocation]]) -> None:
    net, claims = case
    carved = carve(net, claims).net
    a = carved.activities
    scale = net.made_usd.max()
    np.testing.assert_allclose(carved.make.sum(axis=1), a.output_usd, rtol=1e-9, atol=1e-9 * scale)
    inputs = np.asarray(carved.use.sum(axis=0)).ravel()
    np.testing.assert_allclose(a.output_usd - inputs, a.value_added_usd, atol=1e-9 * scale)


@settings(max_examples=100, deadline=None)
@given(claimed(fitting=True))
def test_stated_rows_are_kept_as_reported(case: tuple[Net, list[Allocation]]) -> None:
    net, claims = case
    carved = carve(net, claims).net
    for claim in claims:
        i = carved.activity_index[claim.id]
        for pool, usd in claim.make_usd.items():
            assert carved.make[i, carved.pool_index[pool]] == usd
        for pool, usd in claim.use_usd.items():
            assert carved.use[carved.pool_index[pool], i] == usd
            assert carved.use_seen[carved.pool_index[pool], i] == usd


@settings(max_examples=100, deadline=None)
@given(claimed(fitting=True))
def test_undoing_a_carve_restores_the_net(case: tuple[Net, list[Allocation]]) -> None:
    net, claims = case
    result = carve(net, claims)
    back = uncarve(result.net, result.report)
    assert_same_sums(back, net)
    for name in (f.name for f in fields(Activities) if f.name not in NUMBERS):
        got, wanted = getattr(back.activities, name), getattr(net.activities, name)
        if isinstance(wanted, tuple):
            assert got == wanted
        else:
            np.testing.assert_array_equal(got, wanted)
    np.testing.assert_array_equal(back.use_seen.toarray(), net.use_seen.toarray())
    for name in ("essential_lo", "essential_hi", "cover_days"):
        got, wanted = getattr(back.traits, name), getattr(net.traits, name)
        np.testing.assert_allclose(got.toarray(), wanted.toarray(), rtol=1e-12)
    assert len(back.source) == 0


@settings(max_examples=100, deadline=None)
@given(nets(), st.integers(0, 4), st.lists(st.floats(0.1, 1.0), min_size=1, max_size=4))
def test_an_over_claim_is_rejected_with_its_excess(net: Net, i: int, parts: list[float]) -> None:
    i %= len(net.activities)
    total = float(net.make.toarray()[i].sum())
    claims = [
        Allocation(f"f:{k}", "", f"a:{i}", output_usd=part * total,
                   basis=PriceBasis.PRODUCER, year=2023)
        for k, part in enumerate(parts)
    ]  # fmt: skip
    over = (sum(parts) - 1.0) * total
    assume(abs(over) > 1e-6 * total)
    if over < 0:
        assert_same_sums(uncarve(carve(net, claims).net), net)
        return
    with pytest.raises(CarveError) as caught:
        carve(net, claims)
    (excess,) = caught.value.context["excesses"]
    assert excess["kind"] == "output"
    assert excess["excess_usd"] == pytest.approx(over, rel=1e-9)
    assert excess["firms"] == [c.id for c in claims]


@settings(max_examples=150, deadline=None)
@given(claimed(fitting=False))
def test_adjusted_claims_respect_every_bound(case: tuple[Net, list[Allocation]]) -> None:
    net, claims = case
    try:
        result = carve(net, claims, policy="adjust")
    except CarveError as error:
        # a firm whose stated products are far beyond its own output leaves no room to fit
        if {p.code for p in error.problems} != {"over_claim_no_room"}:
            raise
        reject()
    carved = result.net
    assert_same_sums(uncarve(carved), net)
    assert (carved.make.data >= 0).all()
    assert (carved.activities.output_usd >= -1e-9 * net.made_usd.max()).all()
    assert all(a.adjusted_usd >= 0 for a in result.report.adjustments)
    positive = net.use.toarray() >= 0
    assert (carved.use.toarray()[:, : len(net.activities)][positive] >= 0).all()
    if not result.report.excesses:
        assert not result.report.adjustments


@settings(max_examples=60, deadline=None)
@given(claimed(fitting=True), st.floats(0.0, 0.9), st.floats(0.0, 1.0))
def test_a_residual_and_a_firm_can_be_carved_again(
    case: tuple[Net, list[Allocation]], second: float, plant: float
) -> None:
    net, claims = case
    first = carve(net, claims)
    again = carve(
        first.net,
        [
            Allocation("f:again", "", claims[0].activity, share=second),
            Allocation("f:plant", "", claims[0].id, share=plant, kind=ActivityKind.PLANT),
        ],
    )
    assert_same_sums(uncarve(again.net), net)
    assert_same_sums(uncarve(again.net, again.report), first.net)
    assert_same_sums(uncarve(uncarve(again.net, again.report), first.report), net)
    kinds = dict(zip(again.net.activities.id, again.net.activities.kind, strict=True))
    assert kinds[claims[0].id] is ActivityKind.RESIDUAL
    labels = dict(zip(again.net.activities.id, again.net.activities.label, strict=True))
    order = list(Label)
    assert all(
        order.index(labels[c.activity]) >= order.index(c.label) for c in claims
    )  # the rest gives its parts away


def test_replace_keeps_a_net_immutable() -> None:
    net = random_net(1, 3, 3)
    before = replace(net).make.toarray()
    carve(net, [Allocation("f:0", "", "a:0", share=0.5)])
    np.testing.assert_array_equal(net.make.toarray(), before)


def test_a_firm_without_output_that_states_products_is_refused() -> None:
    net = random_net(1, 2, 3)
    pool = net.pools.id[int(np.flatnonzero(net.make.toarray()[0])[0])]
    claim = Allocation("f:0", "", "a:0", share=0.0, year=2023, basis=PriceBasis.PRODUCER,
                       make_usd={pool: 1.0})  # fmt: skip
    with pytest.raises(InputError, match="no output"):
        carve(net, [claim], policy="adjust")
