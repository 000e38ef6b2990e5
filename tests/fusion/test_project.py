from dataclasses import replace

import numpy as np
import pytest

from mainstay.errors import InputError, UnknownCode
from mainstay.fusion import SupplyUse, backtest, project
from mainstay.fusion.backtest import wape


@pytest.fixture(scope="module")
def carried(tables):
    """Detail 2017 carried to 2023."""
    return project(
        tables.accounts("Detail", 2017), tables.accounts("Summary", 2023),
        tables.gross_output(2023), tables.summary_of(),
    )  # fmt: skip


@pytest.mark.reference
def test_projection_to_2023_closes_every_account(carried):
    found = carried.accounts.check(bound_usd=1.0)
    assert round(found.gdp_final_usd / 1e9, 1) == 27_720.7
    assert round(found.gdp_value_added_usd / 1e9, 1) == 27_720.7


@pytest.mark.reference
def test_projection_meets_its_controls(carried, tables):
    report, made = carried.report, carried.accounts
    assert report.infeasible == ()
    assert report.block_misses == ()
    assert report.block_miss_usd < 10e6
    wanted = np.array([tables.gross_output(2023)[code] for code in made.industries])
    assert np.abs(made.output_usd - wanted).max() <= report.output_change_usd + 1.0
    assert report.output_change_usd <= 5e6
    summary = tables.accounts("Summary", 2023)
    of = tables.summary_of()
    row = [summary.commodities.index(of[c]) for c in made.commodities]
    column = [summary.industries.index(of[i]) for i in made.industries]
    blocks = np.zeros(summary.use.shape)
    np.add.at(blocks, np.ix_(row, column), made.use)
    # a summary cell moves by rounding when the summary accounts are balanced
    assert np.abs(blocks - summary.use).max() <= 10e6


@pytest.mark.reference
def test_rules_for_misfits_are_listed(carried):
    assert any(label.startswith("domestic_final 324 x F030") for label in carried.report.flipped)
    assert all("(" in label for label in carried.report.seeded)
    assert len(carried.report.flipped) == 37


@pytest.mark.reference
def test_only_cells_alone_in_their_block_are_seen(carried, tables):
    made, summary = carried.accounts, tables.accounts("Summary", 2023)
    c, i = made.commodities.index("622000"), made.industries.index("622000")
    assert made.use_seen.sum() < 500
    assert made.use_seen[c, i]
    k, m = summary.commodities.index("622"), summary.industries.index("622")
    assert made.use[c, i] == pytest.approx(summary.use[k, m], abs=5e6)


@pytest.mark.reference
def test_projection_onto_its_own_year_changes_nothing_but_rounding(tables):
    """Derived: the prior meets every control already, so the least change is none."""
    detail = tables.accounts("Detail", 2017)
    again = project(
        detail, tables.accounts("Summary", 2017), tables.gross_output(2017), tables.summary_of()
    ).accounts
    for name in ("make", "use", "value_added"):
        assert wape(getattr(again, name), getattr(detail, name)) < 2e-3, name


@pytest.mark.reference
def test_backtest_2012_to_2017(tables):
    found = backtest(
        tables.accounts("Detail", 2012), tables.accounts("Detail", 2017),
        tables.accounts("Summary", 2017), tables.gross_output(2017), tables.summary_of(),
    )  # fmt: skip
    blocks, unchanged, ras = (found.of(m) for m in ("blocks", "unchanged", "ras"))
    # observed: the errors, as they were; a large change in them is a change of method
    assert blocks.use_wape == pytest.approx(0.213, abs=0.01)
    assert unchanged.use_wape == pytest.approx(0.368, abs=0.001)
    assert ras.use_wape == pytest.approx(0.294, abs=0.01)
    assert blocks.coefficient_stpe < ras.coefficient_stpe < unchanged.coefficient_stpe
    assert blocks.requirements_wape < ras.requirements_wape < unchanged.requirements_wape
    assert blocks.multiplier_mape < unchanged.multiplier_mape
    margins = found.of("margins")
    assert blocks.use_wape < margins.use_wape < unchanged.use_wape
    sigmas = [c.sigma for c in found.classes]
    assert sigmas == sorted(sigmas, reverse=True), "larger cells are better known"
    band = found.sigma(np.array([0.0, 5e6, 5e9]))
    assert np.isnan(band[0])
    assert band[1] > band[2] > 0


@pytest.mark.reference
def test_missing_output_and_unknown_codes_are_listed(tables):
    detail, summary = tables.accounts("Detail", 2017), tables.accounts("Summary", 2023)
    with pytest.raises(InputError) as caught:
        project(detail, replace(summary, redefinitions="after"), {}, tables.summary_of())
    assert len(caught.value.problems) == 1 + len(detail.industries)
    of = {k: v for k, v in tables.summary_of().items() if k != "334413"}
    with pytest.raises(UnknownCode, match="334413"):
        project(detail, summary, tables.gross_output(2023), of)


def test_toy_projection_by_hand():
    """Two detail industries and commodities in one summary group each, and one apart."""
    detail = toy()
    group = {"a1": "A", "a2": "A", "b1": "B"}
    summary = replace(
        toy(), level="summary", year=2023, industries=("A", "B"), commodities=("A", "B"),
        finals=("F010", "F050"), value_added_codes=("V001",), **_summed(detail, factor=2.0),
    )  # fmt: skip
    output = dict(zip(detail.industries, 2.0 * detail.output_usd, strict=True))
    found = project(detail, summary, output, group)
    # everything doubles: the least change under doubled controls is to double every cell
    np.testing.assert_allclose(found.accounts.use, 2 * detail.use, rtol=1e-6)
    np.testing.assert_allclose(found.accounts.make, 2 * detail.make, rtol=1e-6)
    assert found.accounts.use_seen.tolist() == [[False, False, False]] * 2 + [[False, False, True]]
    assert found.report.flipped == found.report.seeded == ()
    assert found.accounts.year == 2023


def toy():
    use = np.array([[10.0, 20, 30], [5, 5, 40], [60, 10, 20]]) * 1e9
    imports = np.array([[1.0, 2, 3], [0, 0, 0], [6, 1, 2]]) * 1e9
    make = np.array([[150.0, 10, 0], [0, 100, 0], [0, 0, 200]]) * 1e9
    bought = np.array([4.0, 0.0, 1.0]) * 1e9
    brought_in = -imports.sum(axis=1) - bought
    consumed = make.sum(axis=0) - use.sum(axis=1) - brought_in
    return SupplyUse(
        ("a1", "a2", "b1"), ("a1", "a2", "b1"), ("F01000", "F05000"), ("V00100",), make, use,
        np.column_stack([consumed, brought_in]), (make.sum(axis=1) - use.sum(axis=0))[None, :],
        imports, np.column_stack([bought, brought_in]), 2017, "detail",
    )  # fmt: skip


def _summed(detail, factor):
    by = np.array([[1.0, 1, 0], [0, 0, 1]]) * factor
    one = by / factor
    return {
        "make": by @ detail.make @ one.T, "use": by @ detail.use @ one.T,
        "final": by @ detail.final,
        "value_added": detail.value_added @ by.T, "import_use": by @ detail.import_use @ one.T,
        "import_final": by @ detail.import_final,
    }  # fmt: skip
