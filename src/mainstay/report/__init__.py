"""Results turned into figures, tables, pages, PDFs and text; nothing here computes economics."""

from mainstay.report.bundle import Bundle, write_bundle
from mainstay.report.check import check
from mainstay.report.content import (
    Account,
    AccountSection,
    Brief,
    CountryValue,
    Coverage,
    Dependency,
    Gap,
    MapData,
    MethodSection,
    MineralDependence,
    NamedTile,
    OverlapRow,
    QualityItem,
    RunIdentity,
    Source,
    overlap_of,
)
from mainstay.report.html import page
from mainstay.report.material import (
    Chain,
    ChainLevel,
    ChainLink,
    ChainNode,
    MaterialRanking,
    MaterialStory,
)
from mainstay.report.pdf import pdf
from mainstay.report.plain import as_plain
from mainstay.report.quantity import KeyNumber, Number, Provenance, Unit, written
from mainstay.report.sankey import sankey_svg
from mainstay.report.text import first_answer, whole_text

__all__ = [
    "Account", "AccountSection", "Brief", "Bundle", "Chain", "ChainLevel", "ChainLink", "ChainNode",
    "CountryValue", "Coverage", "Dependency", "Gap", "KeyNumber", "MapData", "MaterialRanking",
    "MaterialStory", "MethodSection", "MineralDependence", "NamedTile", "Number", "OverlapRow",
    "Provenance", "QualityItem", "RunIdentity", "Source", "Unit", "as_plain", "check",
    "first_answer", "overlap_of", "page", "pdf", "sankey_svg", "whole_text", "write_bundle",
    "written",
]  # fmt: skip
