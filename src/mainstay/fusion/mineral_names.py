"""One name for each mineral, whatever an edition prints, and the groups they belong to."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from mainstay.fusion.mineral_facts import slug


@cache
def mineral_rules() -> dict[str, Any]:
    """Return the rules of ``data/minerals.yaml``: names, groups, joined series, total forms."""
    text = resources.files(__package__).joinpath("data/minerals.yaml").read_text("utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


def mineral_of(commodity: str) -> str:
    """Return the one name used here for a commodity as printed in any edition.

    >>> mineral_of("TiO2 Pigment"), mineral_of("Gemanium"), mineral_of("Cobalt")
    ('titanium-dioxide', 'germanium', 'cobalt')
    """
    folded = " ".join(commodity.casefold().split())
    slugs: dict[str, str] = mineral_rules()["slugs"]
    return slugs.get(folded, slug(commodity))


def group_of(mineral: str) -> str:
    """Return the group that a mineral is a member of, or an empty text.

    >>> group_of("dysprosium"), group_of("gallium")
    ('rare-earths', '')
    """
    groups: dict[str, list[str]] = mineral_rules()["groups"]
    return next((name for name, members in groups.items() if mineral in members), "")
