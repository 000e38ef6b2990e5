"""A brief composed from results: which result goes where, and in which words."""

from mainstay.report.compose.accounts import ACCOUNTING_ROWS, account_sections, inside_sections
from mainstay.report.compose.brief import Findings, compose
from mainstay.report.compose.chain import chain_of
from mainstay.report.compose.columns import REQUIRED, Evidence
from mainstay.report.compose.dynamics import DynamicFindings, dynamic_brief
from mainstay.report.compose.goods import chain_of_good
from mainstay.report.compose.losses import material_sections
from mainstay.report.compose.material import MaterialFindings, material_brief
from mainstay.report.compose.minerals import mineral_lines, mineral_map
from mainstay.report.compose.story import StoryFindings, story_brief
from mainstay.report.compose.supply import suppliers

__all__ = [
    "ACCOUNTING_ROWS", "REQUIRED", "DynamicFindings", "Evidence", "Findings", "MaterialFindings",
    "StoryFindings", "account_sections", "chain_of", "chain_of_good", "compose", "dynamic_brief",
    "inside_sections", "material_brief", "material_sections", "mineral_lines", "mineral_map",
    "story_brief", "suppliers",
]  # fmt: skip
