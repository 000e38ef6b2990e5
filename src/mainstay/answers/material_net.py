"""The net of the demonstration with its minerals, and the loss of each, computed once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mainstay.answers.figures import claims, economy_net
from mainstay.answers.minerals import facts
from mainstay.fusion.end_uses import readings
from mainstay.fusion.governance import stability
from mainstay.shocks.commodity.expected import mineral_losses
from mainstay.shocks.commodity.loss import MineralLoss
from mainstay.twin.material_markets import materials_of
from mainstay.twin.mineral_pools import with_minerals
from mainstay.twin.net import Net

#: Draws of the answers: enough for a median and its band, few enough to stay quick.
DRAWS = 100


@cache
def material_net() -> Net:
    """Return the net of the embedded figures with markets and uses of minerals."""
    net = with_minerals(economy_net(), facts().values())
    materials = materials_of(facts(), readings(claims()), stability(claims()))
    return replace(net, materials=materials)


@cache
def losses() -> dict[str, MineralLoss]:
    """Return the loss of every mineral that can be computed, by slug."""
    found, _ = mineral_losses(material_net(), draws=DRAWS)
    return {one.mineral: one for one in found}
