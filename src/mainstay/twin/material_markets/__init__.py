"""From facts of minerals to markets and uses that engines draw from."""

from mainstay.twin.material_markets.assemble import materials_of

__all__ = ["materials_of"]
