import numpy as np
import pytest

from mainstay.errors import UnknownCode
from mainstay.fusion import ACCOUNTS, final_rules, split_final
from mainstay.twin.net import FINAL_ACCOUNTS


def test_accounts_are_those_of_the_net():
    assert ACCOUNTS == FINAL_ACCOUNTS


def test_column_without_a_rule_is_named():
    with pytest.raises(UnknownCode, match="F99000"):
        split_final(np.ones((1, 2)), ["622000"], ["F99000", "F05000"])


@pytest.mark.reference
@pytest.mark.parametrize(("level", "year"), [("Detail", 2017), ("Summary", 2023)])
def test_columns_add_up_to_final_uses(tables, level, year):
    accounts = tables.accounts(level, year)
    got = split_final(accounts.final, accounts.commodities, accounts.finals)
    imports = accounts.final[:, accounts.import_column]
    np.testing.assert_allclose(got.sum(axis=1), accounts.final.sum(axis=1) - imports, atol=1e-3)
    exports = accounts.final[:, [f.startswith("F040") for f in accounts.finals]].sum()
    assert got[:, ACCOUNTS.index("exports")].sum() == exports
    defense = accounts.final[:, [f.startswith("F06") for f in accounts.finals]].sum()
    assert got[:, ACCOUNTS.index("government_defense")].sum() == pytest.approx(defense)


@pytest.mark.reference
def test_every_health_prefix_names_a_commodity(tables):
    commodities = tables.accounts("Detail", 2017).commodities
    for prefix in final_rules().health_commodities:
        assert any(code.startswith(prefix) for code in commodities), prefix
