"""Results turned into figures, tables and briefs; nothing here computes economics."""

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
    KeyNumber,
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
from mainstay.report.plain import as_plain
from mainstay.report.quantity import Number, Provenance, Unit, written
from mainstay.report.text import first_answer

__all__ = [
    "Account", "AccountSection", "Brief", "Bundle", "CountryValue", "Coverage", "Dependency",
    "Gap", "KeyNumber", "MapData", "MethodSection", "MineralDependence", "NamedTile", "Number",
    "OverlapRow", "Provenance", "QualityItem", "RunIdentity", "Source", "Unit", "as_plain",
    "check", "first_answer", "overlap_of", "page", "write_bundle", "written",
]  # fmt: skip
