"""The explore screen: one filter bar over a network, a map and a table of cells."""

from mainstay.service.screens.explore.choices import ExploreView, explore_view
from mainstay.service.screens.explore.drawing import network_view
from mainstay.service.screens.explore.drawn_shapes import NetworkView
from mainstay.service.screens.explore.filters import Filters
from mainstay.service.screens.explore.map_values import MEASURES
from mainstay.service.screens.explore.map_view import MapView, map_view
from mainstay.service.screens.explore.network import LINKS, MOST_LINKS
from mainstay.service.screens.explore.table import cells_page, cells_table

__all__ = [
    "LINKS", "MEASURES", "MOST_LINKS", "ExploreView", "Filters", "MapView", "NetworkView",
    "cells_page", "cells_table", "explore_view", "map_view", "network_view",
]  # fmt: skip
