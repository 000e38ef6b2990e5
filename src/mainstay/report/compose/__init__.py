"""A brief composed from results: which result goes where, and in which words."""

from mainstay.report.compose.accounts import ACCOUNTING_ROWS, account_sections, inside_sections
from mainstay.report.compose.brief import Findings, compose
from mainstay.report.compose.minerals import mineral_lines, mineral_map

__all__ = [
    "ACCOUNTING_ROWS", "Findings", "account_sections", "compose", "inside_sections",
    "mineral_lines", "mineral_map",
]  # fmt: skip
