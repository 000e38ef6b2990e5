"""Tiers of a product: from material to finished good, and what a material ends up in."""

from mainstay.service.screens.tiers.asked import DEPTHS, TOPS, TiersAsked
from mainstay.service.screens.tiers.ready import ready_tiers
from mainstay.service.screens.tiers.shapes import ReadyTiersView, TiersView
from mainstay.service.screens.tiers.view import tiers_view

__all__ = ["DEPTHS", "TOPS", "ReadyTiersView", "TiersAsked", "TiersView", "ready_tiers",
           "tiers_view"]  # fmt: skip
