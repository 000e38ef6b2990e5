"""Inoperability: the share of what each activity should make and does not, static and by day."""

from mainstay.shocks.inoperability.engine import Inoperability
from mainstay.shocks.inoperability.model import (
    Equilibrium,
    equilibrium,
    follow,
    interdependency,
    resilience,
)

__all__ = [
    "Equilibrium",
    "Inoperability",
    "equilibrium",
    "follow",
    "interdependency",
    "resilience",
]
