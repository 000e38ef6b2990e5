"""Claims to facts: accounts that balance, projected in time, with every inference marked."""

from mainstay.fusion.accounts import AccountsCheck, SupplyUse
from mainstay.fusion.balance import Balanced, Margin, balance, balance_matrix
from mainstay.fusion.from_claims import from_claims
from mainstay.fusion.links import Links, summary_codes
from mainstay.fusion.project import Projection, ProjectionReport, project

__all__ = [
    "AccountsCheck", "Balanced", "Links", "Margin", "Projection", "ProjectionReport", "SupplyUse",
    "balance", "balance_matrix", "from_claims", "project", "summary_codes",
]  # fmt: skip
