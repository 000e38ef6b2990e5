import numpy as np
import pytest

from mainstay.errors import InputError, UnbalancedTable
from mainstay.fusion import SupplyUse


def toy(**changes):
    """Two industries, two commodities; industry 1 makes a co-product; imports of 2."""
    parts = {
        "industries": ("a", "b"), "commodities": ("1", "2"), "finals": ("F01000", "F05000"),
        "value_added_codes": ("V00100",), "make": np.array([[8.0, 2.0], [0.0, 10.0]]) * 1e9,
        "use": np.array([[1.0, 3.0], [2.0, 4.0]]) * 1e9,
        "final": np.array([[4.0, 0.0], [8.0, -2.0]]) * 1e9,
        "value_added": np.array([[7.0, 3.0]]) * 1e9,
        "import_use": np.array([[0.0, 0.0], [0.5, 0.5]]) * 1e9,
        "import_final": np.array([[0.0, 0.0], [1.0, -2.0]]) * 1e9, "year": 2023, "level": "toy",
    }  # fmt: skip
    return SupplyUse(**(parts | changes))


def test_toy_adds_up():
    found = toy().check()
    assert found.gdp_final_usd == found.gdp_value_added_usd == 10e9
    assert found.worst_usd == 0


def test_every_account_beyond_the_bound_is_named():
    make = np.array([[8.1, 2.0], [0.0, 10.2]]) * 1e9
    with pytest.raises(UnbalancedTable) as caught:
        toy(make=make).check()
    named = {p.where for p in caught.value.problems}
    assert named == {"industry a", "industry b", "commodity 1", "commodity 2"}


def test_unknown_cell_is_refused():
    use = np.array([[1.0, np.nan], [2.0, 4.0]])
    with pytest.raises(InputError, match="unknown_value"):
        toy(use=use)


def test_arrays_are_frozen():
    with pytest.raises(ValueError, match="read-only"):
        toy().use[0, 0] = 1


@pytest.mark.reference
@pytest.mark.parametrize(
    ("level", "year", "gdp_bn"), [("Detail", 2017, 19_612.1), ("Summary", 2023, 27_720.7)]
)
def test_gdp_both_ways_and_balances(tables, level, year, gdp_bn):
    found = tables.accounts(level, year).check()
    assert round(found.gdp_final_usd / 1e9, 1) == gdp_bn
    assert round(found.gdp_value_added_usd / 1e9, 1) == gdp_bn
    assert found.worst_usd <= 30e6
