"""US Bureau of Economic Analysis: supply-use tables, imports by region, gross output."""

from mainstay.sources.bea.codes import bea_codes

__all__ = ["bea_codes"]
