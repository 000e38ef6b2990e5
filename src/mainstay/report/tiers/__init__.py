"""Tiers of a product as one drawing: columns that all stand for the same dollars."""

from mainstay.report.tiers.drawing import tiers_svg
from mainstay.report.tiers.shapes import Origin, TierColumn, TierLink, TierNode

__all__ = ["Origin", "TierColumn", "TierLink", "TierNode", "tiers_svg"]
