"""Claims to facts: accounts that balance, projected in time, with every inference marked."""

from mainstay.fusion.accounts import AccountsCheck, SupplyUse
from mainstay.fusion.backtest import ProjectionError, backtest
from mainstay.fusion.balance import Balanced, Margin, balance, balance_matrix
from mainstay.fusion.deflators import deflators
from mainstay.fusion.final_accounts import ACCOUNTS, final_rules, split_final
from mainstay.fusion.from_claims import from_claims, gross_output
from mainstay.fusion.imports import (
    ImportSplit,
    RegionImports,
    RegionShares,
    code_links,
    coverage,
    detail_shares,
    region_imports,
    region_shares,
    split_imports,
)
from mainstay.fusion.links import Links, summary_codes
from mainstay.fusion.negatives import (
    NegativeCell,
    NegativeReport,
    net_regions,
    without_negatives,
)
from mainstay.fusion.project import Projection, ProjectionReport, project

__all__ = [
    "ACCOUNTS", "AccountsCheck", "Balanced", "ImportSplit", "Links", "Margin", "NegativeCell",
    "NegativeReport", "Projection", "ProjectionError", "ProjectionReport", "RegionImports",
    "RegionShares", "SupplyUse", "backtest", "balance", "balance_matrix", "code_links",
    "coverage", "deflators", "detail_shares", "final_rules", "from_claims", "gross_output",
    "net_regions", "project", "region_imports", "region_shares", "split_final", "split_imports",
    "summary_codes", "without_negatives",
]  # fmt: skip
