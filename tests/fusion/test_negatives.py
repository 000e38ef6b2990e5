from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mainstay.fusion import SupplyUse, net_regions, without_negatives


def accounts(use, imports):
    """Two industries, two commodities; made so that every account closes."""
    use, imports = np.array(use), np.array(imports)
    make = np.array([[20.0, 3.0], [1.0, 30.0]])
    final_imports = np.array([[2.0, -2.0 - imports[0].sum()], [1.0, -1.0 - imports[1].sum()]])
    bought = make.sum(axis=0) - use.sum(axis=1) - final_imports[:, 1]
    final = np.column_stack([bought, final_imports[:, 1]])
    added = (make.sum(axis=1) - use.sum(axis=0))[None, :]
    return SupplyUse(
        ("a", "b"), ("1", "2"), ("F01000", "F05000"), ("V00100",), make, use, final, added,
        imports, final_imports, 2023, "toy",
    )  # fmt: skip


def test_negative_use_becomes_make():
    before = accounts([[4.0, -2.0], [5.0, 6.0]], [[1.0, 0.0], [2.0, 1.0]])
    after, report = without_negatives(before)
    assert after.use.tolist() == [[4.0, 0.0], [5.0, 6.0]]
    assert after.make.tolist() == [[20.0, 3.0], [3.0, 30.0]]
    assert [(c.row, c.column, c.value_usd) for c in report.cells] == [("1", "b", -2.0)]
    assert after.check().worst_usd < 1e-9
    assert after.check().gdp_final_usd == before.check().gdp_final_usd


def test_negative_make_becomes_use():
    before = accounts([[4.0, 2.0], [5.0, 6.0]], [[1.0, 0.0], [2.0, 1.0]])
    make = before.make.copy()
    make[1, 0] = -1.0
    added = before.value_added.copy()
    added[0, 1] -= 2.0
    final = before.final.copy()
    final[0, 0] -= 2.0
    before = replace(before, make=make, value_added=added, final=final)
    after, _ = without_negatives(before)
    assert after.make[1, 0] == 0
    assert after.use[0, 1] == 3.0
    assert after.check().worst_usd < 1e-9


@pytest.mark.parametrize(
    ("imports", "wanted"),
    [
        ([[-1.0, 1.5], [0.0, 0.0]], [[0.0, 0.5], [0.0, 0.0]]),
        ([[5.0, 0.0], [0.0, 0.0]], [[4.0, 1.0], [0.0, 0.0]]),
    ],
)
def test_imported_parts_are_brought_within_bounds(imports, wanted):
    before = accounts([[4.0, 2.0], [5.0, 6.0]], imports)
    after, report = without_negatives(before)
    np.testing.assert_allclose(after.import_use, wanted)
    assert (after.use == before.use).all()
    assert after.check().worst_usd < 1e-9
    assert report.count == 1
    assert report.sum_usd == -1.0


def test_what_no_industry_can_take_goes_to_final_use():
    before = accounts([[4.0, 2.0], [5.0, 6.0]], [[7.0, 0.0], [0.0, 0.0]])
    after, _ = without_negatives(before)
    assert after.import_use[0].tolist() == [4.0, 2.0]
    assert after.import_final[0, 0] == before.import_final[0, 0] + 1.0
    assert after.check().worst_usd < 1e-9


@settings(max_examples=60, deadline=None)
@given(arrays(float, (4, 3, 5), elements=st.integers(-20, 60).map(float)))
def test_regions_keep_every_sum_and_have_no_negative_share(values):
    codes = [[str(k) for k in range(n)] for n in values.shape]
    netted, report = net_regions(values, *codes)
    assert report.count == int((values < 0).sum())
    assert report.sum_usd == values[values < 0].sum()
    sums = values.sum(axis=0)
    np.testing.assert_allclose(netted.sum(axis=0), sums, atol=1e-9)
    assert (netted * np.sign(sums) >= 0).all()


@pytest.mark.reference
def test_negative_cells_of_the_published_accounts(tables):
    before = tables.accounts("Detail", 2017)
    after, report = without_negatives(before)
    by_rule = report.by("rule")
    assert by_rule["made instead of used"] == (7, -697e6)
    assert by_rule["imports moved to other buyers"][0] == 13
    for matrix in (after.make, after.use, after.import_use, after.use - after.import_use):
        assert (matrix >= 0).all()
    old, new = before.measure(), after.measure()
    assert new.worst_usd == pytest.approx(old.worst_usd, abs=1.0)
    assert new.gdp_final_usd == old.gdp_final_usd
    assert after.output_usd.sum() - before.output_usd.sum() == pytest.approx(697e6)
