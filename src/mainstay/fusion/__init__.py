"""Claims to facts: accounts that balance, projected in time, with every inference marked."""

from mainstay.fusion.accounts import AccountsCheck, SupplyUse
from mainstay.fusion.balance import Balanced, Margin, balance, balance_matrix
from mainstay.fusion.from_claims import from_claims

__all__ = [
    "AccountsCheck", "Balanced", "Margin", "SupplyUse", "balance", "balance_matrix", "from_claims",
]  # fmt: skip
