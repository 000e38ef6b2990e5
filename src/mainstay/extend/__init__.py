"""The one registry of parts, and their static Cards."""

from mainstay.extend.card import Card, CardParameter
from mainstay.extend.registry import BrokenPart, Registry, registry

__all__ = ["BrokenPart", "Card", "CardParameter", "Registry", "registry"]
