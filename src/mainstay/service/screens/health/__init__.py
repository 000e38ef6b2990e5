"""Data health: sources, coverage, conflicts, what is unknown, what is assumed, and what to do."""

from mainstay.service.screens.health.shapes import CheckUpView, HealthView
from mainstay.service.screens.health.sources import known_sources
from mainstay.service.screens.health.view import check_up_view, health_view

__all__ = ["CheckUpView", "HealthView", "check_up_view", "health_view", "known_sources"]
