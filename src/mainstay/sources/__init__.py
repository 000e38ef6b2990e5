"""Publishers' formats turned into claims. A source reads and reports; it never repairs."""

from mainstay.sources.contract import Reading, Source, read
from mainstay.sources.report import ReadReport, Refusal

__all__ = ["ReadReport", "Reading", "Refusal", "Source", "read"]
